"""Fetch URLs from a WSGI application in this process, as an anonymous visitor would."""

import io
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlsplit

from disclosure_plugin.archive.errors import CaptureError
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.payload import IN_MEMORY, Payload
from disclosure_plugin.archive.urls import DEFAULT_PORTS, normal_url

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

# Headers about one connection or one visitor say nothing about the page, and a session
# identifier must not be handed out with an archive. Content-Length is written anew.
NOT_KEPT = frozenset(
    {
        "connection",
        "content-encoding",
        "content-length",
        "keep-alive",
        "proxy-authenticate",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)

# Wagtail's document view writes Python's None where a file has no encoding.
NOT_ENCODED = frozenset({"identity", "none", ""})

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType]


def utc_now() -> datetime:
    """The present time in UTC."""
    return datetime.now(UTC)


class WSGIFetcher:
    """Fetches from a WSGI application (PEP 3333), middleware included, without a network.

    No cookie is ever sent, redirects are recorded and not followed, and error pages are
    responses like any other: the caller decides by ``Exchange.status``.

    Args:
        application: The site's WSGI application.
        user_agent: What the request calls itself; kept the same, so that pages come out the
            same.
        environ: More entries for every request, such as the header by which the application
            knows that a proxy spoke HTTPS: ``{"HTTP_X_FORWARDED_PROTO": "https"}``.
        clock: Gives the present time in UTC.
    """

    def __init__(
        self,
        application: "WSGIApplication",
        *,
        user_agent: str,
        environ: Mapping[str, str] | None = None,
        clock: Callable[[], datetime] = utc_now,
    ):
        self._application = application
        self._user_agent = user_agent
        self._environ = dict(environ or {})
        self._clock = clock

    def fetch(self, url: str) -> Exchange:
        """Ask the application for a URL.

        Args:
            url: Absolute http or https URL; its host may carry a port.

        Raises:
            CaptureError: ``bad-url``; ``application-failed`` when the application raised or
                never answered; ``length-mismatch`` when the body is not as long as announced;
                ``encoded-body`` when it is compressed although that was not asked for.
        """
        url = normal_url(url)
        at = self._clock().replace(microsecond=0)
        answer = _Answer()
        try:
            payload = answer.collect(self._application, self._request(url))
        except Exception as error:
            raise CaptureError(
                "application-failed",
                "The site failed while answering “%(url)s”: %(reason)s",
                {"url": url, "reason": f"{type(error).__name__}: {error}"},
            ) from error
        headers = _kept_headers(url, answer.headers, payload.length)
        kept = payload if payload.length > IN_MEMORY else payload.content()
        return Exchange(url, at, answer.status_line, headers, kept, "wsgi")

    def _request(self, url: str) -> "WSGIEnvironment":
        """The request as a WSGI server behind a proxy would pass it on."""
        parts = urlsplit(url)
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            # PEP 3333: the path's bytes, each as the character of the same number.
            "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
            "QUERY_STRING": parts.query,
            "SERVER_NAME": parts.hostname or "",
            "SERVER_PORT": str(parts.port or DEFAULT_PORTS[parts.scheme]),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": parts.netloc,
            "HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8",
            # Compressed bodies differ from one answer to the next, and readers of archives
            # differ in what they make of them.
            "HTTP_ACCEPT_ENCODING": "identity",
            "HTTP_USER_AGENT": self._user_agent,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": parts.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            **self._environ,
        }


class _Answer:
    """The receiving side of one WSGI call."""

    def __init__(self) -> None:
        self.status_line = ""
        self.headers: list[tuple[str, str]] = []
        self._body = Payload()

    def start_response(
        self,
        status: str,
        headers: list[tuple[str, str]],
        exc_info: _ExcInfo | tuple[None, None, None] | None = None,
    ) -> Callable[[bytes], object]:
        if self.status_line and exc_info is None:
            raise RuntimeError("start_response was called twice")
        self.status_line, self.headers = status, list(headers)
        return self._body.write

    def collect(self, application: "WSGIApplication", environ: "WSGIEnvironment") -> Payload:
        """Call the application, read its body to the end and close it, as PEP 3333 demands."""
        chunks: Iterable[bytes] = application(environ, self.start_response)
        try:
            for chunk in chunks:
                self._body.write(chunk)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        if not self.status_line:
            raise RuntimeError("start_response was never called")
        return self._body


def _kept_headers(
    url: str, headers: list[tuple[str, str]], length: int
) -> tuple[tuple[str, str], ...]:
    """The headers to archive, so that they describe exactly the payload."""
    for name, value in headers:
        if name.lower() == "content-encoding" and value.strip().lower() not in NOT_ENCODED:
            raise CaptureError(
                "encoded-body",
                "“%(url)s” was answered as %(encoding)s although it was asked for as is. "
                "Let the site honour Accept-Encoding: identity.",
                {"url": url, "encoding": value},
            )
        if name.lower() == "content-length" and value.strip() != str(length):
            raise CaptureError(
                "length-mismatch",
                "“%(url)s” announced %(announced)s bytes but sent %(sent)s.",
                {"url": url, "announced": value, "sent": length},
            )
    kept = [header for header in headers if header[0].lower() not in NOT_KEPT]
    return (*kept, ("Content-Length", str(length)))
