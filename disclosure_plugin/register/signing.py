"""Sign the states of publication logs, after what they tell of is committed.

A state that is signed and then rolled back would be a second history, so this runs in a worker
and never in the transaction of an act. The signer adds checkpoints and keys, and no entry.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import Exists, OuterRef

from disclosure_plugin.archive import merkle
from disclosure_plugin.archive.checkpoints import Checkpoint, sign, verifier_key
from disclosure_plugin.archive.verify_archive import (
    NotProved,
    VerifiedCheckpoint,
    verify_consistency,
    verify_note,
)
from disclosure_plugin.errors import DisclosureError

from .keys import county_keys, key_of
from .log import Nodes
from .models import Log, LogCheckpoint, LogKey, LogNode

logger = logging.getLogger("disclosure_plugin.register")

# States of logs that this process has refused to sign: it says so once, and not every few seconds.
_refused: set[tuple[int, int]] = set()


class HistoryChanged(DisclosureError):
    """The log does not continue what was signed before; it is not signed."""


def sign_all() -> int:
    """Sign every log that has grown; one that cannot be signed stops no other.

    Returns:
        how many were signed.

    Raises:
        KeyUnusable: this process has no key.
    """
    done = 0
    for log in unsigned():
        try:
            sign_state(log)
        except HistoryChanged:
            if (log.pk, log.size) not in _refused:
                _refused.add((log.pk, log.size))
                logger.exception("A publication log is not signed", extra={"bureau": log.bureau})
        else:
            done += 1
    return done


def unsigned():
    """Return the open logs whose newest state has no signature."""
    signed = LogCheckpoint.objects.filter(log=OuterRef("pk"), size__gte=OuterRef("size"))
    return Log.objects.filter(~Exists(signed), closed_at=None, size__gt=0).order_by("pk")


def newest(log: Log) -> LogCheckpoint | None:
    """Return the newest signed state of a log."""
    return LogCheckpoint.objects.filter(log=log).order_by("-size").first()


def sign_state(log: Log) -> LogCheckpoint:
    """Sign the state of a log with all keys that this process has.

    Raises:
        KeyUnusable: it has none.
        HistoryChanged: the log is not what was signed before, with more entries.
    """
    return sign_with(log, [key_of(log.origin, key) for key in county_keys()])


def sign_with(log: Log, keys: Sequence[Ed25519PrivateKey]) -> LogCheckpoint:
    """Sign the state of a log.

    Args:
        log: read from the database once; what is added meanwhile is signed the next time.
        keys: the log's own; more than one while the key is being changed.

    Raises:
        HistoryChanged: the log is not what was signed before, with more entries.
    """
    state = Checkpoint(log.origin, log.size, _root(log, log.size))
    _check_history(log, state)
    note = sign(state, *keys)
    for key in keys:
        LogKey.objects.get_or_create(
            verifier_key=verifier_key(log.origin, key),
            defaults={"log": log, "from_size": log.size},
        )
    checkpoint, _made = LogCheckpoint.objects.get_or_create(
        log=log, size=log.size, defaults={"note": note}
    )
    return checkpoint


def _root(log: Log, size: int) -> bytes:
    try:
        return merkle.root(size, Nodes(log))
    except LogNode.DoesNotExist:
        raise HistoryChanged(
            f"{log.origin} lacks hashes below its entry {size}: run verify_log."
        ) from None


def _check_history(log: Log, state: Checkpoint) -> None:
    """Refuse to sign a tree that does not begin with the one that was signed last."""
    last = newest(log)
    if last is None:
        return
    for key in LogKey.objects.filter(log=log):
        try:
            signed = verify_note(last.note, key.verifier_key)
        except NotProved:
            continue
        try:
            path = merkle.consistency_proof(signed.size, state.size, Nodes(log))
            now = VerifiedCheckpoint(state.origin, state.size, state.root)
            verify_consistency(signed, now, path)
        except (NotProved, IndexError, LogNode.DoesNotExist) as error:
            raise HistoryChanged(
                f"{log.origin} has {state.size} entries that do not continue the {signed.size} "
                f"which were signed: run verify_log. ({error})"
            ) from error
        return
    raise HistoryChanged(
        f"The last signed state of {log.origin} is signed by no key of this log: run verify_log."
    )
