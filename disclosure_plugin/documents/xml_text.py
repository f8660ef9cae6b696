"""Every text of an XML part of an office document, whatever the part is for."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

# What does not end a line: a number may be spread over several runs.
_INLINE = frozenset({"t", "r", "rPr", "span", "delText", "v"})
# Attributes that hold what somebody wrote: alternative texts, values kept for pivot tables,
# prompts, links.
_SPOKEN = frozenset(
    {"descr", "title", "v", "display", "tooltip", "prompt", "promptTitle", "error", "errorTitle",
     "Target", "alt", "string"}
)  # fmt: skip


def parsed(xml: bytes) -> etree._Element:
    """Return the root of an XML part that was inspected before.

    Raises:
        lxml.etree.XMLSyntaxError: it is damaged.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=False)
    return etree.fromstring(xml, parser)


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace; "" for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def all_lines(root: etree._Element) -> Iterator[str]:
    """Yield the lines of text below an element: what people read, XML comments included."""
    line: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "start":
            yield from (
                value
                for name, value in element.attrib.items()
                if str(name).rpartition("}")[2] in _SPOKEN and str(value).strip()
            )
            line.append(element.text or "")
            continue
        if event == "comment":
            yield element.text or ""
        elif local_name(element) not in _INLINE:
            if text := "".join(line).strip():
                yield text
            line.clear()
        line.append(element.tail or "")
    if text := "".join(line).strip():
        yield text
