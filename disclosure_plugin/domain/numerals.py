"""Read numbers as Chinese documents write them: 二十一, 二〇一三, １２."""

DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")}
DIGITS |= {"零": 0, "○": 0, "两": 2}
SMALL_UNITS = {"十": 10, "百": 100, "千": 1000}
LARGE_UNITS = {"万": 10**4, "亿": 10**8}

CHINESE_NUMERAL_CHARACTERS = "".join([*DIGITS, *SMALL_UNITS, *LARGE_UNITS])

_HALF_WIDTH = str.maketrans("０１２３４５６７８９．％：－", "0123456789.%:-")


def to_half_width(text: str) -> str:
    """Return ``text`` with full-width digits and the signs between them in ASCII.

    The length does not change, so offsets stay valid.
    """
    return text.translate(_HALF_WIDTH)


def parse_chinese(numeral: str) -> int | None:
    """Return the value of a Chinese numeral, or None when it is not one.

    ``二十一`` is 21, ``一百零五`` 105, ``二〇一三`` 2013. Only 十 may stand without a digit
    before it: ``千`` and ``万`` alone are words (千家万户), not numbers.
    """
    if not numeral:
        return None
    if all(char in DIGITS for char in numeral):
        return int("".join(str(DIGITS[char]) for char in numeral)) if len(numeral) < 5 else None
    return _parse_with_units(numeral)


def _parse_with_units(numeral: str) -> int | None:
    total = section = 0
    digit: int | None = None
    smallest = 10**4
    for char in numeral:
        if char in DIGITS:
            if digit:
                return None
            digit = DIGITS[char]
        elif unit := SMALL_UNITS.get(char):
            bare_ten = digit is None and unit == 10 and section == 0
            if unit >= smallest or not (digit or bare_ten):
                return None
            section += (digit or 1) * unit
            digit, smallest = None, unit
        elif unit := LARGE_UNITS.get(char):
            section += digit or 0
            if not (section or total):
                return None
            total = (total + section) * unit if unit == 10**8 else total + section * unit
            section, digit, smallest = 0, None, 10**4
        else:
            return None
    return total + section + (digit or 0)
