"""Time limits of a catalogue 公开时限: the words of the table, read as far as they can be.

What cannot be read is kept as it is written and said to be unread; nothing is guessed.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from enum import StrEnum

from .numerals import CHINESE_NUMERAL_CHARACTERS, parse_chinese, to_half_width


class LimitUnit(StrEnum):
    """What a limit counts."""

    WORKING_DAYS = "working"
    CALENDAR_DAYS = "calendar"
    MONTHS = "months"
    AT_ONCE = "at once"


class Comparator(StrEnum):
    """How the number is meant."""

    WITHIN = "within"
    AT_LEAST = "at least"
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One limit.

    Attributes:
        trigger: what it counts from, such as 信息形成或者变更; empty where nothing is named.
        number: how many of the unit; 0 for at once.
        unit: of the number.
        comparator: within, at least (a period of standing), or every (a cycle).
    """

    trigger: str
    number: int
    unit: LimitUnit
    comparator: Comparator


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """What could be read of a cell.

    Attributes:
        limits: in the order of the text.
        unread: the clauses in which no limit was recognised; a clause that only says that other
            laws may set another limit is no such.
    """

    limits: tuple[TimeLimit, ...]
    unread: tuple[str, ...]


_NUMBER = rf"(?P<number>[0-9]{{1,4}}|[{CHINESE_NUMERAL_CHARACTERS}]{{1,7}})"
_DAYS = r"(?P<unit>个?工作日|个?自然日|个?日历日|日|天)"
_FROM = r"(?:自|从|在|应当?在|应当?自)?(?P<trigger>.*?)(?:之日起|之日|之后|以后|后|起)?的?"
_WITHIN = re.compile(
    rf"{_FROM}{_NUMBER}{_DAYS}(?:之内|以内|内)(?:予以|及时|主动)?(?:公开|公示|公布)?"
)
_AT_LEAST = re.compile(
    rf"(?P<trigger>.*?)(?:期限|期|时间)?(?:不得?少于|不低于|至少|不短于){_NUMBER}{_DAYS}(?:以上)?"
)
_AT_ONCE = re.compile(r"(?:实时|即时|随时)(?:公开|更新|公布|发布)?")
_CYCLE = re.compile(
    r"(?:每|按)(?P<each>个?月|季度?|半年|年度?)(?:至少)?(?:一次)?"
    r"(?:更新|公开|公布|发布)?(?:一次)?"
)
_MONTHS = {"月": 1, "季": 3, "半年": 6, "年": 12}
_SAVING = re.compile(r"(?:法律|法规|行政法规|规章|国家|上级|有关规定|对?公开期限|.{0,12}另有规定)"
                     r".{0,20}|从其规定")  # fmt: skip


@functools.lru_cache(maxsize=1024)
def read_time_limits(text: str) -> TimeLimits:
    """Read a cell of time limits, clause by clause.

    Args:
        text: such as ``信息形成或者变更之日起20个工作日内``; clauses are parted by commas.
    """
    limits, unread = [], []
    for clause in re.split(r"[，,；;。\n]", text):
        plain = to_half_width(re.sub(r"[\s（）()]", "", clause))
        if not plain:
            continue
        limit = _limit(plain)
        if limit is not None:
            limits.append(limit)
        elif not (_SAVING.fullmatch(plain) and _mentions_other_rules(text)):
            unread.append(clause.strip())
    return TimeLimits(tuple(limits), tuple(unread))


def _mentions_other_rules(text: str) -> bool:
    return "另有规定" in text or "从其规定" in text


def _limit(clause: str) -> TimeLimit | None:
    if _AT_ONCE.fullmatch(clause):
        return TimeLimit("", 0, LimitUnit.AT_ONCE, Comparator.WITHIN)
    if cycle := _CYCLE.fullmatch(clause):
        each = cycle["each"].removeprefix("个").removesuffix("度")
        return TimeLimit("", _MONTHS[each], LimitUnit.MONTHS, Comparator.EVERY)
    for pattern, comparator in ((_AT_LEAST, Comparator.AT_LEAST), (_WITHIN, Comparator.WITHIN)):
        if match := pattern.fullmatch(clause):
            return _counted(match, comparator)
    return None


def _counted(match: re.Match[str], comparator: Comparator) -> TimeLimit | None:
    written = match["number"]
    number = int(written) if written.isascii() else parse_chinese(written)
    # 每月10日内 and 1月31日内 name a day of the calendar and no number of days.
    if not number or re.search("每|月$", match["trigger"]):
        return None
    working = match["unit"].endswith("工作日")
    unit = LimitUnit.WORKING_DAYS if working else LimitUnit.CALENDAR_DAYS
    return TimeLimit(match["trigger"], number, unit, comparator)
