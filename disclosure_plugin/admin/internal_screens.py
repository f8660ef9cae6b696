"""What the screens about staff-only disclosure share: who may see them, and their frame."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from disclosure_plugin.models import InternalEntry
from disclosure_plugin.queries.internal_items import is_staff, may_read

LOOK, HAND = "disclosure_plugin.view_internalentry", "disclosure_plugin.change_internalentry"
LIST = "disclosure_internal"
LIST_TITLE = pgettext_lazy("internal register", "Disclosed to staff")


def refuse_outsiders(request: HttpRequest) -> HttpResponse | None:
    """Refuse accounts of people who are not the bureau's own."""
    if is_staff(request.user):
        return None
    sentence = _("This is disclosed to the bureau's own staff only, and your account is not one.")
    return render(
        request,
        "disclosure_plugin/admin/internal_refused.html",
        {"sentence": sentence},
        status=403,
    )


def minute(at: datetime) -> str:
    """Return a time as tables and files of these screens write it."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


class InternalScreen(WagtailAdminTemplateMixin):
    """A screen of those who look after what is disclosed to staff."""

    header_icon = "lock-open"
    permission = LOOK
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        answer: HttpResponseBase = refuse_outsiders(request) or super().dispatch(
            request, *args, **kwargs
        )
        add_never_cache_headers(answer)
        return answer

    def get_breadcrumbs_items(self):
        above = {"url": reverse(LIST), "label": LIST_TITLE}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]


class EntryScreen(InternalScreen):
    """About one item, named in the address by its page."""

    @cached_property
    def entry(self) -> InternalEntry:
        entries = InternalEntry.objects.select_related("page", "audience_group")
        entry = get_object_or_404(entries, page=self.kwargs["page"])
        if not may_read(entry, self.request.user):
            raise Http404
        return entry

    def get_page_subtitle(self):
        return self.entry.title
