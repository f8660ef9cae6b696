"""The app server of a benchmark, on the port that stands in the addresses of its pages."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sandbox.services.state import REPOSITORY
from tests.bench.wrk import WrongAnswer, page_of

WORKERS = "2"
START_SECONDS = 60


@contextmanager
def serving(host: str, port: int, environment: Mapping[str, str]) -> Iterator[None]:
    """Run gunicorn until the context ends.

    Args:
        host: whose home page must answer before the context begins.
        port: on 127.0.0.1.
        environment: with the settings of the site.
    """
    command = [
        *(sys.executable, "-m", "gunicorn", "sandbox.config.wsgi:application"),
        *("--bind", f"127.0.0.1:{port}", "--workers", WORKERS, "--worker-class", "sync"),
        *("--no-control-socket", "--log-level", "warning"),
    ]
    server = subprocess.Popen(command, cwd=REPOSITORY, env=dict(environment))
    try:
        _wait(server, host, port)
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(server: subprocess.Popen[bytes], host: str, port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            page_of(port, host, "/")
            return
        except (OSError, WrongAnswer):
            if server.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.1)
