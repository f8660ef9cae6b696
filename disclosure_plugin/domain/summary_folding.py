"""Fold an outline of any depth into what a summary page holds: section, part, point."""

from dataclasses import dataclass

from disclosure_plugin.domain.summary_outline import Section, SummaryOutline


@dataclass(frozen=True, slots=True)
class FoldedPoint:
    """A third level; ``text`` also holds everything numbered below it, a line each."""

    marker: str
    text: str


@dataclass(frozen=True, slots=True)
class FoldedPart:
    """A second level; ``heading`` may be empty."""

    marker: str
    heading: str
    body: str
    points: tuple[FoldedPoint, ...]


@dataclass(frozen=True, slots=True)
class FoldedSection:
    """A first level; ``heading`` is empty where none was found."""

    marker: str
    heading: str
    body: str
    parts: tuple[FoldedPart, ...]


@dataclass(frozen=True, slots=True)
class FoldedSummary:
    """The texts of a summary page; nothing of the outline is left out."""

    title: str
    introduction: str
    sections: tuple[FoldedSection, ...]
    conclusion: str
    signature: str


def fold_outline(outline: SummaryOutline) -> FoldedSummary:
    """Return the outline in three levels; deeper ones join their point with markers kept."""
    return FoldedSummary(
        title=outline.title.text,
        introduction=outline.introduction.text,
        sections=tuple(_fold_section(section) for section in outline.sections),
        conclusion=outline.conclusion.text,
        signature=outline.signature.text,
    )


def _fold_section(section: Section) -> FoldedSection:
    return FoldedSection(
        marker=section.marker.text,
        heading=section.heading.text,
        body=section.body.text,
        parts=tuple(_fold_part(part) for part in section.children),
    )


def _fold_part(part: Section) -> FoldedPart:
    return FoldedPart(
        marker=part.marker.text,
        heading=part.heading.text,
        body=part.body.text,
        points=tuple(_fold_point(point) for point in part.children),
    )


def _fold_point(point: Section) -> FoldedPoint:
    lines = [_heading_and_body(point)]
    for section in list(point.walk())[1:]:
        lines.append(section.marker.text + _heading_and_body(section))
    return FoldedPoint(marker=point.marker.text, text="\n".join(line for line in lines if line))


def _heading_and_body(section: Section) -> str:
    """Join both as they stood: on one line where the text runs on, else on two."""
    if not section.heading or not section.body:
        return section.heading.text + section.body.text
    runs_on = section.body.start == section.heading.end
    return section.heading.text + ("" if runs_on else "\n") + section.body.text
