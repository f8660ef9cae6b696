"""How long a snapshot is kept, in words. Nothing is deleted: an appraisal is made by people."""

from __future__ import annotations

import logging
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from disclosure_plugin.domain.retention import LABELS, Retention, appraised_from

from .archive_rules import RulesRefused, rules
from .models import Snapshot

logger = logging.getLogger("disclosure_plugin.snapshots")


def retention_of(snapshot: Snapshot) -> Retention | None:
    """Return the class of a snapshot; None while nobody has decided.

    Raises:
        RulesRefused: the archive rules cannot be used.
    """
    return rules().retention_of(snapshot)


def appraisal_of(snapshot: Snapshot) -> date | None:
    """Return the first day on which a snapshot may be appraised.

    Returns:
        A day; None if it is kept for ever, is not finished, or nobody has decided.

    Raises:
        RulesRefused: the archive rules cannot be used.
    """
    retention = retention_of(snapshot)
    if retention is None or snapshot.finished_at is None:
        return None
    return appraised_from(timezone.localtime(snapshot.finished_at).date(), retention)


def retention_in_words(snapshot: Snapshot) -> str:
    """Say how long a snapshot is kept; nothing for one without a file."""
    if not snapshot.file:
        return ""
    try:
        retention = retention_of(snapshot)
    except RulesRefused as refusal:
        logger.error("The archive rules cannot be used: %s", refusal)
        return _(refusal.sentence) % refusal.params
    return _(LABELS[retention]) if retention else _("not decided")


def appraisal_in_words(snapshot: Snapshot) -> str:
    """Say from when a snapshot may be appraised; nothing if never, or nobody has decided."""
    try:
        day = appraisal_of(snapshot) if snapshot.file else None
    except RulesRefused:  # told beside it
        return ""
    return date_format(day, "DATE_FORMAT") if day else ""
