"""The bureau's schedule on its dashboard: is the scheduler alive, and what waits for whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.components import Component

from disclosure_plugin import bureaus
from disclosure_plugin.domain.due import Reason, Standing
from disclosure_plugin.editor.schedule_zone import time_zone_in_words
from disclosure_plugin.queries.due import Item, overview, visible
from disclosure_plugin.register.clock import database_now
from disclosure_plugin.register.due import Due
from disclosure_plugin.register.due_claims import retry

SHOWN = 10


def standing_in_words(standing: Standing) -> str:
    """Say where something due stands."""
    return {
        Standing.SCHEDULED: pgettext("something due", "scheduled"),
        Standing.LATE: pgettext("something due", "late"),
        Standing.PARKED: pgettext("something due", "laid aside"),
    }[standing]


def reason_in_words(item: Item) -> str:
    """Say why something was laid aside: as its history tells it, else what is known."""
    reason = item.row.why()
    if reason is None:
        return ""
    return (
        item.sentence
        or {
            Reason.REFUSED: _("It was refused. Edit it and publish it again."),
            Reason.FAILED: _(
                "The program failed, again and again. County IT finds it in the log."
            ),
            Reason.DIED: _("The program broke down each time it was tried. Ask county IT."),
        }[reason]
    )


class DuePanel(Component):
    """The panel of the dashboard; everybody sees the scheduler, and their own items."""

    name = "disclosure_due"
    template_name = "disclosure_plugin/admin/due_panel.html"
    order = 90

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        request: HttpRequest = (parent_context or {})["request"]
        seen = overview(request.user, most=SHOWN)
        finder = AdminURLFinder(request.user)
        return {
            "request": request,
            "overview": seen,
            "counts": [(standing_in_words(one), seen.counts[one]) for one in Standing],
            "zone": time_zone_in_words(),
            "rows": [
                {
                    "pk": item.row.pk,
                    "title": _title(item.instance),
                    "url": finder.get_edit_url(item.instance),
                    "kind": item.row.get_kind_display(),
                    "due_at": item.row.due_at,
                    "standing": standing_in_words(item.standing),
                    "is_wrong": item.standing is not Standing.SCHEDULED,
                    "reason": reason_in_words(item),
                    "may_retry": item.may_retry,
                }
                for item in seen.items
            ],
        }


def _title(instance: Any) -> str:
    show = getattr(instance, "get_admin_display_title", None)
    return str(show() if show else instance)


@require_POST
def retry_due(request: HttpRequest, pk: int) -> HttpResponse:
    """Let something that failed be tried at once; for those who may publish it."""
    row = get_object_or_404(Due.objects.of(bureaus.current()).open(), pk=pk)
    item = next(iter(visible([row], request.user, now=database_now())), None)
    if item is None:
        raise Http404
    if row.attempts and not item.may_retry:
        raise PermissionDenied
    if retry(row.bureau, row.pk):
        messages.success(request, _("It is tried again now. Look again in a few seconds."))
    else:
        messages.warning(request, _("There is nothing to try again: it is being done just now."))
    return redirect("wagtailadmin_home")


urlpatterns = [
    path("disclosure/due/<int:pk>/retry/", retry_due, name="disclosure_retry_due"),
]
