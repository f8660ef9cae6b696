"""Public pages, answered before Wagtail is entered.

A page is kept together with the number of the state it was rendered from
(:mod:`disclosure_plugin.register.generations`). Before it is given out, PostgreSQL is asked in
one query for the present number and the time. Redis alone never decides that a page is good: it
may lose pages, or come back with old ones.

Only what Wagtail serves as a page is kept, and only what everybody gets alike.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from disclosure_plugin.conf import get_settings
from disclosure_plugin.queries.expiring import next_expiry
from disclosure_plugin.register import generations

from .frame import THEMES, VIEWS
from .page_store import PREFIX, Kept, page_store
from .release import release

LONGEST_SECONDS = 600.0
MAX_BYTES = 1024 * 1024
MAX_QUERY = 200
# What may stand in a query; with anything else the page is rendered.
CHOICES = {"view": VIEWS, "theme": THEMES}
PAGE_NUMBER = "page"  # of a list, up to 99
# Added to addresses that are passed on in WeChat or by a search engine; no page reads them.
IGNORED = frozenset({"from", "isappinstalled", "scene", "utm_source", "utm_medium"})
# A browser asks again each time, and is told in a line that nothing has changed.
POLICY = "no-cache"
NOT_TO_BE_KEPT = ("private", "no-store", "no-cache", "max-age=0")
VARIES_ANYHOW = {"", "accept-encoding"}


@dataclass
class Asked:
    """A request that the cache could not answer, on its way to Wagtail.

    Attributes:
        shared: number of the shared schema, before the bureau was looked up.
        place: schema of the bureau; empty as long as nobody knows it.
        generation: number of the bureau's state, before any of it was read; None if what is
            rendered cannot be kept.
        clock: PostgreSQL's clock at that moment, in seconds since 1970.
        is_page: whether Wagtail serves one of the bureau's pages.
    """

    shared: int | None
    place: str = ""
    generation: int | None = None
    clock: float = 0.0
    is_page: bool = False


class PageCacheMiddleware:
    """Answers from the cache, and keeps what can be given to the next visitor.

    Put it after what only sets headers and before everything else, ``BureauMiddleware``
    included. Without ``DISCLOSURE["PAGE_CACHE_URL"]`` it does nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        url = get_settings().PAGE_CACHE_URL
        key = _key(request) if url else ""
        if not key:
            return self.get_response(request)
        store = page_store(url)
        kept = store.get(key)
        now = generations.ask(kept.place if kept else generations.shared_place())
        if kept and not _is_good(kept, now):
            kept = store.get_from_redis(key)
        if kept and _is_good(kept, now):
            return _answer(request, kept, left=kept.until - now.clock)
        asked = Asked(now.shared)
        request.page_cache = asked  # type: ignore[attr-defined]
        if not hasattr(connection, "schema_name"):  # one bureau, known from the beginning
            begin(request)
        response = self.get_response(request)
        if request.method == "GET" and asked.is_page and _is_for_everybody(response):
            page = _rendered(response, asked)
            if page.until > asked.clock:
                store.set(key, page, seconds=page.until - asked.clock)
            return _conditional(request, response, page)
        return response


def begin(request: HttpRequest) -> None:
    """Say that the bureau is chosen and nothing of it was read yet for this request."""
    asked: Asked | None = getattr(request, "page_cache", None)
    if asked is not None:
        asked.place = generations.current_place()
        now = generations.ask(asked.place)
        # Whatever was read of the bureau to find it may be old if this changed meanwhile.
        asked.generation = now.number if now.shared == asked.shared else None
        asked.clock = now.clock


def page_is_served(request: HttpRequest) -> None:
    """Say that Wagtail answers with one of the bureau's pages."""
    asked: Asked | None = getattr(request, "page_cache", None)
    if asked is not None:
        asked.is_page = True


def forget_pages(**kwargs: object) -> None:
    """Drop all bytes after a take-down; nobody would get them, and nobody shall find them."""
    url = get_settings().PAGE_CACHE_URL
    if url:
        transaction.on_commit(page_store(url).forget_all, robust=True)


def _is_good(kept: Kept, now: generations.Now) -> bool:
    return now.number == kept.generation and now.clock < kept.until


def _key(request: HttpRequest) -> str:
    """Return under which key the answer to a request is kept; empty if it is not."""
    if request.method not in ("GET", "HEAD") or not request.path_info.endswith("/"):
        return ""
    # Wagtail's preview is a request of its own, and an editor sees what others may not.
    if getattr(request, "is_dummy", False) or "HTTP_AUTHORIZATION" in request.META:
        return ""
    # The name is longer for each bureau; who sends anything like it is asked who they are.
    if settings.SESSION_COOKIE_NAME in request.META.get("HTTP_COOKIE", ""):
        return ""
    host, query = _host(request), _query(request.META.get("QUERY_STRING", ""))
    if not host or query is None:
        return ""
    script_name = request.META.get("SCRIPT_NAME", "")
    address = [request.scheme or "", host, script_name, request.path_info, query]
    digest = hashlib.sha256("\0".join(address).encode()).hexdigest()
    return f"{PREFIX}{release()}:{digest}"


def _host(request: HttpRequest) -> str:
    """Return host and port if they are written the way visitors do, else nothing.

    Another way of writing leads to the same page, or to another one: that is not for us to say.
    """
    try:
        host = request.get_host()
    except DisallowedHost:
        return ""
    name, _colon, port = host.partition(":")
    usual = not port or port == str(get_settings().PUBLIC_PORT)
    return host if usual and host == host.lower() and not name.endswith(".") else ""


def _query(query: str) -> str | None:
    """Return a query in one way of writing; None if the page may depend on it otherwise."""
    if not query:
        return ""
    if len(query) > MAX_QUERY:
        return None
    chosen: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name in IGNORED:
            continue
        if name in chosen or not _is_choice(name, value):
            return None
        chosen[name] = value
    return urlencode(sorted(chosen.items()))


def _is_choice(name: str, value: str) -> bool:
    if name == PAGE_NUMBER:
        return value.isascii() and value.isdigit() and value[0] != "0" and len(value) <= 2
    return value in CHOICES.get(name, ())


def _is_for_everybody(response: HttpResponseBase) -> bool:
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    varies = {part.strip().lower() for part in response.get("Vary", "").split(",")}
    policy = response.get("Cache-Control", "").lower()
    return varies <= VARIES_ANYHOW and not any(word in policy for word in NOT_TO_BE_KEPT)


def _rendered(response: Any, asked: Asked) -> Kept:
    """Give an answer its validators, and return it as it is kept."""
    body: bytes = response.content
    response.headers.setdefault("Cache-Control", POLICY)
    response["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    until = 0.0
    in_place = asked.generation is not None and generations.current_place() == asked.place
    if in_place and len(body) <= MAX_BYTES:
        expiry = next_expiry(after=datetime.fromtimestamp(asked.clock, UTC))
        until = min(asked.clock + LONGEST_SECONDS, expiry or math.inf)
    return Kept(asked.place, asked.generation or 0, until, dict(response.headers), body)


def _answer(request: HttpRequest, kept: Kept, *, left: float) -> HttpResponseBase:
    """Answer with a kept page that is good for some seconds more."""
    response = HttpResponse(kept.body if request.method == "GET" else b"")
    for name, value in kept.headers.items():
        response[name] = value
    if get_settings().FRONT_SERVER_KEEPS_PAGES:
        # nginx counts whole seconds: what it may keep for one, it may give out for almost two.
        response["X-Accel-Expires"] = "1" if left > 2 else "0"
    return _conditional(request, response, kept)


def _conditional(request: HttpRequest, response: Any, page: Kept) -> HttpResponseBase:
    """Answer in a line who has the page already."""
    etag = page.headers["ETag"]
    return get_conditional_response(request, etag=etag, response=response) or response
