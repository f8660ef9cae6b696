"""Find what stands around the numbered sections: title, closing paragraph, signature."""

import re

from disclosure_plugin.domain.headings import Split
from disclosure_plugin.domain.list_markers import LINE_ENDS

_KIND_OF_DOCUMENT = "(?:总结|报告|汇报|小结|要点|情况)"
_NO_TITLE = Split(0, guessed=False)

_TITLE_LINE = re.compile(
    rf"\s*[^{LINE_ENDS}。！？；;!?]{{1,59}}[^{LINE_ENDS}。！？；：;!?:,，、](?=[{LINE_ENDS}])"
)
_SECOND_TITLE_LINE = re.compile(
    rf"\s*[^{LINE_ENDS}。！？；，,;!?:：]{{2,40}}{_KIND_OF_DOCUMENT}\s*(?=[{LINE_ENDS}])"
)
_TITLE_RUNNING_ON = re.compile(
    rf"\s*[^{LINE_ENDS}。！？；：，,;!?:]{{4,50}}?{_KIND_OF_DOCUMENT}(?:（[^（）]{{1,12}}）)?"
    r"(?=\s*(?:一年来|今年|本年|去年|近年来|为|根据|按照|依据|在|我|现|自|(?:19|20)[0-9]{2}年"
    r"|一、|[(（]一|1[.、]|第一[,，、]))"
)
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．是]|[(（]|[0-9０-９]{1,2}[.、．)]|第一)"
)

_CLOSING = re.compile(
    rf"(?:(?<=[。！？!?；;”])|(?<=[{LINE_ENDS}]))[ \t\u3000\xa0]{{0,8}}"
    r"(?=(?:总之|综上|总的来说|总的来看|总体来看|总而言之|以上是|以上就是|特此报告|特此汇报|专此报告))"
)
_OPENS_CLOSING_PARAGRAPH = re.compile("今后|在今后|一年来|回顾|展望")
_DATE = (
    r"(?:(?:19|20)[0-9]{2}\s?年\s?[0-9]{1,2}\s?月(?:\s?[0-9]{1,2}\s?日)?"
    r"|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?)"
)
_SIGNATURE = re.compile(
    rf"(?:(?<=[{LINE_ENDS}])[^{LINE_ENDS}。，；,;：:]{{2,40}}[{LINE_ENDS}]\s{{0,8}})?"
    rf"(?<=[{LINE_ENDS} \t\u3000]){_DATE}\s*\Z"
)
_LONGEST_SIGNATURE = 120


def find_title(text: str) -> Split:
    """Return how much of the start of ``text`` is its title; a guess without a line break."""
    if _NUMBERED.match(text):
        return _NO_TITLE
    if line := _TITLE_LINE.match(text):
        second = None
        if not re.search(_KIND_OF_DOCUMENT, line.group()):
            second = _SECOND_TITLE_LINE.match(text, line.end())
        return Split((second or line).end(), guessed=False)
    running_on = _TITLE_RUNNING_ON.match(text)
    return Split(running_on.end(), guessed=True) if running_on else _NO_TITLE


def find_closing(text: str, after: int) -> tuple[int, int]:
    """Return where the conclusion and the signature begin; the end of the text when absent.

    Both are looked for behind the last marker only, and never directly behind it: what
    follows a marker is the content of that item.
    """
    signature = _signature_start(text, after)
    first = min(after + 1, signature)
    closing = _CLOSING.search(text, first, signature)
    if closing:
        return closing.end(), signature
    return _closing_paragraph(text, first, signature), signature


def _signature_start(text: str, after: int) -> int:
    first = max(after, len(text.rstrip()) - _LONGEST_SIGNATURE)
    signature = _SIGNATURE.search(text, first)
    return signature.start() if signature else len(text)


def _closing_paragraph(text: str, start: int, end: int) -> int:
    """Return where a last paragraph such as 今后,我局将… begins, ``end`` when there is none.

    The paragraph must follow a finished sentence, else it is the body of the last heading.
    """
    lines = text[start:end].rstrip().splitlines(keepends=True)
    if len(lines) < 2 or not _OPENS_CLOSING_PARAGRAPH.match(lines[-1].lstrip()):
        return end
    before = "".join(lines[:-1])
    return start + len(before) if before.rstrip().endswith(tuple("。！？；!?;")) else end
