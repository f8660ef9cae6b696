"""A bureau's schema is copied from a template schema, which only the first one waits for.

To migrate an empty schema takes Django many seconds, nearly all of them spent on rendering
model states; to copy one takes PostgreSQL a fraction of a second, in one transaction.
"""

from __future__ import annotations

import functools
import hashlib

from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader

from . import locks
from .models import Bureau

TEMPLATE = "_bureau_template"
UNFINISHED = "_bureau_template_unfinished"


def ensure_template() -> None:
    """Make the template schema, or make it anew when the migrations have changed.

    Its name appears only when it is complete; a killed run leaves an unfinished schema that
    the next one drops. Two processes wait for each other.
    """
    with locks.alone(locks.TEMPLATE):
        if _fingerprint_of(TEMPLATE) == migrations_fingerprint():
            return
        _drop(UNFINISHED)
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA "{UNFINISHED}"')
        call_command("migrate_schemas", schema_name=UNFINISHED, interactive=False, verbosity=0)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{TEMPLATE}" CASCADE')
            cursor.execute(f'ALTER SCHEMA "{UNFINISHED}" RENAME TO "{TEMPLATE}"')
            _sign(cursor)


def mark_current() -> None:
    """Sign a template that was migrated along with the bureaus; another one is left as it is.

    Django notes in it every migration on disk, those that a squashed one replaces too; a
    template that knows others as well is not what a new one would be.
    """
    if _fingerprint_of(TEMPLATE) in (None, migrations_fingerprint()):
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
    batch = [f"CREATE SCHEMA {name}", f"SET LOCAL search_path TO {name}", *_statements()]
    with connection.cursor() as cursor:
        # Without parameters psycopg sends the whole batch in one round trip.
        cursor.execute(";\n".join(batch))
    # The batch moved the search path behind Django's back: make it ask for its own again.
    Bureau.deactivate()


@functools.cache
def migrations_fingerprint() -> str:
    """Return a digest of all migrations on disk; they do not change while a process lives."""
    names = sorted(f"{app}.{name}" for app, name in _migrations_on_disk())
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def _migrations_on_disk() -> set[tuple[str, str]]:
    return set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {})


def _sign(cursor: CursorWrapper) -> None:
    # COMMENT takes no parameters; the digest is hexadecimal.
    cursor.execute(f"COMMENT ON SCHEMA \"{TEMPLATE}\" IS '{migrations_fingerprint()}'")


def _statements() -> list[str]:
    """Return the statements that fill an empty schema on the search path from the template.

    Indexes and constraints are copied by their definitions and not by ``LIKE``, which would
    give them other names than the ones later migrations know.
    """
    with connection.cursor() as cursor:
        # So that definitions name tables without their schema.
        cursor.execute(f'SET LOCAL search_path TO "{TEMPLATE}"')
        tables = _column(cursor, TABLES)
        statements = [
            f'CREATE TABLE "{table}" (LIKE "{TEMPLATE}"."{table}" INCLUDING DEFAULTS '
            "INCLUDING CONSTRAINTS INCLUDING IDENTITY INCLUDING STORAGE INCLUDING COMMENTS)"
            for table in tables
        ]
        statements += [
            f'INSERT INTO "{table}" OVERRIDING SYSTEM VALUE SELECT * FROM "{TEMPLATE}"."{table}"'
            for table in _filled(cursor, tables)
        ]
        for query in (KEYS, INDEXES, FOREIGN_KEYS, SEQUENCES):
            statements += _column(cursor, query)
    return statements


def _filled(cursor: CursorWrapper, tables: list[str]) -> list[str]:
    questions = " UNION ALL ".join(
        f'SELECT \'{table}\' WHERE EXISTS (SELECT FROM "{TEMPLATE}"."{table}")' for table in tables
    )
    return _column(cursor, questions)


def _column(cursor: CursorWrapper, query: str) -> list[str]:
    cursor.execute(query)
    return [row[0] for row in cursor.fetchall()]


def _fingerprint_of(schema: str) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s",
            [schema],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _drop(schema: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')


TABLES = f"""
    SELECT relname FROM pg_class
    WHERE relnamespace = '{TEMPLATE}'::regnamespace AND relkind = 'r' ORDER BY oid
"""

KEYS = f"""
    SELECT format('ALTER TABLE %I ADD CONSTRAINT %I %s', relname, conname,
                  pg_get_constraintdef(con.oid))
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
    SELECT format('ALTER TABLE %I ADD CONSTRAINT %I %s', relname, conname,
                  pg_get_constraintdef(con.oid, true))
    FROM pg_constraint con JOIN pg_class rel ON rel.oid = conrelid
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
