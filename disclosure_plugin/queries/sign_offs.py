"""Who wrote a version, who signed it, and with which files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from wagtail.models import Page, PageLogEntry, Revision

from disclosure_plugin.models import FileVersion, SignOff

# What counts as writing; a version that was purged leaves its entry.
WRITING = ("wagtail.create", "wagtail.edit", "wagtail.revert", "disclosure.import_summary")


def authors(revision: Any) -> set[int]:
    """Return everybody who saved a version since the last publication, up to this one.

    Args:
        revision: of a disclosed page.
    """
    page = int(revision.object_id)
    written = Revision.page_revisions.filter(
        object_id=revision.object_id, created_at__lte=revision.created_at
    )
    entries = PageLogEntry.objects.filter(page=page, action__in=WRITING).filter(
        Q(timestamp__lte=revision.created_at) | Q(revision=revision.pk)
    )
    last = _last_published(page, before=revision)
    if last is not None:
        key, created_at = last
        written = written.filter(created_at__gt=created_at)
        entries = entries.filter(timestamp__gt=created_at).filter(
            Q(revision=None) | ~Q(revision=key)
        )
    both = written.order_by().values_list("user_id", flat=True)
    found = set(both.union(entries.order_by().values_list("user_id", flat=True)))
    return found - {None}


def _last_published(page: int, *, before: Any) -> tuple[int, datetime] | None:
    """Return key and time of the newest version that was public, of those made before one."""
    earlier = Revision.page_revisions.filter(
        object_id=before.object_id, created_at__lt=before.created_at
    )
    published = earlier.filter(
        Q(disclosure_sign_offs__published_at__isnull=False)
        # Published before sign-offs were kept.
        | Q(pk__in=Page.objects.filter(pk=page).values("live_revision"))
    )
    return published.order_by("-created_at").values_list("pk", "created_at").first()


def approved_files(page: Page) -> list[FileVersion] | None:
    """Return the files with which a live page was approved; None where no sign-off says."""
    if page.live_revision_id is None:
        return None
    signed = SignOff.objects.filter(
        revision=page.live_revision_id, is_last=True, published_at__isnull=False
    ).first()
    return list(signed.versions.all()) if signed else None
