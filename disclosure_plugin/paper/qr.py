"""The QR code of an address."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import segno
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib import colors

QUIET_MODULES = 4  # ISO/IEC 18004 wants so much white around
# Codes of pages, some 3 KB each: every publication of a bureau has its pages made anew.
REMEMBERED = 500
# Of the eight patterns a page takes the first without comparing them, which would be three
# quarters of the work. Readers read each of them; what goes onto a wall has the best.
FIRST_PATTERN = 0


def modules(address: str) -> list[list[bool]]:
    """Return the QR code of an address, row by row, without the white around it."""
    code = segno.make(address, error="m", micro=False)
    return [[bool(one) for one in row] for row in code.matrix]


def svg(address: str) -> bytes:
    """Return the QR code of an address as an SVG file; the same bytes each time."""
    output = BytesIO()
    segno.make(address, error="m", micro=False).save(
        output, kind="svg", border=QUIET_MODULES, scale=4, light="#fff", xmldecl=True, svgns=True
    )
    return output.getvalue()


@lru_cache(maxsize=REMEMBERED)
def inline_svg(address: str) -> str:
    """Return the QR code of an address as markup for a page, white around and below it."""
    return segno.make(address, error="m", micro=False, mask=FIRST_PATTERN).svg_inline(
        border=QUIET_MODULES, light="#fff", omitsize=True
    )


def drawing(address: str, size: float) -> Drawing:
    """Return the QR code of an address for a PDF.

    Args:
        size: of a side, with the white around it, in points.
    """
    code = modules(address)
    step = size / (len(code) + 2 * QUIET_MODULES)
    drawn = Drawing(size, size)
    for row, line in enumerate(code):
        for column, dark in enumerate(line):
            if dark:
                x = (column + QUIET_MODULES) * step
                y = size - (row + QUIET_MODULES + 1) * step
                drawn.add(
                    Rect(x, y, step, step, fillColor=colors.black, strokeColor=None, strokeWidth=0)
                )
    return drawn
