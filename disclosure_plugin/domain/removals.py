"""Why something public is taken off the site, and who may decide it.

Sources: Regulation of the People's Republic of China on Open Government Information (2019),
Art. 14 to 16; Law on Administrative Penalties (2021), Art. 48: a published decision that is
changed, withdrawn, found unlawful or void is taken back within three working days, with the
reason.
"""

from __future__ import annotations

from enum import StrEnum

from disclosure_plugin.errors import Refused, gettext_noop

REASON_MAX_CHARACTERS = 400


class Basis(StrEnum):
    """On what the removal rests; the values are kept in the register."""

    PRIVACY = "15-privacy"
    COMMERCIAL = "15-commercial"
    CLASSIFIED = "14"
    DECISION = "decision"
    INTERNAL = "16"
    MISTAKE = "mistake"
    OTHER = "other"


BASIS_SENTENCES = {
    Basis.PRIVACY: gettext_noop(
        "Personal data or privacy (Regulation on Open Government Information, Art. 15)"
    ),
    Basis.COMMERCIAL: gettext_noop(
        "Commercial secret (Regulation on Open Government Information, Art. 15)"
    ),
    Basis.CLASSIFIED: gettext_noop(
        "State secret, or disclosure forbidden by law (Regulation on Open Government "
        "Information, Art. 14)"
    ),
    Basis.DECISION: gettext_noop(
        "The decision was changed, withdrawn, found unlawful or void (Law on Administrative "
        "Penalties, Art. 48)"
    ),
    Basis.INTERNAL: gettext_noop(
        "Internal affairs, work in progress or a case file (Regulation on Open Government "
        "Information, Art. 16)"
    ),
    Basis.MISTAKE: gettext_noop("The content is wrong"),
    Basis.OTHER: gettext_noop("Another reason"),
}

# What cannot wait for a second person.
TAKE_DOWN_BASES = (Basis.PRIVACY, Basis.COMMERCIAL, Basis.CLASSIFIED)
WITHDRAWAL_BASES = (Basis.DECISION, Basis.INTERNAL, Basis.MISTAKE, Basis.OTHER)


class ReasonMissing(Refused):
    """Something was to be withdrawn without a word why."""

    sentence = gettext_noop("Say why it is withdrawn: visitors read the reason at its address.")


class ReasonTooLong(Refused):
    """The reason has more characters than the register keeps."""

    sentence = gettext_noop("The reason may have %(most)s characters; it has %(has)s.")


class SecondPersonMissing(Refused):
    """Whoever asked for it was to decide it as well."""

    sentence = gettext_noop("You have asked for it yourself. Somebody else has to decide it.")


class AlreadyDecided(Refused):
    """It was decided before."""

    sentence = gettext_noop("This has been decided already.")


def check_reason(reason: str) -> str:
    """Return the reason of a withdrawal as it is kept.

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


def check_second_person(*, first: object, second: object, decided: bool) -> None:
    """Check that somebody may decide what somebody else began.

    Args:
        first: who began it; None if the county did.
        second: who decides.
        decided: whether it was decided before.

    Raises:
        AlreadyDecided: it was.
        SecondPersonMissing: both are the same.
    """
    if decided:
        raise AlreadyDecided
    if second is None or first == second:
        raise SecondPersonMissing
