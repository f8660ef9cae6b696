"""The root of every error this package raises on purpose."""

from __future__ import annotations

from functools import partial
from typing import Any


class DisclosureError(Exception):
    """Something a person did, or a file they gave us, cannot be accepted.

    The message is a sentence that says what to do; leaf errors live beside the code that
    raises them.
    """


class Refused(DisclosureError):
    """A refusal with a sentence that can be shown in the reader's language.

    Attributes:
        sentence: the sentence in English, marked with :func:`gettext_noop`, with a named
            placeholder for each parameter.
        params: values of the placeholders.
    """

    sentence: str

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.sentence % params)

    def __reduce__(self) -> tuple[Any, ...]:  # it may travel between processes
        return partial(type(self), **self.params), ()


def gettext_noop(message: str) -> str:
    """Mark a sentence for the translators, in code that may not import Django.

    Whoever shows it calls Django's ``gettext`` on it; the name is what ``makemessages`` finds.
    """
    return message
