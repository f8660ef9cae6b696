"""Where the bars of a chart stand: numbers for an SVG that needs neither script nor style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

# The drawing for a desk, in units of its own; type of 20 stays above 16 px down to 592 px wide.
WIDTH, HEIGHT, BASE, TOP = 720, 296, 256, 32
LEFT, SLOT, BAR = 48, 56, 32
# The one for a phone, where the bars lie down.
NARROW, LINE, LABEL, LEAST_RIGHT = 358, 36, 56, 74


@dataclass(frozen=True)
class Bar:
    """A month: the bar of this year, and where last year's line stands; None without one."""

    month: int
    value: Decimal
    x: int
    y: int
    length: int
    middle: int
    mark: int | None
    before: Decimal | None


@dataclass(frozen=True)
class Drawing:
    """Both forms of a chart."""

    standing: list[Bar]
    lying: list[Bar]
    lines: list[tuple[int, int]]
    narrow_height: int


def step_of(highest: Decimal) -> int:
    """Return the distance of an axis's lines: 1, 2 or 5 times a power of ten; at most 5."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= 5 * step * factor:
                return step * factor
        step *= 10


def drawing(now: Sequence[Decimal], before: Sequence[Decimal]) -> Drawing:
    """Place the bars of twelve months.

    Args:
        now: of this year; not all of them 0.
        before: of last year; empty where they are not known.
    """
    highest = max([*now, *before])
    step = step_of(highest)
    top = step * -(-int(highest.to_integral_value(rounding="ROUND_CEILING")) // step)
    standing, lying = [], []
    room, reach = BASE - TOP, NARROW - LABEL - LEAST_RIGHT
    for place, value in enumerate(now):
        old = before[place] if before else None
        length = _share(value, top, room)
        standing.append(
            Bar(
                month=place + 1,
                value=value,
                x=LEFT + place * SLOT + (SLOT - BAR) // 2,
                y=BASE - length,
                length=length,
                middle=LEFT + place * SLOT + SLOT // 2,
                mark=None if old is None else BASE - _share(old, top, room),
                before=old,
            )
        )
        lying.append(
            Bar(
                month=place + 1,
                value=value,
                x=LABEL,
                y=place * LINE + 6,
                length=_share(value, top, reach),
                middle=place * LINE + 25,
                mark=None if old is None else LABEL + _share(old, top, reach),
                before=old,
            )
        )
    lines = [
        (number, BASE - _share(Decimal(number), top, room)) for number in range(0, top + 1, step)
    ]
    return Drawing(standing, lying, lines, len(now) * LINE)


def _share(value: Decimal, top: int, room: int) -> int:
    return round(value * room / top)
