"""Chinese ordinals, as the columns of a board are counted: 一、二、三 …"""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"


def chinese_ordinal(number: int) -> str:
    """Write a number from 1 to 99 as board columns are numbered.

    Args:
        number: the place in the list, counted from 1.

    Returns:
        For example ``十二`` for 12, ``二十`` for 20.

    Raises:
        ValueError: the number is outside 1 to 99.
    """
    if not 1 <= number <= 99:
        raise ValueError(f"A list position must be between 1 and 99, not {number}.")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")
