"""A copied schema is like a migrated one, and the template keeps up with the migrations."""

import json
import re
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django_tenants.utils import schema_context
from wagtail.log_actions import LogContext
from wagtail.models import Site

from disclosure_plugin import actions
from disclosure_plugin.actions.site_setup import name_site, set_up_site
from disclosure_plugin.conf import get_settings
from disclosure_plugin.models import BureauHomePage, BureauSettings
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
TRIGGERS = """
    SELECT rel.relname, tgname, tgenabled::text, tgdeferrable, tginitdeferred,
           replace(pg_get_triggerdef(trg.oid), %s || '.', '')
    FROM pg_trigger trg JOIN pg_class rel ON rel.oid = tgrelid
    WHERE relnamespace = %s::regnamespace AND NOT tgisinternal
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


def test_triggers_are_equal_and_call_what_all_share(copied):
    theirs = rows(TRIGGERS, template.TEMPLATE, template.TEMPLATE)
    assert rows(TRIGGERS, copied, copied) == theirs
    assert {row[1] for row in theirs} == {
        "disclosure_new_generation",
        "disclosure_never_emptied",
        "disclosure_frozen_stays",
        "disclosure_only_added",
        "disclosure_signed_stays",
        "disclosure_numbers_stay",
        "disclosure_only_goes_on",
        "disclosure_never_deleted",
        "disclosure_not_internal_update",
        *(f"disclosure_not_live_{event}" for event in ("insert", "update")),
        *(f"disclosure_registered_{event}" for event in ("insert", "update")),
        *(f"disclosure_unregistered_{event}" for event in ("delete", "update")),
        *(
            f"disclosure_{table}_due_{event}"
            for table in ("page", "revision")
            for event in ("insert", "update", "delete")
        ),
    }
    assert not any(template.TEMPLATE in row[-1] or copied in row[-1] for row in theirs)


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


def test_a_template_holds_nothing_that_a_copy_would_lack(db):
    assert (
        rows(
            "SELECT relname::text, relkind::text FROM pg_class "
            "WHERE relnamespace = %s::regnamespace AND relkind NOT IN ('r', 'i', 'S', 't')",
            template.TEMPLATE,
        )
        == set()
    )
    for catalogue, column in (("pg_proc", "pronamespace"), ("pg_policy", "polrelid::regclass")):
        assert (
            rows(
                f"SELECT oid FROM {catalogue} WHERE {column}::text LIKE %s",
                f"{template.TEMPLATE}%",
            )
            == set()
        )


NAME, HOST = "新局", "copied.localhost"
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


def all_rows(schema: str) -> dict[str, list[str]]:
    """Every row of every table, as JSON text in order."""
    tables = rows("SELECT tablename::text FROM pg_tables WHERE schemaname = %s", schema)
    return {
        table: sorted(
            json.dumps(row, ensure_ascii=False, sort_keys=True)
            for (row,) in listed(f'SELECT to_jsonb(t) FROM "{schema}"."{table}" t')
        )
        for (table,) in tables
    }


def listed(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [
            (json.loads(value) if isinstance(value, str) else value,)
            for (value,) in cursor.fetchall()
        ]


def alike(tables: dict[str, list[str]]) -> dict[str, list[str]]:
    """The rows without what must differ from bureau to bureau."""
    return {
        table: sorted(MOMENT.sub("MOMENT", UUID.sub("UUID", row)) for row in found)
        for table, found in tables.items()
    }


def found(pattern: re.Pattern[str], tables: dict[str, list[str]]) -> set[str]:
    return {
        match
        for table, rows_of_table in tables.items()
        # When the template's migrations ran is true of every copy.
        if table != "django_migrations"
        for row in rows_of_table
        for match in pattern.findall(row)
    }


@pytest.fixture
def migrated(outside_transactions):
    """A schema that Django migrated, with no row of a bureau."""
    connection.set_schema_to_public()
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA bureau_migrated")
    call_command("migrate_schemas", schema_name="bureau_migrated", verbosity=0)
    yield "bureau_migrated"
    connection.set_schema_to_public()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA bureau_migrated CASCADE")


@pytest.mark.long
def test_a_bureau_is_what_migrating_and_setting_up_would_have_made(migrated):
    port = get_settings().PUBLIC_PORT
    with transaction.atomic():
        with LogContext(), schema_context(migrated):  # as bureaus.activate() enters one
            set_up_site(name=NAME, hostname=HOST, port=port)
        start = timezone.now()
        create_bureau(code="copied", name=NAME, host=HOST)
        connection.set_schema_to_public()
        ours, theirs = all_rows(COPY), all_rows(migrated)
        shared = all_rows(template.TEMPLATE)
        sequences = [rows(SEQUENCES, schema, schema) for schema in (COPY, migrated)]
        transaction.set_rollback(True)

    assert alike(ours) == alike(theirs)
    assert sequences[0] == sequences[1]
    assert NAME in "".join(ours["wagtailcore_page"])
    assert found(UUID, ours)
    assert found(UUID, ours).isdisjoint(found(UUID, shared) | found(UUID, theirs))
    # JSON keeps milliseconds.
    start = start.replace(microsecond=start.microsecond // 1000 * 1000)
    assert min(map(datetime.fromisoformat, found(MOMENT, ours))) >= start


def test_a_site_is_named_as_wagtail_would_do_it_at_leisure(db):
    connection.set_schema_to_public()
    port = get_settings().PUBLIC_PORT
    for schema in ("bureau_quick", "bureau_leisure"):
        template.copy_template(schema)
    with LogContext(), schema_context("bureau_quick"):
        name_site(name=NAME, hostname=HOST, port=port)
    with LogContext(), schema_context("bureau_leisure"):
        home = BureauHomePage.objects.get()
        home.title = NAME
        home.save_revision().publish()
        site = Site.objects.get()
        site.hostname, site.port, site.site_name, site.root_page = HOST, port, NAME, home
        site.save()
        settings = BureauSettings.for_site(site)
        settings.bureau_name = NAME
        settings.save()
    connection.set_schema_to_public()
    quick, leisure = all_rows("bureau_quick"), all_rows("bureau_leisure")
    assert alike(quick) == alike(leisure)
    assert NAME in "".join(quick["wagtailcore_revision"])
    assert quick["wagtailsearch_indexentry"]


def test_the_template_is_nobodys(db):
    shared = "".join(row for table in all_rows(template.TEMPLATE).values() for row in table)
    for own in ("云岭县", "localhost:", "jsj"):
        assert own not in shared
    assert all_rows(template.TEMPLATE)["wagtailcore_revision"] == []


def sign_template(signature: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON SCHEMA \"{template.TEMPLATE}\" IS '{signature}'")


def signed_template() -> set[tuple]:
    return rows(
        "SELECT oid, obj_description(oid) FROM pg_namespace WHERE nspname = %s", template.TEMPLATE
    )


@pytest.mark.long
def test_an_older_template_is_made_anew_and_what_a_killed_run_left_goes(outside_transactions):
    connection.set_schema_to_public()
    [(before, signature)] = signed_template()
    assert signature == template.fingerprint()
    sign_template(f"{template.site_fingerprint()} older")
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{template.UNFINISHED}"')
        cursor.execute(f'CREATE TABLE "{template.UNFINISHED}".half (id int)')
    template.ensure_template()
    [(after, signature)] = signed_template()
    assert before != after
    assert signature == template.fingerprint()
    schemas = rows("SELECT nspname::text FROM pg_namespace WHERE nspname LIKE '\\_bureau%%'")
    assert schemas == {(template.TEMPLATE,)}
    template.ensure_template()
    assert signed_template() == {(after, signature)}


def test_a_template_whose_site_was_set_up_by_other_code_is_not_signed(db):
    connection.set_schema_to_public()
    sign_template(f"other {template.migrations_fingerprint()}")
    before = signed_template()
    template.mark_current()
    assert signed_template() == before
    sign_template(f"{template.site_fingerprint()} older")
    template.mark_current()
    [(_oid, signature)] = signed_template()
    assert signature == template.fingerprint()


@pytest.fixture
def fresh_fingerprint():
    template.site_fingerprint.cache_clear()
    yield template.site_fingerprint
    template.site_fingerprint.cache_clear()


def test_the_fingerprint_follows_the_code_of_the_set_up(
    fresh_fingerprint, tmp_path, monkeypatch, settings
):
    before = fresh_fingerprint()
    copy = tmp_path / "actions"
    shutil.copytree(Path(actions.__file__).parent, copy)
    monkeypatch.setattr(actions, "__path__", [str(copy)])
    fresh_fingerprint.cache_clear()
    assert fresh_fingerprint() == before
    code = copy / "site_setup.py"
    changed = code.read_text().replace('    REVIEWERS: ["choose"],', '    REVIEWERS: ["change"],')
    assert changed != code.read_text()
    code.write_text(changed)
    fresh_fingerprint.cache_clear()
    other = fresh_fingerprint()
    settings.LANGUAGE_CODE = "en"
    fresh_fingerprint.cache_clear()
    assert len({before, other, fresh_fingerprint()}) == 3


def test_a_copied_bureau_works(db):
    connection.set_schema_to_public()
    made = create_bureau(code="copied", name=NAME, host=HOST)
    assert made.created
    response = Client(headers={"host": HOST}).get("/")
    assert response.status_code == 200
    assert NAME in response.content.decode()
    again = create_bureau(code="copied", name=NAME, host=HOST)
    assert not again.created
