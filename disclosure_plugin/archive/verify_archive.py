"""Check an archive file and what a publication log says. One file that needs nothing else of ours.

It is written apart from what makes archives and proofs, so that one mistake is not made twice,
and can be copied and read by whoever doubts us. It needs Python 3.11 and ``cryptography``::

    python verify_archive.py structure SNAPSHOT
    python verify_archive.py revisits SNAPSHOT
    python verify_archive.py snapshot SNAPSHOT --key KEY [--log-entry ENTRY] [--proof PROOF]

    python verify_archive.py checkpoint CHECKPOINT --key KEY
    python verify_archive.py entry ENTRY PROOF --key KEY
    python verify_archive.py consistency OLD_CHECKPOINT PROOF --key KEY [--old-key KEY]

    python verify_archive.py certificate CERTIFICATE --key KEY [--old-key KEY]

SNAPSHOT is a WACZ file. CERTIFICATE is the proof of a certificate of publication, which holds the
certificate too. ENTRY, PROOF and the checkpoints are files that the log hands out; KEY is
the verifier key, which is best taken from somewhere else, such as a printed certificate. The
first three and the last print a line for each check. ``--lang zh`` speaks Chinese. Exit status: 0
if everything was checked and holds, 1 if not, 2 if the command was not understood.

Nothing of an archive is unpacked to disk, and what is larger than the limits below is refused.

Sources: https://specs.webrecorder.net/wacz/1.1.1/ and the CDXJ format there; WARC/1.1 (ISO
28500:2017); .ZIP File Format Specification 6.3; RFC 1952 (gzip); RFC 9162 sections 2.1.1,
2.1.3.2 and 2.1.4.2; https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint,
https://c2sp.org/tlog-proof, https://c2sp.org/tlog-witness.
"""

import argparse
import base64
import hashlib
import io
import itertools
import json
import os
import re
import struct
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from urllib.parse import unquote_to_bytes, urlsplit

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    sys.exit(
        "The package cryptography is missing (缺少 cryptography). "
        "Run: python -m pip install cryptography"
    )

# --- What may be how large --------------------------------------------------------------------

MIB = 1 << 20
MAX_DIRECTORY_BYTES = MIB  # the ZIP's list of files; ours has about ten
MAX_LISTING_BYTES = MIB  # datapackage.json, index.idx
MAX_TEXT_BYTES = 64 * MIB  # the manifest, the list of pages, the index, each unpacked
MAX_BLOCK_BYTES = 16 * MIB  # a block of the index, unpacked
MAX_LINE_BYTES = 64 << 10
MAX_RECORD_BYTES = 1024 * MIB  # one record, unpacked
MAX_HEAD_BYTES = 256 << 10  # the header lines of a record
MAX_DESCRIPTION_BYTES = 64 << 10  # a record that no line of the index names
MAX_PROOF_BYTES = MIB  # a log's entry, a proof, a checkpoint
MAX_CERTIFICATE_BYTES = 64 * MIB  # a certificate with its stretch of the log
MAX_PROBLEMS = 1000  # of one check; then it stops
MAX_SHOWN = 20  # problems of one check that are printed

PIECE = 64 << 10

HASH_BYTES = 32
ED25519_KEY_BYTES = 33
ED25519_SIGNATURE_BYTES = 68

# --- What is said; the sentences stand at the end of this file ---------------------------------

LANGUAGES = ("en", "zh")


def say(code: str, params: Mapping[str, object], language: str) -> str:
    """Return a sentence, with what comes from the files made harmless.

    Control characters in an address could otherwise write a line of their own on the screen.

    Args:
        code: key of ``SENTENCES``.
        params: values of its placeholders.
        language: ``en`` or ``zh``.
    """
    shown = {name: _printable(str(value)) for name, value in params.items()}
    return SENTENCES[code][LANGUAGES.index(language)] % shown


def _printable(text: str) -> str:
    cut = text if len(text) <= 300 else f"{text[:300]}…"
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in cut)


class NotProved(Exception):
    """Something does not hold.

    Args:
        code: key of ``SENTENCES``; the sentence says what is wrong.
        params: values of its placeholders.
    """

    def __init__(self, code: str, **params: object):
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return say(self.code, self.params, "en")


class NotChecked(NotProved):
    """What a check needs was not given."""


# --- The log: signed states, entries, growth --------------------------------------------------


@dataclass(frozen=True)
class VerifiedCheckpoint:
    """A checkpoint whose signature was checked."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True)
class ProofFile:
    """What a proof file holds, not checked yet."""

    index: int
    path: list[bytes]
    note: str


@dataclass(frozen=True)
class ConsistencyFile:
    """What a file about two states holds, not checked yet."""

    old: int
    path: list[bytes]
    note: str


def verify_note(note: str, verifier_key: str) -> VerifiedCheckpoint:
    """Check a signed checkpoint against a key; signatures by other keys are passed over.

    Args:
        note: the checkpoint with its signature lines.
        verifier_key: ``origin+id+key`` as the log publishes it.

    Raises:
        NotProved: the note is malformed, or not signed by this key.
    """
    origin, key_id, public = _read_key(verifier_key)
    body, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise NotProved("no_signature")
    body += "\n"
    if not any(_is_signed(line, body, origin, key_id, public) for line in signatures.split("\n")):
        raise NotProved("not_signed", origin=origin)
    lines = body.split("\n")
    if len(lines) < 4 or lines[0] != origin:
        raise NotProved("other_origin", origin=origin)
    size = _number(lines[1])
    if size is None:
        raise NotProved("no_size")
    return VerifiedCheckpoint(origin, size, _hash(lines[2]))


def verify_inclusion(
    entry: bytes, index: int, path: list[bytes], checkpoint: VerifiedCheckpoint
) -> None:
    """Check that an entry stands at a place of the log.

    Raises:
        NotProved: it does not, or the proof is not one of it.
    """
    if not 0 <= index < checkpoint.size:
        raise NotProved("no_entry", size=checkpoint.size, index=index)
    value = _leaf(entry)
    place, last = index, checkpoint.size - 1
    for sibling in path:
        if last == 0:
            raise NotProved("proof_long")
        if place % 2 or place == last:
            value = _join(sibling, value)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            value = _join(value, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise NotProved("proof_short")
    if value != checkpoint.root:
        raise NotProved("entry_changed")


def verify_consistency(
    old: VerifiedCheckpoint, new: VerifiedCheckpoint, path: list[bytes]
) -> None:
    """Check that a log was only added to between two checkpoints.

    Raises:
        NotProved: its history was changed, or the proof is not one of these two.
    """
    if old.origin != new.origin:
        raise NotProved("other_log")
    if not 0 < old.size <= new.size:
        raise NotProved("log_shrank", old=old.size, new=new.size)
    if old.size == new.size:
        if path or old.root != new.root:
            raise NotProved("two_states")
        return
    hashes = list(path)
    if old.size & (old.size - 1) == 0:
        hashes.insert(0, old.root)
    if not hashes:
        raise NotProved("proof_short")
    place, last = old.size - 1, new.size - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    before = after = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise NotProved("proof_long")
        if place % 2 or place == last:
            before, after = _join(sibling, before), _join(sibling, after)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            after = _join(after, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise NotProved("proof_short")
    if before != old.root or after != new.root:
        raise NotProved("history_changed")


def read_proof_file(text: str) -> ProofFile:
    """Take a proof file apart.

    Raises:
        NotProved: it is not a proof file.
    """
    head, separator, note = text.partition("\n\n")
    lines = head.split("\n")
    if not separator or len(lines) < 2 or lines[0] != "c2sp.org/tlog-proof@v1":
        raise NotProved("no_proof_file")
    word, _space, number = lines[1].partition(" ")
    index = _number(number)
    if word != "index" or index is None:
        raise NotProved("no_index")
    return ProofFile(index, [_hash(line) for line in lines[2:]], note)


def read_consistency_file(text: str) -> ConsistencyFile:
    """Take a file about two states apart (the form of https://c2sp.org/tlog-witness).

    Raises:
        NotProved: it is not such a file.
    """
    head, separator, note = text.partition("\n\n")
    first, *hashes = head.split("\n")
    word, _space, number = first.partition(" ")
    old = _number(number)
    if not separator or word != "old" or old is None:
        raise NotProved("no_consistency_file")
    return ConsistencyFile(old, [_hash(line) for line in hashes], note)


def _read_key(verifier_key: str) -> tuple[str, bytes, Ed25519PublicKey]:
    origin, _plus, rest = verifier_key.partition("+")
    identifier, _plus, encoded = rest.partition("+")
    try:
        key = base64.b64decode(encoded, validate=True)
        key_id = bytes.fromhex(identifier)
        named = hashlib.sha256(origin.encode() + b"\n" + key).digest()[:4]
    except ValueError:
        raise NotProved("key_unreadable") from None
    if len(key) != ED25519_KEY_BYTES or key[0] != 1:
        raise NotProved("key_kind")
    if named != key_id:
        raise NotProved("key_name")
    return origin, key_id, Ed25519PublicKey.from_public_bytes(key[1:])


def _is_signed(line: str, body: str, origin: str, key_id: bytes, public: Ed25519PublicKey) -> bool:
    words = line.split(" ")
    if len(words) != 3 or words[0] != "—" or words[1] != origin:
        return False
    try:
        signature = base64.b64decode(words[2], validate=True)
    except ValueError:
        return False
    if len(signature) != ED25519_SIGNATURE_BYTES or signature[:4] != key_id:
        return False
    try:
        public.verify(signature[4:], body.encode())
    except InvalidSignature:
        return False
    return True


def _hash(encoded: str) -> bytes:
    try:
        value = base64.b64decode(encoded, validate=True)
    except ValueError:
        value = b""
    if len(value) != HASH_BYTES:
        raise NotProved("hash_unreadable")
    return value


def _leaf(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes (RFC 9162, 2.1.1), from the perfect trees that they complete."""
    trees: list[tuple[int, bytes]] = []
    for leaf in leaves:
        size, value = 1, leaf
        while trees and trees[-1][0] == size:
            value = _join(trees.pop()[1], value)
            size *= 2
        trees.append((size, value))
    if not trees:
        return hashlib.sha256(b"").digest()
    value = trees.pop()[1]
    while trees:
        value = _join(trees.pop()[1], value)
    return value


def _number(text: object) -> int | None:
    """A number from 0 as it must be written, None for anything else."""
    if isinstance(text, int) and not isinstance(text, bool):
        return text if 0 <= text < 1 << 63 else None
    if isinstance(text, str) and re.fullmatch(r"0|[1-9][0-9]{0,17}", text):
        return int(text)
    return None


# --- Pieces of files --------------------------------------------------------------------------


def _stretch(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    """The bytes of a file from one place up to another, a piece at a time."""
    while start < end:
        file.seek(start)
        piece = file.read(min(PIECE, end - start))
        if not piece:
            raise NotProved("unreadable", reason="EOF")
        start += len(piece)
        yield piece


def _inflated(packed: Iterable[bytes], wbits: int) -> Iterator[bytes]:
    """Unpack exactly one compressed stream, a piece at a time, so that no bomb fills the memory.

    Raises:
        zlib.error: it is none, it is cut, or something follows it.
    """
    inflate = zlib.decompressobj(wbits)
    for raw in packed:
        waiting = raw
        while waiting:
            yield inflate.decompress(waiting, PIECE)
            waiting = inflate.unconsumed_tail
        if inflate.unused_data:
            raise zlib.error("something follows the stream")
    while not inflate.eof:
        piece = inflate.decompress(b"", PIECE)
        if not piece:
            raise zlib.error("the stream is cut")
        yield piece


def _gzip_member(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    """Unpack a stretch of a file that is exactly one gzip member without fields of its own."""
    file.seek(start)
    if file.read(4) != b"\x1f\x8b\x08\x00":  # flags could announce a name or a comment
        raise zlib.error("not a plain gzip member")
    return _inflated(_stretch(file, start, end), zlib.MAX_WBITS + 16)


def _end_of_member(file: BinaryIO, start: int, end: int, limit: int) -> int:
    """Where the gzip member that begins at a place ends.

    Raises:
        zlib.error: none begins there, it is cut, or holds more than the limit.
    """
    inflate = zlib.decompressobj(zlib.MAX_WBITS + 16)
    size = 0
    for raw in _stretch(file, start, end):
        start += len(raw)
        waiting = raw
        while waiting:
            size += len(inflate.decompress(waiting, PIECE))
            if size > limit:
                raise zlib.error("too large")
            waiting = inflate.unconsumed_tail
        if not inflate.eof:
            inflate.decompress(b"", PIECE)
        if inflate.eof:
            return start - len(inflate.unused_data)
    raise zlib.error("the stream is cut")


def _joined(pieces: Iterable[bytes], limit: int, name: str) -> bytes:
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > limit:
            raise NotProved("too_large", name=name, limit=limit)
    return bytes(content)


def _read_file(path: Path, limit: int = MAX_PROOF_BYTES) -> bytes:
    with path.open("rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise NotProved("too_large", name=path.name, limit=limit)
    return content


def _json_object(content: bytes, name: str) -> dict[str, object]:
    """A JSON object in UTF-8 that names nothing twice.

    Raises:
        NotProved: it is none.
    """
    try:
        value = json.loads(content.decode(), object_pairs_hook=_without_twins)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise NotProved("bad_json", name=name)
    return value


def _without_twins(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """Programs differ in which of two values of one name they take."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _is_canonical(value: dict[str, object], written: bytes) -> bool:
    """Whether JSON is written in the one way in which it is hashed."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        return text.encode() == written
    except UnicodeEncodeError:  # half a character
        return False


_UTC = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z", re.ASCII)


def _timestamp(date: object) -> str:
    """``2026-11-23T01:02:03Z`` as 14 digits; empty when it is no such time."""
    found = _UTC.fullmatch(date) if isinstance(date, str) else None
    return "".join(found.groups()) if found else ""


# --- ZIP --------------------------------------------------------------------------------------

STORED, DEFLATED = 0, 8

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
# Versions, dates, disks and attributes are passed over.
_CENTRAL = struct.Struct("<4s4x2H4x3L3H8xL")
_LOCAL = struct.Struct("<4s2x2H4x3L2H")
_FULL = 0xFFFFFFFF
_UTF8_NAME = 0x800


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the ZIP.

    Attributes:
        name: with folders.
        method: ``STORED`` or ``DEFLATED``.
        crc, packed, size: checksum, bytes in the ZIP, bytes unpacked.
        header, start: where its header and its content begin.
    """

    name: str
    method: int
    crc: int
    packed: int
    size: int
    header: int
    start: int = 0


def read_members(file: BinaryIO) -> list[Member]:
    """Return the files of a ZIP that consists of nothing but its files and the list of them.

    Raises:
        NotProved: it is no such ZIP.
    """
    start, end, count = _directory_place(file)
    if end - start > MAX_DIRECTORY_BYTES:
        raise NotProved("too_large", name="ZIP", limit=MAX_DIRECTORY_BYTES)
    file.seek(start)
    listed = sorted(_listed_members(file.read(end - start)), key=lambda member: member.header)
    if len(listed) != count:
        raise NotProved("zip_directory")
    members, place = [], 0
    for one in listed:
        if one.header != place:
            raise NotProved("zip_hidden", name=one.name)
        member = _opened(file, one)
        members.append(member)
        place = member.start + member.packed
    if place != start:
        raise NotProved("zip_hidden", name="ZIP")
    return members


def _directory_place(file: BinaryIO) -> tuple[int, int, int]:
    """Where the list of files begins and ends, and how many it lists; the ZIP's end follows."""
    length = file.seek(0, 2)
    if length < _END.size:
        raise NotProved("not_zip")
    mark, *disks, here, count, size, start, comment = _unpack(_END, file, length - _END.size)
    if mark != b"PK\x05\x06" or comment or any(disks) or here != count:
        raise NotProved("not_zip")
    end = length - _END.size
    locator = end - _END64_LOCATOR.size
    if locator >= _END64.size:
        mark, _disk, at, _disks = _unpack(_END64_LOCATOR, file, locator)
        if mark == b"PK\x06\x07":  # a large file: the true numbers stand before
            if at != locator - _END64.size:
                raise NotProved("zip_hidden", name="ZIP")
            mark, *_, count, size, start = _unpack(_END64, file, at)
            end = at
            if mark != b"PK\x06\x06":
                raise NotProved("not_zip")
    if start + size != end:
        raise NotProved("zip_hidden", name="ZIP")
    return start, end, count


def _unpack(form: struct.Struct, file: BinaryIO, place: int) -> tuple[Any, ...]:
    file.seek(place)
    return form.unpack(file.read(form.size))


def _listed_members(directory: bytes) -> Iterator[Member]:
    place = 0
    while place < len(directory):
        if len(directory) - place < _CENTRAL.size:
            raise NotProved("zip_directory")
        mark, flags, method, crc, packed, size, *sizes, header = _CENTRAL.unpack_from(
            directory, place
        )
        name_size, extra_size, comment_size = sizes
        place += _CENTRAL.size
        raw_name = directory[place : place + name_size]
        extra = directory[place + name_size : place + name_size + extra_size]
        place += name_size + extra_size + comment_size
        if mark != b"PK\x01\x02" or place > len(directory):
            raise NotProved("zip_directory")
        name = raw_name.decode("utf-8" if flags & _UTF8_NAME else "ascii", "backslashreplace")
        if flags & ~_UTF8_NAME or comment_size or method not in (STORED, DEFLATED):
            raise NotProved("zip_member", name=name)
        size, packed, header = _large(extra, [size, packed, header], name)
        yield Member(name, method, crc, packed, size, header)


def _large(extra: bytes, numbers: list[int], name: str) -> list[int]:
    """Put numbers of more than 32 bits, which stand in a field of their own, into their places."""
    wanted = [place for place, number in enumerate(numbers) if number == _FULL]
    if not extra and not wanted:
        return numbers
    form = struct.Struct(f"<2H{len(wanted)}Q")
    if len(extra) != form.size or extra[:4] != struct.pack("<2H", 1, 8 * len(wanted)):
        raise NotProved("zip_member", name=name)
    found = dict(zip(wanted, form.unpack(extra)[2:], strict=True))
    return [found.get(place, number) for place, number in enumerate(numbers)]


def _opened(file: BinaryIO, listed: Member) -> Member:
    """A member with the place of its content; its own header must say what the list says."""
    mark, flags, method, crc, packed, size, name_size, extra_size = _unpack(
        _LOCAL, file, listed.header
    )
    name = file.read(name_size).decode(
        "utf-8" if flags & _UTF8_NAME else "ascii", "backslashreplace"
    )
    size, packed = _large(file.read(extra_size), [size, packed], listed.name)
    told = Member(name, method, crc, packed, size, listed.header)
    if mark != b"PK\x03\x04" or flags & ~_UTF8_NAME or told != listed:
        raise NotProved("zip_member", name=listed.name)
    return replace(listed, start=listed.header + _LOCAL.size + name_size + extra_size)


# --- WARC -------------------------------------------------------------------------------------

GZIP_PROBLEMS = (zlib.error, ValueError)


@dataclass(frozen=True, slots=True)
class Record:
    """A WARC record, read through.

    Attributes:
        kind: such as ``response``.
        url, timestamp: of the target; the time in 14 digits.
        status, mime: of the HTTP head; empty where there is none.
        digest: WARC-Payload-Digest as written.
        sha256: of the payload, computed, in hexadecimal.
        head_sha256: of the HTTP head, with the empty line that ends it; empty in a revisit whose
            head is that of the response it refers to.
        refers_to: URL and time that a revisit refers to.
        raw_sha256: of the compressed bytes, in hexadecimal.
        is_whole: whether its digests are those of its bytes.
        is_plain: whether its payload is what a reader gets to see.
    """

    kind: str
    url: str
    timestamp: str
    status: str
    mime: str
    digest: str
    sha256: str
    head_sha256: str
    refers_to: tuple[str, str]
    raw_sha256: str
    is_whole: bool
    is_plain: bool


def read_record(file: BinaryIO, start: int, end: int) -> Record:
    """Read the one record that fills a stretch of a file.

    Raises:
        NotProved: it is larger than the limit.
        zlib.error, ValueError: the stretch is not one gzip member with one WARC record.
    """
    raw = hashlib.sha256()
    for piece in _stretch(file, start, end):
        raw.update(piece)
    stream = _Stream(_gzip_member(file, start, end))
    fields = _warc_fields(stream.until(b"\r\n\r\n"))
    left = _number(fields["content-length"])
    if left is None:
        raise ValueError("no length")
    if left > MAX_RECORD_BYTES:
        raise NotProved("too_large", name=fields.get("warc-target-uri"), limit=MAX_RECORD_BYTES)
    kind = fields["warc-type"]
    block, payload, head = hashlib.sha256(), hashlib.sha256(), b""
    is_http = fields.get("content-type", "").partition(";")[0] == "application/http"
    if kind in ("response", "revisit") and not is_http:
        raise ValueError("no HTTP message")
    if kind == "response" or (kind == "revisit" and left):
        head = stream.until(b"\r\n\r\n")
        block.update(head)
        left -= len(head)
        if left < 0:
            raise ValueError("the HTTP head is longer than the record")
    for piece in stream.take(left):
        block.update(piece)
        payload.update(piece)
    if b"".join(stream.take(4)) != b"\r\n\r\n" or not stream.is_at_end():
        raise ValueError("the record is not as long as it says")
    status, http = _http_fields(head)
    digest = fields.get("warc-payload-digest", "")
    is_whole = fields.get("warc-block-digest") == _written(block.digest())
    if kind == "response":
        is_whole = is_whole and digest == _written(payload.digest())
    return Record(
        kind=kind,
        url=fields.get("warc-target-uri", ""),
        timestamp=_timestamp(fields.get("warc-date")),
        status=status,
        mime=http.get("content-type", "").partition(";")[0].strip().lower(),
        digest=digest,
        sha256=payload.hexdigest(),
        head_sha256=hashlib.sha256(head).hexdigest() if head else "",
        refers_to=(
            fields.get("warc-refers-to-target-uri", ""),
            _timestamp(fields.get("warc-refers-to-date")),
        ),
        raw_sha256=raw.hexdigest(),
        is_whole=is_whole and (kind != "revisit" or not left),
        is_plain=_ENCODINGS.isdisjoint(http) and "," not in http.get("content-type", ""),
    )


_ENCODINGS = frozenset({"content-encoding", "transfer-encoding"})


class _Stream:
    """Bytes that come a piece at a time, read up to a mark or by number."""

    def __init__(self, pieces: Iterator[bytes]):
        self._pieces = pieces
        self._held = b""

    def until(self, mark: bytes) -> bytes:
        """What stands up to a mark, with it."""
        while mark not in self._held:
            if len(self._held) > MAX_HEAD_BYTES:
                raise ValueError("the header lines are too long")
            self._hold_more()
        before, _mark, self._held = self._held.partition(mark)
        return before + mark

    def take(self, count: int) -> Iterator[bytes]:
        while count:
            if not self._held:
                self._hold_more()
            piece, self._held = self._held[:count], self._held[count:]
            count -= len(piece)
            yield piece

    def is_at_end(self) -> bool:
        return not self._held and not any(self._pieces)

    def _hold_more(self) -> None:
        for piece in self._pieces:
            self._held += piece
            return
        raise ValueError("the record is cut")


def _warc_fields(head: bytes) -> dict[str, str]:
    """The named fields of a record by lower-case name; each stands once."""
    version, *lines = head.decode().removesuffix("\r\n\r\n").split("\r\n")
    if version not in ("WARC/1.0", "WARC/1.1"):
        raise ValueError("no WARC record")
    fields = _without_twins([_header(line) for line in lines])
    if not {"warc-type", "warc-date", "content-length"} <= fields.keys():
        raise ValueError("a field is missing")
    return {name: str(value) for name, value in fields.items()}


def _http_fields(head: bytes) -> tuple[str, dict[str, str]]:
    """Status code and header fields by lower-case name; one that stands twice is joined."""
    if not head:
        return "", {}
    status, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    found = re.fullmatch(r"HTTP/1\.[01] ([1-9][0-9]{2})(?: .*)?", status)
    if found is None:
        raise ValueError("no HTTP status")
    fields: dict[str, str] = {}
    for name, value in map(_header, lines):
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return found[1], fields


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name or name != name.strip():
        raise ValueError("no header line")
    return name.lower(), value.strip()


def _written(sha256: bytes) -> str:
    """A SHA-256 as WARC files write it."""
    return f"sha256:{base64.b32encode(sha256).decode()}"


# --- Index ------------------------------------------------------------------------------------

ORIGINALS = "originals.warc.gz"
REVISIT_MIME = "warc/revisit"

_ROW = re.compile(r"(\S+) ([0-9]{14}) (\{.*\})")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the index; what it does not give is empty."""

    key: str
    timestamp: str
    url: str
    mime: str
    status: str
    digest: str
    record_digest: str
    filename: str
    offset: int
    length: int


def read_row(line: str) -> Row:
    """Take a line of the index apart.

    Raises:
        NotProved: it cannot be read.
    """
    found = _ROW.fullmatch(line) if len(line) <= MAX_LINE_BYTES else None
    if found is None:
        raise NotProved("index_line", line=line)
    try:
        fields = _json_object(found[3].encode(), "index.cdx.gz")
    except NotProved:
        raise NotProved("index_line", line=line) from None
    texts = {
        name: fields.get(name, "")
        for name in ("url", "mime", "status", "digest", "recordDigest", "filename")
    }
    offset, length = _number(fields.get("offset")), _number(fields.get("length"))
    if offset is None or not length or not all(isinstance(one, str) for one in texts.values()):
        raise NotProved("index_line", line=line)
    return Row(
        key=found[1],
        timestamp=found[2],
        url=str(texts["url"]),
        mime=str(texts["mime"]),
        status=str(texts["status"]),
        digest=str(texts["digest"]),
        record_digest=str(texts["recordDigest"]),
        filename=str(texts["filename"]),
        offset=offset,
        length=length,
    )


@dataclass(frozen=True, slots=True)
class Block:
    """A line of index.idx: where a block of the index stands, and how its first line begins."""

    head: str
    offset: int
    length: int
    digest: str


def _block(line: str, number: int) -> Block:
    head, brace, rest = line.partition(" {")  # a key may hold a brace, but no space
    try:
        fields = _json_object(f"{{{rest}".encode(), BLOCKS)
    except (NotProved, UnicodeEncodeError):
        fields = {}
    offset, length = _number(fields.get("offset")), _number(fields.get("length"))
    if not brace or offset is None or not length:
        raise NotProved("index_block", number=number)
    return Block(head, offset, length, str(fields.get("digest")))


def _is_meta(line: str) -> bool:
    """Whether the first line of index.idx names the format and the file."""
    mark, _brace, rest = line.partition(" {")
    try:
        fields = _json_object(f"{{{rest}".encode(), BLOCKS)
    except NotProved:
        return False
    expected = {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    return mark == "!meta 0" and fields == expected


def index_key(url: str) -> str:
    """The key under which players look an address up, such as ``cn,gov,county)/path?a=1``.

    Host turned round without “www”, path without empty and dotted segments, arguments sorted,
    escapes undone and then made the same way, everything in lower case.

    Raises:
        ValueError: it is no http or https address.
    """
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}
    if parts.scheme not in usual or not parts.hostname:
        raise ValueError("no http or https address")
    host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode()
    host = re.sub(r"^www[0-9]*\.", "", host.rstrip("."))
    port = parts.port or usual[parts.scheme]
    place = ",".join(host.split(".")[::-1]) + (f":{port}" if port != usual[parts.scheme] else "")
    way: list[bytes] = []
    for segment in _unescaped(parts.path).split(b"/"):
        if segment == b"..":
            del way[-1:]
        elif segment not in (b"", b"."):
            way.append(segment)
    key = f"{place})/{_escaped(b'/'.join(way))}"
    if parts.query:
        arguments = _escaped(_unescaped(parts.query)).lower().split("&")
        key += "?" + "&".join(sorted(arguments, key=lambda one: one.partition("=")[::2]))
    return key.lower()


def _unescaped(text: str) -> bytes:
    content = text.encode()
    while (plain := unquote_to_bytes(content)) != content:
        content = plain
    return content


def _escaped(content: bytes) -> str:
    return "".join(
        chr(one) if 0x20 < one < 0x7F and one not in b"#%" else f"%{one:02x}" for one in content
    )


# --- Manifest ---------------------------------------------------------------------------------

MANIFEST = "proofs/manifest.txt"
LOG_ENTRY = "proofs/entry.json"
LOG_PROOF = "proofs/entry.tlog-proof"

_HEX = re.compile(r"[0-9a-f]{64}")
_SALT = re.compile(r"[0-9a-f]{32}")
_ROW_KEYS = frozenset({"at", "head", "salt", "sha256", "status", "type", "url", "via"})
_HEADER_KEYS = frozenset({"bureau", "format", "previous", "salt", "snapshot", "started"})


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What a snapshot says of one response; the time in 14 digits.

    Attributes:
        head, sha256: SHA-256 of the HTTP head and of the payload, in hexadecimal.
    """

    url: str
    timestamp: str
    status: str
    mime: str
    head: str
    sha256: str


@dataclass
class Manifest:
    """A manifest as it was read.

    Attributes:
        header: its first line.
        rows: its responses.
        removed: how many were taken out later.
        root: root hash over its lines, in hexadecimal.
        problems: lines that are not written as they must be.
    """

    header: dict[str, object]
    rows: list[ManifestRow]
    removed: int
    root: str
    problems: list[NotProved]


def read_manifest(content: bytes) -> Manifest:
    """Take a manifest apart.

    Raises:
        NotProved: it has no header.
    """
    lines = io.BytesIO(content)
    first = lines.readline().removesuffix(b"\n")
    found = Manifest(_manifest_header(first), [], 0, "", [])
    found.root = _root(itertools.chain([_leaf(first)], _manifest_leaves(lines, found))).hex()
    if not content.endswith(b"\n"):
        found.problems.append(NotProved("manifest_end"))
    return found


def _manifest_leaves(lines: Iterable[bytes], found: Manifest) -> Iterator[bytes]:
    """The leaf hashes of the lines after the header; notes what the lines say."""
    for number, written in enumerate(lines, start=2):
        line = written.removesuffix(b"\n")
        try:
            yield _note_line(line, found)
        except NotProved:
            shown = line[:MAX_LINE_BYTES].decode(errors="backslashreplace")
            found.problems.append(NotProved("manifest_line", number=number, line=shown))
            if len(found.problems) >= MAX_PROBLEMS:
                return
            yield _leaf(line)


def _note_line(line: bytes, found: Manifest) -> bytes:
    if len(line) > MAX_LINE_BYTES:
        raise NotProved("bad_json", name=MANIFEST)
    value = _json_object(line, MANIFEST)
    if not _is_canonical(value, line):
        raise NotProved("bad_json", name=MANIFEST)
    if value.keys() == {"removed"}:
        removed = bytes.fromhex(_matching(_HEX, value["removed"]))
        found.removed += 1
        return removed
    found.rows.append(_manifest_row(value))
    return _leaf(line)


def _manifest_header(line: bytes) -> dict[str, object]:
    try:
        header = _json_object(line, MANIFEST)
        _matching(_SALT, header.get("salt"))
        previous = header.get("previous")
        sound = (
            _is_canonical(header, line)
            and header.keys() == _HEADER_KEYS
            and header["format"] == "disclosure-manifest-1"
            and (previous == "" or _matching(_HEX, previous) == previous)
            and all(isinstance(header[name], str) for name in ("bureau", "snapshot"))
            and _timestamp(header["started"]) != ""
        )
    except NotProved:
        sound = False
    if not sound:
        raise NotProved("manifest_header")
    return header


def _manifest_row(value: dict[str, object]) -> ManifestRow:
    status = _number(value.get("status"))
    url, mime, timestamp = value.get("url"), value.get("type"), _timestamp(value.get("at"))
    _matching(_SALT, value.get("salt"))
    head, sha256 = (_matching(_HEX, value.get(name)) for name in ("head", "sha256"))
    if (
        value.keys() != _ROW_KEYS
        or value["via"] not in ("wsgi", "storage", "http")
        or not isinstance(value["status"], int)
        or not isinstance(url, str)
        or not isinstance(mime, str)
        or not timestamp
    ):
        raise NotProved("bad_json", name=MANIFEST)
    return ManifestRow(url, timestamp, str(status), mime, head, sha256)


def _matching(pattern: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise NotProved("bad_json", name=MANIFEST)
    return value


# --- The package ------------------------------------------------------------------------------

DATAPACKAGE = "datapackage.json"
DATAPACKAGE_DIGEST = "datapackage-digest.json"
INDEX, BLOCKS = "indexes/index.cdx.gz", "indexes/index.idx"
PAGES = "pages/pages.jsonl"

_PLACES = re.compile(
    r"datapackage\.json|datapackage-digest\.json"
    r"|archive/[a-z0-9][a-z0-9_-]*\.warc\.gz"
    r"|indexes/index\.cdx\.gz|indexes/index\.idx"
    r"|pages/pages\.jsonl"
    r"|proofs/[a-z0-9][a-z0-9_-]*\.[a-z0-9-]+"
)


@dataclass
class Scan:
    """What stands in the WARC files.

    Attributes:
        records: by place in the index; what cannot be read is the reason.
        descriptions: how many records are in no line and may be.
        problems: what else is in no line.
    """

    records: list[Record | NotProved]
    descriptions: int
    problems: list[NotProved]


class Package:
    """An open WACZ file. Everything is read when it is first asked for.

    Args:
        file: seekable; stays open.
        key: verifier key of the log.
        entry, proof: files to use in place of those in the package.

    Raises:
        NotProved: it is no ZIP file, or has bytes that belong to none of its files.
    """

    def __init__(
        self, file: BinaryIO, key: str = "", entry: Path | None = None, proof: Path | None = None
    ):
        self.file = file
        self.key = key
        self._entry, self._proof = entry, proof
        self.members = read_members(file)
        self._by_name = {member.name: member for member in self.members}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    @property
    def warcs(self) -> list[Member]:
        return [one for one in self.members if one.name.startswith("archive/")]

    def content(self, name: str) -> Iterator[bytes]:
        """The content of a member, a piece at a time.

        Raises:
            NotProved: it is missing, too large when unpacked, or does not fit its checksum.
        """
        member = self._by_name.get(name)
        if member is None:
            raise NotProved("missing", name=name)
        pieces = _stretch(self.file, member.start, member.start + member.packed)
        if member.method == DEFLATED:
            if member.size > MAX_TEXT_BYTES:
                raise NotProved("too_large", name=name, limit=MAX_TEXT_BYTES)
            pieces = _inflated(pieces, -zlib.MAX_WBITS)
        crc, size = 0, 0
        try:
            for piece in pieces:
                crc, size = zlib.crc32(piece, crc), size + len(piece)
                if size > member.size:
                    break
                yield piece
        except zlib.error:
            size = -1
        if (crc, size) != (member.crc, member.size):
            raise NotProved("damaged", name=name)

    def text(self, name: str, limit: int = MAX_TEXT_BYTES) -> bytes:
        """The whole content of a member that is text.

        Raises:
            NotProved: as ``content``; it is larger than the limit.
        """
        member = self._by_name.get(name)
        if member is not None and member.size > limit:
            raise NotProved("too_large", name=name, limit=limit)
        return b"".join(self.content(name))

    def _named_or_own(self, given: Path | None, name: str) -> bytes | None:
        """A file that was named on the command line, else a member, None if there is neither."""
        if given is not None:
            return _read_file(given)
        if name not in self:
            return None
        return self.text(name, MAX_PROOF_BYTES)

    @cached_property
    def log_entry(self) -> bytes | None:
        """The bytes of the log's entry."""
        return self._named_or_own(self._entry, LOG_ENTRY)

    @cached_property
    def log_proof(self) -> bytes | None:
        """The proof of the log's entry."""
        return self._named_or_own(self._proof, LOG_PROOF)

    def listing(self, name: str) -> dict[str, object]:
        """A small member that is a JSON object.

        Raises:
            NotProved: as ``text``; it is no JSON.
        """
        return _json_object(self.text(name, MAX_LISTING_BYTES), name)

    @cached_property
    def datapackage(self) -> dict[str, object]:
        return self.listing(DATAPACKAGE)

    @cached_property
    def resources(self) -> list[dict[str, object]]:
        """The entries of the list of files."""
        entries = self.datapackage.get("resources")
        if not isinstance(entries, list) or not all(map(_is_resource, entries)):
            raise NotProved("bad_resources")
        return entries

    @cached_property
    def rows(self) -> list[Row]:
        """The lines of the index."""
        return list(self._read_rows())

    def _read_rows(self) -> Iterator[Row]:
        listing = self.text(BLOCKS, MAX_LISTING_BYTES).decode(errors="backslashreplace")
        index = self._by_name.get(INDEX)
        if index is None:
            raise NotProved("missing", name=INDEX)
        meta, *listed = listing.removesuffix("\n").split("\n")
        if not _is_meta(meta):
            raise NotProved("index_block", number=1)
        end = total = 0
        for number, line in enumerate(listed, start=2):
            block = _block(line, number)
            if block.offset != end or block.offset + block.length > index.size:
                raise NotProved("index_block", number=number)
            end = block.offset + block.length
            content = self._read_block(block, index.start, number)
            total += len(content)
            if total > MAX_TEXT_BYTES:
                raise NotProved("too_large", name=INDEX, limit=MAX_TEXT_BYTES)
            yield from map(read_row, content.removesuffix("\n").split("\n"))
        if end != index.size:
            raise NotProved("index_block", number=len(listed) + 1)

    def _read_block(self, block: Block, start: int, number: int) -> str:
        """The lines of a block of the index."""
        place = (self.file, start + block.offset, start + block.offset + block.length)
        sha256 = hashlib.sha256()
        for piece in _stretch(*place):
            sha256.update(piece)
        try:
            content = _joined(_gzip_member(*place), MAX_BLOCK_BYTES, INDEX).decode()
        except (zlib.error, ValueError):
            raise NotProved("index_block", number=number) from None
        is_it = block.digest == f"sha256:{sha256.hexdigest()}"
        if not is_it or not content.startswith(f"{block.head} {{") or content[-1] != "\n":
            raise NotProved("index_block", number=number)
        return content

    @cached_property
    def scan(self) -> Scan:
        """Every record of every WARC file, each read once."""
        found = Scan([NotProved("record_nowhere", url=row.url) for row in self.rows], 0, [])
        for warc in self.warcs:
            self._scan_file(warc, found)
        return found

    def _scan_file(self, warc: Member, found: Scan) -> None:
        wanted = sorted(
            (row.offset, row.length, place)
            for place, row in enumerate(self.rows)
            if f"archive/{row.filename}" == warc.name
        )
        end = 0
        for offset, length, place in wanted:
            if offset + length > warc.size:
                continue
            if offset < end:  # not read again: thousands of rows could name one large record
                found.problems.append(NotProved("records_overlap", name=warc.name))
                continue
            self._scan_gap(warc, end, offset, found)
            found.records[place] = self._record(warc, offset, length, self.rows[place].url)
            end = offset + length
        self._scan_gap(warc, end, warc.size, found)

    def _record(self, warc: Member, offset: int, length: int, url: str) -> Record | NotProved:
        start = warc.start + offset
        try:
            return read_record(self.file, start, start + length)
        except GZIP_PROBLEMS:
            return NotProved("record_nowhere", url=url)
        except NotProved as problem:
            return problem

    def _scan_gap(self, warc: Member, offset: int, end: int, found: Scan) -> None:
        """What no line of the index covers: descriptions, and no hidden pages."""
        while offset < end:
            start = warc.start + offset
            try:
                stop = _end_of_member(self.file, start, warc.start + end, MAX_DESCRIPTION_BYTES)
                record = read_record(self.file, start, stop)
                is_hidden = record.kind not in ("warcinfo", "metadata") or not record.is_whole
            except (*GZIP_PROBLEMS, NotProved):
                is_hidden = True
            if is_hidden:
                found.problems.append(NotProved("not_indexed", offset=offset, name=warc.name))
                return
            found.descriptions += 1
            offset = stop - warc.start

    @cached_property
    def places(self) -> dict[tuple[str, str], list[int]]:
        """Places in the index by address and time."""
        found: dict[tuple[str, str], list[int]] = {}
        for place, row in enumerate(self.rows):
            found.setdefault((row.url, row.timestamp), []).append(place)
        return found

    @cached_property
    def manifest(self) -> Manifest:
        return read_manifest(self.text(MANIFEST))

    def response(self, target: tuple[str, str]) -> Record | None:
        """The one response that a revisit refers to, None if there is no such record.

        Args:
            target: address and time.
        """
        found = [self.scan.records[place] for place in self.places.get(target, [])]
        whole = [one for one in found if isinstance(one, Record)]
        return whole[0] if len(whole) == 1 else None


def _is_resource(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and all(isinstance(entry.get(key), str) for key in ("name", "path", "hash"))
        and _number(entry.get("bytes")) is not None
        and not isinstance(entry["bytes"], str)
    )


# --- Checks of a package ----------------------------------------------------------------------

# Takes the package and a list for the problems it finds; returns what its good sentence says.
Check = Callable[[Package, list[NotProved]], dict[str, object]]


def check_names(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """Every member stands once, in a folder where it belongs, and has a plain name."""
    counts = Counter(member.name for member in package.members)
    for name, count in counts.items():
        if count > 1:
            problems.append(NotProved("name_twice", name=name))
        if not _PLACES.fullmatch(name):
            problems.append(NotProved("name_foreign", name=name))
    return {}


def check_datapackage(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """datapackage.json says what the package is, and lists its files."""
    for key, value in {"profile": "data-package", "wacz_version": "1.1.1"}.items():
        if package.datapackage.get(key) != value:
            problems.append(NotProved("wrong_format", key=key, value=value))
    _ = package.resources
    return {}


def check_digest(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """datapackage-digest.json holds the hash of datapackage.json."""
    told = package.listing(DATAPACKAGE_DIGEST)
    sha256 = hashlib.sha256(package.text(DATAPACKAGE, MAX_LISTING_BYTES)).hexdigest()
    if told.get("path") != DATAPACKAGE or told.get("hash") != f"sha256:{sha256}":
        problems.append(NotProved("datapackage_changed"))
    return {}


def check_listed(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """Every member is listed, and every listed file is a member, once."""
    listed = Counter(str(entry["path"]) for entry in package.resources)
    names = {member.name for member in package.members} - {DATAPACKAGE, DATAPACKAGE_DIGEST}
    problems += [NotProved("unlisted", name=name) for name in sorted(names - listed.keys())]
    problems += [NotProved("listed_missing", name=name) for name in sorted(listed.keys() - names)]
    problems += [
        NotProved("listed_twice", name=name) for name, count in listed.items() if count > 1
    ]
    return {}


def check_hashes(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """Every listed file has the hash and the size that the list gives."""
    for entry in package.resources:
        name = str(entry["path"])
        if name not in package:
            continue  # told by check_listed
        sha256, size = hashlib.sha256(), 0
        try:
            for piece in package.content(name):
                sha256.update(piece)
                size += len(piece)
        except NotProved as problem:
            problems.append(problem)
            continue
        if (entry["hash"], entry["bytes"]) != (f"sha256:{sha256.hexdigest()}", size):
            problems.append(NotProved("hash_differs", name=name))
    return {}


def check_stored(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """Records and index stand as they are, so that players can read parts of them."""
    for member in package.members:
        if member.name.endswith(".gz") and member.method != STORED:
            problems.append(NotProved("compressed_twice", name=member.name))
    return {}


def check_index(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """The index can be read, and its blocks are those that index.idx lists."""
    if not package.rows:
        problems.append(NotProved("index_empty"))
    return {"count": len(package.rows)}


def check_order(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """The index is sorted by the keys of its addresses, and no record stands beside another.

    Players search it by halves and trust the key: a row under a wrong one would show a page at
    the address of another.
    """
    for earlier, later in itertools.pairwise(package.rows):
        if f"{earlier.key} {earlier.timestamp}" > f"{later.key} {later.timestamp}":
            problems.append(NotProved("index_unsorted", url=later.url))
            break
    for row in package.rows:
        try:
            is_right = row.key == index_key(row.url)
        except ValueError:
            is_right = False
        if not is_right:
            problems.append(NotProved("index_key", url=row.url))
    for (url, _timestamp), places in package.places.items():
        if len(places) > 1:
            problems.append(NotProved("index_twice", url=url))
    return {}


def check_records(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """Every line of the index opens one record, whole, that says what the line says."""
    if not package.warcs:
        problems.append(NotProved("no_warc"))
    for row, record in zip(package.rows, package.scan.records, strict=True):
        if isinstance(record, NotProved):
            problems.append(record)
        elif code := _difference(row, record):
            problems.append(NotProved(code, url=row.url, found=record.url))
    return {"count": len(package.rows)}


def _difference(row: Row, record: Record) -> str:
    """What is wrong between a row and its record, or nothing."""
    kind = "revisit" if row.mime == REVISIT_MIME else "response"
    if (record.url, record.timestamp, record.kind) != (row.url, row.timestamp, kind):
        return "record_elsewhere"
    if not record.is_whole:
        return "record_damaged"
    if not record.is_plain:
        return "record_encoded"
    mime = REVISIT_MIME if kind == "revisit" else record.mime
    # What has no status of its own is compared with the response it refers to: check_revisits.
    status = record.status or row.status
    found = (record.digest, f"sha256:{record.raw_sha256}", status, mime)
    if found != (row.digest, row.record_digest, row.status, row.mime):
        return "row_differs"
    return ""


def check_hidden(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """What stands in the WARC files beside the indexed records are descriptions."""
    problems += package.scan.problems
    return {"count": package.scan.descriptions}


def check_pages(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """pages.jsonl has its header and pages, and they and the main page are among the records."""
    lines = io.BytesIO(package.text(PAGES))
    if _json_line(lines.readline()).get("format") != "json-pages-1.0":
        problems.append(NotProved("pages_header"))
    count = 0
    for number, line in enumerate(lines, start=2):
        count += 1
        page = _json_line(line)
        problems += _page_problems(package, page.get("url"), page.get("ts"), number)
        if len(problems) >= MAX_PROBLEMS:
            break
    if not count:
        problems.append(NotProved("pages_none"))
    said = package.datapackage
    if "mainPageUrl" in said or "mainPageDate" in said:
        problems += _page_problems(package, said.get("mainPageUrl"), said.get("mainPageDate"), 0)
    return {"count": count}


def _json_line(line: bytes) -> dict[str, object]:
    """A JSON object in one line, empty if it is none."""
    try:
        return _json_object(line, PAGES) if len(line) <= MAX_LINE_BYTES else {}
    except NotProved:
        return {}


def _page_problems(package: Package, url: object, date: object, number: int) -> list[NotProved]:
    """What is wrong with a page of pages.jsonl, or, as number 0, with the main page."""
    timestamp = _timestamp(date)
    if not isinstance(url, str) or not timestamp:
        return [NotProved("page_bad", number=number) if number else NotProved("main_page")]
    if (url, timestamp) not in package.places:
        return [NotProved("page_not_captured", url=url)]
    return []


def check_revisits(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """Every revisit refers to a response in this package with the same payload."""
    count = 0
    for row, record in zip(package.rows, package.scan.records, strict=True):
        if isinstance(record, NotProved) or record.kind != "revisit":
            continue
        count += 1
        if code := _wrong_reference(package, row, record):
            target = " ".join(record.refers_to)
            problems.append(NotProved(code, url=row.url, target=target))
    return {"count": count}


def _wrong_reference(package: Package, row: Row, revisit: Record) -> str:
    """What is wrong with what a revisit refers to, or nothing."""
    kinds = {
        record.kind
        for place in package.places.get(revisit.refers_to, [])
        if isinstance(record := package.scan.records[place], Record)
    }
    if "revisit" in kinds:
        return "revisit_of_revisit"
    original = package.response(revisit.refers_to)
    if original is None:
        return "revisit_unresolved"
    if revisit.digest != _written(bytes.fromhex(original.sha256)):
        return "revisit_differs"
    if not revisit.head_sha256 and row.status != original.status:
        return "revisit_differs"
    return ""


def check_manifest(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """There is one manifest, and every line of it is written as it must be."""
    for member in package.members:
        name = member.name
        if name.startswith("proofs/") and name.endswith(".jsonl") and name != MANIFEST:
            problems.append(NotProved("two_manifests", name=name))
    manifest = package.manifest
    problems += manifest.problems
    for earlier, later in itertools.pairwise(manifest.rows):
        if (earlier.url, earlier.timestamp) >= (later.url, later.timestamp):
            problems.append(NotProved("manifest_unsorted", url=later.url))
    return {
        "bureau": manifest.header["bureau"],
        "snapshot": manifest.header["snapshot"],
        "count": len(manifest.rows),
        "removed": manifest.removed,
    }


def check_rows(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """Every row of the manifest has one record of the snapshot's own, with that content."""
    for row in package.manifest.rows:
        if code := _wrong_row(package, row):
            problems.append(NotProved(code, url=row.url))
    return {"count": len(package.manifest.rows)}


def _wrong_row(package: Package, row: ManifestRow) -> str:
    """What is wrong with the record of a row of the manifest, or nothing."""
    places = [
        place
        for place in package.places.get((row.url, row.timestamp), [])
        if package.rows[place].filename != ORIGINALS and package.rows[place].status == row.status
    ]
    if len(places) != 1:
        return "row_missing"
    record = package.scan.records[places[0]]
    if isinstance(record, NotProved):
        return "row_unreadable"
    status = record.status or row.status
    if (record.url, record.timestamp, status) != (row.url, row.timestamp, row.status):
        return "row_missing"
    holder = package.response(record.refers_to) if record.kind == "revisit" else record
    if holder is None or holder.kind != "response" or holder.sha256 != row.sha256:
        return "row_content"
    said = record if record.head_sha256 else holder  # whose head it is
    if said.status != row.status:
        return "row_head"
    if said.mime != row.mime.partition(";")[0].strip().lower():
        return "row_type"
    return "" if said.head_sha256 == row.head else "row_head"


def check_added(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """Every record of the snapshot's own has a row, and every earlier one a revisit."""
    listed = {(row.url, row.timestamp) for row in package.manifest.rows}
    wanted = {
        record.refers_to
        for row, record in zip(package.rows, package.scan.records, strict=True)
        if isinstance(record, Record) and record.kind == "revisit" and row.filename != ORIGINALS
    }
    for row in package.rows:
        is_original = row.filename == ORIGINALS
        if (row.url, row.timestamp) not in (wanted if is_original else listed):
            code = "original_unused" if is_original else "added"
            problems.append(NotProved(code, url=row.url))
    return {}


def check_root(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """The log's entry is about this snapshot and names the root over the manifest's lines."""
    if package.log_entry is None:
        raise NotChecked("no_log_entry")
    entry = read_log_entry(package.log_entry)
    snapshot = package.manifest.header["snapshot"]
    if entry["kind"] != "snapshot.created":
        problems.append(NotProved("entry_kind"))
    if entry["subject"] != f"snapshot/{snapshot}":
        problems.append(NotProved("entry_subject", subject=entry["subject"], snapshot=snapshot))
    if entry["hashes"] != {"manifest": package.manifest.root}:
        problems.append(NotProved("root_differs"))
    return {"at": entry["at"]}


def read_log_entry(content: bytes) -> dict[str, object]:
    """Take an entry of the log apart.

    Raises:
        NotProved: it is none.
    """
    try:
        entry = _json_object(content, LOG_ENTRY)
    except NotProved:
        raise NotProved("entry_unreadable") from None
    named = entry.keys() == {"at", "hashes", "kind", "log", "subject", "v"}
    if not named or not _is_canonical(entry, content) or entry["v"] != 1:
        raise NotProved("entry_unreadable")
    return entry


def check_inclusion(package: Package, problems: list[NotProved]) -> dict[str, object]:
    """The log has the entry, in a state that was signed with the given key."""
    if package.log_entry is None:
        raise NotChecked("no_log_entry")
    if package.log_proof is None:
        raise NotChecked("no_log_proof")
    try:
        proof = read_proof_file(package.log_proof.decode())
    except UnicodeDecodeError:
        raise NotProved("no_proof_file") from None
    signed = verify_note(proof.note, package.key)
    verify_inclusion(package.log_entry, proof.index, proof.path, signed)
    named = read_log_entry(package.log_entry)["log"]
    if named != signed.origin:
        problems.append(NotProved("entry_other_log", named=named, origin=signed.origin))
    return {"origin": signed.origin, "index": proof.index, "size": signed.size}


# --- Certificates of publication --------------------------------------------------------------

CERTIFICATE_FORMAT = "disclosure-certificate/1"
CERTIFICATE_PROOF_FORMAT = "disclosure-certificate-proof/1"
PUBLISHED = "page.published"
ENDS = ("page.unpublished", "page.withdrawn", "page.taken_down")
CAPTURED = "page.captured"
ISSUED = "certificate.issued"
OBSERVED = "probe.day"
# A certificate is written, and entered into the log at once.
MAX_ISSUE_SECONDS = 600

_PROOF_KEYS = frozenset(
    {"before", "certificate", "checkpoint", "entries", "first", "format", "keys", "observed",
     "started"}
)  # fmt: skip
_CERTIFICATE_KEYS = frozenset(
    {"addresses", "attachments", "captures", "code", "days", "ended", "events", "format",
     "issued_at", "issued_by", "item", "log", "number", "observations", "outside_time_source",
     "period", "published", "served", "verdict", "versions"}
)  # fmt: skip
_OBSERVATION_KEYS = frozenset(
    {"at", "item", "kind", "problem", "sha256", "size", "status", "url", "vantage"}
)


@dataclass(frozen=True)
class Seen:
    """One observation; its time in seconds since 1970."""

    at: int
    kind: str
    url: str
    sha256: str
    size: int
    problem: str


@dataclass(frozen=True)
class Told:
    """One entry of the log about the item; its time in seconds since 1970."""

    index: int
    at: int
    kind: str
    content: str


# A time in which something was not, or cannot be said to have been: from, to, the successful
# observations around it, and what was observed or recorded.
Gap = tuple[int, int, int | None, int | None, tuple[str, ...]]
# Something that stayed the same: what, from, to.
Same = tuple[str, int, int | None]


class Certificate:
    """A certificate with its proof; nothing of it is believed until it is checked.

    Args:
        content: the file's bytes.
        key: verifier key of the log.
        old_key: the key that signed the earlier state, if another did.

    Raises:
        NotProved: it is no such file.
    """

    def __init__(self, content: bytes, key: str, old_key: str = ""):
        proof: dict[str, Any] = dict(_json_object(content, "certificate"))
        if (
            proof.keys() != _PROOF_KEYS
            or proof["format"] != CERTIFICATE_PROOF_FORMAT
            or not _is_canonical(proof, content)
        ):
            raise NotProved("certificate_proof")
        self.key, self.old_key = key, old_key or key
        self.text: bytes = proof["certificate"].encode()
        self.said: dict[str, Any] = dict(_json_object(self.text, "certificate"))
        if (
            self.said.keys() != _CERTIFICATE_KEYS
            or self.said["format"] != CERTIFICATE_FORMAT
            or not _is_canonical(self.said, self.text)
        ):
            raise NotProved("certificate_written")
        first = _number(proof["first"])
        if first is None:
            raise NotProved("certificate_proof")
        self.first = first
        self.before = [_hash(one) for one in proof["before"]]
        self.entries: list[bytes] = [one.encode() for one in proof["entries"]]
        self.started: str = proof["started"]
        self.checkpoint: str = proof["checkpoint"]
        self.observed: list[dict[str, Any]] = proof["observed"]

    @cached_property
    def told(self) -> list[dict[str, Any]]:
        """The entries of the stretch, read."""
        return [dict(_json_object(one, LOG_ENTRY)) for one in self.entries]

    @cached_property
    def own_index(self) -> int:
        """The place in the log of the entry that commits to this certificate.

        Raises:
            NotProved: there is not exactly one.
        """
        subject = f"certificate/{self.said['number']}"
        found = [
            self.first + place
            for place, entry in enumerate(self.told)
            if entry["kind"] == ISSUED and entry["subject"] == subject
        ]
        if len(found) != 1:
            raise NotProved("certificate_not_logged", number=self.said["number"])
        return found[0]

    def entry(self, index: int) -> dict[str, Any]:
        """An entry of the stretch by its place in the log.

        Raises:
            NotProved: the stretch does not have it.
        """
        if not self.first <= index < self.first + len(self.told):
            raise NotProved("certificate_entry", index=index)
        return self.told[index - self.first]

    @cached_property
    def begin(self) -> int:
        """When the time begins that the certificate speaks of."""
        return _moment(self.said["period"]["opens_at"])

    @cached_property
    def end(self) -> int:
        """When it ends: with the period, or with the issue if that was earlier."""
        closes = _moment(self.said["period"]["closes_at"])
        return min(closes, _moment(self.said["issued_at"]))

    @cached_property
    def events(self) -> list[Told]:
        """What the log says of the item, up to the certificate's own entry."""
        names = set(self.said["item"]["short_ids"])
        return [
            Told(
                self.first + place,
                _moment(entry["at"]),
                entry["kind"],
                entry["hashes"].get("content", ""),
            )
            for place, entry in enumerate(self.told[: self.own_index - self.first])
            if entry["subject"] in names and entry["kind"] in (PUBLISHED, *ENDS)
        ]

    @cached_property
    def seen(self) -> list[Seen]:
        """The observations that the log commits to, in its order.

        Raises:
            NotProved: they are not those of this item, or were entered before they were made.
        """
        number = self.said["item"]["number"]
        found: list[Seen] = []
        for one in self.observed:
            entry = self.entry(one["entry"])
            for line in one["rows"].encode().splitlines():
                row = dict(_json_object(line, "rows"))
                if row.keys() != _OBSERVATION_KEYS or row["item"] != number:
                    raise NotProved("observation_other", index=one["entry"])
                seen = _seen(row)
                if seen.at > _moment(entry["at"]):
                    raise NotProved("observation_early", index=one["entry"])
                found.append(seen)
        return found


def _seen(row: dict[str, Any]) -> Seen:
    return Seen(
        _moment(row["at"]), row["kind"], row["url"], row["sha256"], row["size"], row["problem"]
    )


def _moment(date: object) -> int:
    """``2026-11-23T01:02:03Z`` in seconds since 1970."""
    if not _timestamp(date):
        raise NotProved("no_time", time=date)
    return int(datetime.fromisoformat(str(date)).timestamp())


def _told_time(moment: int | None) -> str | None:
    if moment is None:
        return None
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def check_stretch(one: Certificate, problems: list[NotProved]) -> dict[str, object]:
    """The log has these entries without a gap, in states that were signed with the given key."""
    signed = verify_note(one.checkpoint, one.key)
    if len(one.before) != one.first.bit_count():
        raise NotProved("stretch_changed")
    leaves = [_leaf(entry) for entry in one.entries]
    if one.first + len(leaves) != signed.size:
        raise NotProved("stretch_length", size=signed.size, count=len(leaves))
    if _root_behind(one.before, one.first, leaves) != signed.root:
        raise NotProved("stretch_changed")
    if one.started:
        earlier = verify_note(one.started, one.old_key)
        count = earlier.size - one.first
        if not 0 < count <= len(leaves):
            raise NotProved("stretch_start")
        if _root_behind(one.before, one.first, leaves[:count]) != earlier.root:
            raise NotProved("history_changed")
    for entry in one.told:
        if entry["log"] != signed.origin:
            problems.append(NotProved("entry_other_log", named=entry["log"], origin=signed.origin))
    if one.said["log"] != signed.origin:
        problems.append(NotProved("entry_other_log", named=one.said["log"], origin=signed.origin))
    return {"count": len(leaves), "size": signed.size, "origin": signed.origin}


def _root_behind(before: list[bytes], first: int, leaves: list[bytes]) -> bytes:
    """The root over entries that stand behind the perfect trees of those before them."""
    sizes = [1 << level for level in reversed(range(first.bit_length())) if first >> level & 1]
    trees = list(zip(sizes, before, strict=True))
    for leaf in leaves:
        size, value = 1, leaf
        while trees and trees[-1][0] == size:
            value = _join(trees.pop()[1], value)
            size *= 2
        trees.append((size, value))
    value = trees.pop()[1]
    while trees:
        value = _join(trees.pop()[1], value)
    return value


def check_issued(one: Certificate, problems: list[NotProved]) -> dict[str, object]:
    """The log's entry about the issue names exactly this certificate."""
    entry = one.entry(one.own_index)
    if entry["hashes"] != {"certificate": hashlib.sha256(one.text).hexdigest()}:
        problems.append(NotProved("certificate_changed"))
    waited = _moment(entry["at"]) - _moment(one.said["issued_at"])
    if not 0 <= waited <= MAX_ISSUE_SECONDS:
        problems.append(NotProved("certificate_time", at=entry["at"]))
    return {"number": one.said["number"], "at": entry["at"]}


def check_events(one: Certificate, problems: list[NotProved]) -> dict[str, object]:
    """What it says of publications is all that the log says of the item, and nothing else."""
    told = [
        {"at": _told_time(event.at), "content": event.content, "index": event.index,
         "kind": event.kind}
        for event in one.events
    ]  # fmt: skip
    if not told or told[0]["kind"] != PUBLISHED or told[0]["index"] != one.first:
        raise NotProved("certificate_begins")
    if one.said["events"] != told:
        problems.append(NotProved("events_differ"))
    if one.said["published"] != {"at": told[0]["at"], "index": one.first}:
        problems.append(NotProved("certificate_begins"))
    if one.said["ended"] != _ended(one.events):
        problems.append(NotProved("events_differ"))
    names = set(one.said["item"]["short_ids"])
    captures = [
        one.first + place
        for place, entry in enumerate(one.told[: one.own_index - one.first])
        if entry["subject"] in names and entry["kind"] == CAPTURED
    ]
    if one.said["captures"] != captures:
        problems.append(NotProved("captures_differ"))
    return {"count": len(told)}


def _ended(events: list[Told]) -> dict[str, object] | None:
    last: Told | None = None
    for event in events:
        if event.kind == PUBLISHED:
            last = None
        elif last is None:
            last = event
    if last is None:
        return None
    return {"at": _told_time(last.at), "cause": last.kind, "index": last.index}


def check_period(one: Certificate, problems: list[NotProved]) -> dict[str, object]:
    """It begins no earlier than the log says, and ends with its last day."""
    period = one.said["period"]
    closes = _moment(period["closes_at"])
    if one.begin < _moment(one.said["published"]["at"]):
        problems.append(NotProved("period_early"))
    if not one.begin < closes:
        problems.append(NotProved("period_empty"))
    local = datetime.fromisoformat(period["closes_local"])
    last_day = datetime.fromisoformat(period["last_day"])
    at_midnight = (local.hour, local.minute, local.second) == (0, 0, 0)
    is_next_day = (local.replace(tzinfo=None) - last_day).days == 1
    if local.tzinfo is None or local.timestamp() != closes or not (at_midnight and is_next_day):
        problems.append(NotProved("period_end", day=period["last_day"]))
    return {"begin": period["opens_at"], "end": period["closes_local"]}


def check_observed(one: Certificate, problems: list[NotProved]) -> dict[str, object]:
    """The observations are those that the log's entries commit to."""
    days = []
    for given in one.observed:
        entry = one.entry(given["entry"])
        if entry["kind"] != OBSERVED or given["entry"] >= one.own_index:
            raise NotProved("observation_entry", index=given["entry"])
        root = bytes.fromhex(_matching(_HEX, entry["hashes"]["items"]))
        tree = VerifiedCheckpoint("", given["size"], root)
        try:
            path = [_hash(value) for value in given["path"]]
            verify_inclusion(given["rows"].encode(), given["index"], path, tree)
        except NotProved:
            raise NotProved("observation_changed", index=given["entry"]) from None
        subject = entry["subject"]
        days.append({"day": subject.removeprefix("probes/"), "index": given["entry"]})
    if one.said["days"] != days or len({day["index"] for day in days}) != len(days):
        problems.append(NotProved("days_differ"))
    return {"count": len(one.seen), "days": len(days)}


def _counted(seen: Iterable[Seen], begin: int, end: int) -> list[tuple[Seen, int]]:
    """Those within a time, each with the seconds by which the clock was set back before it.

    What a clock that was set back puts into a time that was observed already does not count if it
    is good; if it is bad, it counts at the latest moment before.
    """
    found: list[tuple[Seen, int]] = []
    previous: int | None = None
    highest: int | None = None
    back = 0
    for one in seen:
        if previous is not None and one.at < previous:
            back += previous - one.at
        previous = one.at
        if highest is not None and one.at <= highest:
            if not one.problem:
                continue
            one = replace(one, at=highest)
        highest = one.at
        if begin <= one.at <= end:
            found.append((one, back))
            back = 0
    return found


def _gaps(counted: list[tuple[Seen, int]], begin: int, end: int, limit: int | None) -> list[Gap]:
    good = [one.at for one, _back in counted if not one.problem]
    found: list[Gap] = []
    for bad, some in itertools.groupby(counted, key=lambda pair: bool(pair[0].problem)):
        if not bad:
            continue
        failed = [one for one, _back in some]
        after = next((at for at in good if at > failed[-1].at), None)
        until = end if after is None else after
        before = max((at for at in good if at <= failed[0].at), default=None)
        words = tuple(dict.fromkeys(one.problem for one in failed))
        found.append((failed[0].at, until, before, after, words))
    if limit is not None:
        edges = [(begin, 0), *((one.at, back) for one, back in counted), (end, 0)]
        for (start, _back), (stop, back) in itertools.pairwise(edges):
            if stop - start + back > limit:
                before = max((at for at in good if at <= start), default=None)
                after = next((at for at in good if at > start), None)
                found.append((start, stop, before, after, ("unobserved",)))
    return found


def _longest(counted: list[tuple[Seen, int]], begin: int, end: int) -> int:
    longest, start, lost = 0, begin, 0
    for one, back in counted:
        lost += back
        if not one.problem:
            longest, start, lost = max(longest, one.at - start + lost), one.at, 0
    return max(longest, end - start + lost)


def _absent(events: list[Told], begin: int, end: int) -> list[Gap]:
    found: list[Gap] = []
    since: int | None = None
    words: list[str] = []
    for event in [*events, Told(-1, end, PUBLISHED, "")]:
        if event.kind in ENDS:
            since = event.at if since is None else since
            words.append(event.kind)
        elif since is not None:
            start, stop = max(since, begin), min(event.at, end)
            if since < end and event.at > begin:
                found.append((start, stop, None, None, tuple(dict.fromkeys(words))))
            since, words = None, []
    return found


def _same(counted: list[tuple[Seen, int]], name: str) -> list[Same]:
    found: list[Same] = []
    for one, _back in counted:
        if one.problem:
            continue
        value: str = getattr(one, name)
        if found and found[-1][0] == value:
            found[-1] = (value, found[-1][1], one.at)
        else:
            found.append((value, one.at, one.at))
    return found


def _contents(events: list[Told], begin: int, end: int) -> list[Same]:
    found: list[Same] = []
    for event in events:
        public = bool(found) and found[-1][2] is None
        if event.kind == PUBLISHED and public and found[-1][0] == event.content:
            continue
        if public:
            found[-1] = (found[-1][0], found[-1][1], event.at)
        if event.kind == PUBLISHED:
            found.append((event.content, event.at, None))
    return [one for one in found if one[1] < end and (one[2] is None or one[2] > begin)]


def _written_gaps(gaps: list[Gap]) -> list[dict[str, object]]:
    return [
        {"from": _told_time(start), "to": _told_time(stop), "last_ok": _told_time(before),
         "first_ok": _told_time(after), "status": list(words)}
        for start, stop, before, after, words in sorted(gaps, key=lambda one: (*one[:2], one[4]))
    ]  # fmt: skip


def _written_same(found: list[Same], name: str) -> list[dict[str, object]]:
    return [
        {name: value, "from": _told_time(start), "to": _told_time(stop)}
        for value, start, stop in found
    ]


def _attachments(one: Certificate) -> tuple[list[dict[str, object]], list[Gap], list[list[Same]]]:
    files = [row for row in one.seen if row.kind == "file" and one.begin <= row.at <= one.end]
    written: list[dict[str, object]] = []
    gaps: list[Gap] = []
    alike: list[list[Same]] = []
    for url in sorted({row.url for row in files}):
        rows = [row for row in files if row.url == url]
        counted = _counted(rows, one.begin, one.end)
        missing = _gaps(counted, one.begin, one.end, None)
        found = _same(counted, "sha256")
        written.append(
            {
                "url": url,
                "size": max((row.size for row in rows if not row.problem), default=0),
                "count": len(counted),
                "ok": sum(not row.problem for row, _back in counted),
                "found": _written_same(found, "sha256"),
                "interruptions": _written_gaps(missing),
            }
        )
        gaps += missing
        alike.append(found)
    return written, gaps, alike


def check_follows(one: Certificate, problems: list[NotProved]) -> dict[str, object]:
    """Counts, gaps, interruptions, versions and heading follow from log and observations."""
    said = one.said
    counted = _counted((row for row in one.seen if row.kind == "page"), one.begin, one.end)
    limit = said["observations"]["limit_s"]
    gaps = _gaps(counted, one.begin, one.end, limit) + _absent(one.events, one.begin, one.end)
    served, addresses = _same(counted, "sha256"), _same(counted, "url")
    versions = _contents(one.events, one.begin, one.end)
    attachments, missing, files = _attachments(one)
    count, good = len(counted), sum(not row.problem for row, _back in counted)
    longest = _longest(counted, one.begin, one.end)
    expected: dict[str, tuple[object, object]] = {
        "count": (said["observations"]["count"], count),
        "ok": (said["observations"]["ok"], good),
        "max_gap_s": (said["observations"]["max_gap_s"], longest),
        "interruptions": (said["observations"]["interruptions"], _written_gaps(gaps)),
        "served": (said["served"], _written_same(served, "sha256")),
        "addresses": (said["addresses"], _written_same(addresses, "url")),
        "versions": (said["versions"], _written_same(versions, "content_sha256")),
        "attachments": (said["attachments"], attachments),
        "verdict": (
            said["verdict"],
            _heading(one, gaps + missing, [versions, served, addresses, *files]),
        ),
    }
    for name, (written, found) in expected.items():
        if written != found:
            problems.append(NotProved("does_not_follow", name=name))
    return {
        "verdict": ", ".join(said["verdict"]),
        "count": count,
        "good": good,
        "longest": longest,
        "limit": limit,
        "begin": _told_time(one.begin),
        "end": _told_time(one.end),
    }


def _heading(one: Certificate, gaps: list[Gap], alike: list[list[Same]]) -> list[str]:
    over = _moment(one.said["issued_at"]) >= _moment(one.said["period"]["closes_at"])
    words = [] if over else ["running"]
    if gaps:
        words.append("interrupted")
    if any(len({value for value, _start, _stop in found}) > 1 for found in alike):
        words.append("changed")
    return words or ["complete"]


CertificateCheck = Callable[[Certificate, list[NotProved]], dict[str, object]]
CERTIFICATE_CHECKS: tuple[tuple[str, CertificateCheck, tuple[str, ...]], ...] = (
    ("stretch", check_stretch, ()),
    ("issued", check_issued, ("stretch",)),
    ("events", check_events, ("stretch", "issued")),
    ("period", check_period, ()),
    ("observed", check_observed, ("stretch", "issued")),
    ("follows", check_follows, ("events", "period", "observed")),
)


# --- Which checks a command makes -------------------------------------------------------------

# Name, function, and the checks without which this one has nothing to read. The name of the good
# sentence is that of the check.
Checks = tuple[tuple[str, Check, tuple[str, ...]], ...]

RECORDS: Checks = (
    ("stored", check_stored, ()),
    ("index", check_index, ("stored",)),
    ("order", check_order, ("index",)),
    ("records", check_records, ("index",)),
)
REVISITS: Checks = (("revisits", check_revisits, ("index",)),)
STRUCTURE: Checks = (
    ("names", check_names, ()),
    ("datapackage", check_datapackage, ()),
    ("digest", check_digest, ()),
    ("listed", check_listed, ("datapackage",)),
    ("hashes", check_hashes, ("datapackage",)),
    *RECORDS,
    ("hidden", check_hidden, ("index",)),
    ("pages", check_pages, ("datapackage", "index")),
)
CONTENTS: Checks = (
    ("manifest", check_manifest, ()),
    ("rows", check_rows, ("index", "manifest")),
    ("added", check_added, ("index", "manifest")),
    ("root", check_root, ("manifest",)),
    ("inclusion", check_inclusion, ()),
)

CERTIFICATE = "certificate"

# What each command about a snapshot checks, in this order.
COMMANDS: dict[str, Checks] = {
    "structure": STRUCTURE,
    "revisits": (*RECORDS, *REVISITS),
    "snapshot": (*STRUCTURE, *REVISITS, *CONTENTS),
}

# What reading a file can raise that is not what it should be.
UNREADABLE = (OSError, ValueError, OverflowError, RecursionError, zlib.error, struct.error)
# What a certificate can raise that holds something else than it should.
OTHER_KINDS = (AttributeError, IndexError, KeyError, TypeError)


Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Result:
    """What came out of one check.

    Attributes:
        check: its name.
        level: ``ok``, ``failed`` or ``not_checked``.
        code, params: the sentence.
    """

    check: str
    level: str
    code: str
    params: dict[str, object]

    def line(self, language: str) -> str:
        """The line that is printed."""
        word = say(self.level, {}, language)
        return f"{word}  {self.check}: {say(self.code, self.params, language)}"


def check_package(
    path: Path,
    command: str,
    *,
    key: str = "",
    entry: Path | None = None,
    proof: Path | None = None,
) -> Iterator[Result]:
    """Check a package.

    Args:
        path: the WACZ file.
        command: ``structure``, ``revisits`` or ``snapshot``.
        key: verifier key of the log; for ``snapshot``.
        entry, proof: files to use in place of those in the package.

    Returns:
        At least one result a check, as they are found. The package is good if all are ``ok``.
    """
    checks = COMMANDS[command]
    try:
        with path.open("rb") as file:
            package = Package(file, key, entry, proof)
            yield Result("zip", "ok", "ok_zip", {"count": len(package.members)})
            yield from _run(package, checks)
            return
    except NotProved as problem:
        yield Result("zip", "failed", problem.code, problem.params)
    except UNREADABLE as error:
        yield Result("zip", "failed", "unreadable", {"reason": _reason(error)})
    for name, _check, _needs in checks:
        yield Result(name, "not_checked", "needs", {"check": "zip"})


def check_certificate(path: Path, *, key: str, old_key: str = "") -> Iterator[Result]:
    """Check a certificate of publication.

    Args:
        path: the proof of the certificate, which holds it too.
        key: verifier key of the log.
        old_key: the key that signed the earlier state, if another did.

    Returns:
        At least one result a check, as they are found. The certificate is good if all are ``ok``.
    """
    try:
        certificate = Certificate(_read_file(path, MAX_CERTIFICATE_BYTES), key, old_key)
        yield Result("file", "ok", "ok_file", {"number": certificate.said["number"]})
    except NotProved as problem:
        yield Result("file", "failed", problem.code, problem.params)
    except (*UNREADABLE, *OTHER_KINDS) as error:
        yield Result("file", "failed", "unreadable", {"reason": _reason(error)})
    else:
        yield from _run(certificate, CERTIFICATE_CHECKS)
        return
    for name, _check, _needs in CERTIFICATE_CHECKS:
        yield Result(name, "not_checked", "needs", {"check": "file"})


def _run(
    thing: Thing,
    checks: Iterable[
        tuple[str, Callable[[Thing, list[NotProved]], dict[str, object]], Sequence[str]]
    ],
) -> Iterator[Result]:
    bad: set[str] = set()
    for name, check, needs in checks:
        missing = [need for need in needs if need in bad]
        if missing:
            results = [Result(name, "not_checked", "needs", {"check": missing[0]})]
        else:
            results = _run_one(thing, name, check)
        if results[0].level != "ok":
            bad.add(name)
        yield from results


def _run_one(
    thing: Thing, name: str, check: Callable[[Thing, list[NotProved]], dict[str, object]]
) -> list[Result]:
    problems: list[NotProved] = []
    try:
        params = check(thing, problems)
    except NotChecked as reason:
        return [Result(name, "not_checked", reason.code, reason.params)]
    except NotProved as problem:
        problems.append(problem)
    except (*UNREADABLE, *OTHER_KINDS) as error:
        problems.append(NotProved("unreadable", reason=_reason(error)))
    if not problems:
        return [Result(name, "ok", f"ok_{name}", params)]
    return [Result(name, "failed", one.code, one.params) for one in problems]


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


# --- The command line -------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    """Check files by hand; the exit status is 1 if something does not hold or is not checked."""
    options = _parser().parse_args(arguments)
    language = options.lang or _language(os.environ)
    if options.command in (*COMMANDS, CERTIFICATE):
        return _report(options, language)
    try:
        code, params = _PROOFS[options.command](options)
    except NotProved as problem:
        return _not_proved(problem, language)
    except UNREADABLE as error:
        return _not_proved(NotProved("unreadable", reason=_reason(error)), language)
    sys.stdout.write(f"{say(code, params, language)}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=LANGUAGES, help="language of the answers 中文：zh")
    parser = argparse.ArgumentParser(
        description="Check an archive file, or what a publication log says."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name in COMMANDS:
        one = commands.add_parser(name, parents=[common])
        one.add_argument("snapshot", type=Path, help="the WACZ file")
        if name == "snapshot":
            one.add_argument("--key", required=True, help="the log's verifier key")
            one.add_argument("--log-entry", type=Path, help="use this entry of the log")
            one.add_argument("--proof", type=Path, help="use this proof of the entry")
    one = commands.add_parser(CERTIFICATE, parents=[common])
    one.add_argument(CERTIFICATE, type=Path, help="the proof of the certificate")
    one.add_argument("--key", required=True, help="the log's verifier key")
    one.add_argument("--old-key", help="the key that signed the older state, if another did")
    for name, files in {
        "checkpoint": ("checkpoint",),
        "entry": ("entry", "proof"),
        "consistency": ("old", "proof"),
    }.items():
        one = commands.add_parser(name, parents=[common])
        for file in files:
            one.add_argument(file, type=Path)
        one.add_argument("--key", required=True, help="the log's verifier key")
        one.add_argument("--old-key", help="the key that signed the older state, if another did")
    return parser


def _language(environment: Mapping[str, str]) -> str:
    named = environment.get("LC_ALL") or environment.get("LANG") or ""
    return "zh" if named.lower().startswith("zh") else "en"


def _report(options: argparse.Namespace, language: str) -> int:
    """Print a line for each result, and what it comes to."""
    levels: list[str] = []
    if options.command == CERTIFICATE:
        old_key = options.old_key or ""
        results = check_certificate(options.certificate, key=options.key, old_key=old_key)
    else:
        results = check_package(
            options.snapshot,
            options.command,
            key=getattr(options, "key", ""),
            entry=getattr(options, "log_entry", None),
            proof=getattr(options, "proof", None),
        )
    for check, found in itertools.groupby(results, key=lambda result: result.check):
        told = list(found)
        lines = [result.line(language) for result in told[:MAX_SHOWN]]
        if len(told) > MAX_SHOWN:
            rest = Result(check, told[0].level, "more", {"count": len(told) - MAX_SHOWN})
            lines.append(rest.line(language))
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        levels.append(told[0].level)
    counts = {"all": len(levels), **Counter(levels)}
    code = "all_hold"
    if "failed" in counts:
        code = "some_failed"
    elif "not_checked" in counts:
        code = "some_left"
    sys.stdout.write(f"{say(code, counts, language)}\n")
    return 0 if code == "all_hold" else 1


def _not_proved(problem: NotProved, language: str) -> int:
    sentence = say(problem.code, problem.params, language)
    sys.stderr.write(f"{say('not_proved', {}, language)}: {sentence}\n")
    return 1


def _check_checkpoint(options: argparse.Namespace) -> tuple[str, dict[str, object]]:
    found = verify_note(_text(options.checkpoint), options.key)
    return "proved_checkpoint", {
        "origin": found.origin,
        "size": found.size,
        "root": found.root.hex(),
    }


def _check_entry(options: argparse.Namespace) -> tuple[str, dict[str, object]]:
    proof = read_proof_file(_text(options.proof))
    found = verify_note(proof.note, options.key)
    verify_inclusion(_read_file(options.entry), proof.index, proof.path, found)
    return "proved_entry", {"index": proof.index, "size": found.size, "origin": found.origin}


def _check_consistency(options: argparse.Namespace) -> tuple[str, dict[str, object]]:
    old = verify_note(_text(options.old), options.old_key or options.key)
    proof = read_consistency_file(_text(options.proof))
    new = verify_note(proof.note, options.key)
    if proof.old != old.size:
        raise NotProved("other_start", proof=proof.old, state=old.size)
    verify_consistency(old, new, proof.path)
    return "proved_consistency", {"origin": new.origin, "old": old.size, "new": new.size}


def _text(path: Path) -> str:
    return _read_file(path).decode()  # not read_text(): line ends count


_PROOFS: dict[str, Callable[[argparse.Namespace], tuple[str, dict[str, object]]]] = {
    "checkpoint": _check_checkpoint,
    "entry": _check_entry,
    "consistency": _check_consistency,
}

# --- What is said, in English and in Chinese --------------------------------------------------

SENTENCES: dict[str, tuple[str, str]] = {
    # The words before each line, and the last line.
    "ok": ("ok", "通过"),
    "failed": ("FAILED", "不通过"),
    "not_checked": ("not checked", "未检查"),
    "not_proved": ("NOT PROVED", "不能证明"),
    "all_hold": (
        "Everything was checked and holds.",
        "全部检查完毕，没有发现问题。",
    ),
    "some_failed": (
        "Do not rely on this file: %(failed)s of %(all)s checks FAILED.",
        "不要相信这个文件：%(all)s 项检查中有 %(failed)s 项不通过。",
    ),
    "some_left": (
        "Nothing failed, but %(not_checked)s of %(all)s checks could not be made: nothing is "
        "proved yet.",
        "没有发现问题，但是 %(all)s 项检查中有 %(not_checked)s 项没有做：还不能证明什么。",
    ),
    "needs": (
        "Not looked at, because of “%(check)s” above.",
        "没有检查，因为上面的“%(check)s”有问题。",
    ),
    "more": ("… and %(count)s more like these.", "……还有 %(count)s 处同类问题。"),
    "unreadable": ("It cannot be read: %(reason)s", "无法读取：%(reason)s"),
    "too_large": (
        "%(name)s is larger than the %(limit)s bytes that this program reads.",
        "%(name)s 超过本程序读取的上限 %(limit)s 字节。",
    ),
    # checkpoint, entry, consistency
    "proved_checkpoint": (
        "Signed: %(origin)s, %(size)s entries, root %(root)s",
        "签名有效：%(origin)s，共 %(size)s 条，根值 %(root)s",
    ),
    "proved_entry": (
        "Proved: entry %(index)s of the %(size)s of %(origin)s",
        "证明成立：是 %(origin)s 共 %(size)s 条中的第 %(index)s 条（从 0 数起）",
    ),
    "proved_consistency": (
        "Proved: %(origin)s was only added to, from %(old)s to %(new)s entries",
        "证明成立：%(origin)s 只增加、没有改动，从 %(old)s 条到 %(new)s 条",
    ),
    "no_signature": ("The checkpoint has no signature.", "签名状态没有签名。"),
    "not_signed": (
        "The checkpoint is not signed by %(origin)s.",
        "签名状态不是 %(origin)s 用这个公钥签的。",
    ),
    "other_origin": (
        "The checkpoint is not one of %(origin)s.",
        "签名状态不是 %(origin)s 的。",
    ),
    "no_size": ("The checkpoint's size is not a number.", "签名状态的条数不是数字。"),
    "no_entry": (
        "A log of %(size)s entries has no entry %(index)s.",
        "日志只有 %(size)s 条，没有第 %(index)s 条。",
    ),
    "proof_long": ("The proof is too long.", "证明过长。"),
    "proof_short": ("The proof is too short.", "证明过短。"),
    "entry_changed": (
        "The entry is not in the log, or was changed.",
        "这一条不在日志里，或者被改动过。",
    ),
    "other_log": ("The checkpoints are of different logs.", "两个状态属于不同的日志。"),
    "log_shrank": (
        "A log of %(new)s entries does not contain one of %(old)s.",
        "%(new)s 条的日志不可能包含 %(old)s 条的日志。",
    ),
    "two_states": (
        "Two checkpoints of one size differ: the history was changed.",
        "条数相同的两个状态不一样：历史被改动过。",
    ),
    "history_changed": (
        "The history was changed between the checkpoints.",
        "两个状态之间，历史被改动过。",
    ),
    "no_proof_file": ("This is not a proof file.", "这不是证明文件。"),
    "no_index": ("The proof file names no entry.", "证明文件没有写明是第几条。"),
    "no_consistency_file": (
        "This is not a proof that a log was only added to.",
        "这不是“日志只增加”的证明文件。",
    ),
    "key_unreadable": ("The key cannot be read.", "公钥无法读取。"),
    "key_kind": ("The key is not an Ed25519 key.", "公钥不是 Ed25519 公钥。"),
    "key_name": (
        "The key's name and number do not belong together.",
        "公钥的名称与编号不相配。",
    ),
    "hash_unreadable": ("A hash cannot be read.", "摘要值无法读取。"),
    "other_start": (
        "The proof begins with %(proof)s entries, the state has %(state)s.",
        "证明从 %(proof)s 条开始，而这个状态有 %(state)s 条。",
    ),
    # zip
    "ok_zip": (
        "It is a ZIP file of %(count)s files, and no byte stands beside them.",
        "是 ZIP 文件，内有 %(count)s 个文件，此外没有多余的字节。",
    ),
    "not_zip": (
        "It is no whole ZIP file: its end is missing or something follows it.",
        "不是完整的 ZIP 文件：缺少结尾，或者结尾之后还有内容。",
    ),
    "zip_directory": (
        "The list of files of the ZIP cannot be read.",
        "ZIP 的文件目录无法读取。",
    ),
    "zip_hidden": (
        "Before %(name)s stand bytes that belong to no file, or two files overlap.",
        "%(name)s 之前有不属于任何文件的字节，或者两个文件重叠。",
    ),
    "zip_member": (
        "The file %(name)s is described in two ways, encrypted, or packed in an unusual way.",
        "文件 %(name)s 前后描述不一致、被加密，或者打包方式不正常。",
    ),
    # names, datapackage, digest, listed, hashes, stored
    "ok_names": (
        "Every file stands once and where it belongs.",
        "每个文件只出现一次，位置正确。",
    ),
    "name_twice": ("The file %(name)s is there twice.", "文件 %(name)s 出现了两次。"),
    "name_foreign": (
        "The file %(name)s does not belong into an archive.",
        "文件 %(name)s 不属于归档文件。",
    ),
    "ok_datapackage": (
        "datapackage.json says that this is a WACZ 1.1.1 file.",
        "datapackage.json 写明这是 WACZ 1.1.1 文件。",
    ),
    "wrong_format": (
        "In datapackage.json, %(key)s must be “%(value)s”.",
        "datapackage.json 的 %(key)s 应当是“%(value)s”。",
    ),
    "bad_resources": (
        "The resources of datapackage.json must each have a name, path, hash and bytes.",
        "datapackage.json 的 resources 每一项都应当有 name、path、hash、bytes。",
    ),
    "bad_json": (
        "%(name)s is not the JSON it should be.",
        "%(name)s 不是应有的 JSON。",
    ),
    "missing": ("The file %(name)s is missing.", "缺少文件 %(name)s。"),
    "damaged": (
        "The file %(name)s is damaged: it does not fit its own checksum.",
        "文件 %(name)s 已损坏：与自身的校验值不符。",
    ),
    "ok_digest": (
        "datapackage.json is the one whose hash stands beside it.",
        "datapackage.json 与旁边记载的摘要值一致。",
    ),
    "datapackage_changed": (
        "datapackage.json is not the file whose hash datapackage-digest.json gives.",
        "datapackage.json 与 datapackage-digest.json 记载的摘要值不一致。",
    ),
    "ok_listed": (
        "Every file is listed, and every listed file is there.",
        "每个文件都列在清单里，清单里的文件都在。",
    ),
    "unlisted": (
        "The file %(name)s is not listed in datapackage.json.",
        "文件 %(name)s 没有列在 datapackage.json 里。",
    ),
    "listed_missing": (
        "The listed file %(name)s is missing.",
        "清单里的文件 %(name)s 不在。",
    ),
    "listed_twice": (
        "The file %(name)s is listed twice.",
        "文件 %(name)s 在清单里列了两次。",
    ),
    "ok_hashes": (
        "Every listed file has the hash and the size that the list gives.",
        "清单里每个文件的摘要值和大小都相符。",
    ),
    "hash_differs": (
        "The file %(name)s is not the one that was listed.",
        "文件 %(name)s 与清单记载的不一致。",
    ),
    "ok_stored": (
        "Records and index stand in the ZIP without further compression.",
        "记录和索引在 ZIP 里没有再压缩。",
    ),
    "compressed_twice": (
        "The file %(name)s must be stored in the ZIP without compression.",
        "文件 %(name)s 在 ZIP 里不应当再压缩。",
    ),
    # pages
    "ok_pages": (
        "The list of pages has its header, and all its pages (%(count)s) were captured.",
        "网页清单有表头和 %(count)s 个网页，都已采集。",
    ),
    "pages_header": (
        "pages.jsonl must begin with its header line.",
        "pages.jsonl 应当以表头开始。",
    ),
    "pages_none": ("pages.jsonl lists no page.", "pages.jsonl 没有列出网页。"),
    "page_bad": (
        "Line %(number)s of pages.jsonl has no address or no UTC time.",
        "pages.jsonl 第 %(number)s 行没有网址或者没有协调世界时时间。",
    ),
    "main_page": (
        "The main page of datapackage.json has no address or no UTC time.",
        "datapackage.json 的首页没有网址或者没有协调世界时时间。",
    ),
    "page_not_captured": (
        "The page %(url)s is not among the records.",
        "网页 %(url)s 不在记录中。",
    ),
    # index, order
    "ok_index": (
        "The index has %(count)s lines, in the blocks that index.idx lists.",
        "索引共 %(count)s 行，分块与 index.idx 相符。",
    ),
    "index_empty": ("The index has no lines.", "索引是空的。"),
    "index_block": (
        "Line %(number)s of index.idx does not fit the blocks of the index.",
        "index.idx 第 %(number)s 行与索引的分块不符。",
    ),
    "index_line": (
        "A line of the index cannot be read: %(line)s",
        "索引里有一行无法读取：%(line)s",
    ),
    "ok_order": (
        "The index is sorted, and names each address once a second.",
        "索引排序正确，同一网址同一秒只有一行。",
    ),
    "index_unsorted": (
        "The index is not sorted at %(url)s.",
        "索引在 %(url)s 处排序不对。",
    ),
    "index_key": (
        "The index lists %(url)s under the key of another address.",
        "索引把 %(url)s 列在别的网址之下。",
    ),
    "index_twice": (
        "The index has two records of %(url)s for one second.",
        "索引里 %(url)s 在同一秒有两条记录。",
    ),
    # records, hidden
    "ok_records": (
        "Each of the %(count)s lines of the index opens one whole record, and it says the same.",
        "索引的 %(count)s 行各对应一条完整的记录，内容一致。",
    ),
    "no_warc": (
        "There is no WARC file in archive/.",
        "archive/ 里没有 WARC 文件。",
    ),
    "record_nowhere": (
        "The index places %(url)s where no whole record begins and ends.",
        "按索引的位置找不到 %(url)s 的完整记录。",
    ),
    "record_elsewhere": (
        "The index places %(url)s where the record of %(found)s stands.",
        "索引里 %(url)s 的位置上是 %(found)s 的记录。",
    ),
    "record_damaged": (
        "The record of %(url)s does not fit its own digests.",
        "%(url)s 的记录与自身的摘要值不符。",
    ),
    "record_encoded": (
        "The record of %(url)s says that its content is encoded, or says its type twice.",
        "%(url)s 的记录写着内容经过编码，或者写了两次类型。",
    ),
    "row_differs": (
        "The index gives another digest, status or type for %(url)s than its record.",
        "索引里 %(url)s 的摘要值、状态码或类型与记录不同。",
    ),
    "ok_hidden": (
        "Besides, the WARC files hold %(count)s descriptions and nothing else.",
        "除此以外，WARC 文件里只有 %(count)s 条说明，没有别的内容。",
    ),
    "not_indexed": (
        "The bytes from %(offset)s in %(name)s are in no line of the index.",
        "%(name)s 从第 %(offset)s 字节起的内容不在索引里。",
    ),
    "records_overlap": (
        "Two lines of the index share bytes of %(name)s.",
        "索引有两行指向 %(name)s 的同一段字节。",
    ),
    # revisits
    "ok_revisits": (
        "Kept as unchanged: %(count)s. Each refers to a response in this file with those bytes.",
        "%(count)s 个网页标为“未变”，各自引用的原记录都在本文件里，内容一致。",
    ),
    "revisit_unresolved": (
        "The unchanged page %(url)s refers to %(target)s, of which no response is in this file.",
        "标为“未变”的 %(url)s 引用 %(target)s，本文件里没有这条原记录。",
    ),
    "revisit_of_revisit": (
        "The unchanged page %(url)s refers to a record that itself holds no content.",
        "标为“未变”的 %(url)s 引用的记录本身没有内容。",
    ),
    "revisit_differs": (
        "The unchanged page %(url)s refers to a response with other content.",
        "标为“未变”的 %(url)s 引用的原记录内容不同。",
    ),
    # manifest
    "ok_manifest": (
        "The manifest of snapshot %(snapshot)s of %(bureau)s has %(count)s rows; %(removed)s more "
        "were taken out later.",
        "%(bureau)s 快照 %(snapshot)s 的清单共 %(count)s 行；另有 %(removed)s 行是后来取出的。",
    ),
    "two_manifests": (
        "Beside the manifest stands another one: %(name)s.",
        "除清单外还有一份清单：%(name)s。",
    ),
    "manifest_header": (
        "The manifest does not begin with a header of this format.",
        "清单的第一行不是本格式的表头。",
    ),
    "manifest_end": (
        "The manifest does not end with a line end.",
        "清单没有以换行结束。",
    ),
    "manifest_line": (
        "Line %(number)s of the manifest is not written as it must be: %(line)s",
        "清单第 %(number)s 行写法不对：%(line)s",
    ),
    "manifest_unsorted": (
        "The manifest is not sorted, or has a row twice, at %(url)s.",
        "清单在 %(url)s 处排序不对，或者同一行出现两次。",
    ),
    # rows, added
    "ok_rows": (
        "For each of the %(count)s rows there is one record with exactly that content.",
        "%(count)s 行各有一条记录，内容完全一致。",
    ),
    "row_missing": (
        "There is no record of %(url)s at that time and with that status.",
        "没有 %(url)s 在该时间、该状态码的记录。",
    ),
    "row_unreadable": (
        "The record of %(url)s cannot be read.",
        "%(url)s 的记录无法读取。",
    ),
    "row_content": (
        "The record of %(url)s holds other content than the manifest says.",
        "%(url)s 的记录内容与清单不一致。",
    ),
    "row_type": (
        "The record of %(url)s has another type than the manifest says.",
        "%(url)s 的记录类型与清单不一致。",
    ),
    "row_head": (
        "The record of %(url)s has other HTTP headers than the manifest says.",
        "%(url)s 的响应头与清单不一致。",
    ),
    "ok_added": (
        "Nothing was added that the manifest does not list.",
        "没有清单以外的记录。",
    ),
    "added": (
        "The record of %(url)s is in no row of the manifest.",
        "%(url)s 的记录不在清单里。",
    ),
    "original_unused": (
        "The earlier record of %(url)s is referred to by no unchanged page.",
        "较早的记录 %(url)s 没有被任何“未变”的网页引用。",
    ),
    # root, inclusion
    "ok_root": (
        "The manifest is the one that the log's entry of %(at)s names.",
        "清单就是日志 %(at)s 那一条所指的清单。",
    ),
    "entry_unreadable": (
        "The log's entry is not written as it must be.",
        "日志条目写法不对。",
    ),
    "entry_kind": (
        "The log's entry does not tell of a snapshot.",
        "日志条目说的不是归档快照。",
    ),
    "entry_subject": (
        "The log's entry is about %(subject)s, the manifest is that of snapshot %(snapshot)s.",
        "日志条目说的是 %(subject)s，而清单属于快照 %(snapshot)s。",
    ),
    "root_differs": (
        "The manifest is not the one that the log's entry names: rows were changed, added or "
        "left out.",
        "清单不是日志条目所指的清单：有行被改动、增加或者去掉。",
    ),
    "no_log_entry": (
        "The file holds no entry of the publication log. Fetch entry and proof from the log and "
        "name them with --log-entry and --proof.",
        "文件里没有发布日志的条目。请从发布日志取得条目和证明，用 --log-entry 和 --proof 指明。",
    ),
    "no_log_proof": (
        "The file holds no proof: its entry had not been signed when it was made. Fetch the proof "
        "from the log and name it with --proof.",
        "文件里没有证明：制作时日志还没有签到这一条。请从发布日志取得证明，用 --proof 指明。",
    ),
    "ok_inclusion": (
        "The log %(origin)s has this entry: number %(index)s of %(size)s, signed with your key.",
        "发布日志 %(origin)s 有这一条：共 %(size)s 条中的第 %(index)s 条（从 0 数起），"
        "签名与你给的公钥相符。",
    ),
    "entry_other_log": (
        "The entry is one of the log %(named)s, the proof is one of %(origin)s.",
        "条目属于日志 %(named)s，证明属于 %(origin)s。",
    ),
    # certificate
    "certificate_proof": (
        "This is not the proof of a certificate of publication in this format.",
        "这不是本格式的公示证明的证据文件。",
    ),
    "certificate_written": (
        "The certificate is not written as it must be.",
        "公示证明的写法不对。",
    ),
    "no_time": ("%(time)s is no UTC time.", "%(time)s 不是协调世界时时间。"),
    "ok_file": (
        "This is certificate %(number)s with its proof.",
        "这是公示证明 %(number)s 和它的证据。",
    ),
    "ok_stretch": (
        "The last %(count)s of the %(size)s entries of the log %(origin)s are here without a gap, "
        "signed with your key.",
        "发布日志 %(origin)s 共 %(size)s 条，这里有最后 %(count)s 条，没有缺漏，"
        "签名与你给的公钥相符。",
    ),
    "stretch_length": (
        "The signed state has %(size)s entries, which the %(count)s given do not lead up to.",
        "签名状态共 %(size)s 条，给出的 %(count)s 条接不上。",
    ),
    "stretch_changed": (
        "The entries are not those of the signed state: some were changed, added or left out.",
        "给出的条目与签名状态不符：有的被改动、增加或者去掉。",
    ),
    "stretch_start": (
        "The earlier signed state does not lie within the entries given.",
        "较早的签名状态不在给出的条目范围之内。",
    ),
    "ok_issued": (
        "The log's entry of %(at)s names exactly this certificate %(number)s.",
        "日志 %(at)s 那一条所指的就是这份公示证明 %(number)s。",
    ),
    "certificate_not_logged": (
        "The log has no entry, or more than one, on the issue of certificate %(number)s.",
        "日志里没有（或者不止一条）公示证明 %(number)s 的出具记录。",
    ),
    "certificate_changed": (
        "The certificate is not the one that the log names: it was changed.",
        "公示证明不是日志所指的那一份：被改动过。",
    ),
    "certificate_time": (
        "The time of issue does not fit the log's entry of %(at)s.",
        "出具时间与日志 %(at)s 那一条不符。",
    ),
    "certificate_entry": (
        "The proof lacks entry %(index)s of the log.",
        "证据缺少日志第 %(index)s 条。",
    ),
    "ok_events": (
        "The certificate names all that the log says of the item: %(count)s entries.",
        "日志关于该事项的记录共 %(count)s 条，公示证明全部写明。",
    ),
    "certificate_begins": (
        "The certificate does not begin with the publication that the log records.",
        "公示证明没有从日志记载的那次发布开始。",
    ),
    "events_differ": (
        "The log says something else about the publication than the certificate.",
        "日志关于发布情况的记录与公示证明不符。",
    ),
    "captures_differ": (
        "The log names other archived copies than the certificate.",
        "日志所指的归档副本与公示证明不符。",
    ),
    "ok_period": (
        "The period runs from %(begin)s, no earlier than the log says, to %(end)s.",
        "公示期自 %(begin)s（不早于日志记载）至 %(end)s。",
    ),
    "period_early": (
        "The period begins before the log records the publication.",
        "公示期的开始早于日志记载的发布时间。",
    ),
    "period_empty": ("The period ends before it begins.", "公示期的结束早于开始。"),
    "period_end": (
        "The period does not end with its last day, %(day)s.",
        "公示期没有在最后一天（%(day)s）结束时结束。",
    ),
    "ok_observed": (
        "The %(count)s observations are those that %(days)s entries of the log commit to.",
        "%(count)s 次监测与日志 %(days)s 条记录所指的一致。",
    ),
    "observation_other": (
        "The observations of the log's entry %(index)s are not those of this item.",
        "日志第 %(index)s 条的监测记录不属于该事项。",
    ),
    "observation_early": (
        "The log's entry %(index)s is older than an observation it commits to.",
        "日志第 %(index)s 条早于它所指的监测。",
    ),
    "observation_entry": (
        "The log's entry %(index)s does not commit to observations.",
        "日志第 %(index)s 条说的不是监测记录。",
    ),
    "observation_changed": (
        "The observations of the log's entry %(index)s were changed.",
        "日志第 %(index)s 条的监测记录被改动过。",
    ),
    "days_differ": (
        "The certificate rests on other days of observation than the proof holds.",
        "公示证明依据的监测日与证据不符。",
    ),
    "ok_follows": (
        "It follows from them what the certificate says (%(verdict)s): served publicly at "
        "%(good)s of %(count)s observations from %(begin)s to %(end)s, the longest time without "
        "one %(longest)s seconds (from %(limit)s on it is an interruption).",
        "由此得出的结论与公示证明一致（%(verdict)s）：自 %(begin)s 至 %(end)s 监测 %(count)s 次，"
        "其中 %(good)s 次正常公开，最长间隔 %(longest)s 秒（超过 %(limit)s 秒即为中断）。",
    ),
    "does_not_follow": (
        "What the certificate says under “%(name)s” does not follow from log and observations.",
        "公示证明的“%(name)s”一项与日志和监测记录不符。",
    ),
}

if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main())
