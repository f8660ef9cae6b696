"""Who wrote a version, who signed it, and with which files."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from wagtail.models import Page, PageLogEntry, Revision

from disclosure_plugin.models import FileVersion, SignOff

# What counts as writing; a version that was purged leaves its entry.
WRITING = ("wagtail.create", "wagtail.edit", "wagtail.revert", "disclosure.import_summary")


def approval_of(revision: Any) -> SignOff | None:
    """Return the last signature that lets a version be published; None if there is none.

    A later version that was approved takes its place.
    """
    latest = SignOff.objects.valid().filter(page=int(revision.object_id), is_last=True).first()
    return latest if latest is not None and latest.revision_id == revision.pk else None


def authors(revision: Any) -> set[int]:
    """Return everybody who saved a version since the last publication, up to this one.

    Args:
        revision: of a disclosed page.
    """
    page = Page.objects.get(pk=revision.object_id)
    written = Revision.page_revisions.filter(
        object_id=revision.object_id, created_at__lte=revision.created_at
    )
    entries = PageLogEntry.objects.filter(page=page.pk, action__in=WRITING).filter(
        Q(timestamp__lte=revision.created_at) | Q(revision=revision.pk)
    )
    last = _last_published(page, before=revision)
    if last is not None:
        written = written.filter(created_at__gt=last.created_at)
        entries = entries.filter(timestamp__gt=last.created_at).filter(
            Q(revision=None) | ~Q(revision=last.pk)
        )
    found = {
        *written.values_list("user_id", flat=True),
        *entries.values_list("user_id", flat=True),
    }
    return found - {None}


def _last_published(page: Page, *, before: Any) -> Revision | None:
    signed = SignOff.objects.filter(
        page=page, published_at__isnull=False, revision__created_at__lt=before.created_at
    )
    newest = signed.order_by("-revision__created_at").select_related("revision").first()
    if newest is not None:
        return newest.revision
    # Published before sign-offs were kept.
    live = page.live_revision
    return live if live is not None and live.created_at < before.created_at else None


def approved_files(page: Page) -> list[FileVersion] | None:
    """Return the files with which a live page was approved; None where no sign-off says."""
    if page.live_revision_id is None:
        return None
    signed = SignOff.objects.filter(
        revision=page.live_revision_id, is_last=True, published_at__isnull=False
    ).first()
    return list(signed.versions.all()) if signed else None
