"""The current bureau's stored packages: opened, searched for what others refer to, handed out."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from typing import BinaryIO, Self, cast

from disclosure_plugin import bureaus
from disclosure_plugin.archive.cdxj import IndexRow
from disclosure_plugin.archive.complete import complete
from disclosure_plugin.archive.reader import PackageReader
from disclosure_plugin.archive.rewriting import moment_of
from disclosure_plugin.queries.publication_log import first_proof, stamped_proof

from .models import Snapshot, StoredResponse, archive_storage, url_hash

CREATED = "snapshot.created"


class StoredPackages:
    """Opens packages, each once, until it is closed itself."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._readers: dict[int, PackageReader] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def reader(self, snapshot: Snapshot) -> PackageReader:
        """Open the file of a snapshot.

        Raises:
            OSError: there is no such file.
            PackageError: it is no package.
        """
        if snapshot.pk not in self._readers:
            file = self._open.enter_context(archive_storage().open(snapshot.file.name))
            reader = PackageReader(cast(BinaryIO, file))
            self._readers[snapshot.pk] = self._open.enter_context(reader)
        return self._readers[snapshot.pk]

    def find(self, url: str, timestamp: str) -> tuple[PackageReader, IndexRow] | None:
        """Find the response that a revisit refers to.

        Args:
            url: its address.
            timestamp: when it was captured, in 14 digits.

        Returns:
            The package that holds it and its row there; None if it was taken out.
        """
        stored = (
            StoredResponse.objects.filter(url_hash=url_hash(url), at=moment_of(timestamp))
            .select_related("snapshot")
            .first()
        )
        if stored is None or not stored.snapshot.file:
            return None
        reader = self.reader(stored.snapshot)
        row = reader.responses.get((url, timestamp))
        return (reader, row) if row else None


def whole_package(snapshot: Snapshot) -> BinaryIO:
    """Return a snapshot that refers to no other, with its proofs, as a file at its beginning.

    It has the same bytes each time once its entry in the publication log is signed, and others
    once more when a third party has stamped the time on the log.

    Raises:
        OSError, PackageError: a stored file cannot be read, or is not what it should be.
    """
    output = tempfile.TemporaryFile()  # noqa: SIM115 - whoever called closes it
    try:
        with StoredPackages() as packages:
            complete(packages.reader(snapshot), output, packages.find, proofs=log_proofs(snapshot))
        output.seek(0)
    except BaseException:
        output.close()
        raise
    return cast(BinaryIO, output)


def log_proofs(snapshot: Snapshot) -> dict[str, bytes]:
    """Return the entry that commits to a snapshot, and its proof; nothing before it is signed.

    With the first time stamp of a state that has the entry: the proof in that state, the state
    by itself, and the stamp over it, for ``openssl ts -verify``.
    """
    subject = log_subject(snapshot)
    found = first_proof(bureaus.current(), CREATED, subject)
    if found is None:
        return {}
    entry, proof = found
    proofs = {"entry.json": entry, "entry.tlog-proof": proof.encode()}
    stamped = stamped_proof(bureaus.current(), CREATED, subject)
    if stamped is not None:
        stamp, proof = stamped
        proofs["stamped.tlog-proof"] = proof.encode()
        proofs["stamped-checkpoint.txt"] = stamp.checkpoint.note.encode()
        proofs["stamped.tsr"] = bytes(stamp.response)
    return proofs


def log_subject(snapshot: Snapshot) -> str:
    """Return how the publication log names a snapshot."""
    return f"snapshot/{snapshot.pk}"
