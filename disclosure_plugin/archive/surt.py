"""Sort keys of web archive indexes: “sort-friendly URI reordering transform” (SURT).

Players look a page up by the key they compute themselves, so keys must come out as the tools
of the field write them. The tests compare with cdxj-indexer; the one known difference is that
session identifiers in queries are kept here, because public pages have none.
"""

import re
from urllib.parse import unquote_to_bytes, urlsplit

from disclosure_plugin.archive.urls import DEFAULT_PORTS, origin_of

_WWW = re.compile(r"^www\d*\.")
_ESCAPED_IN_KEYS = re.compile(rb"[\x00-\x20#%\x7f-\xff]")


def surt_key(url: str) -> str:
    """The key under which a URL is indexed, such as ``cn,gov,county)/path?a=1&b=2``.

    Args:
        url: Absolute http or https URL.

    Raises:
        ValueError: It is no such URL.
    """
    parts = urlsplit(url)
    origin = origin_of(parts)
    if origin is None:
        raise ValueError(f"Not an http or https URL: {url}")
    scheme, host, port = origin
    key = ",".join(reversed(_WWW.sub("", host.rstrip(".")).split(".")))
    if port != DEFAULT_PORTS[scheme]:
        key += f":{port}"
    key += ")" + _path(parts.path)
    if parts.query:
        key += "?" + _query(parts.query)
    return key.lower()


def _path(path: str) -> str:
    """Unescaped, dot segments resolved, no empty segment and no slash at the end."""
    segments: list[bytes] = []
    for segment in _unescape(path).split(b"/"):
        if segment == b"..":
            segments = segments[:-1]
        elif segment not in (b"", b"."):
            segments.append(segment)
    return "/" + _escape(b"/".join(segments))


def _query(query: str) -> str:
    """Arguments in order of name, then value."""
    arguments = _escape(_unescape(query)).lower().split("&")
    return "&".join(sorted(arguments, key=lambda argument: argument.partition("=")[::2]))


def _unescape(text: str) -> bytes:
    """Without any percent escape, however often it was escaped."""
    data = text.encode()
    while (plain := unquote_to_bytes(data)) != data:
        data = plain
    return data


def _escape(data: bytes) -> str:
    return _ESCAPED_IN_KEYS.sub(lambda match: b"%%%02x" % match[0][0], data).decode("ascii")
