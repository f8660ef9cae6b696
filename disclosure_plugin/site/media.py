"""What live pages show, under addresses that say which bytes they are."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from disclosure_plugin.models.file_storage import public_storage
from disclosure_plugin.queries.public_files import find_public_file, is_public, may_read

from .upload_answers import upload_answer

# The bytes at an address never change, so a browser need not ask again. A cache that serves
# many people must: a file that was taken back is gone from there at once.
FOR_EVER = "public, max-age=31536000, s-maxage=0, immutable"


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a public file of the bureau whose host was asked, while a live page shows it."""
    copy = find_public_file(name)
    if copy is None:
        raise Http404
    public = is_public(copy)
    if not public and not may_read(copy, request):
        raise Http404
    response = upload_answer(
        request, public_storage(), copy.name, etag=copy.sha256, accelerated=True
    )
    if not public:
        add_never_cache_headers(response)
    elif response.status_code < 400:  # what If-Match refuses is no file
        response["Cache-Control"] = FOR_EVER
    return response
