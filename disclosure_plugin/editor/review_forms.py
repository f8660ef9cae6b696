"""The form of a signature: the six points, the confidentiality check, and a comment."""

from __future__ import annotations

import functools
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy
from wagtail.forms import TaskStateCommentForm

from disclosure_plugin.domain.review_answers import (
    NOTE_MAX_CHARACTERS,
    Carrier,
    Channel,
    Disclosure,
    Point,
    check_answers,
)
from disclosure_plugin.domain.review_chain import REASON_MAX_CHARACTERS
from disclosure_plugin.errors import Refused

from .reviews import (
    CARRIERS,
    CHANNELS,
    DISCLOSURES,
    GROUNDS,
    OPINIONS,
    point_name,
    review_refusal,
)


class ReturnForm(TaskStateCommentForm):
    """A comment, and what was found against disclosing it, if that is why."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Not to be disclosed because it is a"),
        choices=[("", pgettext_lazy("no ground of a check", "nothing of this")), *GROUNDS.items()],
        required=False,
    )
    basis = forms.CharField(
        label=gettext_lazy("Basis on which it is not to be disclosed"),
        max_length=NOTE_MAX_CHARACTERS,
        required=False,
    )


class ApprovalForm(TaskStateCommentForm):
    """Asks for what the domain demands, and says in the form what is missing.

    Sent without having been shown, it is let through: the sign-off refuses it aloud, where
    Wagtail would pass over it in silence.
    """

    was_shown = forms.CharField(widget=forms.HiddenInput, initial="1", required=False)
    checklist = confidentiality = False

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("was_shown") and not self.errors:
            try:
                check_answers(
                    said,
                    checklist=self.checklist,
                    confidentiality=self.confidentiality,
                    is_public=False,  # the sign-off knows the page
                )
            except Refused as refused:
                self.add_error(None, review_refusal(refused))
        return said


def _note(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=NOTE_MAX_CHARACTERS, required=False)


_point_label = lazy(point_name, str)
_note_label = lazy(
    lambda point: gettext("Note on “%(point)s”") % {"point": point_name(point)}, str
)


def _points() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for point in Point:
        fields[point.value] = forms.BooleanField(label=_point_label(point.value), required=False)
        fields[f"note_{point.value}"] = _note(_note_label(point.value))
    return fields


def _confidentiality() -> dict[str, forms.Field]:
    return {
        "carrier": forms.ChoiceField(
            label=gettext_lazy("Carrier of the information"),
            choices=list(CARRIERS.items()),
            initial=Carrier.OTHER.value,
            widget=forms.RadioSelect,
        ),
        "channels": forms.MultipleChoiceField(
            label=gettext_lazy("Ways of publication"),
            choices=list(CHANNELS.items()),
            initial=[Channel.WEBSITE.value],
            widget=forms.CheckboxSelectMultiple,
        ),
        # Nothing is chosen beforehand: this is what the check is for.
        "opinion": forms.ChoiceField(
            label=gettext_lazy("Opinion of the confidentiality check"),
            choices=list(OPINIONS.items()),
            widget=forms.RadioSelect,
            help_text=gettext_lazy("What is not to be disclosed is sent back, not approved."),
        ),
        "confidentiality_note": _note(gettext_lazy("Note on the confidentiality check")),
        "disclosure": forms.ChoiceField(
            label=gettext_lazy("Attribute of disclosure"),
            choices=list(DISCLOSURES.items()),
            initial=Disclosure.OPEN.value,
            widget=forms.RadioSelect,
        ),
        "disclosure_reason": _note(gettext_lazy("If it is not open: on what that rests")),
    }


@functools.cache
def approval_form(*, checklist: bool, confidentiality: bool) -> type[ApprovalForm]:
    """Return the form of an approval.

    Args:
        checklist: whether the six points are asked for.
        confidentiality: whether the confidentiality check is.
    """
    fields = {
        **(_points() if checklist else {}),
        **(_confidentiality() if confidentiality else {}),
    }
    for field in fields.values():
        field.required = False
    parts = {
        "checklist": checklist,
        "confidentiality": confidentiality,
        "field_order": [*fields, "comment"],
    }
    return type("StepApprovalForm", (ApprovalForm,), {**fields, **parts})


class OverrideForm(forms.Form):
    """Why a step is signed by somebody whose step it is not."""

    override_reason = forms.CharField(
        label=pgettext_lazy("of an override of a step", "Reason"),
        max_length=REASON_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Who is absent, since when, and why it cannot wait. The county reads it."
        ),
    )
