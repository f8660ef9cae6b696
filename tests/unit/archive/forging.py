"""Packages taken apart and put together again, with hashes made anew as a forger would."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

from tests.package_index import packed_index

WACZ = Path(sys.executable).parent / "wacz"
WARC = "archive/data.warc.gz"
INDEX, BLOCKS = "indexes/index.cdx.gz", "indexes/index.idx"


def read_members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def write_members(path: Path, members: dict[str, bytes], deflate: tuple[str, ...] = ()) -> None:
    with zipfile.ZipFile(path, "w") as package:
        for name, content in members.items():
            method = zipfile.ZIP_DEFLATED if name in deflate else zipfile.ZIP_STORED
            package.writestr(name, content, method)


def relist(members: dict[str, bytes]) -> dict[str, bytes]:
    """Make the list of hashes fit the members again, as a careful forger would."""
    datapackage = json.loads(members["datapackage.json"])
    datapackage["resources"] = [
        {
            "name": name.rpartition("/")[2],
            "path": name,
            "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
            "bytes": len(content),
        }
        for name, content in members.items()
        if "/" in name
    ]
    return sign(members, datapackage)


def sign(members: dict[str, bytes], datapackage: dict) -> dict[str, bytes]:
    content = json.dumps(datapackage).encode()
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    signature = json.dumps({"path": "datapackage.json", "hash": digest}).encode()
    return {**members, "datapackage.json": content, "datapackage-digest.json": signature}


def index_lines(members: dict[str, bytes]) -> list[str]:
    return gzip.decompress(members["indexes/index.cdx.gz"]).decode().splitlines(keepends=True)


def with_index(members: dict[str, bytes], lines: list[str]) -> dict[str, bytes]:
    blocks, listing = packed_index(lines)
    return {**members, "indexes/index.cdx.gz": blocks, "indexes/index.idx": listing}


def change_row(line: str, **fields: str) -> str:
    head, brace, rest = line.partition("{")
    return head + json.dumps({**json.loads(brace + rest), **fields}) + "\n"


def own_index(lines: list[str], **changes: object) -> dict[str, bytes]:
    """An index as it stands, sorted or not."""
    block = zlib.compress("".join(lines).encode(), wbits=31)
    place = {
        "offset": 0,
        "length": len(block),
        "digest": f"sha256:{hashlib.sha256(block).hexdigest()}",
        **changes,
    }
    meta = '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'
    head = lines[0].partition(" {")[0]
    return {INDEX: block, BLOCKS: f"{meta}\n{head} {json.dumps(place)}\n".encode()}


def first_record(members: dict[str, bytes]) -> tuple[int, int]:
    """Offset and length of the record of /none/."""
    [line] = [line for line in index_lines(members) if ")/none " in line]
    fields = json.loads(line[line.index("{") :])
    return int(fields["offset"]), int(fields["length"])


def with_record(members: dict[str, bytes], raw: bytes) -> dict[str, bytes]:
    """Put other bytes in the place of the record of /none/, with index and hashes made anew."""
    start, length = first_record(members)
    shift = len(raw) - length
    lines = []
    for line in index_lines(members):
        fields = json.loads(line[line.index("{") :])
        offset = int(fields["offset"])
        if fields["filename"] == "data.warc.gz" and offset > start:
            line = change_row(line, offset=str(offset + shift))
        elif fields["filename"] == "data.warc.gz" and offset == start:
            digest = f"sha256:{hashlib.sha256(raw).hexdigest()}"
            line = change_row(line, length=str(len(raw)), recordDigest=digest)
        lines.append(line)
    warc = members[WARC][:start] + raw + members[WARC][start + length :]
    return relist(with_index({**members, WARC: warc}, lines))


def plain_record(members: dict[str, bytes]) -> bytes:
    start, length = first_record(members)
    return gzip.decompress(members[WARC][start : start + length])


def packed(text: bytes) -> bytes:
    return zlib.compress(text, wbits=31)


def accepted_by_wacz(path: Path) -> bool:
    command = [WACZ, "validate", "-f", path]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return result.returncode == 0
