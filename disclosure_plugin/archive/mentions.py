"""Does a captured payload mention a name, however it is written there?"""

import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from urllib.parse import quote

# What zipfile raises for members that are cut, encrypted or packed in unknown ways.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError,
               RuntimeError, ValueError)  # fmt: skip

# No spreadsheet of a register comes near this; it keeps memory safe from bombs.
MAX_MEMBER_BYTES = 256 << 20

_ZIP = b"PK\x03\x04"


class Mentions:
    """Finds names as whole words in text, in addresses and in office files.

    Args:
        names: What to look for, such as short ids and index numbers; empty ones are left out.
    """

    def __init__(self, names: Iterable[str]):
        ways = {way for name in names if name for way in _ways_to_write(name)}
        found = b"|".join(re.escape(way.encode()) for way in sorted(ways))
        # (?!) never matches: without names nothing is mentioned.
        self._pattern = re.compile(
            rb"(?<![0-9A-Za-z])(?:" + (found or b"(?!)") + rb")(?![0-9A-Za-z])", re.IGNORECASE
        )

    def in_text(self, text: str) -> bool:
        """Whether some text, such as an address, mentions one of the names."""
        return self._pattern.search(text.encode()) is not None

    def in_payload(self, payload: bytes) -> bool:
        """Whether a payload does; in the members of a ZIP, such as a spreadsheet, too."""
        if self._pattern.search(payload):
            return True
        return payload.startswith(_ZIP) and any(map(self._pattern.search, _members(payload)))


def _ways_to_write(name: str) -> Iterator[str]:
    """As it is, in an address, in HTML or XML, and in JSON."""
    yield name
    yield quote(name, safe="")
    yield quote(name)
    yield html.escape(name)
    yield json.dumps(name)[1:-1]
    yield json.dumps(name)[1:-1].replace("/", r"\/")


def _members(payload: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as package:
            for member in package.infolist():
                with package.open(member) as file:
                    yield file.read(MAX_MEMBER_BYTES)
    except _UNREADABLE:
        return
