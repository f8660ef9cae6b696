"""One URL asked for once, and what was answered."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from disclosure_plugin.archive.errors import CaptureError
from disclosure_plugin.archive.payload import Payload

Via = Literal["wsgi", "storage", "http"]

_NOT_IN_HEADER = re.compile(r"[^\t\x20-\x7e\x80-\xff]")
_STATUS = re.compile(r"[1-9][0-9]{2} ")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A response as it is archived.

    Attributes:
        url: Absolute, as ``urls.normal_url`` writes it.
        at: When it was asked for: UTC, whole seconds, because indexes know no finer time.
        status_line: Code and reason, such as ``200 OK``, without the protocol.
        headers: In the order served; values hold one byte a character (latin-1), as in WSGI.
        payload: The body, without transfer or content encoding; a long one lies in a file.
        via: Where the bytes came from: the application, a storage, or the network.
        sha256: Of the payload, in hexadecimal.

    Raises:
        CaptureError: ``bad-time`` or ``bad-header`` when the record could not be written so
            that other programs read it the same way.
    """

    url: str
    at: datetime
    status_line: str
    headers: tuple[tuple[str, str], ...]
    payload: bytes | Payload
    via: Via
    sha256: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        payload = self.payload
        known = payload.sha256 if isinstance(payload, Payload) else _sha256(payload)
        object.__setattr__(self, "sha256", known)
        if self.at.utcoffset() != timedelta(0) or self.at.microsecond:
            raise CaptureError(
                "bad-time",
                "The time of “%(url)s” must be in UTC and whole seconds, not %(at)s.",
                {"url": self.url, "at": self.at.isoformat()},
            )
        lines = [self.status_line, *(part for header in self.headers for part in header)]
        if not _STATUS.match(self.status_line) or any(map(_NOT_IN_HEADER.search, lines)):
            raise CaptureError(
                "bad-header",
                "The status line or a header of “%(url)s” has characters HTTP does not allow.",
                {"url": self.url},
            )

    @property
    def content(self) -> bytes:
        """The payload in memory, for who has to understand it."""
        return self.payload.content() if isinstance(self.payload, Payload) else self.payload

    @property
    def digest(self) -> str:
        """SHA-256 of the payload in the form of the WARC-Payload-Digest field."""
        return "sha256:" + base64.b32encode(bytes.fromhex(self.sha256)).decode()

    @property
    def head_sha256(self) -> str:
        """SHA-256 of :attr:`head`, in hexadecimal."""
        return _sha256(self.head)

    @property
    def status(self) -> int:
        """The status code, such as 200."""
        return int(self.status_line[:3])

    @property
    def content_type(self) -> str:
        """The Content-Type header as served, or an empty string."""
        return self.header("Content-Type")

    @property
    def media_type(self) -> str:
        """The type that Content-Type gives, such as ``text/html``, without its parameters."""
        return self.content_type.partition(";")[0].strip().lower()

    @property
    def head(self) -> bytes:
        """Status line and headers as a record holds them, with the empty line that ends them."""
        lines = [
            f"HTTP/1.1 {self.status_line}",
            *(f"{key}: {value}" for key, value in self.headers),
        ]
        return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1")

    def header(self, name: str) -> str:
        """The first header of that name, in any case, or an empty string."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
