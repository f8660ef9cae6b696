"""Asking for a snapshot of the current bureau."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from functools import partial

from django.db import connection, transaction
from kombu.exceptions import OperationalError

from disclosure_plugin import bureaus

from .models import Snapshot

logger = logging.getLogger("disclosure_plugin.snapshots")


# The waiting one is locked by it: a worker that took it now would not see what this transaction
# publishes. One that is taken meanwhile is no conflict any more, and another row is made.
ASK = """
    INSERT INTO disclosure_snapshots_snapshot AS waiting
        (state, reason, whole_site, wanted_pages, requested_by_id, requested_at, attempts,
         addresses_total, addresses_done, pages, size, sha256, file, problems, error)
    VALUES ('WAITING', %(reason)s, %(whole)s, %(pages)s, %(user)s, clock_timestamp(), 0,
            0, 0, 0, 0, '', '', '[]', '')
    ON CONFLICT (state) WHERE state = 'WAITING' DO UPDATE SET
        reason = CASE WHEN excluded.whole_site AND NOT waiting.whole_site
                      THEN excluded.reason ELSE waiting.reason END,
        requested_by_id = coalesce(waiting.requested_by_id, excluded.requested_by_id),
        whole_site = waiting.whole_site OR excluded.whole_site,
        wanted_pages = waiting.wanted_pages || excluded.wanted_pages
    RETURNING id
"""


# What fails here fails the publication: no savepoint of its own.
@transaction.atomic(savepoint=False)
def request_snapshot(*, reason: str, pages: Iterable[int] | None = None, user=None) -> int:
    """Ask for a snapshot of the current bureau's public pages, as part of the transaction.

    The row is the request: it is committed with the publication or not at all, and no snapshot
    begins before that. After a publication the next sweep finds it, a few seconds later: what is
    published together stands in one snapshot, and what is due at the same moment is public
    before any is taken. Else a message to the worker saves the wait.

    Args:
        reason: a value of ``Snapshot.Reason``.
        pages: keys of the pages that changed; None: the whole site.
        user: who asked, if a person did.

    Returns:
        the key of the waiting snapshot; of the one that already waits, if there is one. It then
        takes these pages too.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            ASK,
            {
                "reason": reason,
                "whole": pages is None,
                "pages": json.dumps([*(pages or ())]),
                "user": user.pk if user else None,
            },
        )
        [key] = cursor.fetchone()
    if reason != Snapshot.Reason.PUBLISHED:
        # Robust: what is committed is committed, whatever becomes of the message.
        transaction.on_commit(partial(_send, bureau=bureaus.current()), robust=True)
    return int(key)


def _send(*, bureau: str) -> None:
    from .tasks import take_waiting

    try:
        take_waiting.apply_async(kwargs={"bureau": bureau}, retry=False)
    except OperationalError:
        # The sweep finds the row when the broker is back.
        logger.warning("The broker is away; the snapshot waits", extra={"bureau": bureau})
