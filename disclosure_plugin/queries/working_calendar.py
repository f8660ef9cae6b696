"""The working days that this installation knows."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from disclosure_plugin.domain.working_days import WorkingCalendar
from disclosure_plugin.domain.working_days_table import read_table


@cache
def working_calendar() -> WorkingCalendar:
    """Return the calendar of the State Council's notices in ``data/working_days.csv``."""
    table = files("disclosure_plugin") / "data" / "working_days.csv"
    return WorkingCalendar(read_table(table.read_text("utf-8")))
