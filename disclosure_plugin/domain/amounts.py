"""Amounts of money: kept in yuan to the fen, read and written in yuan or ten thousands 万元."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from disclosure_plugin.errors import Refused, gettext_noop

CENT = Decimal("0.01")
# What the database column holds: 14 digits, two of them after the point.
LARGEST = Decimal("999999999999.99")
_SIGNS = str.maketrans("", "", ", \u00a0\u3000¥￥")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


class AmountUnit(StrEnum):
    """In which unit a statement is written; amounts are kept in yuan."""

    YUAN = "yuan"
    WAN = "wan"


YUAN_IN: Mapping[AmountUnit, int] = {AmountUnit.YUAN: 1, AmountUnit.WAN: 10_000}


class NotAnAmount(Refused):
    sentence = gettext_noop("“%(text)s” is no amount: write digits, such as 1200.50.")


class TooExact(Refused):
    sentence = gettext_noop(
        "“%(text)s” is more exact than a fen: write at most %(places)s decimals."
    )


class TooLarge(Refused):
    sentence = gettext_noop("“%(text)s” is too large: check the unit of the statement.")


def read_amount(text: str, unit: AmountUnit) -> Decimal | None:
    """Read an amount as people and spreadsheets write it.

    Args:
        text: digits, with commas, a currency sign or full-width digits if need be; a minus sign
            or brackets mean less than nothing.
        unit: of what is written.

    Returns:
        exact yuan with two places; None where nothing is written.

    Raises:
        NotAnAmount: it is something else.
        TooExact: it says parts of a fen.
        TooLarge: no statement has such a sum.
    """
    plain = text.translate(_FULL_WIDTH).translate(_SIGNS).strip().replace("−", "-")
    if plain in ("", "-", "—", "–", "/"):
        return None
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    digits = plain.removeprefix("-").removeprefix("+").replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 40:
        raise NotAnAmount(text=text.strip()[:40])
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise NotAnAmount(text=text.strip()[:40]) from error
    return _in_yuan(value, unit, text)


def _in_yuan(value: Decimal, unit: AmountUnit, text: str) -> Decimal:
    places = 2 + len(str(YUAN_IN[unit])) - 1
    sign, digits, exponent = value.as_tuple()
    needed = -int(exponent)
    while needed > places and digits[-1] == 0:
        digits, needed = digits[:-1] or (0,), needed - 1
    if needed > places:
        raise TooExact(text=text.strip()[:40], places=places)
    if abs(value) * YUAN_IN[unit] > LARGEST:
        raise TooLarge(text=text.strip()[:40])
    yuan = (Decimal((sign, digits, -needed)) * YUAN_IN[unit]).quantize(CENT)
    return yuan if yuan else abs(yuan)  # a minus in front of nothing means nothing


def write_amount(amount: Decimal | None, unit: AmountUnit) -> str:
    """Write an amount exactly, nothing rounded; what is written can be read again.

    Args:
        amount: in yuan, with at most two places.
        unit: in which it is written; ten thousands take up to six places, at least two.
    """
    if amount is None:
        return ""
    if unit is AmountUnit.YUAN:
        return f"{amount.quantize(CENT):f}"
    whole, _point, places = f"{amount.quantize(CENT).scaleb(-4):.6f}".partition(".")
    return f"{whole}.{places[:2]}{places[2:].rstrip('0')}"


def signed(amount: Decimal | None, unit: AmountUnit) -> str:
    """Write a change with its sign; nothing where it is not known."""
    if amount is None:
        return ""
    return f"+{write_amount(amount, unit)}" if amount > 0 else write_amount(amount, unit)
