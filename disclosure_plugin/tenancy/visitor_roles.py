"""What a visitor from the county may do in a bureau; made when the first one comes.

The two groups are a bureau's own, but what they may do is not for the bureau to widen: it is
set anew at every visit. Neither can publish, and neither has a step in the review.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser, Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from disclosure_plugin.actions.site_setup import (
    EDITORS,
    FILE_PERMISSIONS,
    MODEL_PERMISSIONS,
    PAGE_PERMISSIONS,
)
from disclosure_plugin.models import BureauHomePage

VISITORS_LOOKING = "县级查看"
VISITORS_EDITING = "县级协助编辑"

# Wagtail shows drafts and histories only to people who may edit the page. That nothing is sent
# in a session that only looks is held by CountyVisitMiddleware.
LOOKING_PAGE = ["change_page"]
LOOKING_FILES = ["choose"]
LOOKING_MODELS = [
    ("wagtailadmin", "access_admin"),
    ("disclosure_plugin", "view_section"),
    ("disclosure_plugin", "view_summaryimport"),
    ("disclosure_plugin", "view_activity"),
    ("disclosure_snapshots", "view_snapshot"),
    ("disclosure_certificates", "view_certificate"),
]


def give_only_role(visitor: AbstractUser, *, can_edit: bool) -> Group:
    """Put a visiting account into the group of what was granted, and into no other."""
    if can_edit:
        group = _group(
            VISITORS_EDITING,
            MODEL_PERMISSIONS[EDITORS],
            PAGE_PERMISSIONS[EDITORS],
            FILE_PERMISSIONS[EDITORS],
        )
    else:
        group = _group(VISITORS_LOOKING, LOOKING_MODELS, LOOKING_PAGE, LOOKING_FILES)
    visitor.groups.set([group])
    return group


def _group(
    name: str, of_models: list[tuple[str, str]], of_pages: list[str], of_files: list[str]
) -> Group:
    group, _made = Group.objects.get_or_create(name=name)
    permissions = Permission.objects.select_related("content_type")
    group.permissions.set(
        permission
        for app_label, codename in of_models
        # An optional app that is not installed has no permissions.
        for permission in permissions.filter(content_type__app_label=app_label, codename=codename)
    )
    home = BureauHomePage.objects.get()
    pages = permissions.filter(content_type__app_label="wagtailcore", codename__in=of_pages)
    GroupPagePermission.objects.filter(group=group).exclude(
        page=home, permission__in=pages
    ).delete()
    for permission in pages:
        GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
    files = permissions.filter(
        content_type__app_label__in=["wagtaildocs", "wagtailimages"],
        codename__in=[f"{verb}_{kind}" for verb in of_files for kind in ("document", "image")],
    )
    root = Collection.get_first_root_node()
    GroupCollectionPermission.objects.filter(group=group).exclude(
        collection=root, permission__in=files
    ).delete()
    for permission in files:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission
        )
    return group
