"""Ask other sites whether an address still leads somewhere: politely, and never a neighbour.

The name is looked up once and that very address is connected to, so that no second answer of the
name server leads elsewhere. Each redirect is looked at in the same way.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import SplitResult, urlsplit

import disclosure_plugin
from disclosure_plugin.archive.urls import DEFAULT_PORTS, absolute_url
from disclosure_plugin.domain.outside_links import PORTS, Outcome, is_public_address, outcome_of

USER_AGENT = f"disclosure_plugin/{disclosure_plugin.__version__} (link check)"
SECONDS = 6.0  # to connect, and between bytes
DEADLINE = 15.0  # for one answer, however slowly it comes
MOST_REDIRECTS = 4
# It goes on leading elsewhere; a browser gives up as well.
ENDLESS = HTTPStatus.LOOP_DETECTED
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Asked:
    """What came of it.

    Attributes:
        outcome: what it means for a reader.
        detail: the status, or one word on what failed.
        reached: whether any machine answered.
    """

    outcome: Outcome
    detail: str
    reached: bool = True


class _Neighbour(Exception):
    """The address is not of the public internet."""


@dataclass(frozen=True)
class Asking:
    """Who may be asked; the defaults are for the public internet.

    Attributes:
        is_allowed: whether an IP address may be connected to.
        ports: which may be.
    """

    is_allowed: Callable[[str], bool] = is_public_address
    ports: Collection[int] = PORTS

    def ask(self, address: str) -> Asked:
        """Ask for an address: first for its headers, then, if these are refused, for the page.

        Args:
            address: absolute http or https URL.
        """
        try:
            status = self._status(address)
        except _Neighbour:
            return Asked(Outcome.REFUSED, "not public", reached=False)
        except ssl.SSLError:
            return Asked(Outcome.FAILING, "certificate")
        except socket.gaierror:
            return Asked(Outcome.FAILING, "unknown name", reached=False)
        except TimeoutError:
            return Asked(Outcome.FAILING, "no answer", reached=False)
        except (OSError, ValueError, http.client.HTTPException):
            return Asked(Outcome.FAILING, "no connection", reached=False)
        return Asked(outcome_of(status), str(int(status)))

    def _status(self, address: str) -> int:
        at = address
        for _hop in range(MOST_REDIRECTS + 1):
            status, location = self._answer("HEAD", at)
            if status >= 400:  # many sites know no HEAD
                status, location = self._answer("GET", at)
            target = absolute_url(location, at) if status in REDIRECTS and location else None
            if target is None:
                return status
            at = target
        return ENDLESS

    def _answer(self, method: str, address: str) -> tuple[int, str]:
        parts = urlsplit(address)
        port = parts.port or DEFAULT_PORTS[parts.scheme]
        host = parts.hostname or ""
        if port not in self.ports:
            raise _Neighbour
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
        late = threading.Event()
        timer = threading.Timer(DEADLINE, _cut, [connection, late])
        timer.daemon = True
        try:
            connection.sock = self._connected(parts, host, port)
            timer.start()
            connection.request(method, _target(parts), headers=_headers(parts))
            response = connection.getresponse()
            if late.is_set():  # headers that were cut off look like short ones
                raise TimeoutError
            return response.status, response.headers.get("Location", "")
        except (OSError, http.client.HTTPException) as error:
            if late.is_set():
                raise TimeoutError from error
            raise
        finally:
            timer.cancel()
            connection.close()

    def _connected(self, parts: SplitResult, host: str, port: int) -> socket.socket:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not addresses or not all(map(self.is_allowed, addresses)):
            raise _Neighbour
        plain = socket.create_connection((addresses[0], port), timeout=SECONDS)
        if parts.scheme == "http":
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise


def _target(parts: SplitResult) -> str:
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _headers(parts: SplitResult) -> dict[str, str]:
    return {"Host": parts.netloc, "User-Agent": USER_AGENT, "Accept": "*/*", "Connection": "close"}


def _cut(connection: http.client.HTTPConnection, late: threading.Event) -> None:
    late.set()
    if connection.sock is not None:
        # Whoever waits for a byte wakes up; to close it would leave them waiting.
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)
