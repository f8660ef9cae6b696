"""Roles are groups that may enter the admin; what they may do is read from their permissions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission, User
from django.db.models import QuerySet
from wagtail.models import GroupCollectionPermission, GroupPagePermission

# A county has roles that are not given like others.
_guards: list[Callable[[User, Group], bool]] = []

# A permission at a place of a tree holds for everything below it; "" is the whole bureau.
Grant = tuple[str, str]


@dataclass(frozen=True)
class Grants:
    """What groups and single permissions allow.

    Attributes:
        models: names of permissions, such as ``disclosure_plugin.add_section``.
        pages: (place in the tree of pages, name of the permission).
        collections: (place in the tree of collections, name of the permission).
    """

    models: frozenset[str]
    pages: frozenset[Grant]
    collections: frozenset[Grant]

    def cover(self, other: Grants) -> bool:
        """Say whether everything that the other allows is allowed here too."""
        return (
            other.models <= self.models
            and all(_holds(self.pages, grant) for grant in other.pages)
            and all(_holds(self.collections, grant) for grant in other.collections)
        )


def _holds(grants: frozenset[Grant], wanted: Grant) -> bool:
    return any(name == wanted[1] and wanted[0].startswith(place) for place, name in grants)


def roles() -> QuerySet[Group]:
    """The groups whose members may enter the admin, in order of making."""
    return Group.objects.filter(
        permissions__content_type__app_label="wagtailadmin", permissions__codename="access_admin"
    ).order_by("pk")


def grants_of_groups(groups: Iterable[Group]) -> Grants:
    """What members of all these groups may do."""
    groups = list(groups)
    return Grants(
        models=_with_view(Permission.objects.filter(group__in=groups)),
        pages=frozenset(
            GroupPagePermission.objects.filter(group__in=groups).values_list(
                "page__path", "permission__codename"
            )
        ),
        collections=frozenset(
            GroupCollectionPermission.objects.filter(group__in=groups).values_list(
                "collection__path", "permission__codename"
            )
        ),
    )


def grants_of(user: User) -> Grants:
    """What an account may do by its groups and by itself."""
    by_groups = grants_of_groups(user.groups.all())
    own = _with_view(user.user_permissions.all())
    return Grants(
        models=by_groups.models | own,
        pages=by_groups.pages,
        collections=by_groups.collections,
    )


def _with_view(permissions: QuerySet[Permission]) -> frozenset[str]:
    names = set()
    for app, codename in permissions.values_list("content_type__app_label", "codename"):
        names.add(f"{app}.{codename}")
        verb, _, model = codename.partition("_")
        if verb in ("add", "change", "delete"):  # who may do these sees the thing, too
            names.add(f"{app}.view_{model}")
    return frozenset(names)


def guard_roles(guard: Callable[[User, Group], bool]) -> None:
    """Let somebody else also be asked whether a person may give a role; at start-up."""
    if guard not in _guards:
        _guards.append(guard)


def roles_given_by(user: User) -> list[Group]:
    """The roles that somebody may give: those that allow nothing they may not do themselves."""
    free = [role for role in roles() if all(guard(user, role) for guard in _guards)]
    if user.is_superuser:
        return free
    own = grants_of(user)
    return [role for role in free if own.cover(grants_of_groups([role]))]


def may_manage(user: User, other: User) -> bool:
    """Say whether somebody may change, sign out or deactivate another.

    That takes the permission to change people. And nobody may touch an account that can do more
    than their own: by a new link for it they would get what it can do.
    """
    if user.is_superuser:
        return True
    return (
        user.has_perm("disclosure_plugin.change_person")
        and not other.is_superuser
        and grants_of(user).cover(grants_of(other))
    )
