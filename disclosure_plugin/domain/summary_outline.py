"""What an annual summary is made of, as dataclasses; ``summaries.parse_summary`` makes them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from disclosure_plugin.domain.figures import Figure
from disclosure_plugin.domain.list_markers import MarkerStyle
from disclosure_plugin.domain.passages import Passage
from disclosure_plugin.errors import gettext_noop


class WarningCode(StrEnum):
    """Why a person should look at a place before publishing."""

    PLACEHOLDER = "placeholder"
    APPROXIMATE_FIGURE = "approximate_figure"
    OTHER_YEAR = "other_year"
    GUESSED_TITLE = "guessed_title"
    GUESSED_HEADING = "guessed_heading"
    MISSING_HEADING = "missing_heading"
    MISSING_NUMBER = "missing_number"
    OUT_OF_ORDER = "out_of_order"
    NO_NUMBERING = "no_numbering"


WARNING_MESSAGES: Mapping[WarningCode, str] = {
    WarningCode.PLACEHOLDER: gettext_noop(
        "“%(written)s” looks like a gap nobody filled in. Fill it in."
    ),
    WarningCode.APPROXIMATE_FIGURE: gettext_noop(
        "“%(written)s” is a round figure. Give the exact number if the records have it."
    ),
    WarningCode.OTHER_YEAR: gettext_noop(
        "“%(written)s” is not the year reported on, %(year)s. Check that it is meant."
    ),
    WarningCode.GUESSED_TITLE: gettext_noop(
        "Nothing shows where the title ends. Check “%(written)s”."
    ),
    WarningCode.GUESSED_HEADING: gettext_noop(
        "Nothing shows where the heading ends. Check “%(written)s”."
    ),
    WarningCode.MISSING_HEADING: gettext_noop(
        "No heading was found behind “%(written)s”. Give it one."
    ),
    WarningCode.MISSING_NUMBER: gettext_noop(
        "“%(written)s” stands where number %(expected)s was expected. "
        "Check that no part is missing."
    ),
    WarningCode.OUT_OF_ORDER: gettext_noop(
        "“%(written)s” repeats or goes back in the numbering, number %(expected)s was expected. "
        "Check the order."
    ),
    WarningCode.NO_NUMBERING: gettext_noop(
        "No numbered sections (一、 1. (1) 一是) were found. Divide the text yourself."
    ),
}


@dataclass(frozen=True, slots=True)
class SummaryWarning:
    """A place ``[start, end)`` to look at, with up to 12 characters before and after it.

    ``message`` is English; to translate, fill ``WARNING_MESSAGES[code]`` with ``params``.
    """

    code: WarningCode
    start: int
    end: int
    written: str
    before: str
    after: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return WARNING_MESSAGES[self.code] % self.params


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered piece of the summary with the pieces numbered below it.

    ``body`` is the text between the heading and the first child. ``heading_guessed`` says that
    no line break told where the heading ends. ``expected`` differs from ``number`` where the
    numbering has a gap or starts again.
    """

    marker: Passage
    style: MarkerStyle
    level: int
    number: int
    expected: int
    heading: Passage
    heading_guessed: bool
    body: Passage
    children: tuple["Section", ...]

    def walk(self) -> Iterator["Section"]:
        """Yield this section and everything below it in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Accounted:
    """How many characters of the text each kind of passage holds.

    Counted passage by passage, each only where it equals the source at its offsets and begins
    after the one before it ended; so ``total`` is the length of the text exactly when nothing
    was lost, repeated or changed.
    """

    title: int
    introduction: int
    markers: int
    headings: int
    bodies: int
    conclusion: int
    signature: int
    white_space: int

    @property
    def total(self) -> int:
        return (
            self.title
            + self.introduction
            + self.markers
            + self.headings
            + self.bodies
            + self.conclusion
            + self.signature
            + self.white_space
        )


@dataclass(frozen=True, slots=True)
class SummaryOutline:
    """A summary taken apart. All offsets count characters of ``text``."""

    text: str
    year: int | None
    title: Passage
    title_guessed: bool
    introduction: Passage
    sections: tuple[Section, ...]
    conclusion: Passage
    signature: Passage
    figures: tuple[Figure, ...]
    warnings: tuple[SummaryWarning, ...]
    accounted: Accounted

    def walk(self) -> Iterator[Section]:
        """Yield every section of every level in the order of the text."""
        for section in self.sections:
            yield from section.walk()
