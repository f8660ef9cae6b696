"""Migrations that are nothing but SQL: asked of Django once, run in every bureau.

Django spends a second of Python on rendering model states for a migration that PostgreSQL
runs in a millisecond. The SQL is the same for every bureau, so it is rendered for the first
one alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django_tenants.utils import schema_context

from disclosure_plugin.register import generations

# Only operations known to do nothing beside their SQL. Those that make, delete or rename a
# model are not among them: content types and permissions follow after Django's own run.
PLAIN_OPERATIONS = {
    operations.AddConstraint,
    operations.AddField,
    operations.AddIndex,
    operations.AlterField,
    operations.AlterModelManagers,
    operations.AlterModelOptions,
    operations.AlterUniqueTogether,
    operations.RemoveConstraint,
    operations.RemoveField,
    operations.RemoveIndex,
    operations.RenameField,
    operations.RenameIndex,
    operations.RunSQL,
}

# Between two migrations Django commits; within one transaction this has the same effect on
# checks that would forbid the next ALTER TABLE.
SETTLE = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"


def is_plain_sql(migration: Migration) -> bool:
    """Return whether running the migration's SQL is all there is to it."""
    return (
        migration.atomic
        and not migration.replaces
        and all(_is_plain(operation) for operation in migration.operations)
    )


def _is_plain(operation: Operation) -> bool:
    if type(operation) not in PLAIN_OPERATIONS:
        return False
    if isinstance(operation, operations.RunSQL):
        # State operations may hide a new model.
        return not operation.state_operations
    if isinstance(operation, operations.AlterModelOptions):
        return not {"permissions", "default_permissions"} & operation.options.keys()
    if isinstance(operation, operations.AddField | operations.AlterField):
        # What a function returns may differ from bureau to bureau.
        default = operation.field.default if operation.field.has_default() else None
        return not callable(default) or default in (dict, list)
    return True


class PlainSql:
    """Runs migrations in one schema after another, and renders the SQL of each once."""

    def __init__(self, loader: MigrationLoader, order: Sequence[Migration]) -> None:
        """
        Args:
            loader: of the migrations on disk.
            order: all migrations, each after those it depends on.
        """
        self._loader = loader
        self._order = order
        self._rendered: dict[Migration, str] = {}

    def run(self, schema: str, pending: Sequence[Migration]) -> None:
        """Run all migrations a schema lacks in one transaction, and note them.

        Args:
            schema: name of the schema.
            pending: what it lacks, in order; each must be plain SQL or have nothing to do here.

        Raises:
            Exception: what the database or a migration says; nothing was changed.
        """
        with schema_context(schema), transaction.atomic(), connection.cursor() as cursor:
            for migration in pending:
                if migration not in self._rendered:
                    self._rendered[migration] = self._render(migration, pending)
                # Without parameters psycopg sends the whole batch in one round trip.
                cursor.execute(f"{self._rendered[migration]}\n;{SETTLE}")
                cursor.execute(
                    "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())",
                    [migration.app_label, migration.name],
                )
            # A dropped column takes the trigger along that names it.
            generations.watch()

    def _render(self, migration: Migration, pending: Sequence[Migration]) -> str:
        """Render inside the schema, after its earlier migrations: names are looked up there."""
        state = ProjectState(real_apps=self._loader.unmigrated_apps)
        for done in self._order:
            if done not in pending:
                done.mutate_state(state, preserve=False)
        for earlier in pending[: pending.index(migration)]:
            earlier.mutate_state(state, preserve=False)
        with connection.schema_editor(collect_sql=True) as editor:
            migration.apply(state, editor, collect_sql=True)
        return "\n".join(editor.collected_sql)
