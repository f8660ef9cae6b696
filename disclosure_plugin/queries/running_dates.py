"""Dates that are reckoned in working days and still run: what a new table would move.

Whoever keeps such dates registers how to find them::

    @running_dates
    def due_summaries(before: WorkingCalendar, after: WorkingCalendar) -> Iterator[Moved]:
        for row in …:
            yield Moved(str(row), end_of(row, before), end_of(row, after))

It is asked in the name of each bureau in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from disclosure_plugin import bureaus
from disclosure_plugin.domain.working_days import WorkingCalendar


@dataclass(frozen=True)
class Moved:
    """One running date under two tables.

    Attributes:
        what: whose date it is, in words the county may read: no title of what is not public.
        before: the date under the table that holds; None if that cannot say.
        after: the date under the other one; None if that cannot say.
        bureau: code of the bureau.
    """

    what: str
    before: date | None
    after: date | None
    bureau: str = ""


Source = Callable[[WorkingCalendar, WorkingCalendar], Iterable[Moved]]
_sources: list[Source] = []


def running_dates(source: Source) -> Source:
    """Register the decorated function as one that knows running dates."""
    if source not in _sources:
        _sources.append(source)
    return source


def forget(source: Source) -> None:
    """Take one back; for tests."""
    _sources.remove(source)


def kinds() -> int:
    """Return how many functions know running dates."""
    return len(_sources)


def moved(before: WorkingCalendar, after: WorkingCalendar) -> Iterator[Moved]:
    """Yield every running date of every open bureau that the two calendars reckon otherwise."""
    for code in bureaus.codes():
        with bureaus.activate(code):
            for source in _sources:
                for one in source(before, after):
                    if one.before != one.after:
                        yield Moved(one.what, one.before, one.after, code)
