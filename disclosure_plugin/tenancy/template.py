"""A bureau's schema is copied from a template schema, which only the first one waits for.

To migrate an empty schema takes Django many seconds, nearly all of them spent on rendering
model states; to copy one takes PostgreSQL a fraction of a second, in one transaction.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader
from django_tenants.utils import schema_context
from wagtail.log_actions import LogContext

from disclosure_plugin import actions, domain, models
from disclosure_plugin.actions.site_setup import prepare_site

from . import locks
from .models import TEMPLATE, UNFINISHED, Bureau
from .table_copies import Key, copy_statements


def is_current() -> bool:
    """Say whether there is a template, and it is what would be made now."""
    return _signed()[1] == fingerprint()


def ensure_template() -> None:
    """Make the template schema, or make it anew when migrations or the site's set-up changed.

    Its name appears only when it is complete; a killed run leaves an unfinished schema that
    the next one drops. Two processes wait for each other.
    """
    with locks.alone(locks.TEMPLATE):
        _drop(UNFINISHED)
        if is_current():
            return
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA "{UNFINISHED}"')
        call_command("migrate_schemas", schema_name=UNFINISHED, interactive=False, verbosity=0)
        with LogContext(), schema_context(UNFINISHED):
            prepare_site()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{TEMPLATE}" CASCADE')
            cursor.execute(f'ALTER SCHEMA "{UNFINISHED}" RENAME TO "{TEMPLATE}"')
            _sign(cursor)


def mark_current() -> None:
    """Sign a template that was migrated along with the bureaus; another one is left as it is.

    Django notes in it every migration on disk, those that a squashed one replaces too; a
    template that knows others as well is not what a new one would be. Nor is one whose site
    was set up by other code.
    """
    _oid, signed = _signed()
    if signed == fingerprint() or not signed.startswith(f"{site_fingerprint()} "):
        return
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT app, name FROM "{TEMPLATE}".django_migrations')
        if set(cursor.fetchall()) == _migrations_on_disk():
            _sign(cursor)


def copy_template(schema: str) -> None:
    """Make a schema with everything the template holds; part of the caller's transaction.

    Args:
        schema: name of the new schema.
    """
    name = connection.ops.quote_name(schema)
    with connection.cursor() as cursor:
        batch = f"CREATE SCHEMA {name}; SET LOCAL search_path TO {name};\n"
        # Without parameters psycopg sends the whole batch in one round trip.
        cursor.execute(batch + _statements(*_signed()))
    # The batch moved the search path behind Django's back: make it ask for its own again.
    Bureau.deactivate()


def fingerprint() -> str:
    """Return what the template must be signed with to be what would be made now."""
    return f"{site_fingerprint()} {migrations_fingerprint()}"


@functools.cache
def migrations_fingerprint() -> str:
    """Return a digest of all migrations on disk; they do not change while a process lives."""
    return _digest(f"{app}.{name}" for app, name in sorted(_migrations_on_disk()))


@functools.cache
def site_fingerprint() -> str:
    """Return a digest of all that decides which rows the site's set-up writes.

    Roles, permissions and the workflow are code. Rather than know which lines, it takes every
    file of the layers the set-up can call, so that a change in them costs a new template and
    never a wrong bureau.
    """
    folders = [Path(path) for layer in (actions, models, domain) for path in layer.__path__]
    files = [file for folder in folders for file in sorted(folder.rglob("*.py"))]
    return _digest(
        [
            version("django"),
            version("wagtail"),
            # The first migrations of Wagtail make the locale of this language.
            settings.LANGUAGE_CODE,
            *(file.read_text("utf-8") for file in files),
        ]
    )


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _migrations_on_disk() -> set[tuple[str, str]]:
    return set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {})


def _sign(cursor: CursorWrapper) -> None:
    # COMMENT takes no parameters; digests are hexadecimal.
    cursor.execute(f"COMMENT ON SCHEMA \"{TEMPLATE}\" IS '{fingerprint()}'")


@functools.lru_cache(maxsize=1)
def _statements(_oid: int, _signature: str) -> str:
    """Return the statements that fill an empty schema on the search path from the template.

    Args:
        _oid: of the template's schema. A template that is made anew has another oid, one that
            is migrated another signature; as long as both are the same, so are the statements.
        _signature: see there.
    """
    with connection.cursor() as cursor:
        # So that definitions name tables without their schema.
        cursor.execute(f'SET LOCAL search_path TO "{TEMPLATE}"')
        tables = _column(cursor, TABLES)
        filled = _filled(cursor, tables)
        copies = copy_statements(
            TEMPLATE, tables, filled, _keys(cursor, KEYS), _keys(cursor, FOREIGN_KEYS)
        )
        statements = [*copies]
        for query in (INDEXES, SEQUENCES, TRIGGERS):
            statements += _column(cursor, query)
    return ";\n".join([*statements, *OWN_VALUES])


def _filled(cursor: CursorWrapper, tables: list[str]) -> list[str]:
    questions = " UNION ALL ".join(
        f'SELECT \'{table}\' WHERE EXISTS (SELECT FROM "{TEMPLATE}"."{table}")' for table in tables
    )
    return _column(cursor, questions)


def _keys(cursor: CursorWrapper, query: str) -> list[Key]:
    cursor.execute(query)
    return [Key(*row) for row in cursor.fetchall()]


def _column(cursor: CursorWrapper, query: str) -> list[str]:
    cursor.execute(query)
    return [row[0] for row in cursor.fetchall()]


def _signed() -> tuple[int, str]:
    """Return the template's oid and what it is signed with; 0 and nothing if there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid, coalesce(obj_description(oid, 'pg_namespace'), '') "
            "FROM pg_namespace WHERE nspname = %s",
            [TEMPLATE],
        )
        return cursor.fetchone() or (0, "")


def _drop(schema: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')


# What no two bureaus may share, and when the copied site was prepared: now, in one act.
OWN_VALUES = [
    "UPDATE wagtailcore_page SET translation_key = gen_random_uuid()",
    "UPDATE wagtailcore_pagelogentry SET timestamp = clock_timestamp(), "
    "uuid = (SELECT gen_random_uuid())",
]

TABLES = f"""
    SELECT relname FROM pg_class
    WHERE relnamespace = '{TEMPLATE}'::regnamespace AND relkind = 'r' ORDER BY oid
"""

KEYS = f"""
    SELECT rel.relname, NULL,
           format('CONSTRAINT %I %s', conname, pg_get_constraintdef(con.oid))
    FROM pg_constraint con JOIN pg_class rel ON rel.oid = conrelid
    WHERE connamespace = '{TEMPLATE}'::regnamespace AND contype IN ('p', 'u', 'x')
    ORDER BY contype, conname
"""

INDEXES = f"""
    SELECT pg_get_indexdef(indexrelid, 0, true)
    FROM pg_index JOIN pg_class rel ON rel.oid = indexrelid
    WHERE relnamespace = '{TEMPLATE}'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid
                      AND contype IN ('p', 'u', 'x'))
    ORDER BY relname
"""

FOREIGN_KEYS = f"""
    SELECT rel.relname, other.relname,
           format('CONSTRAINT %I %s', conname, pg_get_constraintdef(con.oid, true))
    FROM pg_constraint con JOIN pg_class rel ON rel.oid = conrelid
    JOIN pg_class other ON other.oid = confrelid
    WHERE connamespace = '{TEMPLATE}'::regnamespace AND contype = 'f'
    ORDER BY conname
"""

SEQUENCES = f"""
    SELECT format('SELECT setval(pg_get_serial_sequence(%L, %L), %s)',
                  quote_ident(rel.relname), attname, last_value)
    FROM pg_depend dep
    JOIN pg_class seq ON seq.oid = objid AND seq.relkind = 'S'
    JOIN pg_class rel ON rel.oid = refobjid
    JOIN pg_attribute ON attrelid = rel.oid AND attnum = refobjsubid
    JOIN pg_sequences ON schemaname = '{TEMPLATE}' AND sequencename = seq.relname
    WHERE seq.relnamespace = '{TEMPLATE}'::regnamespace AND deptype = 'i'
      AND last_value IS NOT NULL
"""

# After the rows: what is copied is no act of the new bureau's. Those that keep a constraint are
# no constraints to copy: their definition is the trigger's.
TRIGGERS = f"""
    SELECT pg_get_triggerdef(trg.oid, true)
    FROM pg_trigger trg JOIN pg_class rel ON rel.oid = tgrelid
    WHERE relnamespace = '{TEMPLATE}'::regnamespace AND NOT tgisinternal
    ORDER BY relname, tgname
"""
