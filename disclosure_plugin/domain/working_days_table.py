"""The table of working days as people write it: a CSV file of State Council notices.

Columns ``from,to,kind,name,source``: dates as 2026-02-15, kind ``off`` (放假) or ``work`` (上班).
The header may be in Chinese: 起,止,类别,名称,依据.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

from disclosure_plugin.errors import Refused, gettext_noop

from .working_days import SATURDAY, Announced, Kind, WorkingCalendar

COLUMNS = ("from", "to", "kind", "name", "source")
CHINESE_COLUMNS = ("起", "止", "类别", "名称", "依据")
KINDS = {"off": Kind.OFF, "放假": Kind.OFF, "work": Kind.WORK, "上班": Kind.WORK}
LONGEST_HOLIDAY_DAYS = 15


class TableRefused(Refused):
    """A table of working days cannot be read; nothing of it is taken."""


class NoHeader(TableRefused):
    sentence = gettext_noop(
        "The first line must name the columns from, to, kind, name and source; it says: %(line)s"
    )


class NoRows(TableRefused):
    sentence = gettext_noop("The table has no row below its header.")


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
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    header = next(lines, [])
    if tuple(cell.strip().lower() for cell in header) not in (COLUMNS, CHINESE_COLUMNS):
        raise NoHeader(line=",".join(header))
    rows = tuple(
        _row(lines.line_num, [cell.strip() for cell in cells])
        for cells in lines
        if any(cell.strip() for cell in cells)
    )
    if not rows:
        raise NoRows
    WorkingCalendar(rows)  # refuses contradictions
    return rows


def write_table(rows: tuple[Announced, ...]) -> str:
    """Write rows as :func:`read_table` reads them, in order of day."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in sorted(rows, key=lambda row: row.first):
        writer.writerow([row.first, row.last, row.kind, row.name, row.source])
    return text.getvalue()


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
