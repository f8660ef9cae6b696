"""A county enters a notice of holidays: judged line by line, looked at, put into effect."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from disclosure_plugin.domain.working_days import Announced, Contradiction, WorkingCalendar
from disclosure_plugin.domain.working_days_table import Judged, judge_table, with_notice
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.queries import running_dates
from disclosure_plugin.queries.running_dates import Moved
from disclosure_plugin.register.models import WorkingDaysNotice
from disclosure_plugin.register.working_calendar import working_days_table

# Any number will do, as long as nothing else in the database takes the same.
TABLE_LOCK = 720_811


class CannotTakeNotice(Refused):
    """A notice is not put into effect; the table stays as it is."""


class LinesRefused(CannotTakeNotice):
    sentence = gettext_noop(
        "%(count)s lines cannot be read, so nothing of the table is taken. Correct the file and "
        "upload it again."
    )


class InEffectAlready(CannotTakeNotice):
    sentence = gettext_noop("This table is in effect already. Nothing was changed.")


class NoYear(CannotTakeNotice):
    sentence = gettext_noop(
        "The table has no day between February and November, so it announces no year. Upload the "
        "whole notice of a year."
    )


@dataclass(frozen=True)
class ChangedDay:
    """A day of which the new table says something else.

    Attributes:
        day: which.
        before: the row that speaks of it now; None if none does.
        after: the row that will.
    """

    day: date
    before: Announced | None
    after: Announced | None


@dataclass(frozen=True)
class Preview:
    """What would become of the table and of running dates.

    Attributes:
        judged: the uploaded table, line by line.
        refusal: why it cannot be put into effect; None if it can.
        years: the years it announces.
        days: the days that change.
        moved: the running dates that would move.
    """

    judged: Judged
    refusal: Refused | None = None
    years: tuple[int, ...] = ()
    days: tuple[ChangedDay, ...] = ()
    moved: tuple[Moved, ...] = field(default=())


def upload_notice(file_name: str, text: str, *, by: str) -> WorkingDaysNotice:
    """Keep a table to be looked at; nothing reckons by it yet.

    Args:
        file_name: as it was uploaded.
        text: the file's text.
        by: name of the person who uploads it.

    Raises:
        TableRefused: the file is no such table; nothing is kept.
    """
    judge_table(text)
    return WorkingDaysNotice.objects.create(file_name=file_name[:200], table=text, uploaded_by=by)


def preview_notice(notice: WorkingDaysNotice) -> Preview:
    """Say what a table would change if it were put into effect now."""
    judged = judge_table(notice.table)
    try:
        after = _merged(judged)
    except (CannotTakeNotice, Contradiction) as refusal:
        return Preview(judged, refusal)
    table = working_days_table()
    old, new = WorkingCalendar(table), WorkingCalendar(after)
    days = {day for row in set(table) ^ set(after) for day in row.days()}
    changed = [ChangedDay(day, old.row_of(day), new.row_of(day)) for day in sorted(days)]
    return Preview(
        judged,
        years=tuple(sorted(WorkingCalendar(judged.rows).years)),
        days=tuple(one for one in changed if one.before != one.after),
        moved=tuple(running_dates.moved(old, new)),
    )


@transaction.atomic
def put_into_effect(pk: int, *, by: str) -> WorkingDaysNotice:
    """Let every bureau reckon by a table from now on.

    Args:
        pk: of the uploaded table.
        by: name of the person who does it.

    Raises:
        CannotTakeNotice: it cannot be taken, or is in effect; nothing is changed.
        Contradiction: a day that stays and a day of the notice disagree; nothing is changed.
        WorkingDaysNotice.DoesNotExist: there is no such table.
    """
    with connection.cursor() as cursor:  # two at once would each be judged without the other
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [TABLE_LOCK])
    notice = WorkingDaysNotice.objects.get(pk=pk)
    if notice.effective_at:
        raise InEffectAlready
    _merged(judge_table(notice.table))
    notice.effective_at, notice.put_into_effect_by = timezone.now(), by
    notice.save(update_fields=["effective_at", "put_into_effect_by"])
    return notice


def _merged(judged: Judged) -> tuple[Announced, ...]:
    if judged.refusals:
        raise LinesRefused(count=len(judged.refusals))
    if not WorkingCalendar(judged.rows).years:
        raise NoYear
    return with_notice(working_days_table(), judged.rows)
