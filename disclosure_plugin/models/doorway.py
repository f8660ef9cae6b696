"""A disclosed page turns live inside the door only; everywhere else it stays a draft.

Wagtail has more ways to store a live page than ways to publish one: its create view inserts the
page live before it publishes it, a copy, an alias and ``add_child()`` come live by default, and
fixtures are loaded past every method. What all of them do is save. The door itself stands in
:mod:`disclosure_plugin.actions.publishing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.models import Page

from .disclosed import DisclosedMixin

_open: ContextVar[bool] = ContextVar("disclosure_door_open", default=False)


def is_disclosed(instance: Any) -> bool:
    """Say whether something is a disclosed page, also when it was read as a plain ``Page``."""
    return isinstance(instance, Page) and issubclass(
        instance.specific_class or Page, DisclosedMixin
    )


@contextmanager
def opened() -> Iterator[None]:
    """Let disclosed pages turn live in a block; only the door calls this."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)


@receiver(pre_save, dispatch_uid="disclosure_plugin.doorway")
def keep_outside_as_draft(sender: type, instance: Any, **kwargs: Any) -> None:
    """Store a draft where a disclosed page would turn live outside the door."""
    if _open.get() or not is_disclosed(instance) or not instance.live:
        return
    if not Page.objects.filter(pk=instance.pk, live=True).exists():
        instance.live = False
        instance.has_unpublished_changes = True
