"""What a bureau of the demo discloses to its own staff, and the colleagues who read it."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from disclosure_plugin.actions.internal_reading import hand_to_sections, note_read
from disclosure_plugin.actions.site_setup import STAFF
from disclosure_plugin.models import (
    DisclosureBoardPage,
    DisclosureColumnPage,
    InternalEntry,
    Person,
    Section,
)
from disclosure_plugin.queries.internal_items import current_version

from .pages import make_item
from .parts import Internal
from .people import Staff


def disclose_internally(internal: Internal, staff: Staff, *, code: str, password: str) -> None:
    """Make groups, colleagues and items; the first colleague has read the first item.

    Args:
        code: of the bureau, with which user names begin.
        password: of the colleagues' accounts.
    """
    colleagues = [
        _colleague(f"{code}-zhigong{number}", name, section, password)
        for number, (name, section) in enumerate(internal.colleagues, 1)
    ]
    for name, members in internal.groups.items():
        made = Group.objects.create(name=name)
        made.user_set.set(get_user_model().objects.filter(first_name__in=members))
    column = DisclosureColumnPage(
        title=internal.column, description="仅供本局职工，不在网站公开。"
    )
    column.live = False
    DisclosureBoardPage.objects.get().add_child(instance=column)
    column.save_revision(user=staff.editor)
    for item, group_name, sections in internal.items:
        page = make_item(
            column,
            item,
            internal.category,
            staff,
            audience="group" if group_name else "staff",
            audience_group=Group.objects.filter(name=group_name).first(),
        )
        entry = InternalEntry.objects.get(page=page.pk)
        hand_to_sections(entry, Section.objects.filter(name__in=sections), user=staff.editor)
    first = InternalEntry.objects.order_by("pk")[0]
    note_read(current_version(first), colleagues[0])


def _colleague(username: str, name: str, section: str, password: str):
    user = get_user_model().objects.create_user(
        username=username, password=password, first_name=name
    )
    user.groups.add(Group.objects.get(name=STAFF))
    Person.objects.update_or_create(
        user=user, defaults={"section": Section.objects.get(name=section)}
    )
    return user
