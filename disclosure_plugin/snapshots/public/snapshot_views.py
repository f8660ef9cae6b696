"""The calendar of snapshots, what one of them is, and its file."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import BinaryIO

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_noop

from disclosure_plugin import bureaus
from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.errors import Refused
from disclosure_plugin.snapshots.models import Snapshot
from disclosure_plugin.snapshots.stored_packages import log_proofs, whole_package

from . import calendar, captures
from .addresses import archived_address
from .answering import answers
from .kept_packages import kept_packages
from .log_entries import entry_of
from .moments import written
from .payloads import CannotRead
from .ranges import file_answer

PAGES_AT_ONCE = 100


class NoSuchYear(Refused):
    sentence = gettext_noop("There is no snapshot of the year “%(year)s”.")


@answers
def calendar_view(request: HttpRequest) -> HttpResponse:
    """List the snapshots of a year, month by month."""
    years = calendar.years()
    year = _year(request.GET.get("year", ""), years)
    context = {
        "address": bureaus.public_address(reverse("disclosure_archive:calendar")),
        "months": calendar.months(year) if year else [],
        "year": year,
        "years": years,
        "filter_names": ("year",),
    }
    response = render(request, "disclosure_snapshots/public/calendar.html", context)
    response["X-Robots-Tag"] = "index, follow"
    return response


def _year(asked: str, years: list[int]) -> int | None:
    if not asked:
        return years[0] if years else None
    if asked not in map(str, years):
        raise NoSuchYear(year=asked[:20])
    return int(asked)


@answers
def snapshot_view(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what one snapshot is, and the pages in it."""
    snapshot = _complete(pk)
    if snapshot.quarantine:
        return _under_examination(request, snapshot)
    found = captures.shown().filter(
        snapshot=snapshot, response__page__isnull=False, response__status=200
    )
    ordered = found.select_related("response").order_by("response__url")
    pages = Paginator(ordered, PAGES_AT_ONCE).get_page(request.GET.get("page"))
    context = {
        "snapshot": snapshot,
        "pages": pages,
        "rows": [(one, archived_address(one.response.url, one.at)) for one in pages],
        "log_entry": entry_of(snapshot),
        "redacted": [one for one in snapshot.redactions.all() if one.records_removed],
    }
    return render(request, "disclosure_snapshots/public/snapshot.html", context)


@answers
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the file of a snapshot, whole or the part that was asked for.

    Players in a browser read it from other sites, so these may, and they read part after part:
    what was put together for one is kept for the next, under its ETag, which is another as soon
    as something was taken out.
    """
    snapshot = _complete(pk)
    if snapshot.quarantine:
        return _under_examination(request, snapshot)
    if not snapshot.can_be_handed_out:
        raise Http404
    etag = _etag(snapshot)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = file_answer(request, _package(snapshot, etag), etag=etag)
        response["Content-Type"] = "application/wacz"
        name = f"{bureaus.current()}-{written(snapshot.requested_at)}.wacz"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "Accept-Ranges, Content-Range, ETag"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _complete(pk: int) -> Snapshot:
    snapshots = Snapshot.objects.prefetch_related("redactions__redaction")
    if pk >= 2**63:  # PostgreSQL knows no such key
        raise Http404
    return get_object_or_404(snapshots, pk=pk, state=Snapshot.State.COMPLETE)


def _under_examination(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """Say since when nobody gets it: 451 Unavailable For Legal Reasons (RFC 7725)."""
    context = {"snapshot": snapshot, "since": snapshot.quarantine[0].redaction.wanted_at}
    template = "disclosure_snapshots/public/under_examination.html"
    return render(request, template, context, status=451)


def _etag(snapshot: Snapshot) -> str:
    """Return what stays the same as long as the bytes do: they change once the log is signed."""
    proofs = b"".join(log_proofs(snapshot).values())
    return f'"{hashlib.sha256(snapshot.sha256.encode() + proofs).hexdigest()}"'


def _package(snapshot: Snapshot, etag: str) -> BinaryIO:
    key = f"{bureaus.current()} {snapshot.pk} {etag}"
    try:
        return kept_packages.open(key, partial(whole_package, snapshot))
    except (OSError, PackageError) as error:
        raise CannotRead(f"The snapshot {snapshot.pk} cannot be put together: {error}") from error
