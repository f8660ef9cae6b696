"""Asking for a hand-over of the current bureau."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.db import transaction
from kombu.exceptions import OperationalError

from disclosure_plugin import bureaus

from .hand_overs import HandOver

logger = logging.getLogger("disclosure_plugin.snapshots")


@transaction.atomic
def ask_for_hand_over(hand_over: HandOver, *, by: Any = None) -> HandOver:
    """Keep the wish for a hand-over; a worker puts it together.

    Args:
        hand_over: not saved yet, with period and class.
        by: the user who asks; None: a command does.
    """
    hand_over.requested_by = by
    hand_over.requested_by_name = by.get_full_name() if by else ""
    hand_over.save(force_insert=True)
    # Robust: what is committed is asked for, whatever becomes of the message.
    transaction.on_commit(partial(_send, bureau=bureaus.current()), robust=True)
    return hand_over


def _send(*, bureau: str) -> None:
    from .custody_tasks import put_hand_overs_together

    try:
        put_hand_overs_together.apply_async(kwargs={"bureau": bureau}, retry=False)
    except OperationalError:
        # The sweep finds the row when the broker is back.
        logger.warning("The broker is away; the hand-over waits", extra={"bureau": bureau})
