"""The table of working days as people write it: a CSV file of State Council notices.

Columns ``from,to,kind,name,source``: dates as 2026-02-15, kind ``off`` (放假) or ``work`` (上班).
The header may be in Chinese: 起,止,类别,名称,依据.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from disclosure_plugin.errors import Refused, gettext_noop

from .working_days import SATURDAY, Announced, Kind, WorkingCalendar

COLUMNS = ("from", "to", "kind", "name", "source")
CHINESE_COLUMNS = ("起", "止", "类别", "名称", "依据")
KINDS = {"off": Kind.OFF, "放假": Kind.OFF, "work": Kind.WORK, "上班": Kind.WORK}
LONGEST_HOLIDAY_DAYS = 15
MAX_ROWS = 500
LONGEST_HEADER = 100  # characters, in a message


class TableRefused(Refused):
    """A table of working days cannot be read; nothing of it is taken."""


class NoHeader(TableRefused):
    sentence = gettext_noop(
        "The first line must name the columns from, to, kind, name and source; it says: %(line)s"
    )


class NoRows(TableRefused):
    sentence = gettext_noop("The table has no row below its header.")


class TooManyRows(TableRefused):
    sentence = gettext_noop(
        "The table has more than %(limit)s rows; a year has some twenty. Enter the years one by "
        "one."
    )


class NotCsv(TableRefused):
    sentence = gettext_noop(
        "Line %(line)s cannot be read. In Excel: Save as → CSV UTF-8, without line breaks in a "
        "cell."
    )


class NotADate(TableRefused):
    sentence = gettext_noop(
        "Line %(line)s: %(value)s is not a date. Write it like 2026-02-15, in the columns from "
        "and to."
    )


class NotAKind(TableRefused):
    sentence = gettext_noop("Line %(line)s: the kind is off or work, not %(value)s.")


class NoName(TableRefused):
    sentence = gettext_noop("Line %(line)s: the name of the holiday is missing.")


class NoSource(TableRefused):
    sentence = gettext_noop(
        "Line %(line)s: the source is missing. Give the number of the State Council's notice."
    )


class WrongOrder(TableRefused):
    sentence = gettext_noop("Line %(line)s: the last day is before the first.")


class TooLong(TableRefused):
    sentence = gettext_noop(
        "Line %(line)s: %(days)s days in a row are more than any holiday has. Check the year."
    )


class NotAWeekend(TableRefused):
    sentence = gettext_noop(
        "Line %(line)s: %(day)s is a working day anyway. A row of kind work names the Saturdays "
        "and Sundays that are worked."
    )


@dataclass(frozen=True)
class Judged:
    """A table, line by line.

    Attributes:
        rows: what can be read, in the order of the file.
        refusals: the number of each line that cannot, with the reason.
    """

    rows: tuple[Announced, ...]
    refusals: tuple[tuple[int, Refused], ...]


def judge_table(text: str) -> Judged:
    """Read a table of notices and say of each line whether it can be taken.

    Args:
        text: the file's text, with or without a byte order mark.

    Raises:
        TableRefused: the header cannot be read, or there is no row.
    """
    lines = _lines(text)
    _number, header = next(lines, (1, []))
    if tuple(cell.lower() for cell in header) not in (COLUMNS, CHINESE_COLUMNS):
        raise NoHeader(line=",".join(header)[:LONGEST_HEADER])
    rows: list[Announced] = []
    refusals: list[tuple[int, Refused]] = []
    for number, cells in lines:
        if not any(cells):
            continue
        try:
            row = _row(number, cells)
            WorkingCalendar([*rows, row])  # refuses contradictions
        except Refused as refusal:
            refusals.append((number, refusal))
        else:
            rows.append(row)
        if len(rows) + len(refusals) > MAX_ROWS:
            raise TooManyRows(limit=MAX_ROWS)
    if not rows and not refusals:
        raise NoRows
    return Judged(tuple(rows), tuple(refusals))


def read_table(text: str) -> tuple[Announced, ...]:
    """Read a table of notices.

    Args:
        text: the file's text, with or without a byte order mark.

    Returns:
        Its rows in the order of the file; empty lines are passed over.

    Raises:
        TableRefused: the header or a row cannot be read; the message names the line.
        Contradiction: two rows disagree on a day.
    """
    judged = judge_table(text)
    for _line, refusal in judged.refusals:
        raise refusal
    return judged.rows


def with_notice(
    table: tuple[Announced, ...], notice: tuple[Announced, ...]
) -> tuple[Announced, ...]:
    """Return a table in which a notice says all there is about the years it announces.

    A notice may begin in December of the year before: those days go with the year they were
    announced for, which is the one of the other rows from the same source.

    Args:
        table: rows that hold now.
        notice: rows of one or more notices, whole years.

    Raises:
        Contradiction: a row that stays and a row of the notice disagree on a day.
    """
    years = WorkingCalendar(notice).years
    replaced = [row for row in table if row.last.year in years]
    sources = {row.source for row in replaced}
    december = [
        row
        for row in table
        if row.source in sources and row.first.month == 12 and row.first.year + 1 in years
    ]
    kept = [row for row in table if row not in replaced and row not in december]
    whole = {*kept, *notice}
    WorkingCalendar(whole)
    return tuple(sorted(whole, key=lambda row: (row.first, row.last)))


def write_table(rows: tuple[Announced, ...]) -> str:
    """Write rows as :func:`read_table` reads them, in order of day."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in sorted(rows, key=lambda row: row.first):
        writer.writerow([row.first, row.last, row.kind, row.name, row.source])
    return text.getvalue()


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each line's number and its cells without spaces around them."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error:
        raise NotCsv(line=reader.line_num) from None


def _row(line: int, cells: list[str]) -> Announced:
    written = dict(zip(COLUMNS, [*cells, *[""] * len(COLUMNS)], strict=False))
    first, last = _date(line, written["from"]), _date(line, written["to"] or written["from"])
    kind = KINDS.get(written["kind"].lower())
    if kind is None:
        raise NotAKind(line=line, value=written["kind"] or "–")
    if not written["name"]:
        raise NoName(line=line)
    if not written["source"]:
        raise NoSource(line=line)
    if last < first:
        raise WrongOrder(line=line)
    days = (last - first).days + 1
    if days > LONGEST_HOLIDAY_DAYS:
        raise TooLong(line=line, days=days)
    row = Announced(first, last, kind, written["name"], written["source"])
    if kind is Kind.WORK:
        for day in _weekdays(row):
            raise NotAWeekend(line=line, day=day.isoformat())
    return row


def _weekdays(row: Announced) -> Iterator[date]:
    return (day for day in row.days() if day.weekday() < SATURDAY)


def _date(line: int, value: str) -> date:
    try:
        return date.fromisoformat(value.replace("/", "-"))
    except ValueError:
        raise NotADate(line=line, value=value or "–") from None
