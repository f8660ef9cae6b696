"""The public register of disclosed information: its list, its files, its numbers."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosure_plugin.queries import register as queries
from disclosure_plugin.queries.register import Scope
from disclosure_plugin.register.models import RegisterEntry

from .addresses import number_address, page_address, register_address
from .register_files import KINDS, file_of
from .register_forms import RegisterForm
from .tombstones import tombstone

ENTRIES_PER_PAGE = 20
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
        "kinds": [(kind, kind.upper()) for kind in KINDS],
        "query": urlencode(form.query),
        "rows": _with_links(list(entries), scope),
        "scope": scope,
    }
    status = 200 if form.is_valid() else 400
    return render(request, "disclosure_plugin/register.html", context, status=status)


@require_safe
def register_file(request: HttpRequest, kind: str) -> HttpResponse:
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
    content_type, content = file_of(kind, queries.find(scope, form.wanted), scope)
    response = HttpResponse(content, content_type=content_type)
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


def _with_links(entries: list[RegisterEntry], scope: Scope) -> list[tuple[RegisterEntry, str]]:
    """Return entries with where they lead: other bureaus' pages are found by their number."""
    pages = queries.public_pages([one for one in entries if one.bureau == scope.bureau])
    return [
        (
            entry,
            page_address(pages[entry.page])
            if entry.bureau == scope.bureau and entry.page in pages
            else number_address(scope.roots[entry.bureau], entry.number),
        )
        for entry in entries
    ]
