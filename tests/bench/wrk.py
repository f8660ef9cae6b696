"""A client that takes little of the machine: wrk, eight connections, one thread."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
from dataclasses import dataclass

CONNECTIONS = 8
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}


@dataclass(frozen=True)
class Load:
    """What was answered.

    Attributes:
        per_second: requests.
        p50, p99: latency, in seconds.
    """

    per_second: float
    p50: float
    p99: float


class WrongAnswer(RuntimeError):
    """An answer was not the page."""


def what_is_missing() -> str:
    """Say what to do where wrk is not there; empty if it is."""
    there = shutil.which("wrk")
    return "" if there else "wrk is missing; on Debian or Ubuntu: apt-get install wrk"


def page_of(port: int, host: str, path: str) -> bytes:
    """Ask once and return the body.

    Args:
        port: on 127.0.0.1.
        host: value of the Host header.
        path: of the page.

    Raises:
        WrongAnswer: the answer is no page.
        OSError: nobody listens.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise WrongAnswer(f"{path} of {host} answers {answer.status}.")
    return body


def load(port: int, host: str, path: str, *, expected: bytes, seconds: float) -> Load:
    """Ask for one page for some seconds.

    Args:
        expected: the bytes it must have, before and after.
        seconds: how long.

    Raises:
        WrongAnswer: an answer was no page, was another one, or did not come.
    """
    command = [
        *("wrk", "--latency", "--threads", "1", "--connections", str(CONNECTIONS)),
        *("--timeout", "10s", "--duration", f"{seconds:g}s", "--header", f"Host: {host}"),
        f"http://127.0.0.1:{port}{path}",
    ]
    _check(page_of(port, host, path), expected, path)
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    _check(page_of(port, host, path), expected, path)
    if "Non-2xx" in said or "Socket errors" in said:
        raise WrongAnswer(said)
    return Load(
        _found(r"Requests/sec:\s+([\d.]+)()", said), _latency(50, said), _latency(99, said)
    )


def _check(body: bytes, expected: bytes, path: str) -> None:
    if body != expected:
        raise WrongAnswer(f"{path} answers something else.")


def _latency(percentile: int, said: str) -> float:
    return _found(rf"{percentile}%\s+([\d.]+)(us|ms|s)", said)


def _found(pattern: str, said: str) -> float:
    match = re.search(pattern, said)
    if match is None:
        raise WrongAnswer(said)
    return float(match[1]) * UNITS.get(match[2], 1.0)
