"""How annual reports are edited: the grid of their tables, and what does not fit."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import HelpPanel

from disclosure_plugin.editor.annual_report_tables import TablesField, TablesWidget
from disclosure_plugin.editor.annual_report_words import fault_sentence, suspect_sentence

from .structured_editing import StructuredForm


class AnnualReportForm(StructuredForm):
    """The form of an annual report."""

    tables = TablesField(label=pgettext_lazy("annual report", "2 to 4 · Tables"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("tables")
        if field is not None and isinstance(field.widget, TablesWidget):
            field.widget.before = self.instance.cells_of_the_year_before()


class ChecksPanel(HelpPanel):
    """What of the report does not fit, as it was saved last; no empty cells: the grid has them."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "disclosure_plugin/admin/annual_report_checks.html")
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            page = self.instance
            faults = page.faults()
            return {
                **super().get_context_data(parent_context),
                "page": page,
                "suspect": suspect_sentence(faults),
                "sentences": [fault_sentence(one) for one in faults if not one.is_blocking],
                "topics": page.topics_not_covered(),
                "is_history": page.is_history,
            }
