"""The county's list of wrong words, by which every bureau's texts are looked through."""

from __future__ import annotations

from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.register.models import WrongWord


class WordRefused(Refused):
    """The word is not taken; the list stays as it is."""


class WordMissing(WordRefused):
    sentence = gettext_noop("Write both the wrong word and its right form.")


class WordsAlike(WordRefused):
    sentence = gettext_noop("The right form is the same as the wrong word.")


class WordTooShort(WordRefused):
    sentence = gettext_noop(
        "A single character would be found everywhere: write two characters at least."
    )


class WordTooLong(WordRefused):
    sentence = gettext_noop("A word may have %(most)s characters.")


MOST_CHARACTERS = 50
FEWEST_CHARACTERS = 2


def keep_word(wrong: str, right: str, *, source: str, by: str) -> WrongWord:
    """Put a wrong word on the list, or give it another right form.

    Args:
        wrong: as it should not be written.
        right: as it should be.
        source: who says so; may be empty.
        by: name of who enters it.

    Raises:
        WordRefused: it cannot be looked for.
    """
    wrong, right = wrong.strip(), right.strip()
    if not wrong or not right:
        raise WordMissing
    if wrong == right:
        raise WordsAlike
    if len(wrong) < FEWEST_CHARACTERS:
        raise WordTooShort
    if max(len(wrong), len(right)) > MOST_CHARACTERS:
        raise WordTooLong(most=MOST_CHARACTERS)
    word, _made = WrongWord.objects.update_or_create(
        wrong=wrong, defaults={"right": right, "source": source.strip()[:200], "entered_by": by}
    )
    return word


def forget_word(key: int) -> None:
    """Take a word off the list; one that is gone is gone."""
    WrongWord.objects.filter(pk=key).delete()
