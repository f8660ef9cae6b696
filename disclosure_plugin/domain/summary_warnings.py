"""What a person should look at before an imported summary is published."""

from collections.abc import Iterator

from disclosure_plugin.domain.passages import words_around
from disclosure_plugin.domain.placeholders import find_placeholders
from disclosure_plugin.domain.summary_outline import (
    Section,
    SummaryOutline,
    SummaryWarning,
    WarningCode,
)


def collect_warnings(outline: SummaryOutline) -> tuple[SummaryWarning, ...]:
    """Return everything worth a look, in the order of the text."""
    warnings = [
        *_structure(outline),
        *_placeholders(outline),
        *_figures(outline),
    ]
    return tuple(sorted(warnings, key=lambda warning: (warning.start, warning.end)))


def _warning(
    outline: SummaryOutline, code: WarningCode, start: int, end: int, **params: str | int
) -> SummaryWarning:
    written = outline.text[start:end]
    before, after = words_around(outline.text, start, end)
    return SummaryWarning(code, start, end, written, before, after, {"written": written, **params})


def _placeholders(outline: SummaryOutline) -> Iterator[SummaryWarning]:
    for gap in find_placeholders(outline.text):
        yield _warning(outline, WarningCode.PLACEHOLDER, gap.start, gap.end)


def _figures(outline: SummaryOutline) -> Iterator[SummaryWarning]:
    for figure in outline.figures:
        if figure.approximate:
            yield _warning(outline, WarningCode.APPROXIMATE_FIGURE, figure.start, figure.end)
        year = figure.year
        if outline.year is not None and year is not None and year != outline.year:
            yield _warning(
                outline, WarningCode.OTHER_YEAR, figure.start, figure.end, year=outline.year
            )


def _structure(outline: SummaryOutline) -> Iterator[SummaryWarning]:
    if outline.title_guessed:
        title = outline.title
        yield _warning(outline, WarningCode.GUESSED_TITLE, title.start, title.end)
    if not outline.sections:
        yield _warning(outline, WarningCode.NO_NUMBERING, 0, 0)
    for section in outline.walk():
        yield from _section(outline, section)


def _section(outline: SummaryOutline, section: Section) -> Iterator[SummaryWarning]:
    marker = section.marker
    if section.number != section.expected:
        late = section.number > section.expected
        code = WarningCode.MISSING_NUMBER if late else WarningCode.OUT_OF_ORDER
        yield _warning(outline, code, marker.start, marker.end, expected=section.expected)
    if section.heading_guessed:
        heading = section.heading
        yield _warning(outline, WarningCode.GUESSED_HEADING, heading.start, heading.end)
    elif section.level == 1 and not section.heading:
        yield _warning(outline, WarningCode.MISSING_HEADING, marker.start, marker.end)
