"""A catalogue as a table in a file: read row by row with a verdict on each, and written back.

What is written is read back as the same rows, and written again as the same cells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from disclosure_plugin.errors import Refused, gettext_noop

from .catalogue import FIELDS, LONGEST, CellRefused, Row, made_code, read_row

HEADER = {
    "code": "编码",
    "number": "序号",
    "level_one": "一级事项",
    "level_two": "二级事项",
    "elements": "公开内容（要素）",
    "basis": "公开依据",
    "time_limit": "公开时限",
    "body": "公开主体",
    "channels": "公开渠道和载体",
    "audience": "公开对象",
    "mode": "公开方式",
    "levels": "公开层级",
    "remark": "备注",
}
OTHER_NAMES = {
    "公开内容": "elements",
    "要素": "elements",
    "公开渠道": "channels",
    "渠道": "channels",
    "责任主体": "body",
    "公开级别": "levels",
}
MAY_BE_MISSING = frozenset({"code", "number", "remark"})
MAX_ROWS = 3000
HEADER_ROWS = 10  # within which the names of the columns must stand; titles come before them

# What a spreadsheet takes for a formula at the beginning of a cell, full-width forms included.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
GUARDED = re.compile(r"'+\s*[=+\-@＝＋－＠]")


class TableRefused(Refused):
    """A table is no catalogue; nothing of it is taken."""


class NoHeader(TableRefused):
    sentence = gettext_noop(
        "No row among the first %(rows)s of sheet %(sheet)s names these columns: %(missing)s. "
        "Download the catalogue and write into that file."
    )


class ColumnTwice(TableRefused):
    sentence = gettext_noop(
        "Two columns of sheet %(sheet)s have the name “%(name)s”. Delete one of them."
    )


class NoRows(TableRefused):
    sentence = gettext_noop("Sheet %(sheet)s has no row below the names of its columns.")


class TooManyRows(TableRefused):
    sentence = gettext_noop(
        "Sheet %(sheet)s has more than %(limit)s rows. Divide the catalogue into several."
    )


class LooksLikeFormula(CellRefused):
    sentence = gettext_noop(
        "%(value)s begins like a formula. Write the value itself, or an apostrophe before it."
    )


class CodeTwice(CellRefused):
    sentence = gettext_noop(
        "Row %(row)s has the code %(code)s too. Give this row another one, or leave it empty."
    )


class CodeOfAnother(CellRefused):
    sentence = gettext_noop(
        "The catalogue “%(catalogue)s” has a row with the code %(code)s. Choose another code."
    )


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet.

    Attributes:
        number: as its program counts rows, from 1.
        cells: texts by the name of their column (A, B, …).
    """

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that cannot be read.

    Attributes:
        sheet, row, column: where it stands, as its program names them.
        field: what the column is for.
        refusal: what to do.
    """

    sheet: str
    row: int
    column: str
    field: str
    refusal: CellRefused


@dataclass(frozen=True, slots=True)
class Unread:
    """A row whose time limit is kept as text only."""

    sheet: str
    row: int
    text: str


@dataclass(frozen=True)
class Judged:
    """A table, row by row.

    Attributes:
        rows: those that can be read, in the order of the file.
        problems: the cells that cannot, in that order.
        unread: the rows whose time limit cannot be reckoned.
    """

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    unread: tuple[Unread, ...]


def judge_table(
    sheet: str,
    lines: Sequence[SheetRow],
    *,
    known: Iterable[Row] = (),
    elsewhere: Mapping[str, str] | None = None,
    tell: Callable[[int, int], None] = lambda done, rows: None,
) -> Judged:
    """Read a sheet and say of each of its cells whether it can be taken.

    A row without a code gets that of the known row with the same matter, or else a new one.

    Args:
        sheet: its name.
        lines: its rows that are not empty, in order.
        known: rows of the catalogue as it is now.
        elsewhere: codes of other catalogues, with the catalogue's name.
        tell: is told how many rows are read, and of how many.

    Raises:
        TableRefused: there is no header, or no row, or there are too many.
    """
    place, columns = _header(sheet, lines)
    below = lines[place + 1 :]
    body = [line for line in below if any(map(str.strip, _written(line, columns).values()))]
    if not body:
        raise NoRows(sheet=sheet)
    if len(body) > MAX_ROWS:
        raise TooManyRows(sheet=sheet, limit=MAX_ROWS)
    reading = _Reading(sheet, columns, list(known), elsewhere or {})
    reading.take_codes(body)
    for done, line in enumerate(body, 1):
        reading.read(line)
        tell(done, len(body))
    return Judged(tuple(reading.rows), tuple(reading.problems), tuple(reading.unread))


def cells_of(row: Row) -> list[str]:
    """Return a row as cells that no spreadsheet runs and :func:`judge_table` reads back."""
    return [_guarded(getattr(row, name)) for name in HEADER]


class _Reading:
    """What was read of a sheet so far."""

    def __init__(
        self,
        sheet: str,
        columns: Mapping[str, str],
        known: list[Row],
        elsewhere: Mapping[str, str],
    ) -> None:
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self.unread: list[Unread] = []
        self._sheet, self._columns, self._elsewhere = sheet, columns, elsewhere
        matters = Counter((row.level_one, row.level_two) for row in known)
        self._known = {
            (row.level_one, row.level_two): row.code
            for row in known
            if matters[row.level_one, row.level_two] == 1
        }
        self._written: set[str] = set()
        self._at: dict[str, int] = {}

    def take_codes(self, body: Sequence[SheetRow]) -> None:
        """Note the codes that are written, so that no row without one is given them."""
        self._written = {_written(line, self._columns).get("code", "").strip() for line in body}

    def read(self, line: SheetRow) -> None:
        """Read a row, and note what is wrong with it."""
        written = _written(line, self._columns)
        refusals: dict[str, CellRefused] = {
            name: LooksLikeFormula(value=text.strip()[:40])
            for name, text in written.items()
            if FORMULA.match(text)
        }
        read = read_row({name: _unguarded(text) for name, text in written.items()})
        refusals = {**read.refusals, **refusals}
        row = read.row
        if row is not None:
            row = row if row.code else self._with_code(row)
            refusals |= self._code_taken(row)
        if refusals or row is None:
            self.problems += [
                Problem(
                    self._sheet, line.number, self._columns.get(name, ""), name, refusals[name]
                )
                for name in FIELDS
                if name in refusals
            ]
            return
        self._at[row.code] = line.number
        self.rows.append(row)
        if read.limit_is_unread:
            self.unread.append(Unread(self._sheet, line.number, row.time_limit))

    def _with_code(self, row: Row) -> Row:
        taken = {*self._written, *self._at, *self._elsewhere}
        code = self._known.get((row.level_one, row.level_two), "")
        if not code or code in taken:
            code = made_code(row.level_one, row.level_two, taken)
        return replace(row, code=code)

    def _code_taken(self, row: Row) -> dict[str, CellRefused]:
        if row.code in self._at:
            return {"code": CodeTwice(row=self._at[row.code], code=row.code)}
        if row.code in self._elsewhere:
            return {"code": CodeOfAnother(catalogue=self._elsewhere[row.code], code=row.code)}
        return {}


def _header(sheet: str, lines: Sequence[SheetRow]) -> tuple[int, dict[str, str]]:
    """Return the last row with names of columns, and the column of each field.

    Counties write one and two of the matter below a common name, so two rows may be one header.
    """
    wanted = [name for name in HEADER if name not in MAY_BE_MISSING]
    missing = wanted
    for place, line in enumerate(lines[:HEADER_ROWS]):
        found = _named(sheet, line)
        below = _named(sheet, lines[place + 1]) if place + 1 < len(lines) else {}
        for last, columns in ((place, found), (place + 1, {**found, **below})):
            lacks = [name for name in wanted if name not in columns]
            if not lacks:
                return last, columns
            missing = min(missing, lacks, key=len)
    names = "、".join(HEADER[name] for name in missing)
    raise NoHeader(rows=HEADER_ROWS, sheet=sheet, missing=names)


def _named(sheet: str, line: SheetRow) -> dict[str, str]:
    found: dict[str, str] = {}
    for column, text in line.cells.items():
        field = _FIELD_OF.get(_bare(text))
        if field in found:
            raise ColumnTwice(sheet=sheet, name=text.strip()[: LONGEST["number"]])
        if field:
            found[field] = column
    return found


def _bare(name: str) -> str:
    return re.sub(r"[\s()（）]", "", name).lower()


_FIELD_OF = {
    **{_bare(name): field for name, field in OTHER_NAMES.items()},
    **{_bare(name): field for field, name in HEADER.items()},
    **{field: field for field in FIELDS},
}


def _written(line: SheetRow, columns: Mapping[str, str]) -> dict[str, str]:
    return {name: line.cells.get(column, "") for name, column in columns.items()}


def _guarded(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run, and before what has one already."""
    return f"'{text}" if FORMULA.match(text) or GUARDED.match(text) else text


def _unguarded(text: str) -> str:
    return text[1:] if GUARDED.match(text) else text
