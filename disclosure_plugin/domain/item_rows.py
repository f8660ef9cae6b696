"""Items as rows of a spreadsheet: what the columns are called, and what each cell may say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from disclosure_plugin.errors import gettext_noop

from .items import ABSTRACT_MAX_CHARACTERS
from .register import OriginalIncomplete, OriginalInTheFuture, check_original
from .spreadsheet_rows import ERRORS, day_in, read_headings, short

TITLE_MAX_CHARACTERS = 255
SOURCE_MAX_CHARACTERS = 200
BASIS_MAX_CHARACTERS = 200
ARTICLE_MAX_CHARACTERS = 100
BODY_MAX_CHARACTERS = 30_000  # a cell of Excel holds little more

Values = Mapping[str, str]


class Field(StrEnum):
    """What a column says of an item."""

    COLUMN = "column"
    TITLE = "title"
    ABSTRACT = "abstract"
    FORMED_ON = "formed_on"
    SECTION = "section"
    CATEGORY = "category"
    VALIDITY = "validity"
    BODY = "body"
    BASES = "bases"
    ORIGINAL_DAY = "original_published_on"
    ORIGINAL_SOURCE = "original_source"


# The file is the county's own; its headings are data, as its sections are.
HEADINGS: Mapping[Field, str] = {
    Field.COLUMN: "栏目",
    Field.TITLE: "标题",
    Field.ABSTRACT: "内容概述",
    Field.FORMED_ON: "生成日期",
    Field.SECTION: "责任股室",
    Field.CATEGORY: "公开类别",
    Field.VALIDITY: "有效性",
    Field.BODY: "正文",
    Field.BASES: "公开依据",
    Field.ORIGINAL_DAY: "首次公开于别处",
    Field.ORIGINAL_SOURCE: "出处",
}
REQUIRED = (
    Field.COLUMN, Field.TITLE, Field.ABSTRACT, Field.FORMED_ON, Field.SECTION, Field.CATEGORY,
    Field.BODY,
)  # fmt: skip
LONGEST: Mapping[Field, int] = {
    Field.TITLE: TITLE_MAX_CHARACTERS,
    Field.ABSTRACT: ABSTRACT_MAX_CHARACTERS,
    Field.BODY: BODY_MAX_CHARACTERS,
    Field.ORIGINAL_SOURCE: SOURCE_MAX_CHARACTERS,
}


class Fault(StrEnum):
    """What is wrong with a row."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNKNOWN_COLUMN = "unknown_column"
    FORBIDDEN_COLUMN = "forbidden_column"
    UNKNOWN_SECTION = "unknown_section"
    UNKNOWN_CATEGORY = "unknown_category"
    UNSURE_CATEGORY = "unsure_category"
    UNKNOWN_VALIDITY = "unknown_validity"
    NO_DATE = "no_date"
    ERROR_VALUE = "error_value"
    NO_HEADING = "no_heading"
    BASIS_TOO_LONG = "basis_too_long"
    ORIGINAL_INCOMPLETE = "original_incomplete"
    ORIGINAL_IN_THE_FUTURE = "original_in_the_future"
    TWICE = "twice"


FAULT_MESSAGES: Mapping[Fault, str] = {
    Fault.EMPTY: gettext_noop("It is empty. Fill it in."),
    Fault.TOO_LONG: gettext_noop(
        "It has %(length)s characters; at most %(limit)s fit. Shorten it."
    ),
    Fault.UNKNOWN_COLUMN: gettext_noop(
        "The board has no column “%(value)s”. Choose one from the list of the template."
    ),
    Fault.FORBIDDEN_COLUMN: gettext_noop(
        "You may not add items to the column “%(value)s”. Choose another one, or ask an "
        "administrator of the bureau."
    ),
    Fault.UNKNOWN_SECTION: gettext_noop(
        "The bureau has no section “%(value)s”. Choose one from the list of the template, or have "
        "it added under Sections first."
    ),
    Fault.UNKNOWN_CATEGORY: gettext_noop(
        "“%(value)s” is no category. Begin with its number, such as 20.8."
    ),
    Fault.UNSURE_CATEGORY: gettext_noop(
        "“%(value)s” may be 20.1 or 20.10: spreadsheets drop the last zero. Choose the category "
        "with its name from the list of the template."
    ),
    Fault.UNKNOWN_VALIDITY: gettext_noop(
        "“%(value)s” is no validity. Choose one of these: %(known)s."
    ),
    Fault.NO_DATE: gettext_noop("“%(value)s” is no date. Write it like 2026-11-02."),
    Fault.ERROR_VALUE: gettext_noop(
        "A formula ended in the error %(value)s. Write the value itself."
    ),
    Fault.NO_HEADING: gettext_noop(
        "“%(value)s” stands in a column without a heading. Delete it, or give the column a "
        "heading."
    ),
    Fault.BASIS_TOO_LONG: gettext_noop(
        "“%(value)s”: a law or document may have %(limit)s characters, its article "
        "%(article_limit)s. Write one on each line."
    ),
    Fault.ORIGINAL_INCOMPLETE: OriginalIncomplete.sentence,
    Fault.ORIGINAL_IN_THE_FUTURE: OriginalInTheFuture.sentence,
    Fault.TWICE: gettext_noop(
        "Row %(row)s of sheet “%(sheet)s” has the same title in the same column. Delete one of "
        "them, or tell them apart by their titles."
    ),
}


@dataclass(frozen=True)
class RowFault:
    """Something wrong with one cell.

    To translate, fill ``FAULT_MESSAGES[fault]`` with ``params``.

    Attributes:
        column: what the spreadsheet calls it; empty if the sheet has none for it.
        heading: of that column; empty if it has none.
    """

    fault: Fault
    column: str
    heading: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What the bureau knows by name.

    Attributes:
        columns: key of each column of the board by the names it can be called.
        forbidden: names of columns to which this person may add nothing.
        sections: key of each section by its name.
        categories: codes.
        validities: code of each validity by the names it can be called.
    """

    columns: Mapping[str, int]
    forbidden: frozenset[str]
    sections: Mapping[str, int]
    categories: frozenset[str]
    validities: Mapping[str, str]


@dataclass(frozen=True)
class Basis:
    """A law or document, and its article."""

    title: str
    article: str


@dataclass(frozen=True)
class ItemRow:
    """An item as a row says it; keys are those of the bureau."""

    column: int
    title: str
    abstract: str
    formed_on: date
    section: int
    category: str
    validity: str
    paragraphs: tuple[str, ...]
    bases: tuple[Basis, ...]
    original_published_on: date | None
    original_source: str


class _RowIsBad(Exception):
    def __init__(self, fault: Fault, **params: str | int) -> None:
        self.fault, self.params = fault, params


def headings(sheet: str, cells: Mapping[str, str]) -> dict[str, Field]:
    """Return what each column of a sheet says, by the column's name.

    Args:
        sheet: its name, for sentences.
        cells: its first row.

    Raises:
        HeadingUnknown, HeadingTwice, HeadingsRefused: the columns are not those of the template.
    """
    return read_headings(sheet, cells, HEADINGS, required=REQUIRED)


def read_row(
    cells: Mapping[str, str],
    columns: Mapping[str, Field],
    known: Known,
    *,
    today: date,
    days_from_1904: bool = False,
) -> tuple[ItemRow | None, list[RowFault]]:
    """Read a row; every fault of it is found, not only the first.

    Args:
        cells: what is not empty, by the column's name.
        columns: what each column says.
        known: what the bureau knows.
        today: the day on which this is checked.
        days_from_1904: whether numbers of days begin there.

    Returns:
        the item, or None and what is wrong.
    """
    letters = {one: letter for letter, one in columns.items()}
    values = {one: cells.get(letter, "") for letter, one in columns.items()}
    faults = [
        RowFault(Fault.NO_HEADING, letter, "", {"value": short(cell)})
        for letter, cell in cells.items()
        if letter not in columns
    ]
    read: dict[Field, Any] = {}
    for one in Field:
        try:
            read[one] = _value(one, values.get(one, ""), known, days_from_1904)
        except _RowIsBad as bad:
            faults.append(_fault(one, letters, bad.fault, bad.params))
    if Field.ORIGINAL_DAY in read and Field.ORIGINAL_SOURCE in read:
        try:
            check_original(
                published_on=read[Field.ORIGINAL_DAY],
                source=read[Field.ORIGINAL_SOURCE],
                today=today,
            )
        except OriginalIncomplete:
            faults.append(_fault(Field.ORIGINAL_DAY, letters, Fault.ORIGINAL_INCOMPLETE))
        except OriginalInTheFuture:
            faults.append(_fault(Field.ORIGINAL_DAY, letters, Fault.ORIGINAL_IN_THE_FUTURE))
    if faults:
        return None, faults
    item = ItemRow(
        column=read[Field.COLUMN],
        title=read[Field.TITLE],
        abstract=read[Field.ABSTRACT],
        formed_on=read[Field.FORMED_ON],
        section=read[Field.SECTION],
        category=read[Field.CATEGORY],
        validity=read[Field.VALIDITY],
        paragraphs=read[Field.BODY],
        bases=read[Field.BASES],
        original_published_on=read[Field.ORIGINAL_DAY],
        original_source=read[Field.ORIGINAL_SOURCE],
    )
    return item, []


def title_fault(columns: Mapping[str, Field], *, sheet: str, row: int) -> RowFault:
    """Return what is wrong with a row whose title an earlier one has in the same column."""
    letters = {one: letter for letter, one in columns.items()}
    return _fault(Field.TITLE, letters, Fault.TWICE, {"sheet": sheet, "row": row})


def _fault(
    one: Field,
    letters: Mapping[Field, str],
    fault: Fault,
    params: Mapping[str, str | int] | None = None,
) -> RowFault:
    return RowFault(fault, letters.get(one, ""), HEADINGS[one], params or {})


def _value(one: Field, cell: str, known: Known, days_from_1904: bool) -> Any:
    if not cell and one in REQUIRED:
        raise _RowIsBad(Fault.EMPTY)
    if cell in ERRORS:
        raise _RowIsBad(Fault.ERROR_VALUE, value=cell)
    if len(cell) > LONGEST.get(one, len(cell)):
        raise _RowIsBad(Fault.TOO_LONG, length=len(cell), limit=LONGEST[one])
    match one:
        case Field.COLUMN:
            if cell in known.forbidden:
                raise _RowIsBad(Fault.FORBIDDEN_COLUMN, value=short(cell))
            return _of(known.columns, cell, Fault.UNKNOWN_COLUMN)
        case Field.SECTION:
            return _of(known.sections, cell, Fault.UNKNOWN_SECTION)
        case Field.CATEGORY:
            return _category(cell, known)
        case Field.VALIDITY:
            return _validity(cell, known)
        case Field.FORMED_ON:
            return read_date(cell, days_from_1904=days_from_1904)
        case Field.ORIGINAL_DAY:
            return read_date(cell, days_from_1904=days_from_1904) if cell else None
        case Field.BODY:
            return lines_of(cell)
        case Field.BASES:
            return tuple(_basis(line) for line in lines_of(cell))
        case Field.TITLE | Field.ABSTRACT | Field.ORIGINAL_SOURCE:
            return " ".join(cell.split())


def _of(names: Mapping[str, int], cell: str, fault: Fault) -> int:
    if cell not in names:
        raise _RowIsBad(fault, value=short(cell))
    return names[cell]


def _category(cell: str, known: Known) -> str:
    if cell == "20.1":
        raise _RowIsBad(Fault.UNSURE_CATEGORY, value=cell)
    code = re.match(r"2[01]\.\d{1,2}(?!\d)", cell)
    if code is None or code[0] not in known.categories:
        raise _RowIsBad(Fault.UNKNOWN_CATEGORY, value=short(cell))
    return code[0]


def _validity(cell: str, known: Known) -> str:
    if not cell:
        return "valid"
    if cell not in known.validities:
        names = "、".join(dict.fromkeys(known.validities))
        raise _RowIsBad(Fault.UNKNOWN_VALIDITY, value=short(cell), known=names)
    return known.validities[cell]


def read_date(cell: str, *, days_from_1904: bool = False) -> date:
    """Read a day as people or spreadsheets write it, the year first."""
    day = day_in(cell, days_from_1904=days_from_1904)
    if day is None:
        raise _RowIsBad(Fault.NO_DATE, value=short(cell))
    return day


def lines_of(cell: str) -> tuple[str, ...]:
    """Return the lines of a cell that say something."""
    return tuple(line.strip() for line in cell.splitlines() if line.strip())


_NAMED = re.compile(r"(《[^》]*》)\s*(.*)", re.DOTALL)
_PARTED = re.compile(r"(.*?)\s*[|｜]\s*(.*)", re.DOTALL)


def _basis(line: str) -> Basis:
    match = _PARTED.fullmatch(line) or _NAMED.fullmatch(line)
    basis = Basis(match[1], match[2]) if match else Basis(line, "")
    if len(basis.title) > BASIS_MAX_CHARACTERS or len(basis.article) > ARTICLE_MAX_CHARACTERS:
        raise _RowIsBad(
            Fault.BASIS_TOO_LONG,
            value=short(line),
            limit=BASIS_MAX_CHARACTERS,
            article_limit=ARTICLE_MAX_CHARACTERS,
        )
    return basis


def bases_cell(bases: Iterable[tuple[str, str]]) -> str:
    """Write laws and their articles such that reading gives the same."""
    lines = []
    for title, article in bases:
        named = _NAMED.fullmatch(f"{title}{article}")
        plain = bool(named and (named[1], named[2]) == (title, article))
        lines.append(f"{title}{article}" if plain or not article else f"{title}｜{article}")
    return "\n".join(lines)
