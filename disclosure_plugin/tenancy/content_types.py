"""Content types are remembered for each schema apart.

Two schemas may number theirs differently, so django-tenants empties Django's one memory of them
whenever the schema changes: each request and each task asked for all of them anew.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connections
from django_tenants.postgresql_backend.base import DatabaseWrapper

from disclosure_plugin.actions.wrapping import wrap

# A county of more bureaus does not fill the memory of a process: it begins anew.
MOST_SCHEMAS = 100

_changing_schema: ContextVar[bool] = ContextVar("disclosure_changing_schema", default=False)

Found = dict[Any, ContentType]


def keep_apart() -> None:
    """Give Django's manager its memory; called once, at start-up."""
    memory = Memory()
    for manager in (*ContentType._meta.local_managers, *ContentType._meta.managers):
        manager._cache = memory  # type: ignore[attr-defined]
    wrap(DatabaseWrapper, "set_tenant", _without_forgetting)


class Memory:
    """In the place of the manager's dictionary of databases: one of their schemas."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Found] = {}

    def __getitem__(self, database: str) -> Found:
        return self._found[_schema(database)]

    def setdefault(self, database: str, default: Found) -> Found:
        schema = _schema(database)
        if schema not in self._found and len(self._found) >= MOST_SCHEMAS:
            self._found.clear()
        return self._found.setdefault(schema, default)

    def clear(self) -> None:
        """Forget everything, as Django asks after a migration; a change of schema is no reason."""
        if not _changing_schema.get():
            self._found.clear()


def _schema(database: str) -> tuple[str, str]:
    return database, getattr(connections[database], "schema_name", "")


def _without_forgetting(
    set_tenant: Callable[..., None], _connection: Any, *args: Any, **kw: Any
) -> None:
    token = _changing_schema.set(True)
    try:
        set_tenant(*args, **kw)
    finally:
        _changing_schema.reset(token)
