"""Which page is being shown: it shows the files it was published with.

To the public, their copies in public storage; to staff, the files themselves at addresses that
ask who is there. Outside of a page that is being shown, a document's address is the editors' one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property

from .file_versions import FileVersion


def version_of_a_live_page(kind: str, pk: object) -> FileVersion | None:
    """Return the newest version of a document or image that any live page shows."""
    shown = FileVersion.objects.filter(kind=kind, object_id=str(pk), uses__page__live=True)
    return shown.order_by("-number").first()


class ShownPage:
    """A live page while it is rendered for a visitor."""

    def __init__(self, pk: int) -> None:
        self._pk = pk
        self._others: dict[tuple[str, str], FileVersion | None] = {}

    @cached_property
    def _own(self) -> dict[tuple[str, str], FileVersion]:
        found = FileVersion.objects.filter(uses__page=self._pk).prefetch_related("copies")
        return {(version.kind, version.object_id): version for version in found}

    def version(self, kind: str, pk: object) -> FileVersion | None:
        """Return the version this page shows; one that another live page shows, if it has none.

        A list shows pictures of the pages it lists.
        """
        key = (kind, str(pk))
        if key in self._own:
            return self._own[key]
        if key not in self._others:
            self._others[key] = version_of_a_live_page(kind, pk)
        return self._others[key]


# Takes a version, and how a picture is made smaller; empty for the file as it is.
StaffAddress = Callable[[FileVersion, str], str]


class StaffPage(ShownPage):
    """A page while it is rendered for those of the staff whom it is disclosed to.

    Args:
        pk: key of the page.
        files: what it was approved with.
        address: gives where staff get one of these.
    """

    def __init__(self, pk: int, files: Iterable[FileVersion], address: StaffAddress) -> None:
        super().__init__(pk)
        self._files = {(one.kind, one.object_id): one for one in files if not one.taken_down_at}
        self._address = address

    @property
    def _own(self) -> dict[tuple[str, str], FileVersion]:
        return self._files

    def address(self, version: FileVersion, filter_spec: str) -> str:
        """Return where staff get a file of the page; empty for one of another page."""
        own = self._files.get((version.kind, version.object_id)) == version
        return self._address(version, filter_spec) if own else ""


_shown: ContextVar[ShownPage | None] = ContextVar("disclosure_shown_page", default=None)


def show(pk: int) -> None:
    """Say that from now on a live page is rendered for a visitor."""
    _shown.set(ShownPage(pk))


@contextmanager
def showing_to_staff(page: StaffPage) -> Iterator[None]:
    """Render a page for staff inside the block."""
    token = _shown.set(page)
    try:
        yield
    finally:
        _shown.reset(token)


def staff_address(version: FileVersion, filter_spec: str = "") -> str:
    """Return where staff get a file of the page that is being shown to them.

    Returns:
        empty where no page is being shown to staff, or the file is not of that page.
    """
    shown = _shown.get()
    return shown.address(version, filter_spec) if isinstance(shown, StaffPage) else ""


def forget(**kwargs: object) -> None:
    """Say that no page is being rendered any more."""
    _shown.set(None)


def shown_version(kind: str, pk: object) -> FileVersion | None:
    """Return the version of a document or image that the page being shown may show.

    Returns:
        None when no page is being shown, or when no live page has it.
    """
    shown = _shown.get()
    return None if shown is None or pk is None else shown.version(kind, pk)
