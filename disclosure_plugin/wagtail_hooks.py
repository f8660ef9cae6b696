"""Hooks into the Wagtail admin; each returns something that is made elsewhere."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .admin.people_log import PEOPLE_ACTIONS
from .admin.sections import section_viewset
from .admin.summary_imports import summary_import_viewset


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [section_viewset, summary_import_viewset]


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action(
        "disclosure.import_summary", _("Import a summary document"), _("Imported from a document")
    )
    for action, label, message in PEOPLE_ACTIONS:
        actions.register_action(action, label, message)
