"""Forms of the county office: what is wrong is said by the actions, beside the field."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.tenancy import blueprints
from disclosure_plugin.tenancy.importing import csv_files
from disclosure_plugin.tenancy.models import Bureau
from disclosure_plugin.tenancy.wanted import Errors

# A year has about 250; nothing here runs longer.
MOST_WORKING_DAYS = 500
LAST_DAY = date(9000, 1, 1)  # the calendar itself ends soon after


def blueprint_choices() -> list[tuple[str, Any]]:
    """Return the blueprints by their titles; one whose file is broken is shown by its name."""
    choices: list[tuple[str, Any]] = [("", _("An empty site: a home page alone"))]
    for name in blueprints.names():
        try:
            blueprint = blueprints.load(name)
        except blueprints.BlueprintError:
            choices.append((name, name))
            continue
        choices.append((name, f"{blueprint.title} – {blueprint.description}".rstrip(" –")))
    return choices


class BureauEditForm(forms.Form):
    """What the county keeps about a bureau and can change."""

    name = forms.CharField(
        label=pgettext_lazy("bureau", "Name"),
        max_length=100,
        help_text=_("The full name, as on the letterhead."),
    )
    social_credit_code = forms.CharField(
        label=_("Unified social credit code"),
        required=False,
        max_length=40,
        help_text=_("Eighteen characters. Can be left empty."),
    )
    host = forms.CharField(
        label=_("Main host name"),
        max_length=253,
        help_text=_("For example jsj.example.gov.cn, without http:// and without a port."),
    )
    other_hosts = forms.CharField(
        label=_("Further host names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line. The site answers at each of them."),
    )
    path = forms.CharField(
        label=_("Path on the county's site"),
        required=False,
        max_length=30,
        help_text=_(
            "For example jsj: the public pages then answer below the county office's site too, "
            "at /jsj/. Can be left empty."
        ),
    )
    canonical = forms.ChoiceField(
        label=_("Canonical address"),
        choices=Bureau.Canonical.choices,
        initial=Bureau.Canonical.HOST,
        widget=forms.RadioSelect,
        help_text=_("Where the public pages are at home. The other address sends visitors there."),
    )

    def without_path(self) -> None:
        """The county office has the site itself and no path on it."""
        del self.fields["path"]
        del self.fields["canonical"]

    def clean_other_hosts(self) -> list[str]:
        return csv_files.hosts(self.cleaned_data["other_hosts"])

    def add_errors(self, errors: Errors) -> None:
        """Show each sentence of a refusal where its field is."""
        for field, sentences in errors.items():
            for sentence in sentences:
                self.add_error(field if field in self.fields else None, sentence)


class BureauCreateForm(BureauEditForm):
    """A new bureau."""

    code = forms.CharField(
        label=pgettext_lazy("bureau", "Code"),
        max_length=30,
        help_text=_(
            "2 to 30 lower-case letters and digits, such as jsj. It stands in file paths and "
            "log lines and cannot be changed afterwards."
        ),
    )
    blueprint = forms.ChoiceField(
        label=_("Starting content"),
        required=False,
        choices=lazy(blueprint_choices, list)(),
        widget=forms.RadioSelect,
        help_text=_(
            "The disclosure board and its empty columns are live at once; a commitment list is "
            "a draft until the bureau has reviewed it."
        ),
    )

    administrator_name = forms.CharField(
        label=_("Administrator's name"),
        required=False,
        max_length=150,
        help_text=_("The bureau's first administrator, who invites its other people."),
    )
    administrator = forms.CharField(
        label=_("Administrator's user name"),
        required=False,
        max_length=150,
        help_text=_("What they sign in with."),
    )
    administrator_email = forms.EmailField(
        label=_("Administrator's e-mail"),
        required=False,
        help_text=_(
            "The one-time link for the first sign-in goes there. Left empty, you get it to print."
        ),
    )

    field_order = [
        *("name", "code", "social_credit_code", "host", "other_hosts", "path", "canonical"),
        *("blueprint", "administrator_name", "administrator", "administrator_email"),
    ]


class AdministratorForm(forms.Form):
    """Whom a bureau's administrator link is for."""

    full_name = forms.CharField(label=_("Administrator's name"), max_length=150)
    username = forms.CharField(
        label=_("Administrator's user name"),
        max_length=150,
        help_text=_(
            "The account of a person who has set no password yet gets a new link, and the one "
            "before is worth nothing then. Another user name makes another account."
        ),
    )
    email = forms.EmailField(
        label=_("Administrator's e-mail"),
        required=False,
        help_text=_("For a new account. Left empty, you get the link to print."),
    )


class ReasonForm(forms.Form):
    """Why a bureau is suspended or closed."""

    reason = forms.CharField(
        label=pgettext_lazy("why a bureau is suspended or closed", "Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence that people will read."),
    )


class NoticeForm(forms.Form):
    """A CSV file with notices of holidays."""

    file = forms.FileField(
        label=_("Table of a notice"),
        help_text=_("A .csv file in UTF-8 or GB18030, at most 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


class ReckoningForm(forms.Form):
    """A day, and how many working days after it."""

    start = forms.DateField(
        label=_("Counted from the day after"),
        validators=[MaxValueValidator(LAST_DAY)],
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    days = forms.IntegerField(
        label=_("Working days to count"),
        min_value=1,
        max_value=MOST_WORKING_DAYS,
        initial=20,
    )


class ListForm(forms.Form):
    """A CSV file with many bureaus."""

    file = forms.FileField(
        label=_("List of bureaus"),
        help_text=_("A .csv file in UTF-8 or GB18030, at most 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
