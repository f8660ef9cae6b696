"""Hooks into the Wagtail admin."""

from wagtail import hooks

from .admin import certificate_viewset


@hooks.register("register_admin_viewset")
def register_certificate_viewset():
    return certificate_viewset
