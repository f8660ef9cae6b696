"""Hooks into the Wagtail admin."""

from wagtail import hooks

from .admin import snapshot_viewset


@hooks.register("register_admin_viewset")
def register_snapshot_viewset():
    return snapshot_viewset
