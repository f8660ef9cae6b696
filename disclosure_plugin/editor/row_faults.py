"""What is wrong with a row of a list from a spreadsheet, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext


def fault_sentences(faults: Sequence[Sequence[Any]], sentences: Mapping[Any, str], /) -> list[str]:
    """Say for each fault in which column it stands, and what to do.

    Args:
        faults: fault, column, heading and parameters of each, as a row keeps them.
        sentences: of each fault of such a list, in English.
    """
    return [_sentence(sentences[fault], *where) for fault, *where in faults]


def _sentence(sentence: str, column: str, heading: str, params: Mapping[str, Any]) -> str:
    where = {"column": column, "heading": heading, "sentence": gettext(sentence) % params}
    if column and heading:
        return gettext("Column %(column)s (%(heading)s): %(sentence)s") % where
    if column:
        return gettext("Column %(column)s: %(sentence)s") % where
    return gettext("%(heading)s: %(sentence)s") % where
