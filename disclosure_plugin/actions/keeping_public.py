"""What is public, scheduled or signed is not moved, deleted or hidden: other acts do that openly.

A visitor who knew the address must find the page, or a word on where it went.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Cast
from django.db.models.signals import pre_delete, pre_save
from django.utils.translation import gettext as _
from wagtail.actions.delete_page import DeletePageAction
from wagtail.models import Page, PageViewRestriction, Revision
from wagtail.signals import pre_page_move

from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import DisclosedMixin
from disclosure_plugin.models.doorway import is_disclosed

from .binning import put_in_bin
from .wrapping import wrap


def guard_public_pages() -> None:
    """Attach to Wagtail's acts; called once, at start-up."""
    wrap(DeletePageAction, "_delete_page", _delete_page)
    pre_delete.connect(_before_delete, dispatch_uid="disclosure_plugin.keep_public")
    pre_page_move.connect(_before_move, dispatch_uid="disclosure_plugin.keep_place")
    for signal in (pre_save, pre_delete):
        signal.connect(
            _before_privacy, sender=PageViewRestriction, dispatch_uid="disclosure_plugin.privacy"
        )


def _disclosed_under(page: Page) -> QuerySet[Page]:
    found: QuerySet[Page] = Page.objects.descendant_of(page, inclusive=True).type(DisclosedMixin)
    return found


def _is_public() -> Q:
    scheduled = Revision.page_revisions.filter(approved_go_live_at__isnull=False).values_list(
        Cast("object_id", BigIntegerField()), flat=True
    )
    return Q(live=True) | Q(pk__in=scheduled)


def _delete_page(wagtails: Callable[..., Any], action: Any, page: Page, *a: Any, **k: Any) -> Any:
    kept = _disclosed_under(page).filter(_is_public()).first()
    if kept is not None:
        raise ActRefused(_still_public(kept), page=page)
    signed = _disclosed_under(page).exclude(disclosure_sign_offs=None).first()
    if signed is not None:
        raise ActRefused(
            _("“%(title)s” cannot be deleted: what was decided on it in review stays on file.")
            % {"title": signed.title},
            page=page,
        )
    with transaction.atomic():
        put_in_bin(page, action.user)
        return wagtails(page, *a, **k)


def _before_delete(sender: type, instance: Any, **kwargs: Any) -> None:
    """The net below: queries delete without asking the action."""
    if is_disclosed(instance) and Page.objects.filter(_is_public(), pk=instance.pk).exists():
        raise ActRefused(_still_public(instance), page=instance)


def _still_public(page: Any) -> str:
    return _(
        "“%(title)s” is public or scheduled and cannot be deleted. Take it off the site first: "
        "unpublish it, or cancel its schedule."
    ) % {"title": page.title}


def _before_move(
    sender: type, instance: Page, url_path_before: str, url_path_after: str, **kwargs: Any
) -> None:
    if url_path_before == url_path_after:
        return
    kept = _disclosed_under(instance).filter(_is_public()).first()
    if kept is not None:
        raise ActRefused(
            _(
                "“%(title)s” is public or scheduled, and its address would change. It stays "
                "where it is; unpublish it first to move it."
            )
            % {"title": kept.title},
            page=instance,
        )


def _before_privacy(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    kept = _disclosed_under(instance.page).filter(_is_public()).first()
    if kept is not None:
        raise ActRefused(
            _(
                "Who may see “%(title)s” was approved with it and cannot be changed while it is "
                "public or scheduled. Unpublish it first; then have it reviewed again."
            )
            % {"title": kept.title},
            page=instance.page,
        )
