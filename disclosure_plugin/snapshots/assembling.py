"""Put the parts of a captured snapshot together to one package and store it."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO, cast

from django.db.models import QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Collate, Concat
from wagtail.models import Site

from disclosure_plugin import bureaus
from disclosure_plugin.archive.cdxj import cdxj_line
from disclosure_plugin.archive.manifest import Row
from disclosure_plugin.archive.manifest import Snapshot as ManifestOf
from disclosure_plugin.archive.records import digest_of
from disclosure_plugin.archive.snapshot import write_snapshot
from disclosure_plugin.archive.validate import validate
from disclosure_plugin.archive.wacz import PackageInfo, Page

from .capture import SOFTWARE
from .capturing import entry_of, part_name, part_of
from .models import Snapshot, SnapshotAddress, SnapshotShard, archive_storage


@dataclass(frozen=True)
class Package:
    """A package that is ready to be stored.

    Attributes:
        file: without a name, at its beginning.
        size: in bytes.
        sha256: of it, in hexadecimal.
        root: of its manifest, in hexadecimal.
    """

    file: BinaryIO
    size: int
    sha256: str
    root: str


@contextmanager
def assembled(
    snapshot: Snapshot, own: BinaryIO, *, started: datetime, alive: Callable[[], None]
) -> Iterator[Package]:
    """Give the package of a snapshot of which everything is captured.

    Args:
        snapshot: whose parts they are.
        own: the WARC file of the first shard; the helpers' are in storage.
        started: when it was begun (UTC, whole seconds).
        alive: called from time to time.

    Raises:
        OSError, PackageError, ValueError: a part is not what its worker stored, or the package
            does not stand its own check.
    """
    with ExitStack() as files:
        file = cast(BinaryIO, files.enter_context(tempfile.TemporaryFile()))
        helpers = _helpers_parts(snapshot, files)
        parts = [(part_name(1), own), *((part_name(one.number), part) for one, part in helpers)]
        written = write_snapshot(
            file,
            parts,
            _Contents(snapshot, alive),
            _package_info(started),
            _manifest_of(snapshot, started),
            new_salt=partial(secrets.token_hex, 16),
        )
        for shard, _part in helpers:
            if written.hashes[f"archive/{part_name(shard.number)}"] != f"sha256:{shard.sha256}":
                raise ValueError(f"The stored file {shard.file} is not what was stored there.")
        _check(file)
        file.seek(0)
        sha256 = digest_of(file).removeprefix("sha256:")
        size = file.tell()
        file.seek(0)
        yield Package(file, size, sha256, written.root)


class _Contents:
    """What was captured, read from the table in each of the orders that the package wants."""

    def __init__(self, snapshot: Snapshot, alive: Callable[[], None]) -> None:
        self._records = captured(snapshot)
        self._alive = alive

    def index_lines(self) -> Iterator[str]:
        # As the lines stand: key, time, and the address up to the mark that ends it.
        ordered = self._records.order_by(
            _bytes("key"), "at", _bytes(Concat("url", Value('"')))
        ).select_related("shard")
        for address in self._watched(ordered):
            yield cdxj_line(entry_of(address), part_of(address))

    def manifest_rows(self) -> Iterator[Row]:
        for address in self._watched(self._records.order_by(_bytes("url"), "at")):
            entry = entry_of(address)
            yield Row(
                url=entry.url,
                at=entry.at,
                status=entry.status,
                head=address.head,
                sha256=address.sha256,
                media_type=address.media_type,
                via=address.via,
            )

    def pages(self) -> Iterator[Page]:
        for address in self._watched(shown_pages(self._records).order_by("pk")):
            yield Page(address.url, entry_of(address).at, address.title)

    def _watched(self, addresses: QuerySet[SnapshotAddress]) -> Iterator[SnapshotAddress]:
        for address in addresses.iterator():
            self._alive()
            yield address


def captured(snapshot: Snapshot) -> QuerySet[SnapshotAddress]:
    """Return the addresses of a running snapshot of which there is a record."""
    return SnapshotAddress.objects.filter(snapshot=snapshot).exclude(at=None)


def shown_pages(records: QuerySet[SnapshotAddress]) -> QuerySet[SnapshotAddress]:
    """Return those of the captured addresses where a public page answered."""
    return records.filter(page__isnull=False, is_gone=False, status=200)


def started_at(snapshot: Snapshot) -> datetime:
    """Return when a snapshot was begun, in the whole seconds that archives know."""
    if snapshot.started_at is None:
        raise ValueError("Nobody has begun this snapshot.")
    return snapshot.started_at.replace(microsecond=0)


def _bytes(text: Combinable | str) -> Collate:
    """Order as the bytes stand, whatever the database's language."""
    return Collate(text, "C")


def _helpers_parts(
    snapshot: Snapshot, files: ExitStack
) -> Sequence[tuple[SnapshotShard, BinaryIO]]:
    helpers = SnapshotShard.objects.filter(attempt=snapshot.attempt, number__gt=1)
    return [
        (shard, cast(BinaryIO, files.enter_context(archive_storage().open(shard.file))))
        for shard in helpers.exclude(sha256="").order_by("number")
    ]


def _check(file: BinaryIO) -> None:
    found = validate(file, stored=True, records_read=True)
    errors = [str(one) for one in found if one.level != "ok"]
    if errors:
        raise ValueError("The package does not stand its own check: " + " ".join(errors))


def _manifest_of(snapshot: Snapshot, started: datetime) -> ManifestOf:
    before = Snapshot.objects.filter(state=Snapshot.State.COMPLETE).exclude(manifest="")
    previous = before.order_by("-finished_at", "-pk").values_list("manifest", flat=True).first()
    return ManifestOf(
        bureau=bureaus.current(),
        number=str(snapshot.pk),
        started=started,
        previous=previous or "",
    )


def _package_info(started: datetime) -> PackageInfo:
    site = Site.objects.get(is_default_site=True)
    return PackageInfo(title=site.site_name or site.hostname, created=started, software=SOFTWARE)
