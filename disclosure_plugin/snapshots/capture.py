"""Fetch public pages of the current bureau and everything they are shown with."""

from __future__ import annotations

import mimetypes
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
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
from disclosure_plugin.archive.links import find_references
from disclosure_plugin.archive.urls import absolute_url, normal_url, same_origin
from disclosure_plugin.conf import get_settings
from disclosure_plugin.models.file_storage import public_storage
from disclosure_plugin.queries.public_files import find_public_file, is_public
from disclosure_plugin.site.addresses import page_address

USER_AGENT = f"disclosure_plugin/{disclosure_plugin.__version__} (archive)"
SOFTWARE = f"disclosure_plugin {disclosure_plugin.__version__}, Wagtail {wagtail.__version__}"

# What a page may link to without its becoming part of the public record: the editors' own
# screens, the archive itself, and the same page in another dress.
EXCLUDED_PREFIXES = ("/admin/",)
DISPLAY_PARAMETERS = {"view", "theme"}


class _PublicPage(NamedTuple):
    """What has to be known of a page while its site is walked over."""

    key: int
    title: str
    slug: str


class BureauCapture:
    """One walk over a bureau's public site, or over some of its pages.

    The start addresses come from Wagtail's tree, never from a crawl; links are followed only
    to close the record: whatever a captured page refers to on its own site is captured too.
    Of a walk over some pages only the files belong to it that they show or offer.

    Args:
        progress: called after every address with (done, total known so far).
        pages: keys of pages that changed; those that are public no more are asked for all the
            same, so that what became of them is kept.
        whole: begin with all that is public, and not only with these and those above them.

    Attributes:
        pages: key by address of the pages that answered 200; filled while walking.
        titles: their titles.
        problems: sentences about addresses that could not be kept or did not answer 200.
        total, done: addresses known and fetched.
    """

    def __init__(
        self,
        progress: Callable[[int, int], None],
        pages: Iterable[int] = (),
        *,
        whole: bool = True,
    ) -> None:
        self._progress = progress
        self._whole = whole
        self._changed = frozenset(pages)
        self._bureau = bureaus.current()
        self._site = Site.objects.get(is_default_site=True)
        self._root = normal_url(bureaus.public_address())
        # Their sites may lie below ours on the same host; they have snapshots of their own.
        self._others = tuple(
            normal_url(entry.address)
            for entry in bureaus.directory()
            if entry.code != self._bureau and entry.address.startswith(self._root)
        )
        self._excluded = (*EXCLUDED_PREFIXES, *_archive_prefix())
        self._fetcher = WSGIFetcher(
            get_wsgi_application(), user_agent=USER_AGENT, environ=_secure_environ()
        )
        public = self._public_pages() if whole else self._changed_pages()
        # Not the pages themselves: a large site has tens of thousands.
        self._public = {
            normal_url(page_address(page)): _PublicPage(page.pk, page.title, page.slug)
            for page in public.iterator()
        }
        self._gone = set(self._gone_addresses()) - self._public.keys()
        self._waiting = deque([*self._public, *sorted(self._gone)])
        self._known = set(self._waiting)
        self.titles: dict[str, str] = {}
        self.pages: dict[str, int] = {}
        self.problems: list[str] = []
        self.done = 0

    @property
    def total(self) -> int:
        return len(self._known)

    def exchanges(self) -> Iterator[Exchange]:
        """Fetch address after address until nothing on the site is left unfetched."""
        while self._waiting:
            url = self._waiting.popleft()
            try:
                exchange = self._fetch(url)
            except CaptureError as error:
                self.problems.append(str(error))
                exchange = None
            if exchange is not None:
                self._note(exchange)
                yield exchange
            self.done += 1
            self._progress(self.done, self.total)

    def changed(self) -> list[tuple[str, str]]:
        """Return address and short id of the changed pages that answered 200."""
        return [
            (url, self._public[url].slug)
            for url, key in self.pages.items()
            if key in self._changed
        ]

    def _public_pages(self) -> PageQuerySet:
        pages = Page.objects.live().public().in_site(self._site).order_by("path")
        return pages.defer_streamfields()

    def _changed_pages(self) -> PageQuerySet:
        """Return those of the changed pages that are public, and those above any of them."""
        asked = Page.objects.in_site(self._site).filter(pk__in=self._changed)
        paths = asked.values_list("path", flat=True)
        above = {path[:end] for path in paths for end in range(0, len(path), Page.steplen)}
        return self._public_pages().filter(Q(pk__in=self._changed) | Q(path__in=above))

    def _gone_addresses(self) -> Iterator[str]:
        """Return where those of the changed pages were that are public no more."""
        asked = Page.objects.in_site(self._site).filter(pk__in=self._changed, live=False)
        for page in asked.exclude(first_published_at=None):
            url = page_address(page)
            if url:
                yield normal_url(url)

    def _note(self, exchange: Exchange) -> None:
        page = self._public.get(exchange.url)
        if page is not None and exchange.status == 200:
            self.titles[exchange.url] = page.title
            self.pages[exchange.url] = page.key
        elif exchange.status >= 400 and exchange.url not in self._gone:
            self.problems.append(f"{exchange.url} answered {exchange.status_line}.")
        found = find_references(exchange.payload, exchange.content_type, exchange.url)
        links = [*found.links, *_redirect_target(exchange)]
        if not self._whole:
            links = list(filter(self._is_file, links))
        for url in (*links, *found.assets):
            if url not in self._known and self._belongs(url):
                self._known.add(url)
                self._waiting.append(url)

    def _belongs(self, url: str) -> bool:
        if not same_origin(url, self._root):
            return False
        parts = urlsplit(url)
        if _is_static(parts.path):
            return True
        dressed = DISPLAY_PARAMETERS & {name for name, _value in parse_qsl(parts.query)}
        return (
            url.startswith(self._root)
            and not url.startswith(self._others)
            and not self._own_path(url).startswith(self._excluded)
            and not dressed
        )

    def _is_file(self, url: str) -> bool:
        """Say whether an uploaded file has an address."""
        return unquote(urlsplit(url).path).startswith(_media_prefix())

    def _own_path(self, url: str) -> str:
        """Return the path of an address of ours as the bureau's views know it."""
        return f"/{unquote(urlsplit(url.removeprefix(self._root)).path)}"

    def _fetch(self, url: str) -> Exchange:
        path = unquote(urlsplit(url).path)
        if _is_static(path):
            return _from_storage(url, staticfiles_storage, path.removeprefix(_static_prefix()))
        if get_settings().MEDIA_ACCEL_PREFIX and self._is_file(url):
            return _published_file(url, path.removeprefix(_media_prefix()))
        # The request chooses its bureau, and the prefix; go back to ours whatever it chose.
        with bureaus.activate(self._bureau):
            return self._fetcher.fetch(url)


def _archive_prefix() -> tuple[str, ...]:
    """Return where the archive is shown, as the bureau's views know it; nothing if it is not."""
    try:
        path = reverse("disclosure_archive:calendar")
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
        with storage.open(name) as file:
            payload = file.read()
    except (OSError, SuspiciousFileOperation) as error:
        raise _no_file(url) from error
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Exchange(
        url=url,
        at=datetime.now(UTC).replace(microsecond=0),
        status_line="200 OK",
        headers=(("Content-Type", content_type),),
        payload=payload,
        via="storage",
    )
