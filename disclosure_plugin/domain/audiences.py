"""Whom a disclosed item is for: everybody, or certain people of the bureau only 对内公开.

What is for staff has no place in anything the public reads: neither its words nor that it exists.
"""

from __future__ import annotations

from enum import StrEnum

from disclosure_plugin.errors import Refused, gettext_noop


class Audience(StrEnum):
    """Whom an item is for. Part of what is reviewed, like its text."""

    PUBLIC = "public"
    STAFF = "staff"  # whoever has an account of this bureau
    GROUP = "group"  # members of one of the bureau's groups


class NoSuchAudience(Refused):
    """What was said is no audience."""

    sentence = gettext_noop("Choose who may read it: everybody, staff, or a group.")


class GroupMissing(Refused):
    """An item is for a group, and nobody said for which."""

    sentence = gettext_noop("Choose the group that may read it, or another audience.")


class GroupNotMeant(Refused):
    """A group was chosen for an item that is not for a group."""

    sentence = gettext_noop(
        "A group is chosen, and the item is not for a group. Choose “a group of the bureau” as "
        "its audience, or no group."
    )


def check_audience(audience: str, *, has_group: bool) -> None:
    """Check that an audience is said in full.

    Args:
        audience: a value of :class:`Audience`.
        has_group: whether a group is chosen.

    Raises:
        NoSuchAudience: it is none.
        GroupMissing, GroupNotMeant: the two do not fit.
    """
    if audience not in set(Audience):
        raise NoSuchAudience
    is_for_group = audience == Audience.GROUP
    if is_for_group and not has_group:
        raise GroupMissing
    if has_group and not is_for_group:
        raise GroupNotMeant
