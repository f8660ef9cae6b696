"""Files of a bureau lie in a folder of its own."""

from __future__ import annotations

from pathlib import Path

from django.core.files.storage import FileSystemStorage

from disclosure_plugin import bureaus

from .mounts import below_the_mount


class BureauFileSystemStorage(FileSystemStorage):
    """File storage whose folder is chosen by the current bureau at every call.

    The address is the same for all bureaus (``/media/…``): which bureau is meant is said by
    the host, or by the path in front of it, so that no other bureau's file has an address there.

    Raises (from every method):
        NoBureau: no bureau is active; nothing is ever written to a shared folder.
    """

    @property
    def base_location(self) -> str:
        return str(Path(super().base_location) / bureaus.current())

    def url(self, name: str | None) -> str:
        return below_the_mount(super().url(name))

    @property
    def location(self) -> str:
        return str(Path(self.base_location).absolute())
