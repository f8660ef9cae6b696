"""The application on a port of this machine, for a browser; and a page somebody took over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections
from django.test import override_settings

HOSTILE = "/hostile/"


@dataclass
class Served:
    """What was asked while it was served.

    Attributes:
        port: where it listens.
        cookies: Cookie headers that came to the attacker's host.
        log: host, method, path and status of every request.
    """

    port: int = 0
    cookies: list[str] = field(default_factory=list)
    log: list[tuple[str, str, str, int]] = field(default_factory=list)

    def address(self, host: str) -> str:
        return f"http://{host}:{self.port}"

    def asked(self, host: str, method: str) -> list[str]:
        return [path for there, how, path, _code in self.log if (there, how) == (host, method)]

    def answers(self, host: str, method: str) -> dict[str, int]:
        return {
            path: code for there, how, path, code in self.log if (there, how) == (host, method)
        }


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """The probe reports; the terminal shows its table."""


@contextmanager
def serve(*, attacker: str) -> Iterator[Served]:
    """Serve the application, one request at a time, until the block ends.

    Args:
        attacker: host whose page at HOSTILE is an empty one without any policy, as if somebody
            had taken the bureau's whole site over.
    """
    served = Served()
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, ipv6=False)
    server.daemon_threads = True
    served.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    # A form says from which port its page came, and that is the public one now.
    here = {**getattr(settings, "DISCLOSURE", {}), "PUBLIC_PORT": served.port}
    with override_settings(DISCLOSURE=here):
        server.set_app(_application(served, attacker))
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            server.server_close()
            thread.join(timeout=5)


def _application(served: Served, attacker: str) -> Callable[..., Iterable[bytes]]:
    application = WSGIHandler()
    one_at_a_time = threading.Lock()

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "").partition(":")[0]
        path = environ["PATH_INFO"]
        if host == attacker:
            served.cookies.append(environ.get("HTTP_COOKIE", ""))
            if path == HOSTILE:
                start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
                return [b"<!doctype html><title>hostile</title><body></body>"]

        def noted(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            served.log.append((host, environ["REQUEST_METHOD"], path, int(status.split()[0])))
            return start_response(status, headers, *more)

        # Content types are kept for the whole process: no two bureaus at once.
        with one_at_a_time:
            body = application(environ, noted)
            try:
                return [b"".join(body)]
            finally:
                close = getattr(body, "close", None)
                if close:
                    close()
                connections.close_all()

    return answer
