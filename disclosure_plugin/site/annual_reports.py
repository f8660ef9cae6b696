"""Annual reports as files, at addresses that stay."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from disclosure_plugin.documents.media_types import MEDIA_TYPES
from disclosure_plugin.queries.annual_report_files import file_of, report_of
from disclosure_plugin.queries.annual_reports import public_report


@require_safe
def annual_report_file(request: HttpRequest, short_id: str, kind: str) -> HttpResponse:
    """Give a report that is public as a file, the same bytes each time.

    Args:
        request: the visitor's request.
        short_id: of the page.
        kind: one of :data:`~disclosure_plugin.queries.annual_report_files.KINDS`.
    """
    page = public_report(short_id)
    if page is None:
        raise Http404
    response = HttpResponse(file_of(kind, report_of(page)), content_type=MEDIA_TYPES[kind])
    name = f"annual-report-{page.year}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
