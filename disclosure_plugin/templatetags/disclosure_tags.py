"""What the public templates ask for: the frame, lists from the read side, and number forms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from urllib.parse import unquote, urlencode

from django import template
from django.core.paginator import Page as PaginatorPage
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.domain import page_tags
from disclosure_plugin.domain.amounts import AmountUnit, write_amount
from disclosure_plugin.domain.ordinals import chinese_ordinal
from disclosure_plugin.editor import categories
from disclosure_plugin.paper.qr import inline_svg
from disclosure_plugin.queries import boards as board_queries
from disclosure_plugin.queries import commitments as commitment_queries
from disclosure_plugin.queries import disclosed_pages, structured_items
from disclosure_plugin.queries import home as home_queries
from disclosure_plugin.queries import notices as notice_queries
from disclosure_plugin.queries import summaries as summary_queries
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.site import page_tags as tags_of_pages
from disclosure_plugin.site.charts import drawing
from disclosure_plugin.site.frame import Frame, frame_of

register = template.Library()

FRAME = "disclosure_frame"

# Up to here the limit ruler draws one cell a day; above, one proportional bar.
RULER_CELLS = 20

# What browsers and screen readers choose voice and fonts by.
HTML_LANGUAGES = {"zh-hans": "zh-CN", "zh-hant": "zh-TW"}


@register.simple_tag(takes_context=True)
def bureau_frame(context) -> Frame:
    """Return letterhead, navigation, breadcrumbs and footer of the page being shown.

    A template that puts our pages into another frame asks in each of its blocks: one answer
    serves them all.
    """
    frame = context.render_context.get(FRAME)
    if frame is None:
        page = context.get("page")
        frame = frame_of(context["request"], page if isinstance(page, Page) else None)
        context.render_context[FRAME] = frame
    return frame


@register.simple_tag
def html_language() -> str:
    """Return the active language as the value of a ``lang`` attribute."""
    language = get_language() or "zh-hans"
    return HTML_LANGUAGES.get(language, language)


@register.simple_tag(takes_context=True)
def switch_address(context, **choice: str) -> str:
    """Return the address of this page with another view or theme.

    Of the query only what changes the page is kept: its number in a list, theme and view, and
    what the page's context names as its filters. In one order, so that a page is the same bytes
    however its address was put together.
    """
    asked = context["request"].GET
    kept = ("page", "theme", "view", *context.get("filter_names", ()))
    query = {name: asked[name] for name in kept if name in asked}
    return f"?{urlencode(sorted({**query, **choice}.items()))}"


@register.simple_tag(takes_context=True)
def printed_address(context) -> str:
    """Return by which address paper leads back to the page; empty for what only staff see.

    Lists that are no pages of Wagtail's say theirs in the context.
    """
    frame = context["frame"]
    return "" if frame.internal else frame.lasting_address or context.get("address", "")


@register.simple_tag
def address_code(address: str) -> SafeString:
    """Return the QR code of an address as markup."""
    # Made by us of an address; nobody's words are in it.
    return mark_safe(inline_svg(address))  # noqa: S308


@register.simple_tag
def column_of(page: Page, frame: Frame) -> page_tags.ColumnTags:
    """Return what a page says of the column that it is, or stands in."""
    return tags_of_pages.column_of(page, frame)


@register.simple_tag
def column_tags(name: str, description: str = "", column_type: str = "") -> page_tags.ColumnTags:
    """Return what a list that is no page of Wagtail's says of itself."""
    return page_tags.column_tags(str(name), str(description), column_type)


@register.simple_tag
def frequent_tasks(home: Page) -> list[home_queries.Task]:
    """Return the things people come for."""
    return home_queries.frequent_tasks(home)


@register.simple_tag
def latest_disclosed(home: Page, limit: int = 8) -> list[disclosed_pages.LedgerRow]:
    """Return what was disclosed last."""
    return disclosed_pages.latest_disclosed(home, limit=limit)


@register.simple_tag
def commitments_at_a_glance(home: Page) -> list[home_queries.CommitmentGlance]:
    """Return the commitment lists with their counts."""
    return home_queries.commitments_at_a_glance(home)


@register.simple_tag
def commitment_page(page: Page) -> commitment_queries.CommitmentPage:
    """Return a list's commitments with what became of them."""
    return commitment_queries.commitment_page(page)


@register.simple_tag
def open_notices(limit: int = 5) -> list[notice_queries.OpenNotice]:
    """Return the notices whose period runs, the first to end before the others."""
    return notice_queries.open_notices(limit=limit)


@register.simple_tag
def with_periods(pages: list[Page]) -> list[tuple[Page, RegisterEntry | None]]:
    """Return pages, each with its entry in the register if it is a notice."""
    return notice_queries.with_periods(pages)


@register.simple_tag
def annual_summaries(home: Page) -> list[Page]:
    """Return the annual summaries, the latest year first."""
    return disclosed_pages.annual_summaries(home)


@register.simple_tag
def annual_reports(home: Page) -> list[Page]:
    """Return the annual reports, the latest year first."""
    return disclosed_pages.annual_reports(home)


@register.simple_tag
def disclosure_boards(home: Page) -> list[board_queries.Board]:
    """Return the boards with their columns."""
    return board_queries.boards(home)


@register.simple_tag
def board_with_columns(page: Page) -> board_queries.Board:
    """Return one board with its columns."""
    return board_queries.board(page)


@register.simple_tag
def board_panels(page: Page) -> list[board_queries.Panel]:
    """Return the panels below the columns of a board."""
    return board_queries.panels(page)


@register.simple_tag
def staff_lists() -> list[Page]:
    """Return the public lists of leaders and staff."""
    return board_queries.staff_lists()


@register.simple_tag
def section_rows(lists: list[Page]) -> list[board_queries.SectionRow]:
    """Return the bureau's sections with their heads."""
    return board_queries.section_rows(lists)


@register.simple_tag
def county_bureaus() -> list[bureaus.BureauEntry]:
    """Return the county's bureaus."""
    return bureaus.directory()


@register.simple_tag
def times_published(page: Page) -> int:
    """Return how often the page was published; 0 where no log tells."""
    return disclosed_pages.times_published(page)


@register.simple_tag
def public_page(key: int | None) -> Page | None:
    """Return a page that an anonymous visitor may see; None for every other."""
    return structured_items.public_page(key or None)


@register.simple_tag
def interpretations(page: Page) -> list[Page]:
    """Return the public pages that interpret a document."""
    return structured_items.interpretations(page)


@register.simple_tag
def counted_figures(page: Page) -> list[summary_queries.KeptFigure]:
    """Return the counted figures of a summary that stand large."""
    return summary_queries.large_figures(page)


@register.inclusion_tag("disclosure_plugin/parts/counted_line.html", takes_context=True)
def counted_line(context, line: str) -> dict:
    """Write a counted sentence; each number leads to what it counts."""
    page = context.get("page")
    return {"pieces": summary_queries.line_pieces(page, line) if page is not None else []}


@register.inclusion_tag("disclosure_plugin/parts/counted_tables.html", takes_context=True)
def counted_tables(context, page: Page) -> dict:
    """Write the figures beside earlier years, and what each counts."""
    counted_on = page.counts.get("counted_on")
    return {
        "page": page,
        "kept": summary_queries.figures(page),
        "years": summary_queries.years_table(page),
        "counted_on": date.fromisoformat(counted_on) if counted_on else None,
    }


@register.inclusion_tag("disclosure_plugin/parts/month_chart.html")
def month_chart(page: Page) -> dict:
    """Draw a figure of a summary by month, with its table."""
    chart = summary_queries.chart(page)
    if chart is None:
        return {}
    month, most = chart.most
    return {
        "chart": chart,
        "drawing": drawing(chart.now, chart.before),
        "year": str(chart.year),
        "before_year": str(chart.year - 1),
        "most_month": month,
        "most": most,
        "sum": sum(chart.now),
        "before_sum": sum(chart.before),
    }


@register.inclusion_tag("disclosure_plugin/parts/limit_ruler.html")
def limit_ruler(statutory_days: int | None, promised_days: int) -> dict:
    """Draw a promised limit against the statutory one; nothing where the law sets none."""
    days = range(1, (statutory_days or 0) + 1)
    return {
        "statutory_days": statutory_days,
        "promised_days": promised_days,
        "filled_cells": [day <= promised_days for day in days] if len(days) <= RULER_CELLS else [],
    }


@register.filter
def ordinal(number: int) -> str:
    """Write 1 to 99 in Chinese, anything else in digits."""
    try:
        return chinese_ordinal(number)
    except ValueError:
        return str(number)


@register.filter
def category_name(code: str) -> str:
    """Return what a category of the register is called."""
    return str(categories.category_name(code))


@register.filter
def as_entered(value: Decimal | None) -> str:
    """Write a number with the decimals it was entered with, thousands separated: ``1,200.50``."""
    return "" if value is None else f"{value:,}"


@register.filter
def amount(value: Decimal | None, unit: AmountUnit) -> str:
    """Write an amount of yuan exactly in a unit, thousands separated: ``1,200.50``."""
    return "" if value is None else f"{Decimal(write_amount(value, unit)):,}"


@register.filter
def change_amount(value: Decimal | None, unit: AmountUnit) -> str:
    """Write a change of yuan exactly in a unit, with its sign: ``+1,200.50``."""
    return "" if value is None else f"{Decimal(write_amount(value, unit)):{'+' if value else ''},}"


@register.filter
def figure(value: Decimal | None) -> str:
    """Write a number without needless zeros, thousands separated: ``3,260``, ``97.4``."""
    if value is None:
        return ""
    plain = f"{value:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


@register.filter
def digits(phone: str) -> str:
    """Return the characters of a phone number that can be dialled."""
    return "".join(character for character in phone if character.isdigit() or character == "+")


@register.filter
def readable_address(address: str) -> str:
    """Return a web address with its Chinese characters readable; it opens the same page."""
    return unquote(address)


@register.filter
def nth(items: list, index: int):
    """Return the element at an index counted from 0."""
    return items[index]


@register.simple_tag
def page_numbers(page: PaginatorPage) -> list[int | str]:
    """Return the page numbers to show around the current one, with gaps as an ellipsis."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
