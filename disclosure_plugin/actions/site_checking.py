"""Check the current bureau's public pages as an inspector does: links, and page tags.

Pages and links within this installation are rendered in this process, so the answer is exact and
costs no network. Other sites are asked over the network, a few each night.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings as django_settings
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.db.models import F
from django.urls import NoReverseMatch, get_script_prefix, reverse
from lxml.html import HtmlElement
from wagtail.models import Page, Site

import disclosure_plugin
from disclosure_plugin import bureaus
from disclosure_plugin.archive.capture import WSGIFetcher
from disclosure_plugin.archive.errors import CaptureError
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.links import ASSET_ATTRIBUTES, charset_in, parse_html
from disclosure_plugin.archive.urls import absolute_url, normal_url
from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain.outside_links import Outcome, asked_tonight, is_told
from disclosure_plugin.domain.page_tags import SITE, Level, tag_faults
from disclosure_plugin.models import (
    BureauSettings,
    DisclosedMixin,
    DisclosureBoardMixin,
    DisclosureColumnMixin,
    HeldCatalogue,
    OutsideLink,
    SiteCheck,
    SiteFault,
)
from disclosure_plugin.queries.disclosed_pages import disclosed_pages
from disclosure_plugin.queries.platform import platform
from disclosure_plugin.register.clock import database_now
from disclosure_plugin.register.models import SiteStanding

from .asking_outside import Asking

USER_AGENT = f"disclosure_plugin/{disclosure_plugin.__version__} (site check)"
# Lists that are no pages of Wagtail's.
LISTS = ("register", "platform", "site_map", "api")
# What has checks of its own, or asks who one is.
LEFT_OUT = ("disclosure_archive:calendar", "disclosure_certificates_public:start")
EDITORS = "admin/"
OTHER_DRESS = {"view", "theme"}
KEPT_CHECKS = 30
MOST_FAULTS = 5000
LONGEST_ADDRESS = 2000  # what servers take, and PostgreSQL's index
MOST_REDIRECTS = 4
# Between two questions to one host, in seconds.
PAUSE = 1.0
# Nothing answered of so many hosts: it is we who are cut off, and ask no more.
ALONE_FROM = 5
STILL_RUNNING = timedelta(hours=6)

Kind = SiteFault.Kind
Key = TypeVar("Key")


@dataclass
class _Seen:
    """Where something was found: the address of the first page, and how many pages have it."""

    page: str
    pages: int = 0


@dataclass
class _Found:
    """What a walk over the pages has brought.

    Attributes:
        pages: by address, each with its title.
        inside, outside: addresses that pages lead to.
        faults: by kind, subject and detail, and what else tells them apart.
    """

    pages: dict[str, str] = field(default_factory=dict)
    inside: dict[str, _Seen] = field(default_factory=dict)
    outside: dict[str, _Seen] = field(default_factory=dict)
    faults: dict[tuple[str, ...], _Seen] = field(default_factory=dict)


def check_site(
    *, asking: Asking | None = None, sleep: Callable[[float], None] = time.sleep
) -> SiteCheck | None:
    """Check the current bureau's public site and write down what was found.

    Args:
        asking: who of the outside may be asked; None: the public internet.
        sleep: waits between questions to one host, seconds.

    Returns:
        the check; None if another one is still running.
    """
    now = database_now()
    if SiteCheck.objects.filter(finished_at=None, started_at__gt=now - STILL_RUNNING).exists():
        return None
    check = SiteCheck.objects.create()
    found = _Found()
    inside = _Inside()
    _walk(inside, found)
    _follow(inside, found)
    _ask_outside(check, found, asking or Asking(), sleep)
    with transaction.atomic():
        check.pages, check.links = len(found.pages), len(found.inside)
        check.finished_at = database_now()
        check.save()
        SiteFault.objects.bulk_create(list(_rows(check, found))[:MOST_FAULTS])
        kept = SiteCheck.objects.values_list("pk", flat=True)[:KEPT_CHECKS]
        SiteCheck.objects.exclude(pk__in=list(kept)).delete()
        _tell_the_county(check, found)
    return check


def _tell_the_county(check: SiteCheck, found: _Found) -> None:
    """Write down how many there are of each; which they are is the bureau's own matter."""
    counts = Counter(key[0] for key in found.faults)
    site = Site.objects.order_by("-is_default_site", "pk").first()
    states = platform(BureauSettings.for_site(site)).states if site else []
    SiteStanding.objects.update_or_create(
        bureau=bureaus.current(),
        defaults={
            "checked_at": check.finished_at or check.started_at,
            "pages": check.pages,
            "pages_away": counts[Kind.PAGE],
            "dead_links": counts[Kind.LINK],
            "outside_links": counts[Kind.OUTSIDE],
            "tag_faults": counts[Kind.TAG],
            "parts_missing": sum(not one.is_complete for one in states),
        },
    )


# --- Within the installation -----------------------------------------------------------------


class _Inside:
    """Answers of this installation, as an anonymous visitor gets them."""

    def __init__(self) -> None:
        self._bureau = bureaus.current()
        self.root = normal_url(bureaus.public_address())
        others = [normal_url(one.address) for one in bureaus.directory() if one.address]
        self._roots = (self.root, *others)
        self._statuses: dict[str, int] = {}
        prefixes = [reversed_name for name in LEFT_OUT if (reversed_name := _reversed(name))]
        self._left_out = tuple(one.removeprefix(get_script_prefix()) for one in prefixes)
        self._fetcher = WSGIFetcher(
            get_wsgi_application(), user_agent=USER_AGENT, environ=_secure_environ()
        )

    def fetch(self, url: str) -> Exchange | None:
        """Return an answer; None if the application failed."""
        # The request chooses its bureau, and the prefix; go back to ours whatever it chose.
        try:
            with bureaus.activate(self._bureau):
                exchange = self._fetcher.fetch(url)
        except CaptureError:
            self._statuses[url] = 500
            return None
        self._statuses[url] = exchange.status
        return exchange

    def status(self, url: str) -> int:
        """Return the status to which an address leads in the end."""
        at = url
        for _hop in range(MOST_REDIRECTS):
            if at in self._statuses and self._statuses[at] not in range(300, 400):
                break
            exchange = self.fetch(at)
            target = absolute_url(exchange.header("Location"), at) if exchange else None
            if target is None or not self.owns(target):
                break
            at = target
        return self._statuses[at]

    def owns(self, url: str) -> bool:
        """Say whether an address is one of a bureau of this installation."""
        return url.startswith(self._roots)

    def is_checked(self, url: str) -> bool:
        """Say whether an address of ours is to be followed."""
        parts = urlsplit(url)
        if OTHER_DRESS & {name for name, _value in parse_qsl(parts.query)}:
            return False
        if parts.path.startswith(str(django_settings.STATIC_URL)):
            return False
        root = next((one for one in self._roots if url.startswith(one)), self.root)
        return not url.removeprefix(root).startswith((EDITORS, *self._left_out))


def _walk(inside: _Inside, found: _Found) -> None:
    """Render every public page, and note where it leads and which tags it lacks."""
    for address, title, level in _addresses():
        exchange = inside.fetch(address)
        found.pages[address] = title
        if exchange is None or exchange.status != 200:
            detail = str(exchange.status) if exchange else "500"
            _note(found.faults, (Kind.PAGE, address, detail), address)
            continue
        document = parse_html(exchange.content, charset_in(exchange.content_type))
        if document is None:
            _note(found.faults, (Kind.PAGE, address, "empty"), address)
            continue
        tags = [(one.get("name", ""), one.get("content", "")) for one in document.iter("meta")]
        for fault in tag_faults(level, tags):
            # What is wrong on every page is said once.
            own = () if fault.name in SITE else (address,)
            _note(found.faults, (Kind.TAG, fault.name, fault.wrong, *own), address)
        for link in dict.fromkeys(_links(document, address)):
            if len(link) > LONGEST_ADDRESS:
                continue
            if not inside.owns(link):
                _note(found.outside, link, address)
            elif inside.is_checked(link):
                _note(found.inside, link, address)


def _addresses() -> Iterator[tuple[str, str, Level]]:
    """Yield each public address with its title and what kind of page it is."""
    pages = disclosed_pages().order_by("path").defer_streamfields()
    for page in pages.specific().iterator(chunk_size=200):
        path = page.get_url()
        if path:
            yield normal_url(bureaus.public_address(path)), page.title, _level(page)
    lists = [*LISTS, *(["catalogue"] if HeldCatalogue.objects.exists() else [])]
    for name in lists:
        path = _reversed(f"disclosure_plugin:{name}")
        if path:
            yield normal_url(bureaus.public_address(path)), "", Level.COLUMN


def _level(page: Page) -> Level:
    if isinstance(page, DisclosedMixin):
        return Level.ARTICLE
    return (
        Level.COLUMN
        if isinstance(page, DisclosureBoardMixin | DisclosureColumnMixin)
        else Level.SITE
    )


def _links(document: HtmlElement, address: str) -> Iterator[str]:
    """Yield where a page leads and what it is shown with, absolute, fragments taken off."""
    for element in document.iter("a", "area", "link", *ASSET_ATTRIBUTES):
        for name in ("href", "src"):
            reference = (element.get(name) or "").strip()
            target = absolute_url(reference, address) if reference else None
            if target:
                yield target


def _follow(inside: _Inside, found: _Found) -> None:
    for link, seen in found.inside.items():
        status = inside.status(link)
        if status >= 400:
            found.faults[Kind.LINK, link, str(status)] = seen


# --- Other sites -----------------------------------------------------------------------------


def _ask_outside(
    check: SiteCheck, found: _Found, asking: Asking, sleep: Callable[[float], None]
) -> None:
    OutsideLink.objects.exclude(address__in=list(found.outside)).delete()
    OutsideLink.objects.bulk_create(
        [OutsideLink(address=one) for one in found.outside], ignore_conflicts=True
    )
    settings = get_settings()
    waiting = OutsideLink.objects.order_by(
        F("failing_since").asc(nulls_last=True), F("asked_at").asc(nulls_first=True), "pk"
    )
    chosen = asked_tonight(
        waiting.values_list("address", flat=True).iterator(),
        a_night=settings.LINK_CHECK_A_NIGHT,
        a_host=settings.LINK_CHECK_A_HOST,
    )
    links = {one.address: one for one in OutsideLink.objects.filter(address__in=chosen)}
    # Those first of which an answer is hoped for: if none comes, it is not their fault.
    chosen.sort(key=lambda address: links[address].failing_since is not None)
    reached, refused = False, 0
    hosts: set[str] = set()
    asked_last: dict[str, float] = {}
    for address in chosen:
        if not reached and len(hosts) >= ALONE_FROM:
            break
        host = urlsplit(address).hostname or ""
        wait = PAUSE - (time.monotonic() - asked_last[host]) if host in asked_last else 0
        if wait > 0:
            sleep(wait)
        answer = asking.ask(address)
        asked_last[host] = time.monotonic()
        if answer.outcome is Outcome.REFUSED:
            refused += 1
        else:
            hosts.add(host)
            reached = reached or answer.reached
            check.outside_asked += 1
        _write_down(links[address], answer.outcome, answer.detail)
    check.outside_away = not reached and len(hosts) >= ALONE_FROM
    check.outside_waiting = len(found.outside) - check.outside_asked - refused
    changed = ["asked_at", "outcome", "detail", "failing_since"]
    if check.outside_away:  # the fault is ours: of them nothing is known
        links = {key: one for key, one in links.items() if one.outcome == Outcome.REFUSED}
    OutsideLink.objects.bulk_update(links.values(), changed)
    now = database_now()
    known = OutsideLink.objects.exclude(outcome="").order_by("pk")
    if check.outside_away:
        known = known.filter(outcome=Outcome.REFUSED)
    for one in known:
        if is_told(Outcome(one.outcome), failing_since=one.failing_since, now=now):
            found.faults[Kind.OUTSIDE, one.address, one.detail] = found.outside[one.address]


def _write_down(link: OutsideLink, outcome: Outcome, detail: str) -> None:
    link.asked_at = database_now()
    link.outcome, link.detail = outcome, detail
    if outcome in (Outcome.DEAD, Outcome.FAILING):
        link.failing_since = link.failing_since or link.asked_at
    else:
        link.failing_since = None


# --- What was found --------------------------------------------------------------------------


def _note(found: dict[Key, _Seen], key: Key, address: str) -> None:
    found.setdefault(key, _Seen(address)).pages += 1


def _rows(check: SiteCheck, found: _Found) -> Iterator[SiteFault]:
    order: list[str] = [Kind.PAGE, Kind.LINK, Kind.TAG, Kind.OUTSIDE]
    for key, seen in sorted(found.faults.items(), key=lambda one: order.index(one[0][0])):
        yield SiteFault(
            check_of=check,
            kind=key[0],
            subject=key[1],
            detail=key[2],
            page_address=seen.page,
            page_title=found.pages.get(seen.page, ""),
            pages=seen.pages,
        )


def _reversed(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _secure_environ() -> dict[str, str]:
    """Return what tells the application that a proxy spoke HTTPS to the visitor."""
    header = django_settings.SECURE_PROXY_SSL_HEADER
    return {header[0]: header[1]} if header and get_settings().PUBLIC_PORT == 443 else {}
