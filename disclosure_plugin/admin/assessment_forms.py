"""Forms of an assessment: its head, its parts, one assessor's scores."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from disclosure_plugin.models import (
    Assessment,
    AssessmentCriterion,
    AssessmentScore,
    AssessmentSubject,
    AssessmentTask,
)
from disclosure_plugin.queries.people import can_work

# Empty lines below those that are filled in: no script is needed to add some.
EMPTY_LINES = 3
NOTE_LONGEST = 200


class AssessmentForm(forms.ModelForm):
    class Meta:
        model = Assessment
        fields = ("title", "year", "group")

    def __init__(self, *args: Any, groups: QuerySet[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]


def parts_forms(assessment: Assessment, data: Any = None) -> list[Any]:
    """Return the lines of tasks, criteria, and sections and persons, as formsets."""
    tasks = _formset(AssessmentTask, ("text", "section", "due_on", "outcome"))
    criteria = _formset(AssessmentCriterion, ("of", "name", "weight", "task"))
    subjects = _formset(AssessmentSubject, ("kind", "name", "post", "account"))
    found = [
        made(data, instance=assessment, prefix=prefix)
        for made, prefix in ((tasks, "tasks"), (criteria, "criteria"), (subjects, "subjects"))
    ]
    for form in [*found[1].forms, found[1].empty_form]:
        form.fields["task"].queryset = assessment.tasks.all()
    for form in [*found[2].forms, found[2].empty_form]:
        form.fields["account"].queryset = can_work()
        form.fields["account"].label_from_instance = lambda user: (
            user.get_full_name() or user.get_username()
        )
    for form in found[0].forms:
        form.fields["due_on"].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return found


def _formset(model: Any, fields: tuple[str, ...]) -> Any:
    return forms.inlineformset_factory(
        Assessment, model, fields=fields, extra=EMPTY_LINES, can_delete=True
    )


def score_form(subject: AssessmentSubject, user: Any, data: Any = None) -> Any:
    """Return the form in which one assessor gives one subject their scores."""
    criteria = list(subject.assessment.criteria.filter(of=subject.kind).select_related("task"))
    given = {
        row.criterion_id: row
        for row in AssessmentScore.objects.filter(subject=subject, assessor=user)
    }
    return ScoreForm(data, criteria=criteria, given=given)


class ScoreForm(forms.Form):
    """A score and a note for each criterion; an empty score is none."""

    def __init__(
        self,
        *args: Any,
        criteria: list[AssessmentCriterion],
        given: dict[int, AssessmentScore],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for one in criteria:
            before = given.get(one.pk)
            self.fields[f"score-{one.pk}"] = forms.DecimalField(
                label=_("%(criterion)s (weight %(weight)s)")
                % {"criterion": one.name, "weight": one.weight.normalize().__format__("f")},
                help_text=one.task.text if one.task else "",
                required=False,
                min_value=Decimal(0),
                max_value=Decimal(100),
                max_digits=4,
                decimal_places=1,
                initial=before.score if before else None,
            )
            self.fields[f"note-{one.pk}"] = forms.CharField(
                label=pgettext("of a score", "Note"),
                required=False,
                max_length=NOTE_LONGEST,
                initial=before.note if before else "",
            )

    def scores(self) -> dict[AssessmentCriterion, tuple[Decimal | None, str]]:
        """Return what was given, by criterion."""
        said = self.cleaned_data
        return {one: (said[f"score-{one.pk}"], said[f"note-{one.pk}"]) for one in self.criteria}
