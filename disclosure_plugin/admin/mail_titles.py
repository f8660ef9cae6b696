"""What Wagtail's e-mails tell of an item that is not for everybody.

They leave the bureau's site for mail servers of others. Of what is for staff or for a group they
say that something waits and where to read it: neither its title nor what is said about it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.mail import (
    BaseGroupApprovalTaskStateEmailNotifier,
    BaseWorkflowStateEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
)
from wagtail.admin.views.pages.edit import EditView

from disclosure_plugin.actions.wrapping import wrap
from disclosure_plugin.models.doorway import is_disclosed
from disclosure_plugin.queries.audiences import is_for_everybody

NOTIFIERS = (
    BaseGroupApprovalTaskStateEmailNotifier,
    BaseWorkflowStateEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
)


def keep_titles_out_of_mails() -> None:
    """Stand around Wagtail's notifiers; called once, at start-up."""
    for notifier in NOTIFIERS:
        wrap(notifier, "get_context", _context_without_title)
    wrap(EditView, "send_commenting_notifications", _send_comments)


def _context_without_title(
    wagtails: Callable[..., dict[str, Any]], notifier: Any, state: Any, **kwargs: Any
) -> dict[str, Any]:
    context = wagtails(state, **kwargs)
    page = context.get("page")
    if page is None or not _is_kept(page):
        return context
    nameless = copy.copy(page)
    # Asked for in the language of each recipient.
    nameless.get_admin_display_title = lambda: _("an item that is not for everybody")
    said = {"comment": ""} if "comment" in context else {}
    return {**context, "page": nameless, **said}


def _send_comments(wagtails: Callable[..., Any], view: Any, changes: Any) -> Any:
    """A mail about comments holds their words; they are read beside the item instead."""
    is_said = any(changes.values())  # most savings change no comment, and ask for nothing
    return None if is_said and _is_kept(view.page) else wagtails(changes)


def _is_kept(page: Any) -> bool:
    newest = page.get_latest_revision()
    return is_disclosed(page) and newest is not None and not is_for_everybody(newest, page)
