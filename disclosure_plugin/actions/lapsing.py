"""A rule document that has set its own end becomes expired on that day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.domain.register import Validity
from disclosure_plugin.models import RuleDocumentMixin
from disclosure_plugin.register.due import Due, set_due
from disclosure_plugin.register.log import append
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.signals import validity_ended

from .noticing import PAGE
from .version_at_door import locked_entry


def note_end(page: Any) -> None:
    """Say when a page that has just become public lapses by itself, if it does."""
    if isinstance(page, RuleDocumentMixin):
        _set_end(page.pk, page.lapses_at)


def forget_end(page: int) -> None:
    """Say that a page does not lapse by itself any more: it is public no longer.

    Args:
        page: its key.
    """
    _set_end(page, None)


def _set_end(page: int, at: datetime | None) -> None:
    set_due(bureaus.current(), Due.Kind.VALIDITY_END, object_type=PAGE, object_id=page, due_at=at)


def lapse(row: Due) -> bool:
    """Make a document expired whose last day is over: on its page and in the register.

    The version that was approved stays as it was; the next one has to say the same as the page,
    or its contradiction keeps it from being handed in.

    Args:
        row: what is due, locked.

    Returns:
        false if it is not public any more, has ended or has another end.
    """
    page = Page.objects.filter(pk=row.object_id, live=True).first()
    entry = locked_entry(row.bureau, page) if page else None
    document: Any = page.specific if page else None
    if (
        entry is None
        or entry.state != RegisterEntry.State.PUBLIC
        or not isinstance(document, RuleDocumentMixin)
        or document.lapses_at != row.due_at
    ):
        return False
    document.validity = entry.validity = Validity.EXPIRED.value
    entry.save(update_fields=["validity"])
    type(document)._base_manager.filter(pk=document.pk).update(validity=document.validity)
    validity_ended.send(type(document), page=document)
    append(
        row.bureau,
        kind="validity.ended",
        subject=entry.short_id,
        hashes={"content": entry.content_hash},
    )
    return True
