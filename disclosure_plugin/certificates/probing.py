"""Look at items whose period runs, from outside the web process, and write down what was seen."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.archive.links import find_references
from disclosure_plugin.archive.notice_block import notice_block
from disclosure_plugin.conf import get_settings
from disclosure_plugin.register.clock import database_now
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.site.addresses import page_address

from .fetching import Answer, fetch
from .models import Probe
from .periods import running

logger = logging.getLogger("disclosure_plugin.certificates")

MAX_PAGE_BYTES = 8 * 1024 * 1024
FILES_EVERY = timedelta(days=1)
NO_BLOCK = "no_block"


def due(now: datetime) -> QuerySet[RegisterEntry]:
    """Return the entries of all bureaus that have to be looked at again."""
    interval = timedelta(minutes=get_settings().PROBE_MINUTES)
    looked = Probe.objects.filter(
        entry=OuterRef("pk"), kind=Probe.Kind.PAGE, at__gt=now - interval, at__lte=now
    )
    return running(now).filter(~Exists(looked)).order_by("pk")


def probe_due() -> int:
    """Look at every item of the current bureau that is due; one that fails stops no other.

    Returns:
        how many were looked at.
    """
    done = 0
    for entry in due(database_now()).filter(bureau=bureaus.current()):
        try:
            done += bool(probe(entry))
        except Exception:
            logger.exception(
                "An item could not be looked at",
                extra={"bureau": entry.bureau, "number": entry.number},
            )
    return done


def probe(entry: RegisterEntry) -> list[Probe]:
    """Look at one item of the current bureau, and once a day at its attachments.

    What is seen is kept whether it is good or bad. No transaction is open meanwhile.

    Returns:
        What was written down; nothing if the page is gone from Wagtail and has no address.
    """
    page = Page.objects.filter(pk=entry.page).first()
    url = page_address(page) if page is not None else ""
    if not url:
        return []
    settings = get_settings()
    answer = fetch(url, max_bytes=MAX_PAGE_BYTES, keep=True, connect_to=settings.PROBE_CONNECT_TO)
    block = notice_block(answer.body) if not answer.problem else None
    seen = [_seen_page(entry, url, answer, block)]
    if block is not None and _files_are_due(entry, seen[0].at):
        seen += [_seen_file(entry, file) for file in _files_of(block, url)]
    return Probe.objects.bulk_create(seen)


def _seen_page(entry: RegisterEntry, url: str, answer: Answer, block: bytes | None) -> Probe:
    one = _seen(entry, Probe.Kind.PAGE, url, answer)
    one.sha256, one.size = "", 0
    if block is not None:
        one.sha256, one.size = hashlib.sha256(block).hexdigest(), len(block)
    elif not one.problem:
        one.problem = NO_BLOCK
    return one


def _seen_file(entry: RegisterEntry, url: str) -> Probe:
    settings = get_settings()
    answer = fetch(
        url,
        max_bytes=settings.UPLOAD_MAX_BYTES,
        keep=False,
        connect_to=settings.PROBE_CONNECT_TO,
    )
    return _seen(entry, Probe.Kind.FILE, url, answer)


def _seen(entry: RegisterEntry, kind: Probe.Kind, url: str, answer: Answer) -> Probe:
    return Probe(
        bureau=entry.bureau,
        entry=entry,
        kind=kind,
        at=database_now().replace(microsecond=0),
        url=url,
        status=answer.status,
        sha256=answer.sha256,
        size=answer.size,
        problem=answer.problem,
        vantage=get_settings().PROBE_VANTAGE,
    )


def _files_are_due(entry: RegisterEntry, now: datetime) -> bool:
    files = Probe.objects.filter(entry=entry, kind=Probe.Kind.FILE)
    return not files.filter(at__gt=now - FILES_EVERY, at__lte=now).exists()


def _files_of(block: bytes, url: str) -> Iterator[str]:
    """Yield the addresses of the published files that the legal text names."""
    found = find_references(block, "text/html; charset=utf-8", url)
    media = reverse("disclosure_plugin:media", args=["x"]).removesuffix("x")
    root = urljoin(url, bureaus.public_address(media))
    for address in dict.fromkeys((*found.links, *found.assets)):
        if address.startswith(root):
            yield address
