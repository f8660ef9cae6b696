"""Every public address of a county that a visitor can click to, and what it answers."""

from __future__ import annotations

import html.parser
import http.client
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

SECONDS = 60
# Asked for with a choice of the visitor's; the page is the same, and is looked at in both anyway.
CHOICES = {"theme", "view"}
CAPTURE = re.compile(r"/archive/\d+id_/")


@dataclass(frozen=True)
class Answer:
    """What one address answered.

    Attributes:
        address: without its fragment.
        status: of HTTP.
        kind: content type, without parameters.
        headers: with names in lower case.
        body: bytes.
    """

    address: str
    status: int
    kind: str
    headers: dict[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        """Whether there is something to look at; captures are looked at as what they are of."""
        return self.kind == "text/html" and bool(self.body) and not CAPTURE.search(self.address)


def crawl(first: str, *, most: int) -> Iterator[Answer]:
    """Follow every link of a county, from one page on.

    Args:
        first: address of the page.
        most: addresses at most; a county that has more is a mistake of ours.

    Raises:
        AssertionError: it has more.
    """
    port = urlsplit(first).port
    waiting, seen, shapes = [first], {first}, set()
    while waiting:
        assert len(seen) <= most, f"more than {most} addresses: {waiting[-3:]}"
        answer = ask(waiting.pop(0))
        yield answer
        if location := answer.headers.get("location"):
            links = [location]
        elif answer.is_page:
            links = links_of(answer.body.decode())
        else:
            links = []
        for link in links:
            address = urldefrag(urljoin(answer.address, link)).url
            url = urlsplit(address)
            if url.scheme != "http" or url.port != port or _is_admin(url.path):
                continue
            # Of a list with filters one address for each set of filters is enough.
            names = frozenset(name for name, _ in parse_qsl(url.query, keep_blank_values=True))
            shape = (url.netloc, url.path, names)
            if names & CHOICES or (names and shape in shapes) or address in seen:
                continue
            shapes.add(shape)
            seen.add(address)
            waiting.append(address)


def _is_admin(path: str) -> bool:
    return "admin" in path.split("/")


def ask(address: str) -> Answer:
    """Ask as a stranger, without following anything."""
    url = urlsplit(address)
    connection = http.client.HTTPConnection("127.0.0.1", url.port, timeout=SECONDS)
    try:
        target = url.path or "/"
        connection.request(
            "GET", f"{target}?{url.query}" if url.query else target, headers={"Host": url.netloc}
        )
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        body = answer.read()
    finally:
        connection.close()
    return Answer(address, answer.status, answer.headers.get_content_type(), headers, body)


class _Reader(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.methods: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in ("a", "area") and (link := said.get("href")):
            self.links.append(link.strip())
        if tag == "form":
            self.methods.append((said.get("method") or "get").lower())


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    return reader


def links_of(page: str) -> list[str]:
    """Return where the links of a page lead, as they are written."""
    return _read(page).links


def posts_forms(page: str) -> bool:
    """Say whether a page has a form that is sent by POST."""
    return "post" in _read(page).methods
