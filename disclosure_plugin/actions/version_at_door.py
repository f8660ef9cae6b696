"""What the door must know of a version: each fact is read once, whoever asks for it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from wagtail.models import Page, PageViewRestriction

from disclosure_plugin import bureaus
from disclosure_plugin.models import FileVersion, SignOff
from disclosure_plugin.models.uploads import current_versions
from disclosure_plugin.queries.sign_offs import approvals
from disclosure_plugin.queries.view_restrictions import view_restrictions
from disclosure_plugin.register.models import RegisterEntry

from .content_hash import content_hash, material_hash


class VersionAtTheDoor:
    """A version of a page that is to be published, inside the transaction that does it.

    Args:
        page: the page as it would be published, of its own class.
        revision: the version.
    """

    def __init__(self, page: Any, revision: Any) -> None:
        self.page = page
        self.revision = revision
        # What never was public has no row in the register and shows no file, and can be neither
        # withdrawn nor taken down. Asked now: Wagtail writes it into the page when it publishes.
        self.was_public = page.first_published_at is not None
        self.was_live = page.live

    @cached_property
    def approvals(self) -> list[SignOff]:
        """The signatures on any version of the page that hold, the newest first."""
        return approvals(self.page)

    @cached_property
    def approval(self) -> SignOff | None:
        """The last signature that lets this version be published; a later version's ends it."""
        latest = next((one for one in self.approvals if one.is_last), None)
        return latest if latest is not None and latest.revision_id == self.revision.pk else None

    @cached_property
    def files(self) -> list[FileVersion]:
        """The files it was approved with; without approval, those it refers to now."""
        if self.approval is None:
            return current_versions(self.page)
        has_files = self.approval.has_files  # type: ignore[attr-defined]
        return list(self.approval.versions.all()) if has_files else []

    @cached_property
    def restrictions(self) -> list[PageViewRestriction]:
        """Who may see it, if not everybody."""
        return view_restrictions(self.page)

    @cached_property
    def content(self) -> str:
        """SHA-256 of what would be published, in hexadecimal."""
        return content_hash(self.revision, self.files, self.restrictions)

    @cached_property
    def standing(self) -> str:
        """SHA-256 of what of a notice stands through its period: not its result nor its row."""
        return material_hash(self.revision, self.files, without=["result", "catalogue_row"])

    @property
    def is_for_staff(self) -> bool:
        """Whether its audience is not the public: it is not to turn live."""
        return not self.page.is_for_everybody

    @property
    def is_for_everybody(self) -> bool:
        """Whether everybody may see it: by its audience, and by where its page stands."""
        if self.is_for_staff:
            return False
        # By the path, as PostgreSQL's own check of what turns live has it.
        return not any(self.page.path.startswith(one.page.path) for one in self.restrictions)

    @cached_property
    def entry(self) -> RegisterEntry | None:
        """The page's row in the register, locked; None before its first publication."""
        return locked_entry(bureaus.current(), self.page) if self.was_public else None


def locked_entry(bureau: str, page: Page) -> RegisterEntry | None:
    """Return the row of a page in the register, locked until the transaction ends."""
    entries = RegisterEntry.objects.select_for_update()
    return entries.filter(bureau=bureau, page=page.pk).first()
