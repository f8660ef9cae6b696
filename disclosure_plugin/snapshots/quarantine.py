"""When a page is taken down, no snapshot that could hold it is given out before it is searched."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import Q
from kombu.exceptions import OperationalError
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.models import FileVersion
from disclosure_plugin.register.models import RegisterEntry

from .models import Capture, Redaction, Snapshot, SnapshotRedaction
from .withdrawing import withdraw

logger = logging.getLogger("disclosure_plugin.snapshots")

# Any number will do, as long as nothing else in the database takes the same.
SNAPSHOTS_LOCK = 720_812

# As domain.uploads.content_address writes it.
IN_NAME = re.compile(r"[0-9a-f]{2}/([0-9a-f]{64})/")

# How far the clocks of two machines may be apart: one wrote when the page was published, another
# when the snapshot was finished.
CLOCKS_APART = timedelta(days=1)


def lock_snapshots() -> None:
    """Keep snapshots of the current bureau from being begun until the transaction ends.

    What is begun after a page was taken down cannot see it any more; what was begun before is
    found running.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [SNAPSHOTS_LOCK]
        )


def quarantine(
    page: Page, versions: Iterable[FileVersion], names: Iterable[str], basis: str
) -> None:
    """Keep every snapshot back that could hold a page, in the transaction that takes it down.

    The county office's too, whose register lists the titles of all bureaus.

    Args:
        page: of its own class, no longer public.
        versions: the files that were public with it.
        names: of their copies in public storage.
        basis: code of the legal basis.
    """
    versions = list(versions)
    wanted = Redaction(
        bureau=bureaus.current(),
        page=page.pk,
        names=_names(page),
        sha256s=_sha256s(versions, names),
        basis=basis,
    )
    since = _public_since(page, versions)
    offices = {one.code for one in bureaus.directory() if one.is_county_office}
    for code in (wanted.bureau, *sorted(offices - {wanted.bureau})):
        with bureaus.activate(code):
            _keep_back(wanted, since)


def _keep_back(wanted: Redaction, since: datetime | None) -> None:
    lock_snapshots()
    wanted.pk = None
    wanted.save(force_insert=True)
    finished = Q(state=Snapshot.State.COMPLETE) & ~Q(file="")
    if since is not None:
        finished &= Q(finished_at__gte=since)
    running = Q(state=Snapshot.State.RUNNING)
    found = list(
        Snapshot.objects.filter(finished | running).order_by("pk").values_list("pk", flat=True)
    )
    _look_through(wanted, found)


def keep_back_what_refers(responses: Iterable[int], redacted: SnapshotRedaction) -> None:
    """Keep back what refers to records that are removed from another snapshot.

    Taken while that one was kept back, of pages that said the same again: without the records it
    refers to it cannot be given out. It is looked through for what is nowhere any more, and for
    nothing else.

    Args:
        responses: keys of what is removed, in the transaction that removes it. The caller has
            called :func:`lock_snapshots` before.
        redacted: the work that removes it.
    """
    pointing = Capture.objects.filter(response__in=list(responses)).values("snapshot")
    later = Snapshot.objects.filter(Q(pk__in=pointing) | Q(state=Snapshot.State.RUNNING))
    looked_through_anyway = SnapshotRedaction.objects.filter(state__in=SnapshotRedaction.OPEN)
    found = list(
        later.exclude(pk=redacted.snapshot_id)
        .exclude(pk__in=looked_through_anyway.values("snapshot"))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if found:
        why = redacted.redaction
        wanted = Redaction.objects.create(bureau=why.bureau, page=why.page, basis=why.basis)
        _look_through(wanted, found)


def _look_through(wanted: Redaction, found: list[int]) -> None:
    SnapshotRedaction.objects.bulk_create(
        (
            SnapshotRedaction(snapshot_id=pk, redaction=wanted, next_at=wanted.wanted_at)
            for pk in found
        ),
        batch_size=1000,
    )
    withdraw(found)
    # Robust: what is committed is kept back, whatever becomes of the message.
    transaction.on_commit(partial(_send, bureau=bureaus.current()), robust=True)


def _names(page: Page) -> list[str]:
    """Return how other pages refer to it: lists by its address, the register by its number."""
    entry = RegisterEntry.objects.filter(bureau=bureaus.current(), page=page.pk).first()
    return [page.slug, *([entry.number] if entry else [])]


def _sha256s(versions: list[FileVersion], names: Iterable[str]) -> list[str]:
    """Return the hashes of its files and of their public copies, whose names tell them."""
    copies = (found for found in map(IN_NAME.match, names) if found)
    return sorted({one.sha256 for one in versions} | {found[1] for found in copies})


def _public_since(page: Page, versions: list[FileVersion]) -> datetime | None:
    """Return since when it or its files can have been in a snapshot; None: nobody knows."""
    if page.first_published_at is None:
        return None
    return min([page.first_published_at, *(one.made_at for one in versions)]) - CLOCKS_APART


def _send(*, bureau: str) -> None:
    from .tasks import redact_quarantined

    try:
        redact_quarantined.apply_async(kwargs={"bureau": bureau}, retry=False)
    except OperationalError:
        # The sweep finds the rows when the broker is back.
        logger.warning("The broker is away; the snapshots stay back", extra={"bureau": bureau})
