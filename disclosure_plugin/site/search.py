"""The search of a bureau's site; on the county office's, of the whole county."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from disclosure_plugin.models import HeldCatalogue
from disclosure_plugin.queries import register as register_queries
from disclosure_plugin.queries import search as queries
from disclosure_plugin.queries.register import Scope
from disclosure_plugin.queries.search import Hit, Results, SearchTooLong, SearchWanted

from .addresses import search_address
from .entry_links import with_links
from .feeds import search_feeds
from .search_forms import BY_DATE, SearchForm

HITS_PER_PAGE = 20


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what is public and holds all words that were asked for."""
    scope = register_queries.scope()
    form = SearchForm(request.GET, scope=scope)
    context: dict[str, Any] = {
        "address": search_address(),
        "form": form,
        "filter_names": tuple(form.fields),
        "has_catalogue": HeldCatalogue.objects.exists(),
        "scope": scope,
        "searched_words": request.GET.get("q", "").strip(),
    }
    if not form.is_valid():
        return _answer(request, context, status=400)
    wanted = form.wanted
    context.update(wanted=wanted, is_asked=form.is_asked)
    try:
        if form.is_asked:
            context["feeds"] = search_feeds(form)
            context.update(_results(request, scope, form, wanted))
    except SearchTooLong:
        return _answer(request, {**context, "was_too_long": True}, status=503)
    return _answer(request, context)


def _answer(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "disclosure_plugin/search.html", context, status=status)


def _results(
    request: HttpRequest, scope: Scope, form: SearchForm, wanted: SearchWanted
) -> dict[str, Any]:
    found = queries.find(scope, wanted)
    pages = Paginator(found.entries, HITS_PER_PAGE).get_page(request.GET.get("page"))
    query = form.query
    context = {
        "found": found,
        "most_counted": queries.MOST_COUNTED,
        "pages": pages,
        "rows": _with_links(queries.hits(found, pages.object_list), scope),
        "by_place": _address({**query, "order": ""}),
        "by_date": _address({**query, "order": BY_DATE}),
        "chips": _chips(form),
        "also": [phrase.text for word in found.query.words for phrase in word.phrases[1:]],
    }
    if not found.entries:
        context["shorter"] = _shorter(scope, wanted, found, query)
    if wanted.is_filtered:
        everywhere = queries.find(scope, SearchWanted(words=wanted.words))
        context["everywhere"] = everywhere
        context["everywhere_address"] = _address({"q": query.get("q", "")})
    return context


def _with_links(hits: list[Hit], scope: Scope) -> list[tuple[Hit, str]]:
    """Return hits with where they lead; an own page that is not public any more is left out."""
    own = [hit.entry for hit in hits if hit.entry.bureau == scope.bureau]
    public = register_queries.public_pages(own)
    links = {entry.pk: link for entry, link in with_links([hit.entry for hit in hits], scope)}
    return [
        (hit, links[hit.entry.pk])
        for hit in hits
        if hit.entry.bureau != scope.bureau or hit.entry.page in public
    ]


def _shorter(
    scope: Scope, wanted: SearchWanted, found: Results, query: dict[str, str]
) -> list[tuple[str, str]]:
    """Return parts of the words that are found, with their addresses."""
    parts = queries.shorter(scope, wanted, found.query)
    return [(part, _address({**query, "q": part})) for part in parts]


def _chips(form: SearchForm) -> list[tuple[str, str, str]]:
    """Return of each filter that is set its name, its value and the address without it."""
    chips = []
    for bound in form.visible_fields():
        value = form.query.get(bound.name)
        if bound.name == "q" or not value:
            continue
        names = dict(_flat(getattr(bound.field, "choices", ())))
        without = {name: one for name, one in form.query.items() if name != bound.name}
        chips.append((str(bound.label), str(names.get(value, value)), _address(without)))
    return chips


def _flat(choices: Any) -> list[tuple[str, Any]]:
    """Return choices without their groups."""
    flat: list[tuple[str, Any]] = []
    for value, name in choices:
        flat += _flat(name) if isinstance(name, list | tuple) else [(str(value), name)]
    return flat


def _address(query: dict[str, str]) -> str:
    said = urlencode(sorted((name, value) for name, value in query.items() if value))
    address = reverse("disclosure_plugin:search")
    return f"{address}?{said}" if said else address
