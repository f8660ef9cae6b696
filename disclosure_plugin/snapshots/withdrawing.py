"""A hand-over in which something was taken down is given to nobody any more, and its file goes.

What the archives have received already is out of reach; the row says that they must be told.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet

from disclosure_plugin import bureaus

from .hand_overs import HandOver
from .models import archive_storage


def withdraw(snapshots: Iterable[int]) -> None:
    """Withdraw what holds one of some snapshots, in the transaction that keeps these back.

    One that is being put together finds out when it is finished.

    Args:
        snapshots: keys.
    """
    held = HandOver.objects.filter(packages__snapshot__in=list(snapshots))
    complete = HandOver.objects.filter(pk__in=held.values("pk"), state=HandOver.State.COMPLETE)
    if complete.update(state=HandOver.State.WITHDRAWN):
        # Robust: what is committed is withdrawn; the sweep removes what is left.
        transaction.on_commit(partial(_remove, bureau=bureaus.current()), robust=True)


def leftovers() -> QuerySet[HandOver]:
    """Return those that have a file which has to be removed."""
    withdrawn = Q(state=HandOver.State.WITHDRAWN) & ~Q(file="")
    failed = Q(state=HandOver.State.FAILED) & ~Q(stray_file="")
    return HandOver.objects.filter(withdrawn | failed)


def remove_leftovers() -> None:
    """Remove files of the current bureau's hand-overs that were withdrawn, or that failed."""
    for one in leftovers():
        for name in filter(None, (one.file.name, one.stray_file)):
            archive_storage().delete(name)
        HandOver.objects.filter(pk=one.pk).update(file="", stray_file="")


def _remove(*, bureau: str) -> None:
    with bureaus.activate(bureau):
        remove_leftovers()
