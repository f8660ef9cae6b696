"""What was captured, shown as it was: our page around it, the bytes, and a copy to look at.

The old page stands in a frame of its own and may do nothing: no script, no form, no cookie. Only
a link that somebody clicks leaves the frame.
"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from disclosure_plugin import bureaus
from disclosure_plugin.archive.replaying import rewritten
from disclosure_plugin.archive.urls import absolute_url
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.site.headers import POLICY, PUBLIC, header
from disclosure_plugin.site.tombstones import tombstone
from disclosure_plugin.snapshots.models import Capture

from . import captures
from .addresses import COPY, RAW, archived_address, asked_url, host_of
from .answering import answers
from .band import Band, band_of
from .log_entries import entry_of
from .moments import parse_moment
from .payloads import read

# What is shown in the frame; a browser would not show other types in a sandbox.
SHOWN = frozenset({"text/html", "application/xhtml+xml", "text/plain", "image/png", "image/jpeg"})
SHOWN |= {"image/gif", "image/webp", "image/svg+xml"}

AROUND = header({**PUBLIC, "frame-src": "'self'"})
SANDBOX = header(
    {
        "default-src": "'self' data:",
        "script-src": "'none'",
        "object-src": "'none'",
        "style-src": "'self' 'unsafe-inline' data:",
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'self'",
    },
    "sandbox allow-top-navigation-by-user-activation",
)


@answers
def replay(request: HttpRequest, moment: str, how: str, address: str) -> HttpResponseBase:
    """Show the newest capture of an address at or before a time.

    Args:
        moment: 14 digits, UTC.
        how: empty, or one of the modifiers.
        address: what stands behind it, without query.
    """
    at = parse_moment(moment)
    url = asked_url(address, request.META.get("QUERY_STRING", ""))
    entry = _taken_down(url)
    if entry is not None:
        return tombstone(request, entry)
    capture = captures.newest(url, at)
    if capture is None:
        return _not_captured(request, url)
    if how:
        return _bytes(request, capture, copy=how == COPY)
    return _around(request, capture)


def _around(request: HttpRequest, capture: Capture) -> HttpResponse:
    response = capture.response
    payload = read(response)
    target = absolute_url(payload.location, response.url) if payload.location else None
    band: Band = band_of(capture)
    context = {
        "band": band,
        "capture": capture,
        "entry": entry_of(capture.snapshot),
        "shown": not target and response.media_type in SHOWN,
        "copy": archived_address(response.url, capture.at, COPY),
        "raw": archived_address(response.url, capture.at, RAW),
        "target": target,
        "target_link": archived_address(target, _whole_at(capture)) if target else "",
    }
    answer = render(request, "disclosure_snapshots/public/replay.html", context)
    answer[POLICY] = AROUND
    return answer


def _bytes(request: HttpRequest, capture: Capture, *, copy: bool) -> HttpResponseBase:
    response = capture.response
    etag = f'"{response.sha256}-{COPY if copy else RAW}{capture.at:%Y%m%d%H%M%S}"'
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        payload = read(response)
        content, content_type = payload.content, payload.content_type
        if copy:
            whole_at = _whole_at(capture)
            content, content_type = rewritten(
                content,
                content_type,
                response.url,
                page=lambda url: archived_address(url, whole_at),
                asset=lambda url: archived_address(url, whole_at, COPY),
            )
        answer = HttpResponse(content, content_type=content_type)
        answer["ETag"] = etag
    if response.media_type not in SHOWN | {"text/css"}:
        answer["Content-Disposition"] = "attachment"
    answer[POLICY] = SANDBOX
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Memento-Datetime"] = http_date(capture.at.timestamp())
    return answer


def _whole_at(capture: Capture) -> datetime:
    """Return when everything of its snapshot was there: what a page shows is captured after it."""
    return max(capture.at, capture.snapshot.finished_at or capture.at)


def _taken_down(url: str) -> RegisterEntry | None:
    """Return the entry of a page that was taken down: it says at all times what it says now."""
    short_id = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    entries = RegisterEntry.objects.filter(bureau=bureaus.current(), state__in=captures.HIDDEN)
    return entries.filter(short_id=short_id).first()


def _not_captured(request: HttpRequest, url: str) -> HttpResponse:
    """Say that nothing is there."""
    later = captures.oldest(url)
    context = {
        "url": url,
        "own": host_of(url) == host_of(bureaus.public_address()),
        "later": later,
        "later_link": archived_address(url, later.at) if later else "",
        "examined": captures.under_examination().exists(),
    }
    template = "disclosure_snapshots/public/not_captured.html"
    return render(request, template, context, status=404)
