"""Addresses down to the house.

Source of the rule: notice of the People's Government Office of Yong'an of 2023-01-04 on wrong
information on its website in the fourth quarter of 2022: home addresses of persons are kept to
the township or street office 只保留到乡（镇）、街道.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# A house, a staircase, a flat: one or more numbers with their words.
_HOUSE = re.compile(
    r"(?:附?(?:[0-9]{1,5}|[A-Za-z]|[一二三四五六七八九十百]{1,5})(?:-[0-9]{1,4})*"
    r"(?:号楼?|弄|幢|栋|座|单元|楼|室|户))+(?:[0-9]{1,5}(?:-[0-9]{1,4})*(?![0-9年月日.]))?"
)
_PART_OF_ADDRESS = re.compile(r"[\u4e00-\u9fff0-9A-Za-z-]")
_WAY = re.compile(
    r"(?:路|街|巷|道|弄|里|村|组|社区|小区|花园|苑|园|胡同|寨|屯|院|公寓|大厦|城|庄|坊|镇|乡)"
    r"[\u4e00-\u9fff0-9A-Za-z-]{0,12}$"
)
_TOWNSHIP = re.compile(r".*(?:街道办事处|街道办|街道|镇|(?<!城)乡(?!村振兴))")
_COUNTY = re.compile(r".*?(?:[县旗]|(?<![小社园])区|市(?!场))")
LONGEST = 40  # characters before the house


def addresses(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield start and end of each address with a house number, and how much of it may be kept.

    The third number is the length of the part down to the township or street office; where none
    is named, to the county or city; 0 where neither is.

    Args:
        text: a plain text; one line.
    """
    before = 0
    for house in _HOUSE.finditer(text):
        start = house.start()
        while start > max(before, house.start() - LONGEST) and _PART_OF_ADDRESS.match(
            text[start - 1]
        ):
            start -= 1
        way = text[start : house.start()]
        if not _WAY.search(way):
            continue
        kept = _TOWNSHIP.match(way) or _COUNTY.match(way)
        yield start, house.end(), kept.end() if kept else 0
        before = house.end()
