"""Steps, points, opinions and refusals of a review, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, pgettext, pgettext_lazy

from disclosure_plugin.domain.review_answers import (
    POINT_NAMES,
    Carrier,
    Channel,
    ChoiceMissing,
    Disclosure,
    Ground,
    Opinion,
    Point,
    PointOpen,
)
from disclosure_plugin.domain.review_chain import StepKind
from disclosure_plugin.errors import Refused

STEP_KINDS: Mapping[str, Any] = {
    StepKind.SECTION.value: pgettext_lazy("step of a review", "head of the section"),
    StepKind.OFFICE.value: pgettext_lazy("step of a review", "office"),
    StepKind.SECRECY.value: pgettext_lazy("step of a review", "confidentiality check"),
    StepKind.DEPUTY_LEADER.value: pgettext_lazy("step of a review", "leader in charge"),
    StepKind.LEADER.value: pgettext_lazy("step of a review", "sign-off by the leader"),
}
CARRIERS: Mapping[str, Any] = {
    Carrier.OFFICIAL_PAPER.value: pgettext_lazy("carrier of information", "official paper"),
    Carrier.OTHER.value: pgettext_lazy("carrier of information", "no official paper"),
}
CHANNELS: Mapping[str, Any] = {
    Channel.WEBSITE.value: pgettext_lazy("way of publication", "government website"),
    Channel.NEWSPAPER.value: pgettext_lazy("way of publication", "newspaper"),
    Channel.RADIO.value: pgettext_lazy("way of publication", "radio"),
    Channel.TELEVISION.value: pgettext_lazy("way of publication", "television"),
    Channel.BOARD.value: pgettext_lazy("way of publication", "disclosure board"),
    Channel.OTHER.value: pgettext_lazy("way of publication", "other"),
}
OPINIONS: Mapping[str, Any] = {
    Opinion.DISCLOSE.value: pgettext_lazy("opinion of a check", "is to be disclosed"),
    Opinion.WITHHOLD.value: pgettext_lazy("opinion of a check", "is not to be disclosed"),
}
GROUNDS: Mapping[str, Any] = {
    Ground.CLASSIFIED.value: pgettext_lazy("ground of a check", "state secret"),
    Ground.COMMERCIAL.value: pgettext_lazy("ground of a check", "commercial secret"),
    Ground.PRIVACY.value: pgettext_lazy("ground of a check", "privacy of a person"),
    Ground.OTHER.value: pgettext_lazy("ground of a check", "other"),
}
DISCLOSURES: Mapping[str, Any] = {
    Disclosure.OPEN.value: pgettext_lazy("attribute of disclosure", "open by itself"),
    Disclosure.ON_REQUEST.value: pgettext_lazy("attribute of disclosure", "on request"),
    Disclosure.WITHHELD.value: pgettext_lazy("attribute of disclosure", "not disclosed"),
}


def step_kind_choices() -> list[tuple[str, Any]]:
    """Whose a step can be."""
    return list(STEP_KINDS.items())


def disclosure_choices() -> list[tuple[str, Any]]:
    """Who may read an item."""
    return list(DISCLOSURES.items())


def point_name(point: str) -> str:
    """Say which of the six points it is."""
    return gettext(POINT_NAMES[Point(point)])


def review_refusal(error: Refused) -> str:
    """Say why a signature or a chain was refused, and what to do."""
    params = dict(error.params)
    for name, kind in (("point", PointOpen), ("field", ChoiceMissing)):
        if isinstance(error, kind):
            params[name] = gettext(str(params[name]))
    return gettext(error.sentence) % params


def answer_lines(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a reviewer filled in as pairs of a name and what it says.

    Args:
        answers: as a sign-off keeps them.
    """
    lines = []
    for one in answers.get("checklist", ()):
        said = (
            pgettext("point of a review", "holds")
            if one.get("holds")
            else pgettext("point of a review", "does not hold")
        )
        lines.append((point_name(one["point"]), _with_note(said, one.get("note", ""))))
    check = answers.get("confidentiality") or {}
    for name, label, names in (
        ("carrier", pgettext_lazy("of a confidentiality check", "Carrier"), CARRIERS),
        ("channels", pgettext_lazy("of a confidentiality check", "Ways of publication"), CHANNELS),
        ("opinion", pgettext_lazy("of a confidentiality check", "Opinion"), OPINIONS),
        ("ground", pgettext_lazy("of a confidentiality check", "Ground"), GROUNDS),
        ("basis", pgettext_lazy("of a confidentiality check", "Basis"), {}),
        ("note", pgettext_lazy("of a confidentiality check", "Note"), {}),
        ("disclosure", pgettext_lazy("of a confidentiality check", "Attribute"), DISCLOSURES),
        ("disclosure_reason", pgettext_lazy("of a confidentiality check", "Rests on"), {}),
    ):
        value = check.get(name)
        if value:
            values = value if isinstance(value, list) else [value]
            lines.append((str(label), "、".join(str(names.get(one, one)) for one in values)))
    return lines


def _with_note(said: str, note: str) -> str:
    return gettext("%(said)s: %(note)s") % {"said": said, "note": note} if note else said
