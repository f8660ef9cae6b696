"""What the templates of annual reports ask for."""

from __future__ import annotations

from django import template
from wagtail.models import Page

from disclosure_plugin.domain.annual_report_checks import check
from disclosure_plugin.editor.annual_report_words import fault_sentence
from disclosure_plugin.queries.annual_report_tables import PrintedTables, tables_as_printed
from disclosure_plugin.queries.annual_reports import Comparison, compared_with_earlier

register = template.Library()


@register.simple_tag
def report_tables(page: Page) -> PrintedTables:
    """Return the three tables as they are printed."""
    return tables_as_printed(page.cells)


@register.simple_tag
def report_years(page: Page) -> Comparison:
    """Return some numbers beside those of the public reports of earlier years."""
    return compared_with_earlier(page)


@register.simple_tag
def report_faults(page: Page) -> list[str]:
    """Say what of a report that was published elsewhere first does not add up."""
    if not page.is_history:
        return []
    return [fault_sentence(fault) for fault in check(page.cells)]
