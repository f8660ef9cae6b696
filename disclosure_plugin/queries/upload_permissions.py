"""Who may use which uploaded file in the admin."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from disclosure_plugin.models import FileVersion, UploadMixin

# Wagtail keeps the permissions with its own two models, also where a site has others.
PERMISSIONS_OF = {
    FileVersion.Kind.DOCUMENT: "wagtaildocs.Document",
    FileVersion.Kind.IMAGE: "wagtailimages.Image",
}


# Who may do one of these with a file may see it.
USES = ["add", "change", "delete", "choose"]


def permission_policy(model: type[UploadMixin]) -> CollectionOwnershipPermissionPolicy:
    """Return who may do what with documents or images."""
    return CollectionOwnershipPermissionPolicy(
        model, auth_model=PERMISSIONS_OF[model.upload_kind], owner_field_name="uploaded_by_user"
    )


def may_see(upload: UploadMixin, user: Any) -> bool:
    """Say whether a user may choose, change or delete a document or image, or has added it."""
    if not user.is_authenticated or not user.is_active:
        return False
    policy = permission_policy(type(upload))
    allowed: bool = policy.user_has_any_permission_for_instance(user, USES, upload)
    return allowed


def usable_by(user: Any, uploads: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the documents or images that a user may see."""
    if not issubclass(uploads.model, UploadMixin):
        return uploads
    policy = permission_policy(uploads.model)
    seen = policy.instances_user_has_any_permission_for(user, USES)
    return uploads.filter(pk__in=seen.values("pk"))
