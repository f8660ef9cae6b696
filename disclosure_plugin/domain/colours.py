"""Contrast of two colours.

Source: Web Content Accessibility Guidelines 2.2, definitions of relative luminance and contrast
ratio; 1.4.3 asks for 4.5 to 1 of text.
"""

from __future__ import annotations

import re

TEXT_CONTRAST = 4.5
# Grounds of the light theme on which a bureau's colours stand (disclosure.css).
NAME_GROUNDS = {"paper": "#ffffff"}
LINK_GROUNDS = {"paper": "#ffffff", "mist": "#f2f5f7", "chip": "#e9f1f8", "mark": "#ffe9a8"}

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def is_colour(text: str) -> bool:
    """Say whether a text is a colour as we write it: ``#`` and six hexadecimal digits."""
    return bool(_COLOUR.fullmatch(text))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 (the same) to 21 (black on white).

    Args:
        one: as ``#rrggbb``.
        other: likewise.
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(colour: str, grounds: dict[str, str]) -> float:
    """Return the smallest contrast of a colour with the grounds it stands on."""
    return min(contrast(colour, ground) for ground in grounds.values())


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
