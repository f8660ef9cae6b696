"""Exit 0 if the web server at WEB_BIND and its database work; for health checks.

A host name that no bureau has is answered 404 after the database was asked for it, so the
question needs neither a bureau nor a page.
"""

import http.client
import os
import socket
import sys

TIMEOUT_SECONDS = 15


def connection(bind: str) -> http.client.HTTPConnection:
    """A connection to what gunicorn was told to listen on: HOST:PORT or unix:PATH."""
    if bind.startswith("unix:"):
        to_socket = http.client.HTTPConnection("localhost", timeout=TIMEOUT_SECONDS)
        to_socket.sock = socket.socket(socket.AF_UNIX)
        to_socket.sock.settimeout(TIMEOUT_SECONDS)
        to_socket.sock.connect(bind.removeprefix("unix:"))
        return to_socket
    port = int(bind.rpartition(":")[2])
    return http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)


def main() -> str | None:
    """Ask; what is wrong as a sentence, else None."""
    host = f"health-check.{os.environ['COUNTY_DOMAIN']}"
    try:
        asked = connection(os.environ.get("WEB_BIND", "127.0.0.1:8000"))
        # As the front server says it of a visitor; plain HTTP would be sent to HTTPS first.
        asked.request("GET", "/", headers={"Host": host, "X-Forwarded-Proto": "https"})
        status = asked.getresponse().status
    except OSError as error:
        return f"The web server does not answer: {error}"
    return None if status == 404 else f"The web server answers {status} instead of 404."


if __name__ == "__main__":
    sys.exit(main())
