"""Where what was captured is found: the address it had, behind the time one wants to see."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote, urlsplit

from django.urls import reverse

from disclosure_plugin.archive.errors import CaptureError
from disclosure_plugin.archive.urls import normal_url
from disclosure_plugin.errors import Refused, gettext_noop

from .moments import written

# The modifiers of the field: the bytes as they were archived; a copy whose links lead to
# archived counterparts.
RAW, COPY = "id_", "mp_"
# How the same page is dressed; never part of an address that was captured.
DRESS = ("view", "theme")
LONGEST = 2000


class BadAddress(Refused):
    sentence = gettext_noop(
        "“%(address)s” cannot have been captured: give an address such as https://host/path/."
    )


def archived_address(url: str, at: datetime, how: str = "") -> str:
    """Return where a capture is shown.

    Args:
        url: absolute, in its normal form.
        at: the newest capture at or before this time is shown.
        how: nothing for the page that explains it, or one of the modifiers.
    """
    root = reverse("disclosure_archive:calendar")
    return f"{root}{written(at)}{how}/{url}"


def asked_url(path: str, query: str) -> str:
    """Return the URL that an address of the archive ends with, in its normal form.

    Args:
        path: what stands behind the time, decoded as web servers do.
        query: of the request, encoded.

    Raises:
        BadAddress: it is no URL that can have been captured.
    """
    scheme, colon, rest = path.partition(":")
    # Some servers make one slash of two.
    place = quote(rest.lstrip("/"), safe="/%:@!$&'()*+,;=~-._[]|^")
    kept = "&".join(
        part for part in query.split("&") if part and part.partition("=")[0] not in DRESS
    )
    url = f"{scheme.lower()}://{place}" + (f"?{kept}" if kept else "")
    if not colon or len(url) > LONGEST:
        raise BadAddress(address=path[:100])
    try:
        return normal_url(url)
    except (CaptureError, ValueError):
        raise BadAddress(address=path[:100]) from None


def host_of(url: str) -> str:
    """Return host and port of a URL."""
    return urlsplit(url).netloc
