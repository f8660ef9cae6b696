"""Read stored files again: is each still what was written?"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BufferedIOBase
from typing import BinaryIO, cast

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from disclosure_plugin import bureaus
from disclosure_plugin.archive.complete import originals_wanted
from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.manifest import NAME as MANIFEST_NAME
from disclosure_plugin.archive.manifest import manifest_root
from disclosure_plugin.archive.reader import PackageReader
from disclosure_plugin.archive.validate import validate
from disclosure_plugin.queries.publication_log import newest_entry
from disclosure_plugin.register.models import ArchiveDamage

from .archive_rules import RulesRefused
from .models import Snapshot, SnapshotRedaction, archive_storage
from .reporting import report_on_stored
from .stored_packages import CREATED, StoredPackages, log_subject

logger = logging.getLogger("disclosure_plugin.snapshots")

VERIFY_EVERY = timedelta(days=30)


def to_verify():
    """Return the current bureau's snapshots that have a file, what was not read longest first.

    What is kept back is left out: its file is about to be another.
    """
    open_states = [SnapshotRedaction.State.WAITING, SnapshotRedaction.State.RUNNING]
    kept_back = SnapshotRedaction.objects.filter(state__in=open_states).values("snapshot")
    found = Snapshot.objects.filter(state=Snapshot.State.COMPLETE).exclude(file="")
    return found.exclude(pk__in=kept_back).order_by(F("verified_at").asc(nulls_first=True), "pk")


def next_to_verify(*, now: datetime) -> Snapshot | None:
    """Return the one whose turn it is; None while all were read within the month."""
    due = Q(verified_at=None) | Q(verified_at__lt=now - VERIFY_EVERY)
    found: Snapshot | None = to_verify().filter(due).first()
    return found


def verify(snapshot: Snapshot) -> str:
    """Read the stored file of a snapshot, and note what is wrong with it.

    Returns:
        The problem, in English, naming the record where there is one; empty if it is sound.
    """
    problem = next(_problems(snapshot), "")
    with transaction.atomic():
        now = Snapshot.objects.select_for_update().get(pk=snapshot.pk)
        if now.file.name != snapshot.file.name:  # redacted meanwhile: its turn comes again
            return ""
        now.verified_at, now.damage = timezone.now(), problem
        now.save(update_fields=["verified_at", "damage"])
        _raise_alarm(now, problem)
    if problem:
        logger.error("Archive damage: %s", problem, extra={"snapshot": snapshot.pk})
    _report(now)
    return problem


def _report(snapshot: Snapshot) -> None:
    """Keep a report of the package checks, unless the snapshot was redacted meanwhile."""
    try:
        report = report_on_stored(snapshot)
    except RulesRefused as error:
        logger.error("No report of package checks: %s", error, extra={"snapshot": snapshot.pk})
        return
    with transaction.atomic():
        now = Snapshot.objects.select_for_update().get(pk=snapshot.pk)
        if now.file.name != snapshot.file.name or now.quarantine:
            report.delete()  # it may name what was taken down


def _raise_alarm(snapshot: Snapshot, problem: str) -> None:
    bureau, subject = bureaus.current(), log_subject(snapshot)
    if not problem:
        ArchiveDamage.objects.filter(bureau=bureau, subject=subject).delete()
        return
    said = {"file": snapshot.file.name, "problem": problem}
    ArchiveDamage.objects.update_or_create(said, bureau=bureau, subject=subject)


def _problems(snapshot: Snapshot) -> Iterator[str]:
    try:
        with archive_storage().open(snapshot.file.name) as file:
            sha256 = hashlib.file_digest(cast(BufferedIOBase, file), "sha256").hexdigest()
            if sha256 != snapshot.sha256:
                yield f"The file has the SHA-256 {sha256}, not {snapshot.sha256}."
            file.seek(0)
            found = validate(cast(BinaryIO, file), stored=True)
            yield from (str(one) for one in found if one.level != "ok")
        with StoredPackages() as packages:
            reader = packages.reader(snapshot)
            yield from _missing_originals(reader, packages)
            yield from _manifest_problems(reader, snapshot)
    except (OSError, PackageError) as error:
        yield f"The file cannot be read: {error}"


def _missing_originals(reader: PackageReader, packages: StoredPackages) -> Iterator[str]:
    for url, timestamp in originals_wanted(reader):
        if packages.find(url, timestamp) is None:
            yield f"{url} refers to its record of {timestamp}, which is in no file."


def _manifest_problems(reader: PackageReader, snapshot: Snapshot) -> Iterator[str]:
    """Compare with what the publication log committed to; there is nothing for the oldest."""
    if not snapshot.manifest:
        return
    root = manifest_root(reader.read(f"proofs/{MANIFEST_NAME}"))
    entry = newest_entry(bureaus.current(), CREATED, log_subject(snapshot))
    logged = json.loads(bytes(entry.leaf))["hashes"]["manifest"] if entry else None
    if not root == snapshot.manifest == logged:
        yield f"The manifest has the root {root}; the publication log has {logged}."
    yield from _rows_that_differ(reader)


def _rows_that_differ(reader: PackageReader) -> Iterator[str]:
    """Compare each line of the manifest with the record that it speaks of."""
    digests = {(row.url, row.timestamp): row.sha256 for row in reader.rows}
    lines = reader.read(f"proofs/{MANIFEST_NAME}").splitlines()[1:]
    for line in map(json.loads, lines):
        if "removed" in line:
            continue
        timestamp = "".join(filter(str.isdigit, line["at"]))
        if digests.get((line["url"], timestamp)) != line["sha256"]:
            yield f"{line['url']} is not what the manifest says."
