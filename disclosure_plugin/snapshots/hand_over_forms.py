"""Forms of handing over: ask for one, and record the archives' receipt."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from .hand_overs import HandOver


class HandOverForm(forms.ModelForm):
    """Which snapshots."""

    class Meta:
        model = HandOver
        fields = ("period_from", "period_to", "retention")
        widgets = {"period_from": AdminDateInput, "period_to": AdminDateInput}
        help_texts = {
            "period_from": gettext_lazy("Snapshots that were finished on this day or later."),
            "period_to": gettext_lazy("Snapshots that were finished on this day or before."),
            "retention": gettext_lazy("Only those of this class; none: all of them."),
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        begin, end = found.get("period_from"), found.get("period_to")
        if begin and end and begin > end:
            self.add_error("period_to", _("The last day is before the first."))
        if begin and begin > timezone.localdate():
            self.add_error("period_from", _("No snapshot is finished after today."))
        return found


class ReceiptForm(forms.ModelForm):
    """Who received it, when, under which number, and that it is the same file."""

    digest = forms.CharField(
        label=gettext_lazy("SHA-256 that they have computed"),
        help_text=gettext_lazy("Of the file as they received it, 64 digits."),
        max_length=100,
    )

    class Meta:
        model = HandOver
        fields = ("received_on", "received_by", "received_role", "received_number")
        widgets = {"received_on": AdminDateInput}
        help_texts = {
            "received_by": gettext_lazy("Such as the county archives."),
            "received_role": gettext_lazy("A post, not a person's name."),
            "received_number": gettext_lazy("Under which they keep it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("received_on", "received_by", "received_role"):
            self.fields[name].required = True
        self.order_fields([*self.Meta.fields[:-1], "received_number", "digest"])

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("It cannot have been received after today."))
        if day < timezone.localdate(self.instance.finished_at):
            raise forms.ValidationError(_("It cannot have been received before it was made."))
        return day

    def clean_digest(self) -> str:
        digest = "".join(self.cleaned_data["digest"].split()).lower()
        if digest != self.instance.sha256:
            raise forms.ValidationError(
                _(
                    "This is not the SHA-256 of the file that was handed over. What they have "
                    "is damaged or another file: let them fetch it again."
                )
            )
        return digest
