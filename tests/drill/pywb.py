"""Play a package back with pywb, from a collection that has nothing else in it."""

from __future__ import annotations

import hashlib
import http.client
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sandbox.services.redis import free_port

from .errors import DrillError
from .evidence import Case, timestamp
from .running import run
from .tools import Tools

COLLECTION = "drill"
START_SECONDS = 60
ANSWER_SECONDS = 30


def replayed(case: Case, tools: Tools) -> tuple[int, list[str]]:
    """Ask for every row of the manifest, at its time, as it was captured.

    Returns:
        How many rows there are, and a sentence about each that is not byte for byte the same.

    Raises:
        DrillError: pywb does not start.
    """
    rows = case.rows
    with tempfile.TemporaryDirectory(prefix="drill-pywb-") as name:
        folder = Path(name)
        manager = tools.pywb / "wb-manager"
        for arguments in (("init", COLLECTION), _added(case)):
            said = run(manager, *arguments, folder=folder)
            if said.status:
                return len(rows), [f"wb-manager: {said.last_line}"]
        with _running(tools, folder) as port:
            return len(rows), [wrong for row in rows if (wrong := _wrong(port, row))]


def _added(case: Case) -> tuple[str, ...]:
    return ("add", "--unpack-wacz", COLLECTION, str(case.package.absolute()))


@contextmanager
def _running(tools: Tools, folder: Path) -> Iterator[int]:
    port = free_port()
    command = [tools.pywb / "wayback", "-b", "127.0.0.1", "-p", str(port)]
    with (folder / "wayback.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(server, port, folder / "wayback.log")
            yield port
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            _ask(port, "/")
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise DrillError(f"pywb does not start:\n{log.read_text()[-2000:]}") from None
            time.sleep(0.1)


def _wrong(port: int, row: dict[str, str]) -> str:
    """Say what is wrong with a row as it is played back; empty if nothing is."""
    status, body = _ask(port, f"/{COLLECTION}/{timestamp(row)}id_/{row['url']}")
    if status != row["status"]:
        return f"{row['url']} answered {status}"
    if hashlib.sha256(body).hexdigest() != row["sha256"]:
        return f"{row['url']} has other bytes"
    return ""


def _ask(port: int, path: str) -> tuple[int, bytes]:
    """Fetch something on a connection of its own: on one that is kept, pywb takes much longer."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)) as line:
        line.request("GET", path)
        answer = line.getresponse()
        return answer.status, answer.read()
