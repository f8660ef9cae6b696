"""Hooks into the Wagtail admin."""

from django.contrib.auth.models import Permission
from wagtail import hooks

from .admin import snapshot_viewset
from .evidence_admin import evidence_viewset
from .hand_over_admin import hand_over_viewset


@hooks.register("register_admin_viewset")
def register_snapshot_viewset():
    return [snapshot_viewset, hand_over_viewset, evidence_viewset]


@hooks.register("register_permissions")
def register_evidence_permission():
    """Let whoever edits groups give the one permission that opens restricted evidence."""
    return Permission.objects.filter(
        content_type__app_label="disclosure_snapshots", codename="view_evidencecopy"
    )
