"""A file, or the part of it that was asked for (RFC 9110, section 14): players read parts."""

from __future__ import annotations

import os
import re
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

# One range; whoever asks for several gets the whole.
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class _Part:
    """Some bytes of a file, read as a file is."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self._file = file
        self._left = length
        file.seek(start)

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        content = self._file.read(wanted)
        self._left -= len(content)
        return content

    def close(self) -> None:
        self._file.close()


def file_answer(request: HttpRequest, file: BinaryIO, *, etag: str) -> HttpResponseBase:
    """Answer with a file, or with the part that was asked for; the file is closed afterwards.

    Args:
        request: its headers Range and If-Range are read.
        file: seekable, from its beginning.
        etag: what says that it is still the same, quoted.
    """
    size = file.seek(0, os.SEEK_END)
    wanted = _wanted(request, size, etag)
    response: HttpResponseBase
    if wanted is None:
        response = _streamed(file, 0, size)
    elif not wanted:
        file.close()
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        start, end = wanted
        response = _streamed(file, start, end - start + 1)
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    return response


def _streamed(file: BinaryIO, start: int, length: int) -> FileResponse:
    response = FileResponse(_Part(file, start, length))
    response["Content-Length"] = str(length)
    return response


def _wanted(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | tuple[()] | None:
    """First and last byte; nothing when there are none such; None: the whole file."""
    match = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if match is None or match[0] == "bytes=-" or request.method != "GET":
        return None
    if request.headers.get("If-Range", etag) != etag:
        return None
    if not match[1]:  # the last so many bytes
        start, end = max(0, size - int(match[2])), size - 1
    else:
        start, end = int(match[1]), min(int(match[2] or size), size - 1)
        if match[2] and int(match[2]) < start:
            return None  # no range at all; such a header is ignored
    return (start, end) if start <= end else ()
