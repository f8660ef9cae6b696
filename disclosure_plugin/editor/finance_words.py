"""Units, columns and refusals of finance statements, as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, pgettext_lazy

from disclosure_plugin.domain.amounts import AmountUnit
from disclosure_plugin.domain.finance import COLUMN_NAMES, Column
from disclosure_plugin.errors import Refused

UNITS: Mapping[AmountUnit, Any] = {
    AmountUnit.YUAN: pgettext_lazy("unit of amounts", "yuan"),
    AmountUnit.WAN: pgettext_lazy("unit of amounts", "ten thousand yuan"),
}


def unit_choices() -> list[tuple[str, Any]]:
    """Return the units for a form."""
    return [(unit.value, name) for unit, name in UNITS.items()]


def named(refused: Refused) -> Refused:
    """Return a refusal with the column it names in the reader's language."""
    column = refused.params.get("column")
    if column is None:
        return refused
    name = gettext(COLUMN_NAMES[Column(str(column))])
    return type(refused)(**{**refused.params, "column": name})
