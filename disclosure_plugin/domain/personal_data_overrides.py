"""On what it rests that personal data is published all the same, and who may say so.

Sources: main points of open government work of the General Office of the State Council for 2018
(除惩戒公示、强制性信息披露外…去标识化处理); Regulation of the People's Republic of China on Open
Government Information (2019), Art. 15 (the third party agrees, or not to disclose would do grave
harm to the public interest); Personal Information Protection Law (2021), Art. 25 (separate
consent).
"""

from __future__ import annotations

from collections.abc import Container
from enum import StrEnum

from disclosure_plugin.errors import Refused, gettext_noop

from .personal_data import Kind

REASON_MAX_CHARACTERS = 400


class Basis(StrEnum):
    """Why it is published all the same; the values are kept."""

    PENALTY = "penalty"
    MANDATORY = "mandatory"
    CONSENT = "consent"
    PUBLIC_INTEREST = "15-interest"
    FALSE_ALARM = "false_alarm"


BASIS_SENTENCES = {
    Basis.PENALTY: gettext_noop(
        "A penalty or sanction that is published by name (main points of open government work "
        "for 2018: 惩戒公示)"
    ),
    Basis.MANDATORY: gettext_noop(
        "A law demands that it is disclosed (main points of open government work for 2018: "
        "强制性信息披露); name the law in the reason"
    ),
    Basis.CONSENT: gettext_noop(
        "Those concerned have given separate consent (Personal Information Protection Law, "
        "Art. 25); say where the consent is kept"
    ),
    Basis.PUBLIC_INTEREST: gettext_noop(
        "Not to disclose it would do grave harm to the public interest (Regulation on Open "
        "Government Information, Art. 15)"
    ),
    Basis.FALSE_ALARM: gettext_noop("It is no personal data: say what the numbers are"),
}


class ReasonMissing(Refused):
    """Personal data was to be published without a word why."""

    sentence = gettext_noop("Write the reason: the county reads it.")


class ReasonTooLong(Refused):
    """The reason has more characters than are kept."""

    sentence = gettext_noop("The reason may have %(most)s characters; it has %(has)s.")


class AuthorOverrides(Refused):
    """Whoever wrote it was to let it pass as well."""

    sentence = gettext_noop(
        "You have written in it since it was last published. Somebody else has to decide "
        "whether it is published unmasked."
    )


class SecretStays(Refused):
    """What is marked as secret was to be published for a reason that holds for persons only."""

    sentence = gettext_noop(
        "It bears a mark of secrecy. No reason lets a secret be published (Regulation on Open "
        "Government Information, Art. 14). If the mark is a mistake, take it out, or choose the "
        "last basis and say why."
    )


def check_basis(basis: Basis, kinds: Container[str]) -> None:
    """Check that a basis covers what is let pass.

    Args:
        basis: on what it rests.
        kinds: what was found, values of :class:`~.personal_data.Kind`.

    Raises:
        SecretStays: a mark of secrecy is among it.
    """
    if Kind.SECRECY_MARK.value in kinds and basis is not Basis.FALSE_ALARM:
        raise SecretStays


def check_reason(reason: str) -> str:
    """Return the reason as it is kept.

    Raises:
        ReasonMissing: there is none.
        ReasonTooLong: it has more than 400 characters.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    if len(reason) > REASON_MAX_CHARACTERS:
        raise ReasonTooLong(most=REASON_MAX_CHARACTERS, has=len(reason))
    return reason


def check_second_person(*, user: int, authors: Container[int]) -> None:
    """Check that somebody may decide on what others wrote.

    Args:
        user: key of the account that decides.
        authors: keys of those who wrote in the page since it was last published.

    Raises:
        AuthorOverrides: it is one of them.
    """
    if user in authors:
        raise AuthorOverrides
