"""An act on a disclosed page that is refused, whichever way it came in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from disclosure_plugin.errors import DisclosureError


class ActRefused(DisclosureError, ValidationError):
    """An act is refused, and nothing of it was done.

    A ``ValidationError`` too, because that is what Wagtail's APIs turn into an answer.

    Attributes:
        sentences: one for each reason, in the reader's language; each says what to do.
        page_pk: primary key of the page, where it can be opened.
    """

    def __init__(self, *sentences: str, page: Any = None) -> None:
        self.sentences = sentences
        self.page_pk = getattr(page, "pk", None)
        ValidationError.__init__(self, {NON_FIELD_ERRORS: list(sentences)})

    def __str__(self) -> str:
        return " ".join(str(sentence) for sentence in self.sentences)
