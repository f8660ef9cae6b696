"""What was taken down does not come back by a review that overlooks it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from disclosure_plugin.models import Removal

from .content_hash import material_hash
from .version_at_door import VersionAtTheDoor


def why_taken_down(version: VersionAtTheDoor) -> str:
    """Say why a version is, or shows, what was taken down.

    Returns:
        a sentence that says what to do; empty if it may be published.
    """
    title = {"title": version.page.title}
    removals = _take_downs(version.page.pk) if version.was_public else []
    if any(not one.outcome for one in removals):
        return (
            _(
                "“%(title)s” was taken down and waits for a second person to confirm or lift "
                "that. Nothing of it can be published before."
            )
            % title
        )
    if removals:
        material = material_hash(version.revision, version.files)
        if any(one.material_sha256 == material for one in removals):
            return (
                _(
                    "“%(title)s” is exactly what was taken down. Remove what must not be public, "
                    "and have the new version reviewed."
                )
                % title
            )
    stopped = next((file for file in version.files if file.taken_down_at), None)
    if stopped is None:
        return ""
    return _(
        "The file “%(name)s” was taken down. Replace it with one that may be public, or "
        "remove it from “%(title)s”."
    ) % {"name": stopped.name, **title}


def _take_downs(page: int) -> list[Removal]:
    return list(Removal.objects.standing_take_downs().filter(page=page))
