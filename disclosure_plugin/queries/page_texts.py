"""Every text of a version of a page, with its place, read from what the version keeps.

Read from the kept content and not from the page's classes: what is published is exactly that,
and a site's own fields and blocks are in it too. Fields with a fixed choice and numbers that are
no text are not read; nor is what a page takes from elsewhere when it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import translation
from modelcluster.models import get_all_child_relations
from wagtail.fields import RichTextField, StreamField

from disclosure_plugin.domain.markup_text import MarkedText, is_markup

# Given by us, or nothing a person writes.
NOT_READ = frozenset({"slug", "url_path", "draft_title", "seo_title", "search_description"})
# Headers of lists are read in the language of the rules' words.
RULES_LANGUAGE = "zh-hans"

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class PlacedText:
    """A text of a page.

    Attributes:
        field: name of the field or list.
        path: to it in the opened content.
        text: what stands there.
        block: of the body, from 1; 0 for none.
        block_type: what the body calls such a block.
    """

    field: str
    path: Path
    text: MarkedText
    block: int = 0
    block_type: str = ""


@dataclass(frozen=True)
class PlacedTable:
    """A table of a page; its first row are the heads of its columns.

    Attributes:
        paths: to each cell, in the order of the rows; None where a cell is no text.
        cells: what stands in each.
    """

    field: str
    paths: tuple[tuple[Path | None, ...], ...]
    cells: tuple[tuple[MarkedText, ...], ...]
    block: int = 0
    block_type: str = ""

    @property
    def rows(self) -> list[list[str]]:
        return [[cell.text for cell in row] for row in self.cells]

    @property
    def heads_known(self) -> bool:
        """Whether its heads are ours: a list's are its fields, a body's are written by hand."""
        return not self.block


@dataclass
class PageTexts:
    """What a version of a page says."""

    texts: list[PlacedText] = field(default_factory=list)
    tables: list[PlacedTable] = field(default_factory=list)


def opened_content(revision: Any) -> dict[str, Any]:
    """Return what a version keeps, with its bodies read from their text."""
    content: dict[str, Any] = json.loads(json.dumps(revision.content, cls=DjangoJSONEncoder))
    for one in _stream_fields(_model(revision)):
        if content.get(one.name):
            content[one.name] = json.loads(content[one.name])
    return content


def closed_content(revision: Any, content: dict[str, Any]) -> dict[str, Any]:
    """Return content that was opened in the form in which a version keeps it."""
    closed = dict(content)
    for one in _stream_fields(_model(revision)):
        if closed.get(one.name):
            closed[one.name] = json.dumps(closed[one.name], cls=DjangoJSONEncoder)
    return closed


def page_texts(revision: Any, content: dict[str, Any] | None = None) -> PageTexts:
    """Read everything a version says.

    Args:
        revision: of a disclosed page.
        content: what it keeps, opened; None opens it.
    """
    content = opened_content(revision) if content is None else content
    found = PageTexts()
    model = _model(revision)
    for one in model._meta.get_fields():
        value = content.get(one.name)
        if not value or one.name in NOT_READ:
            continue
        if isinstance(one, StreamField):
            for number, block in enumerate(value, 1):
                reader = _BlockReader(found, one.name, number, str(block.get("type", "")))
                reader.read(block.get("value"), (one.name, number - 1, "value"))
        elif keys := getattr(model, "texts_in_json", {}).get(one.name):
            found.texts.extend(_json_texts(one.name, value, keys, (one.name,)))
        elif _is_text(one) and isinstance(value, str):
            text = MarkedText(value, isinstance(one, RichTextField))
            found.texts.append(PlacedText(one.name, (one.name,), text))
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if rows := content.get(name):
            found.tables.append(_child_table(name, relation.related_model, rows))
    return found


def _model(revision: Any) -> Any:
    return ContentType.objects.get_for_id(revision.content_type_id).model_class()


def _stream_fields(model: Any) -> list[StreamField]:
    return [one for one in model._meta.get_fields() if isinstance(one, StreamField)]


def _is_text(one: Any) -> bool:
    return isinstance(one, models.CharField | models.TextField) and not one.choices


def _json_texts(name: str, value: Any, keys: tuple[str, ...], path: Path) -> Iterator[PlacedText]:
    """Yield the texts under some keys, wherever they stand in a field of JSON."""
    if isinstance(value, list):
        for place, one in enumerate(value):
            yield from _json_texts(name, one, keys, (*path, place))
    elif isinstance(value, dict):
        for key, one in value.items():
            if key in keys and isinstance(one, str):
                yield PlacedText(name, (*path, key), MarkedText(one))
            else:
                yield from _json_texts(name, one, keys, (*path, key))


def _child_table(name: str, model: Any, rows: list[dict[str, Any]]) -> PlacedTable:
    columns = [one for one in model._meta.get_fields() if _is_text(one)]
    with translation.override(RULES_LANGUAGE):
        heads = tuple(MarkedText(str(one.verbose_name)) for one in columns)
    return PlacedTable(
        name,
        ((None,) * len(columns), *(
            tuple((name, number, one.name) for one in columns) for number in range(len(rows))
        )),
        (heads, *(
            tuple(
                MarkedText(str(row.get(one.name) or ""), isinstance(one, RichTextField))
                for one in columns
            )
            for row in rows
        )),
    )  # fmt: skip


class _BlockReader:
    """Reads the value of one block of a body, whatever blocks a site has made.

    Args:
        found: takes what is read.
        field: name of the body's field.
        number: of the block, from 1.
        kind: what the body calls it.
    """

    def __init__(self, found: PageTexts, field: str, number: int, kind: str) -> None:
        self._found, self._place = found, (field, number, kind)

    def read(self, value: Any, path: Path) -> None:
        field, number, kind = self._place
        if isinstance(value, str):
            if value.strip():
                text = MarkedText(value, is_markup(value))
                self._found.texts.append(PlacedText(field, path, text, number, kind))
        elif isinstance(value, list):
            for place, one in enumerate(value):
                self.read(one, (*path, place))
        elif isinstance(value, dict):
            self._read_members(value, path)

    def _read_members(self, value: dict[str, Any], path: Path) -> None:
        is_block = "type" in value and "value" in value
        table = _table_of(value)
        read = set[str]() if table is None else self._read_table(*table, path)
        for name, one in value.items():
            if name not in read and not (is_block and name in ("type", "id")):
                self.read(one, (*path, name))

    def _read_table(self, kept: set[str], rows: list[list[tuple[Path, Any]]], path: Path):
        field, number, kind = self._place
        paths, cells = [], []
        for row in rows:
            places: list[Path | None] = []
            texts: list[MarkedText] = []
            for at, value in row:
                inside = isinstance(value, list | dict)
                if inside:  # a cell of blocks: read by itself
                    self.read(value, (*path, *at))
                written = "" if value is None or inside else str(value)
                places.append(None if value is None or inside else (*path, *at))
                texts.append(MarkedText(written, isinstance(value, str) and is_markup(value)))
            paths.append(tuple(places))
            cells.append(tuple(texts))
        self._found.tables.append(PlacedTable(field, tuple(paths), tuple(cells), number, kind))
        return kept


Rows = list[list[tuple[Path, Any]]]


def _table_of(value: dict[str, Any]) -> tuple[set[str], Rows] | None:
    """Return the rows of a typed table or of a plain one, and the members they stand in."""
    columns, rows = value.get("columns"), value.get("rows")
    if isinstance(columns, list) and isinstance(rows, list):
        heads: Rows = [
            [(("columns", place, "heading"), one.get("heading", "")) for place, one in
             enumerate(columns)]
        ]  # fmt: skip
        return {"columns", "rows"}, heads + [
            [(("rows", number, "values", place), one) for place, one in enumerate(row["values"])]
            for number, row in enumerate(rows)
        ]
    data = value.get("data")
    if isinstance(data, list) and data and all(isinstance(row, list) for row in data):
        return {"data"}, [list(_plain_row(number, row)) for number, row in enumerate(data)]
    return None


def _plain_row(number: int, row: list[Any]) -> Iterator[tuple[Path, Any]]:
    for place, value in enumerate(row):
        yield ("data", number, place), value
