"""What the editor of a disclosed page reads and presses: hand in, and never publish unreviewed."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from disclosure_plugin.models import DisclosedMixin
from disclosure_plugin.models.doorway import is_disclosed


def hide_publish_button(menu_items: list[Any], request: HttpRequest, context: Any) -> None:
    """Leave “Publish” out: a version that is just being saved was reviewed by nobody."""
    page = context.get("page")
    if is_disclosed(page) if page is not None else _makes_disclosed_page(request):
        menu_items[:] = [item for item in menu_items if item.name != "action-publish"]


def _makes_disclosed_page(request: HttpRequest) -> bool:
    names = request.resolver_match.kwargs if request.resolver_match else {}
    if "content_type_model_name" not in names:
        return False
    try:
        model = apps.get_model(names["content_type_app_name"], names["content_type_model_name"])
    except LookupError:
        return False
    return issubclass(model, DisclosedMixin)


def note_that_review_is_stale(request: HttpRequest, page: Page) -> None:
    """Say that another version than the newest is under review."""
    if request.method != "GET" or not is_disclosed(page):
        return
    state = page.current_workflow_task_state
    if state is not None and state.revision_id != page.latest_revision_id:
        messages.warning(
            request,
            _(
                "This page was changed after it had been handed in. The version under review is "
                "the earlier one and can no longer be approved: restart the review."
            ),
        )
