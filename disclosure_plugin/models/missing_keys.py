"""A version can be read although something it names was deleted since.

Wagtail keeps versions as JSON, so no constraint holds what only a draft or an earlier version
names. modelcluster reads no version at all whose key leads nowhere and is protected: the editor,
its history and its previews would answer 500.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations


class ReadableVersionsMixin(models.Model):
    """Mix it into a page class, before the base page."""

    class Meta:
        abstract = True

    @classmethod
    def from_serializable_data(
        cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False
    ) -> Any:
        """Return a version's page; keys that lead nowhere are empty, so that the editor asks."""
        read = super().from_serializable_data
        try:
            return read(data, check_fks, strict_fks)
        except Exception:  # modelcluster raises nothing more precise
            readable = _without_missing_keys(cls, data)
            if readable == data:
                raise
            return read(readable, check_fks, strict_fks)


def missing_keys(model: type[models.Model], values: dict[str, Any]) -> Iterator[Any]:
    """Yield the fields of a version's page or row that lead to something which is not there."""
    for field in model._meta.concrete_fields:
        key = values.get(field.name)
        if not isinstance(field, models.ForeignKey) or key is None:
            continue
        if not field.related_model._base_manager.filter(pk=key).exists():
            yield field


def emptied(page: Any, content: dict[str, Any]) -> Iterator[str]:
    """Yield the names, for people, of what a version says and the page read from it does not.

    modelcluster empties some keys that lead nowhere by itself, and says nothing either.

    Args:
        page: as it was read from the version.
        content: what the version says, without what is not its content.
    """
    yield from _emptied_fields(page, content)
    for relation in get_all_child_relations(page):
        name = relation.get_accessor_name()
        said, read = content.get(name), list(getattr(page, name).all())
        if said is None:
            continue
        if len(said) != len(read):
            yield relation.related_model._meta.verbose_name
            continue
        for row, values in zip(read, said, strict=True):
            own = relation.field.name
            yield from _emptied_fields(row, {**values, own: None})


def _emptied_fields(read: models.Model, said: dict[str, Any]) -> Iterator[str]:
    for field in read._meta.concrete_fields:
        named = isinstance(field, models.ForeignKey) and said.get(field.name) is not None
        if named and getattr(read, field.attname) is None:
            yield field.verbose_name


def _without_missing_keys(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Empty keys that lead nowhere, and leave out rows that are nothing without what is gone."""
    kept = {**values, **{field.name: None for field in missing_keys(model, values)}}
    for relation in get_all_child_relations(model):
        name, own = relation.get_accessor_name(), relation.field.name
        rows = []
        for row in values.get(name, []):
            gone = {field.name for field in missing_keys(relation.related_model, row)} - {own}
            if not gone & getattr(relation.related_model, "nothing_without", frozenset()):
                rows.append({**row, **dict.fromkeys(gone)})
        if name in values:
            kept[name] = rows
    return kept
