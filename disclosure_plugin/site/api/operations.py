"""The questions that the interface answers.

What is disclosed of a bureau is asked at its own site; the county office's site answers for every
bureau that it lists. Nothing else chooses a bureau.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI, Query, Schema

from disclosure_plugin import bureaus
from disclosure_plugin.domain.register import Category
from disclosure_plugin.queries import open_data
from disclosure_plugin.queries import register as queries
from disclosure_plugin.queries.register import Scope, Wanted

from . import schemas, told
from .addresses import api_address, api_root_of
from .errors import (
    BadParameter,
    ErrorAnswer,
    GoneAnswer,
    NoLongerPublic,
    NotThere,
    handle_errors,
)

DESCRIPTION = (
    "Read-only and open to everybody: what a bureau has disclosed, or at the county office, what "
    "all bureaus have. Only what is public now is told. Answers have an ETag; ask again with "
    "If-None-Match. Times have their zone, days are days of the county."
)
BAD = {422: ErrorAnswer, 429: ErrorAnswer}
MISSING = {404: ErrorAnswer, **BAD}

api = NinjaAPI(
    title="Open government affairs",
    version="1.0.0",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="disclosure_api",
)
handle_errors(api)


@api.get(
    "/items",
    response={200: schemas.ItemList, **BAD},
    operation_id="listItems",
    summary=gettext_noop("Items of the register, the latest first"),
)
def list_items(request: HttpRequest, filters: Query[schemas.ItemFilters]) -> dict[str, Any]:
    """All filters that are given must fit. Everything at once is in the register's files."""
    _refuse_what_is_unknown(request, filters)
    scope = queries.scope()
    _check_bureau(scope, filters.bureau)
    if filters.category and filters.category not in set(Category):
        raise BadParameter(("category", _("There is no such category.")))
    wanted = Wanted(
        category=filters.category,
        year=filters.year,
        bureau=filters.bureau,
        number=filters.number,
        first=filters.published_from,
        last=filters.published_to,
    )
    pages = Paginator(queries.find(scope, wanted), filters.per_page)
    number = filters.page
    entries = list(pages.page(number)) if number <= pages.num_pages else []
    return {
        "count": pages.count,
        "page": number,
        "pages": pages.num_pages,
        "next": _list_address(request, number + 1) if number < pages.num_pages else None,
        "previous": _list_address(request, number - 1) if 1 < number <= pages.num_pages else None,
        "items": told.items(entries, scope),
    }


@api.get(
    "/items/{path:number}",
    response={200: schemas.Item, 410: GoneAnswer, **MISSING},
    operation_id="getItem",
    summary=gettext_noop("One item by its index number"),
)
def get_item(request: HttpRequest, number: str) -> dict[str, Any]:
    """A number that was public answers 410 with what became of it, and never its title."""
    _refuse_what_is_unknown(request)
    scope = queries.scope()
    entry = queries.by_number(scope, number)
    if entry is None:
        raise NotThere
    if entry.state != entry.State.PUBLIC:
        raise NoLongerPublic(entry)
    if not scope.public().filter(pk=entry.pk).exists():  # its time is over this moment
        raise NotThere
    return told.items([entry], scope)[0]


@api.get(
    "/bureaus",
    response={200: list[schemas.Bureau], **BAD},
    operation_id="listBureaus",
    summary=gettext_noop("Bureaus whose items are told here"),
)
def list_bureaus(request: HttpRequest) -> list[dict[str, Any]]:
    """One, or at the county office all that it lists."""
    _refuse_what_is_unknown(request)
    scope = queries.scope()
    return [
        {"code": code, "name": scope.names[code], "address": root, "api": api_root_of(root)}
        for code, root in scope.roots.items()
    ]


@api.get(
    "/columns",
    response={200: list[schemas.Column], **BAD},
    operation_id="listColumns",
    summary=gettext_noop("Columns of a bureau's boards, with their feeds"),
)
def list_columns(
    request: HttpRequest, filters: Query[schemas.BureauFilter]
) -> list[dict[str, Any]]:
    _refuse_what_is_unknown(request, filters)
    with _in_the_name_of(filters.bureau):
        return [row for board in open_data.all_boards() for row in told.columns(board)]


@api.get(
    "/commitments",
    response={200: list[schemas.CommitmentList], **BAD},
    operation_id="listCommitments",
    summary=gettext_noop("A bureau's commitments, and how they were kept"),
)
def list_commitments(
    request: HttpRequest, filters: Query[schemas.BureauFilter]
) -> list[dict[str, Any]]:
    """Figures are those of published quarters of the newest year."""
    _refuse_what_is_unknown(request, filters)
    with _in_the_name_of(filters.bureau):
        return [told.commitment_list(found) for found in open_data.all_commitment_lists()]


@api.get(
    "/annual-reports",
    response={200: list[schemas.ReportLine], **BAD},
    operation_id="listAnnualReports",
    summary=gettext_noop("A bureau's annual reports"),
)
def list_annual_reports(
    request: HttpRequest, filters: Query[schemas.BureauFilter]
) -> list[dict[str, Any]]:
    _refuse_what_is_unknown(request, filters)
    with _in_the_name_of(filters.bureau):
        return [told.report_line(found) for found in open_data.all_annual_reports()]


@api.get(
    "/annual-reports/{int:year}",
    response={200: schemas.Report, **MISSING},
    operation_id="getAnnualReport",
    summary=gettext_noop("The tables of one annual report"),
)
def get_annual_report(
    request: HttpRequest, year: int, filters: Query[schemas.BureauFilter]
) -> dict[str, Any]:
    _refuse_what_is_unknown(request, filters)
    with _in_the_name_of(filters.bureau):
        for found in open_data.all_annual_reports():
            if found.page.year == year:
                return told.report(found)
    raise NotThere


def _refuse_what_is_unknown(request: HttpRequest, filters: Schema | None = None) -> None:
    """Refuse a parameter that nobody reads: an answer without it would mislead."""
    fields = type(filters).model_fields if filters is not None else {}
    known = {field.alias or name for name, field in fields.items()}
    problems = [(name, _("There is no such parameter.")) for name in request.GET.keys() - known]
    for name in request.GET.keys() & known:
        if len(request.GET.getlist(name)) > 1:
            problems.append((name, _("It is given more than once.")))
    if problems:
        raise BadParameter(*sorted(problems))


def _check_bureau(scope: Scope, code: str) -> None:
    if code and code not in scope.roots:
        raise BadParameter(("bureau", _("This site tells nothing of such a bureau.")))


@contextmanager
def _in_the_name_of(code: str) -> Iterator[None]:
    """Work for the current bureau, or for one that the county office lists."""
    scope = queries.scope()
    _check_bureau(scope, code)
    with bureaus.activate(code or scope.bureau):
        yield


def _list_address(request: HttpRequest, page: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(page)
    query = "&".join(sorted(asked.urlencode().split("&")))
    return f"{api_address()}items?{query}"
