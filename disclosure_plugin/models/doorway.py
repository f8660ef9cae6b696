"""A disclosed page turns live inside the door only; everywhere else it stays a draft.

Wagtail has more ways to store a live page than ways to publish one: its create view inserts the
page live before it publishes it, a copy, an alias and ``add_child()`` come live by default, and
fixtures are loaded past every method. What all of them do is save. The door itself stands in
:mod:`disclosure_plugin.actions.publishing`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.query import PageQuerySet

from disclosure_plugin.editor.refusals import ActRefused

from .disclosed import DisclosedMixin

# The page that is passing through the door, in or out.
_passing: ContextVar[int] = ContextVar("disclosure_door_passing", default=0)


def is_disclosed(instance: Any) -> bool:
    """Say whether something is a disclosed page, also when it was read as a plain ``Page``."""
    return isinstance(instance, Page) and issubclass(
        instance.specific_class or Page, DisclosedMixin
    )


@contextmanager
def opened(page: Page) -> Iterator[None]:
    """Let one disclosed page turn live in a block, and none of its aliases.

    Only the door calls this.

    Args:
        page: as its version has just been read.
    """
    token = _passing.set(page.pk)
    page.asked_before = _asked_before(page)
    try:
        yield
    finally:
        page.asked_before = frozenset()
        _passing.reset(token)


@contextmanager
def leaving(page: Page) -> Iterator[None]:
    """Let one disclosed page stop being live in a block. Only the door calls this."""
    token = _passing.set(page.pk)
    try:
        yield
    finally:
        _passing.reset(token)


def _asked_before(page: Page) -> frozenset[str]:
    """Return the fields of which the database was asked already.

    Whoever reads a version looks up where its keys lead, and its place in the tree is the
    stored page's. PostgreSQL's constraints hold both until the transaction ends.
    """
    keys = (field for field in page._meta.concrete_fields if field.many_to_one)
    lead_somewhere = (
        field.name
        for field in keys
        if field.db_constraint
        and not field.get_limit_choices_to()
        and getattr(page, field.attname) is not None
    )
    return frozenset({"path", "translation_key", *lead_somewhere})


@receiver(pre_save, dispatch_uid="disclosure_plugin.doorway")
def keep_outside_as_draft(
    sender: type, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Store a draft where a disclosed page would turn live outside the door.

    A draft that was read before its page was published is not stored over it: neither would the
    page be live, nor its text what was approved.
    """
    if not is_disclosed(instance) or _passing.get() == instance.pk:
        return
    if not (raw or instance.live or update_fields) and _is_public_now(instance):
        raise ActRefused(
            _(
                "“%(title)s” was published while this was written, so this was not saved. Copy "
                "what you wrote, open the page as it is now, and save it there."
            )
            % {"title": instance.title},
            page=instance,
        )
    if not (instance.live or instance.live_revision_id or instance.first_published_at):
        return
    stored = Page.objects.filter(pk=instance.pk).values("live", "first_published_at").first()
    if stored is not None and stored["live"]:
        return
    if instance.live:
        instance.live = False
        instance.has_unpublished_changes = True
    # A copy and an alias are saved with what they would have, were they live. Who wrote them, and
    # since when they are public, is reckoned from it.
    instance.live_revision = None
    if not raw and (stored is None or stored["first_published_at"] is None):
        instance.first_published_at = instance.last_published_at = None


def _is_public_now(page: Any) -> bool:
    """Ask for the row, and let nobody publish the page until the transaction ends."""
    row = Page.objects.select_for_update(of=("self",)).filter(pk=page.pk or 0)
    return any(row.values_list("live", flat=True))


def guard_updates() -> None:
    """Refuse ``update(live=True)``, which saves nothing; called once, at start-up."""
    wagtails = PageQuerySet.update
    if getattr(wagtails, "is_guarded", False):
        return

    @functools.wraps(wagtails)
    def update(self: Any, **kwargs: Any) -> int:
        if kwargs.get("live", False) is not False:
            hidden = self.filter(live=False).type(DisclosedMixin).first()
            if hidden is not None:
                raise ActRefused(
                    _("“%(title)s” cannot be made public this way. Submit it for review.")
                    % {"title": hidden.title},
                    page=hidden,
                )
        return wagtails(self, **kwargs)

    update.is_guarded = True
    PageQuerySet.update = update
