"""Rules of service commitments (服务承诺): what is promised, since when, and how it may change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from disclosure_plugin.errors import Refused, gettext_noop

from .in_force import EndsBeforeItBegins
from .notices import Unit


class PromiseLongerThanLaw(Refused):
    """A bureau promised to take longer than the law allows."""

    sentence = gettext_noop(
        "The law allows %(statutory)s working days: promise that many or fewer, not %(promised)s."
    )


class MoreCalendarDaysThanLaw(PromiseLongerThanLaw):
    sentence = gettext_noop(
        "The law allows %(statutory)s calendar days: promise that many or fewer, not %(promised)s."
    )


class WorkingDaysLongerThanLaw(PromiseLongerThanLaw):
    sentence = gettext_noop(
        "The law allows %(statutory)s calendar days, and %(promised)s working days are longer. "
        "Promise calendar days, at most %(statutory)s."
    )


class UnitsDiffer(Refused):
    """A promise and the law's limit have different units, and neither is surely the longer."""


class WorkingDaysBesideCalendarDays(UnitsDiffer):
    sentence = gettext_noop(
        "The law allows %(statutory)s calendar days, and the promise is %(promised)s working "
        "days: with weekends and holidays between, nobody can say which ends first. Promise "
        "calendar days, at most %(statutory)s."
    )


class CalendarDaysBesideWorkingDays(UnitsDiffer):
    sentence = gettext_noop(
        "The law allows %(statutory)s working days, and the promise is %(promised)s calendar "
        "days: it depends on the date which ends first. Promise working days, or at most "
        "%(statutory)s calendar days."
    )


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take.

    Attributes:
        number: of days, at least 1.
        unit: what the days are.
    """

    number: int
    unit: Unit = Unit.WORKING_DAYS


def is_within(limit: Limit, bound: Limit) -> bool | None:
    """Say whether one limit is never longer than another, whatever day both begin on.

    A working day is a calendar day, so a number of working days never ends before the same number
    of calendar days does, even if those are moved to the next working day. More cannot be said of
    different units without a date.

    Returns:
        whether it is; None if that depends on the date.
    """
    if limit.unit is bound.unit:
        return limit.number <= bound.number
    if limit.unit is Unit.CALENDAR_DAYS:
        return True if limit.number <= bound.number else None
    return False if limit.number > bound.number else None


def check_promise(promised: Limit | None, *, statutory: Limit | None) -> None:
    """Check a promised limit 承诺时限 against the statutory limit 法定时限.

    Args:
        promised: what the bureau promises; None where it promises nothing.
        statutory: what the law sets; None where it sets nothing.

    Raises:
        PromiseLongerThanLaw: the promise is longer than the law allows. A promise may only
            tighten the law's limit (Administrative Licensing Law, Art. 42 sets the limit in
            working days by Art. 82).
        UnitsDiffer: it depends on the date whether it is.
    """
    if promised is None or statutory is None:
        return
    within = is_within(promised, statutory)
    if within:
        return
    refusal: type[Refused]
    if within is None:
        calendar = promised.unit is Unit.CALENDAR_DAYS
        refusal = CalendarDaysBesideWorkingDays if calendar else WorkingDaysBesideCalendarDays
    elif statutory.unit is Unit.WORKING_DAYS:
        refusal = PromiseLongerThanLaw
    else:
        same = promised.unit is statutory.unit
        refusal = MoreCalendarDaysThanLaw if same else WorkingDaysLongerThanLaw
    raise refusal(statutory=statutory.number, promised=promised.number)


def check_limits(*, statutory_days: int | None, promised_days: int | None) -> None:
    """Check two limits in working days; see :func:`check_promise`."""
    check_promise(_working(promised_days), statutory=_working(statutory_days))


def _working(days: int | None) -> Limit | None:
    return None if days is None else Limit(days)


# --- Versions ------------------------------------------------------------------------------------


class CodeTwice(Refused):
    sentence = gettext_noop(
        "Two commitments have the number %(code)s: “%(first)s” and “%(second)s”. Case records go "
        "by the number, so each needs one of its own."
    )


class UnknownCode(Refused):
    sentence = gettext_noop(
        "An earlier promise names the commitment %(code)s, and the list has none of that number. "
        "Put the number right, or delete the row."
    )


class UnknownExplanation(UnknownCode):
    sentence = gettext_noop(
        "An explanation names the commitment %(code)s, and the list has none of that number. Put "
        "the number right, or delete the row."
    )


class SameDay(Refused):
    sentence = gettext_noop(
        "Commitment %(code)s has two promises from %(day)s on. Put one of the days right."
    )


class EarlierIsLater(Refused):
    sentence = gettext_noop(
        "An earlier promise of commitment %(code)s begins on %(day)s, not before the present one, "
        "which begins on %(present)s. Put one of the days right."
    )


class LoosenedWithoutReason(Refused):
    sentence = gettext_noop(
        "From %(day)s on, commitment %(code)s promises %(after)s days where it promised "
        "%(before)s: nobody can be sure that this is not longer. Write why; the reason is public."
    )


class EndedWithoutReason(Refused):
    sentence = gettext_noop(
        "Commitment %(code)s ends on %(day)s. Write why; the reason is public."
    )


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised from a day on.

    Attributes:
        first: the first day; None where that was never written down.
        limit: how long it may take.
        reason: why it is longer than what was promised before.
    """

    first: date | None
    limit: Limit
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """One commitment with everything it ever promised.

    Attributes:
        code: its number in the list, by which case records name it.
        text: what it is about.
        present: the newest promise, which may begin on a day to come; None if none is written.
        earlier: what was promised before, in any order.
        last: the last day on which it holds; None while no end is set.
        end_reason: why it ends.
    """

    code: str
    text: str
    present: Promise | None = None
    earlier: tuple[Promise, ...] = ()
    last: date | None = None
    end_reason: str = ""

    @property
    def promises(self) -> tuple[Promise, ...]:
        """All promises, the oldest first."""
        every = [*self.earlier, *([self.present] if self.present else [])]
        return tuple(sorted(every, key=lambda one: one.first or date.min))

    def on(self, day: date) -> Limit | None:
        """Return what was promised to somebody whose case began on a day; None if nothing was."""
        if self.last and day > self.last:
            return None
        begun = [one for one in self.promises if one.first is None or one.first <= day]
        return begun[-1].limit if begun else None


def answering(commitments: Sequence[Commitment], received: date) -> Commitment:
    """Return which of several commitments of one number a case is judged by, and counts for.

    A rule of this product: one case counts once, though this year's list and last year's are both
    public and name the same number.

    Args:
        commitments: of different lists, at least one, that of the list published last first.
        received: the day on which the case was.

    Returns:
        the first that promised something on that day; the very first if none did.
    """
    return next((one for one in commitments if one.on(received)), commitments[0])


def contradictions(commitments: Sequence[Commitment]) -> Iterator[Refused]:
    """Yield what a list of commitments cannot say, whatever was published before."""
    texts: dict[str, str] = {}
    for one in commitments:
        if one.code and one.code in texts:
            yield CodeTwice(code=one.code, first=texts[one.code], second=one.text)
        texts.setdefault(one.code, one.text)
        yield from _of_one(one)


def _of_one(one: Commitment) -> Iterator[Refused]:
    present = one.present.first if one.present else None
    for before in one.earlier:
        if present and before.first and before.first > present:
            yield EarlierIsLater(
                code=one.code, day=before.first.isoformat(), present=present.isoformat()
            )
    for before, after in zip(one.promises, one.promises[1:], strict=False):
        if before.first and before.first == after.first:
            yield SameDay(code=one.code, day=before.first.isoformat())
        elif after.first and not after.reason.strip() and not is_within(after.limit, before.limit):
            yield LoosenedWithoutReason(
                code=one.code,
                day=after.first.isoformat(),
                after=after.limit.number,
                before=before.limit.number,
            )
    if one.last is None:
        return
    if present and one.last < present:
        yield EndsBeforeItBegins(first=present.isoformat(), last=one.last.isoformat())
    if not one.end_reason.strip():
        yield EndedWithoutReason(code=one.code, day=one.last.isoformat())


class CommitmentLeftOut(Refused):
    sentence = gettext_noop(
        "Commitment %(code)s “%(text)s” is public and has gone from the list. Keep it, and write "
        "on which day and why it ends."
    )


class PromiseForgotten(Refused):
    sentence = gettext_noop(
        "The public list promises %(number)s days for commitment %(code)s from %(day)s on, and "
        "this version says so no more. Keep it as an earlier promise."
    )


class PromiseWithoutDayForgotten(Refused):
    sentence = gettext_noop(
        "The public list promises %(number)s days for commitment %(code)s, and this version says "
        "so no more. Keep it as an earlier promise, with the day on which it began."
    )


class PromiseBackwards(Refused):
    sentence = gettext_noop(
        "The new promise of commitment %(code)s begins on %(day)s, before this version is "
        "published: cases of the past would be judged anew. Let it begin on %(today)s or later."
    )


class EndsInThePast(Refused):
    sentence = gettext_noop(
        "Commitment %(code)s would end on %(day)s, before this version is published. Let it end "
        "on %(today)s or later."
    )


def changes_refused(
    published: Iterable[Commitment], proposed: Iterable[Commitment], *, today: date
) -> Iterator[Refused]:
    """Yield what may not become of a list that the public reads.

    What was promised stays readable, and what happened is judged by what was promised then. That
    is a rule of this product: a promise that can be changed backwards is none.

    Args:
        published: what is public now.
        proposed: what is to be.
        today: the local day on which it is to be published.
    """
    new = {one.code: one for one in proposed}
    for old in published:
        if not old.code:  # from before commitments had numbers
            continue
        if old.code not in new:
            yield CommitmentLeftOut(code=old.code, text=old.text)
            continue
        yield from _changes(old, new[old.code], today)


def _changes(old: Commitment, new: Commitment, today: date) -> Iterator[Refused]:
    said = {(one.first, one.limit) for one in new.promises}
    limits = {one.limit for one in new.promises}
    for one in old.promises:
        if one.first is None and one.limit not in limits:
            yield PromiseWithoutDayForgotten(code=old.code, number=one.limit.number)
        if one.first is not None and (one.first, one.limit) not in said:
            yield PromiseForgotten(
                code=old.code, number=one.limit.number, day=one.first.isoformat()
            )
    # A promise without a day may be given the day on which it began.
    known = {(one.first, one.limit) for one in old.promises}
    undated = {one.limit for one in old.promises if one.first is None}
    for one in new.promises:
        is_new = (one.first, one.limit) not in known and one.limit not in undated
        if one.first and is_new and one.first < today:
            yield PromiseBackwards(
                code=new.code, day=one.first.isoformat(), today=today.isoformat()
            )
    if new.last and new.last != old.last and new.last < today:
        yield EndsInThePast(code=new.code, day=new.last.isoformat(), today=today.isoformat())


def earlier_of(
    rows: Iterable[tuple[str, Promise]], codes: Iterable[str]
) -> tuple[Mapping[str, tuple[Promise, ...]], list[Refused]]:
    """Give each commitment its earlier promises.

    Args:
        rows: the number of a commitment, and what it promised earlier.
        codes: the numbers the list has.

    Returns:
        the promises by number, and a refusal for each row that names no commitment of the list.
    """
    known = set(codes)
    found: dict[str, tuple[Promise, ...]] = {}
    refusals: list[Refused] = []
    for code, promise in rows:
        if code in known:
            found[code] = (*found.get(code, ()), promise)
        else:
            refusals.append(UnknownCode(code=code))
    return found, refusals
