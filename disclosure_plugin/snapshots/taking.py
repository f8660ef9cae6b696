"""Take the snapshots the current bureau waits for."""

from __future__ import annotations

import hashlib
import logging
import tempfile
import time
from pathlib import Path

from django.core.files import File
from django.utils import timezone
from wagtail.models import Site

from disclosure_plugin import bureaus
from disclosure_plugin.archive.snapshot import write_snapshot
from disclosure_plugin.archive.validate import validate
from disclosure_plugin.archive.wacz import PackageInfo

from .capture import SOFTWARE, BureauCapture
from .claims import LostClaim, claim, finish, renew
from .models import Snapshot, archive_storage

logger = logging.getLogger("disclosure_plugin.snapshots")

SECONDS_BETWEEN_SIGNS_OF_LIFE = 2


def take_waiting() -> int:
    """Take every snapshot of the current bureau that waits, one after the other.

    Returns:
        How many were finished, well or not; none while another worker is at it.
    """
    taken = 0
    while snapshot := claim(now=timezone.now()):
        try:
            _take(snapshot)
        except LostClaim:
            logger.warning(
                "Another worker took the snapshot over", extra={"snapshot": snapshot.pk}
            )
            return taken
        except Exception as error:  # a failed snapshot is a row that says so
            logger.exception("The snapshot failed", extra={"snapshot": snapshot.pk})
            finish(
                snapshot, now=timezone.now(), state=Snapshot.State.FAILED, error=_sentence(error)
            )
        taken += 1
    return taken


def _take(snapshot: Snapshot) -> None:
    capture = BureauCapture(_SignsOfLife(snapshot))
    with tempfile.TemporaryDirectory(prefix="disclosure-snapshot-") as folder:
        path = Path(folder) / "snapshot.wacz"
        write_snapshot(
            path,
            capture.exchanges(),
            capture.titles,
            _package_info(snapshot),
            warc_info={"isPartOf": bureaus.current()},
        )
        errors = [str(finding) for finding in validate(path) if finding.level != "ok"]
        if errors:
            raise ValueError("The package does not stand its own check: " + " ".join(errors))
        _store(snapshot, path, capture)


def _store(snapshot: Snapshot, path: Path, capture: BureauCapture) -> None:
    storage = archive_storage()
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        name = storage.save(snapshot.file_name(), File(file))
    try:
        finish(
            snapshot,
            now=timezone.now(),
            state=Snapshot.State.COMPLETE,
            addresses_total=capture.total,
            addresses_done=capture.done,
            pages=len(capture.titles),
            size=path.stat().st_size,
            sha256=sha256,
            file=name,
            problems=capture.problems,
        )
    except LostClaim:
        storage.delete(name)
        raise


def _package_info(snapshot: Snapshot) -> PackageInfo:
    site = Site.objects.get(is_default_site=True)
    return PackageInfo(
        title=site.site_name or site.hostname,
        created=(snapshot.started_at or timezone.now()).replace(microsecond=0),
        software=SOFTWARE,
    )


class _SignsOfLife:
    """Renews the lease and shows how far the snapshot is, every few seconds."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._last = 0.0

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() - self._last < SECONDS_BETWEEN_SIGNS_OF_LIFE:
            return
        self._last = time.monotonic()
        renew(self._snapshot, now=timezone.now(), addresses_done=done, addresses_total=total)


def _sentence(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
