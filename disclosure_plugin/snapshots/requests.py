"""Asking for a snapshot of the current bureau."""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction
from kombu.exceptions import OperationalError

from disclosure_plugin import bureaus

from .models import Snapshot

logger = logging.getLogger("disclosure_plugin.snapshots")


# What fails here fails the publication: no savepoint of its own.
@transaction.atomic(savepoint=False)
def request_snapshot(*, reason: str, user=None) -> int:
    """Ask for a snapshot of the current bureau's public pages, as part of the transaction.

    The row is the request: it is committed with the publication or not at all, and no snapshot
    begins before that. After a publication the next sweep finds it, a few seconds later: what is
    published together stands in one snapshot, and what is due at the same moment is public
    before any is taken. Else a message to the worker saves the wait.

    Args:
        reason: a value of ``Snapshot.Reason``.
        user: who asked, if a person did.

    Returns:
        the key of the waiting snapshot; of the one that already waits, if there is one.
    """
    # Locked: a worker that took the waiting one now would not see what this transaction publishes.
    waiting = Snapshot.objects.select_for_update().filter(state=Snapshot.State.WAITING)
    while (key := waiting.order_by().values_list("pk", flat=True).first()) is None:
        wanted = Snapshot(state=Snapshot.State.WAITING, reason=reason, requested_by=user)
        # Two may ask at once, and a worker may take what one of them has made: then once more.
        Snapshot.objects.bulk_create([wanted], ignore_conflicts=True)
    if reason != Snapshot.Reason.PUBLISHED:
        # Robust: what is committed is committed, whatever becomes of the message.
        transaction.on_commit(partial(_send, bureau=bureaus.current()), robust=True)
    return key


def _send(*, bureau: str) -> None:
    from .tasks import take_waiting

    try:
        take_waiting.apply_async(kwargs={"bureau": bureau}, retry=False)
    except OperationalError:
        # The sweep finds the row when the broker is back.
        logger.warning("The broker is away; the snapshot waits", extra={"bureau": bureau})
