"""The tables of a web page as grids, and its text beside them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from disclosure_plugin.documents.results import Limits

Grid = list[list[tuple[str, bool]]]

_WIDEST = 200  # columns
_TALLEST = 500  # rows that one cell may cover
_NO_TEXT = frozenset({"script", "style", "head", "noscript", "template", "select", "textarea"})
_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "br", "tr", "td", "th",
     "section", "article", "table", "caption", "dt", "dd", "body", "html"}
)  # fmt: skip


def read_html_grids(text: str, limits: Limits) -> tuple[list[Grid], list[str]]:
    """Return the tables and the lines of text of a web page, both in its order.

    A table that holds other tables, or has one column, is taken for layout: it is read as text.

    Args:
        text: of the page, decoded.
        limits: of its cells; a grid that has more is cut, and then has too many.
    """
    # Entities of a page's own are unknown to this parser; it reaches no network.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    root = etree.fromstring(text.encode("utf-8", "replace") or b"<html/>", parser)
    if root is None:
        return [], []
    tables: list[Grid] = []
    data: set[etree._Element] = set()
    for table in root.iter("table"):
        if table.find(".//table") is not None:
            continue
        grid = _grid(table, limits.table_cells + 1)
        if max(map(len, grid), default=0) > 1:
            tables.append(grid)
            data.add(table)
    lines = "".join(_texts(root, data)).split("\n")
    return tables, [line for line in (" ".join(one.split()) for one in lines) if line]


def _grid(table: etree._Element, most: int) -> Grid:
    grid: Grid = []
    # What cells of rows above still cover, by column: text, and for how many rows more.
    hanging: dict[int, tuple[str, int]] = {}
    count = 0
    for row in table.iter("tr"):
        cells: list[tuple[str, bool]] = []
        for cell in row.iterchildren("td", "th"):
            _take_hanging(cells, hanging)
            text = " ".join("".join(_texts(cell, set())).split())
            across = _span(cell, "colspan", _WIDEST)
            down = _span(cell, "rowspan", _TALLEST)
            for covered in range(across):
                if down > 1:
                    hanging[len(cells)] = (text, down)
                cells.append((text, covered == 0))
            if len(cells) > _WIDEST:
                break
        _take_hanging(cells, hanging)
        hanging = {place: (text, left - 1) for place, (text, left) in hanging.items() if left > 1}
        grid.append(cells[:_WIDEST])
        count += len(grid[-1])
        if count > most:
            break
    return grid


def _take_hanging(cells: list[tuple[str, bool]], hanging: dict[int, tuple[str, int]]) -> None:
    while len(cells) in hanging and len(cells) <= _WIDEST:
        cells.append((hanging[len(cells)][0], False))


def _span(cell: etree._Element, name: str, most: int) -> int:
    written = (cell.get(name) or "").strip()
    number = int(written[:6]) if written[:6].isascii() and written[:6].isdigit() else 1
    return max(1, min(number, most))


def _texts(element: etree._Element, without: set[etree._Element]) -> Iterator[str]:
    """Yield the text below an element, a line end around each block; iteratively, for depth."""
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if one in without or one.tag in _NO_TEXT:
                continue
            if one.tag in _BLOCKS:
                yield "\n"
            if not _is_inside(one, without, element):
                yield (one.text or "").replace("\n", " ")
        else:
            if one.tag in _BLOCKS:
                yield "\n"
            if one is not element and not _is_inside(one.getparent(), without, element):
                yield (one.tail or "").replace("\n", " ")


def _is_inside(
    element: etree._Element | None, without: set[etree._Element], root: etree._Element
) -> bool:
    """Say whether an element is, or is in, something whose text does not count."""
    while element is not None:
        if element in without or element.tag in _NO_TEXT:
            return True
        if element is root:
            return False
        element = element.getparent()
    return False
