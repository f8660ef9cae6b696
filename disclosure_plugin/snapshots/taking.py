"""Take the snapshots the current bureau waits for."""

from __future__ import annotations

import hashlib
import logging
import secrets
import tempfile
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from disclosure_plugin import bureaus
from disclosure_plugin.archive.manifest import Manifest
from disclosure_plugin.archive.manifest import Snapshot as ManifestOf
from disclosure_plugin.archive.snapshot import Written, write_snapshot
from disclosure_plugin.archive.validate import validate
from disclosure_plugin.archive.wacz import PackageInfo
from disclosure_plugin.archive.warc import REVISIT_MIME, IndexEntry, Original, sha256_of
from disclosure_plugin.register import generations
from disclosure_plugin.register.log import append
from disclosure_plugin.site.release import release

from .capture import SOFTWARE, BureauCapture
from .claims import LostClaim, claim, finish, renew
from .models import Capture, Snapshot, StoredResponse, archive_storage
from .stored_packages import CREATED, log_subject, url_hash

logger = logging.getLogger("disclosure_plugin.snapshots")

SECONDS_BETWEEN_SIGNS_OF_LIFE = 2
# A night in which nothing has changed writes no file, but not for longer than this.
READ_AGAIN_AFTER = timedelta(days=7)
CAPTURED = "page.captured"


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
    state = site_state()
    if snapshot.reason == Snapshot.Reason.NIGHTLY:
        same = unchanged_since(state, now=timezone.now())
        if same is not None:
            finish(snapshot, now=timezone.now(), state=Snapshot.State.UNCHANGED, same_as=same.pk)
            return
    _let_the_second_pass()
    capture = BureauCapture(
        _SignsOfLife(snapshot), snapshot.wanted_pages, whole=snapshot.whole_site
    )
    with tempfile.TemporaryDirectory(prefix="disclosure-snapshot-") as folder:
        path = Path(folder) / "snapshot.wacz"
        written = write_snapshot(
            path,
            capture.exchanges(),
            capture.titles,
            _package_info(snapshot),
            _manifest(snapshot),
            warc_info={"isPartOf": bureaus.current()},
            find_original=_find_original,
        )
        errors = [str(one) for one in validate(path, stored=True) if one.level != "ok"]
        if errors:
            raise ValueError("The package does not stand its own check: " + " ".join(errors))
        _store(snapshot, path, capture, written, state)


def site_state() -> str:
    """Return what identifies the present state of the public pages; empty if nobody can say."""
    now = generations.ask(generations.current_place())
    return "" if now.number is None else f"{now.number} {release()}"


def unchanged_since(state: str, *, now: datetime) -> Snapshot | None:
    """Return the last snapshot of the whole site, if all of it is as it was then.

    After some days everything is read again all the same, in case a change went unnoticed.
    """
    whole = Snapshot.objects.filter(state=Snapshot.State.COMPLETE, whole_site=True)
    last = whole.exclude(file="").order_by("-finished_at").first()
    if last is None or not state or last.site_state != state:
        return None
    return last if last.finished_at and last.finished_at > now - READ_AGAIN_AFTER else None


def _let_the_second_pass() -> None:
    """Archives know whole seconds: no address may be captured twice in one."""
    finished = Snapshot.objects.exclude(finished_at=None).order_by("-finished_at")
    last = finished.values_list("finished_at", flat=True).first()
    while last is not None and _second(datetime.now(UTC)) == _second(last):
        time.sleep(0.05)


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _manifest(snapshot: Snapshot) -> Manifest:
    before = Snapshot.objects.filter(state=Snapshot.State.COMPLETE).exclude(manifest="")
    previous = before.order_by("-finished_at", "-pk").values_list("manifest", flat=True).first()
    first_line = ManifestOf(
        bureau=bureaus.current(),
        number=str(snapshot.pk),
        started=_started(snapshot),
        previous=previous or "",
    )
    return Manifest(first_line, new_salt=partial(secrets.token_hex, 16))


def _find_original(url: str, digest: str) -> Original | None:
    found = StoredResponse.objects.filter(url_hash=url_hash(url), sha256=sha256_of(digest))
    at = found.values_list("at", flat=True).first()
    return Original(url, at, digest) if at else None


def _store(
    snapshot: Snapshot, path: Path, capture: BureauCapture, written: Written, state: str
) -> None:
    storage = archive_storage()
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        name = storage.save(snapshot.file_name(), File(file))
    try:
        with transaction.atomic():
            finish(
                snapshot,
                now=timezone.now(),
                state=Snapshot.State.COMPLETE,
                addresses_total=capture.total,
                addresses_done=capture.done,
                pages=len(capture.titles),
                size=path.stat().st_size,
                sha256=sha256,
                manifest=written.root,
                site_state=state,
                file=name,
                problems=capture.problems,
            )
            _remember(snapshot, written.entries, capture)
            _log(snapshot, written, capture)
    except BaseException:
        storage.delete(name)
        raise


def _remember(snapshot: Snapshot, entries: list[IndexEntry], capture: BureauCapture) -> None:
    """Let later snapshots refer to the payloads that are new, and note what was met again."""
    new = (entry for entry in entries if entry.mime != REVISIT_MIME)
    rows = [
        StoredResponse(
            snapshot_id=snapshot.pk,
            url=entry.url,
            url_hash=url_hash(entry.url),
            at=entry.at,
            sha256=sha256_of(entry.digest),
            status=entry.status,
            media_type=entry.mime[:255],
            page=capture.pages.get(entry.url),
            title=capture.titles.get(entry.url, ""),
        )
        for entry in new
    ]
    StoredResponse.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    _note_captures(snapshot, entries)


def _note_captures(snapshot: Snapshot, entries: list[IndexEntry]) -> None:
    for start in range(0, len(entries), 1000):
        some = entries[start : start + 1000]
        met = {(url_hash(entry.url), sha256_of(entry.digest)): entry.at for entry in some}
        stored = StoredResponse.objects.filter(url_hash__in=[place for place, _sha256 in met])
        Capture.objects.bulk_create(
            (
                Capture(snapshot_id=snapshot.pk, response_id=key, at=met[place, sha256])
                for key, place, sha256 in stored.values_list("pk", "url_hash", "sha256")
                if (place, sha256) in met
            ),
            ignore_conflicts=True,
        )


def _log(snapshot: Snapshot, written: Written, capture: BureauCapture) -> None:
    """Commit to what was captured; the log's row is locked from here to the commit."""
    append(
        bureaus.current(),
        kind=CREATED,
        subject=log_subject(snapshot),
        hashes={"manifest": written.root},
    )
    served = {entry.url: sha256_of(entry.digest) for entry in written.entries}
    for url, slug in capture.changed():
        append(bureaus.current(), kind=CAPTURED, subject=slug, hashes={"body": served[url]})


def _package_info(snapshot: Snapshot) -> PackageInfo:
    site = Site.objects.get(is_default_site=True)
    return PackageInfo(
        title=site.site_name or site.hostname,
        created=_started(snapshot),
        software=SOFTWARE,
    )


def _started(snapshot: Snapshot) -> datetime:
    return _second(snapshot.started_at or timezone.now())


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
