"""The answer that carries an uploaded file, and what a browser may do with it."""

from __future__ import annotations

import mimetypes
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import Storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from disclosure_plugin.conf import get_settings

from .headers import UPLOAD_HEADERS

# Shown in the browser; everything else is saved, as no browser runs what it saves.
PICTURES = {"gif": "image/gif", "jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png"}
PICTURES["webp"] = "image/webp"


def upload_answer(
    request: HttpRequest, storage: Storage, name: str, *, etag: str, accelerated: bool = False
) -> HttpResponseBase:
    """Answer with a file.

    Args:
        request: the visitor's or editor's.
        storage: where it lies.
        name: its name there.
        etag: what says that it is still the same.
        accelerated: whether the front server may send the bytes itself.

    Raises:
        Http404: it is not there.
    """
    response: HttpResponseBase
    kept = get_conditional_response(request, etag=f'"{etag}"')
    if kept is not None:
        kept["ETag"] = f'"{etag}"'
        return _sandboxed(kept)
    if accelerated and get_settings().MEDIA_ACCEL_PREFIX:
        if not storage.exists(name):
            raise Http404
        response = HttpResponse()
        response["X-Accel-Redirect"] = _internal_address(storage, name)
    else:
        try:
            response = FileResponse(storage.open(name))
        except FileNotFoundError:
            raise Http404 from None
    extension = PurePath(name).suffix.lower().removeprefix(".")
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response["Content-Type"] = PICTURES.get(extension, guessed)
    disposition = content_disposition_header(extension not in PICTURES, PurePath(name).name)
    if disposition:
        response["Content-Disposition"] = disposition
    response["ETag"] = f'"{etag}"'
    return _sandboxed(response)


def _sandboxed(response: HttpResponseBase) -> HttpResponseBase:
    """Add the headers; a browser takes those of a file it kept from the 304."""
    for header, value in UPLOAD_HEADERS.items():
        response[header] = value
    return response


def _internal_address(storage: Storage, name: str) -> str:
    options: Any = settings.STORAGES["disclosure_public"]
    root = Path(options["OPTIONS"]["location"]).absolute()
    file = Path(storage.path(name)).relative_to(root)
    return f"{get_settings().MEDIA_ACCEL_PREFIX}{quote(file.as_posix())}"
