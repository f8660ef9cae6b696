"""Bring the shared schema, every bureau and the template up to the migrations on disk."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.apps import apps
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, router
from django.db.migrations import AlterModelOptions, CreateModel, Migration
from django.db.migrations.loader import MigrationLoader
from django_tenants.utils import get_public_schema_name, schema_context

from disclosure_plugin.actions.new_permissions import grant_new_permissions

from . import locks
from .county_roles import set_up_county_roles
from .models import TEMPLATE, Bureau
from .plain_sql import PlainSql, is_plain_sql
from .shared_schema import migrate_shared_schema
from .template import ensure_template, mark_current

# Of schemas in one query: a query locks every table it names until it ends.
CHUNK = 100


@dataclass(frozen=True)
class Step:
    """A schema that lacks migrations, and the way it will get them."""

    schema: str
    migrations: tuple[Migration, ...]
    way: Literal["sql", "executor"]


@dataclass(frozen=True)
class Result:
    """A step that was taken: the seconds it took, and what went wrong in one line, or nothing."""

    step: Step
    seconds: float
    error: str


class Migrations:
    """The migrations on disk, and which schemas lack which of them."""

    def __init__(self) -> None:
        self.loader = MigrationLoader(None, ignore_no_migrations=True)
        graph = self.loader.graph
        plans = (graph.forwards_plan(leaf) for leaf in graph.leaf_nodes())
        keys = dict.fromkeys(itertools.chain.from_iterable(plans))
        self.order: list[Migration] = [graph.nodes[key] for key in keys]

    def shared(self) -> list[Step]:
        """Return the one step of the shared schema, or none."""
        lacking = self._lacking([get_public_schema_name()])
        return [Step(schema, migrations, "executor") for schema, migrations in lacking.items()]

    def bureaus(self) -> list[Step]:
        """Return a step for each bureau that is behind, by code; the template's is the last."""
        schemas = _bureau_schemas()
        if _with_migrations([TEMPLATE]):
            schemas.append(TEMPLATE)
        lacking = self._lacking(schemas)
        if not lacking:
            return []
        with schema_context(schemas[0]):
            plain = {one for one in self.order if is_plain_sql(one) or _is_not_for_bureaus(one)}
        return [
            Step(schema, migrations, "sql" if plain.issuperset(migrations) else "executor")
            for schema, migrations in lacking.items()
        ]

    def _lacking(self, schemas: Sequence[str]) -> dict[str, tuple[Migration, ...]]:
        """Return what each schema lacks, in order; one that lacks nothing is left out."""
        asked = _with_migrations(schemas)
        everything = {(one.app_label, one.name) for one in self.order}
        names = {schema: set() if schema in asked else everything for schema in schemas}
        for start in range(0, len(asked), CHUNK):
            for schema, app, name in self._ask(asked[start : start + CHUNK]):
                names[schema].add((app, name))
        return {
            schema: tuple(one for one in self.order if (one.app_label, one.name) in lacking)
            for schema, lacking in names.items()
            if lacking
        }

    def _ask(self, schemas: Sequence[str]) -> list[tuple[str, str, str]]:
        questions = " UNION ALL ".join(
            f"SELECT '{schema}', app, name FROM wanted WHERE NOT EXISTS ("
            f'SELECT FROM "{schema}".django_migrations AS done '
            "WHERE done.app = wanted.app AND done.name = wanted.name)"
            for schema in schemas
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH wanted AS MATERIALIZED "
                f"(SELECT * FROM unnest(%s::text[], %s::text[]) AS one (app, name)) {questions}",
                [[one.app_label for one in self.order], [one.name for one in self.order]],
            )
            rows: list[tuple[str, str, str]] = cursor.fetchall()
        return rows


def plan() -> list[Step]:
    """Return the steps that :func:`migrate_bureaus` would take now; changes nothing."""
    with schema_context(get_public_schema_name()):
        migrations = Migrations()
        return migrations.shared() + migrations.bureaus()


def migrate_bureaus(report: Callable[[Result], None]) -> bool:
    """Migrate the shared schema, then each bureau and the template.

    A bureau that fails stops no other, and keeps what it had: all of its migrations run in one
    transaction, or in Django's executor, which ends after the last one that worked. Run it
    again to go on. A second run waits for the first; meanwhile no bureau can be made.

    Args:
        report: called after each step.

    Returns:
        whether everything worked. When the shared schema fails, no bureau is touched.
    """
    with locks.alone(locks.MIGRATING), schema_context(get_public_schema_name()):
        migrations = Migrations()
        plain_sql = PlainSql(migrations.loader, migrations.order)
        # Only when the shared schema is up to date can it tell which bureaus there are.
        if not _take_all(migrations.shared(), plain_sql, report):
            return False
        worked = _take_all(migrations.bureaus(), plain_sql, report)
        mark_current()
        if worked:
            ensure_template()
        return worked


def _take_all(
    steps: Sequence[Step], plain_sql: PlainSql, report: Callable[[Result], None]
) -> bool:
    worked = True
    for step in steps:
        result = _take(step, plain_sql)
        report(result)
        # A template that cannot be migrated is made anew.
        worked = worked and (not result.error or step.schema == TEMPLATE)
    return worked


def _take(step: Step, plain_sql: PlainSql) -> Result:
    start = time.perf_counter()
    error = ""
    try:
        _grant_what_is_new(step)
        if step.way == "sql":
            plain_sql.run(step.schema, step.migrations)
        else:
            _run_executor(step.schema)
    except Exception as failure:  # noqa: BLE001  (a migration may raise anything; others go on)
        error = " ".join(f"{type(failure).__name__}: {failure}".split())
    return Result(step, time.perf_counter() - start, error)


def _grant_what_is_new(step: Step) -> None:
    """Give the roles what the migrations add to the permissions.

    Before the migrations run: if this process dies in between, the next run still finds them
    missing and comes here again.
    """
    kinds = (CreateModel, AlterModelOptions)
    labels = {
        migration.app_label
        for migration in step.migrations
        if any(isinstance(operation, kinds) for operation in migration.operations)
        and apps.get_app_config(migration.app_label).name.startswith("disclosure_plugin")
    }
    if not labels or not _has_roles(step.schema):
        return
    is_county = Bureau.objects.filter(schema_name=step.schema, is_county_office=True).exists()
    with schema_context(step.schema):
        grant_new_permissions(sorted(labels))
        if is_county:
            set_up_county_roles()


def _has_roles(schema: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f'"{schema}".auth_permission'])
        (found,) = cursor.fetchone()
    return schema != get_public_schema_name() and bool(found)


def _run_executor(schema: str) -> None:
    with schema_context(get_public_schema_name()):
        if schema == get_public_schema_name():
            migrate_shared_schema()
            return
        call_command("migrate_schemas", schema_name=schema, interactive=False, verbosity=0)


def _is_not_for_bureaus(migration: Migration) -> bool:
    """Return whether the app lives in the shared schema: its migrations are only noted here."""
    return not router.allow_migrate(DEFAULT_DB_ALIAS, migration.app_label)


def _bureau_schemas() -> list[str]:
    if Bureau._meta.db_table not in connection.introspection.table_names():
        return []
    return list(Bureau.objects.order_by("code").values_list("schema_name", flat=True))


def _with_migrations(schemas: Sequence[str]) -> list[str]:
    """Return those of the schemas that have a table of migrations."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nspname FROM pg_class JOIN pg_namespace nsp ON nsp.oid = relnamespace "
            "WHERE relname = 'django_migrations' AND relkind = 'r' AND nspname = ANY(%s)",
            [list(schemas)],
        )
        found = {row[0] for row in cursor.fetchall()}
    return [schema for schema in schemas if schema in found]
