"""What the public templates ask for: the frame, lists from the read side, and number forms."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import unquote, urlencode

from django import template
from django.core.paginator import Page as PaginatorPage
from django.utils.translation import get_language
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.domain.ordinals import chinese_ordinal
from disclosure_plugin.editor import categories
from disclosure_plugin.queries import boards as board_queries
from disclosure_plugin.queries import disclosed_pages
from disclosure_plugin.queries import home as home_queries
from disclosure_plugin.site.frame import Frame, frame_of

register = template.Library()

# Up to here the limit ruler draws one cell a day; above, one proportional bar.
RULER_CELLS = 20

# What browsers and screen readers choose voice and fonts by.
HTML_LANGUAGES = {"zh-hans": "zh-CN", "zh-hant": "zh-TW"}


@register.simple_tag(takes_context=True)
def bureau_frame(context) -> Frame:
    """Return letterhead, navigation, breadcrumbs and footer of the page being shown."""
    page = context.get("page")
    return frame_of(context["request"], page if isinstance(page, Page) else None)


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
def annual_summaries(home: Page) -> list[Page]:
    """Return the annual summaries, the latest year first."""
    return disclosed_pages.annual_summaries(home)


@register.simple_tag
def disclosure_boards(home: Page) -> list[board_queries.Board]:
    """Return the boards with their columns."""
    return board_queries.boards(home)


@register.simple_tag
def board_with_columns(page: Page) -> board_queries.Board:
    """Return one board with its columns."""
    return board_queries.board(page)


@register.simple_tag
def county_bureaus() -> list[bureaus.BureauEntry]:
    """Return the county's bureaus."""
    return bureaus.directory()


@register.simple_tag
def times_published(page: Page) -> int:
    """Return how often the page was published; 0 where no log tells."""
    return disclosed_pages.times_published(page)


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
