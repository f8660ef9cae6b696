"""Links by which a leader without an account reads exactly the version that is under review."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, TaskState

from disclosure_plugin import bureaus
from disclosure_plugin.conf import get_settings
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import FileVersion, ReviewPreview, ReviewPreviewOpening
from disclosure_plugin.models.uploads import current_versions
from disclosure_plugin.queries.audiences import is_for_everybody

from .signing import name_of

TOKEN_BYTES = 32  # 256 random bits
MADE = "disclosure.make_preview"
REVOKED = "disclosure.revoke_preview"


@transaction.atomic
def make_preview(page: Page, *, reader: str, days: int, by: Any) -> ReviewPreview:
    """Make a link to the version of a page that is under review.

    Args:
        page: a disclosed page under review, for everybody when it is published.
        reader: name and post of the one who will read it.
        days: for how many calendar days, 1 to the setting ``PREVIEW_LINK_DAYS``.
        by: who makes it.

    Returns:
        the preview; its ``link`` is the only copy there is.

    Raises:
        ActRefused: it is not under review, for staff only, or for too long.
    """
    state = page.current_workflow_task_state
    if state is None or state.status != TaskState.STATUS_IN_PROGRESS:
        raise ActRefused(
            _("“%(title)s” is not under review: hand it in first.") % {"title": page.title},
            page=page,
        )
    if not is_for_everybody(state.revision, page):
        raise ActRefused(
            _("“%(title)s” is for staff only: nobody without an account may read it.")
            % {"title": page.title},
            page=page,
        )
    most = get_settings().PREVIEW_LINK_DAYS
    if not 1 <= days <= most:
        raise ActRefused(
            _("A preview link is valid for 1 to %(most)s days.") % {"most": most}, page=page
        )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    preview = ReviewPreview.objects.create(
        page=page,
        revision=state.revision,
        reader=reader,
        token_hash=_hash(token),
        made_by=by,
        made_by_name=name_of(by),
        expires_at=Now() + timedelta(days=days),
    )
    preview.refresh_from_db()
    log(page, MADE, user=by, revision=state.revision, data={"reader": reader, "days": days})
    preview.link = bureaus.admin_address(reverse("disclosure_account:preview", args=[token]))
    return preview


@transaction.atomic
def revoke_preview(preview: ReviewPreview, *, by: Any) -> None:
    """Take a link back; it opens nothing from now on."""
    taken = ReviewPreview.objects.filter(pk=preview.pk, revoked_at=None)
    if taken.update(revoked_at=Now(), revoked_by_name=name_of(by)):
        log(preview.page, REVOKED, user=by, data={"reader": preview.reader})


def find_preview(token: str) -> ReviewPreview | None:
    """Return the preview of a link, whether or not it still opens something; None: of none."""
    found = ReviewPreview.objects.filter(token_hash=_hash(token))
    return found.select_related("page", "revision").first()


def is_open(preview: ReviewPreview) -> bool:
    """Say whether a link opens its version now.

    It does until it expires or is taken back, and as long as that version is under review and
    the page is for everybody.
    """
    under_review = TaskState.objects.filter(
        revision=preview.revision, status=TaskState.STATUS_IN_PROGRESS
    )
    return (
        ReviewPreview.objects.usable().filter(pk=preview.pk).exists()
        and under_review.exists()
        and is_for_everybody(preview.revision, preview.page)
    )


def note_opening(preview: ReviewPreview, *, address: str | None, was_open: bool) -> None:
    """Write down that a link was opened, or that somebody tried."""
    ReviewPreviewOpening.objects.create(preview=preview, address=address, was_open=was_open)


def files_of(preview: ReviewPreview) -> list[FileVersion]:
    """Return the documents and images that the version under review shows."""
    return current_versions(preview.revision.as_object())


def _hash(token: str) -> str:
    return salted_hmac(
        f"disclosure.preview.{bureaus.current()}", token, algorithm="sha256"
    ).hexdigest()
