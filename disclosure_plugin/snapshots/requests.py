"""Asking for a snapshot of the current bureau."""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction
from kombu.exceptions import OperationalError

from disclosure_plugin import bureaus

from .models import Snapshot
from .quarantine import lock_snapshots

logger = logging.getLogger("disclosure_plugin.snapshots")


# What fails here fails the publication: no savepoint of its own.
@transaction.atomic(savepoint=False)
def request_snapshot(*, reason: str, user=None) -> Snapshot:
    """Ask for a snapshot of the current bureau's public pages, as part of the transaction.

    The row is the request: it is committed with the publication or not at all, and no snapshot
    begins before that. After a publication the next sweep finds it, a few seconds later: what is
    published together stands in one snapshot, and what is due at the same moment is public
    before any is taken. Else a message to the worker saves the wait.

    Args:
        reason: a value of ``Snapshot.Reason``.
        user: who asked, if a person did.

    Returns:
        The waiting snapshot; the one that already waits, if there is one.
    """
    # A worker that took the waiting one now would not see what this transaction publishes.
    lock_snapshots()
    snapshot, _made = Snapshot.objects.get_or_create(
        state=Snapshot.State.WAITING, defaults={"reason": reason, "requested_by": user}
    )
    if reason != Snapshot.Reason.PUBLISHED:
        # Robust: what is committed is committed, whatever becomes of the message.
        transaction.on_commit(partial(_send, bureau=bureaus.current()), robust=True)
    return snapshot


def _send(*, bureau: str) -> None:
    from .tasks import take_waiting

    try:
        take_waiting.apply_async(kwargs={"bureau": bureau}, retry=False)
    except OperationalError:
        # The sweep finds the row when the broker is back.
        logger.warning("The broker is away; the snapshot waits", extra={"bureau": bureau})
