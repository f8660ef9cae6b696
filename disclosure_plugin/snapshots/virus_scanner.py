"""Ask clamd, if there is one, whether it knows some bytes as a virus.

Its protocol is a few lines (``man clamd``, INSTREAM), so there is no library between.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable

from disclosure_plugin.archive.package_checks import NoScanner
from disclosure_plugin.conf import get_settings

SECONDS = 60
PIECE = 1 << 20
END = struct.pack("!I", 0)
LONGEST_ANSWER = 4096  # bytes


def scanner() -> Callable[[bytes], str] | None:
    """Return what looks for viruses; None if ``DISCLOSURE["CLAMD_SOCKET"]`` names no clamd."""
    place = get_settings().CLAMD_SOCKET
    if not place:
        return None
    return lambda content: scan(content, place)


def scan(content: bytes, place: str) -> str:
    """Let clamd look at some bytes.

    Args:
        place: path of its socket, or ``host:port``.

    Returns:
        the name of what it found; empty for nothing.

    Raises:
        NoScanner: it cannot be reached, or did not look at all of it.
    """
    try:
        with _connected(place) as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                clamd.sendall(struct.pack("!I", len(piece)) + piece)
            clamd.sendall(END)
            answer = _answer(clamd)
    except OSError as error:
        raise NoScanner(f"{place}: {error}") from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise NoScanner(answer or f"{place}: no answer")


def _connected(place: str) -> socket.socket:
    if place.startswith("/"):
        clamd = socket.socket(socket.AF_UNIX)
        clamd.settimeout(SECONDS)
        try:
            clamd.connect(place)
        except OSError:
            clamd.close()
            raise
        return clamd
    host, _, port = place.rpartition(":")
    if not port.isdigit():
        raise OSError("write a path, or host:port")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _answer(clamd: socket.socket) -> str:
    answer = b""
    while len(answer) < LONGEST_ANSWER and not answer.endswith(b"\0"):
        piece = clamd.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
