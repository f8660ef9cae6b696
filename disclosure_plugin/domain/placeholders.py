"""Find what a template left open and nobody filled in: ××县, 20xx年, 某某, 【】, 待补."""

import re
from dataclasses import dataclass

from disclosure_plugin.domain.passages import words_around

_UNIT_AFTER_SINGLE_X = "年月日县市区省州镇乡村局人个项次号元万名份"

_PLACEHOLDER = re.compile(
    rf"""
    (?<![0-9])×+ | ×{{2,}} | ×(?![0-9])                       # not 3×5, a product
  | (?<![0-9A-Za-z])[0-9]{{0,3}}[xXｘＸ]{{2,}}(?![A-Za-z])     # xxxx, 20xx
  | (?<![0-9A-Za-z])[0-9]{{0,3}}[xXｘＸ](?=[{_UNIT_AFTER_SINGLE_X}])
  | 某某+ | 某(?=[县市区镇乡村局])
  | [_＿]{{2,}}
  | (?<![一二三四五六七八九○])○{{2,}}(?![一二三四五六七八九○])   # not 二○○八
  | △{{2,}} | \*{{2,}}
  | 待(?:补充?|填写?|定稿|核实|完善后|确认) | (?:此处|这里)(?:填写|插入) | TODO | TBD
  | 【[\s]*】 | （[\s]*） | \([\s]*\) | 《[\s]*》 | 〔[\s]*〕 | \[[\s]*\]
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A gap at ``[start, end)`` with up to 12 characters before and after it."""

    start: int
    end: int
    written: str
    before: str
    after: str


def find_placeholders(text: str) -> tuple[Placeholder, ...]:
    """Return every unfilled placeholder of ``text`` in the order of the text."""
    return tuple(
        Placeholder(
            match.start(),
            match.end(),
            match.group(),
            *words_around(text, match.start(), match.end()),
        )
        for match in _PLACEHOLDER.finditer(text)
    )
