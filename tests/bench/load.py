"""A closed-loop client on this machine: each connection asks again when it has its answer."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass, field

CONNECTIONS = 8
TIMEOUT_SECONDS = 10.0


@dataclass
class Load:
    """What was asked and answered.

    Attributes:
        seconds: how long it was measured.
        latencies: of each request, in seconds.
    """

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Return the latency that this share of the requests stayed below, in seconds."""
        return sorted(self.latencies)[int(share * (len(self.latencies) - 1))]


class WrongAnswer(RuntimeError):
    """An answer was not the page."""


def page_of(port: int, host: str, path: str) -> bytes:
    """Ask once and return the body.

    Raises:
        WrongAnswer: the answer is no page.
        OSError: nobody listens.
    """
    return _Connection(port, host, path).ask()


def load(port: int, host: str, path: str, *, expected: bytes, seconds: float) -> Load:
    """Ask for one page for some seconds.

    Args:
        port: on 127.0.0.1.
        host: value of the Host header.
        path: of the page.
        expected: the bytes that every answer must have.
        seconds: how long.

    Raises:
        WrongAnswer: an answer was something else.
    """
    result, failures = Load(), []
    end = time.perf_counter() + seconds

    def work() -> None:
        connection, own = _Connection(port, host, path), []
        try:
            while (start := time.perf_counter()) < end:
                if connection.ask() != expected:
                    raise WrongAnswer(f"{path} answered something else.")
                own.append(time.perf_counter() - start)
        except (OSError, WrongAnswer) as error:
            failures.append(error)
        result.latencies += own

    threads = [threading.Thread(target=work) for _number in range(CONNECTIONS)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.seconds = time.perf_counter() - begin
    if failures:
        raise WrongAnswer(str(failures[0]))
    return result


class _Connection:
    """Speaks just enough HTTP, so that the client takes little of the machine."""

    def __init__(self, port: int, host: str, path: str) -> None:
        self._port = port
        self._request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        self._socket: socket.socket | None = None

    def ask(self) -> bytes:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), TIMEOUT_SECONDS)
        self._socket.sendall(self._request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head, _empty, body = received.partition(b"\r\n\r\n")
        lower = head.lower()
        _before, found, length = lower.partition(b"content-length:")
        if not found or b" 200 " not in lower.partition(b"\r\n")[0]:
            raise WrongAnswer(lower.partition(b"\r\n")[0].decode())
        size = int(length.partition(b"\r\n")[0])
        while len(body) < size:
            body += self._receive()
        if b"connection: close" in lower:
            self._socket.close()
            self._socket = None
        return body

    def _receive(self) -> bytes:
        assert self._socket is not None
        piece = self._socket.recv(65536)
        if not piece:
            raise WrongAnswer("The connection was closed in the middle of an answer.")
        return piece
