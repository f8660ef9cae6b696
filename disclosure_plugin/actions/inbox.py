"""A bureau takes in what the county has sent it: each row once, in one transaction, and answers.

What a row asks for is done in the bureau's own schema, by the bureau's own task. A worker that is
killed leaves the row as it was; the sweep sends another.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from disclosure_plugin import bureaus
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused
from disclosure_plugin.register.models import InboxItem

from .annual_report_submitting import take_in_decision
from .catalogue_taking import take_in_catalogue

logger = logging.getLogger("disclosure_plugin.inbox")

TAKERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    InboxItem.Kind.CATALOGUE: take_in_catalogue,
    InboxItem.Kind.ANNUAL_REPORT: take_in_decision,
}


def take_in() -> int:
    """Take in everything that waits in the inbox of the current bureau.

    A row that cannot be taken in because something is broken waits on, and stops no other.

    Returns:
        How many rows were answered.
    """
    waiting = InboxItem.objects.of(bureaus.current()).waiting()
    answered = 0
    for key in list(waiting.values_list("pk", flat=True)):
        try:
            answered += _take(key)
        except Exception:
            logger.exception(
                "Message %d cannot be taken in", key, extra={"bureau": bureaus.current()}
            )
    return answered


@transaction.atomic
def _take(key: int) -> bool:
    """Take in one row, unless another worker is at it or has done it."""
    rows = InboxItem.objects.of(bureaus.current()).waiting()
    row = rows.filter(pk=key).select_for_update(skip_locked=True).first()
    if row is None:
        return False
    try:
        with transaction.atomic():  # what is refused leaves nothing behind
            row.answer = TAKERS[row.kind](row.payload)
    except Refused as refusal:
        row.refusal = refusal_sentence(refusal)
    row.taken_at = Now()
    row.save(update_fields=["answer", "refusal", "taken_at"])
    return True
