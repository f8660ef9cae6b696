"""What a feed of disclosed items says: identities that last, and the form of JSON Feed.

Sources: RFC 4287 (Atom), JSON Feed 1.1 (jsonfeed.org/version/1.1), RFC 4122 (names as UUIDs).
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

# Chosen by chance once; another one would make every item new to every reader.
NAMESPACE = uuid.UUID("5d0f7a0e-3c0b-4f0e-9a51-0b9f4c7f2d61")
JSON_FEED_VERSION = "https://jsonfeed.org/version/1.1"
# XML 1.0 has no way of writing any other character.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class FeedEntry:
    """One disclosed item.

    Attributes:
        id: an IRI that never changes.
        number: its index number.
        title, summary: text without markup.
        link: absolute address of its page.
        lasting_link: absolute address by its index number.
        author: the bureau that discloses it.
        category: name of its category.
        published: when it was first disclosed (aware).
        updated: when the present version was (aware).
        formed_on: the day the information was made or changed.
    """

    id: str
    number: str
    title: str
    summary: str
    link: str
    lasting_link: str
    author: str
    category: str
    published: datetime
    updated: datetime
    formed_on: date


@dataclass(frozen=True)
class Feed:
    """A list of items, the newest first.

    Attributes:
        id: an IRI that never changes.
        title, description: text without markup.
        home: absolute address of the page whose items these are.
        address: absolute address of the feed itself.
        author: the bureau whose feed it is.
        language: a language tag.
        opened: what stands for the time of the last change while there is no entry (aware).
    """

    id: str
    title: str
    description: str
    home: str
    address: str
    author: str
    language: str
    opened: datetime
    entries: list[FeedEntry] = field(default_factory=list)

    @property
    def updated(self) -> datetime:
        """When one of its entries was published last, or the feed was opened."""
        return max((entry.updated for entry in self.entries), default=self.opened)


def entry_id(number: str) -> str:
    """Return the identity of an item in feeds and calendars.

    Not its address: that is another one as soon as the bureau gets another host or moves below
    the county's site, and every reader would show everything as new. An index number stays.

    Args:
        number: the item's index number.
    """
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, f'item {number}')}"


def feed_id(bureau: str, part: str = "") -> str:
    """Return the identity of a feed.

    Args:
        bureau: organisation code of the bureau, or its code where none was entered.
        part: short id of a column, or ``?`` and a question to the search, as it stands in its
            address; empty for all that the bureau discloses.
    """
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, f'feed {bureau} {part}')}"


def xml_text(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _NOT_IN_XML.sub("", text)


def utc(moment: datetime) -> datetime:
    """Return a moment in UTC, without parts of a second.

    Args:
        moment: an aware one.
    """
    return moment.astimezone(UTC).replace(microsecond=0)


def json_feed(feed: Feed) -> dict[str, object]:
    """Return a feed in the form of JSON Feed 1.1, times in UTC."""
    return {
        "version": JSON_FEED_VERSION,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [_json_item(entry) for entry in feed.entries],
    }


def _json_item(entry: FeedEntry) -> dict[str, object]:
    return {
        "id": entry.id,
        "url": entry.link,
        "title": entry.title,
        # The format wants a text of each item; the register holds its abstract and no more.
        "content_text": entry.summary or entry.title,
        "summary": entry.summary,
        "date_published": _time(entry.published),
        "date_modified": _time(entry.updated),
        "authors": [{"name": entry.author}],
        "tags": [entry.category],
        # Names of one's own begin with an underscore.
        "_disclosure": {
            "number": entry.number,
            "address": entry.lasting_link,
            "formed_on": entry.formed_on.isoformat(),
        },
    }


def _time(moment: datetime) -> str:
    return utc(moment).isoformat().replace("+00:00", "Z")
