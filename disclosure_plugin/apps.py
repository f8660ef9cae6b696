from typing import Any

from django.apps import AppConfig
from django.db import router
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DisclosureConfig(AppConfig):
    name = "disclosure_plugin"
    verbose_name = _("Government affairs disclosure")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import init_new_page

        from . import checks  # noqa: F401  (registers the system checks)
        from .actions import due_repair, public_files, registering
        from .actions.annual_report_filling import fill_new_report
        from .actions.checking import check_what_is_handed_in
        from .actions.completeness import keep_incomplete_back
        from .actions.copying import keep_copies_apart
        from .actions.keeping_public import guard_public_pages
        from .actions.plan_tasks import keep_plans
        from .actions.publishing import hang_the_door
        from .actions.review_chain import guard_chain
        from .actions.reviewing import keep_sign_offs
        from .actions.search_index import index_disclosed_pages, leave_other_rows_alone
        from .admin.bureau_catalogue import choose_asked_row
        from .admin.mail_titles import keep_titles_out_of_mails
        from .admin.rich_text import keep_characters_whole
        from .admin.titles_kept import keep_titles
        from .editor.schedule_zone import say_time_zone
        from .models import doorway, fixed_revisions  # noqa: F401  (look at every save)
        from .queries import activities, counted_disclosure  # noqa: F401  (count the year)
        from .signals import (
            case_import_wanted,
            file_checks_wanted,
            inbox_filled,
            item_import_wanted,
            page_taken_down,
        )
        from .site.page_cache import forget_pages
        from .task_connections import keep_connections_fresh
        from .tasks import (
            send_case_import,
            send_file_checks,
            send_inbox_tasks,
            send_item_import,
        )

        keep_connections_fresh()
        doorway.guard_updates()
        hang_the_door()
        keep_copies_apart()
        leave_other_rows_alone()
        index_disclosed_pages()
        public_files.register_signal_handlers()
        registering.register_signal_handlers()
        due_repair.connect()
        keep_sign_offs()
        guard_chain()
        check_what_is_handed_in()
        keep_incomplete_back()
        guard_public_pages()
        keep_plans()
        keep_titles()
        keep_titles_out_of_mails()
        keep_characters_whole()
        say_time_zone()
        page_taken_down.connect(forget_pages, dispatch_uid="disclosure.forget_pages")
        file_checks_wanted.connect(send_file_checks, dispatch_uid="disclosure.send_file_checks")
        item_import_wanted.connect(send_item_import, dispatch_uid="disclosure.send_item_import")
        case_import_wanted.connect(send_case_import, dispatch_uid="disclosure.send_case_import")
        init_new_page.connect(choose_asked_row, dispatch_uid="disclosure.choose_asked_row")
        init_new_page.connect(fill_new_report, dispatch_uid="disclosure.fill_new_report")
        inbox_filled.connect(send_inbox_tasks, dispatch_uid="disclosure.send_inbox_tasks")
        post_migrate.connect(
            _watch_public_pages, sender=self, dispatch_uid="disclosure_plugin.watch_public_pages"
        )
        _watch_accounts()


def _watch_public_pages(*, using: str, **kwargs: Any) -> None:
    """Let tables that a migration has brought change the generation of public pages."""
    from wagtail.models import Page

    from .register import generations

    if router.allow_migrate_model(using, Page):  # not in the schema that bureaus share
        generations.watch()


def _watch_accounts() -> None:
    """Attach to Django's accounts, whoever changes them."""
    from django.contrib.auth import get_user_model, tokens
    from django.contrib.auth.signals import user_logged_in
    from django.db.models.signals import m2m_changed, pre_delete

    from .actions.keeping import protect
    from .actions.sessions import end_sessions_on_role_change
    from .admin.reset_tokens import BureauTokenGenerator
    from .admin.sessions import begin

    user = get_user_model()
    user_logged_in.connect(begin, dispatch_uid="disclosure_plugin.begin_session")
    pre_delete.connect(protect, sender=user, dispatch_uid="disclosure_plugin.keep_account")
    m2m_changed.connect(
        end_sessions_on_role_change,
        sender=user.groups.through,
        dispatch_uid="disclosure_plugin.end_sessions",
    )
    # The one object that Django's and Wagtail's views have all imported.
    tokens.default_token_generator.__class__ = BureauTokenGenerator
