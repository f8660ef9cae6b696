"""What a reviewer says of an item: the six points, the confidentiality check, who may read it.

Sources: the six points 合法、规范、具体、真实、统一、有效 are those of the bureaus' own summaries.
The confidentiality check has the fields of the forms in use (政府信息公开保密审查表): carrier,
ways of publication, opinion, ground and basis of a refusal; ground: Regulation on Open Government
Information (2019), Art. 14 and 15. Three ways of disclosure: 主动公开、依申请公开、不予公开.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from disclosure_plugin.errors import Refused, gettext_noop

NOTE_MAX_CHARACTERS = 400


class Point(StrEnum):
    """What is looked at, one by one; the values are kept."""

    LAWFUL = "lawful"
    STANDARD = "standard"
    SPECIFIC = "specific"
    TRUE = "true"
    UNIFORM = "uniform"
    EFFECTIVE = "effective"


class Carrier(StrEnum):
    """What the information stands on."""

    OFFICIAL_PAPER = "official_paper"
    OTHER = "other"


class Channel(StrEnum):
    """In which ways it is to be published."""

    WEBSITE = "website"
    NEWSPAPER = "newspaper"
    RADIO = "radio"
    TELEVISION = "television"
    BOARD = "board"
    OTHER = "other"


class Opinion(StrEnum):
    """What the confidentiality check comes to."""

    DISCLOSE = "disclose"
    WITHHOLD = "withhold"


class Ground(StrEnum):
    """Why something is not disclosed."""

    CLASSIFIED = "classified"
    COMMERCIAL = "commercial"
    PRIVACY = "privacy"
    OTHER = "other"


class Disclosure(StrEnum):
    """Who may read it."""

    OPEN = "open"
    ON_REQUEST = "on_request"
    WITHHELD = "withheld"


POINT_NAMES = {
    Point.LAWFUL: gettext_noop("lawful"),
    Point.STANDARD: gettext_noop("standard"),
    Point.SPECIFIC: gettext_noop("specific"),
    Point.TRUE: gettext_noop("true to the facts"),
    Point.UNIFORM: gettext_noop("uniform"),
    Point.EFFECTIVE: gettext_noop("effective"),
}

Answers = Mapping[str, Any]


class AnswersMissing(Refused):
    """The form of the step was not sent at all."""

    sentence = gettext_noop(
        "This step asks for the six points or the confidentiality check. Open the form of the "
        "review, fill it in, and approve there."
    )


class PointOpen(Refused):
    """One of the six points was not ticked."""

    sentence = gettext_noop(
        "You have not ticked “%(point)s”. If it does not hold, send the item back with a comment."
    )


class NoteTooLong(Refused):
    """A note has more characters than are kept."""

    sentence = gettext_noop("A note may have %(most)s characters; one has %(has)s.")


class ChoiceMissing(Refused):
    """A choice of the confidentiality check was not made."""

    sentence = gettext_noop("The confidentiality check is not complete: choose “%(field)s”.")


class WithheldNotApproved(Refused):
    """Somebody says that it must not be disclosed, and was to approve its publication."""

    sentence = gettext_noop(
        "The confidentiality check says that this is not to be disclosed, so it cannot be "
        "approved. Send it back with a comment."
    )


class ReasonMissing(Refused):
    """It is not open to everybody and nobody says why."""

    sentence = gettext_noop("Say on what it rests that this is not open to everybody.")


class NotForEverybody(Refused):
    """What is not open to everybody was to be published for everybody."""

    sentence = gettext_noop(
        "It is to be disclosed on request only, or not at all, and its page is public. Restrict "
        "the page to staff first, or send the item back."
    )


FIELD_NAMES = {
    "carrier": gettext_noop("carrier of the information"),
    "channels": gettext_noop("ways of publication"),
    "opinion": gettext_noop("opinion of the confidentiality check"),
    "disclosure": gettext_noop("attribute of disclosure"),
}


def check_answers(
    answers: Answers | None, *, checklist: bool, confidentiality: bool, is_public: bool
) -> dict[str, Any]:
    """Return what a reviewer said, as it is kept, or say what is missing.

    Args:
        answers: as the form sends them: each point by its value, a note as ``note_`` and the
            value, and ``carrier``, ``channels``, ``opinion``, ``ground``, ``basis``,
            ``disclosure``, ``disclosure_reason``. From outside: any of it may be anything.
        checklist: whether the six points are asked for.
        confidentiality: whether the confidentiality check is.
        is_public: whether everybody may see the page.

    Returns:
        ``checklist`` (a list of point, whether it holds and note) and ``confidentiality`` (by
        field), each only where it was asked for.

    Raises:
        AnswersMissing, PointOpen, NoteTooLong, ChoiceMissing, WithheldNotApproved,
        ReasonMissing, NotForEverybody: it cannot be approved so.
    """
    if not (checklist or confidentiality):
        return {}
    if not answers:
        raise AnswersMissing
    said: dict[str, Any] = {}
    if checklist:
        said["checklist"] = [_point(answers, point) for point in Point]
    if confidentiality:
        said["confidentiality"] = _confidentiality(answers, is_public=is_public)
    return said


def _point(answers: Answers, point: Point) -> dict[str, Any]:
    if answers.get(point.value) is not True:
        raise PointOpen(point=POINT_NAMES[point])
    return {
        "point": point.value,
        "holds": True,
        "note": _text(answers, f"note_{point.value}"),
    }


def _confidentiality(answers: Answers, *, is_public: bool) -> dict[str, Any]:
    carrier = _choice(answers, "carrier", Carrier)
    channels = answers.get("channels")
    known = [one.value for one in Channel]
    if not isinstance(channels, list) or not channels or any(one not in known for one in channels):
        raise ChoiceMissing(field=FIELD_NAMES["channels"])
    if _choice(answers, "opinion", Opinion) == Opinion.WITHHOLD:
        raise WithheldNotApproved
    disclosure = _choice(answers, "disclosure", Disclosure)
    reason = _text(answers, "disclosure_reason")
    if disclosure != Disclosure.OPEN:
        if is_public:
            raise NotForEverybody
        if not reason:
            raise ReasonMissing
    return {
        "carrier": carrier,
        "channels": [one for one in known if one in channels],
        "opinion": Opinion.DISCLOSE.value,
        "note": _text(answers, "confidentiality_note"),
        "disclosure": disclosure,
        "disclosure_reason": reason,
    }


def returned_opinion(answers: Answers | None) -> dict[str, Any]:
    """Return what was said against disclosing something that is sent back, as it is kept.

    Args:
        answers: ``ground`` and ``basis`` as the form sends them; nothing is demanded.
    """
    answers = answers or {}
    ground = answers.get("ground")
    if ground not in [one.value for one in Ground]:
        return {}
    return {
        "confidentiality": {
            "opinion": Opinion.WITHHOLD.value,
            "ground": ground,
            "basis": _text(answers, "basis"),
        }
    }


def _choice(answers: Answers, field: str, choices: type[StrEnum]) -> str:
    value = answers.get(field)
    if value not in [one.value for one in choices]:
        raise ChoiceMissing(field=FIELD_NAMES[field])
    return str(value)


def _text(answers: Answers, name: str) -> str:
    text = str(answers.get(name) or "").strip()
    if len(text) > NOTE_MAX_CHARACTERS:
        raise NoteTooLong(most=NOTE_MAX_CHARACTERS, has=len(text))
    return text


def all_hold(**more: Any) -> dict[str, Any]:
    """Return the answers of somebody who finds everything in order and open to everybody.

    Args:
        more: what they say beside it, or otherwise.
    """
    return {
        **{point.value: True for point in Point},
        "carrier": Carrier.OTHER.value,
        "channels": [Channel.WEBSITE.value],
        "opinion": Opinion.DISCLOSE.value,
        "disclosure": Disclosure.OPEN.value,
        **more,
    }
