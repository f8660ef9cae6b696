"""Hooks into the Wagtail admin; each returns something that is made elsewhere."""

from wagtail import hooks

from .admin.sections import section_viewset


@hooks.register("register_admin_viewset")
def register_section_viewset():
    return section_viewset
