"""What a piece of HTML says, as a text that knows where each of its characters stands.

A number may be spread over elements (``5301<b>02</b>…``), written with references, or stand in a
link's address. What a reader sees comes first, then the values of attributes and the comments:
they are sent to everybody too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

# More lines than any number is spread over.
APART = "\n\n\n"
_TOKEN = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|\Z)"
    r"|<(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9:-]*)(?P<attributes>[^>]*)>"
    r"|(?P<reference>&(?:\#[0-9]+|\#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);)"
    r"|(?P<character>.)",
    re.DOTALL,
)
_VALUE = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_LOOKS_LIKE_MARKUP = re.compile(r"</?[A-Za-z]|<!--|&[#A-Za-z]")
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
     "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong",
     "sub", "sup", "time", "tt", "u", "var", "wbr"}
)  # fmt: skip

Replacement = tuple[int, int, str]


def is_markup(source: str) -> bool:
    """Say whether a text may be HTML; one that is none loses nothing when it is read as such."""
    return _LOOKS_LIKE_MARKUP.search(source) is not None


def shown_text(source: str) -> str:
    """Return what a reader sees of HTML, without attributes and comments; lines kept apart."""
    shown = []
    for match in _TOKEN.finditer(source):
        if match["character"] is not None:
            shown.append(match["character"])
        elif match["reference"] is not None:
            shown.append(html.unescape(match["reference"]))
        elif match["tag"] is not None and match["tag"].lower() not in _INLINE:
            shown.append("\n")
    return re.sub(r"\n{2,}", "\n", "".join(shown)).strip()


@dataclass(frozen=True)
class MarkedText:
    """A source and the text that is read in it.

    Attributes:
        source: HTML, or a text as it is.
        markup: whether it is HTML.
    """

    source: str
    markup: bool = False

    @cached_property
    def text(self) -> str:
        """What it says."""
        return "".join(char for char, _start, _end in self._characters)

    def replaced(self, replacements: Iterable[Replacement]) -> MarkedText:
        """Return it with stretches of its text replaced; elements inside them stay.

        Args:
            replacements: start and end in :attr:`text`, and what stands there then. None of them
                overlap.
        """
        edits: list[Replacement] = []  # in the source, where attributes stand before the text
        for start, end, new in replacements:
            places = [
                (first, last) for _char, first, last in self._characters[start:end] if last > first
            ]
            written = html.escape(new) if self.markup else new
            edits += [
                (first, last, "" if number else written)
                for number, (first, last) in enumerate(places)
            ]
        source = self.source
        for first, last, written in sorted(edits, reverse=True):
            source = f"{source[:first]}{written}{source[last:]}"
        return MarkedText(source, self.markup)

    @cached_property
    def _characters(self) -> Sequence[tuple[str, int, int]]:
        """Each character of the text with its place in the source; a made one has none."""
        if not self.markup:
            return [(char, place, place + 1) for place, char in enumerate(self.source)]
        shown: list[tuple[str, int, int]] = []
        hidden: list[tuple[str, int, int]] = []
        for match in _TOKEN.finditer(self.source):
            start, end = match.span()
            if match["character"] is not None:
                shown.append((match["character"], start, end))
            elif match["reference"] is not None:
                # One character of the source may stand for two; both have its place.
                for char in html.unescape(match["reference"]):
                    shown.append((char, start, end))
                    start = end
            elif match["tag"] is not None:
                if match["tag"].lower() not in _INLINE:
                    shown.append(("\n", end, end))
                for value in _VALUE.finditer(match["attributes"]):
                    group = next(number for number in (1, 2, 3) if value[number] is not None)
                    hidden += _apart(value[group], match.start("attributes") + value.start(group))
            else:
                hidden += _apart(match["comment"], match.start("comment"))
        return [*shown, *hidden]


def _apart(text: str, start: int) -> list[tuple[str, int, int]]:
    made = [(char, start, start) for char in APART]
    return [*made, *((char, start + place, start + place + 1) for place, char in enumerate(text))]
