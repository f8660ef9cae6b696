"""A year in an address of the admin; the address of any other number leads nowhere."""

from __future__ import annotations

from django.urls import register_converter

from disclosure_plugin.domain.asked import YEAR


class CalendarYear:
    """A year for which days can be reckoned; Python's end with the year 9999."""

    regex = YEAR

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(CalendarYear, "calendar_year")

YEAR_PART = "<calendar_year:year>"
