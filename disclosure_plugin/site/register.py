"""The public register of disclosed information: its list, its files, its numbers."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosure_plugin.documents.media_types import MEDIA_TYPES
from disclosure_plugin.models import HeldCatalogue
from disclosure_plugin.queries import register as queries
from disclosure_plugin.queries.register import Scope
from disclosure_plugin.register.models import RegisterEntry

from .addresses import number_address, page_address, register_address
from .entry_links import with_links
from .register_files import KINDS, write_file
from .register_forms import RegisterForm
from .tombstones import tombstone

ENTRIES_PER_PAGE = 20
# Bytes of a file; what is longer is written to disk and sent from there.
IN_MEMORY = 1 << 20
State = RegisterEntry.State


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show the register of the bureau, or at the county office, of the whole county."""
    scope, form = _asked(request)
    found = queries.find(scope, form.wanted) if form.is_valid() else RegisterEntry.objects.none()
    entries = Paginator(found, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "address": register_address(),
        "entries": entries,
        "filter_names": tuple(form.fields),
        "form": form,
        "has_catalogue": HeldCatalogue.objects.exists(),
        "kinds": [(kind, kind.upper()) for kind in KINDS],
        "query": urlencode(form.query),
        "rows": with_links(list(entries), scope),
        "scope": scope,
    }
    status = 200 if form.is_valid() else 400
    return render(request, "disclosure_plugin/register.html", context, status=status)


@require_safe
def register_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give everything the filters find as a file.

    Args:
        request: the visitor's request, with the filters of the list.
        kind: one of :data:`~disclosure_plugin.site.register_files.KINDS`.
    """
    scope, form = _asked(request)
    if not form.is_valid():
        problems = [f"{form[name].label}: {' '.join(map(str, form.errors[name]))}"
                    for name in form.errors]  # fmt: skip
        return HttpResponse("\n".join(problems), status=400, content_type="text/plain")
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the answer
    write_file(file, kind, queries.find(scope, form.wanted), scope)
    length = file.tell()
    file.seek(0)
    if length <= IN_MEMORY:  # whole, so that the page cache can keep it
        with file:
            response: HttpResponseBase = HttpResponse(file.read(), content_type=MEDIA_TYPES[kind])
    else:
        response = FileResponse(file, content_type=MEDIA_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="register.{kind}"'
    return response


@require_safe
def numbered(request: HttpRequest, number: str) -> HttpResponse:
    """Send on to the page with an index number, or say what has become of it.

    A bureau's site knows its own numbers; the county office's knows all.
    """
    scope = queries.scope()
    entry = queries.by_number(scope, number)
    if entry is None:
        raise Http404
    if entry.state != State.PUBLIC:
        return tombstone(request, entry)
    if entry.bureau != scope.bureau:
        return HttpResponseRedirect(number_address(scope.roots[entry.bureau], entry.number))
    page = queries.public_pages([entry]).get(entry.page)
    if page is None:
        raise Http404
    return HttpResponseRedirect(page_address(page))


def _asked(request: HttpRequest) -> tuple[Scope, RegisterForm]:
    scope = queries.scope()
    return scope, RegisterForm(request.GET, scope=scope)
