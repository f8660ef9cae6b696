"""Kinds, measures and states of activities, as people choose and read them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.activities import Kind, Rectification, Supervision
from disclosure_plugin.domain.summary_checks import PlanStatus

KINDS: Mapping[StrEnum, Any] = {
    Kind.MEETING: pgettext_lazy("kind of activity", "meeting"),
    Kind.TRAINING: pgettext_lazy("kind of activity", "training"),
    Kind.OUTREACH: pgettext_lazy("kind of activity", "outreach"),
    Kind.INSPECTION: pgettext_lazy("kind of activity", "inspection"),
    Kind.FINDING: pgettext_lazy("kind of activity", "finding of supervision"),
    Kind.GROUP: pgettext_lazy("kind of activity", "change of the leading group"),
    Kind.SPENDING: pgettext_lazy("kind of activity", "spending"),
}
SUPERVISIONS: Mapping[StrEnum, Any] = {
    Supervision.INSTITUTIONAL: pgettext_lazy("kind of supervision", "institutional"),
    Supervision.SOCIAL: pgettext_lazy("kind of supervision", "social"),
    Supervision.ORGANISATIONAL: pgettext_lazy("kind of supervision", "organisational"),
}
RECTIFICATIONS: Mapping[StrEnum, Any] = {
    Rectification.OPEN: pgettext_lazy("rectification", "not begun"),
    Rectification.UNDER_WAY: pgettext_lazy("rectification", "under way"),
    Rectification.DONE: pgettext_lazy("rectification", "put right"),
}
PLAN_STATUSES: Mapping[StrEnum, Any] = {
    PlanStatus.DONE: pgettext_lazy("plan", "done"),
    PlanStatus.CARRIED_OVER: pgettext_lazy("plan", "carried over"),
    PlanStatus.DROPPED: pgettext_lazy("plan", "dropped"),
}


def kind_choices() -> list[tuple[str, Any]]:
    """Return the kinds of activities for a form."""
    return _choices(KINDS)


def supervision_choices() -> list[tuple[str, Any]]:
    """Return who supervises for a form."""
    return _choices(SUPERVISIONS)


def rectification_choices() -> list[tuple[str, Any]]:
    """Return the states of rectification for a form."""
    return _choices(RECTIFICATIONS)


def plan_status_choices() -> list[tuple[str, Any]]:
    """Return what may have become of a plan for a form."""
    return _choices(PLAN_STATUSES)


def _choices(names: Mapping[StrEnum, Any]) -> list[tuple[str, Any]]:
    return [(one.value, name) for one, name in names.items()]
