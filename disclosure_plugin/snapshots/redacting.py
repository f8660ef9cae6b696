"""Look the current bureau's snapshots through that are kept back, and redact them.

The order is that of :mod:`disclosure_plugin.actions.public_files`: a new file first, the row
with the transaction; the row first, the old file after the commit. The names of both are
written down before, so that whoever takes over from a worker that died removes what it left.
"""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import unquote, urlsplit

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from disclosure_plugin import bureaus
from disclosure_plugin.archive.mentions import Mentions
from disclosure_plugin.archive.redaction import Redacted, Unwanted, redact
from disclosure_plugin.archive.validate import validate
from disclosure_plugin.queries.public_files import find_public_file, is_public
from disclosure_plugin.register.log import append

from . import evidence, redaction_claims, reporting
from .claims import LostClaim
from .evidence_copies import EvidenceCopy, evidence_storage
from .models import (
    Capture,
    Redaction,
    Snapshot,
    SnapshotRedaction,
    StoredResponse,
    archive_storage,
)
from .quarantine import keep_back_what_refers, lock_snapshots
from .signs_of_life import SignsOfLife
from .stored_packages import StoredPackages

logger = logging.getLogger("disclosure_plugin.snapshots")

# As domain.uploads.content_address writes it, below whatever prefix files are served.
FILE_ADDRESS = re.compile(r"/([0-9a-f]{2}/[0-9a-f]{64}/[^/]+)$")


def redact_quarantined() -> int:
    """Look through every snapshot of the current bureau that is kept back, one after the other.

    Returns:
        How many were looked through, well or not; none while another worker is at it.
    """
    for left in redaction_claims.strays():
        _remove_stray(left.pk, bureau=bureaus.current())
    done = 0
    while work := redaction_claims.claim(now=timezone.now()):
        try:
            _look_through(work)
        except LostClaim:
            logger.warning("Another worker took over", extra={"snapshot": work.snapshot_id})
            return done
        except Exception as error:  # it stays back, and its row says why
            logger.exception("The redaction failed", extra={"snapshot": work.snapshot_id})
            redaction_claims.fail(work, error=f"{type(error).__name__}: {error}")
        done += 1
    return done


def _look_through(work: SnapshotRedaction) -> None:
    snapshot = work.snapshot
    if work.stray_file:  # what a worker that died had begun to write
        archive_storage().delete(work.stray_file)
        redaction_claims.renew(work, now=timezone.now(), stray_file="")
    if work.stray_evidence:
        evidence_storage().delete(work.stray_evidence)
        redaction_claims.renew(work, now=timezone.now(), stray_evidence="")
    if not snapshot.file:  # it failed, or nothing was left of it
        _release(work)
        return
    with tempfile.TemporaryDirectory(prefix="disclosure-redaction-") as folder:
        path = Path(folder) / "snapshot.wacz"
        with snapshot.file.open() as source, StoredPackages() as packages:
            found = redact(
                cast(BinaryIO, source),
                path,
                unwanted(work.redaction),
                find_original=packages.find,
                progress=SignsOfLife(partial(_renew, work)),
            )
        if not found.removed:
            _release(work)
            return
        if found.records:
            errors = [str(one) for one in validate(path, stored=True) if one.level != "ok"]
            if errors:
                raise ValueError("The new file does not stand its check: " + " ".join(errors))
        copy = evidence.write(work, found.removed, Path(folder))
        _replace(work, path, found, copy)


def unwanted(wanted: Redaction) -> Unwanted:
    """Return what has to leave a snapshot, in the words of the archive library."""
    return Unwanted(
        names=tuple(wanted.names),
        sha256s=frozenset(wanted.sha256s),
        basis=wanted.basis,
        at=timezone.now().replace(microsecond=0),
        is_file=lambda url: _file_name(url) is not None,
        is_kept=_is_still_public,
    )


def _file_name(url: str) -> str | None:
    found = FILE_ADDRESS.search(unquote(urlsplit(url).path))
    return found[1] if found else None


def _is_still_public(url: str) -> bool:
    copy = find_public_file(_file_name(url) or "")
    return copy is not None and is_public(copy)


def _release(work: SnapshotRedaction) -> None:
    redaction_claims.finish(work, now=timezone.now(), state=SnapshotRedaction.State.UNCHANGED)


def _replace(work: SnapshotRedaction, path: Path, found: Redacted, copy: evidence.Written) -> None:
    """Put the new file in the place of the old one, none if no record was left.

    What leaves it is in the storage of evidence before.
    """
    kept = evidence.store(work, copy)
    try:
        _replace_file(work, path, found, kept)
    except BaseException:
        evidence_storage().delete(kept.file.name)
        raise


def _replace_file(
    work: SnapshotRedaction, path: Path, found: Redacted, kept: EvidenceCopy
) -> None:
    name, sha256 = "", ""
    if found.records:
        name = work.snapshot.file_name()
        redaction_claims.renew(work, now=timezone.now(), stray_file=name)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            archive_storage().save(name, File(file))
    try:
        size = path.stat().st_size if name else 0
        _note(work, found, kept, name=name, size=size, sha256=sha256)
    except LostClaim:
        if name:
            archive_storage().delete(name)
        raise


@transaction.atomic
def _note(
    work: SnapshotRedaction,
    found: Redacted,
    kept: EvidenceCopy,
    *,
    name: str,
    size: int,
    sha256: str,
) -> None:
    lock_snapshots()  # one that began now would refer to what goes
    snapshot = Snapshot.objects.select_for_update().get(pk=work.snapshot_id)
    old_name, old_sha256 = str(snapshot.file.name), snapshot.sha256
    redaction_claims.finish(
        work,
        now=timezone.now(),
        state=SnapshotRedaction.State.REDACTED,
        records_removed=len(found.removed),
        old_sha256=old_sha256,
        new_sha256=sha256,
        stray_file=old_name,
        stray_evidence="",
    )
    kept.save(force_insert=True)
    mentions = Mentions([*work.redaction.names, *work.redaction.sha256s])
    snapshot.file, snapshot.sha256 = name, sha256
    snapshot.size, snapshot.pages = size, found.pages
    snapshot.verified_at = None  # another file: read it again soon
    snapshot.problems = [one for one in snapshot.problems if not mentions.in_text(one)]
    if snapshot.cross_check:
        compared = snapshot.cross_check["found"]
        staying = [one for one in compared if not mentions.in_text(f"{one['url']} {one['said']}")]
        snapshot.cross_check["found"] = staying
    snapshot.save(
        update_fields=[
            *("file", "sha256", "size", "pages", "problems", "verified_at", "cross_check")
        ]
    )
    _forget(work, snapshot, found)
    reporting.forget(snapshot, mentions)
    after = partial(_remove_stray, work.pk, bureau=bureaus.current())
    transaction.on_commit(after, robust=True)
    # The log's row is locked until the transaction ends: always the last step.
    hashes = {"old": old_sha256, **({"new": sha256} if sha256 else {})}
    append(bureaus.current(), kind="redaction", subject=f"snapshot/{snapshot.pk}", hashes=hashes)


def _forget(work: SnapshotRedaction, snapshot: Snapshot, found: Redacted) -> None:
    """Let no later snapshot refer to what was removed, and nobody ask for it."""
    stored = StoredResponse.objects.filter(snapshot=snapshot)
    gone = [
        one.pk
        for one in stored.only("url", "at")
        if (one.url, f"{one.at:%Y%m%d%H%M%S}") in found.removed
    ]
    keep_back_what_refers(gone, work)
    stored.filter(pk__in=gone).delete()
    met = Capture.objects.filter(snapshot=snapshot).select_related("response")
    left = [
        one.pk
        for one in met.only("at", "response__url")
        if (one.response.url, f"{one.at:%Y%m%d%H%M%S}") in found.removed
    ]
    met.filter(pk__in=left).delete()


def _remove_stray(key: int, *, bureau: str) -> None:
    with bureaus.activate(bureau):
        work = SnapshotRedaction.objects.get(pk=key)
        if work.stray_file:
            archive_storage().delete(work.stray_file)
            SnapshotRedaction.objects.filter(pk=key).update(stray_file="")


def _renew(work: SnapshotRedaction) -> None:
    redaction_claims.renew(work, now=timezone.now())
