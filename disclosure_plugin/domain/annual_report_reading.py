"""Read a published annual report of the 2021 form: its tables into cells, its text into sections.

Rows and columns are found by what they are called. What is not found, or holds no number, is
listed by its cell; nothing is guessed and nothing is worked out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from disclosure_plugin.errors import gettext_noop

from .annual_report_form import (
    APPLICANTS,
    CARRIED_OVER,
    CELLS,
    LINES,
    MATTERS,
    OUTCOMES,
    REMEDIES,
    SECTIONS,
    cell_code,
)
from .annual_report_values import NotANumber, Number, read_number
from .numerals import to_half_width

# Signs that a label may have or lack, and its number.
_NO_MATTER = re.compile(r"[\s（）()“”\"'‘’、，,。.．:：;；·\-—_*]+")
_NUMBERING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+[.．、])"
)
_EXPLAINED = re.compile(r"[（(].*$", re.DOTALL)
_SHORTEST_PREFIX = 8


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a table as it was written.

    Attributes:
        text: what stands in it.
        is_first: whether this is the place at which it begins; a merged cell covers more.
    """

    text: str
    is_first: bool = True


Grid = Sequence[Sequence[GridCell]]


class Problem(StrEnum):
    """Why a cell has no number."""

    NOT_FOUND = "not found"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    MERGED = "merged"
    TWICE = "twice"


PROBLEM_MESSAGES: Mapping[Problem, str] = {
    Problem.NOT_FOUND: gettext_noop("%(cell)s: not found in the document."),
    Problem.EMPTY: gettext_noop("%(cell)s: empty in the document."),
    Problem.UNREADABLE: gettext_noop("%(cell)s: “%(text)s” is no number that can stand here."),
    Problem.MERGED: gettext_noop(
        "%(cell)s: “%(text)s” stands in a cell that is merged over several."
    ),
    Problem.TWICE: gettext_noop(
        "%(cell)s: found twice, with “%(text)s” and “%(other)s”. Neither is taken."
    ),
}


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell without a number, and why.

    Attributes:
        cell: its code.
        text, other: what stood there, if that tells something.
    """

    cell: str
    problem: Problem
    text: str = ""
    other: str = ""

    @property
    def params(self) -> dict[str, str]:
        return {"cell": CELLS[self.cell].name, "text": self.text, "other": self.other}


@dataclass(slots=True)
class ReadTables:
    """What was read of the tables.

    Attributes:
        tables: the numbers, by the code of the cell.
        unread: every other cell of the form, in its order.
        strange_rows: labels of rows among the applications that the form does not have.
    """

    tables: dict[str, Number | None] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    strange_rows: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Found:
    """Texts that were met for cells, before they are read as numbers."""

    texts: dict[str, GridCell] = field(default_factory=dict)
    twice: dict[str, tuple[str, str]] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    strange_rows: list[str] = field(default_factory=list)

    def take(self, code: str, cell: GridCell) -> None:
        before = self.texts.get(code)
        if not cell.is_first:
            self.merged.setdefault(code, cell.text)
        elif before is not None and before.text.strip() != cell.text.strip():
            self.twice.setdefault(code, (before.text.strip(), cell.text.strip()))
        else:
            self.texts[code] = cell


def read_tables(grids: Iterable[Grid]) -> ReadTables:
    """Read the three tables out of all tables of a document.

    Args:
        grids: each rectangular, merged cells written at every place they cover.
    """
    found = _Found()
    for grid in grids:
        _applications(grid, found)
        _remedies(grid, found)
        _matters(grid, found)
    read = ReadTables(strange_rows=found.strange_rows)
    for code, cell in CELLS.items():
        unread = _problem(code, found)
        if unread is None:
            try:
                read.tables[code] = read_number(cell, found.texts[code].text)
            except NotANumber:
                unread = Unread(code, Problem.UNREADABLE, _short(found.texts[code].text))
        if unread is not None:
            read.unread.append(unread)
    return read


def _problem(code: str, found: _Found) -> Unread | None:
    if code in found.twice:
        one, other = found.twice[code]
        return Unread(code, Problem.TWICE, _short(one), _short(other))
    if code in found.merged:
        return Unread(code, Problem.MERGED, _short(found.merged[code]))
    if code not in found.texts:
        return Unread(code, Problem.NOT_FOUND)
    if not found.texts[code].text.strip():
        return Unread(code, Problem.EMPTY)
    return None


def _short(text: str) -> str:
    return " ".join(text.split())[:40]


# --- Table 3 ---------------------------------------------------------------------------------


def _plain(label: str) -> str:
    """Return a label without its number, what is explained in brackets, and signs."""
    without_number = _NUMBERING.sub("", to_half_width(label))
    return _NO_MATTER.sub("", _EXPLAINED.sub("", without_number) or without_number)


_LINE_OF = {_plain(line.name): line.code for line in LINES}
_APPLICANT_OF = {_plain(name): code for code, name in APPLICANTS.items()}
_MATTER_OF = {_plain(matter.name): matter for matter in MATTERS}
_OUTCOME_OF = {_plain(name): code for code, name in OUTCOMES.items()}


def _line_of(label: str) -> str | None:
    """Return the row of a label; one that is cut short, as many print it, is known too."""
    plain = _plain(label)
    if plain in _LINE_OF:
        return _LINE_OF[plain]
    if len(plain) < _SHORTEST_PREFIX:
        return None
    fitting = {code for name, code in _LINE_OF.items() if name.startswith(plain)}
    fitting |= {
        code
        for name, code in _LINE_OF.items()
        if len(name) >= _SHORTEST_PREFIX and plain.startswith(name)
    }
    return fitting.pop() if len(fitting) == 1 else None


def _applications(grid: Grid, found: _Found) -> None:
    head = next((number for number, row in enumerate(grid) if _names_persons(row)), None)
    if head is None:
        return
    columns: dict[int, str] = {}
    first_row = head
    for number in range(head, min(head + 4, len(grid))):  # a head of several lines
        if number > head and _line_of(_label(grid[number], columns)):
            break
        columns |= _applicants(grid[number], columns)
        first_row = number + 1
    for row in grid[first_row:]:
        label = _label(row, columns)
        code = _line_of(label)
        numbers = {place: row[place] for place in columns if place < len(row)}
        if code is not None:
            for place, column in columns.items():
                found.take(cell_code(3, code, column), numbers.get(place, GridCell("")))
            if code == CARRIED_OVER:  # whatever follows on the same sheet is another table
                return
        elif label.strip() and any(one.text.strip() and one.is_first for one in numbers.values()):
            found.strange_rows.append(_short(label))


def _names_persons(row: Sequence[GridCell]) -> bool:
    return any(_plain(cell.text) == "自然人" for cell in row)


def _applicants(row: Sequence[GridCell], known: Mapping[int, str]) -> dict[int, str]:
    return {
        place: _APPLICANT_OF[_plain(cell.text)]
        for place, cell in enumerate(row)
        if _plain(cell.text) in _APPLICANT_OF
        and place not in known
        and _APPLICANT_OF[_plain(cell.text)] not in known.values()
    }


def _label(row: Sequence[GridCell], columns: Mapping[int, str]) -> str:
    """Return the label of a row: what stands last before its numbers."""
    end = min(columns, default=0)
    texts = [cell.text for cell in row[:end] if cell.text.strip()]
    return texts[-1] if texts else ""


# --- Table 4 ---------------------------------------------------------------------------------


def _remedies(grid: Grid, found: _Found) -> None:
    wanted = list(OUTCOMES)
    for number, row in enumerate(grid):
        places = [
            (place, _OUTCOME_OF[_plain(cell.text)])
            for place, cell in enumerate(row)
            if _plain(cell.text) in _OUTCOME_OF
        ]
        if [outcome for _place, outcome in places] != wanted * len(REMEDIES):
            continue
        # A head may be merged over several lines.
        below = next((r for r in grid[number + 1 :] if not _is_head(r, places)), None)
        if below is None:
            return
        blocks = [block for block in REMEDIES for _outcome in OUTCOMES]
        for (place, outcome), block in zip(places, blocks, strict=True):
            cell = below[place] if place < len(below) else GridCell("")
            found.take(cell_code(4, block, outcome), cell)
        return


def _is_head(row: Sequence[GridCell], places: Sequence[tuple[int, str]]) -> bool:
    return any(
        _plain(row[place].text) in _OUTCOME_OF for place, _outcome in places if place < len(row)
    )


# --- Table 2 ---------------------------------------------------------------------------------


def _matters(grid: Grid, found: _Found) -> None:
    heads: Mapping[str, int] = {}
    for row in grid:
        texts = [_plain(cell.text) for cell in row]
        if "信息内容" in texts:
            heads = {text: place for place, text in reversed(list(enumerate(texts))) if text}
            continue
        matter = next((_MATTER_OF[text] for text in texts if text in _MATTER_OF), None)
        if matter is None or not heads:
            continue
        for column, name in matter.columns.items():
            place = heads.get(_plain(name))
            if place is not None and place < len(row):
                found.take(cell_code(2, matter.code, column), row[place])


# --- The text --------------------------------------------------------------------------------


_SECTION_NAMES = {code: _plain(name) for code, name in SECTIONS.items()}
_HEADING = re.compile(r"^\s*[一二三四五六]、\s*(?P<name>\S.*?)\s*$")
_LONGEST_HEADING = 40


def read_sections(lines: Iterable[str]) -> dict[str, list[str]]:
    """Divide the lines of a report at the headings of its sections.

    Args:
        lines: of the text, without those of its tables.

    Returns:
        the lines of each section by its code; what stands before the first is under
        ``introduction``.
    """
    found: dict[str, list[str]] = {"introduction": []}
    here = "introduction"
    for line in lines:
        section = _section_of(line)
        if section is not None and section not in found:
            here = section
            found[here] = []
        elif line.strip():
            found[here].append(line.strip())
    return found


def _section_of(line: str) -> str | None:
    match = _HEADING.match(line)
    if match is None or len(match["name"]) > _LONGEST_HEADING:
        return None
    plain = _plain(line)
    return next((code for code, name in _SECTION_NAMES.items() if name == plain), None)


def grid_of(rows: Iterable[Iterable[str]]) -> Grid:
    """Return a grid of rows in which nothing is merged."""
    return [[GridCell(text) for text in row] for row in rows]
