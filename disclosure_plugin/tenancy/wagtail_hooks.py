"""Hooks into the Wagtail admin; each returns something that is made elsewhere."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from .admin.bureaus import bureau_viewset
from .admin.imports import import_viewset


@hooks.register("register_admin_viewset")
def register_county_viewsets() -> list[ViewSet]:
    return [bureau_viewset, import_viewset]
