"""Certificates of publication 公示证明: what may be said of a period, from what was observed.

A certificate never says more than it can prove. Between two observations nobody looked; a time
without observations is a gap and no proof of being public; what the publication log records is
believed, and what it does not record did not happen in it.

No authoritative form of such a certificate was found; the words are this product's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

PUBLISHED = "page.published"
# What ends being public; when somebody withdraws a page, two of them stand one behind the other.
ENDS = ("page.unpublished", "page.withdrawn", "page.taken_down")

UNOBSERVED = "unobserved"
NOTHING = timedelta()


class Verdict(StrEnum):
    """What a certificate is headed with; more than one may hold."""

    COMPLETE = "complete"
    RUNNING = "running"
    INTERRUPTED = "interrupted"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Window:
    """The time a certificate speaks of.

    Attributes:
        begin: when the item became public, in UTC.
        end: end of its last day, or the moment of issue if that is earlier, in UTC.
    """

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Observation:
    """One look at an address from outside.

    Attributes:
        at: by the database's clock, in UTC.
        url: the address that was asked.
        sha256: of the content that was found, in hexadecimal; empty if there was none.
        problem: empty if it was served as it should be; otherwise a word such as ``no_answer``,
            or the HTTP status.
    """

    at: datetime
    url: str
    sha256: str = ""
    problem: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether it was served publicly."""
        return not self.problem


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of the publication log about the item.

    Attributes:
        index: its place in the log.
        at: its time, in UTC.
        kind: such as ``page.published``.
        content: SHA-256 of the approved content; empty for what publishes nothing.
    """

    index: int
    at: datetime
    kind: str
    content: str = ""


@dataclass(frozen=True, slots=True)
class Interruption:
    """A time within the period for which nobody can say that the item was public.

    Attributes:
        begin, end: of that time, in UTC.
        last_ok, first_ok: the successful observations around it; None if there is none.
        status: what was observed or recorded: HTTP statuses, kinds of entries, ``unobserved``.
    """

    begin: datetime
    end: datetime
    last_ok: datetime | None
    first_ok: datetime | None
    status: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Observed:
    """What all observations of one address come to.

    Attributes:
        count, ok: how many there were, and how many found what they should.
        max_gap: the longest time without a successful one.
    """

    count: int
    ok: int
    max_gap: timedelta
    interruptions: list[Interruption]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something that stayed the same for a while.

    Attributes:
        value: a hash or an address.
        begin: since when, in UTC.
        end: until when; None if that is not over.
    """

    value: str
    begin: datetime
    end: datetime | None


def observed(
    window: Window, observations: Iterable[Observation], *, limit: timedelta | None
) -> Observed:
    """Say what observations come to.

    Args:
        window: the time they are of; others are left out.
        observations: in the order in which they were made.
        limit: the longest time between two of them that is no interruption; None: however long.
    """
    made = list(_within(window, observations))
    ok = [one.at for one, _lost in made if one.is_ok]
    interruptions = list(_failures(window, made, ok))
    if limit is not None:
        interruptions += _unobserved(window, made, ok, limit)
    interruptions.sort(key=lambda one: (one.begin, one.end))
    return Observed(len(made), len(ok), _longest_gap(window, made), interruptions)


def _within(
    window: Window, observations: Iterable[Observation]
) -> Iterator[tuple[Observation, timedelta]]:
    """Yield those that count, each with the time by which the clock was set back before it.

    What a clock that was set back puts into a time that was observed already makes no time look
    observed, so a good one does not count; a bad one does, at the latest moment before.
    """
    before: datetime | None = None
    highest: datetime | None = None
    lost = NOTHING
    for one in observations:
        if before is not None and one.at < before:
            lost += before - one.at
        before = one.at
        if highest is not None and one.at <= highest:
            if one.is_ok:
                continue
            one = replace(one, at=highest)
        highest = one.at
        if window.begin <= one.at <= window.end:
            yield one, lost
            lost = NOTHING


def _failures(
    window: Window, made: Sequence[tuple[Observation, timedelta]], ok: Sequence[datetime]
) -> Iterator[Interruption]:
    failed: list[Observation] = []
    for one, _lost in made:
        if not one.is_ok:
            failed.append(one)
        elif failed:
            yield _failure(window, failed, ok)
            failed = []
    if failed:
        yield _failure(window, failed, ok)


def _failure(window: Window, failed: list[Observation], ok: Sequence[datetime]) -> Interruption:
    begin, after = failed[0].at, _first(ok, failed[-1].at)
    words = tuple(dict.fromkeys(one.problem for one in failed))
    return Interruption(begin, after or window.end, _last(ok, begin), after, words)


def _unobserved(
    window: Window,
    made: Sequence[tuple[Observation, timedelta]],
    ok: Sequence[datetime],
    limit: timedelta,
) -> Iterator[Interruption]:
    before = window.begin
    for at, lost in [*((one.at, lost) for one, lost in made), (window.end, NOTHING)]:
        if at - before + lost > limit:
            yield Interruption(before, at, _last(ok, before), _first(ok, before), (UNOBSERVED,))
        before = at


def _longest_gap(window: Window, made: Sequence[tuple[Observation, timedelta]]) -> timedelta:
    longest, before, lost_meanwhile = NOTHING, window.begin, NOTHING
    for one, lost in made:
        lost_meanwhile += lost
        if one.is_ok:
            longest = max(longest, one.at - before + lost_meanwhile)
            before, lost_meanwhile = one.at, NOTHING
    return max(longest, window.end - before + lost_meanwhile)


def _last(ok: Sequence[datetime], at: datetime) -> datetime | None:
    return max((one for one in ok if one <= at), default=None)


def _first(ok: Sequence[datetime], at: datetime) -> datetime | None:
    return min((one for one in ok if one > at), default=None)


def absences(window: Window, events: Sequence[Event]) -> list[Interruption]:
    """Return when, by the publication log, the item was not public.

    Args:
        window: the time asked about.
        events: about the item, in their order.
    """
    found = []
    ended: list[Event] = []
    for event in events:
        if event.kind in ENDS:
            ended.append(event)
        elif event.kind == PUBLISHED and ended:
            found.append(_absence(ended, event.at))
            ended = []
    if ended:
        found.append(_absence(ended, window.end))
    return [
        Interruption(
            max(one.begin, window.begin), min(one.end, window.end), None, None, one.status
        )
        for one in found
        if one.begin < window.end and one.end > window.begin
    ]


def _absence(ended: list[Event], end: datetime) -> Interruption:
    kinds = tuple(dict.fromkeys(one.kind for one in ended))
    return Interruption(ended[0].at, end, None, None, kinds)


def end_of(events: Sequence[Event]) -> Event | None:
    """Return the entry with which the item ended being public; None if it still is."""
    ended: Event | None = None
    for event in events:
        if event.kind == PUBLISHED:
            ended = None
        elif event.kind in ENDS and ended is None:
            ended = event
    return ended


def versions(window: Window, events: Sequence[Event]) -> list[Stretch]:
    """Return the approved contents that were public within a time, by the publication log.

    Published again without a change is one version; changed and changed back is three.
    """
    found: list[Stretch] = []
    for event in events:
        last = found[-1] if found else None
        going_on = last is not None and last.end is None
        if event.kind == PUBLISHED:
            if last is not None and going_on and last.value == event.content:
                continue
            if last is not None and going_on:
                found[-1] = Stretch(last.value, last.begin, event.at)
            found.append(Stretch(event.content, event.at, None))
        elif event.kind in ENDS and last is not None and going_on:
            found[-1] = Stretch(last.value, last.begin, event.at)
    return [
        one
        for one in found
        if one.begin < window.end and (one.end is None or one.end > window.begin)
    ]


def stretches(window: Window, observations: Iterable[Observation], *, of: str) -> list[Stretch]:
    """Return what successful observations found, one after the other.

    Args:
        window: the time they are of; others are left out.
        observations: in the order in which they were made.
        of: ``sha256`` for the content, ``url`` for the address.

    Returns:
        From the first to the last observation of each; what was between them nobody saw.
    """
    found: list[Stretch] = []
    for one, _lost in _within(window, observations):
        if not one.is_ok:
            continue
        value: str = getattr(one, of)
        if found and found[-1].value == value:
            found[-1] = Stretch(value, found[-1].begin, one.at)
        else:
            found.append(Stretch(value, one.at, one.at))
    return found


def verdict(
    *,
    is_over: bool,
    interruptions: Sequence[Interruption],
    alike: Iterable[Sequence[Stretch]],
) -> list[Verdict]:
    """Say what a certificate is headed with.

    Args:
        is_over: whether the period had ended when it was issued.
        interruptions: all there were, observed and recorded.
        alike: lists of what must have stayed the same: contents, served bytes, addresses.

    Returns:
        ``complete`` alone, or everything that must be said instead.
    """
    said = [] if is_over else [Verdict.RUNNING]
    if interruptions:
        said.append(Verdict.INTERRUPTED)
    if any(len({one.value for one in kept}) > 1 for kept in alike):
        said.append(Verdict.CHANGED)
    return said or [Verdict.COMPLETE]
