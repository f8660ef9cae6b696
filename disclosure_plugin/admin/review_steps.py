"""The steps of the bureau's review: put together by its administrators, as the county allows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from disclosure_plugin.actions.review_chain import StepPlan, set_chain
from disclosure_plugin.domain.review_chain import MOST_STEPS, StepKind
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.editor.reviews import review_refusal, step_kind_choices
from disclosure_plugin.errors import Refused
from disclosure_plugin.models import DisclosedMixin, ReviewStep
from disclosure_plugin.queries.review_chain import bureaus_workflow, chain_of
from disclosure_plugin.queries.roles import roles
from disclosure_plugin.register.disclosed_types import DisclosedType
from disclosure_plugin.register.review_rules import ReviewRule, least_steps, rules

from .review_pages import MANAGE, ReviewScreen


class StepForm(forms.Form):
    """One step; a line that is left without a name is none."""

    key = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=pgettext_lazy("of a step of a review", "Name"), max_length=60, required=False
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("of a step of a review", "Kind"), choices=step_kind_choices
    )
    groups = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who signs it"),
        queryset=Group.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    checklist = forms.BooleanField(label=gettext_lazy("asks for the six points"), required=False)
    confidentiality = forms.BooleanField(
        label=gettext_lazy("asks for the confidentiality check"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = roles()  # type: ignore[attr-defined]

    def plan(self) -> StepPlan | None:
        """Return what was filled in; None where no step was."""
        said = self.cleaned_data
        if not said.get("name", "").strip():
            return None
        return StepPlan(
            name=said["name"].strip(),
            kind=StepKind(said["kind"]),
            groups=list(said["groups"]),
            checklist=said["checklist"],
            confidentiality=said["confidentiality"],
            key=said["key"],
        )


# Always as many lines as there may be steps: no script is needed to add one.
StepFormSet = forms.formset_factory(
    StepForm, extra=0, can_order=True, max_num=MOST_STEPS, absolute_max=MOST_STEPS
)


class ReviewStepsView(ReviewScreen):
    """The steps in their order, and what the county demands."""

    template_name = "disclosure_plugin/admin/review_steps.html"
    page_title = gettext_lazy("Steps of the review")

    def may_open(self) -> bool:
        return bool(self.request.user.has_perm(MANAGE))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "forms": StepFormSet(initial=self._initial()),
            **super().get_context_data(**kwargs),
            "least": least_steps(),
            "most": MOST_STEPS,
            "several": rules().get("", (0, False))[1],
            "rules": [
                {"rule": one, "kind": kind_name(one.kind)}
                for one in ReviewRule.objects.exclude(kind="")
            ],
        }

    def _initial(self) -> list[dict[str, Any]]:
        steps = [
            {
                "key": step.pk,
                "name": step.name,
                "kind": step.kind,
                "groups": [group.pk for group in step.groups.all()],
                "checklist": step.asks_checklist,
                "confidentiality": step.asks_confidentiality,
            }
            for step in chain_of(bureaus_workflow())
        ]
        empty = {"kind": StepKind.OFFICE.value}
        lines = [*steps, *[empty] * (MOST_STEPS - len(steps))]
        return [{**line, "ORDER": place} for place, line in enumerate(lines, 1)]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lines = StepFormSet(request.POST)
        if lines.is_valid():
            plans = [plan for line in lines.ordered_forms if (plan := line.plan()) is not None]
            try:
                set_chain(plans)
            except Refused as refused:
                messages.error(request, review_refusal(refused))
            except ActRefused as refused:
                messages.error(request, str(refused))
            else:
                messages.success(request, _("The steps of the review are set."))
                return redirect("disclosure_review_steps")
        return self.render_to_response(self.get_context_data(forms=lines))


def kind_name(kind: str) -> str:
    """Return what a kind of item is called; its technical name where there is none any more."""
    for model in disclosed_kinds():
        if model._meta.label_lower == kind:
            return str(model._meta.verbose_name)
    return kind


def disclosed_kinds() -> list[type[DisclosedMixin]]:
    """Return the page types that disclose something, in the order of their names."""
    known = {(one.app_label, one.model) for one in DisclosedType.objects.all()}
    found = [
        model
        for model in apps.get_models()
        if (model._meta.app_label, model._meta.model_name) in known
        and issubclass(model, DisclosedMixin)
    ]
    return sorted(found, key=lambda model: str(model._meta.verbose_name))


class ReviewStepsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MANAGE)) and ReviewStep.objects.exists()


def menu_item() -> MenuItem:
    """Return the entry among the settings."""
    return ReviewStepsMenuItem(
        _("Steps of the review"),
        reverse("disclosure_review_steps"),
        name="disclosure-review-steps",
        icon_name="tasks",
        order=100,
    )


urlpatterns = [
    path("disclosure/review-steps/", ReviewStepsView.as_view(), name="disclosure_review_steps")
]
