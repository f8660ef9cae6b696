"""What the address of something answers that is public no more."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosure_plugin import bureaus
from disclosure_plugin.bureaus import NoBureau
from disclosure_plugin.queries import register as queries
from disclosure_plugin.register.models import RegisterEntry


def tombstone(request: HttpRequest, entry: RegisterEntry) -> HttpResponse:
    """Show number, day, basis and reason of an entry that is not public, and never its title."""
    state = RegisterEntry.State
    heading = entry.state if entry.state in (state.VOID, state.WITHDRAWN, state.TAKEN_DOWN) else ""
    context = {"entry": entry, "heading": heading}
    return render(request, "disclosure_plugin/tombstone.html", context, status=410)


def tombstone_of_address(request: HttpRequest) -> HttpResponse | None:
    """Return what the old address of a page of the current bureau answers; None: it is none."""
    short_id = request.path_info.rstrip("/").rpartition("/")[2]
    try:
        entry = queries.by_short_id(bureaus.current(), short_id)
    except NoBureau:
        return None
    return tombstone(request, entry) if entry else None
