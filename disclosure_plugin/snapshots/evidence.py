"""Write what leaves a snapshot into the storage of evidence, before it leaves."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.core.files import File
from django.utils import timezone

from disclosure_plugin import bureaus
from disclosure_plugin.archive.evidence import write_evidence
from disclosure_plugin.archive.reader import PackageReader

from . import redaction_claims
from .evidence_copies import EvidenceCopy, evidence_storage
from .models import SnapshotRedaction


@dataclass(frozen=True)
class Written:
    """A copy that is written, and not stored yet."""

    path: Path
    records: int


def write(work: SnapshotRedaction, removed: Collection[tuple[str, str]], folder: Path) -> Written:
    """Write the records that leave a snapshot into a file in a folder.

    Args:
        work: claimed.
        removed: address and 14-digit time of each.

    Raises:
        PackageError, OSError: the stored file cannot be read.
    """
    path = folder / "evidence.zip"
    with (
        work.snapshot.file.open() as source,
        PackageReader(cast(BinaryIO, source)) as package,
        path.open("w+b") as output,
    ):
        records = write_evidence(
            package,
            removed,
            output,
            name=f"evidence-{work.pk}",
            at=timezone.now().replace(microsecond=0),
            info={
                "Source-Organization": bureaus.current(),
                "External-Identifier": f"snapshot/{work.snapshot_id}",
                "External-Description": f"legal basis: {work.redaction.basis}",
            },
        )
    return Written(path, records)


def store(work: SnapshotRedaction, copy: Written) -> EvidenceCopy:
    """Store a written copy; its name is noted before, so that nothing is left of a dead worker.

    Returns:
        Its row, which is saved with the redaction and not before.

    Raises:
        LostClaim: another worker has taken over.
    """
    name = f"{timezone.now():%Y}/evidence-{work.pk}-{uuid.uuid4().hex[:8]}.zip"
    redaction_claims.renew(work, now=timezone.now(), stray_evidence=name)
    with copy.path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.seek(0, 2)
        file.seek(0)
        stored = evidence_storage().save(name, File(file))
    return EvidenceCopy(work=work, file=stored, size=size, sha256=sha256, records=copy.records)
