"""Give the roles the permissions a release adds; one that a bureau took away stays away."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from .site_setup import MODEL_PERMISSIONS, STAFF

# The role and this permission are of one release: where it is new, the role is missing.
COMES_WITH_STAFF = ("disclosure_plugin", "view_internalentry")


@transaction.atomic
def grant_new_permissions(app_labels: Iterable[str]) -> None:
    """Make the permissions that apps lack here, and give those to the roles that have them.

    Safe to repeat. A permission that was here before is not touched: a bureau may have taken it
    from a role.

    Args:
        app_labels: of installed apps, whose models may not have tables yet.
    """
    there_before = _permissions()
    for app_label in app_labels:
        create_permissions(apps.get_app_config(app_label), verbosity=0)
    new = _permissions() - there_before
    if COMES_WITH_STAFF in new:
        _make_staff_role()
    for name, permissions in MODEL_PERMISSIONS.items():
        group = Group.objects.filter(name=name).first()
        if group is None:  # the bureau has given its roles other names, and keeps them
            continue
        for app_label, codename in new.intersection(permissions):
            group.permissions.add(
                Permission.objects.get(content_type__app_label=app_label, codename=codename)
            )
    ContentType.objects.clear_cache()  # another schema may know them by other keys


def _make_staff_role() -> None:
    role, made = Group.objects.get_or_create(name=STAFF)
    if made:
        for app_label, codename in MODEL_PERMISSIONS[STAFF]:
            role.permissions.add(
                Permission.objects.get(content_type__app_label=app_label, codename=codename)
            )


def _permissions() -> set[tuple[str, str]]:
    return set(Permission.objects.values_list("content_type__app_label", "codename"))
