"""Hooks into the Wagtail admin; each returns something that is made elsewhere."""

from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page

from .actions import assessments as assessing
from .actions import finance_statements
from .actions.annual_report_submitting import RETURNED
from .actions.binning import RESTORED
from .actions.item_import import IMPORTED
from .actions.templating import FROM_TEMPLATE
from .admin import (
    annual_report_imports,
    annual_reports,
    bin,
    bureau_catalogue,
    day,
    deputies,
    due,
    edit_link,
    finance,
    internal_items,
    internal_list,
    internal_readers,
    new_year,
    personal_data,
    personal_data_report,
    plan_tasks,
    posting,
    previews,
    removals,
    review_inbox,
    review_sheets,
    review_steps,
    sheets,
    site_checks,
    stored_files,
    summaries,
    templates,
    titles_kept,
    update_cycles,
    uploads_api,
    void_numbers,
)
from .admin.activities import activity_viewset
from .admin.activity_log import ACTIVITY_ACTIONS
from .admin.annual_report_days import AnnualReportPanel
from .admin.annual_report_log import ANNUAL_REPORT_ACTIONS, ReturnedFormatter
from .admin.assessments import assessment_viewset
from .admin.case_imports import case_import_viewset
from .admin.catalogues import catalogue_viewset
from .admin.county_annual_reports import county_reports_viewset
from .admin.county_lists import (
    assessment_grades_viewset,
    finance_lines_viewset,
    synonyms_viewset,
)
from .admin.due_log import ParkedFormatter
from .admin.internal_log import INTERNAL_ACTIONS
from .admin.item_imports import item_import_viewset
from .admin.keeping import keep_account, keep_accounts
from .admin.menu import BOARD, GROUPS, RECORDS
from .admin.people import people_viewset
from .admin.people_log import PEOPLE_ACTIONS
from .admin.personal_data_log import PERSONAL_DATA_ACTIONS
from .admin.preview_log import PREVIEW_ACTIONS
from .admin.quarters import quarter_viewset
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
from .queries.view_restrictions import whose_newest_title_may_be_seen
from .site import internal_pages
from .site.expired import check_not_expired
from .site.page_cache import page_is_served
from .site.private_files import check_may_see


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [
        section_viewset,
        activity_viewset,
        summary_import_viewset,
        item_import_viewset,
        case_import_viewset,
        quarter_viewset,
        people_viewset,
        roles_viewset,
        catalogue_viewset,
        assessment_viewset,
        assessment_grades_viewset,
        synonyms_viewset,
        finance_lines_viewset,
        county_reports_viewset,
    ]


for group in GROUPS:
    hooks.register("register_admin_menu_item", group.menu_item)


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action(
        "disclosure.import_summary", _("Import a summary document"), _("Imported from a document")
    )
    actions.register_action(
        IMPORTED, _("Import an item from a list"), _("Imported from a list of items")
    )
    actions.register_action(
        finance_statements.BEGUN, _("Begin a finance statement"), _("Begun for a month")
    )
    actions.register_action(
        finance_statements.IMPORTED,
        _("Import a finance statement"),
        _("Imported from a spreadsheet"),
    )
    actions.register_action(
        assessing.SIGNED, _("Sign an assessment"), _("The assessment was signed")
    )
    actions.register_action(
        assessing.REOPENED,
        _("Open an assessment again"),
        _("The signature was taken back"),
    )
    actions.register_action(FROM_TEMPLATE, _("Begin with a template"), _("Begun with a template"))
    actions.register_action(RESTORED, _("Restore a deleted page"), _("Restored from the bin"))
    actions.register_action(
        "disclosure.replace_file", _("Replace the file"), _("The file was replaced")
    )
    actions.register_action(PARKED)(ParkedFormatter)
    actions.register_action(RETURNED)(ReturnedFormatter)
    for action, label, message in (
        *ANNUAL_REPORT_ACTIONS,
        *PEOPLE_ACTIONS,
        *REMOVAL_ACTIONS,
        *PERSONAL_DATA_ACTIONS,
        *PREVIEW_ACTIONS,
        *INTERNAL_ACTIONS,
        *ACTIVITY_ACTIONS,
    ):
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
def register_edit_link():
    return edit_link.urlpatterns


@hooks.register("register_admin_urls")
def register_due():
    return due.urlpatterns


@hooks.register("construct_homepage_panels")
def add_due_panel(request, panels):
    panels += [internal_list.InternalPanel()]
    panels += [day.DayPanel(), removals.RemovalsPanel(), due.DuePanel()]
    panels += [posting.PostingPanel(), update_cycles.UpdateCyclesPanel()]
    panels += [finance.FinancePanel(), AnnualReportPanel()]


@hooks.register("register_admin_urls")
def register_finance():
    return finance.urlpatterns


@hooks.register("register_reports_menu_item")
def register_finance_menu_item():
    return finance.menu_item()


@hooks.register("register_admin_urls")
def register_bureau_catalogue():
    return bureau_catalogue.urlpatterns


@hooks.register(BOARD.hook)
def register_bureau_catalogue_menu_item():
    return bureau_catalogue.menu_item()


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
    return [
        *review_sheets.buttons(page, user),
        *personal_data.buttons(page, user),
        *removals.buttons(page, user),
        *internal_items.buttons(page, user),
        *new_year.buttons(page, user),
        *templates.buttons(page, user),
        *finance.buttons(page, user),
        *annual_reports.buttons(page, user),
        *summaries.buttons(page, user),
    ]


@hooks.register("register_admin_urls")
def register_annual_reports():
    return [*annual_report_imports.urlpatterns, *annual_reports.urlpatterns]


@hooks.register("register_reports_menu_item")
def register_annual_reports_menu_item():
    return annual_reports.menu_item()


@hooks.register("register_admin_urls")
def register_removals():
    return [*removals.urlpatterns, *void_numbers.urlpatterns]


@hooks.register("register_admin_urls")
def register_personal_data():
    return [*personal_data.urlpatterns, *personal_data_report.urlpatterns]


@hooks.register("register_reports_menu_item")
def register_personal_data_menu_item():
    return personal_data_report.menu_item()


@hooks.register("register_reports_menu_item")
def register_removals_menu_item():
    return removals.menu_item()


@hooks.register("register_admin_urls")
def register_reviews():
    return [
        *deputies.urlpatterns,
        *previews.urlpatterns,
        *review_inbox.urlpatterns,
        *review_sheets.urlpatterns,
        *review_steps.urlpatterns,
    ]


@hooks.register("register_reports_menu_item")
def register_reviews_menu_item():
    return review_inbox.menu_item()


@hooks.register("register_reports_menu_item")
def register_deputies_menu_item():
    return deputies.menu_item()


@hooks.register("register_settings_menu_item")
def register_review_steps_menu_item():
    return review_steps.menu_item()


@hooks.register("register_admin_urls")
def register_bin():
    return [*bin.urlpatterns, *new_year.urlpatterns, *templates.urlpatterns]


@hooks.register("register_admin_urls")
def register_summaries():
    return [*summaries.urlpatterns, *plan_tasks.urlpatterns]


@hooks.register("register_reports_menu_item")
def register_plan_tasks_menu_item():
    return plan_tasks.menu_item()


@hooks.register(RECORDS.hook)
def register_begin_summary_menu_item():
    return summaries.menu_item()


@hooks.register("register_reports_menu_item")
def register_bin_menu_item():
    return bin.menu_item()


@hooks.register("after_delete_page")
def after_delete_page(request, page):
    bin.say_that_it_can_be_restored(request)


@hooks.register("after_bulk_action")
def after_bulk_action(request, action_type, objects, action_class_instance):
    if action_type == "delete" and any(isinstance(one, Page) for one in objects):
        bin.say_that_it_can_be_restored(request)


@hooks.register("register_admin_viewset")
def register_posting_places():
    return posting.posting_place_viewset


@hooks.register("register_admin_urls")
def register_internal_items():
    return [*internal_items.urlpatterns, *internal_pages.urlpatterns]


@hooks.register("register_admin_menu_item")
def register_internal_menu_item():
    return internal_list.menu_item()


@hooks.register("register_reports_menu_item")
def register_internal_report_menu_item():
    return internal_readers.report_menu_item()


@hooks.register("construct_page_chooser_queryset")
def leave_out_what_is_hidden(pages, request):
    return whose_newest_title_may_be_seen(pages, request.user)


@hooks.register("before_move_page", order=-1)
def ask_who_may_move(request, page, destination):
    titles_kept.ask_who_may_move(request, page, destination)


# After Wagtail's, whose places it takes.
@hooks.register("construct_admin_api", order=1)
def tell_usable_uploads(router):
    uploads_api.tell_usable_ones(router)


@hooks.register("register_admin_urls")
def register_boards():
    return [*update_cycles.urlpatterns, *posting.urlpatterns, *sheets.urlpatterns]


@hooks.register("register_admin_urls")
def register_site_checks():
    return site_checks.urlpatterns


@hooks.register("register_reports_menu_item")
def register_site_checks_menu_item():
    return site_checks.menu_item()


@hooks.register("register_reports_menu_item")
def register_update_cycles_menu_item():
    return update_cycles.menu_item()


@hooks.register("register_reports_menu_item")
def register_postings_menu_item():
    return posting.menu_item()


@hooks.register("register_page_header_buttons")
def register_sheet_buttons(page, user, view_name=None, next_url=None):
    return sheets.buttons(page, user)


@hooks.register("register_help_menu_item")
def register_help_menu_item():
    return roles_menu_item()


@hooks.register("register_admin_urls")
def register_admin_urls():
    return [path("still-here/", present, name="disclosure_account_present")]


@hooks.register("insert_editor_js")
def insert_editor_js():
    return format_html('<script src="{}"></script>', static("disclosure_plugin/paste.js"))


@hooks.register("insert_global_admin_css")
def insert_global_admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("disclosure_plugin/admin.css"))


@hooks.register("insert_global_admin_js")
def insert_global_admin_js():
    return session_script()


@hooks.register("construct_page_action_menu")
def construct_page_action_menu(menu_items, request, context):
    hide_publish_button(menu_items, request, context)


@hooks.register("before_create_page")
def before_create_page(request, parent_page, page_class):
    bureau_catalogue.note_asked_row(request)


@hooks.register("before_edit_page")
def before_edit_page(request, page):
    note_that_review_is_stale(request, page)
