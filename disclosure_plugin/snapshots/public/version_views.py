"""Earlier versions of a page, and what differs between two of them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from disclosure_plugin.archive.main_text import main_lines
from disclosure_plugin.domain.differences import Stretch, TooLarge, compare
from disclosure_plugin.site.tombstones import tombstone

from . import versions
from .addresses import archived_address
from .answering import answers
from .captures import HIDDEN
from .moments import parse_moment
from .payloads import read
from .versions import History, Version

VERSIONS_AT_ONCE = 50
MAX_PAYLOAD = 2 * 1024 * 1024


@answers
def versions_view(request: HttpRequest, key: str) -> HttpResponse:
    """List the versions of a page, the newest first."""
    gone = _gone(request, key)
    if gone is not None:
        return gone
    history = versions.history(key)
    if history is None:
        return _nothing_yet(request, key)
    pages = Paginator(history.versions[::-1], VERSIONS_AT_ONCE).get_page(request.GET.get("page"))
    context = {
        "history": history,
        "pages": pages,
        "rows": [(one, archived_address(one.response.url, one.first)) for one in pages],
        **_choice(history, *history.versions[-2:]),
    }
    return render(request, "disclosure_snapshots/public/versions.html", context)


@answers
def compare_view(request: HttpRequest, key: str) -> HttpResponse:
    """Show what differs between two versions of a page."""
    gone = _gone(request, key)
    if gone is not None:
        return gone
    history = versions.history(key)
    if history is None:
        return _nothing_yet(request, key)
    newest = history.versions[-1]
    before = history.versions[-2] if len(history.versions) > 1 else newest
    old = _asked(request, "from", history, before)
    new = _asked(request, "to", history, newest)
    stretches = _differences(old, new)
    context = {
        "history": history,
        "stretches": stretches,
        "too_large": stretches is None,
        "same": stretches is not None and _all_same(stretches),
        "links": [archived_address(one.response.url, one.first) for one in (old, new)],
        "filter_names": ("from", "to"),
        **_choice(history, old, new),
    }
    return render(request, "disclosure_snapshots/public/compare.html", context)


def _gone(request: HttpRequest, key: str) -> HttpResponse | None:
    """Return what a page that was taken down answers everywhere."""
    entry = versions.find_entry(key)
    return tombstone(request, entry) if entry and entry.state in HIDDEN else None


def _nothing_yet(request: HttpRequest, key: str) -> HttpResponse:
    """Say that a page was not captured yet; every page links here from when it is published.

    Raises:
        Http404: there is no public page of this key.
    """
    if not versions.is_public(key):
        raise Http404
    return render(request, "disclosure_snapshots/public/no_versions.html")


def _choice(history: History, *chosen: Version) -> dict[str, object]:
    """What the form to choose two versions shows."""
    return {"old": chosen[0], "new": chosen[-1], "choices": history.versions[::-1]}


def _asked(request: HttpRequest, name: str, history: History, otherwise: Version) -> Version:
    asked = request.GET.get(name, "")
    found = history.at(parse_moment(asked)) if asked else otherwise
    if found is None:
        raise Http404
    return found


def _all_same(stretches: list[Stretch]) -> bool:
    return all(line.is_same for one in stretches for line in one.lines)


def _differences(old: Version, new: Version) -> list[Stretch] | None:
    """Return how the texts differ; None if they are too large to be compared."""
    payloads = [read(one.response) for one in (old, new)]
    if any(len(one.content) > MAX_PAYLOAD for one in payloads):
        return None
    try:
        return compare(*(main_lines(one.content, one.content_type) for one in payloads))
    except TooLarge:
        return None
