"""Bureaus are migrated by SQL where that is all, by Django where not; one stops no other."""

import io
from threading import Thread

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django_tenants.utils import schema_context

from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.tenancy import locks, template
from disclosure_plugin.tenancy.county_roles import COUNTY_ADMINISTRATORS
from disclosure_plugin.tenancy.migrating import migrate_bureaus, plan
from disclosure_plugin.tenancy.models import Bureau
from disclosure_plugin.tenancy.provisioning import CannotCreateBureau, create_bureau
from disclosure_plugin.tenancy.shared_schema import migrate_shared_schema
from tests import tables
from tests.databases import database
from tests.integration.test_template import (
    COLUMNS,
    CONSTRAINTS,
    SEQUENCES,
    TRIGGERS,
    rows,
    without_casts,
)
from tests.integration.test_template import INDEXES as INDEX_DEFINITIONS

CODES = ["lyj", "nyj", "slj"]
SCHEMAS = [f"bureau_{code}" for code in CODES]
TABLE = "wagtailredirects_redirect"

FUNCTIONS = "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = %s::regnamespace"

ADD_FIELDS = """
migrations.AddField("redirect", "note", models.CharField(max_length=20, default="100%")),
migrations.AddField("redirect", "owner", models.ForeignKey(
    "auth.User", models.SET_NULL, null=True, related_name="+")),
migrations.AddIndex("redirect", models.Index(fields=["note"], name="redirect_note")),
"""
RUN_PYTHON = """
migrations.AddField("redirect", "note", models.CharField(max_length=20, default="")),
migrations.RunPython(lambda apps, editor: apps.get_model("wagtailredirects", "Redirect")
    .objects.create(old_path="/made-by-python")),
"""
NEW_MODEL = """
migrations.CreateModel("Reason", [("id", models.BigAutoField(primary_key=True))]),
"""
DROP_FIELD = 'migrations.RemoveField("redirect", "owner"),'


@pytest.fixture(scope="module")
def small_county(django_db_blocker):
    """A database with three bureaus, which tests copy."""
    with django_db_blocker.unblock(), database("migrating_county"):
        tables.fill(lambda: call_command("migrate_bureaus", stdout=io.StringIO()))
        for code in CODES:
            create_bureau(code=code, name=code, host=f"{code}.localhost")
        connection.close()
        yield "migrating_county"


def shared_schema() -> dict[str, object]:
    """All that migrations leave in the shared schema."""
    public = "public"
    return {
        "columns": rows(COLUMNS, public),
        "constraints": rows(CONSTRAINTS, public, public),
        "indexes": rows(INDEX_DEFINITIONS, public, public),
        "sequences": rows(SEQUENCES, public, public),
        "triggers": rows(TRIGGERS, public, public),
        "functions": rows(
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        ),
        "migrations": rows("SELECT app, name FROM django_migrations"),
    }


def test_the_shared_schema_is_what_djangos_own_command_makes(django_db_blocker):
    with django_db_blocker.unblock():
        with database("shared_by_django"):
            call_command("migrate_schemas", schema_name="public", interactive=False, verbosity=0)
            theirs = shared_schema()
        with database("shared_by_us"):
            migrate_shared_schema()
            ours = shared_schema()
    assert ours == theirs
    assert len(theirs["migrations"]) > 200
    assert len(theirs["triggers"]) > 5


@pytest.fixture
def county(small_county, django_db_blocker):
    with django_db_blocker.unblock(), database("migrating_test", copied_from=small_county):
        yield
        template.migrations_fingerprint.cache_clear()


@pytest.fixture
def later(county, tmp_path, monkeypatch, settings, request):
    """Add migrations to those of Wagtail's redirects, or another app, as a release would."""
    package = f"migrations_later_{abs(hash(request.node.nodeid))}"

    def add(app: str = "wagtailredirects", **migrations: str) -> None:
        folder = tmp_path / package
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").write_text(
            f"from {apps.get_app_config(app).name} import migrations\n"
            "__path__ += migrations.__path__\n"
        )
        before = max(name for label, name in MigrationLoader(None).disk_migrations if label == app)
        for name, operations in migrations.items():
            (folder / f"{name}.py").write_text(
                "from datetime import date\n"
                "from django.db import migrations, models\n"
                "class Migration(migrations.Migration):\n"
                f"    dependencies = [('{app}', '{before}')]\n"
                f"    operations = [{operations}]\n"
            )
            before = name
        settings.MIGRATION_MODULES = {app: package}
        template.migrations_fingerprint.cache_clear()

    monkeypatch.syspath_prepend(tmp_path)
    return add


def call(*arguments: str) -> str:
    said = io.StringIO()
    call_command(*arguments, stdout=said, no_color=True)
    return said.getvalue()


def columns(schema: str) -> set[str]:
    return {row[1] for row in rows(COLUMNS, schema) if row[0] == TABLE}


def catalogue(schema: str) -> list[set[tuple]]:
    return [
        rows(COLUMNS, schema),
        rows(CONSTRAINTS, schema, schema),
        without_casts(rows(INDEX_DEFINITIONS, schema, schema)),
        rows(f'SELECT app, name FROM "{schema}".django_migrations'),
        rows(f'SELECT t::text FROM "{schema}".django_content_type t'),
        rows(f'SELECT t::text FROM "{schema}".auth_permission t'),
    ]


def ways() -> dict[str, str]:
    return {step.schema: step.way for step in plan()}


def test_nobody_is_behind(county):
    before = [catalogue(schema) for schema in SCHEMAS]
    assert plan() == []
    assert call("migrate_bureaus") == "Nobody is behind.\n"
    assert [catalogue(schema) for schema in SCHEMAS] == before


def test_a_bureau_that_fails_stops_no_other_and_is_taken_up_again(later):
    later(x0009_note=ADD_FIELDS)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE bureau_nyj.{TABLE} ADD COLUMN note int")
    before = catalogue("bureau_nyj")
    said = io.StringIO()
    with pytest.raises(CommandError, match="1 of 5 failed"):
        call_command("migrate_bureaus", stdout=said, no_color=True)
    assert "already exists" in said.getvalue()
    assert catalogue("bureau_nyj") == before
    assert {"note", "owner_id"} <= columns("bureau_lyj") & columns("bureau_slj")

    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE bureau_nyj.{TABLE} DROP COLUMN note")
    assert list(ways()) == ["bureau_nyj"]
    assert "1 migrated." in call("migrate_bureaus")
    assert catalogue("bureau_nyj")[0] != before[0]
    assert plan() == []


def test_a_missing_schema_is_reported_and_stops_nobody(later):
    later(x0009_note=ADD_FIELDS)
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA bureau_lyj CASCADE")
    failed = {}
    assert not migrate_bureaus(lambda result: failed.update({result.step.schema: result.error}))
    assert "does not exist" in failed.pop("bureau_lyj")
    assert set(failed.values()) == {""}
    assert "note" in columns("bureau_slj")


def test_the_plan_changes_nothing(later):
    later(x0009_note=ADD_FIELDS, x0010_python=RUN_PYTHON)
    before = [catalogue(schema) for schema in [*SCHEMAS, template.TEMPLATE]]
    said = call("migrate_bureaus", "--plan")
    assert said.count("wagtailredirects.x0009_note, wagtailredirects.x0010_python") == 5
    assert [catalogue(schema) for schema in [*SCHEMAS, template.TEMPLATE]] == before


def test_sql_leaves_the_same_catalogue_as_django(later):
    later(x0009_note=ADD_FIELDS, x0010_drop=DROP_FIELD)
    call_command("migrate_schemas", schema_name="bureau_slj", verbosity=0)
    assert ways() == {
        "public": "executor",
        **{"bureau_lyj": "sql", "bureau_nyj": "sql", template.TEMPLATE: "sql"},
    }
    call("migrate_bureaus")
    theirs = catalogue("bureau_slj")
    assert ("wagtailredirects", "x0010_drop") in theirs[3]
    assert "note" in columns("bureau_slj")
    assert "owner_id" not in columns("bureau_slj")
    assert catalogue("bureau_lyj") == theirs
    assert catalogue(template.TEMPLATE) == theirs


def test_python_runs_through_django(later):
    later(x0009_python=RUN_PYTHON)
    assert set(ways().values()) == {"executor"}
    call("migrate_bureaus")
    for schema in SCHEMAS:
        assert rows(f"SELECT old_path, note FROM {schema}.{TABLE}") == {("/made-by-python", "")}
    assert plan() == []


@pytest.mark.parametrize(
    "operation",
    [
        'migrations.AlterModelOptions("redirect", {"permissions": [("sign", "Can sign")]}),',
        'migrations.AddField("redirect", "day", models.DateField(default=date.today)),',
        'migrations.SeparateDatabaseAndState([migrations.RunSQL("SELECT 1")]),',
        'migrations.RunSQL("SELECT 1", state_operations=[migrations.DeleteModel("Redirect")]),',
    ],
)
def test_what_does_more_than_its_sql_runs_through_django(later, operation):
    later(x0009_more=operation)
    assert set(ways().values()) == {"executor"}


def test_a_new_model_has_its_content_type_and_permissions(later):
    later(x0009_reason=NEW_MODEL)
    assert set(ways().values()) == {"executor"}
    call("migrate_bureaus")
    for schema in [*SCHEMAS, template.TEMPLATE]:
        with schema_context(schema):
            assert rows(
                "SELECT codename FROM auth_permission JOIN django_content_type ct "
                "ON ct.id = content_type_id WHERE model = 'reason'"
            ) == {("add_reason",), ("change_reason",), ("delete_reason",), ("view_reason",)}


def roles_with(schema: str, codename: str) -> set[str]:
    with schema_context(schema):
        return set(
            Group.objects.filter(permissions__codename=codename).values_list("name", flat=True)
        )


def without_permissions(schema: str, model: str, *kept: str) -> None:
    """Bring a bureau back to what it had before a model was there, but for some permissions."""
    with schema_context(schema):
        Permission.objects.filter(content_type__model=model).exclude(codename__in=kept).delete()


def test_roles_get_the_permissions_of_a_new_model(later):
    for schema in SCHEMAS:
        without_permissions(schema, "removal", "view_removal")
        with schema_context(schema):
            taken_away = Permission.objects.get(codename="view_removal")
            Group.objects.get(name=EDITORS).permissions.remove(taken_away)
            assert roles_with(schema, "change_removal") == set()
    later("disclosure_plugin", x9000_reason=NEW_MODEL)
    call("migrate_bureaus")
    for schema in SCHEMAS:
        assert roles_with(schema, "change_removal") == {ADMINISTRATORS, REVIEWERS}
        assert roles_with(schema, "view_removal") == {ADMINISTRATORS, REVIEWERS}


def test_a_new_model_of_the_shared_schema_reaches_the_county_office(later, county):
    create_bureau(code="county", name="县", host="county.localhost", is_county_office=True)
    without_permissions("bureau_county", "bureau")
    later("disclosure_tenancy", x9000_reason=NEW_MODEL)
    call("migrate_bureaus")
    assert roles_with("bureau_county", "change_bureau") == {COUNTY_ADMINISTRATORS}
    assert roles_with(SCHEMAS[0], "change_bureau") == set()


def test_permissions_are_given_though_the_migration_after_them_failed(later):
    without_permissions(SCHEMAS[0], "removal")
    later("disclosure_plugin", x9000_reason=NEW_MODEL + "migrations.RunSQL('SELECT 1/0'),")
    with pytest.raises(CommandError):
        call("migrate_bureaus")
    assert roles_with(SCHEMAS[0], "change_removal") == {ADMINISTRATORS, REVIEWERS}
    assert SCHEMAS[0] in ways()


def test_a_migration_of_the_shared_schema_is_only_noted_in_the_bureaus(later):
    later("disclosure_tenancy", x0002_reason=NEW_MODEL)
    assert set(ways().values()) - {ways()["public"]} == {"sql"}
    call("migrate_bureaus")
    assert rows(
        "SELECT schemaname FROM pg_tables WHERE tablename = 'disclosure_tenancy_reason'"
    ) == {("public",)}
    assert plan() == []


def test_a_second_run_waits_for_the_first(later):
    later(x0009_note=ADD_FIELDS)
    results = []
    second = Thread(target=lambda: results.append(migrate_and_close()))
    with locks.alone(locks.MIGRATING):
        second.start()
        second.join(timeout=1)
        assert second.is_alive()
        assert "note" not in columns("bureau_lyj")
    second.join(timeout=60)
    assert results == [True]
    assert "note" in columns("bureau_lyj")


def migrate_and_close() -> bool:
    """Migrate in a thread, whose connection nobody else would close."""
    try:
        return migrate_bureaus(lambda result: None)
    finally:
        connection.close()


def test_the_template_is_migrated_along_and_new_bureaus_are_up_to_date(later):
    oid = rows("SELECT oid FROM pg_namespace WHERE nspname = %s", template.TEMPLATE)
    later(x0009_note=ADD_FIELDS)
    call("migrate_bureaus")
    create_bureau(code="wlj", name="文旅局", host="wlj.localhost")
    assert rows("SELECT oid FROM pg_namespace WHERE nspname = %s", template.TEMPLATE) == oid
    assert plan() == []
    assert catalogue("bureau_wlj")[:4] == catalogue("bureau_lyj")[:4]
    assert not create_bureau(code="lyj", name="lyj", host="lyj.localhost").created


def test_a_run_waits_for_a_bureau_that_is_being_made(later):
    later(x0009_note=ADD_FIELDS)
    call("migrate_bureaus")
    run = Thread(target=migrate_and_close)
    with transaction.atomic():
        create_bureau(code="wlj", name="文旅局", host="wlj.localhost")
        run.start()
        run.join(timeout=1)
        assert run.is_alive()
    run.join(timeout=60)
    assert not run.is_alive()


def test_no_bureau_is_made_of_a_template_that_changed_at_the_last_moment(county, monkeypatch):
    in_turn = locks.in_turn

    def other_release_comes_first(code: str) -> None:
        template.migrations_fingerprint.cache_clear()
        monkeypatch.setattr(template, "_migrations_on_disk", lambda: {("other", "0001")})
        in_turn(code)

    monkeypatch.setattr(locks, "in_turn", other_release_comes_first)
    try:
        with pytest.raises(CannotCreateBureau, match="migrate_bureaus"):
            create_bureau(code="wlj", name="文旅局", host="wlj.localhost")
    finally:
        monkeypatch.undo()
        template.migrations_fingerprint.cache_clear()
    assert not Bureau.objects.filter(code="wlj").exists()
    assert rows("SELECT nspname FROM pg_namespace WHERE nspname = 'bureau_wlj'") == set()


def test_a_bureau_that_exists_needs_no_template(later):
    before = rows("SELECT oid FROM pg_namespace WHERE nspname = %s", template.TEMPLATE)
    later(x0009_note=ADD_FIELDS)
    assert not create_bureau(code="lyj", name="lyj", host="lyj.localhost").created
    assert rows("SELECT oid FROM pg_namespace WHERE nspname = %s", template.TEMPLATE) == before
    assert not template.is_current()


def test_no_bureau_is_made_meanwhile(county):
    with locks.alone(locks.MIGRATING), pytest.raises(CannotCreateBureau, match="migrate_bureaus"):
        create_bureau(code="wlj", name="文旅局", host="wlj.localhost")
    assert not Bureau.objects.filter(code="wlj").exists()
    assert rows("SELECT nspname FROM pg_namespace WHERE nspname = 'bureau_wlj'") == set()
    create_bureau(code="wlj", name="文旅局", host="wlj.localhost")
    assert Bureau.objects.filter(code="wlj").exists()
