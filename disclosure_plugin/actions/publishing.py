"""The door: everything that makes a disclosed page public, or ends that, goes through here.

Wagtail's own ``publish()`` is no door: its edit view, its unpublish view and its API never call
it. All of them end in one method of two action classes, which is therefore wrapped once, when
Django starts. A test holds on to both names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, cast

from django.db import transaction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.models import Revision

from disclosure_plugin import bureaus
from disclosure_plugin.models import SignOff
from disclosure_plugin.models.doorway import is_disclosed, leaving, opened
from disclosure_plugin.register.log import append

from . import gates
from .clearing import why_not_clear
from .completeness import why_not_complete
from .expired import why_expired
from .internal_disclosing import disclose_to_staff, note_made_public, why_not_for_staff
from .noticing import why_not_as_notice
from .public_files import publish_approved_files
from .registering import note_unpublished, register, why_not_registered
from .reviewing import void_approvals, why_not_approved
from .search_index import indexed_later, put_into_index
from .taken_down import why_taken_down
from .turn import has_turn, wait_for_turn
from .version_at_door import VersionAtTheDoor
from .wrapping import wrap

__all__ = ["hang_the_door", "has_turn", "having_turn", "wait_for_turn"]

_has_turn: ContextVar[bool] = ContextVar("disclosure_has_turn", default=False)


def hang_the_door() -> None:
    """Wrap Wagtail's two methods; called once, at start-up."""
    wrap(PublishRevisionAction, "_publish_revision", _in_turn(_publish))
    wrap(UnpublishAction, "_unpublish_object", _in_turn(_unpublish))


@contextmanager
def having_turn(has: bool = True) -> Iterator[None]:
    """Publish inside the block without asking for the turn that this transaction has already.

    A refusal at the door must end the whole transaction: no savepoint is made either.
    """
    token = _has_turn.set(has)
    try:
        yield
    finally:
        _has_turn.reset(token)


def _in_turn(door: Callable[..., None]) -> Callable[..., None]:
    def through_the_door(
        wagtails: Callable[..., None], _action: Any, *args: Any, **kwargs: Any
    ) -> None:
        if _has_turn.get():
            # What a host's receiver publishes meanwhile, it may want to go on without.
            with having_turn(False):
                door(wagtails, *args, **kwargs)
            return
        with transaction.atomic():
            wait_for_turn()
            door(wagtails, *args, **kwargs)

    return through_the_door


def _publish(wagtails: Callable[..., None], revision: Any, object: Any, **kwargs: Any) -> None:
    if not is_disclosed(object):
        wagtails(revision, object, **kwargs)
        return
    version = VersionAtTheDoor(object, revision)
    gates.ask_all(
        object,
        revision,
        why_not_approved(version),
        why_not_complete(object, revision),
        why_expired(object),
        why_not_registered(version),
        why_not_for_staff(version),
        why_not_as_notice(version),
        why_taken_down(version),
        why_not_clear(version),
    )
    approval = cast(SignOff, version.approval)  # or it would have been refused
    if version.is_for_staff:
        disclose_to_staff(
            version,
            approval,
            user=kwargs.get("user"),
            changed=kwargs.get("changed", True),
            log_action=kwargs.get("log_action", True),
        )
        return
    # What enters the register is indexed from there.
    later = indexed_later(object) if version.is_for_everybody else nullcontext()
    with opened(object), later:
        wagtails(revision, object, **kwargs)
    # Scheduled for later, nothing has become public: the old revision stays, if there is one.
    if object.live and object.live_revision_id == revision.pk:
        publish_approved_files(object, version.files, was_public=version.was_public)
        SignOff.objects.filter(pk=approval.pk).update(published_at=object.last_published_at)
        register(version)
        note_made_public(object)
        _note("page.published", object, {"content": approval.content_sha256})
    elif version.is_for_everybody and not object.live:
        # The next version of a public page is not stored, nor found, before its time.
        put_into_index(object)


def _unpublish(wagtails: Callable[..., None], object: Any, **kwargs: Any) -> None:
    was_public = is_disclosed(object) and object.live
    expires = bool(kwargs.get("set_expired"))
    scheduled = object.scheduled_revision if was_public and expires else None
    review = object.current_workflow_state if was_public and expires else None
    if not was_public:
        wagtails(object, **kwargs)
        return
    with leaving(object):
        wagtails(object, **kwargs)
    if scheduled is not None:
        # Wagtail forgets the next version's schedule when the current one expires.
        Revision.objects.filter(pk=scheduled.pk).update(
            approved_go_live_at=scheduled.approved_go_live_at
        )
    void_approvals(object, SignOff.Void.UNPUBLISHED, keep=scheduled, review=review)
    note_unpublished(object)
    _note("page.unpublished", object, {})


def _note(kind: str, page: Any, hashes: dict[str, str]) -> None:
    """The log's row is locked until the transaction ends: always the last step."""
    append(bureaus.current(), kind=kind, subject=page.slug, hashes=hashes)
