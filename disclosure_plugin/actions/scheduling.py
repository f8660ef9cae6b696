"""What goes live or expires at its time, in the current bureau."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models, transaction
from wagtail.models import DraftStateMixin, Page, Revision

from .publishing import has_turn

logger = logging.getLogger("disclosure_plugin.scheduling")


def _expiring_models() -> list[type[models.Model]]:
    """Return the models whose objects can expire: pages, and every other draft-state model."""
    others = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]


def has_due_work(*, now: datetime) -> bool:
    """Say whether anything of the current bureau is due; two cheap queries, no objects loaded.

    Args:
        now: the moment asked about (UTC).
    """
    if Revision.objects.filter(approved_go_live_at__lte=now).exists():
        return True
    return any(
        model._default_manager.filter(live=True, expire_at__lte=now).exists()
        for model in _expiring_models()
    )


def publish_due_revisions(*, now: datetime) -> tuple[int, int]:
    """Publish every revision of the current bureau whose approved time has come.

    Each item has a transaction of its own that locks its revision's row. So two workers never
    publish the same revision twice, a worker that is killed leaves its item as
    it was, and one failing item stops no other.

    Args:
        now: the moment asked about (UTC).

    Returns:
        How many were published, and how many failed (logged with their traceback).
    """
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at")
    published = failed = 0
    for pk in due.values_list("pk", flat=True):
        try:
            published += _publish(pk, now=now)
        except Exception:  # one broken item must not stop the rest
            failed += 1
            logger.exception("Could not publish a scheduled revision", extra={"revision": pk})
    return published, failed


@transaction.atomic
def _publish(pk: int, *, now: datetime) -> int:
    # The worker that does not get the turn leaves its items to the one that has it.
    if not has_turn():
        return 0
    locked = Revision.objects.select_for_update(skip_locked=True, of=("self",))
    revision = locked.filter(pk=pk, approved_go_live_at__lte=now).first()
    if revision is None:
        return 0
    revision.publish(log_action="wagtail.publish.scheduled")
    return 1


def unpublish_expired(*, now: datetime) -> tuple[int, int]:
    """Unpublish everything of the current bureau whose expiry has come.

    Args:
        now: the moment asked about (UTC).

    Returns:
        How many were unpublished, and how many failed (logged with their traceback).
    """
    unpublished = failed = 0
    for model in _expiring_models():
        expired = model._default_manager.filter(live=True, expire_at__lte=now)
        for pk in expired.order_by("expire_at").values_list("pk", flat=True):
            try:
                unpublished += _unpublish(model, pk, now=now)
            except Exception:  # one broken item must not stop the rest
                failed += 1
                logger.exception(
                    "Could not unpublish an expired object",
                    extra={"model": model._meta.label, "object": pk},
                )
    return unpublished, failed


@transaction.atomic
def _unpublish(model: Any, pk: int, *, now: datetime) -> int:
    if not has_turn():
        return 0
    locked = model._default_manager.select_for_update(skip_locked=True, of=("self",))
    expired = locked.filter(pk=pk, live=True, expire_at__lte=now).first()
    if expired is None:
        return 0
    expired.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return 1
