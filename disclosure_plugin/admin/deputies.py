"""Deputies of reviewers who are away: named by themselves or by an administrator."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.validators import MaxValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import AdminDateInput

from disclosure_plugin.actions.deputies import end_deputy, may_name_for, name_deputy
from disclosure_plugin.editor.reviews import review_refusal
from disclosure_plugin.errors import Refused
from disclosure_plugin.models import ReviewDeputy, ReviewStep
from disclosure_plugin.queries.people import can_work

from .menu import MenuItemFor
from .people_forms import ColleagueField
from .review_pages import MANAGE, ReviewScreen, signs_something

SHOWN = 200
# A deputy's time ends with the day after, and there must be one.
LAST_DAY = date.max - timedelta(days=1)


class DeputyForm(forms.Form):
    """Who is away, who signs for them, from which day to which."""

    reviewer = ColleagueField(
        label=gettext_lazy("Who is away"), queryset=get_user_model().objects.none()
    )
    deputy = ColleagueField(
        label=gettext_lazy("Who signs for them"), queryset=get_user_model().objects.none()
    )
    from_day = forms.DateField(label=pgettext_lazy("of a deputy", "From"), widget=AdminDateInput())
    to_day = forms.DateField(
        label=pgettext_lazy("of a deputy", "To, included"),
        validators=[MaxValueValidator(LAST_DAY)],
        widget=AdminDateInput(),
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signers = can_work().filter(
            groups__in=ReviewStep.objects.filter(active=True).values("groups")
        )
        mine = signers if by.has_perm(MANAGE) else signers.filter(pk=by.pk)
        for name, people in (("reviewer", mine), ("deputy", can_work())):
            self.fields[name].queryset = people.distinct().order_by("username")  # type: ignore[attr-defined]
        if not by.has_perm(MANAGE):
            self.fields["reviewer"].initial = by.pk


class DeputiesView(ReviewScreen):
    """Who signs for whom, now and later, and a form for one more."""

    template_name = "disclosure_plugin/admin/deputies.html"
    page_title = gettext_lazy("Deputies of reviewers")
    header_icon = "group"

    def may_open(self) -> bool:
        return may_open(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        named = ReviewDeputy.objects.all()
        if not user.has_perm(MANAGE):
            named = named.filter(reviewer=user.pk) | named.filter(deputy=user.pk)
        running = named.not_over()
        return {
            "form": DeputyForm(by=user),
            **super().get_context_data(**kwargs),
            "running": [(one, may_name_for(user, one.reviewer)) for one in running[:SHOWN]],
            "over": named.exclude(pk__in=running.values("pk"))[:SHOWN],
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DeputyForm(request.POST, by=request.user)
        if form.is_valid():
            said = form.cleaned_data
            try:
                named = name_deputy(
                    said["reviewer"],
                    said["deputy"],
                    from_day=said["from_day"],
                    to_day=said["to_day"],
                    by=request.user,
                )
            except Refused as refused:
                form.add_error(None, review_refusal(refused))
            else:
                messages.success(
                    request,
                    _("%(deputy)s signs for %(reviewer)s.")
                    % {"deputy": named.deputy_name, "reviewer": named.reviewer_name},
                )
                return redirect("disclosure_deputies")
        return self.render_to_response(self.get_context_data(form=form))


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a deputy before their last day."""
    end_deputy(get_object_or_404(ReviewDeputy, pk=pk), by=request.user)
    messages.success(request, _("It has ended."))
    return redirect("disclosure_deputies")


def may_open(user: Any) -> bool:
    """Say whether somebody has to do with deputies at all."""
    return bool(user.has_perm(MANAGE) or signs_something(user))


def menu_item() -> MenuItem:
    """Return the entry among the reports."""
    return MenuItemFor(
        _("Deputies of reviewers"),
        reverse("disclosure_deputies"),
        name="disclosure-deputies",
        icon_name="group",
        order=95,
        shown_to=may_open,
    )


urlpatterns = [
    path("disclosure/deputies/", DeputiesView.as_view(), name="disclosure_deputies"),
    path("disclosure/deputies/<int:pk>/end/", end, name="disclosure_deputy_end"),
]
