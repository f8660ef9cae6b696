"""How numbers are written in a bureau's documents, and what each way of writing means."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from disclosure_plugin.domain.measure_words import MONEY_UNITS, UNIT_PATTERN, YEAR_UNITS
from disclosure_plugin.domain.numerals import CHINESE_NUMERAL_CHARACTERS, parse_chinese


class FigureKind(StrEnum):
    """What a number says; ``count`` is everything that none of the others fits."""

    COUNT = "count"
    YEAR = "year"
    DATE = "date"
    TIME = "time"
    PHONE = "phone"
    DOCUMENT_NUMBER = "document_number"
    PERCENT = "percent"
    MONEY = "money"
    ORDINAL = "ordinal"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Reading:
    """A number at ``[start, end)``; ``tail_end`` is where its unit ends."""

    kind: FigureKind
    value: Decimal | None
    start: int
    end: int
    tail_end: int
    unit: str | None = None
    more: bool = False
    in_chinese: bool = False


_YEAR = "(?:19|20)[0-9]{2}"
_CN = f"[{CHINESE_NUMERAL_CHARACTERS}]{{1,12}}"  # bounded: a long run must not cost its square
_CN_DIGIT = "[〇○零一二三四五六七八九]"
_MULTIPLIERS = {
    "万亿": 10**12,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
}
_NUMBER = re.compile(
    rf"""
    (?P<document>[〔\[【(（]{_YEAR}[〕\]】)）][ ]?第?[0-9]+[ ]?号)
  | (?P<date>
        {_YEAR}年[0-9]{{1,2}}月(?:[0-9]{{1,2}}[日号])?
      | {_YEAR}(?P<separator>[./-])[0-9]{{1,2}}(?P=separator)[0-9]{{1,2}}(?![0-9])
      | {_YEAR}[.-](?:1[0-2]|0?[1-9])(?![0-9.]|[余多]?[万亿%]|[ ]?{UNIT_PATTERN})
      | [0-9]{{1,2}}月(?:[0-9]{{1,2}}[日号]|份)?
    )
  | (?P<time>(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?![0-9]))
  | (?P<phone>
        [(（]0[0-9]{{2,3}}[)）][ ]?[0-9]{{7,8}}(?![0-9])
      | 0[0-9]{{2,3}}[-—－ ]?[0-9]{{7,8}}(?![0-9])
      | 1[3-9][0-9]{{9}}(?![0-9])
      | [48]00-?[0-9]{{3}}-?[0-9]{{4}}(?![0-9])
    )
  | (?<=[A-Za-z])-?(?P<code>[0-9]+(?:[.-][0-9]+)*)
  | (?<=第)(?P<ordinal>[0-9]+(?:\.[0-9]+)?)[ ]?(?P<ordinal_unit>{UNIT_PATTERN})?
  | (?P<number>[0-9]{{1,3}}(?:[,，][0-9]{{3}})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)
    (?P<more>[余多几])?
    (?P<times>万亿|亿|千万|百万|十万|万|千(?![米克瓦])|百(?!分))?
    (?P<more_after>[余多])?
    [ \u3000]?(?P<unit>%|{UNIT_PATTERN})?
  | 百分之(?P<cn_percent>{_CN})
  | (?P<cn_date>(?:{_CN_DIGIT}{{4}}年)?[一二三四五六七八九十]{{1,2}}月
        (?:[一二三四五六七八九十]{{1,3}}[日号]|份)?)
  | (?P<cn_year>{_CN_DIGIT}{{4}})(?P<cn_year_unit>年度?)
  | (?<=第)(?P<cn_ordinal>{_CN})(?P<cn_ordinal_unit>{UNIT_PATTERN})?
  | (?<![统唯专逐单之周期初合万同第])(?P<cn_number>{_CN})(?!分(?!钟)|部分|起(?!事)|道(?!菜))
    (?P<cn_more>[余多几])?(?P<cn_unit>{UNIT_PATTERN})
    """,
    re.VERBOSE,
)
_PHONE_WORDS = re.compile("电话|热线|专线|拨打|号码|传真|手机|投诉|举报|[Tt][Ee][Ll]")
_HOTLINE = re.compile(r"12[0-9]{3}|9[56][0-9]{3}|11[049]|12[02]")
_SENTENCE_END = re.compile("[。！？；!?;\n]")
_LONGEST_COUNT = 8  # digits; longer and without a unit it is an identifier


def read_numbers(text: str) -> Iterator[Reading]:
    """Yield the numbers of ``text``, whose digits are in half width, in its order."""
    for match in _NUMBER.finditer(text):
        for group, interpret in _INTERPRETERS.items():
            if match.group(group) is not None:
                reading = interpret(match, text)
                if reading is not None:
                    yield reading
                break


def _without_value(kind: FigureKind, group: str) -> Callable[[re.Match[str], str], Reading]:
    def interpret(match: re.Match[str], text: str) -> Reading:
        return Reading(kind, None, *match.span(group), match.end())

    return interpret


def _chinese_date(match: re.Match[str], text: str) -> Reading:
    return Reading(FigureKind.DATE, None, *match.span("cn_date"), match.end(), in_chinese=True)


def _number(match: re.Match[str], text: str) -> Reading:
    start, end = match.span("times") if match["times"] else match.span("number")
    start = match.start("number")
    value = Decimal(match["number"].replace(",", "").replace("，", ""))
    if match["times"]:
        value *= _MULTIPLIERS[match["times"]]
    kind = _kind_of_number(match, text)
    more = bool(match["more"] or match["more_after"])
    is_phone = kind in (FigureKind.PHONE, FigureKind.CODE)
    return Reading(kind, None if is_phone else value, start, end, match.end(), match["unit"], more)


def _kind_of_number(match: re.Match[str], text: str) -> FigureKind:
    number, unit = match["number"], match["unit"]
    bare = number.isdigit() and not (unit or match["times"] or match["more"])
    if bare and _is_phone(number, match, text):
        return FigureKind.PHONE
    if bare and len(number) > _LONGEST_COUNT:
        return FigureKind.CODE
    if re.fullmatch(_YEAR, number) and (bare or unit in YEAR_UNITS):
        return FigureKind.YEAR
    return _kind_of_unit(unit)


def _kind_of_unit(unit: str | None) -> FigureKind:
    if unit in MONEY_UNITS:
        return FigureKind.MONEY
    if unit in ("%", "个百分点", "百分点"):
        return FigureKind.PERCENT
    return FigureKind.ORDINAL if unit == "届" else FigureKind.COUNT


def _is_phone(number: str, match: re.Match[str], text: str) -> bool:
    """A bare number is a phone number only where the words around it speak of one."""
    is_hotline = bool(_HOTLINE.fullmatch(number))
    if not is_hotline and len(number) not in (7, 8):
        return False
    before = _SENTENCE_END.split(text[max(0, match.start() - 30) : match.start()])[-1]
    after = _SENTENCE_END.split(text[match.end() : match.end() + 12])[0] if is_hotline else ""
    return bool(_PHONE_WORDS.search(before) or _PHONE_WORDS.search(after))


def _ordinal(match: re.Match[str], text: str) -> Reading:
    value = Decimal(match["ordinal"])
    return Reading(
        FigureKind.ORDINAL, value, *match.span("ordinal"), match.end(), match["ordinal_unit"]
    )


def _chinese(
    group: str, unit_group: str | None, kind: FigureKind | None = None
) -> Callable[[re.Match[str], str], Reading | None]:
    def interpret(match: re.Match[str], text: str) -> Reading | None:
        value = parse_chinese(match[group])
        if value is None:
            return None
        unit = match[unit_group] if unit_group else None
        return Reading(
            kind or _kind_of_unit(unit),
            Decimal(value),
            *match.span(group),
            match.end(),
            unit,
            more=group == "cn_number" and bool(match["cn_more"]),
            in_chinese=True,
        )

    return interpret


_INTERPRETERS: dict[str, Callable[[re.Match[str], str], Reading | None]] = {
    "document": _without_value(FigureKind.DOCUMENT_NUMBER, "document"),
    "date": _without_value(FigureKind.DATE, "date"),
    "time": _without_value(FigureKind.TIME, "time"),
    "phone": _without_value(FigureKind.PHONE, "phone"),
    "code": _without_value(FigureKind.CODE, "code"),
    "ordinal": _ordinal,
    "number": _number,
    "cn_percent": _chinese("cn_percent", None, FigureKind.PERCENT),
    "cn_date": _chinese_date,
    "cn_year": _chinese("cn_year", "cn_year_unit", FigureKind.YEAR),
    "cn_ordinal": _chinese("cn_ordinal", "cn_ordinal_unit", FigureKind.ORDINAL),
    "cn_number": _chinese("cn_number", "cn_unit"),
}
