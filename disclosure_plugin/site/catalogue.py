"""The catalogue on the public site: what the bureau must disclose, with what answers each row."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosure_plugin.actions.catalogue_editing import table_file
from disclosure_plugin.documents.media_types import MEDIA_TYPES, TABLE_KINDS
from disclosure_plugin.models import HeldCatalogue
from disclosure_plugin.queries.held_catalogues import public_catalogues

from .addresses import catalogue_address


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show the rows that are required; each with the public pages that answer it.

    Nothing on it depends on the day: whether a row is late is the bureau's own to see.
    """
    found = public_catalogues()
    if not found:
        raise Http404
    context = {
        "address": catalogue_address(),
        "catalogues": found,
        "kinds": [(kind, kind.upper()) for kind in TABLE_KINDS],
    }
    return render(request, "disclosure_plugin/catalogue.html", context)


@require_safe
def catalogue_file(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Give the rows of one catalogue as a table.

    Args:
        request: the visitor's request.
        code: of the catalogue.
        kind: one of :data:`~disclosure_plugin.documents.media_types.TABLE_KINDS`.
    """
    held = HeldCatalogue.objects.filter(code=code).first()
    if held is None:
        raise Http404
    # A remark is for those who edit the catalogue.
    rows = [replace(one.row(), remark="") for one in held.rows.filter(is_required=True)]
    response = HttpResponse(
        table_file(kind, "公开事项标准目录", rows), content_type=MEDIA_TYPES[kind]
    )
    response["Content-Disposition"] = f'attachment; filename="catalogue-{code}.{kind}"'
    return response
