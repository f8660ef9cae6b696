"""Addresses: written as browsers send them, and compared by origin."""

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from disclosure_plugin.archive.errors import CaptureError

DEFAULT_PORTS = {"http": 80, "https": 443}

# Browsers drop these anywhere in an address (WHATWG URL standard, "basic URL parser").
_TAB_OR_NEWLINE = re.compile(r"[\t\r\n]")

# Kept as they stand; "%" among them, so that what is already escaped is not escaped again.
_SAFE_IN_PATH = "/%:@!$&'()*+,;=~-._[]|^"
_SAFE_IN_QUERY = _SAFE_IN_PATH + "?"


def absolute_url(reference: str, base: str) -> str | None:
    """Resolve a reference of a document as a browser would.

    Args:
        reference: Absolute or relative, with or without escapes.
        base: Absolute URL that it stands in.

    Returns:
        An http or https URL in ASCII without fragment, or None when the reference leads to
        no such address (``mailto:``, ``data:``, a malformed host).
    """
    cleaned = _TAB_OR_NEWLINE.sub("", reference).strip()
    try:
        return normal_url(urljoin(base, cleaned))
    except (CaptureError, ValueError):
        return None


def normal_url(url: str) -> str:
    """Write an absolute URL in the one form under which it is requested and recorded.

    Lower-case scheme and host, international host names in their ASCII form, no default port,
    at least ``/`` as path, characters outside ASCII percent-encoded as UTF-8, no fragment.

    Raises:
        CaptureError: ``bad-url`` when it is not an http or https URL with a host, or carries a
            user name.
    """
    try:
        parts = urlsplit(url)
        origin = origin_of(parts)
    except ValueError:
        parts, origin = SplitResult("", "", "", "", ""), None
    if origin is None or parts.username is not None:
        raise CaptureError(
            "bad-url",
            "“%(url)s” cannot be fetched: give an address such as https://host/path/.",
            {"url": url},
        )
    scheme, host, port = origin
    netloc = f"[{host}]" if ":" in host else host
    if port != DEFAULT_PORTS[scheme]:
        netloc = f"{netloc}:{port}"
    path = quote(parts.path or "/", safe=_SAFE_IN_PATH)
    return urlunsplit((scheme, netloc, path, quote(parts.query, safe=_SAFE_IN_QUERY), ""))


def origin_of(parts: SplitResult) -> tuple[str, str, int] | None:
    """Scheme, host in ASCII and port of a split URL; None when it is not http or https.

    Raises:
        ValueError: The port is no number, or the host no possible name.
    """
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        return None
    host = parts.hostname
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if re.search(r"[\s/\\<>%\"|^`{}]", host):
        return None
    return parts.scheme, host, parts.port or DEFAULT_PORTS[parts.scheme]


def same_origin(url: str, other: str) -> bool:
    """Whether two URLs share scheme, host and port."""
    return origin_of(urlsplit(url)) == origin_of(urlsplit(other))
