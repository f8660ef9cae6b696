"""A copied schema is like a migrated one, and the template keeps up with the migrations."""

import re

import pytest
from django.db import connection

from disclosure_plugin.tenancy import template
from disclosure_plugin.tenancy.provisioning import create_bureau

COPY = "bureau_copied"

COLUMNS = """
    SELECT table_name, column_name, data_type, udt_name, character_maximum_length,
           numeric_precision, column_default, is_nullable, is_identity, identity_generation
    FROM information_schema.columns WHERE table_schema = %s
"""
CONSTRAINTS = """
    SELECT relname, conname, contype::text, condeferrable, condeferred, convalidated,
           replace(pg_get_constraintdef(con.oid), %s || '.', '')
    FROM pg_constraint con JOIN pg_class rel ON rel.oid = conrelid
    WHERE connamespace = %s::regnamespace
"""
INDEXES = """
    SELECT tablename, indexname, replace(indexdef, %s || '.', '')
    FROM pg_indexes WHERE schemaname = %s
"""
# By table and column: the sequence of a renamed table keeps its old name in the template.
SEQUENCES = """
    SELECT rel.relname, attname, start_value, increment_by, last_value
    FROM pg_depend dep
    JOIN pg_class seq ON seq.oid = objid AND seq.relkind = 'S'
    JOIN pg_class rel ON rel.oid = refobjid
    JOIN pg_attribute ON attrelid = rel.oid AND attnum = refobjsubid
    JOIN pg_sequences ON schemaname = %s AND sequencename = seq.relname
    WHERE seq.relnamespace = %s::regnamespace AND deptype = 'i'
"""
FOREIGN_TARGETS = """
    SELECT DISTINCT target.relnamespace::regnamespace::text
    FROM pg_constraint con JOIN pg_class target ON target.oid = confrelid
    WHERE connamespace = %s::regnamespace AND contype = 'f'
"""


def rows(query: str, *parameters: str) -> set[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return set(cursor.fetchall())


@pytest.fixture
def copied(db):
    connection.set_schema_to_public()
    template.copy_template(COPY)
    return COPY


def test_columns_are_equal(copied):
    assert rows(COLUMNS, copied) == rows(COLUMNS, template.TEMPLATE)


def test_constraints_are_equal_in_name_and_meaning(copied):
    theirs = rows(CONSTRAINTS, template.TEMPLATE, template.TEMPLATE)
    assert rows(CONSTRAINTS, copied, copied) == theirs
    assert {row[2] for row in theirs} >= {"p", "u", "f", "c"}


def test_indexes_are_equal_in_name_and_meaning(copied):
    theirs = without_casts(rows(INDEXES, template.TEMPLATE, template.TEMPLATE))
    assert without_casts(rows(INDEXES, copied, copied)) == theirs
    assert len(theirs) > 200


def without_casts(indexes: set[tuple]) -> set[tuple]:
    """PostgreSQL moves the casts of a condition about when it reads a definition again."""
    return {
        (table, name, re.sub(r"::(?:character varying|text)(?:\[\])?|[()]", "", definition))
        for table, name, definition in indexes
    }


def test_sequences_go_on_where_the_rows_end(copied):
    theirs = rows(SEQUENCES, template.TEMPLATE, template.TEMPLATE)
    assert rows(SEQUENCES, copied, copied) == theirs
    assert any(row[-1] for row in theirs)


def test_no_foreign_key_leads_out_of_the_schema(copied):
    assert rows(FOREIGN_TARGETS, copied) == {(copied,)}


@pytest.mark.parametrize(
    "table", ["django_content_type", "auth_permission", "django_migrations", "wagtailcore_locale"]
)
def test_the_rows_that_code_relies_on_are_equal(copied, table):
    ours = rows(f'SELECT t::text FROM "{copied}"."{table}" t')
    assert ours == rows(f'SELECT t::text FROM "{template.TEMPLATE}"."{table}" t')
    assert ours


def test_the_template_has_no_user(db):
    assert rows(f'SELECT count(*) FROM "{template.TEMPLATE}"."auth_user"') == {(0,)}


def test_a_template_of_older_migrations_is_made_anew(outside_transactions):
    connection.set_schema_to_public()
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON SCHEMA \"{template.TEMPLATE}\" IS 'older'")
    before = rows("SELECT oid FROM pg_namespace WHERE nspname = %s", template.TEMPLATE)
    template.ensure_template()
    after = rows("SELECT oid FROM pg_namespace WHERE nspname = %s", template.TEMPLATE)
    assert before != after
    assert rows(
        "SELECT obj_description(oid) FROM pg_namespace WHERE nspname = %s", template.TEMPLATE
    ) == {(template.migrations_fingerprint(),)}
    template.ensure_template()
    assert rows("SELECT oid FROM pg_namespace WHERE nspname = %s", template.TEMPLATE) == after


def test_what_a_killed_run_left_is_dropped(outside_transactions):
    connection.set_schema_to_public()
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON SCHEMA \"{template.TEMPLATE}\" IS 'older'")
        cursor.execute(f'CREATE SCHEMA "{template.UNFINISHED}"')
        cursor.execute(f'CREATE TABLE "{template.UNFINISHED}".half (id int)')
    template.ensure_template()
    schemas = rows("SELECT nspname::text FROM pg_namespace WHERE nspname LIKE '\\_bureau%%'")
    assert schemas == {(template.TEMPLATE,)}


def test_a_copied_bureau_works(db):
    connection.set_schema_to_public()
    made = create_bureau(code="copied", name="新局", host="copied.localhost")
    assert made.created
    assert rows("SELECT title FROM bureau_copied.wagtailcore_page WHERE depth = 2") == {("新局",)}
