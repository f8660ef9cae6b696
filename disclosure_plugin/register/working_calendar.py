"""The county's working days: the shipped table, and every notice that was put into effect."""

from __future__ import annotations

import functools
from importlib.resources import files

from django.db import connection

from disclosure_plugin.domain.working_days import Announced, WorkingCalendar
from disclosure_plugin.domain.working_days_table import read_table, with_notice

from .working_days import WorkingDaysNotice

# In plain SQL, because the door asks it at each publication.
IN_EFFECT = """
    SELECT id FROM disclosure_register_workingdaysnotice
    WHERE effective_at IS NOT NULL ORDER BY effective_at, id
"""


def working_calendar() -> WorkingCalendar:
    """Return the calendar by which every bureau reckons, as it is committed now; one query."""
    return _calendar(_in_effect())


def working_days_table() -> tuple[Announced, ...]:
    """Return its rows in order of day."""
    return _table(_in_effect())


def _in_effect() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(IN_EFFECT)
        return tuple(key for [key] in cursor.fetchall())


# A notice in effect never changes, so neither does what follows from these.
@functools.lru_cache(maxsize=4)
def _table(notices: tuple[int, ...]) -> tuple[Announced, ...]:
    if not notices:
        shipped = files("disclosure_plugin") / "data" / "working_days.csv"
        return read_table(shipped.read_text("utf-8"))
    last = WorkingDaysNotice.objects.get(pk=notices[-1])
    return with_notice(_table(notices[:-1]), read_table(last.table))


@functools.lru_cache(maxsize=4)
def _calendar(notices: tuple[int, ...]) -> WorkingCalendar:
    return WorkingCalendar(_table(notices))
