"""The period of a notice: it begins at the door, stands, and is over when its last day is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.domain import notices
from disclosure_plugin.domain.notices import Change, Unit
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused
from disclosure_plugin.models import NoticeMixin
from disclosure_plugin.register.clock import database_now
from disclosure_plugin.register.due import Due, set_due
from disclosure_plugin.register.log import append
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.register.working_calendar import working_calendar
from disclosure_plugin.signals import notice_ended

from .version_at_door import VersionAtTheDoor, locked_entry

PAGE = "wagtailcore.page"


def why_not_as_notice(version: VersionAtTheDoor) -> str:
    """Say why a version of a notice cannot be published, or not now.

    Returns:
        a sentence that says what to do; empty if it can be, or is no notice.
    """
    page: Any = version.page
    if not isinstance(page, NoticeMixin):
        return ""
    if not version.is_for_everybody:
        return _(
            "A notice is for everybody. Make everybody the audience of “%(title)s” and take away "
            "who may see it, or write an item instead."
        ) % {"title": version.page.title}
    try:
        _check(version)
    except Refused as refused:
        return refusal_sentence(refused)
    return ""


def _check(version: VersionAtTheDoor) -> None:
    page, entry = version.page, version.entry
    what = _change(version)
    if what is Change.STAYS_OVER:
        return
    if page.has_result:
        raise notices.ResultTooEarly
    runs_to = entry.period_to if entry and what is Change.RUNS_ON else None
    last = runs_to or _period(page).last
    over = notices.closes_at(last, timezone.get_default_timezone())
    if page.expire_at and page.expire_at < over:
        raise notices.ExpiresBeforeItsEnd(last=last.isoformat())


def set_period(entry: RegisterEntry, version: VersionAtTheDoor) -> None:
    """Write into the entry of a notice that is being published what becomes of its period.

    Args:
        entry: the entry as it was; it is saved by the caller, with the rest.
        version: what is published.
    """
    page = version.page
    if not isinstance(page, NoticeMixin):
        return
    if _change(version) in (Change.RUNS_ON, Change.STAYS_OVER):
        return
    now = database_now()
    found = _period(page, now)
    entry.period_from, entry.period_to = found.first, found.last
    entry.period_unit, entry.period_days = found.unit.value, found.days
    entry.period_opens_at = now
    entry.period_closes_at = notices.closes_at(found.last, timezone.get_default_timezone())
    entry.period_content = version.standing
    _set_end(page, entry.period_closes_at)


def break_off(entry: RegisterEntry, page: Page) -> None:
    """Do not note the end of a period whose notice has left the site before.

    Where it leaves at its end or right after, before a worker was there, it has stood through it.

    Args:
        entry: the entry of what has just left the site, locked.
        page: that.
    """
    if entry.period_closes_at is None or entry.period_ended_at is not None:
        return
    _set_end(page, None)
    if entry.period_closes_at <= database_now():
        _note_end(entry, page)


def end(row: Due) -> bool:
    """Note that a notice has stood through its period.

    Args:
        row: what is due, locked.

    Returns:
        false if the notice does not stand any more, or has another end.
    """
    page = Page.objects.filter(pk=row.object_id).first()
    entry = locked_entry(row.bureau, page) if page else None
    if (
        page is None
        or entry is None
        or entry.state != RegisterEntry.State.PUBLIC
        or entry.period_ended_at is not None
        or entry.period_closes_at != row.due_at
    ):
        return False
    _note_end(entry, page)
    return True


def _note_end(entry: RegisterEntry, page: Page) -> None:
    entry.period_ended_at = Now()
    entry.save(update_fields=["period_ended_at"])
    notice: Any = page.specific
    # Public pages print the end, and what they are rendered from is watched table by table: a
    # write to the notice's own table makes all of them new.
    type(notice)._base_manager.filter(pk=page.pk).update(days=F("days"))
    notice_ended.send(type(notice), page=notice)
    append(
        entry.bureau,
        kind="notice.ended",
        subject=entry.short_id,
        hashes={"content": entry.period_content},
    )


def _change(version: VersionAtTheDoor) -> Change:
    entry = version.entry
    if entry is None or entry.period_to is None:
        return Change.BEGINS
    return notices.change(
        was_public=True,
        is_public=entry.state == RegisterEntry.State.PUBLIC,
        is_over=entry.period_ended_at is not None,
        same_text=entry.period_content == version.standing,
    )


def _period(page: Any, now: datetime | None = None) -> notices.Period:
    """Reckon from the moment of publication: now, or when it is scheduled."""
    at = now or database_now()
    if now is None and page.go_live_at:
        at = max(at, page.go_live_at)
    return notices.period(
        timezone.localdate(at, timezone.get_default_timezone()),
        days=page.days,
        unit=Unit(page.unit),
        calendar=working_calendar(),
    )


def _set_end(page: Page, at: datetime | None) -> None:
    set_due(
        bureaus.current(),
        Due.Kind.NOTICE_END,
        object_type=PAGE,
        object_id=page.pk,
        due_at=at,
    )
