"""Lists whose number of points is part of their name: 八项承诺, 三不准."""

from __future__ import annotations

import re
from collections.abc import Sequence

from disclosure_plugin.errors import Refused, gettext_noop

from .numerals import CHINESE_NUMERAL_CHARACTERS, parse_chinese


class WrongCount(Refused):
    sentence = gettext_noop(
        "“%(title)s” is to have %(count)s points and has %(found)s. Complete it, or put the "
        "number right."
    )


class NamedOtherwise(Refused):
    sentence = gettext_noop(
        "The name “%(title)s” says %(named)s, and its number of points says %(count)s. Put one of "
        "them right."
    )


_NAMED_COUNT = re.compile(rf"([{CHINESE_NUMERAL_CHARACTERS}]+|\d+)(?:项|条|个|种|点|不|禁|严|必)")


def check_fixed_list(title: str, *, count: int, points: Sequence[str]) -> None:
    """Check a list whose number of points is part of its name, such as 八项承诺 or 三不准.

    Args:
        title: its name.
        count: how many points it is to have.
        points: those that say something.

    Raises:
        NamedOtherwise: the name says another number.
        WrongCount: it has more or fewer.
    """
    named = _NAMED_COUNT.search(title)
    if named:
        number = int(named[1]) if named[1].isascii() else parse_chinese(named[1])
        if number not in (None, count):
            raise NamedOtherwise(title=title, named=number, count=count)
    found = sum(1 for one in points if one.strip())
    if found != count:
        raise WrongCount(title=title, count=count, found=found)
