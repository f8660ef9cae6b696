"""The ways in which people and programs write one number."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

Way = Callable[[str, random.Random], str]


def _cut(digits: str, sizes: tuple[int, ...]) -> list[str]:
    parts, start = [], 0
    for size in sizes:
        parts.append(digits[start : start + size])
        start += size
    return [*parts, digits[start:]] if start < len(digits) else parts


def _groups(digits: str) -> list[str]:
    sizes = {11: (3, 4, 4), 15: (6, 6, 3), 16: (4, 4, 4, 4), 18: (6, 8, 4)}
    return _cut(digits, sizes.get(len(digits), (4, 4, 4, 4)))


def plain(digits: str, _rng: random.Random) -> str:
    return digits


def spaces(digits: str, rng: random.Random) -> str:
    return rng.choice((" ", " ", "\u3000", "\u00a0")).join(_groups(digits))


def hyphens(digits: str, rng: random.Random) -> str:
    return rng.choice(("-", "-", "—", "－")).join(_groups(digits))


def full_width(digits: str, _rng: random.Random) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in digits)


def lower_case(digits: str, _rng: random.Random) -> str:
    return digits.lower()


def invisible(digits: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(digits))
    return digits[:place] + rng.choice("\u200b\u200d\ufeff\u00ad") + digits[place:]


def line_break(digits: str, rng: random.Random) -> str:
    place = rng.randrange(3, len(digits) - 2)
    return f"{digits[:place]}\n{digits[place:]}"


def single_digits(digits: str, _rng: random.Random) -> str:
    return " ".join(digits)


def measure(digits: str, _rng: random.Random) -> str:
    return f"{digits}.0"


def country(digits: str, rng: random.Random) -> str:
    return rng.choice(("+86 ", "+86-", "0086 ", "+86")) + digits


def rounded(digits: str, _rng: random.Random) -> str:
    """Write what a spreadsheet keeps of a long number: fifteen digits and zeros."""
    return digits[:15] + "0" * (len(digits) - 15)


def exponent(digits: str, _rng: random.Random) -> str:
    known = digits[:15].rstrip("0")
    return f"{known[0]}.{known[1:]}E+{len(digits) - 1}"


def apostrophe(digits: str, _rng: random.Random) -> str:
    return f"'{digits}"


def formula(digits: str, _rng: random.Random) -> str:
    return f'="{digits}"'


_ANY: dict[str, Way] = {
    "plain": plain,
    "spaces": spaces,
    "hyphens": hyphens,
    "full width": full_width,
    "invisible sign": invisible,
    "line break in a cell": line_break,
    "single digits": single_digits,
    "as a measure (.0)": measure,
    "apostrophe": apostrophe,
    "as a formula": formula,
}
_LONG: dict[str, Way] = {"last digits lost": rounded, "with an exponent": exponent}
WAYS: Mapping[str, Mapping[str, Way]] = {
    "resident_id": {**_ANY, "lower-case x": lower_case, **_LONG},
    "old_id": {name: _ANY[name] for name in ("plain", "spaces", "full width", "invisible sign")},
    "bank_card": {**_ANY, **_LONG},
    "mobile": {**_ANY, "country code": country},
}
# Where lines are paragraphs, no cell could hold a line break.
ONLY_IN_CELLS = frozenset({"line break in a cell"})
# What a spreadsheet loses, a list shows; running text was typed.
ONLY_IN_LISTS = frozenset({"last digits lost", "with an exponent", "apostrophe", "as a formula"})
