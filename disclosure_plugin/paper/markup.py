"""Read what a public page says, for a sheet of paper: headings, texts, lists and tables.

A page's own template decides what is said; what leads elsewhere or works on screens alone is
left out. So every page type can be printed, a site's own included.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

# What has no use on paper, or stands on the sheet in another form.
LEFT_OUT = frozenset(
    {
        *("breadcrumbs", "voucher", "facts", "questions", "pagination", "unseen", "only-phone"),
        *("ruler", "button"),
    }
)
LEFT_OUT_TAGS = frozenset({"script", "style", "nav", "form", "svg", "h1", "noscript", "template"})
BLOCKS = frozenset(
    {"h2", "h3", "h4", "p", "ul", "ol", "dl", "table", "figure", "div", "section", "img"}
)


@dataclass(frozen=True)
class Heading:
    text: str
    level: int


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Point:
    """A line of a list; the mark is a dot or a number."""

    mark: str
    text: str


@dataclass(frozen=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True)
class Picture:
    """A picture is not printed: its words stand for it, and the page shows it."""

    alt: str


@dataclass(frozen=True)
class Grid:
    """A table.

    Attributes:
        head: its head; empty if it has none.
        rows: as many cells each as the head, or as the longest row.
        numbers: places of the columns that are set flush right.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int]


Part = Heading | Text | Point | Fact | Picture | Grid


def parts_of(page: str) -> list[Part]:
    """Return what stands in the ``main`` element of a page, in its order.

    Args:
        page: the whole page, as HTML.
    """
    main = html.fromstring(page).find(".//main")
    return [] if main is None else list(_parts(main))


def _parts(element: html.HtmlElement) -> Iterator[Part]:
    if isinstance(element, etree._Comment) or _is_left_out(element):
        return
    if element.tag == "table":
        yield from _grid(element)
    elif element.tag in ("ul", "ol"):
        yield from _points(element)
    elif element.tag == "dl":
        yield from _facts(element)
    elif element.tag == "img":
        if alt := element.get("alt"):
            yield Picture(alt)
    elif element.tag in ("h2", "h3", "h4"):
        if text := _text(element):
            yield Heading(text, int(element.tag[1]))
    elif _has_blocks(element):
        yield from _mixed(element)
    elif text := _text(element):
        yield Text(text)


def _mixed(element: html.HtmlElement) -> Iterator[Part]:
    """Texts that stand between blocks are texts too."""
    if loose := _squeezed(element.text):
        yield Text(loose)
    for child in element:
        yield from _parts(child)
        if loose := _squeezed(child.tail):
            yield Text(loose)


def _points(element: html.HtmlElement) -> Iterator[Part]:
    for number, item in enumerate(element.iterchildren("li"), 1):
        mark = f"{number}." if element.tag == "ol" else "·"
        nested = item.xpath("./ul|./ol|./table")
        for one in nested:
            item.remove(one)
        if text := _text(item):
            yield Point(mark, text)
        for one in nested:
            yield from _parts(one)


def _facts(element: html.HtmlElement) -> Iterator[Part]:
    name = ""
    for one in element.iter("dt", "dd"):
        if one.tag == "dt":
            name = _text(one)
        elif value := _text(one):
            yield Fact(name, value)
            name = ""


def _grid(table: html.HtmlElement) -> Iterator[Part]:
    head = [cell for row in table.xpath("./thead/tr")[:1] for cell in row]
    rows = [list(row) for row in table.xpath("./tbody/tr|./tr")]
    width = max([len(head), *map(len, rows)], default=0)
    if not width:
        return
    numbers = {
        place
        for row in (head, *rows)
        for place, cell in enumerate(row)
        if "number" in (cell.get("class") or "").split()
    }
    yield Grid(
        caption=" ".join(_text(one) for one in table.xpath("./caption")),
        head=tuple(_filled([_text(cell) for cell in head], width)) if head else (),
        rows=tuple(tuple(_filled([_text(cell) for cell in row], width)) for row in rows),
        numbers=frozenset(numbers),
    )


def _filled(cells: list[str], width: int) -> list[str]:
    return cells + [""] * (width - len(cells))


def _has_blocks(element: html.HtmlElement) -> bool:
    return any(one.tag in BLOCKS for one in element.iterdescendants() if isinstance(one.tag, str))


def _is_left_out(element: html.HtmlElement) -> bool:
    classes = set((element.get("class") or "").split())
    return element.tag in LEFT_OUT_TAGS or bool(classes & LEFT_OUT)


def _text(element: html.HtmlElement) -> str:
    """The words of an element, on one line but where it breaks them."""
    return "\n".join(
        line for line in map(_squeezed, "".join(_words(element)).split("\n\n")) if line
    )


def _words(element: html.HtmlElement) -> Iterator[str]:
    if isinstance(element, etree._Comment) or _is_left_out(element):
        return
    if element.tag == "br":
        yield "\n\n"
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag in BLOCKS:
            yield "\n\n"
        yield from _words(child)
        yield child.tail or ""


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").split())
