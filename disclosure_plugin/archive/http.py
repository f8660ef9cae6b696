"""Fetch URLs over the network, as a visitor does: through whatever stands in front of the site."""

import http.client
import socket
import ssl
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from disclosure_plugin.archive.capture import NOT_KEPT, utc_now
from disclosure_plugin.archive.errors import CaptureError
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.payload import IN_MEMORY, Payload
from disclosure_plugin.archive.urls import DEFAULT_PORTS, normal_url

SECONDS = 10
_BUFFER = 1 << 16


class HTTPFetcher:
    """Fetches with a connection of its own for each URL; certificates are verified.

    No cookie is ever sent, and redirects are not followed.

    Args:
        user_agent: What the request calls itself.
        front_door: Host and port, such as ``127.0.0.1:8080``, where the server that answers is
            reached, whatever name the URL has; empty: as the name says.
        clock: Gives the present time in UTC.
    """

    def __init__(
        self, *, user_agent: str, front_door: str = "", clock: Callable[[], datetime] = utc_now
    ):
        self._user_agent = user_agent
        self._front_door = front_door
        self._clock = clock

    def fetch(self, url: str) -> Exchange:
        """Ask for a URL.

        Args:
            url: Absolute http or https URL.

        Raises:
            CaptureError: ``bad-url``; ``unreachable`` when nobody answers, or not in HTTP, or
                not to the end.
        """
        url = normal_url(url)
        at = self._clock().replace(microsecond=0)
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname or "", timeout=SECONDS)
        try:
            connection.sock = self._socket(url)
            target = f"{parts.path}?{parts.query}" if parts.query else parts.path
            connection.putrequest("GET", target, skip_host=True, skip_accept_encoding=True)
            for name, value in self._headers(parts.netloc):
                connection.putheader(name, value)
            connection.endheaders()
            return _exchange(url, at, connection.getresponse())
        except (OSError, http.client.HTTPException) as error:
            raise CaptureError(
                "unreachable",
                "“%(url)s” did not answer: %(reason)s",
                {"url": url, "reason": f"{type(error).__name__}: {error}"},
            ) from error
        finally:
            connection.close()

    def _socket(self, url: str) -> socket.socket:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
        if self._front_door:
            name, _colon, number = self._front_door.rpartition(":")
            plain = socket.create_connection((name.strip("[]"), int(number)), SECONDS)
        else:
            plain = socket.create_connection((host, port), SECONDS)
        if parts.scheme != "https":
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise

    def _headers(self, host: str) -> tuple[tuple[str, str], ...]:
        return (
            ("Host", host),
            ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
            ("Accept-Encoding", "identity"),
            ("User-Agent", self._user_agent),
            ("Connection", "close"),
        )


def _exchange(url: str, at: datetime, response: http.client.HTTPResponse) -> Exchange:
    payload = Payload()
    while piece := response.read(_BUFFER):
        payload.write(piece)
    headers = [one for one in response.getheaders() if one[0].lower() not in NOT_KEPT]
    return Exchange(
        url=url,
        at=at,
        status_line=f"{response.status} {response.reason}",
        headers=(*headers, ("Content-Length", str(payload.length))),
        payload=payload if payload.length > IN_MEMORY else payload.content(),
        via="http",
    )
