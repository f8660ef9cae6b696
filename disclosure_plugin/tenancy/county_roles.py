"""The county's own roles; they exist in the county office's schema and nowhere else."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import AbstractUser, Group, Permission
from django.db import connection, transaction

# Names of groups are data that people see in the admin, as in actions/site_setup.py.
COUNTY_ADMINISTRATORS = "县管理员"
COUNTY_SUPERVISORS = "县监督员"
AUDITORS = "审计员"
COUNTY_ROLES = (COUNTY_ADMINISTRATORS, COUNTY_SUPERVISORS, AUDITORS)

TENANCY = "disclosure_tenancy"
PERMISSIONS = {
    COUNTY_ADMINISTRATORS: [
        ("wagtailadmin", "access_admin"),
        ("disclosure_plugin", "add_person"),
        ("disclosure_plugin", "change_person"),
        ("disclosure_plugin", "view_person"),
        (TENANCY, "add_bureau"),
        (TENANCY, "change_bureau"),
        (TENANCY, "view_bureau"),
        (TENANCY, "add_countysession"),
        (TENANCY, "change_countysession"),
        (TENANCY, "view_countysession"),
        (TENANCY, "edit_in_bureau"),
        (TENANCY, "give_county_role"),
        (TENANCY, "take_down"),
    ],
    # Whoever watches must not be able to touch what they watch, but to stop a leak.
    COUNTY_SUPERVISORS: [
        ("wagtailadmin", "access_admin"),
        (TENANCY, "view_bureau"),
        (TENANCY, "add_countysession"),
        (TENANCY, "take_down"),
    ],
    AUDITORS: [
        ("wagtailadmin", "access_admin"),
        ("disclosure_plugin", "view_person"),
        (TENANCY, "view_bureau"),
        (TENANCY, "view_countysession"),
    ],
}


def in_county_office() -> bool:
    """Say whether the bureau in whose name this code runs is the county office.

    Rows of permissions for bureaus and county sessions exist in every schema; they mean
    something here only. Ask this beside each of them.
    """
    return bool(getattr(getattr(connection, "tenant", None), "is_county_office", False))


def holds(user: AbstractUser, codename: str) -> bool:
    """Say whether somebody holds a permission of the county, in the county office.

    Args:
        user: account of the current bureau.
        codename: such as ``add_countysession``.
    """
    return in_county_office() and user.has_perm(f"{TENANCY}.{codename}")


@transaction.atomic
def set_up_county_roles() -> dict[str, Group]:
    """Make the three roles in the active schema, which must be the county office's.

    Safe to repeat: what people hold is kept, and permissions follow this module, in both
    directions.

    Returns:
        The groups by name.
    """
    _make_permissions()
    groups = {}
    for name in COUNTY_ROLES:
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.set(
            Permission.objects.get(content_type__app_label=app_label, codename=codename)
            for app_label, codename in PERMISSIONS[name]
        )
        groups[name] = group
    return groups


def _make_permissions() -> None:
    """A schema that was made before a permission existed does not have its row yet.

    Django makes them after it has migrated a schema itself, which a bureau that is migrated by
    plain SQL never sees.
    """
    create_permissions(apps.get_app_config(TENANCY), verbosity=0)


def posts_of(user: AbstractUser) -> list[str]:
    """Return the county's roles somebody holds, in the order of this module."""
    held = set(user.groups.values_list("name", flat=True))
    return [name for name in COUNTY_ROLES if name in held]
