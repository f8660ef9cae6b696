"""Who does what is due: rows are handed out, begun, and done, tried again or laid aside.

All of it by the database's clock, so that no machine's clock makes anything early, or done twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import DateTimeField, F, Func
from django.db.models.functions import Now

from disclosure_plugin.domain.due import (
    AT_ONCE,
    CLAIM,
    LOOK_AHEAD,
    TURN,
    Reason,
    is_hopeless,
    wait_after,
)

from .due import Due

SCHEDULER = "scheduler"
# The moment, and not the beginning of the transaction.
NOW = Func(function="clock_timestamp", output_field=DateTimeField())
# Enough for every worker of a city; the rest is handed out a second later.
MOST_IN_A_TICK = 1000


@dataclass(frozen=True)
class Claim:
    """An item that was handed out.

    Attributes:
        wait: seconds until it is due; 0 if it is.
    """

    due: int
    bureau: str
    wait: float


BEGIN = """
    UPDATE disclosure_register_due due SET attempts = attempts + 1
    FROM (
        SELECT id FROM disclosure_register_due
        WHERE id = %s AND bureau = %s AND ended_at IS NULL AND parked_at IS NULL
          AND due_at <= clock_timestamp()
        FOR UPDATE SKIP LOCKED
    ) free
    WHERE due.id = free.id RETURNING due.*
"""


class TooEarly(Exception):
    """An item was to be begun before its time.

    Attributes:
        by: how long it has still to wait.
    """

    def __init__(self, by: timedelta) -> None:
        super().__init__(f"{by} too early")
        self.by = by


def show_life_and_ask(kinds: Sequence[str]) -> bool:
    """Note that the scheduler is alive, and say whether anything can be handed out.

    One statement with one look into an index, however many bureaus there are and however much
    is scheduled.

    Args:
        kinds: what somebody can be sent to do.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH alive AS (
                INSERT INTO disclosure_register_heartbeat AS heartbeat (name, at)
                VALUES (%s, clock_timestamp())
                ON CONFLICT (name) DO UPDATE SET at = clock_timestamp()
            )
            SELECT EXISTS (
                SELECT FROM disclosure_register_due
                WHERE ended_at IS NULL AND parked_at IS NULL
                  AND next_at <= clock_timestamp() + make_interval(secs => %s)
                  AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
                  AND kind = ANY(%s)
            )
            """,
            [SCHEDULER, LOOK_AHEAD.total_seconds(), list(kinds)],
        )
        [something] = cursor.fetchone() or [False]
    return bool(something)


def hand_out(kinds: Sequence[str], bureaus: Sequence[str]) -> list[Claim]:
    """Take what is due now or in a moment, so that nobody else is given it for a while.

    Two schedulers at once get different items. Of one bureau no more than a few are handed out
    at a time, however many are due: no bureau's items stand in the way of another's.

    Args:
        kinds: what somebody can be sent to do.
        bureaus: codes of the open bureaus; what is due in others waits.

    Returns:
        the first of each bureau, then the second of each: two workers that take one after the
        other seldom take two of one bureau, of which one would have to wait.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH ranked AS (
                SELECT id, row_number() OVER (PARTITION BY bureau ORDER BY next_at, id) AS place
                FROM disclosure_register_due
                WHERE ended_at IS NULL AND parked_at IS NULL
                  AND next_at <= clock_timestamp() + make_interval(secs => %(ahead)s)
                  AND kind = ANY(%(kinds)s) AND bureau = ANY(%(bureaus)s)
            ), free AS (
                SELECT due.id, place FROM disclosure_register_due due JOIN ranked USING (id)
                WHERE place <= %(at_once)s AND ended_at IS NULL AND parked_at IS NULL
                  AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
                ORDER BY next_at LIMIT %(most)s
                FOR UPDATE OF due SKIP LOCKED
            )
            UPDATE disclosure_register_due due
            SET claimed_until = greatest(next_at, clock_timestamp())
                                + make_interval(secs => %(claim)s)
            FROM free WHERE due.id = free.id
            RETURNING place, due.id, bureau,
                greatest(0, extract(epoch FROM next_at - clock_timestamp()))::float8
            """,
            {
                "ahead": LOOK_AHEAD.total_seconds(),
                "kinds": list(kinds),
                "bureaus": list(bureaus),
                "at_once": AT_ONCE,
                "most": MOST_IN_A_TICK,
                "claim": CLAIM.total_seconds(),
            },
        )
        rows = sorted(cursor.fetchall())
    return [Claim(*row) for _place, *row in rows]


def give_back(due: int, *, after: timedelta = timedelta(0)) -> None:
    """Let an item be handed out again: it was not begun, and that is nobody's failure.

    Args:
        due: key of the item.
        after: not before this time has passed.
    """
    Due.objects.open().filter(pk=due).update(
        claimed_until=None, next_at=_later(after) if after else F("next_at")
    )


def begin(bureau: str, due: int) -> Due | None:
    """Count an attempt before it is made, so that one that kills its worker is counted too.

    Args:
        bureau: code of the bureau whose worker asks.
        due: key of the item.

    Returns:
        the item, laid aside if its workers died of it again and again; None if there is nothing
        to do: it is another bureau's, done, cancelled, laid aside or in another worker's hands.

    Raises:
        TooEarly: it is not due yet.
    """
    while (row := next(iter(Due.objects.raw(BEGIN, [due, bureau])), None)) is None:
        with transaction.atomic():
            waiting = _locked(bureau, due)
        if waiting is None:
            return None
        early = waiting.due_at - waiting.now  # type: ignore[attr-defined]
        if early > timedelta(0):
            raise TooEarly(early)
        # It became due, or free, between the two questions: once more.
    if is_hopeless(row.attempts - 1):
        row.reason = Reason.DIED
        _park(row, Reason.DIED)
    return row


def not_begun(due: int, *, wait: timedelta = TURN) -> None:
    """Take an attempt back that was none of the item's own: it is tried again after some time."""
    Due.objects.open().filter(pk=due).update(
        claimed_until=None, next_at=_later(wait), attempts=F("attempts") - 1
    )


def locked_for_work(row: Due) -> Due | None:
    """Lock an item until the transaction ends; None if somebody else has it, or it is over."""
    return _locked(row.bureau, row.pk)


def done(row: Due) -> bool:
    """Keep when it was done and how late, in the transaction that did it.

    Returns:
        whether it was time: if the clock was set back meanwhile, the transaction must not stand.
    """
    in_time = Due.objects.filter(pk=row.pk, due_at__lte=Now())
    kept = in_time.update(
        ended_at=Now(),
        outcome=Due.Outcome.DONE,
        delay=Now() - F("due_at"),
        claimed_until=None,
        parked_at=None,
        reason="",
    )
    return bool(kept)


def cancel(row: Due) -> None:
    """End an item that no longer stands in the bureau's own tables."""
    Due.objects.open().filter(pk=row.pk).update(
        ended_at=Now(), outcome=Due.Outcome.CANCELLED, claimed_until=None
    )


def failed(row: Due, reason: Reason) -> bool:
    """Let a failed item be tried again later, or lay it aside.

    Args:
        row: the item as :func:`begin` returned it.
        reason: a refusal is laid aside at once: nothing changes by waiting.

    Returns:
        whether it was laid aside.
    """
    wait = None if reason is Reason.REFUSED else wait_after(row.attempts)
    if wait is None:
        return _park(row, reason)
    Due.objects.open().filter(pk=row.pk, due_at=row.due_at).update(
        claimed_until=None, next_at=_later(wait)
    )
    return False


def retry(bureau: str, due: int) -> bool:
    """Let an item that was laid aside, or waits after a failure, be tried at once.

    Args:
        bureau: code of the bureau in whose admin somebody asks.
        due: key of the item.

    Returns:
        whether there was something to try again: it had failed, and no worker is at it now.
    """
    with transaction.atomic():
        row = _locked(bureau, due, parked_too=True)
        if row is None or not row.attempts:
            return False
        Due.objects.filter(pk=row.pk).update(
            attempts=0, reason="", parked_at=None, claimed_until=None, next_at=F("due_at")
        )
    return True


def _locked(bureau: str, due: int, *, parked_too: bool = False) -> Due | None:
    rows = Due.objects.select_for_update(skip_locked=True).of(bureau).open().annotate(now=NOW)
    if not parked_too:
        rows = rows.filter(parked_at=None)
    return rows.filter(pk=due).first()


def _park(row: Due, reason: Reason) -> bool:
    """Lay an item aside, unless it was given another time meanwhile."""
    same = Due.objects.open().filter(pk=row.pk, due_at=row.due_at)
    return bool(same.update(parked_at=Now(), reason=reason, claimed_until=None))


def _later(wait: timedelta) -> object:
    return Now() + wait
