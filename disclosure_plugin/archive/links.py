"""What a document of a site refers to on the same site: pages to go to, files to show it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin

from lxml import etree, html

from disclosure_plugin.archive.urls import absolute_url

# A candidate of a srcset: an address, then an optional width or density, then a comma
# (HTML standard, "parsing a srcset attribute").
SRCSET_CANDIDATE = re.compile(r"([^\s,]\S*[^\s,]|[^\s,])(?:,|\s+[^,]*(?:,|$)|\s*$)")

_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_CSS_STRING = r'"(?:[^"\\\n]|\\.)*"' + r"|'(?:[^'\\\n]|\\.)*'"
CSS_REFERENCE = re.compile(
    rf"url\(\s*(?P<url>{_CSS_STRING}|(?:[^\s\"'()\\]|\\.)*)\s*\)|@import\s+(?P<name>{_CSS_STRING})",
    re.IGNORECASE | re.DOTALL,
)
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)

_REFRESH = re.compile(r"^[\s\d.]*[;,]\s*url\s*=\s*(['\"]?)(.*?)\1\s*$", re.IGNORECASE | re.DOTALL)

# Relations by which a link element names a file that the page is shown with.
_ASSET_RELATIONS = frozenset(
    {"stylesheet", "icon", "apple-touch-icon", "mask-icon", "manifest", "preload", "modulepreload"}
)

# Attributes that hold one address of a file.
ASSET_ATTRIBUTES = {
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "image": ("href", "{http://www.w3.org/1999/xlink}href", "xlink:href"),
    "img": ("src",),
    "input": ("src",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src",),
    "track": ("src",),
    "use": ("href", "{http://www.w3.org/1999/xlink}href", "xlink:href"),
    "video": ("src", "poster"),
}
LIST_ATTRIBUTES = {"img": "srcset", "source": "srcset", "link": "imagesrcset"}
# Elements that can refer to something otherwise than by a style of their own.
_REFERRING = ("a", "area", "link", "meta", "style", *ASSET_ATTRIBUTES)


# Media types in which references are looked for.
UNDERSTOOD = frozenset({"text/html", "application/xhtml+xml", "text/css"})


@dataclass(frozen=True, slots=True)
class References:
    """Absolute URLs of the document's own origin, without fragments, each once, in order.

    Attributes:
        links: Where a reader can go: anchors, map areas, related pages, refreshes.
        assets: What the document is shown with: styles, scripts, images, media, frames.
    """

    links: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()


def find_references(payload: bytes, content_type: str, url: str) -> References:
    """Find the links and assets of an HTML or CSS document.

    Forms are left out: to send one is an act, not a view. Broken input gives what could be
    read (nothing, when elements nest more than some 2,000 deep, which no page does); other
    content types give nothing.

    Args:
        payload: The document's bytes.
        content_type: Its Content-Type header, with or without charset.
        url: Absolute URL that it was served under.
    """
    mime, _, parameters = content_type.partition(";")
    match mime.strip().lower():
        case "text/html" | "application/xhtml+xml":
            return _html_references(payload, charset_in(parameters), url)
        case "text/css":
            text = decode_text(payload, charset_in(parameters))
            return References(assets=_on_site(_css_references(text), url, url))
        case _:
            return References()


def _html_references(payload: bytes, charset: str | None, url: str) -> References:
    document = parse_html(payload, charset)
    if document is None:
        return References()
    base = url
    for href in document.xpath("//base/@href")[:1]:
        base = urljoin(url, href.strip())
    links: list[str] = []
    assets: list[str] = []
    for element in document.iter(*_REFERRING):
        links.extend(_link_references(element))
        assets.extend(_asset_references(element))
    for style in document.xpath("//@style"):
        assets.extend(_css_references(str(style)))
    return References(_on_site(links, base, url), _on_site(assets, base, url))


def parse_html(payload: bytes, charset: str | None) -> html.HtmlElement | None:
    """Read a document as browsers do, nearly; None when there is nothing to read."""
    encoding = charset
    if encoding is None and _is_utf8(payload):
        encoding = "utf-8"  # else the parser looks for a meta element
    try:
        # Without huge_tree, 256 nested elements or 10 MB of text end in an empty document.
        parser = html.HTMLParser(encoding=encoding, no_network=True, huge_tree=True)
        return html.document_fromstring(payload, parser=parser)
    except (etree.LxmlError, ValueError):
        return None  # nothing but blanks or comments


def _link_references(element: html.HtmlElement) -> Iterator[str]:
    tag, href = str(element.tag), element.get("href")
    if href is not None and (tag in ("a", "area") or (tag == "link" and not names_asset(element))):
        yield href
    if tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
        match = _REFRESH.match(element.get("content", ""))
        if match is not None:
            yield match[2]


def _asset_references(element: html.HtmlElement) -> Iterator[str]:
    tag = str(element.tag)
    for name in ASSET_ATTRIBUTES.get(tag, ()):
        if name in element.attrib:
            yield element.attrib[name]
    if tag == "link" and "href" in element.attrib and names_asset(element):
        yield element.attrib["href"]
    if tag in LIST_ATTRIBUTES:
        yield from SRCSET_CANDIDATE.findall(element.get(LIST_ATTRIBUTES[tag], ""))
    if tag == "style":
        yield from _css_references(element.text or "")


def names_asset(element: html.HtmlElement) -> bool:
    """Whether a link element names a file that the page is shown with."""
    return not _ASSET_RELATIONS.isdisjoint(element.get("rel", "").lower().split())


def _css_references(text: str) -> Iterator[str]:
    yield from map(css_address, CSS_REFERENCE.finditer(_CSS_COMMENT.sub(" ", text)))


def css_address(match: re.Match[str]) -> str:
    """What a match of ``CSS_REFERENCE`` refers to, without quotes and escapes."""
    value = match["url"] if match["name"] is None else match["name"]
    if value[:1] in ("'", '"'):
        value = value[1:-1]
    return _CSS_ESCAPE.sub(_css_character, value)


def _css_character(match: re.Match[str]) -> str:
    if match[1] is None:
        return "" if match[2] == "\n" else match[2]
    number = int(match[1], 16)
    return chr(number) if 0 < number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"


def _on_site(references: Iterator[str] | list[str], base: str, url: str) -> tuple[str, ...]:
    """Absolute, of the origin of ``url``, each once; an empty reference leads nowhere."""
    root, origin = absolute_url("/", base), absolute_url("/", url)
    if root is None or origin is None:
        return ()
    found = (
        _resolved(reference, root if _is_rooted(reference) else base)
        for reference in map(str.strip, references)
        if reference
    )
    # Both are in the one form in which addresses are written.
    return tuple(dict.fromkeys(link for link in found if link and link.startswith(origin)))


def _is_rooted(reference: str) -> bool:
    """Whether it means the same on every page of a site."""
    return reference.startswith("/") and not reference.startswith(("//", "/\\"))


# The pages of a site refer to much the same.
_resolved = lru_cache(maxsize=4096)(absolute_url)


def charset_in(parameters: str) -> str | None:
    """The charset of a Content-Type, if this Python can read it."""
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", parameters, re.IGNORECASE)
    if match is None:
        return None
    try:
        "".encode(match[1])
        etree.HTMLParser(encoding=match[1])
    except LookupError:
        return None
    return match[1]


def _is_utf8(payload: bytes) -> bool:
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def decode_text(payload: bytes, charset: str | None) -> str:
    """The text of a style sheet, without the mark of its byte order."""
    return payload.decode(charset or "utf-8", errors="replace").removeprefix("\ufeff")
