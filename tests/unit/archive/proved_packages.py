"""Packages with a manifest and a proof, whole or tampered with as somebody with time would."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from disclosure_plugin.archive import merkle
from disclosure_plugin.archive.checkpoints import Checkpoint, proof_file, sign, verifier_key
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.verify_archive import Result, check_package
from disclosure_plugin.archive.wacz import PackageInfo, Page, WARCPart, build_wacz
from disclosure_plugin.archive.warc import IndexEntry, Original, WARCFile, warc_date
from tests.unit.archive.memory_log import ORIGIN, Log

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VKEY = verifier_key(ORIGIN, KEY)

HOST = "https://jsj.yunling.example.gov.cn"
HTML = "text/html; charset=utf-8"
BEFORE = datetime(2026, 11, 25, 12, tzinfo=UTC)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SNAPSHOT = "41"
INDEX = 5  # of the entry in a log of 9

# Path: status line, type, payload.
Site = Mapping[str, tuple[str, str, bytes]]
YESTERDAY: Site = {
    "/": ("200 OK", HTML, b"<title>Home</title><p>as of yesterday"),
    "/notice/": ("200 OK", HTML, "<title>公示</title><p>七个工作日".encode()),
    "/style.css": ("200 OK", "text/css", b"body{margin:0}"),
    "/forgotten/": ("200 OK", HTML, b"nobody refers to this any more"),
}
TODAY: Site = {
    **{path: YESTERDAY[path] for path in ("/notice/", "/style.css")},
    "/": ("200 OK", HTML, b"<title>Home</title><p>as of today"),
    "/old/": ("301 Moved Permanently", HTML, b""),
    "/none/": ("404 Not Found", HTML, "<title>没有这一页</title>".encode()),
}


def url(path: str) -> str:
    return HOST + path


def exchange(path: str, answer: tuple[str, str, bytes], at: datetime) -> Exchange:
    status, content_type, payload = answer
    headers = (("Content-Type", content_type), ("Content-Length", str(len(payload))))
    return Exchange(url(path), at, status, headers, payload, "wsgi")


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def salt(text: str) -> str:
    """Fixed, so that a package comes out the same each time."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def header_line(**changes: str) -> bytes:
    header = {
        "bureau": "jsj",
        "format": "disclosure-manifest-1",
        "previous": "",
        "salt": salt("header"),
        "snapshot": SNAPSHOT,
        "started": warc_date(NOW),
    }
    return canonical({**header, **changes})


def row(one: Exchange, **changes: object) -> dict[str, object]:
    fields = {
        "at": warc_date(one.at),
        "head": hashlib.sha256(one.head).hexdigest(),
        "salt": salt(one.url),
        "sha256": hashlib.sha256(one.payload).hexdigest(),
        "status": one.status,
        "type": one.content_type.partition(";")[0],
        "url": one.url,
        "via": "wsgi",
    }
    return {**fields, **changes}


def removed_line(line: bytes) -> bytes:
    return canonical({"removed": merkle.leaf_hash(line).hex()})


def manifest_root(lines: Sequence[bytes]) -> str:
    """Hash of the tree over the lines; one that was taken out counts as what it was."""
    nodes: dict[tuple[int, int], bytes] = {}
    for number, line in enumerate(lines):
        value = json.loads(line)
        gone = isinstance(value, dict) and value.keys() == {"removed"}
        leaf = bytes.fromhex(value["removed"]) if gone else merkle.leaf_hash(line)
        made = merkle.new_nodes(number, leaf, lambda *at: nodes[at])
        nodes.update({(level, index): node for level, index, node in made})
    return merkle.root(len(lines), lambda *at: nodes[at]).hex()


def log_entry(lines: Sequence[bytes], **changes: object) -> bytes:
    entry = {
        "at": "2026-11-26T12:00:09Z",
        "hashes": {"manifest": manifest_root(lines)},
        "kind": "snapshot.created",
        "log": ORIGIN,
        "subject": f"snapshot/{SNAPSHOT}",
        "v": 1,
    }
    return canonical({**entry, **changes})


def log_with(entry: bytes) -> Log:
    others = [f"entry {number}".encode() for number in range(9)]
    return Log([*others[:INDEX], entry, *others[INDEX + 1 :]])


def signed(log: Log, size: int) -> str:
    return sign(Checkpoint(ORIGIN, size, merkle.root(size, log.node)), KEY)


def log_proof(entry: bytes) -> bytes:
    log = log_with(entry)
    path = merkle.inclusion_proof(INDEX, 9, log.node)
    return proof_file(INDEX, path, signed(log, 9)).encode()


@dataclass
class Records:
    """A WARC file in the making: its bytes and where each record stands."""

    name: str
    output: io.BytesIO = field(default_factory=io.BytesIO)
    entries: list[IndexEntry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.file = WARCFile(self.output, created=NOW, info={"isPartOf": "jsj"})

    def respond(self, one: Exchange) -> IndexEntry:
        self.entries.append(self.file.write_response(one))
        return self.entries[-1]

    def revisit(self, one: Exchange, original: IndexEntry, head_sha256: str = "") -> None:
        """Refer to a response; without headers where they are known to be the same."""
        of = Original(original.url, original.at, original.digest, head_sha256)
        self.entries.append(self.file.write_revisit(one, of))

    def copy(self, entry: IndexEntry, source: Records) -> None:
        """Take a record over byte for byte."""
        raw = source.output.getvalue()[entry.offset : entry.offset + entry.length]
        self.entries.append(replace(entry, offset=self.output.tell()))
        self.output.write(raw)


@dataclass
class Parts:
    """What a package is put together from. Change something, then ``write``."""

    own: Records
    originals: Records
    lines: list[bytes]
    proofs: dict[str, bytes] = field(default_factory=dict)
    titles: tuple[str, ...] = ("/",)

    def prove(self) -> Parts:
        """Add the entry and the proof that fit the lines."""
        entry = log_entry(self.lines)
        self.proofs |= {"entry.json": entry, "entry.tlog-proof": log_proof(entry)}
        return self

    def write(self, path: Path) -> Path:
        parts = [
            WARCPart(one.name, one.output, one.entries)
            for one in (self.own, self.originals)
            if one.entries
        ]
        manifest = b"".join(line + b"\n" for line in self.lines)
        info = PackageInfo(title="建设局", created=NOW, software="disclosure-plugin 0")
        pages = [Page(url(path), NOW, path) for path in self.titles]
        with path.open("wb") as output:
            build_wacz(output, parts, pages, info, {"manifest.txt": manifest, **self.proofs})
        return path


def yesterday() -> tuple[Records, dict[str, IndexEntry]]:
    """The snapshot before, and its records by path."""
    records = Records("data.warc.gz")
    return records, {
        path: records.respond(exchange(path, answer, BEFORE)) for path, answer in YESTERDAY.items()
    }


def make_parts(today: Site = TODAY) -> Parts:
    """A snapshot in which what is as yesterday refers to yesterday, not proved yet."""
    source, before = yesterday()
    own, originals = Records("data.warc.gz"), Records("originals.warc.gz")
    rows = []
    for path, answer in today.items():
        one = exchange(path, answer, NOW)
        rows.append(row(one))
        if YESTERDAY.get(path) == answer:
            # One as they were written at first, one as they are now.
            own.revisit(one, before[path], one.head_sha256 if path == "/notice/" else "")
            originals.copy(before[path], source)
        else:
            own.respond(one)
    rows.sort(key=lambda fields: fields["url"])
    return Parts(own, originals, [header_line(), *map(canonical, rows)])


def results(path: Path, command: str = "snapshot", **options: object) -> list[Result]:
    return list(check_package(path, command, **{"key": VKEY, **options}))


def failed(path: Path, command: str = "snapshot", **options: object) -> set[tuple[str, str]]:
    """What fails; whatever was not checked counts too."""
    found = results(path, command, **options)
    return {(one.check, one.code) for one in found if one.level != "ok"}


def told_of(path: Path, check: str) -> list[object]:
    """The addresses that a check names."""
    return [one.params.get("url") for one in results(path) if one.check == check]
