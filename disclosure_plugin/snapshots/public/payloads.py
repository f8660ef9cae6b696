"""The bytes of what was captured, read from the stored package and compared with their hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.snapshots.models import StoredResponse
from disclosure_plugin.snapshots.stored_packages import StoredPackages

from .moments import written


class CannotRead(DisclosureError):
    """The bytes are not where they should be, or are not what was captured."""


@dataclass(frozen=True)
class Payload:
    """What an address answered.

    Attributes:
        content: the body.
        content_type: the header; for unknown bytes what is saved and never shown.
        location: where a redirect led, as it was written; empty without.
    """

    content: bytes
    content_type: str
    location: str


def read(response: StoredResponse) -> Payload:
    """Return what an address answered.

    Raises:
        CannotRead: a file is missing or damaged.
    """
    try:
        with StoredPackages() as packages:
            found = packages.find(response.url, written(response.at))
            if found is None:
                raise CannotRead(f"No stored package holds “{response.url}”.")
            reader, row = found
            message = reader.message(row)
    except (OSError, PackageError) as error:
        raise CannotRead(f"“{response.url}” cannot be read: {error}") from error
    if hashlib.sha256(message.payload).hexdigest() != response.sha256:
        raise CannotRead(f"“{response.url}” is not what was captured.")
    lines = (line.partition(":") for line in message.headers.splitlines())
    headers = {name.lower(): value.strip() for name, _colon, value in lines}
    return Payload(
        content=message.payload,
        content_type=headers.get("content-type", "application/octet-stream"),
        location=headers.get("location", ""),
    )
