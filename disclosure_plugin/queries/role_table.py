"""What each role may do, as a table; every cell is read from the permissions that are checked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext, pgettext_lazy
from wagtail.models import GroupApprovalTask, GroupCollectionPermission, GroupPagePermission

from disclosure_plugin.models import ReviewStep

from .people import can_work
from .roles import roles

VERBS = {
    "add": pgettext_lazy("role may", "add"),
    "change": pgettext_lazy("role may", "change"),
    "delete": pgettext_lazy("role may", "delete"),
    "view": pgettext_lazy("role may", "view"),
    "choose": pgettext_lazy("role may", "choose"),
    "publish": pgettext_lazy("role may", "publish and withdraw without review"),
    "lock": pgettext_lazy("role may", "lock"),
    "unlock": pgettext_lazy("role may", "unlock"),
    "bulk": pgettext_lazy("role may", "delete with all below"),
    "access": pgettext_lazy("role may", "sign in"),
}


@dataclass(frozen=True)
class RoleColumn:
    """A role and those who have it and can sign in."""

    role: Group
    holders: list[User]


@dataclass(frozen=True)
class RoleRow:
    """One thing, and what each role may do with it; in the order of the columns."""

    label: str
    cells: list[str]


@dataclass(frozen=True)
class RoleTable:
    """Roles beside each other."""

    columns: list[RoleColumn]
    rows: list[RoleRow]


# label of a thing → role → names of verbs, in the order in which they are found
Found = dict[str, dict[int, list[str]]]


def role_table() -> RoleTable:
    """Read what the roles of the current bureau may do."""
    groups = list(roles())
    columns = [
        RoleColumn(role, list(can_work().filter(groups=role).order_by("username")))
        for role in groups
    ]
    found: Found = defaultdict(lambda: defaultdict(list))
    keys = [group.pk for group in groups]
    _models(found, keys, only_access=True)
    _pages(found, keys)
    _steps(found, keys)
    _files(found, keys)
    _models(found, keys, only_access=False)
    rows = [
        RoleRow(label, ["、".join(by_role[key]) for key in keys])
        for label, by_role in found.items()
    ]
    return RoleTable(columns, rows)


def _verb(permission: Permission) -> str:
    verb = permission.codename.partition("_")[0]
    return str(VERBS[verb]) if verb in VERBS else permission.name


def _pages(found: Found, keys: list[int]) -> None:
    granted = GroupPagePermission.objects.filter(group__in=keys).order_by("permission__pk")
    for grant in granted.select_related("page", "permission"):
        label = gettext("Pages: %(page)s and below") % {"page": grant.page.title}
        found[label][grant.group_id].append(_verb(grant.permission))


def _steps(found: Found, keys: list[int]) -> None:
    own, wagtails = ReviewStep.objects, GroupApprovalTask.objects
    tasks = [*own.filter(active=True), *wagtails.filter(active=True)]
    for task in sorted(tasks, key=lambda one: one.pk):
        label = gettext("Workflow step: %(step)s") % {"step": task.name}
        for group in task.groups.filter(pk__in=keys):
            found[label][group.pk].append(pgettext("role may", "approve or send back"))


def _files(found: Found, keys: list[int]) -> None:
    granted = GroupCollectionPermission.objects.filter(group__in=keys).order_by("permission__pk")
    for grant in granted.select_related("collection", "permission__content_type"):
        label = _thing(grant.permission.content_type)
        found[label][grant.group_id].append(_verb(grant.permission))


def _models(found: Found, keys: list[int], *, only_access: bool) -> None:
    granted = Permission.objects.filter(group__in=keys).distinct().select_related("content_type")
    for permission in granted.order_by("content_type__app_label", "content_type__model", "pk"):
        is_access = permission.codename == "access_admin"
        if is_access is not only_access:
            continue
        label = gettext("The admin") if is_access else _thing(permission.content_type)
        for group in permission.group_set.filter(pk__in=keys):
            found[label][group.pk].append(_verb(permission))


def _thing(content_type: ContentType) -> str:
    model = content_type.model_class()
    return capfirst(str(model._meta.verbose_name)) if model else content_type.model
