"""Case records as rows of a spreadsheet: what the columns are called, what each cell may say.

A case record says when something began, stood still and ended, and nothing about whom: there is
no column for a name, and a number that looks like a person's is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from disclosure_plugin.errors import gettext_noop

from .case_numbers import is_personal
from .cases import Case, Pause
from .spreadsheet_rows import ERRORS, HeadingUnknown, day_in, read_headings, short

NUMBER_MAX_CHARACTERS = 60


class Field(StrEnum):
    """What a column says of a case."""

    NUMBER = "number"
    COMMITMENT = "commitment"
    RECEIVED = "received"
    DUE = "due"
    FINISHED = "finished"
    PAUSED_FROM = "paused_from"
    PAUSED_TO = "paused_to"


# The file is the county's own; its headings are data, as its sections are.
HEADINGS: Mapping[Field, str] = {
    Field.NUMBER: "办件编号",
    Field.COMMITMENT: "承诺事项",
    Field.RECEIVED: "受理日期",
    Field.DUE: "应办结日期",
    Field.FINISHED: "办结日期",
    Field.PAUSED_FROM: "暂停自",
    Field.PAUSED_TO: "暂停至",
}
REQUIRED = (Field.NUMBER, Field.COMMITMENT, Field.RECEIVED, Field.FINISHED)
_NEVER_EMPTY = (Field.NUMBER, Field.COMMITMENT, Field.RECEIVED)
_DAYS = (Field.RECEIVED, Field.DUE, Field.FINISHED)


class CaseHeadingUnknown(HeadingUnknown):
    """A column that case records do not have: nothing about people is ever taken in."""

    sentence = gettext_noop(
        "Sheet “%(sheet)s”, column %(column)s: case records have no “%(heading)s”. They hold: "
        "%(known)s. Delete the column; names and other personal data do not belong here."
    )


class Fault(StrEnum):
    """What is wrong with a row."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_DIGIT = "no_digit"
    PERSONAL = "personal"
    UNKNOWN_COMMITMENT = "unknown_commitment"
    UNSURE_COMMITMENT = "unsure_commitment"
    NO_DATE = "no_date"
    TO_COME = "to_come"
    BEFORE_RECEIVED = "before_received"
    PAUSES_UNEQUAL = "pauses_unequal"
    PAUSE_BACKWARDS = "pause_backwards"
    PAUSE_OUTSIDE = "pause_outside"
    PAUSES_OVERLAP = "pauses_overlap"
    PAUSE_OPEN = "pause_open"
    ERROR_VALUE = "error_value"
    NO_HEADING = "no_heading"
    TWICE = "twice"


FAULT_MESSAGES: Mapping[Fault, str] = {
    Fault.EMPTY: gettext_noop("It is empty. Fill it in."),
    Fault.TOO_LONG: gettext_noop(
        "It has %(length)s characters; at most %(limit)s fit. Shorten it."
    ),
    Fault.NO_DIGIT: gettext_noop(
        "There is no digit in it. Write the number of the case, no name."
    ),
    Fault.PERSONAL: gettext_noop(
        "This looks like a person’s identity or phone number. Write the number of the case: case "
        "records hold no personal data."
    ),
    Fault.UNKNOWN_COMMITMENT: gettext_noop(
        "No public commitment has the number or the text “%(value)s”. Known: %(known)s."
    ),
    Fault.UNSURE_COMMITMENT: gettext_noop(
        "Several commitments are called “%(value)s”. Write the number of the one that is meant."
    ),
    Fault.NO_DATE: gettext_noop("“%(value)s” is no date. Write it like 2026-11-02."),
    Fault.TO_COME: gettext_noop(
        "%(day)s is still to come. Write the day on which it happened, or leave it empty."
    ),
    Fault.BEFORE_RECEIVED: gettext_noop(
        "%(day)s is before the day on which the case was received, %(received)s. Put one right."
    ),
    Fault.PAUSES_UNEQUAL: gettext_noop(
        "There are %(first)s days on which a pause begins and %(last)s on which one ends. Write "
        "them on as many lines; only the last pause may be without an end."
    ),
    Fault.PAUSE_BACKWARDS: gettext_noop(
        "A pause would end on %(last)s, before it begins on %(first)s. Put one right."
    ),
    Fault.PAUSE_OUTSIDE: gettext_noop(
        "The pause from %(first)s on is not between the days on which the case was received and "
        "finished. Put one right."
    ),
    Fault.PAUSES_OVERLAP: gettext_noop(
        "The pause from %(first)s on begins before the one before it has ended. Put one right."
    ),
    Fault.PAUSE_OPEN: gettext_noop(
        "The case is finished, and its pause from %(first)s on has no end. Write it."
    ),
    Fault.ERROR_VALUE: gettext_noop(
        "A formula ended in the error %(value)s. Write the value itself."
    ),
    Fault.NO_HEADING: gettext_noop("Something stands in a column without a heading. Delete it."),
    Fault.TWICE: gettext_noop(
        "Row %(row)s of sheet “%(sheet)s” has the same number. Delete one of them: a number is "
        "one case."
    ),
}


@dataclass(frozen=True, slots=True)
class CaseFault:
    """Something wrong with one cell; to translate, fill ``FAULT_MESSAGES`` with ``params``.

    What may be a name or a person's number is not repeated.

    Attributes:
        column: what the spreadsheet calls it; empty if the sheet has none for it.
        heading: of that column; empty if it has none.
    """

    fault: Fault
    column: str
    heading: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Commitments:
    """What cases may name.

    Attributes:
        codes: the commitment's number by its number and by its text; empty if several have it.
        known: what to tell whoever names another.
    """

    codes: Mapping[str, str]
    known: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as a row says it.

    Attributes:
        due: the day the other system says it has to be finished; None if it says none.
    """

    case: Case
    due: date | None


def case_headings(sheet: str, cells: Mapping[str, str]) -> dict[str, Field]:
    """Return what each column of a sheet says, by the column's name.

    Args:
        sheet: its name.
        cells: its first row.

    Raises:
        CaseHeadingUnknown, HeadingTwice, HeadingsRefused: these are not the columns of a list of
            cases.
    """
    return read_headings(sheet, cells, HEADINGS, required=REQUIRED, unknown=CaseHeadingUnknown)


def read_case(
    cells: Mapping[str, str],
    columns: Mapping[str, Field],
    commitments: Commitments,
    *,
    today: date,
    days_from_1904: bool = False,
) -> tuple[CaseRow | None, list[CaseFault]]:
    """Read a row; every fault of it is found, not only the first.

    Args:
        cells: what is not empty, by the column's name.
        columns: what each column says.
        commitments: what the bureau promises.
        today: nothing has happened later.
        days_from_1904: whether numbers of days begin there.

    Returns:
        the case, or None and what is wrong.
    """
    return _Reader(cells, columns, commitments, today, days_from_1904).read()


class _Reader:
    def __init__(
        self,
        cells: Mapping[str, str],
        columns: Mapping[str, Field],
        commitments: Commitments,
        today: date,
        days_from_1904: bool,
    ) -> None:
        self.letters = {one: letter for letter, one in columns.items()}
        self.values = {one: cells.get(letter, "") for letter, one in columns.items()}
        self.commitments, self.today, self.from_1904 = commitments, today, days_from_1904
        self.faults = [
            CaseFault(Fault.NO_HEADING, letter, "") for letter in cells if letter not in columns
        ]

    def read(self) -> tuple[CaseRow | None, list[CaseFault]]:
        for one, value in self.values.items():
            if not value and one in _NEVER_EMPTY:
                self.fault(one, Fault.EMPTY)
            elif value in ERRORS:
                self.fault(one, Fault.ERROR_VALUE, value=value)
        number, code = self._number(), self._commitment()
        days = {one: self._day(one, self.values.get(one, "")) for one in _DAYS}
        received, due, finished = days.values()
        self._order(received, due, finished)
        pauses = self._pauses(received, finished)
        if self.faults or received is None:
            return None, self.faults
        return CaseRow(Case(number, code, received, finished, pauses), due), []

    def fault(self, one: Field, fault: Fault, **params: str | int) -> None:
        letter = self.letters.get(one, "")
        if not any(known.heading == HEADINGS[one] for known in self.faults):  # one is enough
            self.faults.append(CaseFault(fault, letter, HEADINGS[one], params))

    def _number(self) -> str:
        number = " ".join(self.values.get(Field.NUMBER, "").split())
        if len(number) > NUMBER_MAX_CHARACTERS:
            self.fault(
                Field.NUMBER, Fault.TOO_LONG, length=len(number), limit=NUMBER_MAX_CHARACTERS
            )
        elif number and not any(character.isdigit() for character in number):
            self.fault(Field.NUMBER, Fault.NO_DIGIT)
        elif is_personal(number, today=self.today):
            self.fault(Field.NUMBER, Fault.PERSONAL)
        return number

    def _commitment(self) -> str:
        value = " ".join(self.values.get(Field.COMMITMENT, "").split())
        code = self.commitments.codes.get(value)
        if value and code is None:
            self.fault(
                Field.COMMITMENT,
                Fault.UNKNOWN_COMMITMENT,
                value=short(value),
                known=self.commitments.known,
            )
        elif value and not code:
            self.fault(Field.COMMITMENT, Fault.UNSURE_COMMITMENT, value=short(value))
        return code or ""

    def _day(self, one: Field, cell: str) -> date | None:
        if not cell:
            return None
        day = day_in(_TIME.sub("", cell), days_from_1904=self.from_1904)
        if day is None:
            self.fault(one, Fault.NO_DATE, value=short(cell))
        elif day > self.today and one is not Field.DUE:
            self.fault(one, Fault.TO_COME, day=day.isoformat())
        return day

    def _order(self, received: date | None, due: date | None, finished: date | None) -> None:
        for one, day in ((Field.DUE, due), (Field.FINISHED, finished)):
            if received and day and day < received:
                self.fault(
                    one,
                    Fault.BEFORE_RECEIVED,
                    day=day.isoformat(),
                    received=received.isoformat(),
                )

    def _pauses(self, received: date | None, finished: date | None) -> tuple[Pause, ...]:
        firsts = _lines(self.values.get(Field.PAUSED_FROM, ""))
        lasts = _lines(self.values.get(Field.PAUSED_TO, ""))
        if len(lasts) not in (len(firsts), len(firsts) - 1):
            self.fault(Field.PAUSED_TO, Fault.PAUSES_UNEQUAL, first=len(firsts), last=len(lasts))
            return ()
        begun = [self._day(Field.PAUSED_FROM, one) for one in firsts]
        ended = [self._day(Field.PAUSED_TO, one) for one in lasts]
        pauses: list[Pause] = []
        for number, first in enumerate(begun):
            last = ended[number] if number < len(ended) else None
            if first is None or (number < len(ended) and last is None):
                return ()
            before = pauses[-1] if pauses else None
            self._check_pause(Pause(first, last), before, received, finished)
            pauses.append(Pause(first, last))
        return tuple(pauses)

    def _check_pause(
        self, pause: Pause, before: Pause | None, received: date | None, finished: date | None
    ) -> None:
        first = pause.first.isoformat()
        if pause.last is None and finished:
            self.fault(Field.PAUSED_TO, Fault.PAUSE_OPEN, first=first)
        elif pause.last and pause.last < pause.first:
            self.fault(
                Field.PAUSED_TO, Fault.PAUSE_BACKWARDS, first=first, last=pause.last.isoformat()
            )
        elif before and before.last and pause.first <= before.last:
            self.fault(Field.PAUSED_FROM, Fault.PAUSES_OVERLAP, first=first)
        elif (received and pause.first < received) or (
            finished and pause.last and pause.last > finished
        ):
            self.fault(Field.PAUSED_FROM, Fault.PAUSE_OUTSIDE, first=first)


# Other systems write the hour, too; spreadsheets write it as a part of a day.
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$|(?<=\d{5})\.\d+$")


def twice(columns: Mapping[str, Field], *, sheet: str, row: int) -> CaseFault:
    """Return what is wrong with a row whose number an earlier one has."""
    letters = {one: letter for letter, one in columns.items()}
    return CaseFault(
        Fault.TWICE,
        letters.get(Field.NUMBER, ""),
        HEADINGS[Field.NUMBER],
        {"sheet": sheet, "row": row},
    )


def _lines(cell: str) -> list[str]:
    return [line.strip() for line in re.split(r"[\n;；]", cell) if line.strip()]
