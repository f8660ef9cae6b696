"""For whom a version of a page is, as the version itself says."""

from __future__ import annotations

from typing import Any

from disclosure_plugin.domain.audiences import Audience

from .view_restrictions import view_restrictions


def is_for_staff(revision: Any) -> bool:
    """Say whether a version is for certain people of the bureau only.

    Args:
        revision: of a disclosed page; one that was made before there were audiences is for
            everybody.
    """
    return bool(revision.content.get("audience", Audience.PUBLIC) != Audience.PUBLIC)


def is_for_everybody(revision: Any, page: Any) -> bool:
    """Say whether everybody may see a version, once it is published.

    Args:
        revision: of a disclosed page.
        page: the page; what counts is where it stands.
    """
    return not is_for_staff(revision) and not view_restrictions(page)
