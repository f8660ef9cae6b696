"""Forge packages and a log, as somebody would who has our code and, for the log, the true key.

Whatever could be computed anew is computed anew, so that what a check finds is the forgery and
not its traces. No member is damaged in the ZIP's own sense.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from disclosure_plugin.archive import merkle
from disclosure_plugin.archive.cdxj import IndexRow, cdxj_line
from disclosure_plugin.archive.checkpoints import Checkpoint, consistency_file, sign
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.manifest import manifest_root
from disclosure_plugin.archive.reader import PackageReader
from disclosure_plugin.archive.rewriting import entry_of
from disclosure_plugin.archive.warc import IndexEntry, WARCFile
from tests.package_index import packed_index

from .errors import DrillError
from .evidence import MANIFEST, Evidence

DATAPACKAGE, DATAPACKAGE_DIGEST = "datapackage.json", "datapackage-digest.json"
PAGES = "pages/pages.jsonl"
ENTRY, PROOF = "proofs/entry.json", "proofs/entry.tlog-proof"
FORGED = "（此处已被改写）"

Members = dict[str, bytes]


def flip_a_byte(evidence: Evidence) -> Members:
    """One byte in the middle of a record is another; nothing is computed anew."""
    members = _members(evidence.second)
    row = _row(evidence)
    name, place = f"archive/{row.filename}", row.offset + row.length // 2
    warc = bytearray(members[name])
    warc[place] ^= 0xFF
    members[name] = bytes(warc)
    return members


def rewrite_a_page(evidence: Evidence) -> Members:
    """A page says something else; digests, index, manifest and list of files are made anew."""
    members = _members(evidence.second)
    row = _row(evidence)
    with PackageReader(evidence.second) as package:
        exchange = _forged(package, row)
        entries = {entry.line: entry_of(entry) for entry in package.rows}
        name = f"archive/{row.filename}"
        member, entry = _record(exchange)
        warc = members[name]
        end = row.offset + row.length
        members[name] = warc[: row.offset] + member + warc[end:]
        moved = len(member) - row.length
        for other in package.rows:
            if other.filename == row.filename and other.offset >= end:
                entries[other.line] = replace(entry_of(other), offset=other.offset + moved)
        entries[row.line] = replace(entry, offset=row.offset)
        lines = [cdxj_line(entries[other.line], other.filename) for other in package.rows]
    members["indexes/index.cdx.gz"], members["indexes/index.idx"] = packed_index(lines)
    members[MANIFEST] = b"".join(
        _claims(line, exchange) for line in members[MANIFEST].splitlines(keepends=True)
    )
    return _listed_anew(members)


def rewrite_a_page_and_its_entry(evidence: Evidence) -> Members:
    """The same, and the log's entry names the new manifest."""
    members = rewrite_a_page(evidence)
    entry = json.loads(members[ENTRY])
    entry["hashes"] = {"manifest": manifest_root(members[MANIFEST])}
    members[ENTRY] = _canonical(entry)
    return _listed_anew(members)


def remove_the_pages(evidence: Evidence) -> Members:
    """The list of pages is gone, also from the list of files."""
    members = _members(evidence.second)
    del members[PAGES]
    return _listed_anew(members)


def drop_a_row(evidence: Evidence) -> Members:
    """The manifest does not speak of a page any more; its record is still there."""
    members = _members(evidence.second)
    lines = members[MANIFEST].splitlines(keepends=True)
    kept = [line for line in lines if json.loads(line).get("url") != evidence.told["changed"]]
    if len(kept) != len(lines) - 1:
        raise DrillError("The changed page has not one row in the manifest.")
    members[MANIFEST] = b"".join(kept)
    return _listed_anew(members)


def change_a_digit(evidence: Evidence) -> Members:
    """The checkpoint in the proof tells of another number of entries."""
    members = _members(evidence.second)
    head, _, note = members[PROOF].decode().partition("\n\n")
    origin, size, *rest = note.split("\n")
    other = size[:-1] + str((int(size[-1]) + 1) % 10)
    members[PROOF] = f"{head}\n\n{chr(10).join([origin, other, *rest])}".encode()
    return _listed_anew(members)


def add_a_file(evidence: Evidence) -> Members:
    """A file that the list does not name; its own name has no dot, so some never look at it."""
    return {**_members(evidence.second), "proofs/notes": b"not from here\n"}


def change_the_title(evidence: Evidence) -> Members:
    """datapackage.json has another title; the hash beside it is that of the true one."""
    members = _members(evidence.second)
    package = json.loads(members[DATAPACKAGE])
    package["title"] += FORGED
    members[DATAPACKAGE] = json.dumps(package, ensure_ascii=False, indent=2).encode()
    return members


def as_stored(evidence: Evidence) -> Members:
    """No forgery: the file as it is kept, handed out without the first responses."""
    return _members(evidence.stored)


def widen_the_period(evidence: Evidence, folder: Path) -> Path:
    """The certificate's period ends a day later, in every way it says so."""
    proof = json.loads(evidence.certificate.read_bytes())
    said = json.loads(proof["certificate"])
    period = said["period"]
    later = timedelta(days=1)
    closes_at = datetime.fromisoformat(period["closes_at"]) + later
    period["closes_at"] = closes_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    period["closes_local"] = (datetime.fromisoformat(period["closes_local"]) + later).isoformat()
    period["last_day"] = (date.fromisoformat(period["last_day"]) + later).isoformat()
    period["days"] += 1
    proof["certificate"] = _canonical(said).decode()
    forged = folder / "forged-certificate.json"
    forged.write_bytes(_canonical(proof))
    return forged


def rewrite_the_log(evidence: Evidence, folder: Path) -> tuple[Path, Path]:
    """An old entry is another, and the log is signed anew with the true key.

    Returns:
        The proof that it was only added to since the kept checkpoint, the best that can be made,
        and all its entries.
    """
    # What needs Django's settings is imported where it is used; the rest of the drill does not.
    from disclosure_plugin.register.keys import key_of, read_key

    entries = evidence.entries.read_bytes().splitlines()
    first = json.loads(entries[0])
    first["at"] = "2020-01-01T00:00:00Z"
    entries[0] = _canonical(first)
    nodes: dict[tuple[int, int], bytes] = {}
    for index, entry in enumerate(entries):
        for level, place, value in merkle.new_nodes(
            index, merkle.leaf_hash(entry), lambda *at: nodes[at]
        ):
            nodes[level, place] = value

    def node(level: int, place: int) -> bytes:
        return nodes[level, place]

    size = len(entries)
    old_size = int(evidence.old.read_text().split("\n")[1])
    key = key_of(str(first["log"]), read_key(evidence.county_key))
    note = sign(Checkpoint(str(first["log"]), size, merkle.root(size, node)), key)
    growth, forged = folder / "forged-growth", folder / "forged-entries.jsonl"
    growth.write_text(
        consistency_file(old_size, merkle.consistency_proof(old_size, size, node), note)
    )
    forged.write_bytes(b"".join(entry + b"\n" for entry in entries))
    return growth, forged


def write(members: Members, target: Path) -> Path:
    """Write a package; records and index as they are, the rest compressed."""
    with zipfile.ZipFile(target, "w") as package:
        for name, content in members.items():
            stored = name.endswith(".gz")
            method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            package.writestr(zipfile.ZipInfo(name), content, method)
    return target


def _members(package: Path) -> Members:
    with zipfile.ZipFile(package) as file:
        return {name: file.read(name) for name in file.namelist()}


def _listed_anew(members: Members) -> Members:
    """List the members that were listed as they are now, and those that are gone no more."""
    package = json.loads(members[DATAPACKAGE])
    package["resources"] = [
        {
            **resource,
            "hash": f"sha256:{hashlib.sha256(members[resource['path']]).hexdigest()}",
            "bytes": len(members[resource["path"]]),
        }
        for resource in package["resources"]
        if resource["path"] in members
    ]
    members[DATAPACKAGE] = json.dumps(package, ensure_ascii=False, indent=2).encode()
    told = json.loads(members[DATAPACKAGE_DIGEST])
    told["hash"] = f"sha256:{hashlib.sha256(members[DATAPACKAGE]).hexdigest()}"
    members[DATAPACKAGE_DIGEST] = json.dumps(told, indent=2).encode()
    return members


def _row(evidence: Evidence) -> IndexRow:
    """The line of the index about the page that was changed: a response, not a revisit."""
    with PackageReader(evidence.second) as package:
        rows = [
            row
            for row in package.rows
            if row.url == evidence.told["changed"] and row.filename != "originals.warc.gz"
        ]
        if len(rows) != 1 or rows[0].mime != "text/html":
            raise DrillError("The changed page has not one response in the second snapshot.")
        return rows[0]


def _forged(package: PackageReader, row: IndexRow) -> Exchange:
    message = package.message(row)
    end = b"</main>"
    payload = message.payload.replace(end, FORGED.encode() + end)
    if payload == message.payload:
        raise DrillError(f"{row.url} has no </main> to write before.")
    headers = [tuple(line.split(": ", 1)) for line in message.headers.splitlines()]
    kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
    return Exchange(
        url=row.url,
        at=entry_of(row).at,
        status_line="200 OK",
        headers=(*kept, ("Content-Length", str(len(payload)))),
        payload=payload,
        via="wsgi",
    )


def _record(exchange: Exchange) -> tuple[bytes, IndexEntry]:
    """The record of an exchange, as one gzip member, and what the index says of it."""
    file = io.BytesIO()
    warc = WARCFile(file, created=exchange.at, info={"software": "forger"})
    entry = warc.write_response(exchange)
    return file.getvalue()[entry.offset :], entry


def _claims(line: bytes, exchange: Exchange) -> bytes:
    """A line of the manifest; that of the rewritten page says what the page says now."""
    fields = json.loads(line)
    if fields.get("url") != exchange.url:
        return line
    fields["head"] = hashlib.sha256(exchange.head).hexdigest()
    fields["sha256"] = hashlib.sha256(exchange.payload).hexdigest()
    return _canonical(fields) + b"\n"


def _canonical(fields: dict[str, object]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


Forge = Callable[[Evidence], Members]
