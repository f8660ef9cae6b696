"""Write the compound files that old office programs kept their streams in ([MS-CFB], version 3).

Every stream is at least 4,096 bytes long, so that none goes to the small sectors.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

SECTOR = 512
SMALLEST = 4096
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
NONE = 0xFFFFFFFF


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """Write streams; a name ``Folder/Name`` puts one into a storage."""
    contents = {name: data.ljust(SMALLEST, b"\0") for name, data in streams.items()}
    sectors: list[bytes] = []
    chains: list[int] = []
    starts: dict[str, int] = {}

    def append(data: bytes) -> int:
        first = len(sectors)
        count = -(-len(data) // SECTOR)
        for place in range(count):
            sectors.append(data[place * SECTOR : (place + 1) * SECTOR].ljust(SECTOR, b"\0"))
            chains.append(len(sectors) if place + 1 < count else END)
        return first

    for name, data in contents.items():
        starts[name] = append(data)
    directory = append(_directory(contents, starts))
    fat_count = 1
    while fat_count * (SECTOR // 4) < len(sectors) + fat_count:
        fat_count += 1
    fat_start = len(sectors)
    chains += [FAT] * fat_count
    table = struct.pack(f"<{len(chains)}I", *chains).ljust(fat_count * SECTOR, b"\xff")
    sectors += [table[place * SECTOR : (place + 1) * SECTOR] for place in range(fat_count)]
    places = [fat_start + place for place in range(fat_count)]
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E, 3, 0xFFFE, 9, 6, 0, fat_count, directory, 0, SMALLEST, END, 0, END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", *places, *[FREE] * (109 - fat_count))
    return header.ljust(SECTOR, b"\0") + b"".join(sectors)


def _directory(contents: Mapping[str, bytes], starts: Mapping[str, int]) -> bytes:
    storages = sorted({name.split("/")[0] for name in contents if "/" in name})
    top = [*storages, *(name for name in contents if "/" not in name)]
    entries: list[
        tuple[str, int, int, int, int, int]
    ] = []  # name, kind, right, child, start, size
    entries.append(("Root Entry", 5, NONE, 1, END, 0))
    for place, name in enumerate(top):
        right = place + 2 if place + 1 < len(top) else NONE
        if name in storages:
            entries.append((name, 1, right, NONE, 0, 0))
        else:
            entries.append((name, 2, right, NONE, starts[name], len(contents[name])))
    for storage in storages:
        inside = [name for name in contents if name.startswith(f"{storage}/")]
        at = 1 + top.index(storage)
        entries[at] = (storage, 1, entries[at][2], len(entries), 0, 0)
        for place, name in enumerate(inside):
            right = len(entries) + 1 if place + 1 < len(inside) else NONE
            size = len(contents[name])
            entries.append((name.partition("/")[2], 2, right, NONE, starts[name], size))
    return b"".join(map(_entry, entries))


def _entry(entry: tuple[str, int, int, int, int, int]) -> bytes:
    name, kind, right, child, start, size = entry
    written = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16xI16xIQ", written, len(written), kind, 1, NONE, right, child, 0, start, size
    )


def property_set(texts: Mapping[int, str]) -> bytes:
    """Write a summary of a document ([MS-OLEPS]): texts by property number, in GBK."""
    values = b""
    places = []
    head = 8 + 8 * (len(texts) + 1)
    for number, value in ((1, None), *texts.items()):
        places.append((number, head + len(values)))
        if value is None:
            values += struct.pack("<IhH", 2, 936, 0)
        else:
            written = value.encode("gbk") + b"\0"
            written = struct.pack("<II", 0x1E, len(written)) + written
            values += written + b"\0" * (-len(written) % 4)
    index = b"".join(struct.pack("<II", *place) for place in places)
    section = struct.pack("<II", head + len(values), len(places)) + index + values
    format_id = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
    return struct.pack("<HHI16xI", 0xFFFE, 0, 2, 1) + format_id + struct.pack("<I", 48) + section
