"""Kinds of columns and how they stand, as people choose and read them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.update_cycles import ColumnType, State

NAMES = {
    ColumnType.HOME: pgettext_lazy("type of a column", "home page"),
    ColumnType.OVERVIEW: pgettext_lazy("type of a column", "overview"),
    ColumnType.FUNCTIONS: pgettext_lazy("type of a column", "functions of the organisation"),
    ColumnType.LEADERS: pgettext_lazy("type of a column", "leaders"),
    ColumnType.NEWS: pgettext_lazy("type of a column", "news of the work"),
    ColumnType.HEADLINES: pgettext_lazy("type of a column", "headlines"),
    ColumnType.ANNOUNCEMENTS: pgettext_lazy("type of a column", "notices and announcements"),
    ColumnType.POLICIES: pgettext_lazy("type of a column", "policy documents"),
    ColumnType.PERSONNEL: pgettext_lazy("type of a column", "personnel"),
    ColumnType.PLANS: pgettext_lazy("type of a column", "plans"),
    ColumnType.GUIDE: pgettext_lazy("type of a column", "guide to open information"),
    ColumnType.REGISTER: pgettext_lazy("type of a column", "register of open information"),
    ColumnType.ANNUAL_REPORTS: pgettext_lazy("type of a column", "annual reports"),
    ColumnType.REQUESTS: pgettext_lazy("type of a column", "disclosure on request"),
    ColumnType.DATA: pgettext_lazy("type of a column", "published data"),
    ColumnType.OPEN_DATA: pgettext_lazy("type of a column", "open data"),
    ColumnType.INTERPRETATION: pgettext_lazy("type of a column", "policies explained"),
    ColumnType.RESPONSES: pgettext_lazy("type of a column", "answers to concerns"),
    ColumnType.SERVICES: pgettext_lazy("type of a column", "services"),
    ColumnType.COMPLAINTS: pgettext_lazy("type of a column", "questions and complaints"),
    ColumnType.CONSULTATIONS: pgettext_lazy("type of a column", "consultations and surveys"),
    ColumnType.INTERVIEWS: pgettext_lazy("type of a column", "online interviews"),
}
STATES = {
    State.EMPTY: pgettext_lazy("state of a column", "empty"),
    State.STALE: pgettext_lazy("state of a column", "not updated in time"),
    State.NEARLY_DUE: pgettext_lazy("state of a column", "nearly due"),
    State.FINE: pgettext_lazy("state of a column", "fine"),
    State.NO_CYCLE: pgettext_lazy("state of a column", "no cycle set"),
}


def column_type_choices() -> list[tuple[str, str | Promise]]:
    """Return the kinds of columns for a form, in the order of the standard."""
    return [(one.value, name) for one, name in NAMES.items()]
