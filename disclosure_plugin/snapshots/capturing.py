"""One worker's share of a snapshot: fetch address after address and write their records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import BinaryIO, NamedTuple

from disclosure_plugin import bureaus
from disclosure_plugin.archive.cdxj import IndexRow, cdxj_line, index_row
from disclosure_plugin.archive.errors import CaptureError
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.surt import surt_key
from disclosure_plugin.archive.validate import check_part
from disclosure_plugin.archive.warc import (
    REVISIT_MIME,
    IndexEntry,
    Original,
    WARCFile,
    written_digest,
)

from . import shards
from .capture import SOFTWARE, PublicSite
from .models import SnapshotAddress, SnapshotShard, StoredResponse, url_hash
from .shards import Result

# Of the addresses that pages refer to, so many are remembered as known.
REMEMBERED = 5000


class Capturing:
    """Captures what a shard takes.

    Args:
        shard: whose addresses are captured.
        output: binary file, empty; becomes the shard's WARC file.
        whole: whether the snapshot is of the whole site.
        started: of the snapshot (UTC, whole seconds).
        alive: called after every address.
    """

    def __init__(
        self,
        shard: SnapshotShard,
        output: BinaryIO,
        *,
        whole: bool,
        started: datetime,
        alive: Callable[[], None],
    ) -> None:
        self._shard = shard
        self._output = output
        self._alive = alive
        self._site = PublicSite(whole=whole)
        info = {"software": SOFTWARE, "isPartOf": bureaus.current()}
        self._warc = WARCFile(output, created=started, info=info)
        self._results: list[Result] = []
        self._found: set[str] = set()
        self._known: set[str] = set()

    def capture_all(self) -> None:
        """Capture until every address is taken at this moment.

        Raises:
            LostClaim: the shard was given up, or the snapshot.
        """
        while taken := shards.advance(self._shard, self._results, self._found):
            self._results, self._found = [], set()
            self._capture(taken)
        self._results, self._found = [], set()

    def check(self) -> None:
        """Read every record again that was written.

        Raises:
            PackageError: one is not what was to be written.
        """
        check_part(self._output, self._rows())

    def _rows(self) -> Iterator[IndexRow]:
        addresses = self._shard.addresses.exclude(at=None).order_by("offset")
        for address in addresses.iterator():
            self._alive()
            yield index_row(cdxj_line(entry_of(address), part_name(self._shard.number)).strip())

    def _capture(self, taken: list[SnapshotAddress]) -> None:
        answers = [self._answer(address) for address in taken]
        originals = _originals(exchange for _address, exchange, _problem in answers if exchange)
        for address, exchange, problem in answers:
            if exchange is None:
                self._results.append(Result(address.pk, _nothing(problem)))
                continue
            original = originals.get((exchange.url, exchange.sha256))
            entry = (
                self._warc.write_revisit(exchange, original)
                if original
                else self._warc.write_response(exchange)
            )
            self._results.append(Result(address.pk, _record(exchange, entry, problem)))
            self._note_found(exchange)

    def _answer(self, address: SnapshotAddress) -> Answer:
        try:
            exchange = self._site.fetch(address.url)
        except CaptureError as error:
            return Answer(address, None, str(error))
        finally:
            self._alive()
        failed = exchange.status >= 400 and not address.is_gone
        problem = f"{exchange.url} answered {exchange.status_line}." if failed else ""
        return Answer(address, exchange, problem)

    def _note_found(self, exchange: Exchange) -> None:
        new = set(self._site.leads_to(exchange, self._known))
        self._found |= new
        self._known |= new
        if len(self._known) > REMEMBERED:
            self._known.clear()


class Answer(NamedTuple):
    """What an address answered, or why there is nothing to keep."""

    address: SnapshotAddress
    exchange: Exchange | None
    problem: str


def part_name(number: int) -> str:
    """Return the name of a shard's WARC file in the package."""
    return "data.warc.gz" if number == 1 else f"data-{number}.warc.gz"


def part_of(address: SnapshotAddress) -> str:
    """Return the name of the WARC file with the record of an address."""
    if address.shard is None:
        raise ValueError(f"Nobody has captured {address.url}.")
    return part_name(address.shard.number)


def entry_of(address: SnapshotAddress) -> IndexEntry:
    """Return where the record of an address stands and what it holds.

    Raises:
        ValueError: there is no record.
    """
    at, status, offset, length = address.at, address.status, address.offset, address.length
    if at is None or status is None or offset is None or length is None:
        raise ValueError(f"There is no record of {address.url}.")
    return IndexEntry(
        url=address.url,
        at=at,
        status=status,
        mime=REVISIT_MIME if address.is_revisit else address.media_type,
        digest=written_digest(address.sha256),
        record_digest=f"sha256:{address.record_sha256}",
        offset=offset,
        length=length,
    )


def _originals(exchanges: Iterable[Exchange]) -> dict[tuple[str, str], Original]:
    """Find the stored responses that hold what was captured, by address and SHA-256."""
    wanted = {(url_hash(one.url), one.sha256): one for one in exchanges}
    stored = StoredResponse.objects.filter(url_hash__in=[hashed for hashed, _sha256 in wanted])
    return {
        (one.url, one.sha256): Original(one.url, at, one.digest, head)
        for hashed, sha256, at, head in stored.filter(
            sha256__in=[sha256 for _hashed, sha256 in wanted]
        ).values_list("url_hash", "sha256", "at", "head")
        if (one := wanted.get((hashed, sha256)))
    }


def _record(exchange: Exchange, entry: IndexEntry, problem: str) -> tuple[object, ...]:
    return (
        problem,
        exchange.at,
        surt_key(exchange.url),
        exchange.status,
        exchange.media_type,
        exchange.head_sha256,
        exchange.sha256,
        exchange.via,
        entry.mime == REVISIT_MIME,
        entry.record_digest.removeprefix("sha256:"),
        entry.offset,
        entry.length,
    )


def _nothing(problem: str) -> tuple[object, ...]:
    return (problem, None, "", None, "", "", "", "", False, "", None, None)
