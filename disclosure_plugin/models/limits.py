"""A promised limit against the limit of the law, refused at the field."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from disclosure_plugin.domain.commitments import (
    Limit,
    PromiseLongerThanLaw,
    UnitsDiffer,
    check_promise,
)
from disclosure_plugin.domain.notices import Unit
from disclosure_plugin.editor.messages import refusal_sentence


def limit(days: int | None, unit: str = Unit.WORKING_DAYS) -> Limit | None:
    """Return a limit as the rules read it; None where there is none."""
    return None if days is None else Limit(days, Unit(unit))


def refuse_longer_promise(
    *,
    statutory_days: int | None,
    promised_days: int | None,
    statutory_unit: str = Unit.WORKING_DAYS,
    promised_unit: str = Unit.WORKING_DAYS,
) -> None:
    """Refuse a promise that is longer than the law allows, or may be.

    Args:
        statutory_days: limit set by law; None where the law sets none.
        promised_days: limit the bureau promises; None where it promises none.
        statutory_unit, promised_unit: what the days are, values of ``Unit``.

    Raises:
        ValidationError: at the field ``promised_days`` or ``promised_unit``.
    """
    try:
        check_promise(
            limit(promised_days, promised_unit), statutory=limit(statutory_days, statutory_unit)
        )
    except PromiseLongerThanLaw as refusal:
        raise ValidationError({"promised_days": refusal_sentence(refusal)}) from refusal
    except UnitsDiffer as refusal:
        raise ValidationError({"promised_unit": refusal_sentence(refusal)}) from refusal
