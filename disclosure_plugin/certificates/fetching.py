"""Ask for an address as a visitor does: over HTTP, following nothing, believing nothing."""

from __future__ import annotations

import hashlib
import http.client
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri

PIECE = 64 * 1024
# What is asked for waits this long for each piece, and this long for all of them, in seconds.
SOCKET_SECONDS = 10.0
ALL_SECONDS = 60.0
USER_AGENT = "disclosure-certificates/1"

NO_ANSWER, TIMEOUT, TLS, TOO_LARGE, ENCODED = "no_answer", "timeout", "tls", "too_large", "encoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered.

    Attributes:
        status: HTTP status; 0 if there was none.
        problem: empty, or why there is no whole body; the status as a word if it is not 200.
        body: what was kept of it; empty if only its hash was wanted.
        sha256: of the whole body; empty if there was none.
        size: of the whole body, in bytes.
    """

    status: int = 0
    problem: str = ""
    body: bytes = b""
    sha256: str = ""
    size: int = 0


class _Unusable(Exception):
    """There is no whole body."""

    def __init__(self, status: int, problem: str) -> None:
        self.answer = Answer(status=status, problem=problem)
        super().__init__(problem)


def fetch(url: str, *, max_bytes: int, keep: bool, connect_to: str = "") -> Answer:
    """Ask for an address once; redirects are answers like others.

    Args:
        url: absolute, http or https; the certificate of https is checked.
        max_bytes: more is not read.
        keep: whether the body is wanted, or its hash alone.
        connect_to: ``host:port`` to connect to in place of the address's own.
    """
    try:
        return _asked(url, max_bytes, keep, connect_to)
    except _Unusable as error:
        return error.answer
    except ssl.SSLError:
        return Answer(problem=TLS)
    except TimeoutError:
        return Answer(problem=TIMEOUT)
    except (OSError, http.client.HTTPException, ValueError):
        return Answer(problem=NO_ANSWER)


def _asked(url: str, max_bytes: int, keep: bool, connect_to: str) -> Answer:
    deadline = time.monotonic() + ALL_SECONDS
    parts = urlsplit(iri_to_uri(url))
    connection = _connection(parts.scheme, parts.hostname or "", parts.port, connect_to)
    target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    headers = {"Host": parts.netloc, "User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
    if connect_to:  # as the front server says it, which is not asked here
        headers["X-Forwarded-Proto"] = parts.scheme
    try:
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
        if response.status != http.client.OK:
            raise _Unusable(response.status, str(response.status))
        if response.getheader("Content-Encoding", "identity") != "identity":
            raise _Unusable(response.status, ENCODED)
        return _read(response, max_bytes, keep, deadline)
    finally:
        connection.close()


def _connection(
    scheme: str, host: str, port: int | None, connect_to: str
) -> http.client.HTTPConnection:
    if connect_to:
        other_host, _colon, other_port = connect_to.rpartition(":")
        # Encryption ends where visitors come in; what stands behind is asked in the open.
        return http.client.HTTPConnection(other_host, int(other_port), timeout=SOCKET_SECONDS)
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=SOCKET_SECONDS, context=context)
    return http.client.HTTPConnection(host, port, timeout=SOCKET_SECONDS)


def _read(
    response: http.client.HTTPResponse, max_bytes: int, keep: bool, deadline: float
) -> Answer:
    digest, size, kept = hashlib.sha256(), 0, []
    while piece := response.read(PIECE):
        size += len(piece)
        if size > max_bytes:
            raise _Unusable(response.status, TOO_LARGE)
        if time.monotonic() > deadline:
            raise _Unusable(response.status, TIMEOUT)
        digest.update(piece)
        if keep:
            kept.append(piece)
    expected = response.getheader("Content-Length")
    if expected is not None and int(expected) != size:
        raise _Unusable(response.status, NO_ANSWER)
    return Answer(response.status, "", b"".join(kept), digest.hexdigest(), size)
