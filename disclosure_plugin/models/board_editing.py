"""How boards and columns are edited: what their rows may name."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from .disclosed import DisclosedMixin


class RowsForm(WagtailAdminPageForm):
    """A form whose rows each name a page; what may not be named gets a sentence at its row."""

    rows = ""

    def problem_with(self, item: Any) -> str:
        """Say what is wrong with a page that a row names; empty if nothing is."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        named: set[Any] = set()
        for form in self.formsets[self.rows].forms if self.rows in self.formsets else ():
            if not form.is_valid() or form.cleaned_data.get("DELETE"):
                continue
            item = form.cleaned_data.get("item")
            if item is None:
                continue
            if problem := self._twice(form, item, named) or self.problem_with(item):
                form.add_error("item", problem)
        return cleaned

    def _twice(self, form: Any, item: Any, named: set[Any]) -> str:
        key = (form.cleaned_data.get("panel"), item.pk)
        if key in named:
            return _("It stands here already: take this row away.")
        named.add(key)
        return ""


class ColumnForm(RowsForm):
    rows = "pinned_items"

    def problem_with(self, item: Any) -> str:
        if self.instance.pk and item.is_child_of(self.instance):
            return ""
        return _("Only an item of this column can be pinned in it.")


class BoardForm(RowsForm):
    rows = "panel_items"

    def problem_with(self, item: Any) -> str:
        if issubclass(item.specific_class or type(item), DisclosedMixin):
            return ""
        return _("Choose something that is disclosed, such as an item: this page is none.")
