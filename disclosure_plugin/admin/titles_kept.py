"""Titles that Wagtail's own views would tell whoever may sign in to the admin.

Most of these views leave the question who may see a page to the act that follows, and name the
page before. They are asked by key, so it takes no link to get there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView, ExternalLinkView
from wagtail.admin.views.generic.workflow import PreviewRevisionForTask
from wagtail.admin.views.pages.workflow import WorkflowPageViewMixin
from wagtail.models import Page

from disclosure_plugin.actions.wrapping import wrap
from disclosure_plugin.models import UploadMixin
from disclosure_plugin.queries.upload_permissions import usable_by
from disclosure_plugin.queries.view_restrictions import (
    whose_newest_title_may_be_seen,
    with_what_may_be_seen,
)

from .review_pages import may_see_review

# As Wagtail's templates of bulk actions know it.
NO_ACCESS = "items_with_no_access"


def keep_titles() -> None:
    """Stand around Wagtail's views; called once, at start-up."""
    wrap(BrowseView, "get_object_list", _begin_where_it_may_be_seen)
    wrap(ChosenMultipleView, "get", _choose_what_may_be_seen)
    wrap(ExternalLinkView, "post", _leave_address_as_it_is)
    wrap(BulkAction, "get_actionable_objects", _leave_out_what_is_hidden)
    wrap(WorkflowPageViewMixin, "add_not_in_moderation_error", _name_page_to_who_knows_it)
    wrap(PreviewRevisionForTask, "get", _preview_to_who_knows_it)


def _begin_where_it_may_be_seen(wagtails: Callable[[], Any], view: Any) -> Any:
    """The window shows the page it begins at, which the hook for its list is not asked about."""
    above = view.parent_page.get_ancestors(inclusive=True)
    seen = whose_newest_title_may_be_seen(above, view.request.user)
    view.parent_page = (seen.last() or Page.get_first_root_node()).specific
    return wagtails()


def _choose_what_may_be_seen(
    wagtails: Callable[[HttpRequest], HttpResponseBase], view: Any, request: HttpRequest
) -> HttpResponseBase:
    keys = [key for key in request.GET.getlist("id") if key.isdecimal()]
    seen = whose_newest_title_may_be_seen(Page.objects.filter(pk__in=keys), request.user)
    asked = request.GET.copy()
    asked.setlist("id", [str(key) for key in seen.values_list("pk", flat=True)])
    request.GET = asked  # type: ignore[assignment]
    return wagtails(request)


def _leave_address_as_it_is(
    wagtails: Callable[[HttpRequest], HttpResponseBase], view: Any, request: HttpRequest
) -> HttpResponseBase:
    """An address of ours becomes a link to its page, which is named by its draft's title."""
    answer: Any = wagtails(request)
    said = json.loads(answer.content)
    page = said.get("internal") or said.get("result") or {}
    found = Page.objects.filter(pk=page.get("id"))
    if found and not whose_newest_title_may_be_seen(found, request.user):
        kept: HttpResponseBase = view.render_chosen_response(view.get_result_data())
        return kept
    return answer


def ask_who_may_move(request: HttpRequest, page: Page, destination: Page) -> None:
    """Refuse a move before its confirmation names both pages; Wagtail asks when it is confirmed.

    Raises:
        PermissionDenied: whoever asks may not move it, or not see where to.
    """
    seen = with_what_may_be_seen(Page.objects.filter(pk=destination.pk), request.user)
    if not (page.permissions_for_user(request.user).can_move() and seen.exists()):
        raise PermissionDenied


def _leave_out_what_is_hidden(
    wagtails: Callable[[], tuple[list[Any], dict[str, list[Any]]]], view: Any
) -> tuple[list[Any], dict[str, list[Any]]]:
    """What somebody may not change is listed as such: of all there is, if the address says so."""
    changed, left = wagtails()
    found = view.model._default_manager.filter(pk__in=[one.pk for one in left[NO_ACCESS]])
    if issubclass(view.model, Page):
        found = whose_newest_title_may_be_seen(found, view.request.user)
    elif issubclass(view.model, UploadMixin):
        found = usable_by(view.request.user, found)
    seen = set(found.values_list("pk", flat=True))
    return changed, {**left, NO_ACCESS: [one for one in left[NO_ACCESS] if one.pk in seen]}


def _name_page_to_who_knows_it(wagtails: Callable[[], None], view: Any) -> None:
    """A page that waits for nobody is named with a sentence that says so, to whoever asks."""
    if not may_see_review(view.object, view.request.user):
        raise PermissionDenied
    wagtails()


def _preview_to_who_knows_it(
    wagtails: Callable[..., HttpResponseBase], view: Any, request: HttpRequest, **kwargs: Any
) -> HttpResponseBase:
    waits = view.task_state is not None
    if isinstance(view.object, Page) and not (waits or may_see_review(view.object, request.user)):
        raise PermissionDenied
    return wagtails(request, **kwargs)
