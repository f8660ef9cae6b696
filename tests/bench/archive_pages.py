"""A bureau with very many public pages, made faster than anybody could approve them.

The first item of each column is published as every item is. The others are copies of its rows:
page, item and register entry, each with an address, a number and a text of its own. The texts are
put together from what the demo's pages say, and compress as well as those do: a third of 19 kB.
"""

from __future__ import annotations

import random
import re
import uuid
from functools import cache
from typing import Any

from sandbox.services.state import REPOSITORY

COLUMNS = 10
PARAGRAPHS, CLAUSES = 15, 40
CLAUSE = re.compile(r"[\u4e00-\u9fff]{6,}")
# In the first item's text once; a copy has a text of its own there.
MARK = "本事项的正文"
# In each text once, and again in none.
BEFORE, AFTER = "按照核定的面积缴纳费用。", "按照核定的面积缴清费用。"
ROWS_AT_ONCE = 1000


def make_site(bureau: str, host: str, pages: int) -> None:
    """Make a bureau with so many public items, in ten columns, beside its lists and its home page.

    Args:
        pages: how many items; a multiple of ten.
    """
    from django.db import connection

    from disclosure_plugin import bureaus
    from disclosure_plugin.tenancy.provisioning import create_bureau
    from tests.factories.credit_codes import credit_code
    from tests.factories.pages import BoardFactory, ColumnFactory

    connection.set_schema_to_public()
    create_bureau(
        code=bureau,
        name="云岭县住房和城乡建设局",
        host=host,
        social_credit_code=credit_code(700_000 + pages),
    )
    with bureaus.activate(bureau):
        board = BoardFactory()
        for number in range(COLUMNS):
            column = ColumnFactory(parent=board, title=f"收费项目和标准 {number}")
            _fill(column, pages // COLUMNS)


def change_items(bureau: str, count: int) -> None:
    """Let the texts of the last items say something else, as an edit of each would.

    Only the items themselves show it: no list shows a text.
    """
    from django.db import connection

    from disclosure_plugin import bureaus
    from disclosure_plugin.models import DisclosureItemPage

    with bureaus.activate(bureau), connection.cursor() as cursor:
        keys = list(
            DisclosureItemPage.objects.order_by("-pk").values_list("pk", flat=True)[:count]
        )
        cursor.execute(
            f"UPDATE {DisclosureItemPage._meta.db_table} "
            "SET body = replace(body::text, %s, %s)::jsonb WHERE page_ptr_id = ANY(%s)",
            [BEFORE, AFTER, keys],
        )


def _fill(column: Any, count: int) -> None:
    from django.db import transaction
    from wagtail.models import Page

    from disclosure_plugin.register.models import RegisterEntry
    from tests.factories.pages import ItemFactory

    body = [("text", f"<p>{MARK}</p>")]
    first = ItemFactory(parent=column, published=True, body=body, title=f"收费标准 {column.pk}")
    page, entry = Page.objects.get(pk=first.pk), first.register_entry
    for start in range(1, count, ROWS_AT_ONCE):
        numbers = range(start, min(start + ROWS_AT_ONCE, count))
        with transaction.atomic():
            copies = Page.objects.bulk_create(_page(page, column, number) for number in numbers)
            _copy_items(first, [copy.pk for copy in copies])
            RegisterEntry.objects.bulk_create(_entry(entry, copy) for copy in copies)
            column.numchild += len(copies)
            Page.objects.filter(pk=column.pk).update(numchild=column.numchild)


def _page(first: Any, column: Any, number: int) -> Any:
    """A copy of a page's own row, beside it."""
    from wagtail.models import Page

    fields = {one.attname: getattr(first, one.attname) for one in Page._meta.concrete_fields}
    slug = f"c{column.pk}x{number:06}"
    title = f"{first.title} {number}"
    return Page(
        **{
            **fields,
            "id": None,
            "path": Page._get_path(column.path, column.depth + 1, number + 1),
            "translation_key": uuid.uuid4(),
            "slug": slug,
            "url_path": f"{column.url_path}{slug}/",
            "title": title,
            "draft_title": title,
            "latest_revision_id": None,
            "live_revision_id": None,
        }
    )


def _copy_items(first: Any, keys: list[int]) -> None:
    """Copy the rest of an item's row for each page, with a text of the page's own."""
    from django.db import connection

    model = type(first)
    others = [
        one.column for one in model._meta.local_concrete_fields if one.column != "page_ptr_id"
    ]
    chosen = [
        "replace(body::text, %s, text)::jsonb" if name == "body" else name for name in others
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} (page_ptr_id, {', '.join(others)}) "
            f"SELECT key, {', '.join(chosen)} FROM {model._meta.db_table}, "
            "unnest(%s::integer[], %s::text[]) AS own (key, text) WHERE page_ptr_id = %s",
            [MARK, keys, [_text(key) for key in keys], first.pk],
        )


def _text(key: int) -> str:
    """The text of a page, the same each time."""
    chance = random.Random(key)
    paragraphs = [
        "，".join(chance.choice(_clauses()) for _clause in range(CLAUSES)) + "。"
        for _paragraph in range(PARAGRAPHS)
    ]
    return "</p><p>".join([*paragraphs, BEFORE])


@cache
def _clauses() -> list[str]:
    """What stands between two marks of punctuation in the demo's content."""
    folder = REPOSITORY / "sandbox" / "seed" / "content"
    sources = [path.read_text() for path in sorted(folder.rglob("*.py"))]
    return sorted({clause for source in sources for clause in CLAUSE.findall(source)})


def _entry(first: Any, page: Any) -> Any:
    """A copy of a register entry for a copy of its page."""
    from disclosure_plugin.register.models import RegisterEntry

    names = [one.attname for one in RegisterEntry._meta.concrete_fields]
    fields = {name: getattr(first, name) for name in names}
    own = {"page": page.pk, "short_id": page.slug, "title": page.title}
    return RegisterEntry(**{**fields, **own, "id": None, "number": f"{first.number}-{page.pk}"})
