"""What an item lacks, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext, pgettext

from disclosure_plugin.domain.required_elements import ELEMENT_NAMES, Element


def element_names(missing: Iterable[Element]) -> list[str]:
    """Say what each element is called."""
    return [gettext(ELEMENT_NAMES[one]) for one in missing]


def missing_sentence(title: str, missing: Iterable[Element]) -> str:
    """Name everything that an item lacks in one sentence.

    Args:
        title: of the item.
        missing: what it lacks; at least one element.
    """
    named = pgettext("between required elements", ", ").join(element_names(missing))
    return gettext("“%(title)s” is not complete yet. Still to be written: %(elements)s.") % {
        "title": title,
        "elements": named,
    }
