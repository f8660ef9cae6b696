"""Feeds of what was disclosed last, as Atom and as JSON Feed.

They are made from the register, so they hold what its list holds; like that they are rendered
each time and kept by no page cache.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from disclosure_plugin import bureaus
from disclosure_plugin.domain.feeds import (
    Feed,
    FeedEntry,
    entry_id,
    feed_id,
    json_feed,
    utc,
    xml_text,
)
from disclosure_plugin.queries import feeds as queries
from disclosure_plugin.queries.navigation import bureau_home
from disclosure_plugin.queries.register import Scope, scope
from disclosure_plugin.queries.search import SearchTooLong
from disclosure_plugin.register.models import RegisterEntry

from .addresses import number_address, page_address, search_address
from .entry_links import with_links
from .for_machines import for_machines
from .search_forms import SearchForm

# Of a feed that has no entry and whose page tells no time.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
TRY_AGAIN_AFTER = 60  # seconds, when a search was given up


@require_safe
def feed(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give what the bureau disclosed last, or at the county office, the whole county.

    Args:
        request: the visitor's request.
        kind: a key of :data:`KINDS`.
    """
    seen, who = scope(), bureaus.identity()
    site = Site.find_for_request(request)
    home = bureau_home(site) if site else None
    title = (
        _("What all bureaus disclosed last – %(county)s")
        if seen.is_county
        else _("What was disclosed last – %(bureau)s")
    ) % {"county": who.name, "bureau": who.name}
    told = Feed(
        id=feed_id(who.organisation_code or who.code),
        title=title,
        description=_("The newest items of the register of disclosed information."),
        home=bureaus.public_address(),
        address=feed_address(kind),
        author=who.name,
        language=get_language() or "zh-hans",
        opened=_opened(home),
        entries=_entries(queries.newest(seen), seen),
    )
    return _answer(request, told, kind)


@require_safe
def column_feed(request: HttpRequest, short_id: str, kind: str) -> HttpResponseBase:
    """Give what was disclosed last in one of the bureau's columns.

    Args:
        request: the visitor's request.
        short_id: of the column.
        kind: a key of :data:`KINDS`.
    """
    page = queries.column(short_id)
    if page is None:
        raise Http404
    seen, who = scope(), bureaus.identity()
    told = Feed(
        id=feed_id(who.organisation_code or who.code, page.slug),
        title=_("%(column)s – %(bureau)s") % {"column": page.title, "bureau": who.name},
        description=page.description,
        home=page_address(page),
        address=feed_address(kind, page.slug),
        author=who.name,
        language=get_language() or "zh-hans",
        opened=_opened(page),
        entries=_entries(queries.newest_of_column(seen, page), seen),
    )
    return _answer(request, told, kind)


@require_safe
def search_feed(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give what a search finds, the newest first: a question that goes on being asked.

    Args:
        request: the visitor's request, with the fields of the search as its query.
        kind: a key of :data:`KINDS`.
    """
    seen, who = scope(), bureaus.identity()
    form = SearchForm(request.GET, scope=seen)
    if not form.is_valid():
        colon = pgettext("between label and value", ": ")
        wrong = [
            f"{one.label}{colon}{' '.join(map(str, one.errors))}" for one in form if one.errors
        ]
        return _in_words("\n".join(wrong), status=400)
    if not form.is_asked:
        return redirect(feed_address(kind))
    try:
        entries = queries.newest_found(seen, form.wanted)
    except SearchTooLong:
        too_long = _(
            "The search took too long and was given up. Use longer words, or add a filter."
        )
        refused = _in_words(too_long, status=503)
        refused["Retry-After"] = str(TRY_AGAIN_AFTER)
        return refused
    question = _question(form)
    told = Feed(
        id=feed_id(who.organisation_code or who.code, f"?{question}"),
        title=_("Found for “%(words)s” – %(bureau)s")
        % {"words": form.wanted.words.strip() or _("filters"), "bureau": who.name},
        description=_("The newest items that this search finds."),
        home=f"{search_address()}?{question}",
        address=search_feed_address(kind, form),
        author=who.name,
        language=get_language() or "zh-hans",
        opened=LONG_AGO,
        entries=_entries(entries, seen),
    )
    return _answer(request, told, kind)


def search_feed_address(kind: str, form: SearchForm) -> str:
    """Return the absolute canonical address of the feed of a search.

    Args:
        kind: a key of :data:`KINDS`.
        form: a valid one; its order does not count, for a feed has one of its own.
    """
    path = reverse("disclosure_plugin:search_feed", args=[kind])
    return f"{bureaus.public_address(path)}?{_question(form)}"


def search_feeds(form: SearchForm) -> list[tuple[str, str, str]]:
    """Return the feeds of a search: name of the format, media type, absolute address."""
    return [
        (name, KINDS[kind][0].partition(";")[0], search_feed_address(kind, form))
        for name, kind in (("Atom", "atom.xml"), ("JSON", "feed.json"))
    ]


def _question(form: SearchForm) -> str:
    return urlencode({name: value for name, value in form.query.items() if name != "order"})


def _in_words(text: str, *, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")


def feed_address(kind: str, column: str = "") -> str:
    """Return the absolute canonical address of a feed of the current bureau.

    Args:
        kind: a key of :data:`KINDS`.
        column: short id of a column; empty for all that the bureau discloses.
    """
    if column:
        path = reverse("disclosure_plugin:column_feed", args=[column, kind])
    else:
        path = reverse("disclosure_plugin:feed", args=[kind])
    return bureaus.public_address(path)


def _opened(page: Page | None) -> datetime:
    return (page.first_published_at if page else None) or LONG_AGO


def _entries(entries: list[RegisterEntry], seen: Scope) -> list[FeedEntry]:
    return [
        FeedEntry(
            id=entry_id(entry.number),
            number=entry.number,
            title=entry.title,
            summary=entry.abstract,
            link=link,
            lasting_link=number_address(seen.roots[entry.bureau], entry.number),
            author=entry.bureau_name,
            category=entry.get_category_display(),
            published=entry.first_published_at,
            updated=entry.version_published_at,
            formed_on=entry.formed_on,
        )
        for entry, link in with_links(entries, seen)
    ]


def _answer(request: HttpRequest, told: Feed, kind: str) -> HttpResponseBase:
    content_type, write = KINDS[kind]
    return for_machines(request, HttpResponse(write(told), content_type=content_type))


class _Atom(Atom1Feed):
    """Django's writer, as new as the feed says and not as the clock does."""

    def latest_post_date(self) -> datetime:
        updated: datetime = self.feed["updated"]
        return updated


def _atom(told: Feed) -> bytes:
    written = _Atom(
        title=xml_text(told.title),
        link=told.home,
        description="",
        subtitle=xml_text(told.description),
        language=told.language,
        author_name=xml_text(told.author),
        feed_url=told.address,
        feed_guid=told.id,
        updated=utc(told.updated),
    )
    for entry in told.entries:
        written.add_item(
            title=xml_text(entry.title),
            link=entry.link,
            # Django says that it is HTML.
            description=escape(xml_text(entry.summary)),
            unique_id=entry.id,
            pubdate=utc(entry.published),
            updateddate=utc(entry.updated),
            author_name=xml_text(entry.author),
            categories=[xml_text(entry.category)],
        )
    return written.writeString("utf-8").encode()


def _json(told: Feed) -> bytes:
    return json.dumps(json_feed(told), ensure_ascii=False, indent=1).encode()


KINDS: dict[str, tuple[str, Callable[[Feed], bytes]]] = {
    "atom.xml": ("application/atom+xml; charset=utf-8", _atom),
    "feed.json": ("application/feed+json; charset=utf-8", _json),
}
