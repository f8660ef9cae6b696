"""Earlier versions of a page: each run of captures with the same bytes is one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.domain.asked import key_in
from disclosure_plugin.models.disclosed import not_expired
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.site.addresses import page_address
from disclosure_plugin.snapshots.models import Capture, Snapshot, StoredResponse

from . import captures
from .moments import written

# A page that changes with everything that is published has many; the newest are shown.
MOST = 1000


@dataclass
class Version:
    """One version of a page, as it was seen.

    Attributes:
        number: counted from the first that may be shown.
        response: its bytes.
        first, last: when it was captured first and last.
        snapshots: in which, the oldest first.
        until: when another was captured after it; None for the newest.
    """

    number: int
    response: StoredResponse
    first: datetime
    last: datetime
    snapshots: list[Snapshot] = field(default_factory=list)
    until: datetime | None = None

    @property
    def moment(self) -> str:
        """Its 14 digits."""
        return written(self.first)


@dataclass(frozen=True)
class History:
    """A page and its versions.

    Attributes:
        page: its key.
        versions: the oldest first; never empty.
        entry: what the register says of it, if it is in there.
        address: its absolute address now; empty if it is not public.
    """

    page: int
    versions: list[Version]
    entry: RegisterEntry | None
    address: str

    @property
    def title(self) -> str:
        """What it was called when it was captured last."""
        return self.versions[-1].response.title

    @property
    def key(self) -> str:
        """How addresses of the archive name it."""
        return self.entry.short_id if self.entry else str(self.page)

    def at(self, moment: datetime) -> Version | None:
        """Return the version that was captured first at a time."""
        return next((one for one in self.versions if one.first == moment), None)

    def with_capture(self, capture: Capture) -> Version | None:
        """Return the version that a capture is of."""
        return next((one for one in self.versions if one.first <= capture.at <= one.last), None)


def find_entry(key: str) -> RegisterEntry | None:
    """Return the register's entry of a page of the current bureau.

    Args:
        key: its short id, or the key of the page.
    """
    entries = RegisterEntry.objects.filter(bureau=bureaus.current())
    found = entries.filter(short_id=key).first()
    page = key_in(key)
    return found or (entries.filter(page=page).first() if page else None)


def history(key: str) -> History | None:
    """Return the versions of a page that may be shown; None if there are none.

    Args:
        key: its short id, or the key of the page.
    """
    entry = find_entry(key)
    page = entry.page if entry else key_in(key)
    return _history(page, entry) if page else None


def history_of_page(page: int) -> History | None:
    """Return the versions of a page that may be shown, by its key; None if there are none."""
    entry = RegisterEntry.objects.filter(bureau=bureaus.current(), page=page).first()
    return _history(page, entry)


def is_public(key: str) -> bool:
    """Say whether everybody may see a page now.

    Args:
        key: its short id, or the key of the page.
    """
    entry = find_entry(key)
    page = entry.page if entry else key_in(key)
    return bool(page and _public_address(page))


def _history(page: int, entry: RegisterEntry | None) -> History | None:
    found = _versions(page)
    return History(page, found, entry, _public_address(page)) if found else None


def _versions(page: int) -> list[Version]:
    found: list[Version] = []
    for capture in captures.of_page(page):
        if found and found[-1].response.sha256 == capture.response.sha256:
            found[-1].last = capture.at
        else:
            if found:
                found[-1].until = capture.at
            found.append(Version(len(found) + 1, capture.response, capture.at, capture.at))
        found[-1].snapshots.append(capture.snapshot)
    return found[-MOST:]


def _public_address(page: int) -> str:
    found = Page.objects.live().public().filter(not_expired(), pk=page).first()
    return page_address(found) if found else ""
