"""Kinds, fees, forms and times of procedures, as people choose and read them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.service_procedures import Fee, Kind, MaterialForm, TimeUnit

KINDS: Mapping[StrEnum, Any] = {
    Kind.ON_THE_SPOT: pgettext_lazy("kind of service", "done on the spot"),
    Kind.PROMISED: pgettext_lazy("kind of service", "within a promised time"),
}
FEES: Mapping[StrEnum, Any] = {
    Fee.NONE: pgettext_lazy("fee", "no fee"),
    Fee.STANDARD: pgettext_lazy("fee", "by a fee standard"),
    Fee.OTHER: pgettext_lazy("fee", "something else, in words"),
}
MATERIAL_FORMS: Mapping[StrEnum, Any] = {
    MaterialForm.ORIGINAL: pgettext_lazy("form of a paper", "original"),
    MaterialForm.COPY: pgettext_lazy("form of a paper", "copy"),
    MaterialForm.ELECTRONIC: pgettext_lazy("form of a paper", "electronic"),
}
TIME_UNITS: Mapping[StrEnum, Any] = {
    TimeUnit.WORKING_DAYS: pgettext_lazy("time of a step", "working days"),
    TimeUnit.CALENDAR_DAYS: pgettext_lazy("time of a step", "days"),
    TimeUnit.HOURS: pgettext_lazy("time of a step", "hours"),
    TimeUnit.MINUTES: pgettext_lazy("time of a step", "minutes"),
    TimeUnit.AT_ONCE: pgettext_lazy("time of a step", "at once"),
}


def kind_choices() -> list[tuple[str, Any]]:
    """Return the kinds of services for a form."""
    return _choices(KINDS)


def fee_choices() -> list[tuple[str, Any]]:
    """Return what a service may cost for a form."""
    return _choices(FEES)


def material_form_choices() -> list[tuple[str, Any]]:
    """Return the forms of papers for a form."""
    return _choices(MATERIAL_FORMS)


def time_unit_choices() -> list[tuple[str, Any]]:
    """Return the units of a step's time for a form."""
    return _choices(TIME_UNITS)


def _choices(names: Mapping[StrEnum, Any]) -> list[tuple[str, Any]]:
    return [(one.value, name) for one, name in names.items()]
