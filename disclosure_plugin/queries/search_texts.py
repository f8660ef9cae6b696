"""The texts of an item that the search finds it by.

Which fields they are the page's class says, as everywhere in Wagtail: by ``search_fields``. What
they say is read from the version that was published, in which paragraphs and cells stay apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wagtail import blocks
from wagtail.search import index

from disclosure_plugin.documents import Area, TablePart, TextPart
from disclosure_plugin.domain.markup_text import MarkedText, shown_text
from disclosure_plugin.domain.search_text import PARAGRAPH, joined

from .page_texts import PlacedText, page_texts

# They have sections of their own.
TITLE, ABSTRACT = "title", "abstract"
# What a reader of the file sees; its properties, comments and hidden sheets are left out.
SHOWN_AREAS = frozenset({Area.BODY, Area.NOTE, Area.FORM_FIELD})
CELL = "\t"
# Of all attachments of an item together; what is longer is found by its beginning.
ATTACHMENT_CHARACTERS = 500_000


def body_text(page: Any, revision: Any) -> str:
    """Return everything that a page can be found by, beside its title and abstract.

    Args:
        page: of its own class.
        revision: the version of it that is public.
    """
    fields, lists = _searched(type(page))
    said = page_texts(revision)
    texts = [
        shown(one.text)
        for one in said.texts
        if one.field in fields and not _is_choice(type(page), one)
    ]
    for table in said.tables:
        if table.block:
            if table.field in fields:
                texts.append(rows_text([[shown(cell) for cell in row] for row in table.cells]))
            continue
        wanted = lists.get(table.field, frozenset())
        for cells, paths in zip(table.cells, table.paths, strict=True):
            texts.append(
                CELL.join(
                    shown(cell)
                    for cell, path in zip(cells, paths, strict=True)
                    if path is not None and path[-1] in wanted
                )
            )
    return joined([*texts, *_computed(page, fields)])


def is_all_written(model: Any) -> bool:
    """Say whether a version of a page alone tells its text: nothing of it is computed."""
    fields, _lists = _searched(model)
    return fields <= _names(model)


def parts_text(parts: Iterable[TextPart | TablePart]) -> str:
    """Return what a reader sees of a file."""
    texts = []
    for part in parts:
        if part.place.area not in SHOWN_AREAS:
            continue
        if isinstance(part, TablePart):
            texts.append(rows_text(part.rows))
        else:
            # A page has lines, which end anywhere; other documents have paragraphs.
            texts.append(part.text if part.place.page else part.text.replace("\n", PARAGRAPH))
    return joined(texts)


def rows_text(rows: Iterable[Iterable[str]]) -> str:
    """Return a table as a text in which cells stay apart."""
    return joined(CELL.join(cell.strip() for cell in row if cell.strip()) for row in rows)


def shown(text: MarkedText) -> str:
    """Return what a reader sees of a text, its paragraphs apart."""
    if not text.markup:
        return text.source
    return shown_text(text.source).replace("\n", PARAGRAPH)


def _is_choice(model: Any, one: PlacedText) -> bool:
    """Say whether a text of a body is a fixed choice: nobody reads the key it is kept by."""
    if not one.block:
        return False
    block = model._meta.get_field(one.field).stream_block.child_blocks.get(one.block_type)
    in_list = False
    for step in one.path[3:]:  # the first three name the field and the block in it
        if in_list and step == "value":
            in_list = False  # an entry of a list is kept with its id
        elif isinstance(block, blocks.ListBlock) and isinstance(step, int):
            block, in_list = block.child_block, True
        elif isinstance(block, blocks.StructBlock):
            block = block.child_blocks.get(step)
        else:
            return False
    return isinstance(block, blocks.ChoiceBlock | blocks.MultipleChoiceBlock)


def _searched(model: Any) -> tuple[set[str], dict[str, frozenset[str]]]:
    """Return the fields a class is searched by, and of each of its lists the columns."""
    fields, lists = set(), {}
    for one in model.get_search_fields():
        if isinstance(one, index.SearchField):
            fields.add(one.field_name)
        elif isinstance(one, index.RelatedFields):
            lists[one.field_name] = frozenset(
                inner.field_name for inner in one.fields if isinstance(inner, index.SearchField)
            )
    return fields - {TITLE, ABSTRACT}, lists


def _computed(page: Any, fields: set[str]) -> Iterator[str]:
    """Yield what is no field: a site's own methods and properties."""
    names = _names(page)
    for one in page.get_search_fields():
        if not isinstance(one, index.SearchField) or one.field_name not in fields - names:
            continue
        value = one.get_value(page)
        if isinstance(value, list | tuple):
            yield from map(str, value)
        elif value:
            yield str(value)


def _names(model: Any) -> set[str]:
    return {one.name for one in model._meta.get_fields()}
