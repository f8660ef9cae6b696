"""What the band above an archived page says: which version it is, and what came after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.snapshots.models import Capture

from . import versions
from .addresses import archived_address
from .versions import History, Version

# Marks and labels closer than this would stand on each other, in percent of the line.
MARK_WIDTH = 1.5
LABEL_WIDTH = 11
# The last label has its room at the right end.
LINE_WIDTH = 100 - LABEL_WIDTH


@dataclass(frozen=True)
class Mark:
    """A version on the line.

    Attributes:
        x: its place in percent, at true distances in time.
        labelled: whether there is room for its date.
    """

    version: Version
    x: str
    labelled: bool
    current: bool


@dataclass(frozen=True)
class Band:
    """What is known of a captured address beside its bytes.

    Attributes:
        history: the versions of the page; None for a file, or an answer that was no page.
        version: the one that is shown.
        marks: its versions on a line; empty for a single one.
        previous, following: addresses of the neighbours; empty at the ends.
        fingerprint: first and last groups of the SHA-256.
    """

    history: History | None
    version: Version | None
    marks: list[Mark]
    previous: str
    following: str
    fingerprint: str

    @property
    def is_newest(self) -> bool:
        return bool(self.version and self.version.until is None)

    @property
    def gone(self) -> RegisterEntry | None:
        """The entry of a page that is public no more."""
        entry = self.history.entry if self.history else None
        return entry if entry and entry.state != RegisterEntry.State.PUBLIC else None


def band_of(capture: Capture) -> Band:
    """Collect what the band says of a capture."""
    response = capture.response
    page = response.page if response.status == 200 else None
    history = versions.history_of_page(page) if page else None
    version = history.with_capture(capture) if history else None
    sha256 = response.sha256
    return Band(
        history=history if version else None,
        version=version,
        marks=_marks(history.versions, version) if history and version else [],
        previous=_neighbour(history, version, -1),
        following=_neighbour(history, version, 1),
        fingerprint=f"{sha256[:4]} {sha256[4:8]} … {sha256[-4:]}",
    )


def _neighbour(history: History | None, version: Version | None, step: int) -> str:
    if history is None or version is None:
        return ""
    found = next((one for one in history.versions if one.number == version.number + step), None)
    return archived_address(found.response.url, found.first) if found else ""


def _marks(found: list[Version], shown: Version) -> list[Mark]:
    if len(found) < 2:
        return []
    start = found[0].first
    whole = max(found[-1].first - start, timedelta(seconds=1))
    places = [LINE_WIDTH * ((one.first - start) / whole) for one in found]
    shown_at = found.index(shown)
    drawn = _with_room(places, shown_at, MARK_WIDTH)
    labelled = _with_room(places, shown_at, LABEL_WIDTH)
    return [
        Mark(found[index], f"{places[index]:.2f}%", index in labelled, index == shown_at)
        for index in sorted(drawn | labelled)
    ]


def _with_room(places: list[float], shown: int, width: float) -> set[int]:
    """Return what can stand on the line: the one that is shown, the ends, then others."""
    chosen: list[float] = []
    found = set()
    for index in (shown, len(places) - 1, 0, *range(len(places))):
        if all(abs(places[index] - other) >= width for other in chosen):
            chosen.append(places[index])
            found.add(index)
    return found
