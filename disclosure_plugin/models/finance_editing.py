"""How a finance statement is edited: one table, a row a line, in the unit of the statement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel

from disclosure_plugin.domain.amounts import AmountUnit, read_amount, signed, write_amount
from disclosure_plugin.domain.finance import Column, in_tree_order
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused
from disclosure_plugin.register.finance_lines import FinanceLineKind, line_kinds

from .structured_editing import StructuredForm


class AmountField(forms.CharField):
    """An amount as people write it; what it is kept as is exact yuan."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, strip=True, **kwargs)
        self.unit = AmountUnit.YUAN
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "size": 12})

    def clean(self, value: Any) -> Any:
        try:
            return read_amount(super().clean(value), self.unit)
        except Refused as refused:
            raise ValidationError(refusal_sentence(refused)) from refused


class LineForm(WagtailAdminModelForm):
    """A row of the table; which line it is says its code, and what that means the list."""

    budget = AmountField()
    actual = AmountField()
    last_year = AmountField()
    year_to_date = AmountField()

    def __init__(self, *args: Any, unit: AmountUnit = AmountUnit.YUAN, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = forms.HiddenInput()
        for column in Column:
            field: Any = self.fields[column.value]
            field.unit = unit
            field.label = self._meta.model._meta.get_field(column.value).verbose_name
            kept = getattr(self.instance, column.value)
            self.initial[column.value] = write_amount(kept, unit)
        for name in (*Column, "reason"):
            self.fields[str(name)].widget.attrs["aria-labelledby"] = (
                f"{self.prefix}-name finance-column-{name}"
            )

    def clean(self) -> Any:
        cleaned = super().clean()
        code = self.cleaned_data.get("code", "")
        if code and code != self.instance.code:
            kind = FinanceLineKind.objects.filter(code=code).first()
            if kind is None:
                raise ValidationError(_("The list of lines has no “%(code)s”.") % {"code": code})
            self.instance.name, self.instance.part_of = kind.name, kind.part_of
            self.instance.is_always_explained = kind.is_always_explained
        return cleaned


class FinanceForm(StructuredForm):
    """The form of a statement; its table has every line that the county offers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        page = kwargs.get("instance")
        data = args[0] if args else kwargs.get("data")
        if page is not None and data is None:
            _offer_all_lines(page)
        super().__init__(*args, **kwargs)
        if page is not None and page.pk:  # other months are reckoned from it
            for name in ("year", "month"):
                if name in self.fields:
                    self.fields[name].disabled = True

    def _as_typed(self) -> Any:
        page = super()._as_typed()
        page.reckon()
        return page

    @property
    def unit(self) -> AmountUnit:
        """In which unit the amounts are typed."""
        typed = self.data.get(self.add_prefix("unit")) if self.is_bound else None
        try:
            return AmountUnit(typed or self.instance.unit)
        except ValueError:  # the field itself says so
            return AmountUnit.YUAN


def _offer_all_lines(page: Any) -> None:
    """Put an empty row for each line that is not there yet, in the county's order."""
    model = page._meta.get_field("lines").related_model
    rows = {row.code: row for row in page.lines.all()}
    for kind in line_kinds():
        if kind.code not in rows:
            rows[kind.code] = model(
                code=kind.code,
                name=kind.name,
                part_of=kind.part_of,
                is_always_explained=kind.is_always_explained,
            )
    order = list(FinanceLineKind.objects.values_list("code", flat=True))
    known = [code for code in order if code in rows]
    page.lines.set([rows.pop(code) for code in known] + list(rows.values()))


class FinanceGridPanel(InlinePanel):
    """The lines as a table into which cells of a spreadsheet can be pasted."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name] |= {
            "form": LineForm,
            "inherit_kwargs": ["unit"],
        }
        return options

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "disclosure_plugin/admin/finance_grid.html"

        # For Wagtail's script it is a plain panel: no rows are added, moved or taken out.
        telepath_adapter_name = "wagtail.panels.Panel"

        class Media:
            js = ["disclosure_plugin/finance_grid.js"]

        def js_opts(self) -> dict[str, Any]:
            return {"type": type(self.panel).__name__, "prefix": self.prefix}

        def telepath_pack(self, context: Any) -> tuple[str, list[Any]]:
            return self.telepath_adapter_name, [self.js_opts()]

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            unit = self.form.unit
            rows = [child.form for child in self.children]
            lines = [form.instance.line() for form in rows]
            depths = {line.code: depth for depth, line in in_tree_order(lines)}
            names = [str(column) for column in Column]
            return {
                **super().get_context_data(parent_context),
                "columns": [(name, self.formset.empty_form.fields[name].label) for name in names],
                "rows": [
                    {
                        "form": form,
                        "name": form.instance.name,
                        "depth": depths.get(form.instance.code, 0),
                        "cells": [form[name] for name in names],
                        "change": signed(line.change, unit),
                    }
                    for form, line in zip(rows, lines, strict=True)
                ],
            }
