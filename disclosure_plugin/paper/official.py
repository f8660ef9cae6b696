"""An official document: what stands in it, and by which measures it is set.

The measures are data (``layout`` of the rules of summaries): millimetres for the paper, points for
type, names of fonts that the reader's machine has or replaces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 stands above level 2."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, its first line indented."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with as many cells in every row as in its head; numbers stand flush right."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()


Part = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """What is set.

    Attributes:
        title: set large and in the middle.
        parts: in their order.
        signature: lines at the end, flush right: who, and when.
    """

    title: str
    parts: Sequence[Part]
    signature: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Face:
    """A font by name, and its size in points."""

    font: str
    points: float


@dataclass(frozen=True, slots=True)
class Layout:
    """How it is set.

    Attributes:
        page_mm: width and height of the paper.
        margins_mm: top, bottom, left, right.
        line_pt: distance of the lines.
        indent_characters: of the first line of a paragraph.
    """

    page_mm: tuple[float, float]
    margins_mm: tuple[float, float, float, float]
    line_pt: float
    body: Face
    title: Face
    headings: tuple[Face, ...]
    table: Face
    page_number: Face
    indent_characters: int


def read_layout(data: Mapping[str, Any]) -> Layout:
    """Read the layout of the rules.

    Raises:
        KeyError, TypeError, ValueError: something is missing or no measure.
    """
    margins = data["margins_mm"]
    width, height = data["page_mm"]
    return Layout(
        page_mm=(float(width), float(height)),
        margins_mm=tuple(float(margins[side]) for side in ("top", "bottom", "left", "right")),  # type: ignore[arg-type]
        line_pt=float(data["line_pt"]),
        body=_face(data["body"]),
        title=_face(data["title"]),
        headings=tuple(_face(one) for one in data["headings"]),
        table=_face(data["table"]),
        page_number=_face(data["page_number"]),
        indent_characters=int(data["indent_characters"]),
    )


def _face(data: Mapping[str, Any]) -> Face:
    return Face(str(data["font"]), float(data["points"]))


def heading_face(layout: Layout, level: int) -> Face:
    """Return how a heading of a level is set; deeper ones like the last that is laid down."""
    return layout.headings[min(level, len(layout.headings)) - 1]
