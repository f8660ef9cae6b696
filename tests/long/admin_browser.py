"""A visitor of a site over real HTTP: keeps cookies, reads forms and sends them."""

from __future__ import annotations

import http.cookiejar
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass

import lxml.html


@dataclass(frozen=True)
class Answer:
    """What came back after all redirects."""

    status: int
    url: str
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def document(self) -> lxml.html.HtmlElement:
        return lxml.html.document_fromstring(self.text, base_url=self.url)

    def address_of_link(self, label: str) -> str:
        """Return where the first link with this text or title leads."""
        for link in self.document.iter("a"):
            words = (" ".join(link.text_content().split()), link.get("title"))
            if label in words:
                return urllib.parse.urljoin(self.url, link.get("href"))
        raise AssertionError(f"{self.url} has no link {label!r}:\n{self.words}")

    @property
    def words(self) -> str:
        """The text a person reads, for messages."""
        main = self.document.find(".//main")
        return " ".join((self.document if main is None else main).text_content().split())[:3000]


class AdminBrowser:
    """One session at a site.

    Args:
        address: the site's address, with a slash at its end.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )

    def get(self, path: str) -> Answer:
        return self._open(urllib.parse.urljoin(self._address, path))

    def send_form(self, form_path: str, changes: dict[str, str]) -> Answer:
        """Fetch a page with a form, change some of its fields and send all of them.

        Args:
            form_path: address of the page.
            changes: values by field name; names that scripts would add are allowed.
        """
        page = self.get(form_path)
        assert page.status == 200, f"{page.url} answered {page.status}: {page.words}"
        form = max(page.document.forms, key=lambda form: len(form.fields))
        fields = {**dict(form.form_values()), **changes}
        target = urllib.parse.urljoin(page.url, form.get("action") or page.url)
        return self._open(target, fields)

    def press(self, address: str, *, on: str, fields: dict[str, str] | None = None) -> Answer:
        """Send a form to an address, with the token of the page its button is on."""
        (token, *_same) = self.get(on).document.xpath(
            "//input[@name='csrfmiddlewaretoken']/@value"
        )
        url = urllib.parse.urljoin(self._address, address)
        return self._open(url, {**(fields or {}), "csrfmiddlewaretoken": token})

    def _open(self, url: str, fields: dict[str, str] | None = None) -> Answer:
        data = None if fields is None else urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(url, data, {"Referer": url})
        try:
            response = self._opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            return Answer(response.status, response.url, response.read())


def rich_text(text: str) -> str:
    """Return one paragraph in the form in which the rich text editor sends it."""
    block = {
        "key": "first",
        "text": text,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [],
    }
    return json.dumps({"blocks": [block], "entityMap": {}})


def stream_block(field: str, block: str, value: str) -> dict[str, str]:
    """Return the fields that the StreamField editor adds for its first and only block."""
    return {
        f"{field}-count": "1",
        f"{field}-0-deleted": "",
        f"{field}-0-order": "0",
        f"{field}-0-type": block,
        f"{field}-0-id": "",
        f"{field}-0-value": value,
    }


def inline_row(relation: str, values: dict[str, str]) -> dict[str, str]:
    """Return the fields that an inline panel adds for its first and only row."""
    row = {"id": "", "ORDER": "1", "DELETE": "", **values}
    return {f"{relation}-TOTAL_FORMS": "1"} | {
        f"{relation}-0-{name}": value for name, value in row.items()
    }
