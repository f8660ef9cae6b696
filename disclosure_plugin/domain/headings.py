"""Part a heading from the body that follows it, also where no line break does.

In text without line breaks the heading 一、加强领导 runs straight into its body. Signs of a
body are the end of a sentence, the words such paragraphs open with (为贯彻, 根据, 今年, 我局)
and a topic of the heading that is taken up again (政务公开是一项 …).
"""

import re
from dataclasses import dataclass

from disclosure_plugin.domain.list_markers import LINE_ENDS, LONGEST_HEADING, SENTENCE_ENDS

SHORTEST_HEADING = 4
LONGEST_LINE_AS_HEADING = 50
LONGEST_SENTENCE_AS_HEADING = 30

_PURPOSE = (
    "为(?:了|贯彻|进一步|切实|深入|全面|加强|规范|确保|认真|推进|推动|做好|落实|更好|使|保证|保障"
    "|提高|方便|充分|积极|有效|扎实|严格|强化|促进|不断|加快|解决|防止|维护)"
)
_OPENERS = re.compile(
    rf"(?P<purpose>{_PURPOSE})"
    r"|(?P<basis>根据|按照|依据|遵照|围绕|针对)"
    r"|(?P<time>今年|本年度|去年|一年来|近年来|几年来|截至|截止|自?(?:19|20)[0-9]{2}年)"
    r"|(?P<actor>我局|我办|我委|我县|我市|我区|我中心|我单位|我站|本局|本单位|县局|局领导|局党组"
    r"|局党委)"
)
# Words after which an opener belongs to the heading itself: 推进|我局政务公开, 作|为了.
_BELONGS_AFTER = {
    "purpose": re.compile(r"[作成以认称改分较最更因视变行能转列化大]\Z"),
    "basis": re.compile(r"(?:[要应须能和]|严格|坚持|切实|紧紧|紧密|全面)\Z"),
    "time": re.compile(r"(?:[的对在于和与及是到至]|总结|做好|完成|落实)\Z"),
    "actor": re.compile(
        r"(?:[的对把将由使在与和及是以为了向从全]|推[进动行]|加强|提[升高]|促进|做好|抓好|确保|完善"
        r"|强化|规范|结合|围绕|开展|落实|改进|根据|按照)\Z"
    ),
}
_SENTENCE_END = re.compile(f"[{SENTENCE_ENDS}]")
_LINE_END = re.compile(f"[{LINE_ENDS}]")
_SPACE = re.compile(r"[ \t\u3000\xa0]+")
_TOPIC_IS = re.compile(r"(?=([\u4e00-\u9fff]{2,10})(?:是|就是)[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Split:
    """``length`` characters are heading, the rest is body; ``guessed`` when unsure."""

    length: int
    guessed: bool


NO_HEADING = Split(0, guessed=False)


def split_heading(content: str, *, outermost: bool, has_items: bool) -> Split:
    """Say how much of the text behind a marker is its heading.

    Args:
        content: the text between this marker and the next, stripped, not empty.
        outermost: a section of level 1, which is expected to have a heading.
        has_items: the next marker is an item of this one, so ``content`` introduces it.
    """
    line_end = _LINE_END.search(content)
    first_line = content[: line_end.start()].rstrip() if line_end else content
    limit = LONGEST_LINE_AS_HEADING if line_end else LONGEST_HEADING
    if _is_one_phrase(first_line, limit):
        return _whole_line(
            first_line, on_its_own_line=bool(line_end), outermost=outermost, has_items=has_items
        )
    length = _guess(first_line)
    if length:
        return Split(length, guessed=True)
    return NO_HEADING


def _is_one_phrase(line: str, limit: int) -> bool:
    return len(line) <= limit and not _SENTENCE_END.search(line[:-1])


def _whole_line(line: str, *, on_its_own_line: bool, outermost: bool, has_items: bool) -> Split:
    """Decide about a line that is at most one sentence long."""
    starts_like_body = bool(_OPENERS.match(line))
    if line[-1] in SENTENCE_ENDS and (starts_like_body or not (outermost or has_items)):
        return NO_HEADING if not on_its_own_line else _sentence_on_a_line(line, starts_like_body)
    if on_its_own_line:
        return Split(len(line), guessed=False)
    length = _guess(line)
    if length and length < len(line):
        return Split(length, guessed=True)
    if starts_like_body and not outermost:
        return NO_HEADING
    return Split(len(line), guessed=not has_items)


def _sentence_on_a_line(line: str, starts_like_body: bool) -> Split:
    """加强领导。 on a line of its own, with text below it, is a heading unless it is long."""
    if starts_like_body or len(line) > LONGEST_SENTENCE_AS_HEADING:
        return NO_HEADING
    return Split(len(line), guessed=True)


def _guess(line: str) -> int:
    """Return the length of the likely heading at the start of ``line``, 0 when there is none."""
    if _OPENERS.match(line):
        return 0
    window = line[:LONGEST_HEADING]
    places = [_at_opener(window), _at_topic(window), _at_space(window), _at_sentence_end(window)]
    return min((place for place in places if place), default=0)


def _at_sentence_end(window: str) -> int:
    end = _SENTENCE_END.search(window)
    if end and end.start() >= SHORTEST_HEADING and end.end() <= LONGEST_SENTENCE_AS_HEADING:
        return end.end()
    return 0


def _at_space(window: str) -> int:
    for gap in _SPACE.finditer(window):
        if gap.start() >= SHORTEST_HEADING and gap.end() < len(window):
            return gap.start()
    return 0


def _at_opener(window: str) -> int:
    for opener in _OPENERS.finditer(window):
        before = window[: opener.start()]
        clause = re.split(r"[,，、]", before)[-1]
        if opener.start() < SHORTEST_HEADING or len(clause) < 2:
            continue
        if not _BELONGS_AFTER[opener.lastgroup or ""].search(before):
            return opener.start()
    return 0


def _at_topic(window: str) -> int:
    """Return where words of the heading are said again as the subject of a sentence."""
    for match in _TOPIC_IS.finditer(window):
        if match.start() >= SHORTEST_HEADING and match.group(1) in window[: match.start()]:
            return match.start()
    return 0
