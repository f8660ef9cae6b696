"""What a log says of itself: that it follows a closed one, and that it has a new key."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef

from .log import append, follow
from .models import Log, LogEntry, LogKey

logger = logging.getLogger("disclosure_plugin.register")

KEY_ADDED = "key.added"


def keep_logs() -> None:
    """Do what is due in every log; one that fails stops no other."""
    for bureau in _bureaus_without_open_log():
        _do(bureau, partial(follow, bureau))
    for key in _keys_not_entered():
        _do(key.log.bureau, partial(_enter, key))


def fingerprint(verifier_key: str) -> str:
    """Return what an entry says of a key: the SHA-256 of its line, in hexadecimal."""
    return hashlib.sha256(verifier_key.encode()).hexdigest()


def _do(bureau: str, work: Callable[[], object]) -> None:
    try:
        with transaction.atomic():
            work()
    except Exception:
        logger.exception("The publication log is not kept", extra={"bureau": bureau})


def _bureaus_without_open_log() -> list[str]:
    open_ones = Log.objects.filter(bureau=OuterRef("bureau"), closed_at=None)
    closed = Log.objects.filter(~Exists(open_ones)).order_by("bureau")
    return list(closed.values_list("bureau", flat=True).distinct())


def _keys_not_entered() -> list[LogKey]:
    """Return the keys that came after a log's first, and of which the log does not tell yet.

    The first is known to whoever knows the log; one that comes later must be vouched for by a
    state that the earlier key has signed.
    """
    earlier = LogKey.objects.filter(log=OuterRef("log"), pk__lt=OuterRef("pk"))
    later = LogKey.objects.filter(Exists(earlier), log__closed_at=None).select_related("log")
    return [key for key in later.order_by("pk") if not _is_entered(key)]


def _is_entered(key: LogKey) -> bool:
    subject = fingerprint(key.verifier_key)[:16]
    return LogEntry.objects.filter(log=key.log_id, kind=KEY_ADDED, subject=subject).exists()


def _enter(key: LogKey) -> None:
    whole = fingerprint(key.verifier_key)
    Log.objects.select_for_update().get(pk=key.log_id)  # two sweeps at once enter it once
    if _is_entered(key):
        return
    append(key.log.bureau, kind=KEY_ADDED, subject=whole[:16], hashes={"key": whole})
