"""Make the index number of something that is public no more void, for good."""

from __future__ import annotations

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.models import Page

from disclosure_plugin.actions.registering import NO_LONGER_PUBLIC, make_void
from disclosure_plugin.domain.removals import REASON_MAX_CHARACTERS
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused
from disclosure_plugin.models.doorway import is_disclosed
from disclosure_plugin.register.models import RegisterEntry

from .removals import DECIDE, RemovalMixin


class VoidForm(forms.Form):
    """Why; visitors read it at the number's address."""

    reason = forms.CharField(
        label=pgettext_lazy("of a void number", "Reason"),
        max_length=REASON_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Visitors read it at the number's address. No personal data."),
    )


class VoidView(RemovalMixin, FormView):
    """One form for one number; it cannot be undone."""

    form_class = VoidForm
    template_name = "disclosure_plugin/admin/void_number.html"
    page_title = gettext_lazy("Make the index number void")
    permission = DECIDE

    @cached_property
    def entry(self) -> RegisterEntry:
        page = get_object_or_404(Page, pk=self.kwargs["page"])
        entry = page.specific.register_entry if is_disclosed(page) else None
        if entry is None:
            raise Http404
        return entry

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs, entry=self.entry, may_be_void=self.entry.state in NO_LONGER_PUBLIC
        )

    def form_valid(self, form):
        try:
            make_void(self.entry.number, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error("reason", refusal_sentence(refused))
            return self.form_invalid(form)
        messages.success(
            self.request, _("The number %(number)s is void.") % {"number": self.entry.number}
        )
        return redirect("wagtailadmin_pages:edit", self.entry.page)


urlpatterns = [
    path("disclosure/void/<int:page>/", VoidView.as_view(), name="disclosure_void_number"),
]
