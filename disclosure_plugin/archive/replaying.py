"""A copy of an archived document whose links lead to archived counterparts.

What is stored is not touched. Scripts are left out, because they were written for another place
and another time; whoever serves the copy forbids them as well.
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urldefrag, urljoin

from lxml import etree, html

from disclosure_plugin.archive.links import (
    ASSET_ATTRIBUTES,
    CSS_REFERENCE,
    LIST_ATTRIBUTES,
    SRCSET_CANDIDATE,
    charset_in,
    css_address,
    decode_text,
    names_asset,
    parse_html,
)
from disclosure_plugin.archive.urls import absolute_url

# Where an absolute URL without fragment is to be found.
Place = Callable[[str], str]

# What acts, or says where the document was.
_LEFT_OUT = ("script", "base")
_META_LEFT_OUT = frozenset({"refresh", "content-security-policy", "content-type"})
# The digest of a file that is rewritten is another; a sandboxed document asks without rights.
_ATTRIBUTES_LEFT_OUT = ("integrity", "crossorigin", "ping", "srcdoc", "action", "formaction")

_HTML = "text/html; charset=utf-8"
_CSS = "text/css; charset=utf-8"


def rewritten(
    payload: bytes, content_type: str, url: str, *, page: Place, asset: Place
) -> tuple[bytes, str]:
    """Return a copy to be shown, and its content type; what is no HTML or CSS stays as it is.

    Args:
        payload: The document's bytes.
        content_type: Its Content-Type header, with or without charset.
        url: Absolute URL that it was served under.
        page: Where a reader goes who follows a link; opened in the whole window.
        asset: Where a file is that the document is shown with.
    """
    mime = content_type.partition(";")[0].strip().lower()
    charset = charset_in(content_type)
    if mime == "text/css":
        return _css(decode_text(payload, charset), url, asset).encode(), _CSS
    if mime not in ("text/html", "application/xhtml+xml"):
        return payload, content_type
    document = parse_html(payload, charset)
    if document is None:
        return b"", _HTML
    _Copy(document, url, page, asset).change()
    # Always with a doctype: what lacks one is shown by other rules.
    return html.tostring(document, encoding="utf-8", doctype="<!DOCTYPE html>"), _HTML


class _Copy:
    """Changes one document in place."""

    def __init__(self, document: html.HtmlElement, url: str, page: Place, asset: Place):
        self._document = document
        self._page = page
        self._asset = asset
        self._base = url
        for href in document.xpath("//base/@href")[:1]:
            self._base = urljoin(url, str(href).strip())

    def change(self) -> None:
        for element in list(_acting(self._document)):
            if element is not self._document:
                element.drop_tree()
        for element in self._document.iter(etree.Element):
            self._change_element(element)

    def _change_element(self, element: html.HtmlElement) -> None:
        tag = str(element.tag)
        for name in list(element.attrib):
            if str(name).lower().startswith("on") or name in _ATTRIBUTES_LEFT_OUT:
                del element.attrib[name]
        for name in ASSET_ATTRIBUTES.get(tag, ()):
            if name in element.attrib:
                element.set(name, self._placed(element.attrib[name], self._asset))
        if tag in LIST_ATTRIBUTES and LIST_ATTRIBUTES[tag] in element.attrib:
            name = LIST_ATTRIBUTES[tag]
            element.set(name, self._srcset(element.attrib[name]))
        if tag == "link" and "href" in element.attrib:
            place = self._asset if names_asset(element) else self._page
            element.set("href", self._placed(element.attrib["href"], place))
        if tag in ("a", "area") and "href" in element.attrib:
            self._change_link(element)
        if "style" in element.attrib:
            element.set("style", _css(element.attrib["style"], self._base, self._asset))
        if tag == "style":
            element.text = _css(element.text or "", self._base, self._asset)

    def _change_link(self, element: html.HtmlElement) -> None:
        href = element.attrib["href"]
        if href.strip().startswith("#"):
            element.attrib.pop("target", None)
            return
        element.set("href", self._placed(href, self._page))
        element.set("target", "_top")

    def _placed(self, reference: str, place: Place) -> str:
        """An address in the archive; mail and phone stay, what is nothing else leads nowhere."""
        fragment = urldefrag(reference.strip()).fragment
        found = absolute_url(reference, self._base)
        if found is not None:
            return place(found) + (f"#{fragment}" if fragment else "")
        return reference if re.match(r"\s*(mailto|tel|data):", reference, re.IGNORECASE) else "#"

    def _srcset(self, value: str) -> str:
        def placed(match: re.Match[str]) -> str:
            return match[0].replace(match[1], self._placed(match[1], self._asset), 1)

        return SRCSET_CANDIDATE.sub(placed, value)


def _acting(document: html.HtmlElement) -> Iterator[html.HtmlElement]:
    yield from document.iter(*_LEFT_OUT)
    for element in document.iter("meta"):
        if element.get("http-equiv", "").strip().lower() in _META_LEFT_OUT:
            yield element


def _css(text: str, base: str, asset: Place) -> str:
    def placed(match: re.Match[str]) -> str:
        found = absolute_url(css_address(match), base)
        if found is None or css_address(match).strip().lower().startswith("data:"):
            return match[0]
        begin = "@import " if match["url"] is None else "url("
        return f'{begin}"{asset(found)}"' + ("" if match["url"] is None else ")")

    return CSS_REFERENCE.sub(placed, text)
