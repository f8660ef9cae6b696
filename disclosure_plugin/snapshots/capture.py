"""Fetch public pages of the current bureau and everything they are shown with."""

from __future__ import annotations

import mimetypes
from collections.abc import Container, Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

import wagtail
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import Storage
from django.core.wsgi import get_wsgi_application
from django.db.models import Q
from django.urls import NoReverseMatch, get_script_prefix, reverse
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

import disclosure_plugin
from disclosure_plugin import bureaus
from disclosure_plugin.archive.capture import WSGIFetcher
from disclosure_plugin.archive.errors import CaptureError
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.links import UNDERSTOOD, References, find_references
from disclosure_plugin.archive.payload import IN_MEMORY, Payload
from disclosure_plugin.archive.urls import absolute_url, normal_url, same_origin
from disclosure_plugin.conf import get_settings
from disclosure_plugin.models.file_storage import public_storage
from disclosure_plugin.queries.public_files import find_public_file, is_public
from disclosure_plugin.site.addresses import page_address

USER_AGENT = f"disclosure_plugin/{disclosure_plugin.__version__} (archive)"
SOFTWARE = f"disclosure_plugin {disclosure_plugin.__version__}, Wagtail {wagtail.__version__}"

EDITORS_PREFIX = "/admin/"
DISPLAY_PARAMETERS = {"view", "theme"}
CALENDAR_FILES = ".ics"


class LeftOut(StrEnum):
    """Why what a page refers to does not become part of the public record."""

    OTHER_SITE = "it is on another site"
    OTHER_BUREAU = "it is another bureau's, which has snapshots of its own"
    EDITORS = "it is a screen of the editors"
    ARCHIVE = "it is the archive itself"
    CERTIFICATES = "it is a certificate, or where one is checked, with proofs of its own"
    OTHER_DRESS = "it is the same page in large text or dark"
    CALENDAR = "it is a calendar file, made of notices that are captured"


class StartAddress(NamedTuple):
    """Where a walk over the site begins.

    Attributes:
        url: absolute, as the archive writes it.
        page: key of the page that is there, or was.
        title, slug: of the page; what is public no more tells no title.
        is_gone: whether it is public no more and is asked for all the same, so that what became
            of it is kept.
    """

    url: str
    page: int
    title: str
    slug: str
    is_gone: bool = False


def start_addresses(changed: Iterable[int], *, whole: bool) -> Iterator[StartAddress]:
    """Return where a walk over the current bureau's public site begins.

    From Wagtail's tree, never from a crawl. One after the other, because a large site has tens
    of thousands.

    Args:
        changed: keys of pages that changed.
        whole: begin with all that is public, and not only with these and those above them.
    """
    changed = frozenset(changed)
    site = Site.objects.get(is_default_site=True)
    public = Page.objects.live().public().in_site(site).order_by("path").defer_streamfields()
    if not whole:
        public = _changed_or_above(public, site, changed)
    # Wagtail asks where the site is once for all pages, and not for each anew.
    visit = SimpleNamespace(_wagtail_site=site)
    for page in public.iterator():
        _site, _root, path = page.get_url_parts(visit) or (None, None, None)
        if path:
            url = normal_url(bureaus.public_address(path))
            yield StartAddress(url, page.pk, page.title, page.slug)
    unpublished = Page.objects.in_site(site).filter(pk__in=changed, live=False)
    for page in unpublished.exclude(first_published_at=None).order_by("path"):
        address = page_address(page)
        if address:
            yield StartAddress(normal_url(address), page.pk, "", page.slug, is_gone=True)


def _changed_or_above(public: PageQuerySet, site: Site, changed: frozenset[int]) -> PageQuerySet:
    """Return those of the changed pages that are public, and those above any of them."""
    asked = Page.objects.in_site(site).filter(pk__in=changed)
    paths = asked.values_list("path", flat=True)
    above = {path[:end] for path in paths for end in range(0, len(path), Page.steplen)}
    return public.filter(Q(pk__in=changed) | Q(path__in=above))


class PublicSite:
    """The current bureau's public site, as an anonymous visitor gets it.

    Links are followed only to close the record: whatever a captured page refers to on its own
    site is captured too.

    Args:
        whole: whether a walk is over the whole site. Else only the files belong to it that the
            pages show or offer.
    """

    def __init__(self, *, whole: bool) -> None:
        self._whole = whole
        self._bureau = bureaus.current()
        self._root = normal_url(bureaus.public_address())
        # Their sites may lie below ours on the same host; they have snapshots of their own.
        self._others = tuple(
            normal_url(entry.address)
            for entry in bureaus.directory()
            if entry.code != self._bureau and entry.address.startswith(self._root)
        )
        self._archive = _prefix_of("disclosure_archive:calendar")
        self._certificates = _prefix_of("disclosure_certificates_public:start")
        self._fetcher = WSGIFetcher(
            get_wsgi_application(), user_agent=USER_AGENT, environ=_secure_environ()
        )

    def fetch(self, url: str) -> Exchange:
        """Ask for an address.

        Raises:
            CaptureError: it did not answer, or not so that it can be kept.
        """
        path = unquote(urlsplit(url).path)
        if _is_static(path):
            return _from_storage(url, staticfiles_storage, path.removeprefix(_static_prefix()))
        if get_settings().MEDIA_ACCEL_PREFIX and self._is_file(url):
            return _published_file(url, path.removeprefix(_media_prefix()))
        # The request chooses its bureau, and the prefix; go back to ours whatever it chose.
        with bureaus.activate(self._bureau):
            return self._fetcher.fetch(url)

    def leads_to(self, exchange: Exchange, known: Container[str] = frozenset()) -> Iterator[str]:
        """Return the addresses that have to be captured because this answer refers to them.

        Args:
            exchange: the answer.
            known: what need not be told again.
        """
        if exchange.media_type in UNDERSTOOD:
            found = find_references(exchange.content, exchange.content_type, exchange.url)
        else:
            found = References()
        links = [*found.links, *_redirect_target(exchange)]
        if not self._whole:
            links = list(filter(self._is_file, links))
        return (
            url
            for url in (*links, *found.assets)
            if url not in known and self.why_left_out(url) is None
        )

    def why_left_out(self, url: str) -> LeftOut | None:
        """Return why an address is not captured though a page refers to it; None if it is."""
        if not same_origin(url, self._root):
            return LeftOut.OTHER_SITE
        parts = urlsplit(url)
        if _is_static(parts.path):
            return None
        if url.startswith(self._others):
            return LeftOut.OTHER_BUREAU
        if not url.startswith(self._root):
            return LeftOut.OTHER_SITE
        path = self._own_path(url)
        if path.startswith(EDITORS_PREFIX):
            return LeftOut.EDITORS
        if path.startswith(self._archive):
            return LeftOut.ARCHIVE
        if path.startswith(self._certificates):
            return LeftOut.CERTIFICATES
        # Its lines are folded anywhere: what has to be taken out later could not be found in it.
        if path.endswith(CALENDAR_FILES):
            return LeftOut.CALENDAR
        if DISPLAY_PARAMETERS & {name for name, _value in parse_qsl(parts.query)}:
            return LeftOut.OTHER_DRESS
        return None

    def _is_file(self, url: str) -> bool:
        """Say whether an uploaded file has an address."""
        return unquote(urlsplit(url).path).startswith(_media_prefix())

    def _own_path(self, url: str) -> str:
        """Return the path of an address of ours as the bureau's views know it."""
        return f"/{unquote(urlsplit(url.removeprefix(self._root)).path)}"


def _prefix_of(view: str) -> tuple[str, ...]:
    """Return where a view is found, as the bureau's addresses are; nothing if it is not there."""
    try:
        path = reverse(view)
    except NoReverseMatch:
        return ()
    return (f"/{path.removeprefix(get_script_prefix())}",)


def _media_prefix() -> str:
    return reverse("disclosure_plugin:media", args=["-"]).removesuffix("-")


def _static_prefix() -> str:
    return urlsplit(settings.STATIC_URL).path


def _is_static(path: str) -> bool:
    """Say whether static files have a path; they are the same for the whole origin."""
    return path.startswith(_static_prefix())


def _secure_environ() -> dict[str, str]:
    """Return what tells the application that a proxy spoke HTTPS to the visitor."""
    header = settings.SECURE_PROXY_SSL_HEADER
    return {header[0]: header[1]} if header and get_settings().PUBLIC_PORT == 443 else {}


def _redirect_target(exchange: Exchange) -> tuple[str, ...]:
    target = absolute_url(exchange.header("Location"), exchange.url)
    return (target,) if target else ()


def _published_file(url: str, name: str) -> Exchange:
    """Read the bytes of a file that everybody may have; the front server would serve them.

    Raises:
        CaptureError: no public page shows such a file.
    """
    copy = find_public_file(name)
    if copy is None or not is_public(copy):
        raise _no_file(url)
    return _from_storage(url, public_storage(), name)


def _no_file(url: str) -> CaptureError:
    return CaptureError("no-file", "There is no file at “%(url)s”.", {"url": url})


def _from_storage(url: str, storage: Storage, name: str) -> Exchange:
    """Read the bytes that the front server would serve.

    Raises:
        CaptureError: there is no such file.
    """
    try:
        payload = Payload()
        with storage.open(name) as file:
            for piece in file.chunks():
                payload.write(piece)
    except (OSError, SuspiciousFileOperation) as error:
        raise _no_file(url) from error
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Exchange(
        url=url,
        at=datetime.now(UTC).replace(microsecond=0),
        status_line="200 OK",
        headers=(("Content-Type", content_type),),
        payload=payload if payload.length > IN_MEMORY else payload.content(),
        via="storage",
    )
