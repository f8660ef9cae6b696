"""The Chinese type of a PDF."""

from __future__ import annotations

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

# Every PDF reader knows it by name and brings, or asks for, the characters itself.
READERS_FONT = "STSong-Light"
OWN_FONT = "DisclosureFont"


def font(file: str) -> str:
    """Return the name of the font to set a PDF in, which is known to reportlab from then on.

    Args:
        file: path of a TrueType font that is put into the PDF; empty: the reader's own.
    """
    name = OWN_FONT if file else READERS_FONT
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(OWN_FONT, file) if file else UnicodeCIDFont(READERS_FONT))
    return name
