"""Reviews county-wide: how many steps each kind of item passes, and what went another way."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from disclosure_plugin.actions.review_rules import forget_rule, set_rule
from disclosure_plugin.admin.menu import COUNTY_LISTS
from disclosure_plugin.admin.review_steps import disclosed_kinds, kind_name
from disclosure_plugin.domain.review_chain import (
    LEAST_STEPS,
    MOST_STEPS,
    REASON_MAX_CHARACTERS,
)
from disclosure_plugin.editor.reviews import review_refusal
from disclosure_plugin.errors import Refused
from disclosure_plugin.register.models import ReviewException, ReviewRule
from disclosure_plugin.tenancy.models import Bureau

from .county import CountyPage, CountyViewSet, may, name_of, require

INDEX = "disclosure_county_reviews:index"
SHOWN = 200


class RuleForm(forms.Form):
    """How many steps one kind of item passes at least."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of item"), required=False)
    steps = forms.IntegerField(
        label=gettext_lazy("Steps"), min_value=0, max_value=MOST_STEPS, initial=LEAST_STEPS
    )
    several = forms.BooleanField(
        label=gettext_lazy("one person may sign several steps"), required=False
    )
    reason = forms.CharField(
        label=pgettext_lazy("of a rule of reviews", "Reason"),
        max_length=REASON_MAX_CHARACTERS,
        required=False,
        help_text=gettext_lazy(
            "Needed where the review is reduced; it stands on every review sheet."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [
            (model._meta.label_lower, str(model._meta.verbose_name)) for model in disclosed_kinds()
        ]
        choices = [("", _("All kinds that have no rule of their own")), *kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]


def exception_rows() -> list[dict[str, Any]]:
    """Return a row for each review that went another way, the newest first."""
    names = dict(Bureau.objects.values_list("code", "name"))
    return [
        {"bureau": names.get(one.bureau, one.bureau), "one": one, "kind": kind_name(one.kind)}
        for one in ReviewException.objects.all()[:SHOWN]
    ]


class ReviewsCountyView(CountyPage):
    """The county's rules, and reviews that were reduced or signed by override."""

    template_name = "disclosure_tenancy/admin/reviews.html"
    page_title = gettext_lazy("Reviews")
    header_icon = "tasks"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = list(ReviewRule.objects.all())
        least = next((one.steps for one in rules if not one.kind), LEAST_STEPS)
        return {
            "form": RuleForm(),
            **super().get_context_data(**kwargs),
            "rules": [
                {
                    "one": one,
                    "kind": kind_name(one.kind) if one.kind else "",
                    "is_reduced": one.steps < (least if one.kind else LEAST_STEPS),
                }
                for one in rules
            ],
            "least": least,
            "exceptions": exception_rows(),
            "may_change": may(self.request, "change"),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        require(request, "change")
        form = RuleForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            try:
                set_rule(
                    said["kind"],
                    said["steps"],
                    several=said["several"],
                    reason=said["reason"],
                    by=name_of(request),
                )
            except Refused as refused:
                form.add_error("steps", review_refusal(refused))
            else:
                messages.success(request, _("The rule holds from now on, in every bureau."))
                return redirect(INDEX)
        return self.render_to_response(self.get_context_data(form=form))


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the rule of one kind back: the one for all kinds holds for it again."""
    require(request, "change")
    forget_rule(pk)
    messages.success(request, _("The rule is gone; the one for all kinds holds."))
    return redirect(INDEX)


class ReviewsCountyViewSet(CountyViewSet):
    """Menu entry and addresses."""

    name = "disclosure_county_reviews"
    icon = "tasks"
    menu_label = gettext_lazy("Reviews")
    menu_order = 247
    menu_hook = COUNTY_LISTS.hook

    def get_patterns(self) -> list[Any]:
        return [
            path("", ReviewsCountyView.as_view(), name="index"),
            path("<int:pk>/forget/", forget, name="forget"),
        ]


county_reviews_viewset = ReviewsCountyViewSet()
