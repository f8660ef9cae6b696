"""What a list of items may name in the current bureau, and its items as such a list."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import override
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from disclosure_plugin.domain.item_rows import HEADINGS, Field, Known, bases_cell
from disclosure_plugin.domain.register import Category, Validity
from disclosure_plugin.editor.categories import VALIDITIES, category_name
from disclosure_plugin.models import DisclosureColumnPage, DisclosureItemPage, Section


def columns_by_name() -> dict[str, Page]:
    """Return the columns of the bureau's boards by the names they are called in lists.

    A name that several columns have is followed by that of the board, with a stroke before it.
    """
    columns = list(DisclosureColumnPage.objects.order_by("path"))
    above = {column.path[: -Page.steplen] for column in columns}
    boards = dict(Page.objects.filter(path__in=above).values_list("path", "title"))
    times = Counter(column.title for column in columns)
    named: dict[str, Page] = {}
    for column in columns:
        name = column.title
        if times[name] > 1:
            name = f"{boards.get(column.path[: -Page.steplen], '')} / {name}"
        if name in named:
            name = f"{name} ({column.pk})"
        named[name] = column
    return named


def may_add(user: Any, page: Page) -> bool:
    """Say whether somebody may add items below a column."""
    return bool(page.permissions_for_user(user).can_add_subpage())


def may_add_anywhere(user: Any) -> bool:
    """Say whether somebody may add pages somewhere in the bureau."""
    return bool(PagePermissionPolicy().user_has_permission(user, "add"))


def known_to(user: Any) -> Known:
    """Return what a list of items that this person uploads may name."""
    columns = columns_by_name()
    allowed = {name: page.pk for name, page in columns.items() if may_add(user, page)}
    return Known(
        columns=allowed,
        forbidden=frozenset(columns.keys() - allowed.keys()),
        sections=dict(Section.objects.values_list("name", "pk")),
        categories=frozenset(Category),
        validities=_validities(),
    )


def _validities() -> dict[str, str]:
    """Return each validity by its code, and by its name in every language of the site."""
    named = {str(name): one.value for one, name in VALIDITIES.items()}
    for code, _name in settings.LANGUAGES:
        with override(code):
            named |= {str(name): one.value for one, name in VALIDITIES.items()}
    return {**named, **{one.value: one.value for one in Validity}}


def category_cell(code: str) -> str:
    """Write a category for a list: its number and its name."""
    return f"{code} {category_name(code)}"


def validity_cell(code: str) -> str:
    """Write a validity for a list."""
    return str(VALIDITIES[Validity(code)])


def item_cells(user: Any) -> Iterator[list[str]]:
    """Yield a row for each item of the bureau that somebody may see, as it was saved last.

    Tables, pictures and attachments have no place in a cell.
    """
    names = {column.path: name for name, column in columns_by_name().items()}
    seen = PagePermissionPolicy().explorable_instances(user).type(DisclosureItemPage)
    for page in seen.order_by("path").iterator(chunk_size=200):
        item = page.get_latest_revision_as_object()
        yield _cells(item, names.get(page.path[: -Page.steplen], ""))


def _cells(item: Any, column: str) -> list[str]:
    bases = [(basis.title, basis.article) for basis in item.legal_bases.all()]
    section = item.responsible_section
    original = item.original_published_on
    said = {
        Field.COLUMN: column,
        Field.TITLE: item.title,
        Field.ABSTRACT: item.abstract,
        Field.FORMED_ON: item.formed_on.isoformat() if item.formed_on else "",
        Field.SECTION: section.name if section else "",
        Field.CATEGORY: category_cell(item.category) if item.category else "",
        Field.VALIDITY: validity_cell(item.validity),
        Field.BODY: body_cell(item.body),
        Field.BASES: bases_cell(bases),
        Field.ORIGINAL_DAY: original.isoformat() if original else "",
        Field.ORIGINAL_SOURCE: item.original_source,
    }
    return [said[one] for one in HEADINGS]


_ENDS_LINE = re.compile(r"<br\s*/?>|</(?:p|li|h[1-6])>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def body_cell(body: Any) -> str:
    """Return the text of an item's body, a paragraph a line."""
    texts = (block.value.source for block in body if block.block_type == "text")
    plain = "\n".join(html.unescape(_TAG.sub("", _ENDS_LINE.sub("\n", text))) for text in texts)
    return "\n".join(line.strip() for line in plain.splitlines() if line.strip())
