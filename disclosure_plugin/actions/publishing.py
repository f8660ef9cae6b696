"""The door: everything that makes a disclosed page public, or ends that, goes through here.

Wagtail's own ``publish()`` is no door: its edit view, its unpublish view and its API never call
it. All of them end in one method of two action classes, which is therefore wrapped once, when
Django starts. A test holds on to both names.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction

from disclosure_plugin import bureaus
from disclosure_plugin.models.doorway import is_disclosed, opened
from disclosure_plugin.register.log import append

from .content_hash import content_hash
from .registering import note_unpublished, register

# Any number will do, as long as nothing else in the database takes the same.
PUBLISHING_LOCK = 720_810


def hang_the_door() -> None:
    """Wrap Wagtail's two methods; called once, at start-up."""
    _wrap(PublishRevisionAction, "_publish_revision", _publish)
    _wrap(UnpublishAction, "_unpublish_object", _unpublish)


def has_turn() -> bool:
    """Take the right to publish for this bureau until the transaction ends, if it is free."""
    return bool(_ask("SELECT pg_try_advisory_xact_lock(%s, hashtext(current_schema()))"))


def wait_for_turn() -> None:
    """Wait for the right to publish for this bureau, and keep it until the transaction ends.

    Each publication updates Wagtail's search index, whose last step is one UPDATE over the rows
    of all pages published at the moment: two at once in one bureau deadlock.
    """
    _ask("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))")


def _ask(question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, [PUBLISHING_LOCK])
        row = cursor.fetchone()
    return row[0] if row else None


def _wrap(action: type, name: str, door: Callable[..., None]) -> None:
    wagtails = getattr(action, name)
    if getattr(wagtails, "is_the_door", False):
        return

    @functools.wraps(wagtails)
    def through_the_door(self: Any, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            wait_for_turn()
            door(functools.partial(wagtails, self), *args, **kwargs)

    through_the_door.is_the_door = True  # type: ignore[attr-defined]
    setattr(action, name, through_the_door)


def _publish(wagtails: Callable[..., None], revision: Any, object: Any, **kwargs: Any) -> None:
    if not is_disclosed(object):
        wagtails(revision, object, **kwargs)
        return
    with opened():
        wagtails(revision, object, **kwargs)
    # Scheduled for later, nothing has become public: the old revision stays, if there is one.
    if object.live and object.live_revision_id == revision.pk:
        content = content_hash(revision)
        register(object, content=content)
        _note("page.published", object, {"content": content})


def _unpublish(wagtails: Callable[..., None], object: Any, **kwargs: Any) -> None:
    was_public = is_disclosed(object) and object.live
    wagtails(object, **kwargs)
    if was_public:
        note_unpublished(object)
        _note("page.unpublished", object, {})


def _note(kind: str, page: Any, hashes: dict[str, str]) -> None:
    """The log's row is locked until the transaction ends: always the last step."""
    append(bureaus.current(), kind=kind, subject=page.slug, hashes=hashes)
