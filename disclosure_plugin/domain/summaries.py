"""Read an annual summary (年度工作总结): title, introduction, numbered sections, conclusion."""

from dataclasses import replace

from disclosure_plugin.domain.figures import collect_figures
from disclosure_plugin.domain.headings import NO_HEADING, split_heading
from disclosure_plugin.domain.list_markers import Marker, MarkerStyle, find_markers
from disclosure_plugin.domain.passages import Passage, cut
from disclosure_plugin.domain.summary_frame import find_closing, find_title
from disclosure_plugin.domain.summary_outline import Accounted, Section, SummaryOutline
from disclosure_plugin.domain.summary_warnings import collect_warnings


def parse_summary(text: str, *, year: int | None = None) -> SummaryOutline:
    """Take the text of an annual summary apart without dropping a character.

    Args:
        text: the whole summary, with or without line breaks.
        year: the year it reports on; other years in the text are then pointed out.

    Returns:
        the outline; a text without numbering has only an introduction and says so in
        ``warnings``.
    """
    title = find_title(text)
    markers = find_markers(text, begin=title.length)
    last_marker_end = markers[-1].end if markers else title.length
    conclusion_start, signature_start = find_closing(text, last_marker_end)
    sections = _build(text, markers, conclusion_start)
    outline = SummaryOutline(
        text=text,
        year=year,
        title=cut(text, 0, title.length),
        title_guessed=title.guessed,
        introduction=cut(text, title.length, markers[0].start if markers else conclusion_start),
        sections=sections,
        conclusion=cut(text, conclusion_start, signature_start),
        signature=cut(text, signature_start, len(text)),
        figures=collect_figures(text, [(marker.start, marker.end) for marker in markers]),
        warnings=(),
        accounted=Accounted(0, 0, 0, 0, 0, 0, 0, 0),
    )
    return replace(outline, warnings=collect_warnings(outline), accounted=_account(outline))


def _build(text: str, markers: tuple[Marker, ...], end: int) -> tuple[Section, ...]:
    """Build the tree from its end, so that children exist before their parent."""
    waiting: dict[int, list[Section]] = {}
    next_start, next_level = end, 0
    for marker in reversed(markers):
        children = tuple(reversed(waiting.pop(marker.level + 1, [])))
        section = _section(text, marker, next_start, children, has_items=next_level > marker.level)
        waiting.setdefault(marker.level, []).append(section)
        next_start, next_level = marker.start, marker.level
    return tuple(reversed(waiting.pop(1, [])))


def _section(
    text: str, marker: Marker, end: int, children: tuple[Section, ...], *, has_items: bool
) -> Section:
    content = cut(text, marker.end, end)
    split = NO_HEADING
    if content and marker.style not in (MarkerStyle.ORDINAL, MarkerStyle.POINT):
        split = split_heading(content.text, outermost=marker.level == 1, has_items=has_items)
    middle = content.start + split.length
    return Section(
        marker=Passage(marker.start, marker.end, text[marker.start : marker.end]),
        style=marker.style,
        level=marker.level,
        number=marker.number,
        expected=marker.expected,
        heading=cut(text, content.start, middle),
        heading_guessed=split.guessed,
        body=cut(text, middle, content.end),
        children=children,
    )


def _account(outline: SummaryOutline) -> Accounted:
    kinds: list[tuple[str, Passage]] = [
        ("title", outline.title),
        ("introduction", outline.introduction),
    ]
    for section in outline.walk():
        kinds += [
            ("markers", section.marker),
            ("headings", section.heading),
            ("bodies", section.body),
        ]
    kinds += [("conclusion", outline.conclusion), ("signature", outline.signature)]
    counted = dict.fromkeys(Accounted.__slots__, 0)
    position = 0
    for kind, passage in kinds:
        if passage and passage.start >= position:
            counted["white_space"] += _white_space(outline.text, position, passage.start)
            is_faithful = outline.text[passage.start : passage.end] == passage.text
            counted[kind] += len(passage) if is_faithful else 0
            position = passage.end
    counted["white_space"] += _white_space(outline.text, position, len(outline.text))
    return Accounted(**counted)


def _white_space(text: str, start: int, end: int) -> int:
    return sum(char.isspace() for char in text[start:end])
