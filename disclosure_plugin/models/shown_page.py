"""Which page is being shown to the public: it shows the files it was published with.

Outside of a page that is being shown, a document's address is the editors' one.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cached_property

from .file_versions import FileVersion


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
            elsewhere = FileVersion.objects.filter(
                kind=kind, object_id=key[1], uses__page__live=True
            )
            self._others[key] = elsewhere.order_by("-number").first()
        return self._others[key]


_shown: ContextVar[ShownPage | None] = ContextVar("disclosure_shown_page", default=None)


def show(pk: int) -> None:
    """Say that from now on a live page is rendered for a visitor."""
    _shown.set(ShownPage(pk))


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
