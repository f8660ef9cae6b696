"""The addresses of a running snapshot, shared out between the workers that capture them.

The worker that took the snapshot has the first shard, and alone it captures everything. Whoever
comes to help joins with a shard of its own. Each takes a few addresses at a time and adds the
addresses that it finds; the table sees to it that each is captured by one. A helper that dies
gives back what it had; when the first dies, the snapshot is begun anew by another worker.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from disclosure_plugin.archive.cdxj import batched
from disclosure_plugin.conf import get_settings

from .capture import StartAddress
from .claims import LostClaim, lease
from .models import Snapshot, SnapshotAddress, SnapshotShard, url_hash
from .storing import unstore

# So many at a time: few enough that nobody waits long for the last ones.
ADDRESSES_AT_ONCE = 10
ROWS_AT_ONCE = 1000

# Locked against whoever would take the snapshot over (see claims.claim), not against its renewal.
STILL_OURS = """
    SELECT 1 FROM {snapshot} WHERE id = %s AND claim = %s AND state = 'RUNNING' FOR KEY SHARE
"""
TAKE = """
    UPDATE {address} SET shard_id = %s WHERE id IN (
        SELECT id FROM {address} WHERE snapshot_id = %s AND NOT is_done AND shard_id IS NULL
        ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""
KEEP = """
    UPDATE {address} SET is_done = true, problem = %s, at = %s, key = %s, status = %s,
        media_type = %s, head = %s, sha256 = %s, via = %s, is_revisit = %s, record_sha256 = %s,
        "offset" = %s, length = %s
    WHERE id = %s
"""


@dataclass(frozen=True)
class Result:
    """What became of an address; without a time nothing could be kept.

    Attributes:
        address: key of its row.
        values: of the columns from ``problem`` to ``length``, in their order.
    """

    address: int
    values: tuple[Any, ...]


def begin(
    snapshot: Snapshot, start: Iterable[StartAddress], alive: Callable[[], None]
) -> SnapshotShard:
    """Write the start addresses down and return the first shard.

    What an earlier attempt has left is deleted; its helpers find their claims gone.

    Args:
        snapshot: that was just claimed.
        start: where the walk begins.
        alive: called from time to time.
    """
    SnapshotAddress.objects.filter(snapshot=snapshot).forget()
    shard = SnapshotShard.objects.create(
        snapshot=snapshot,
        attempt=snapshot.attempt,
        number=1,
        claim=uuid.uuid4(),
        lease_until=lease(timezone.now()),
    )
    for some in batched(start, ROWS_AT_ONCE):
        SnapshotAddress.objects.bulk_create(
            (
                SnapshotAddress(
                    snapshot=snapshot,
                    url=one.url,
                    url_hash=url_hash(one.url),
                    page=one.page,
                    title=one.title,
                    slug=one.slug,
                    is_gone=one.is_gone,
                )
                for one in some
            ),
            ignore_conflicts=True,
        )
        alive()
    return shard


def join(key: int, *, now: datetime) -> SnapshotShard | None:
    """Help with a running snapshot, if it has addresses that nobody has taken.

    Args:
        key: of the snapshot.
        now: the moment (UTC).

    Returns:
        A shard of one's own; None when there is nothing to do, or helpers enough.
    """
    running = Snapshot.objects.filter(pk=key, state=Snapshot.State.RUNNING, lease_until__gt=now)
    attempt = running.values_list("claim", flat=True).first()
    if attempt is None:
        return None
    used = set(SnapshotShard.objects.filter(attempt=attempt).values_list("number", flat=True))
    free = set(range(2, get_settings().SNAPSHOT_SHARDS + 1)) - used
    waiting = SnapshotAddress.objects.filter(snapshot=key, is_done=False, shard=None)
    if not free or not waiting.exists():
        return None
    try:
        with transaction.atomic():
            return SnapshotShard.objects.create(
                snapshot_id=key,
                attempt=attempt,
                number=min(free),
                claim=uuid.uuid4(),
                lease_until=lease(now),
            )
    except IntegrityError:  # another helper was a moment earlier
        return None


@transaction.atomic
def advance(
    shard: SnapshotShard, results: Sequence[Result], found: Iterable[str]
) -> list[SnapshotAddress]:
    """Keep what was captured and take the next addresses, in one step.

    Args:
        shard: whose worker asks.
        results: of the addresses it had.
        found: addresses that these refer to.

    Returns:
        What is to be captured next; nothing when all is taken at this moment.

    Raises:
        LostClaim: the shard was given up, or the snapshot.
    """
    renew(shard)
    # In one order, so that two workers that find the same never wait for each other.
    new = sorted((url_hash(url), url) for url in found)
    SnapshotAddress.objects.bulk_create(
        (
            SnapshotAddress(snapshot_id=shard.snapshot_id, url=url, url_hash=hashed)
            for hashed, url in new
        ),
        ignore_conflicts=True,
    )
    with connection.cursor() as cursor:
        if results:
            cursor.executemany(
                _named(KEEP), [(*result.values, result.address) for result in results]
            )
        cursor.execute(_named(TAKE), [shard.pk, shard.snapshot_id, ADDRESSES_AT_ONCE])
        keys = [key for (key,) in cursor.fetchall()]
    return list(SnapshotAddress.objects.filter(pk__in=keys).order_by("pk"))


def renew(shard: SnapshotShard, **noted: str) -> None:
    """Say that the shard's worker is alive, and note something.

    Raises:
        LostClaim: the shard was given up, or the snapshot.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_named(STILL_OURS), [shard.snapshot_id, shard.attempt])
        ours = SnapshotShard.objects.filter(pk=shard.pk, claim=shard.claim, attempt=shard.attempt)
        if cursor.fetchone() is None or not ours.update(
            lease_until=lease(timezone.now()), **noted
        ):
            raise LostClaim


def is_captured(snapshot: Snapshot) -> bool:
    """Say whether no address is left and every helper has stored its part, as one question."""
    left = SnapshotAddress.objects.filter(snapshot=OuterRef("pk"), is_done=False)
    unstored = SnapshotShard.objects.filter(
        snapshot=OuterRef("pk"), attempt=snapshot.attempt, number__gt=1, sha256=""
    )
    found = Snapshot.objects.filter(~Exists(left), ~Exists(unstored), pk=snapshot.pk)
    return bool(found.exists())


def has_left(snapshot_key: int) -> bool:
    """Say whether an address is left that is not captured, whoever has it."""
    return bool(SnapshotAddress.objects.filter(snapshot=snapshot_key, is_done=False).exists())


def give_back_of_the_dead(snapshot: Snapshot, *, now: datetime) -> None:
    """Let others capture what a helper had that has not been heard of for a lease."""
    dead = SnapshotShard.objects.filter(
        attempt=snapshot.attempt, number__gt=1, sha256="", lease_until__lt=now
    )
    for shard in dead:
        give_back(shard)


@transaction.atomic
def give_back(shard: SnapshotShard) -> None:
    """Let others capture what a shard's worker had; its records are lost with it.

    The row stays as long as there may be a file, but belongs to no attempt.
    """
    SnapshotShard.objects.filter(pk=shard.pk).update(attempt=uuid.uuid4())
    SnapshotAddress.objects.filter(shard=shard).update(
        shard=None, is_done=False, at=None, problem=""
    )


def progress(snapshot: Snapshot) -> dict[str, int]:
    """Return how many addresses are known, and how many of them are done."""
    addresses = SnapshotAddress.objects.filter(snapshot=snapshot)
    return {
        "addresses_total": addresses.count(),
        "addresses_done": addresses.filter(is_done=True).count(),
    }


def clear(snapshot: Snapshot) -> None:
    """Delete what a snapshot worked with; a helper that is still at it finds its claim gone."""
    SnapshotAddress.objects.filter(snapshot=snapshot).forget()
    ended = Q(number=1) | ~Q(sha256="")
    for shard in SnapshotShard.objects.filter(ended, attempt=snapshot.attempt):
        remove(shard)


def remove_strays(*, now: datetime) -> None:
    """Delete what workers of the current bureau have left that died."""
    no_attempt = ~Exists(
        Snapshot.objects.filter(claim=OuterRef("attempt"), state=Snapshot.State.RUNNING)
    )
    # A first shard has no file; a helper that is alive removes its own.
    ended_or_dead = Q(number=1) | Q(lease_until__lt=now)
    for shard in SnapshotShard.objects.filter(no_attempt, ended_or_dead):
        remove(shard)
    ended = Snapshot.objects.exclude(state=Snapshot.State.RUNNING)
    SnapshotAddress.objects.filter(snapshot__in=ended).forget()
    for snapshot in ended.exclude(stray_file=""):
        unstore(snapshot.stray_file)
        Snapshot.objects.filter(pk=snapshot.pk).update(stray_file="")


def remove(shard: SnapshotShard) -> None:
    """Delete a shard and its file."""
    if shard.file:
        unstore(shard.file)
    shard.delete()


def _named(statement: str) -> str:
    return statement.format(
        snapshot=Snapshot._meta.db_table, address=SnapshotAddress._meta.db_table
    )
