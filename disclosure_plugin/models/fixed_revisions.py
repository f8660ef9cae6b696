"""Versions of disclosed pages that cannot be changed any more: a new one is begun instead.

Wagtail's autosave writes into the version it made last, also after that has been handed in: an
author could have one text reviewed and another one published.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.models import Revision

from disclosure_plugin.editor.refusals import ActRefused

from .doorway import is_disclosed
from .sign_offs import is_fixed


@receiver(pre_save, sender=Revision, dispatch_uid="disclosure_plugin.fixed_revisions")
def keep_as_it_is(
    sender: type[Revision], instance: Any, update_fields: Any = None, **kwargs: Any
) -> None:
    """Refuse other content for a version that was handed in."""
    if instance._state.adding or (update_fields is not None and "content" not in update_fields):
        return
    stored = Revision.objects.filter(pk=instance.pk).first()
    if stored is None or stored.content == instance.content:
        return
    page = stored.content_object
    if is_disclosed(page) and is_fixed(stored):
        raise ActRefused(
            _("This version has been handed in for review and stays as it is. Save a new one."),
            page=page,
        )
