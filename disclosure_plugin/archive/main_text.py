"""What a page says, as lines of text, without what stands around it on every page."""

import re
from collections.abc import Iterator

from lxml import etree

from disclosure_plugin.archive.links import charset_in, parse_html

_NOT_READ = frozenset({"script", "style", "template", "nav", "svg", "noscript"})
_INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd"),
        *("mark", "q", "ruby", "rb", "rt", "rp", "s", "samp", "small", "span", "strong", "sub"),
        *("sup", "time", "u", "var", "wbr", "font", "data", "label"),
    }
)
# Cells of a row stand on one line.
_CELLS = frozenset({"td", "th"})
_BLANKS = re.compile(r"\s+")


def main_lines(payload: bytes, content_type: str) -> list[str]:
    """Return the lines of the main content of an HTML document; all of it if none is marked.

    Args:
        payload: The document's bytes.
        content_type: Its Content-Type header, with or without charset.
    """
    document = parse_html(payload, charset_in(content_type))
    if document is None:
        return []
    main = next(document.iter("main"), None)
    if main is None:
        main = next(document.iter("body"), document)
    text = "".join(_text(main))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\0"))
    return [line for line in lines if line]


def _text(root: etree._Element) -> Iterator[str]:
    """Text in order; a NUL, which no document can have, where a line ends."""
    skipped = None
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if skipped is None and element is not root:
                yield element.tail or ""
            continue
        tag = str(element.tag)
        if event == "start":
            if skipped is None and tag in _NOT_READ:
                skipped = element
            if skipped is None:
                yield from (_break(tag), element.text or "")
            continue
        if skipped is element:
            skipped = None
        if skipped is None and element is not root:
            yield from (_break(tag), element.tail or "")


def _break(tag: str) -> str:
    if tag in _INLINE:
        return ""
    return " " if tag in _CELLS else "\0"
