"""Which row of Table 3 an application counts in: each in one row, and once (V7).

The rows for the ways to answer (Regulation, Art. 14-16, 30, 35-39) are from memory of official
practice: a register of applications that counts by them shows its reader which row it chose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from disclosure_plugin.errors import Refused, gettext_noop

from .annual_report_form import (
    APPLICANTS,
    CARRIED_IN,
    CARRIED_OVER,
    LINES,
    NEW,
    TOTAL,
    cell_code,
)
from .annual_report_values import Number, with_totals


class Answer(StrEnum):
    """How an application was answered, by the article of the Regulation."""

    PUBLIC_ALREADY = "36(1)"
    GIVEN = "36(2)"
    IN_PART = "37"
    STATE_SECRET = "14 secret"  # noqa: S105 - the name of an answer
    FORBIDDEN_BY_LAW = "14 law"
    ENDANGERS = "14 safety"
    THIRD_PARTY = "15"
    INTERNAL = "16 internal"
    PROCESS = "16 process"
    CASE_FILE = "16 case file"
    SPECIAL_LAW = "36(7)"
    NOT_THERE = "36(4)"
    NOT_THIS_OFFICE = "36(5)"
    NEEDS_PROCESSING = "38"
    STILL_UNCLEAR = "30 unclear"
    COMPLAINT = "39(1)"
    REPEATED = "36(6)"
    PUBLICATION = "39(2)"
    EXCESSIVE = "35"
    CONFIRM_AGAIN = "confirm again"
    NOT_CORRECTED = "30 abandoned"
    FEE_UNPAID = "fee unpaid"
    OTHER = "other"


ROW_OF: Mapping[Answer, str] = {
    Answer.PUBLIC_ALREADY: "3.1",
    Answer.GIVEN: "3.1",
    Answer.IN_PART: "3.2",
    Answer.STATE_SECRET: "3.3.1",
    Answer.FORBIDDEN_BY_LAW: "3.3.2",
    Answer.ENDANGERS: "3.3.3",
    Answer.THIRD_PARTY: "3.3.4",
    Answer.INTERNAL: "3.3.5",
    Answer.PROCESS: "3.3.6",
    Answer.CASE_FILE: "3.3.7",
    Answer.SPECIAL_LAW: "3.3.8",
    Answer.NOT_THERE: "3.4.1",
    Answer.NOT_THIS_OFFICE: "3.4.1",
    Answer.NEEDS_PROCESSING: "3.4.2",
    Answer.STILL_UNCLEAR: "3.4.3",
    Answer.COMPLAINT: "3.5.1",
    Answer.REPEATED: "3.5.2",
    Answer.PUBLICATION: "3.5.3",
    Answer.EXCESSIVE: "3.5.4",
    Answer.CONFIRM_AGAIN: "3.5.5",
    Answer.NOT_CORRECTED: "3.6.1",
    Answer.FEE_UNPAID: "3.6.2",
    Answer.OTHER: "3.6.3",
}


class CountedTwice(Refused):
    """An application is in the list more than once."""

    sentence = gettext_noop(
        "The application %(reference)s is counted twice. Each counts once, in one row."
    )


@dataclass(frozen=True, slots=True)
class Application:
    """An application as the report counts it.

    Attributes:
        reference: what it is told from the others by.
        applicant: a column of Table 3, not the total.
        is_new: received in the year of the report; otherwise it came over from before.
        answer: how it was answered in that year; None: it is handed on to the next.
    """

    reference: str
    applicant: str
    is_new: bool
    answer: Answer | None


def count(applications: Iterable[Application]) -> dict[str, Number | None]:
    """Return Table 3 of a year's applications.

    Args:
        applications: those that were open at some time of the year.

    Raises:
        CountedTwice: one of them occurs twice.
    """
    columns = [column for column in APPLICANTS if column != TOTAL]
    tables: dict[str, Number | None] = {
        cell_code(3, line.code, column): 0
        for line in LINES
        if line.code != "3.7"
        for column in columns
    }
    seen = set[str]()
    for one in applications:
        if one.reference in seen:
            raise CountedTwice(reference=one.reference)
        seen.add(one.reference)
        came = NEW if one.is_new else CARRIED_IN
        went = CARRIED_OVER if one.answer is None else ROW_OF[one.answer]
        for row in (came, went):
            code = cell_code(3, row, one.applicant)
            tables[code] = (tables[code] or 0) + 1
    return with_totals(tables)
