"""Menu entries shown to those who may use what they lead to, and the groups they stand in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem


@dataclass(frozen=True)
class MenuGroup:
    """A group of the main menu.

    What lists thirty entries one below the other is read by nobody. A view set stands in a group
    by ``menu_hook = BOARD.hook``; a group in which somebody may see nothing is not shown to them.
    """

    name: str
    label: Any
    icon: str
    order: int

    @property
    def hook(self) -> str:
        """The hook by which an entry is put into the group."""
        return f"register_disclosure_{self.name}_menu_item"

    def menu_item(self) -> SubmenuMenuItem:
        return SubmenuMenuItem(
            self.label,
            Menu(register_hook_name=self.hook),
            name=f"disclosure-{self.name.replace('_', '-')}",
            icon_name=self.icon,
            order=self.order,
        )


BOARD = MenuGroup("board", _("Board and catalogue"), "clipboard-list", 204)
RECORDS = MenuGroup("records", _("Records of the year"), "calendar-alt", 206)
ARCHIVE = MenuGroup("archive", _("Archive and proof"), "download", 220)
COUNTY_LISTS = MenuGroup("county_lists", _("Lists of the county"), "list-ul", 235)
OVERSIGHT = MenuGroup("oversight", _("Oversight of the county"), "globe", 240)
GROUPS = (BOARD, RECORDS, ARCHIVE, COUNTY_LISTS, OVERSIGHT)


class MenuItemFor(MenuItem):
    """A menu entry for some people.

    Args:
        shown_to: says of a user whether they see it; the rest is passed on.
    """

    def __init__(self, *args: Any, shown_to: Callable[[Any], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shown_to = shown_to

    def is_shown(self, request: HttpRequest) -> bool:
        return self._shown_to(request.user)


class PermittedMenuItem(MenuItem):
    """A menu entry for people who may see or add objects of a model.

    Args:
        permission_policy: the policy of the model; the rest is passed on.
    """

    def __init__(self, *args: Any, permission_policy: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._permission_policy = permission_policy

    def is_shown(self, request: HttpRequest) -> bool:
        return self._permission_policy.user_has_any_permission(request.user, ["view", "add"])
