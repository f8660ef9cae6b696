"""Compute the labels of Word's automatic numbering, which stand nowhere in the text.

Rules: ISO/IEC 29500-1 (WordprocessingML), 17.9 Numbering and 17.18.59 ST_NumberFormat.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml import etree

_DIGITS = "零一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_LEGAL = str.maketrans("零一二三四五六七八九十百千万", "零壹贰叁肆伍陆柒捌玖拾佰仟万")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = {1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl"} | {
    10: "x",
    9: "ix",
    5: "v",
    4: "iv",
    1: "i",
}
_PLACE = re.compile("%([1-9])")


def chinese_counting(number: int) -> str:
    """Return 1 … 99999 as Chinese documents count: 一, 十, 十一, 二十, 一百零五."""
    if number < 10:
        return _DIGITS[number]
    for unit, char in ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= unit:
            head, rest = divmod(number, unit)
            zero = "零" if rest and rest < unit // 10 else ""
            text = chinese_counting(head) + char + zero
            text += chinese_counting(rest) if rest else ""
            return text.removeprefix("一") if 10 <= number < 20 else text
    raise ValueError(number)


def _legal_counting(number: int) -> str:
    one = "一" if 10 <= number < 20 else ""  # 壹拾贰 but 十二
    return (one + chinese_counting(number)).translate(_LEGAL)


def _from_list(characters: str) -> Callable[[int], str]:
    return lambda number: characters[number - 1] if 1 <= number <= len(characters) else str(number)


def _from_code(first: str, count: int) -> Callable[[int], str]:
    return _from_list("".join(chr(ord(first) + index) for index in range(count)))


def _letters(number: int) -> str:
    repeat, index = divmod(max(number, 1) - 1, 26)
    return chr(ord("a") + index) * min(repeat + 1, 10)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN.items():
        count, number = divmod(number, value)
        text += letters * min(count, 100)
    return text


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalHalfWidth": str,
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _from_code("①", 20),
    "decimalEnclosedCircleChinese": _from_code("①", 20),
    "decimalEnclosedParen": _from_code("⑴", 20),
    "decimalEnclosedFullstop": _from_code("⒈", 20),
    "chineseCounting": chinese_counting,
    "chineseCountingThousand": chinese_counting,
    "japaneseCounting": chinese_counting,
    "taiwaneseCounting": chinese_counting,
    "taiwaneseCountingThousand": chinese_counting,
    "ideographDigital": lambda number: "".join(
        "〇一二三四五六七八九"[int(d)] for d in str(number)
    ),
    "chineseLegalSimplified": _legal_counting,
    "ideographTraditional": _from_list(_STEMS),
    "ideographZodiac": _from_list(_BRANCHES),
    "ideographEnclosedCircle": _from_code("㊀", 10),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "none": lambda number: "",
}


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    number_format: str
    text: str
    restart_after: int | None
    """Restart when a level up to this one (1 = outermost) was used; 0 never, None any."""
    is_legal: bool

    def label(self, number: int, *, legal: bool) -> str:
        if not 0 <= number < 100_000:
            return str(number)
        if legal:
            return str(number)
        return _FORMATS.get(self.number_format, str)(number)


_PLAIN_LEVEL = _Level(1, "decimal", "", None, is_legal=False)


def _value(element: etree._Element | None, path: str) -> str | None:
    if element is None:
        return None
    found = element.find(path)
    return None if found is None else found.get(qn("w:val"))


def _integer(value: str | None, default: int) -> int:
    try:
        return default if value is None else int(value)
    except ValueError:
        return default


def _read_level(element: etree._Element) -> _Level:
    restart = _value(element, qn("w:lvlRestart"))
    legal = element.find(qn("w:isLgl"))
    return _Level(
        start=_integer(_value(element, qn("w:start")), 0),
        number_format=_value(element, qn("w:numFmt")) or "decimal",
        text=_value(element, qn("w:lvlText")) or "",
        restart_after=None if restart is None else _integer(restart, 0),
        is_legal=legal is not None and legal.get(qn("w:val")) not in ("0", "false"),
    )


@dataclass(frozen=True, slots=True)
class NumberingPlace:
    """Which list and which of its levels (0 = outermost) a paragraph belongs to."""

    number_id: str
    level: int


class Numbering:
    """The lists of one document; give it the paragraphs in their order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        root = numbering if numbering is not None else etree.Element("none")
        self._abstract = {
            item.get(qn("w:abstractNumId")): item for item in root.iter(qn("w:abstractNum"))
        }
        self._numbers = {item.get(qn("w:numId")): item for item in root.iter(qn("w:num"))}
        self._styles = {
            style.get(qn("w:styleId")): style
            for style in (styles.iter(qn("w:style")) if styles is not None else ())
        }
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        self.unknown_formats: list[str] = []

    def label(self, paragraph: etree._Element) -> str:
        """Return the label before ``paragraph`` and count it; empty when it has none."""
        place = self._place(paragraph)
        if place is None or place.number_id not in self._numbers:
            return ""
        levels = self._levels_of(place.number_id)
        level = levels.get(place.level)
        if level is None:
            return ""
        counters = self._count(place, levels)
        if level.number_format == "bullet":
            return "•"
        if level.number_format not in _FORMATS:
            self.unknown_formats.append(level.number_format)
        return _PLACE.sub(lambda match: self._part(match, level, levels, counters), level.text)

    def _part(
        self,
        match: re.Match[str],
        level: _Level,
        levels: dict[int, _Level],
        counters: dict[int, int],
    ) -> str:
        index = int(match.group(1)) - 1
        part = levels.get(index, _PLAIN_LEVEL)
        return part.label(counters.get(index, part.start), legal=level.is_legal)

    def _place(self, paragraph: etree._Element) -> NumberingPlace | None:
        properties = paragraph.find(qn("w:pPr"))
        style_id = _value(properties, qn("w:pStyle"))
        direct = properties.find(qn("w:numPr")) if properties is not None else None
        number_id = _value(direct, qn("w:numId"))
        if number_id is None:
            number_id, style_level = self._from_style(style_id)
        else:
            style_level = 0
        if number_id in (None, "0"):
            return None
        level = _integer(_value(direct, qn("w:ilvl")), style_level)
        return NumberingPlace(number_id or "", level)

    def _from_style(self, style_id: str | None) -> tuple[str | None, int]:
        """Follow the styles a paragraph style is based on to its numbering."""
        seen: set[str] = set()
        while style_id and style_id not in seen and style_id in self._styles:
            seen.add(style_id)
            style = self._styles[style_id]
            properties = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            number_id = _value(properties, qn("w:numId"))
            if number_id is not None:
                level = _value(properties, qn("w:ilvl"))
                if level is None:
                    return number_id, self._level_of_style(number_id, style_id)
                return number_id, _integer(level, 0)
            style_id = _value(style, qn("w:basedOn"))
        return None, 0

    def _level_of_style(self, number_id: str, style_id: str) -> int:
        abstract = self._abstract_of(number_id)
        for level in abstract.iter(qn("w:lvl")) if abstract is not None else ():
            if _value(level, qn("w:pStyle")) == style_id:
                return _integer(level.get(qn("w:ilvl")), 0)
        return 0

    def _abstract_of(self, number_id: str) -> etree._Element | None:
        number = self._numbers.get(number_id)
        abstract = self._abstract.get(_value(number, qn("w:abstractNumId")))
        link = _value(abstract, qn("w:numStyleLink"))
        if link is None:
            return abstract
        linked = (
            item for item in self._abstract.values() if _value(item, qn("w:styleLink")) == link
        )
        return next(linked, abstract)

    def _levels_of(self, number_id: str) -> dict[int, _Level]:
        if number_id not in self._levels:
            abstract = self._abstract_of(number_id)
            elements = list(abstract.iter(qn("w:lvl"))) if abstract is not None else []
            elements += list(self._numbers[number_id].iter(qn("w:lvl")))
            self._levels[number_id] = {
                _integer(element.get(qn("w:ilvl")), 0): _read_level(element)
                for element in elements
            }
        return self._levels[number_id]

    def _count(self, place: NumberingPlace, levels: dict[int, _Level]) -> dict[int, int]:
        """Count one paragraph; lists that share a definition share their counters."""
        abstract = self._abstract_of(place.number_id)
        key = abstract.get(qn("w:abstractNumId")) if abstract is not None else None
        counters = self._counters.setdefault(key or place.number_id, {})
        override = self._start_override(place)
        if override is not None:
            counters[place.level] = override
        elif place.level in counters:
            counters[place.level] += 1
        else:
            counters[place.level] = levels[place.level].start
        for deeper in [index for index in counters if index > place.level]:
            restart = levels.get(deeper, _PLAIN_LEVEL).restart_after
            if restart is None or place.level < restart:
                del counters[deeper]
        return counters

    def _start_override(self, place: NumberingPlace) -> int | None:
        """Return the number a list starts anew with, at its first paragraph only."""
        if (place.number_id, place.level) in self._started:
            return None
        self._started.add((place.number_id, place.level))
        for override in self._numbers[place.number_id].iter(qn("w:lvlOverride")):
            if _integer(override.get(qn("w:ilvl")), 0) == place.level:
                start = _value(override, qn("w:startOverride"))
                return None if start is None else _integer(start, 1)
        return None
