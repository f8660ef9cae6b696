"""What a visitor may ask the register for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.editor.categories import category_choices
from disclosure_plugin.queries.register import Scope, Wanted, years

LONGEST_QUESTION = 100


class RegisterForm(forms.Form):
    """Filters of the register; sent by GET, so that an answer has an address."""

    q = forms.CharField(
        label=_("Words in title, abstract or number"), required=False, max_length=LONGEST_QUESTION
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    year = forms.TypedChoiceField(
        label=_("Year of disclosure"), required=False, coerce=int, empty_value=None
    )
    bureau = forms.ChoiceField(label=_("Bureau"), required=False)

    def __init__(self, *args, scope: Scope, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", pgettext_lazy("filter", "all"))
        self.fields["category"].choices = [everything, *category_choices()]  # type: ignore[attr-defined]
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            everything,
            *((str(year), str(year)) for year in years(scope)),
        ]
        if scope.is_county:
            self.fields["bureau"].choices = [everything, *scope.names.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["bureau"]
        for name, field in self.fields.items():
            if name in self.errors:
                field.widget.attrs["aria-describedby"] = f"{name}-problem"

    @property
    def wanted(self) -> Wanted:
        """What was asked for; only of a form that is valid."""
        asked = self.cleaned_data
        return Wanted(
            words=asked["q"],
            category=asked["category"],
            year=asked["year"],
            bureau=asked.get("bureau", ""),
        )

    @property
    def query(self) -> dict[str, str]:
        """What was asked for as a query, in one order."""
        asked = {name: self.data.get(name, "").strip() for name in sorted(self.fields)}
        return {name: value for name, value in asked.items() if value}
