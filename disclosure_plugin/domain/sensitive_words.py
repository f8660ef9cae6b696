"""Words that must not stand beside a name, and marks that say a text is not for everybody.

Health is sensitive personal information: Personal Information Protection Law, Art. 28; no organ
publishes personal information it processes without separate consent: Art. 25. State secrets and
what a law forbids to disclose: Regulation on Open Government Information (2019), Art. 14;
internal affairs: Art. 16. The mark of a secret, level★period, is that of GB/T 9704-2012, 7.2.2
(from memory).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

_NAME_START = r"(?:^|(?<=[\s,，.。;；:：、()（）\[\]【】\"“”'/|0-9]))"
_NAME_END = r"(?=$|[\s,，;；:：、()（）\[\]【】\"“”/|]|因|系|患|男|女|属)"
NEAR = 16  # characters between a name and a word of the same clause
NAME_SPACE = NEAR + 4  # in which a name begins and ends
NOTHING = r"(?!)"
_CLAUSE_END = re.compile(r"[。；;！!？?\n]")

_FORBIDDEN = re.compile(
    r"""
    (?:绝密|机密|秘密)[ ]*[★☆]
  | (?:密级|秘密等级)[ ]*:?[ ]*(?:绝密|机密|秘密|内部)
  | ^[ ]*(?:[绝机秘][ ]*密|内部[ ]*(?:资料|文件|材料|使用))[ ]*$
  | (?:公开属性|公开方式|公开类型|公开形式)[ ]*:?[ ]*(?:不予公开|不公开)
  | (?:此件|本件|此文|本文|该件)(?:不予公开|不公开)
  | [(【\[](?:不予公开|内部资料|内部文件|内部材料|内部使用)[^)】\]\n]{0,12}[)】\]]
    """,
    re.VERBOSE | re.MULTILINE,
)
_DOUBTFUL = re.compile(
    r"""
    内部(?:资料|文件|材料)[,、 ]{0,2}(?:注意|请勿|不得|严禁|妥善|切勿)
  | 仅(?:供|限)内部
  | (?:公开属性|公开方式|公开类型|公开形式)[ ]*:?[ ]*依申请公开
  | (?:此件|本件|此文|本文|该件)(?:依申请公开|删减后公开)
    """,
    re.VERBOSE,
)


def name_pattern(surnames: Collection[str]) -> re.Pattern[str]:
    """Return a pattern of persons' names that stand by themselves in a plain text."""
    first = "".join(sorted(surnames))
    given = r"(?:[\u4e00-\u9fff]{1,2}|[\u4e00-\u9fff]?[*]{1,2})"
    return re.compile(f"{_NAME_START}[{first}]{given}{_NAME_END}", re.MULTILINE)


def word_pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern of the words of a list, the longest where several begin together."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or NOTHING)


def words_beside_names(
    text: str, words: re.Pattern[str], names: re.Pattern[str]
) -> Iterator[tuple[int, int]]:
    """Yield start and end of each word that stands near a name, in the same sentence."""
    for match in words.finditer(text):
        start, end = match.span()
        reach = end + NAME_SPACE
        for name in names.finditer(text, max(0, start - NAME_SPACE), reach):
            if name.end() == reach < len(text):  # cut off there, so perhaps no name
                continue
            first, last = (name.end(), start) if name.end() <= start else (end, name.start())
            if 0 <= last - first <= NEAR and not _CLAUSE_END.search(text, first, last):
                yield start, end
                break


def secrecy_marks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start and end of each mark in a plain text, and whether it forbids publication."""
    for pattern, forbids in ((_FORBIDDEN, True), (_DOUBTFUL, False)):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), forbids


def wrong_words(text: str, corrections: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each wrong word that does not stand inside its right form."""
    for wrong, right in corrections.items():
        lead = right.find(wrong)
        for match in re.finditer(re.escape(wrong), text):
            begin = match.start() - lead
            if lead < 0 or begin < 0 or text[begin : begin + len(right)] != right:
                yield match.span()
