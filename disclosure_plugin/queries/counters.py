"""The counters of a year's figures: each gives records, and so a number with what it counts.

Another part of the site adds its own at start-up::

    from disclosure_plugin.queries import counters

    counters.register(counters.Counter("cases.on_time", _("…"), _("…"), my_records))

A counter reads the current bureau, and of each record says only what may be public.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from disclosure_plugin.domain import counts
from disclosure_plugin.domain.counts import Counted
from disclosure_plugin.errors import Refused, gettext_noop

# Takes a year; gives the records that belong to it, of the current bureau.
Records = Callable[[int], Iterable[Counted]]


class NoSuchCounter(Refused):
    """A sentence names a figure that nothing counts."""

    sentence = gettext_noop("Nothing counts “%(code)s”. Correct the sentence in the rules file.")


@dataclass(frozen=True, slots=True)
class Counter:
    """How a figure is counted.

    Attributes:
        code: such as ``outreach.people``; kept with pages.
        label: what is counted, translatable.
        unit: its measure word, translatable.
        records: what it counts.
        is_numbered: whether the words of its records are index numbers.
    """

    code: str
    label: Any
    unit: Any
    records: Records
    is_numbered: bool = False


_counters: dict[str, Counter] = {}


def register(counter: Counter) -> Counter:
    """Add a counter; one with the same code takes its place."""
    _counters[counter.code] = counter
    return counter


def unregister(code: str) -> None:
    """Take a counter away again."""
    _counters.pop(code, None)


def registered() -> Mapping[str, Counter]:
    """Return all counters by code."""
    return dict(_counters)


def counter(code: str) -> Counter:
    """Return a counter.

    Raises:
        NoSuchCounter: nothing counts that.
    """
    try:
        return _counters[code]
    except KeyError:
        raise NoSuchCounter(code=code) from None


def count(codes: Iterable[str], year: int) -> dict[str, dict[str, Any]]:
    """Count figures of a year of the current bureau, as a page keeps them.

    Names and units are written in the language of the site: they become part of the page.

    Args:
        codes: of the figures, in the order in which they are to stand.
        year: the calendar year.

    Raises:
        NoSuchCounter: nothing counts one of them.
    """
    found = {}
    with translation.override(settings.LANGUAGE_CODE):
        for code in dict.fromkeys(codes):
            how = counter(code)
            found[code] = counts.kept(str(how.label), str(how.unit), list(how.records(year)))
            found[code]["numbered"] = how.is_numbered
    return found


def records_address(code: str, year: int) -> str:
    """Return the address in the admin that shows exactly the records of a figure."""
    return reverse("disclosure_counted", args=[code, year])
