"""What is judged: two snapshots as they were handed out, and what the log says of them."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from disclosure_plugin.archive.manifest import NAME

MANIFEST = f"proofs/{NAME}"


@dataclass(frozen=True)
class Evidence:
    """Files in one folder, all of them fetched from a county that ran.

    Attributes:
        folder: where they lie.
    """

    folder: Path

    @property
    def first(self) -> Path:
        """The snapshot that was taken first, downloaded in the admin."""
        return self.folder / "first.wacz"

    @property
    def second(self) -> Path:
        """The one that was taken after a page had been changed, downloaded in the admin."""
        return self.folder / "second.wacz"

    @property
    def stored(self) -> Path:
        """The second as it is kept: what has not changed is only in the first."""
        return self.folder / "stored.wacz"

    @property
    def old(self) -> Path:
        """The checkpoint of the log that was kept after the first snapshot."""
        return self.folder / "old.checkpoint"

    @property
    def new(self) -> Path:
        """The checkpoint after the second."""
        return self.folder / "new.checkpoint"

    @property
    def growth(self) -> Path:
        """The proof that the log was only added to between the two."""
        return self.folder / "growth"

    @property
    def entries(self) -> Path:
        """All entries of the newer state, a line each."""
        return self.folder / "entries.jsonl"

    @property
    def county_key(self) -> Path:
        """The private key of the county; who is judged has it, who judges has not."""
        return self.folder / "log.key"

    @property
    def stamp(self) -> Path:
        """The time stamp of a state, as the bureau's site hands it out."""
        return self.folder / "stamp.tsr"

    @property
    def stamped(self) -> Path:
        """That state, as the bureau's site hands it out."""
        return self.folder / "stamped.checkpoint"

    @property
    def authority(self) -> Path:
        """The certificate of the time stamping authority."""
        return self.folder / "authority.pem"

    @property
    def certificate(self) -> Path:
        """The certificate of a notice with its proof, as the bureau's site hands it out."""
        return self.folder / "certificate.json"

    @property
    def is_complete(self) -> bool:
        """Whether all of it was fetched; what is told is written last."""
        return self._told.exists()

    @property
    def _told(self) -> Path:
        return self.folder / "told.json"

    @cached_property
    def told(self) -> dict[str, str]:
        """The rest: ``key``, the log's verifier key, and ``changed``, the changed address."""
        found: dict[str, str] = json.loads(self._told.read_text())
        return found

    def tell(self, *, key: str, changed: str) -> None:
        """Write what :attr:`told` reads."""
        self._told.write_text(json.dumps({"key": key, "changed": changed}))


@dataclass(frozen=True)
class Case:
    """A package that is to be judged.

    Attributes:
        package: the file.
        folder: its members, unpacked.
    """

    package: Path
    folder: Path

    @property
    def warcs(self) -> list[Path]:
        return sorted((self.folder / "archive").glob("*"))

    @property
    def rows(self) -> list[dict[str, str]]:
        """The responses that the manifest names."""
        lines = self.manifest.read_bytes().splitlines()
        return [row for row in map(json.loads, lines) if "url" in row]

    @property
    def manifest(self) -> Path:
        return self.folder / MANIFEST


def unpacked(package: Path, folder: Path) -> Case:
    """Unpack a package into a folder of its own, as whoever judges it would begin."""
    target = folder / package.stem
    with zipfile.ZipFile(package) as file:
        file.extractall(target)
    return Case(package, target)


def timestamp(row: dict[str, str]) -> str:
    """Return when a row's response was captured, in the 14 digits of archive addresses."""
    return "".join(filter(str.isdigit, row["at"]))
