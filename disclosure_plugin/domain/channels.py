"""One item goes out by several channels; what hangs where, and whether it still should.

The web is public by the register. Every other channel is a place with a log of what was posted
and removed there. Rows of the log are only ever added: a mistake is undone by another row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from disclosure_plugin.errors import Refused, gettext_noop

NOTE_MAX_CHARACTERS = 200


class Act(StrEnum):
    """What a row of the log says; the values are kept."""

    POSTED = "posted"
    REMOVED = "removed"
    UNDONE = "undone"


class Sheet(StrEnum):
    """How an item stands at a place."""

    TO_POST = "to post"
    CURRENT = "current"
    OUTDATED = "outdated"
    TO_REMOVE = "to remove"
    ABSENT = "absent"


@dataclass(frozen=True)
class Event:
    """A row of the log of one item at one place.

    Attributes:
        key: of the row.
        act: what was done.
        content_sha256: of the version that was public when it was posted.
        at: when, by PostgreSQL's clock.
        undoes: key of the row that it takes back; None for what is no correction.
    """

    key: int
    act: Act
    content_sha256: str
    at: datetime
    undoes: int | None = None


class HangsAlready(Refused):
    """The same version was noted as posted at this place."""

    sentence = gettext_noop("This version is noted as posted there already. Nothing was changed.")


class HangsNot(Refused):
    """Something was to be removed that was not noted as posted."""

    sentence = gettext_noop("It is not noted as posted there. Nothing was changed.")


class NotTheLast(Refused):
    """Another row was added after the one to be undone, or it was undone before."""

    sentence = gettext_noop(
        "Only the last entry of an item at a place can be undone, and once. Reload the page to "
        "see what stands there now. Nothing was changed."
    )


class NoteTooLong(Refused):
    """A note has more characters than are kept."""

    sentence = gettext_noop("The note may have %(most)s characters; it has %(has)s.")


class NoteNotText(Refused):
    """A note holds what PostgreSQL keeps in no text."""

    sentence = gettext_noop("The note holds a NUL character. Type it anew.")


def standing_events(events: Sequence[Event]) -> list[Event]:
    """Return what was not taken back, in its order.

    Args:
        events: the log of one item at one place, the oldest first.
    """
    undone = {event.undoes for event in events if event.act is Act.UNDONE}
    return [one for one in events if one.act is not Act.UNDONE and one.key not in undone]


def hanging(events: Sequence[Event]) -> Event | None:
    """Return by which act the item hangs at the place now; None if it does not."""
    standing = standing_events(events)
    return standing[-1] if standing and standing[-1].act is Act.POSTED else None


def judge(events: Sequence[Event], *, public_sha256: str, is_wanted: bool) -> Sheet:
    """Say how an item stands at a place.

    Args:
        events: its log there, the oldest first.
        public_sha256: of the version that is public now; empty if none is.
        is_wanted: whether the place is to have everything public of its kind.
    """
    sheet = hanging(events)
    if sheet is None:
        return Sheet.TO_POST if public_sha256 and is_wanted else Sheet.ABSENT
    if not public_sha256:
        return Sheet.TO_REMOVE
    return Sheet.CURRENT if sheet.content_sha256 == public_sha256 else Sheet.OUTDATED


def check_posting(events: Sequence[Event], content_sha256: str) -> None:
    """Raises:
    HangsAlready: this very version hangs there.
    """
    sheet = hanging(events)
    if sheet is not None and sheet.content_sha256 == content_sha256:
        raise HangsAlready


def check_removal(events: Sequence[Event]) -> Event:
    """Return by which act the item hangs at the place.

    Raises:
        HangsNot: nothing hangs there.
    """
    sheet = hanging(events)
    if sheet is None:
        raise HangsNot
    return sheet


def check_undoing(events: Sequence[Event], key: int) -> None:
    """Raises:
    NotTheLast: the row is not the last of those that stand.
    """
    standing = standing_events(events)
    if not standing or standing[-1].key != key:
        raise NotTheLast


def check_note(note: str) -> None:
    """Raises:
    NoteTooLong: it is longer than is kept.
    NoteNotText: a character of it cannot be kept.
    """
    if "\0" in note:
        raise NoteNotText
    if len(note) > NOTE_MAX_CHARACTERS:
        raise NoteTooLong(most=NOTE_MAX_CHARACTERS, has=len(note))
