"""Disclose to staff: what the door does with a version that is not for everybody.

The gates and the review are the same. But the page stays what it is for the public, namely
nothing: it does not turn live, so whatever shows live pages knows nothing of it. It is entered
into the bureau's own register, under a number of its own, and into the bureau's own log.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db.models.functions import Now
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain import index_numbers
from disclosure_plugin.domain.audiences import check_audience
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.models import (
    InternalEntry,
    InternalNumberSeries,
    InternalVersion,
    SignOff,
)
from disclosure_plugin.models.internal_log import append
from disclosure_plugin.queries.page_texts import page_texts
from disclosure_plugin.register.due import Due, set_due
from disclosure_plugin.register.numbers import take
from disclosure_plugin.signals import disclosed_to_staff

from .registering import NotReadyForTheRegister
from .version_at_door import VersionAtTheDoor

logger = logging.getLogger("disclosure_plugin.register")

DISCLOSED = "disclosure.disclose_to_staff"


class StillPublic(Refused):
    """A public page was to be disclosed to staff."""

    sentence = gettext_noop(
        "“%(title)s” is public. Withdraw it first; then it can be disclosed to staff, after "
        "another review."
    )


def why_not_for_staff(version: VersionAtTheDoor) -> str:
    """Say why a version cannot be disclosed to staff.

    Returns:
        a sentence that says what to do; empty if it can be, or is for everybody.
    """
    if not version.is_for_staff:
        return ""
    try:
        _check(version.page)
    except Refused as refused:
        return refusal_sentence(refused)
    return ""


def _check(page: Any) -> None:
    if Page.objects.filter(pk=page.pk, live=True).exists():
        raise StillPublic(title=page.title)
    check_audience(page.audience, has_group=page.audience_group_id is not None)
    if page.formed_on is None or not page.category:
        raise NotReadyForTheRegister(title=page.title)
    _series(page)


def disclose_to_staff(
    version: VersionAtTheDoor,
    approval: SignOff,
    *,
    user: Any = None,
    changed: bool = True,
    log_action: Any = True,
) -> None:
    """Disclose an approved version to its audience now, or schedule it where it says when.

    Args:
        version: what has passed the gates.
        approval: the signature that lets it pass.
        user: who publishes it; None: its time has come.
        changed: whether its content is another than before, for the page's history.
        log_action: what Wagtail would write there; False: nothing.
    """
    page = version.page
    if page.go_live_at and page.go_live_at > timezone.now():
        _schedule(version, user, changed, log_action)
        return
    _stays_a_draft(version)
    review = page.current_workflow_state
    if review is not None:
        review.cancel(user=user)
    entry = _entered(version)
    row = InternalVersion.objects.create(
        entry=entry,
        number=entry.versions.count() + 1,
        revision=version.revision,
        content_hash=approval.content_sha256,
        audience_name=entry.audience_name,
        published_at=entry.version_published_at,
    )
    row.files.set(version.files)
    set_due(
        bureaus.current(),
        Due.Kind.EXPIRE,
        object_type=InternalEntry._meta.label_lower,
        object_id=entry.pk,
        due_at=entry.expire_at,
    )
    if log_action:
        log(page, DISCLOSED, user=user, revision=version.revision, content_changed=changed)
    disclosed_to_staff.send(sender=type(page), page=page, entry=entry, version=row)
    append(kind="item.disclosed", subject=page.slug, hashes={"content": approval.content_sha256})


def _schedule(version: VersionAtTheDoor, user: Any, changed: bool, log_action: Any) -> None:
    page, revision = version.page, version.revision
    revision.approved_go_live_at = page.go_live_at
    revision.save(update_fields=["approved_go_live_at"])
    page.revisions.exclude(pk=revision.pk).update(approved_go_live_at=None)
    page.live, page.live_revision, page.expired = False, None, False
    page.has_unpublished_changes = True
    page.save()
    if log_action:
        data = {
            "revision": {
                "id": revision.pk,
                "created": revision.created_at.isoformat(),
                "go_live_at": page.go_live_at.isoformat(),
                "has_live_version": False,
            }
        }
        log(
            page,
            "wagtail.publish.schedule",
            user=user,
            data=data,
            revision=revision,
            content_changed=changed,
        )


def _stays_a_draft(version: VersionAtTheDoor) -> None:
    """Keep what was disclosed in the page's own row, as Wagtail does, without making it live."""
    page = version.page
    page.live, page.live_revision, page.expired = False, None, False
    page.has_unpublished_changes = not version.revision.is_latest_revision()
    page.revisions.update(approved_go_live_at=None)
    page.save()


def _entered(version: VersionAtTheDoor) -> InternalEntry:
    page = version.page
    entry = InternalEntry.objects.select_for_update().filter(page=page.pk).first()
    if entry is None:
        entry = InternalEntry(page_id=page.pk, first_published_at=Now())
        _give_number(entry, page)
    entry.short_id = page.slug
    for name in (
        "title", "abstract", "category", "validity", "formed_on", "audience", "audience_group",
        "expire_at",
    ):  # fmt: skip
        setattr(entry, name, getattr(page, name))
    entry.text = _text_of(version.revision)
    entry.content_hash = version.content
    entry.version_published_at = Now()
    if not entry.live or entry.pk is None:
        entry.state_since = Now()
    entry.live, entry.state, entry.state_reason = True, InternalEntry.State.DISCLOSED, ""
    entry.save()
    entry.refresh_from_db()
    return entry


def _give_number(entry: InternalEntry, page: Any) -> None:
    pattern, series = _series(page)
    number = pattern.number(series, take(InternalNumberSeries, series))
    entry.number, entry.outgrown = number.text, number.outgrown
    if number.outgrown:
        logger.warning(
            "An internal index number has more digits than the pattern provides for",
            extra={"bureau": bureaus.current(), "number": number.text, "pattern": pattern.text},
        )


def _series(page: Any) -> tuple[index_numbers.Pattern, str]:
    pattern = index_numbers.Pattern(get_settings().INTERNAL_NUMBER_PATTERN)
    organisation = bureaus.identity().organisation_code
    return pattern, pattern.series(
        organisation=organisation, category=page.category, formed_on=page.formed_on
    )


def _text_of(revision: Any) -> str:
    found = page_texts(revision)
    lines = [one.text.text for one in found.texts]
    lines += [cell for table in found.tables for row in table.rows for cell in row if cell]
    return "\n".join(lines)


def note_made_public(page: Any) -> None:
    """End the disclosure to staff of a page that has just become public: now it is everybody's."""
    entry = InternalEntry.objects.select_for_update().filter(page=page.pk, live=True).first()
    if entry is not None:
        entry.end(InternalEntry.State.PUBLIC)
