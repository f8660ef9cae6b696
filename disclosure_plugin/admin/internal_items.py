"""What can be done with an item that is disclosed to staff, and where its screens are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.models import Page

from disclosure_plugin.actions.internal_ending import end_disclosure
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused
from disclosure_plugin.models import InternalEntry
from disclosure_plugin.models.doorway import is_disclosed
from disclosure_plugin.models.internal_register import REASON_MAX_CHARACTERS
from disclosure_plugin.queries.internal_items import may_read

from .internal_list import InternalIndexView
from .internal_readers import ReadersView, ReportView
from .internal_screens import HAND, LIST, LOOK, EntryScreen


class EndForm(forms.Form):
    """Why staff are not to read it any more."""

    reason = forms.CharField(
        label=pgettext_lazy("internal register", "Reason"),
        max_length=REASON_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Staff read it at the item's address. No personal data."),
    )


class EndView(EntryScreen, FormView):
    """End the disclosure of one item to staff."""

    form_class = EndForm
    permission = HAND
    template_name = "disclosure_plugin/admin/internal_end.html"
    page_title = gettext_lazy("End the disclosure to staff")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, entry=self.entry)

    def form_valid(self, form: EndForm) -> HttpResponse:
        try:
            end_disclosure(self.entry, reason=form.cleaned_data["reason"], user=self.request.user)
        except Refused as refused:
            form.add_error("reason", refusal_sentence(refused))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("“%(title)s” is not disclosed to staff any more.") % {"title": self.entry.title},
        )
        return redirect(LIST)


def buttons(page: Page, user: Any) -> Iterator[Button]:
    """Yield what somebody may do with a page that is disclosed to staff."""
    if page.live or not is_disclosed(page):
        return
    entry = InternalEntry.objects.filter(page=page.pk, live=True).first()
    if entry is None or not may_read(entry, user):
        return
    yield Button(
        _("Read it as staff do"),
        reverse("disclosure_internal_page", args=[page.pk]),
        icon_name="view",
        priority=61,
    )
    if user.has_perm(LOOK):
        yield Button(
            _("Who has read it"),
            reverse("disclosure_internal_readers", args=[page.pk]),
            icon_name="tasks",
            priority=62,
        )
    if user.has_perm(HAND):
        yield Button(
            _("End the disclosure to staff"),
            reverse("disclosure_internal_end", args=[page.pk]),
            icon_name="undo",
            priority=63,
        )


urlpatterns = [
    path("disclosure/internal/", InternalIndexView.as_view(), name=LIST),
    path(
        "disclosure/internal/results/",
        InternalIndexView.as_view(results_only=True),
        name="disclosure_internal_results",
    ),
    path("disclosure/internal/report/", ReportView.as_view(), name="disclosure_internal_report"),
    path(
        "disclosure/internal/<int:page>/readers/",
        ReadersView.as_view(),
        name="disclosure_internal_readers",
    ),
    path("disclosure/internal/<int:page>/end/", EndView.as_view(), name="disclosure_internal_end"),
]
