"""What a visitor may ask the search for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.editor.categories import category_choices
from disclosure_plugin.editor.column_types import column_type_choices
from disclosure_plugin.models import DisclosedMixin
from disclosure_plugin.queries.register import Scope, years
from disclosure_plugin.queries.search import SearchWanted

LONGEST_QUESTION = 100
BY_DATE = "date"
# The others are filters, which stand below a line that opens.
FIRST = ("q", "bureau")


class SearchForm(forms.Form):
    """Words and filters; sent by GET, so that an answer has an address."""

    q = forms.CharField(
        label=pgettext_lazy("search", "Words or index number"),
        required=False,
        max_length=LONGEST_QUESTION,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    bureau = forms.ChoiceField(label=_("Bureau"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    column_type = forms.ChoiceField(
        label=pgettext_lazy("search", "Type of column"), required=False
    )
    year = forms.TypedChoiceField(
        label=_("Year of disclosure"), required=False, coerce=int, empty_value=None
    )
    page_type = forms.ChoiceField(label=pgettext_lazy("search", "Type of item"), required=False)
    since = forms.DateField(
        label=pgettext_lazy("search", "Disclosed from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=pgettext_lazy("search", "Disclosed until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    order = forms.ChoiceField(
        required=False, choices=[("", ""), (BY_DATE, "")], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", pgettext_lazy("filter", "all"))
        choices: dict[str, list[Any]] = {
            "category": [*category_choices()],
            "column_type": [*column_type_choices()],
            "page_type": [*page_type_choices()],
            "year": [(str(year), str(year)) for year in years(scope)],
            "bureau": list(scope.names.items()),
        }
        for name, found in choices.items():
            self.fields[name].choices = [everything, *found]  # type: ignore[attr-defined]
        if not scope.is_county:
            del self.fields["bureau"]
        for name, field in self.fields.items():
            if name in self.errors:
                field.widget.attrs["aria-describedby"] = f"{name}-problem"

    def clean(self) -> dict[str, Any]:
        """Ask for a stretch of days that is one."""
        asked: dict[str, Any] = super().clean() or {}
        since, until = asked.get("since"), asked.get("until")
        if since and until and since > until:
            self.add_error("until", _("This is before the first day."))
        return asked

    @property
    def wanted(self) -> SearchWanted:
        """What was asked for; only of a form that is valid."""
        asked = self.cleaned_data
        return SearchWanted(
            words=asked["q"],
            category=asked["category"],
            column_type=asked["column_type"],
            page_type=asked["page_type"],
            year=asked["year"],
            since=asked["since"],
            until=asked["until"],
            bureau=asked.get("bureau", ""),
            by_date=asked["order"] == BY_DATE,
        )

    @property
    def query(self) -> dict[str, str]:
        """What was asked for as a query, in one order."""
        asked = {name: self.data.get(name, "").strip() for name in sorted(self.fields)}
        return {name: value for name, value in asked.items() if value}

    @property
    def is_asked(self) -> bool:
        """Whether anything is looked for."""
        return bool(self.query.keys() - {"order"})

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [one for one in self.visible_fields() if one.name in FIRST]

    @property
    def filters(self) -> list[forms.BoundField]:
        return [one for one in self.visible_fields() if one.name not in FIRST]

    @property
    def is_filtered(self) -> bool:
        """Whether a filter is used."""
        return any(self.data.get(name) for name in self.fields if name not in (*FIRST, "order"))


def page_type_choices() -> list[tuple[str, str]]:
    """Return the classes of pages that disclose something, a site's own included."""
    return sorted(
        (model._meta.label_lower, str(model._meta.verbose_name))
        for model in apps.get_models()
        if issubclass(model, DisclosedMixin)
    )
