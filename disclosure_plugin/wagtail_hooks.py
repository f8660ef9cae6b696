"""Hooks into the Wagtail admin; each returns something that is made elsewhere."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .admin import due, removals, stored_files, void_numbers
from .admin.due_log import ParkedFormatter
from .admin.keeping import keep_account, keep_accounts
from .admin.people import people_viewset
from .admin.people_log import PEOPLE_ACTIONS
from .admin.removal_log import REMOVAL_ACTIONS
from .admin.review_notes import (
    hide_publish_button,
    note_that_review_is_stale,
)
from .admin.roles import roles_menu_item, roles_viewset
from .admin.sections import section_viewset
from .admin.session_warning import present, session_script
from .admin.summary_imports import summary_import_viewset
from .models import shown_page
from .queries.due import PARKED
from .site.expired import check_not_expired
from .site.page_cache import page_is_served
from .site.private_files import check_may_see


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [section_viewset, summary_import_viewset, people_viewset, roles_viewset]


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action(
        "disclosure.import_summary", _("Import a summary document"), _("Imported from a document")
    )
    actions.register_action(
        "disclosure.replace_file", _("Replace the file"), _("The file was replaced")
    )
    actions.register_action(PARKED)(ParkedFormatter)
    for action, label, message in (*PEOPLE_ACTIONS, *REMOVAL_ACTIONS):
        actions.register_action(action, label, message)


@hooks.register("before_serve_page", order=-1)
def check_page_has_not_expired(page, request, serve_args, serve_kwargs):
    check_not_expired(page)


@hooks.register("before_serve_page")
def say_which_page_is_shown(page, request, serve_args, serve_kwargs):
    shown_page.show(page.pk)
    page_is_served(request)


# First: nobody is asked for a password of a file that they may not know of.
@hooks.register("before_serve_document", order=-1)
def check_document_may_be_seen(document, request):
    check_may_see(document, request.user)


@hooks.register("register_admin_urls")
def register_stored_files():
    return stored_files.urlpatterns


@hooks.register("register_admin_urls")
def register_due():
    return due.urlpatterns


@hooks.register("construct_homepage_panels")
def add_due_panel(request, panels):
    panels += [removals.RemovalsPanel(), due.DuePanel()]


@hooks.register("register_reports_menu_item")
def register_stored_files_menu_item():
    return stored_files.menu_item()


@hooks.register("before_delete_user")
def before_delete_user(request, user):
    return keep_account(request, user)


@hooks.register("before_bulk_action")
def before_bulk_action(request, action_type, objects, action_class_instance):
    kept = keep_accounts(request, action_type, objects)
    return kept or removals.refuse_bulk_unpublishing(request, action_type, objects)


@hooks.register("before_unpublish_page")
def before_unpublish_page(request, page):
    return removals.lead_to_withdrawal(request, page)


@hooks.register("register_page_header_buttons")
def register_page_header_buttons(page, user, view_name=None, next_url=None):
    return removals.buttons(page, user)


@hooks.register("register_admin_urls")
def register_removals():
    return [*removals.urlpatterns, *void_numbers.urlpatterns]


@hooks.register("register_reports_menu_item")
def register_removals_menu_item():
    return removals.menu_item()


@hooks.register("register_help_menu_item")
def register_help_menu_item():
    return roles_menu_item()


@hooks.register("register_admin_urls")
def register_admin_urls():
    return [path("still-here/", present, name="disclosure_account_present")]


@hooks.register("insert_global_admin_js")
def insert_global_admin_js():
    return session_script()


@hooks.register("construct_page_action_menu")
def construct_page_action_menu(menu_items, request, context):
    hide_publish_button(menu_items, request, context)


@hooks.register("before_edit_page")
def before_edit_page(request, page):
    note_that_review_is_stale(request, page)
