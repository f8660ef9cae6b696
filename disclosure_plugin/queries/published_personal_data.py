"""How what is public, or approved to be, stands with the personal-data gate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from wagtail.models import Page

from disclosure_plugin.models import FileVersion, SignOff

from .personal_data import Standing, standings


@dataclass(frozen=True)
class Approved:
    """A version that is public, or that will be at its time.

    Attributes:
        content_sha256: what was signed.
        files: what it was approved with.
    """

    page: Page
    revision: Any
    content_sha256: str
    files: list[FileVersion]


def approved_versions() -> list[Approved]:
    """Return the versions of the current bureau that are public or scheduled, by page."""
    signed = (
        SignOff.objects.valid()
        .filter(
            Q(page__live=True, revision=F("page__live_revision"), published_at__isnull=False)
            | Q(revision__approved_go_live_at__isnull=False),
            is_last=True,
        )
        .select_related("page", "revision")
        .prefetch_related("versions")
        .order_by("page_id", "revision_id", "-signed_at")
        .distinct("page_id", "revision_id")
    )
    return [
        Approved(one.page, one.revision, one.content_sha256, list(one.versions.all()))
        for one in signed
    ]


def what_should_not_be_public() -> list[tuple[Approved, Standing]]:
    """Return what is public or scheduled and would be refused today, with what is known of it."""
    approved = approved_versions()
    known = standings((one.content_sha256, one.files) for one in approved)
    return [
        (one, stands) for one, stands in zip(approved, known, strict=True) if not stands.is_clear
    ]
