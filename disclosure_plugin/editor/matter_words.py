"""Kinds of internal matters, as people choose and read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.internal_matters import MatterKind

MATTERS: Mapping[MatterKind, Any] = {
    MatterKind.PAY: pgettext_lazy("internal matter", "pay adjustments"),
    MatterKind.INTEGRITY: pgettext_lazy("internal matter", "leaders' integrity"),
    MatterKind.REIMBURSEMENT: pgettext_lazy("internal matter", "reimbursement"),
}


def matter_choices() -> list[tuple[str, Any]]:
    """Return the kinds for a form."""
    return [(kind.value, name) for kind, name in MATTERS.items()]
