"""Addresses and contents of tiles, in which a log's hashes and entries are handed out.

Format: C2SP tlog-tiles (https://c2sp.org/tlog-tiles). A tile holds up to 256 hashes of one level,
a bundle up to 256 entries. A full one never changes; a partial one says its width.
"""

import re
from dataclasses import dataclass

from disclosure_plugin.archive.errors import ArchiveError

WIDTH = 256
LEVELS_A_TILE = 8

_PLACE = re.compile(r"((?:x\d{3}/)*)(\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)
_MOST_PARTS = 6  # 10^18 tiles: more than the database can count


class NoTile(ArchiveError):
    """An address is not one of a tile."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which tile of a level.

    Attributes:
        number: counted from 0.
        width: how many hashes or entries it holds, 1 to 256.
    """

    number: int
    width: int

    @property
    def first(self) -> int:
        """The place of its first hash or entry."""
        return self.number * WIDTH

    def __str__(self) -> str:
        """Return the part of the address after the level, such as ``x001/234.p/7``."""
        digits = f"{self.number:d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        path = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
        return path if self.width == WIDTH else f"{path}.p/{self.width}"


def parse_place(text: str) -> Place:
    """Read the part of a tile's address that follows its level.

    Raises:
        NoTile: it is not one, or not the only way to write it.
    """
    found = _PLACE.fullmatch(text)
    if found is None or text.count("x") >= _MOST_PARTS:
        raise NoTile("tile", "%(text)r is no place of a tile.", {"text": text})
    number = int(found[1].replace("x", "").replace("/", "") + found[2])
    width = int(found[3]) if found[3] else WIDTH
    place = Place(number, width)
    if width > WIDTH or str(place) != text:
        raise NoTile("tile", "%(text)r is no place of a tile.", {"text": text})
    return place


def bundle(entries: list[bytes]) -> bytes:
    """Return entries as a bundle: before each its length, in two bytes."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)
