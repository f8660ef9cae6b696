"""What is due in the current bureau is done: published or ended, each item on its own.

Nothing here trusts a machine's clock or a message: whether an item is due, and whether it is to be
done at all, is asked of the database once more, under lock.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from disclosure_plugin import bureaus
from disclosure_plugin.domain.due import LOOK_AHEAD, Reason
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.queries.due import PARKED
from disclosure_plugin.queries.internal_items import was_disclosed_to_staff
from disclosure_plugin.queries.tables import are_behind
from disclosure_plugin.register import due_claims as claims
from disclosure_plugin.register.clock import database_now
from disclosure_plugin.register.due import Due

from .due_repair import Key, settle
from .lapsing import lapse
from .noticing import end as end_notice
from .publishing import has_turn, having_turn

logger = logging.getLogger("disclosure_plugin.due")


# Waiting for the turn is mostly waiting for one publication; who waits longer holds up others.
TURN_PATIENCE = 0.2
TURN_PAUSE = 0.02
# Until a bureau is asked again whose tables were not those of this release.
NOT_MIGRATED = timedelta(minutes=1)

REFUSALS = (DisclosureError, ValidationError, PermissionDenied)


class Result(StrEnum):
    """What became of an item that a worker was sent to do."""

    DONE = "done"
    NOTHING = "nothing to do"
    LATER = "later"
    FAILED = "failed"
    PARKED = "parked"


class Busy(Exception):
    """Somebody holds what is needed, or it is not time any more, since the clock was set back.

    It is tried again in a moment, and is no failure.
    """


def hand_out() -> list[claims.Claim]:
    """Take what is due in the county now or in a moment; one question if there is nothing.

    What is due in a bureau that is suspended or closed waits until it is open.
    """
    kinds = list(DO)
    if not claims.show_life_and_ask(kinds):
        return []
    return claims.hand_out(kinds, bureaus.codes())


def perform(due: int) -> Result:
    """Do one item of the current bureau, in one transaction, if it is due and not done.

    Args:
        due: key of the item. One of another bureau is not found.

    Returns:
        what became of it; a failure is logged with its traceback and tried again later.
    """
    try:
        row = _begun(due)
    except claims.TooEarly:
        claims.give_back(due)
        return Result.LATER
    if row is None:
        return Result.NOTHING
    if row.why() is Reason.DIED:
        _tell(row, _("The program broke down each time it was tried. Ask county IT."))
        return Result.PARKED
    try:
        with transaction.atomic():
            return _do(row)
    except Busy:
        claims.not_begun(row.pk)
        return Result.LATER
    except REFUSALS as error:
        # Without its sentence, which names the page: the bureau alone reads that.
        logger.warning("What is due was refused", extra={"due": row.pk})
        return _failed(row, error)
    except Exception as error:
        if are_behind(error):  # no fault of the item's, which must not be laid aside for it
            logger.warning("The bureau is not migrated yet", extra={"due": row.pk})
            claims.not_begun(row.pk, wait=NOT_MIGRATED)
            return Result.LATER
        logger.exception("Could not do what is due", extra={"due": row.pk})
        return _failed(row, error)


def _begun(due: int) -> Due | None:
    """Begin an item; one that comes a little early, because clocks differ, waits here."""
    try:
        return claims.begin(bureaus.current(), due)
    except claims.TooEarly as early:
        if early.by > LOOK_AHEAD:
            raise
        time.sleep(early.by.total_seconds())
        return claims.begin(bureaus.current(), due)


def _do(begun: Due) -> Result:
    _take_turn()
    row = claims.locked_for_work(begun)
    if row is None or row.due_at != begun.due_at:
        return Result.NOTHING
    with having_turn():
        if not DO[row.kind](row):
            return Result.NOTHING
    if not claims.done(row):
        raise Busy
    return Result.DONE


def _take_turn() -> None:
    """Wait a little until nothing else is published in this bureau."""
    deadline = time.monotonic() + TURN_PATIENCE
    while not has_turn():
        if time.monotonic() > deadline:
            raise Busy
        time.sleep(TURN_PAUSE)


def _publish(row: Due) -> bool:
    """Publish a scheduled revision; false if it is not scheduled any more, or for later."""
    scheduled = Revision.objects.filter(pk=row.revision, approved_go_live_at__isnull=False)
    revision = scheduled.select_for_update(skip_locked=True, of=("self",)).first()
    if revision is None:
        if scheduled.exists():
            raise Busy
        claims.cancel(row)
        return False
    if revision.approved_go_live_at != row.due_at:
        settle(row.bureau, Key.of(row))
        return False
    published = _publish_by_the_databases_clock(revision)
    # Wagtail schedules anew what its content says is for later, and all of it if the clock was
    # set back a moment ago.
    if published.live and published.live_revision_id == revision.pk:
        return True
    return was_disclosed_to_staff(revision)


def _publish_by_the_databases_clock(revision: Revision) -> Any:
    """Publish although the machine's clock may say that it is not yet time.

    Wagtail asks that clock and would only schedule the revision once more.

    Returns:
        what was to be published, as Wagtail has left it.
    """
    is_page = isinstance(revision.content_object, Page)
    publishing = PublishPageRevisionAction if is_page else PublishRevisionAction
    action = publishing(revision, log_action="wagtail.publish.scheduled")
    page, go_live_at = action.object, action.object.go_live_at
    is_behind = go_live_at is not None and go_live_at > timezone.now()
    now = database_now() if is_behind else None
    if now is None or go_live_at > now:
        action.execute(skip_permission_checks=True)
        return page
    is_first = page.first_published_at is None
    page.go_live_at = timezone.now()
    action.execute(skip_permission_checks=True)
    right = {"go_live_at": go_live_at}
    if page.live:  # what is disclosed to staff is not, and was published to nobody
        right["last_published_at"] = now
        if is_first:
            right["first_published_at"] = now
    type(page)._base_manager.filter(pk=page.pk).update(**right)
    return page


def _expire(row: Due) -> bool:
    """End what has expired; false if it does not expire any more, or later."""
    model: type[models.Model] = apps.get_model(row.object_type)
    live = model._default_manager.filter(pk=row.object_id, live=True)
    expired = live.select_for_update(skip_locked=True, of=("self",)).first()
    if expired is None:
        if live.exists():
            raise Busy
        claims.cancel(row)
        return False
    if expired.expire_at != row.due_at:  # type: ignore[attr-defined]
        settle(row.bureau, Key.of(row))
        return False
    expired.unpublish(  # type: ignore[attr-defined]
        set_expired=True, log_action="wagtail.unpublish.scheduled"
    )
    return True


def _end_validity(row: Due) -> bool:
    """Make a rule document expired; false if it has no such end any more."""
    if lapse(row):
        return True
    claims.cancel(row)
    return False


def _end_notice(row: Due) -> bool:
    """Note that a notice's period is over; false if it does not stand any more."""
    if end_notice(row):
        return True
    claims.cancel(row)
    return False


# Who does what.
DO: dict[str, Callable[[Due], bool]] = {
    Due.Kind.PUBLISH: _publish,
    Due.Kind.EXPIRE: _expire,
    Due.Kind.NOTICE_END: _end_notice,
    Due.Kind.VALIDITY_END: _end_validity,
}


def _failed(row: Due, error: Exception) -> Result:
    if not claims.failed(row, Reason.REFUSED if isinstance(error, REFUSALS) else Reason.FAILED):
        return Result.FAILED
    _tell(row, _sentence(error, find(row)))
    return Result.PARKED


def _sentence(error: Exception, instance: models.Model | None) -> str:
    """Say in the editor's words why it did not work."""
    if isinstance(error, DisclosureError):
        return refusal_sentence(error)
    if isinstance(error, ValidationError):
        return "\n".join(_validation_sentences(error, instance))
    if isinstance(error, PermissionDenied) and str(error):
        return str(error)
    return _("The program failed, again and again. County IT finds the error in the log.")


def _validation_sentences(error: ValidationError, instance: models.Model | None) -> Iterator[str]:
    if not hasattr(error, "error_dict"):
        yield from error.messages
        return
    specific = getattr(instance, "specific", instance)
    names = {field.name: field for field in specific._meta.get_fields()} if specific else {}
    for name, messages in error.message_dict.items():
        label = getattr(names.get(name), "verbose_name", "")
        yield from (f"{label}: {message}" if label else message for message in messages)


def _tell(row: Due, sentence: str) -> None:
    """Keep the reason where the bureau alone can read it: in the history of the object."""
    instance = find(row)
    if instance is not None:
        log(instance=instance, action=PARKED, data={"reason": sentence, "due_at": row.due_at})


def find(row: Due) -> models.Model | None:
    """Return the object of a row of the current bureau; None if it is gone."""
    try:
        model = apps.get_model(row.object_type)
    except LookupError:
        return None
    found: models.Model | None = model._default_manager.filter(pk=row.object_id).first()
    return found
