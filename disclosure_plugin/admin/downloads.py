"""A file that somebody takes away from a screen of the admin."""

from __future__ import annotations

from django.http import HttpResponse

from disclosure_plugin.documents.media_types import MEDIA_TYPES


def download(data: bytes, name: str) -> HttpResponse:
    """Return an answer that a browser saves as a file, and keeps nowhere else.

    Args:
        data: what is in the file.
        name: ASCII; its suffix says of what kind it is.
    """
    return HttpResponse(
        data,
        content_type=MEDIA_TYPES[name.rpartition(".")[2]],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
