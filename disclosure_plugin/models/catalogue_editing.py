"""How an item is tied to a row of the catalogue: chosen from a list, with what it must say."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel, HelpPanel

from .catalogues import HeldRow


class CatalogueRowSelect(forms.Select):
    """The rows the bureau must answer, by matter of level one, as they stand now."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> list[Any]:
        self.choices = row_choices({str(one) for one in value})
        return super().optgroups(name, value, attrs)


def row_choices(chosen: set[str]) -> list[Any]:
    """Return the rows for a form: the required ones, and those that are chosen already.

    Args:
        chosen: codes.
    """
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    known = set()
    for held in HeldRow.objects.all():
        row = held.row()
        known.add(row.code)
        if held.is_required:
            groups[row.level_one].append((row.code, row.level_two))
        elif row.code in chosen:
            said = _("%(matter)s (no longer required)") % {"matter": row.level_two}
            groups[row.level_one].append((row.code, said))
    unknown = [(code, code) for code in sorted(chosen - known - {""})]
    return [("", "—"), *groups.items(), *unknown]


class CatalogueRowPanel(FieldPanel):
    """The choice of the row."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("field_name", "catalogue_row")
        kwargs.setdefault("widget", CatalogueRowSelect)
        super().__init__(**kwargs)


class CatalogueElementsPanel(HelpPanel):
    """What the chosen row asks for."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "disclosure_plugin/admin/catalogue_elements.html")
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            code = self.instance.catalogue_row
            held = HeldRow.objects.filter(code=code).first() if code else None
            return {
                **super().get_context_data(parent_context),
                "held": held,
                "row": held.row() if held else None,
                "has_catalogue": HeldRow.objects.exists(),
            }
