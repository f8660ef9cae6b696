"""Hand what is disclosed to staff to sections, and note who has read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import (
    InternalEntry,
    InternalHandover,
    InternalRead,
    InternalVersion,
    Section,
)
from disclosure_plugin.models.internal_log import append

from .signing import name_of

HANDED = "disclosure.hand_to_sections"


@transaction.atomic
def hand_to_sections(
    entry: InternalEntry, sections: Iterable[Section], *, user: Any = None
) -> list[Section]:
    """Hand an item to sections: it is marked in the lists of their people, who are to read it.

    Safe to repeat; what was handed stays handed.

    Args:
        entry: of the internal register, disclosed.
        sections: of the bureau.
        user: who hands it over; None: it goes there by itself.

    Returns:
        The sections it was not handed to before.

    Raises:
        ActRefused: it is not disclosed to staff any more.
    """
    entry = InternalEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if not entry.live:
        raise ActRefused(
            _("“%(title)s” is not disclosed to staff any more.") % {"title": entry.title},
            page=entry.page,
        )
    before = set(entry.handovers.values_list("section_id", flat=True))
    new = [section for section in sections if section.pk not in before]
    if not new:
        return []
    InternalHandover.objects.bulk_create(
        [
            InternalHandover(entry=entry, section=section, handed_by_name=name_of(user))
            for section in new
        ]
    )
    names = [section.name for section in new]
    log(entry.page.specific, HANDED, user=user, data={"sections": names})
    append(
        kind="item.handed",
        subject=entry.short_id,
        hashes={},
        by=name_of(user),
        to="、".join(names),
    )
    return new


def note_read(version: InternalVersion, user: Any) -> None:
    """Note that somebody has opened a version, if it is the first time."""
    if InternalRead.objects.filter(version=version, user=user.pk).exists():
        return
    person = getattr(user, "disclosure_person", None)
    section = person.section if person else None
    # Two tabs at once: one of them is first.
    InternalRead.objects.bulk_create(
        [
            InternalRead(
                version=version,
                user=user,
                user_name=name_of(user),
                section_name=section.name if section else "",
            )
        ],
        ignore_conflicts=True,
    )
