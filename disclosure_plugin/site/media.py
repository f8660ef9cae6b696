"""Uploaded images, from the current bureau's folder only."""

from __future__ import annotations

import posixpath
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from disclosure_plugin.conf import get_settings

from .headers import UPLOAD_HEADERS

# Documents are served by Wagtail's own view, which knows who may read them; originals of
# images are for editors. Only renditions are for everybody.
PUBLIC_FOLDERS = ("images/",)


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve one public file of the bureau whose host was asked."""
    if posixpath.normpath(path) != path or not path.startswith(PUBLIC_FOLDERS):
        raise Http404
    try:
        found = default_storage.exists(path)
    except SuspiciousFileOperation:
        raise Http404 from None
    if not found:
        raise Http404
    response: HttpResponseBase
    prefix = get_settings().MEDIA_ACCEL_PREFIX
    if prefix:
        response = HttpResponse()
        file = Path(default_storage.path(path)).relative_to(Path(settings.MEDIA_ROOT).absolute())
        response["X-Accel-Redirect"] = f"{prefix}{quote(file.as_posix())}"
        del response["Content-Type"]
    else:
        response = FileResponse(default_storage.open(path))
    for name, value in UPLOAD_HEADERS.items():
        response[name] = value
    response["Cache-Control"] = "public, max-age=3600"
    return response
