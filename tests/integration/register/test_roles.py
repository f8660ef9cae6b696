"""Three roles in PostgreSQL, really made, and what each is refused by privileges alone."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import CommandError, call_command
from psycopg import errors, sql

from disclosure_plugin.register.models import Log, LogCheckpoint, LogEntry, LogKey, LogNode
from disclosure_plugin.register.roles import BadRoles, Roles, statements
from tests.copied_county import FILL, CopiedCounty, copied_county

pytestmark = pytest.mark.long

TABLES = {model._meta.db_table for model in (Log, LogEntry, LogNode, LogCheckpoint, LogKey)}
ENTRIES, NODES, LOGS, STATES, KEYS = (
    model._meta.db_table for model in (LogEntry, LogNode, Log, LogCheckpoint, LogKey)
)
MARK = secrets.token_hex(4)
ROLES = Roles(f"owner_{MARK}", f"app_{MARK}", f"signer_{MARK}")
NAMES = (ROLES.owner, ROLES.app, ROLES.signer)


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[CopiedCounty]:
    """A county with entries, in a database whose roles are set as the command prints them."""
    with django_db_blocker.unblock(), _roles():
        data = tmp_path_factory.mktemp("roles")
        with copied_county(f"roles_{MARK}", data) as county:
            county.python(FILL)
            assert county.manage("generate_log_key", str(data / "log.key")).returncode == 0
            with psycopg.connect(_url(county), autocommit=True) as superuser:
                text = county.manage("log_roles", *_arguments())
                assert text.returncode == 0, text.stderr
                superuser.execute(text.stdout)
                superuser.execute(text.stdout)  # safe to repeat
            yield county


@contextmanager
def _roles() -> Iterator[None]:
    server = urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as superuser:
        for name in NAMES:
            superuser.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                    sql.Identifier(name), sql.Literal(name)
                )
            )
        try:
            yield
        finally:
            for name in NAMES:
                superuser.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def _arguments() -> list[str]:
    return ["--owner", ROLES.owner, "--app", ROLES.app, "--signer", ROLES.signer]


def _url(county: CopiedCounty, role: str = "") -> str:
    url = county.environment["DATABASE_URL"]
    if not role:
        return url
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{role}:{role}@{host}").geturl()


def as_role(county: CopiedCounty, role: str) -> CopiedCounty:
    """The same county, with another role's connection."""

    class AsRole(CopiedCounty):
        @property
        def environment(self) -> dict[str, str]:
            return {**super().environment, "DATABASE_URL": _url(county, role)}

    return AsRole(county.database, county.data)


@contextmanager
def without_triggers(county: CopiedCounty) -> Iterator[None]:
    """The owner has switched the triggers off: privileges have to do."""
    with psycopg.connect(_url(county, ROLES.owner), autocommit=True) as owner:
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        try:
            yield
        finally:
            for table in TABLES:
                owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def log_rows(county: CopiedCounty) -> list[tuple]:
    with psycopg.connect(_url(county)) as superuser:
        return [
            superuser.execute(
                f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t"
            ).fetchone()
            for table in sorted(TABLES)
        ]


FORBIDDEN_TO_BOTH = [
    *(
        f"{act} {table}"
        for table in (ENTRIES, NODES, STATES, KEYS)
        for act in ("DELETE FROM", "TRUNCATE", "DROP TABLE")
    ),
    f"TRUNCATE {LOGS} CASCADE",
    f"DELETE FROM {LOGS}",
    f"DROP TABLE {LOGS} CASCADE",
    f"UPDATE {ENTRIES} SET leaf = 'x'",
    f"UPDATE {NODES} SET hash = 'x'",
    f"UPDATE {STATES} SET note = 'x'",
    f"UPDATE {KEYS} SET verifier_key = 'x'",
    f"UPDATE {LOGS} SET origin = 'x'",
    f"UPDATE {LOGS} SET bureau = 'x'",
    f"ALTER TABLE {ENTRIES} DISABLE TRIGGER USER",
    f"DROP TRIGGER disclosure_only_added ON {ENTRIES}",
    f"ALTER TABLE {ENTRIES} OWNER TO CURRENT_USER",
    "DROP FUNCTION disclosure_refuse_log_change() CASCADE",
    "ALTER FUNCTION disclosure_refuse_log_change() RENAME TO gone",
    "DROP SCHEMA public CASCADE",
    "ALTER SCHEMA public OWNER TO CURRENT_USER",
    "CREATE TABLE public.disclosure_other (id int)",
    "SET session_replication_role = replica",
    f"SET ROLE {ROLES.owner}",
]
FORBIDDEN_TO_THE_SIGNER = [
    f"INSERT INTO {ENTRIES} (log_id, index, leaf, kind, subject, at) "
    "VALUES (1, 99, 'x', 'x', 'x', now())",
    f"INSERT INTO {NODES} (log_id, level, index, hash, completed_by) VALUES (1, 0, 99, 'x', 99)",
    f"INSERT INTO {LOGS} (bureau, origin, size, opened_at) VALUES ('x', 'x', 0, now())",
    f"UPDATE {LOGS} SET size = size + 1",
    "SELECT 1 FROM bureau_jsj.auth_user",
    "SELECT 1 FROM public.disclosure_tenancy_bureau",
]
FORBIDDEN_TO_THE_APP = [
    f"INSERT INTO {STATES} (log_id, size, note, signed_at) VALUES (1, 99, 'x', now())",
    f"INSERT INTO {KEYS} (log_id, verifier_key, from_size, first_used_at) "
    "VALUES (1, 'x', 0, now())",
]


FORBIDDEN = [
    *((role, one) for role in (ROLES.app, ROLES.signer) for one in FORBIDDEN_TO_BOTH),
    *((ROLES.signer, one) for one in FORBIDDEN_TO_THE_SIGNER),
    *((ROLES.app, one) for one in FORBIDDEN_TO_THE_APP),
]


# Each process of the run has roles of its own; the tests have one name in all.
@pytest.mark.parametrize(
    ("role", "statement"),
    FORBIDDEN,
    ids=[f"{role.partition('_')[0]}-{number}" for number, (role, _one) in enumerate(FORBIDDEN)],
)
def test_a_role_is_refused_by_its_privileges(county, role, statement):
    before = log_rows(county)
    with (
        without_triggers(county),
        psycopg.connect(_url(county, role)) as somebody,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        somebody.execute(statement)
    assert log_rows(county) == before


def test_triggers_refuse_the_owner_too(county):
    with psycopg.connect(_url(county, ROLES.owner)) as owner:
        for statement in (f"UPDATE {ENTRIES} SET leaf = 'x'", f"TRUNCATE {NODES}"):
            with pytest.raises(errors.RestrictViolation, match="publication log"):
                owner.execute(statement)
            owner.rollback()


def test_each_does_its_work(county):
    """The app publishes, makes a bureau and backs up; the signer signs; the log verifies."""
    app, signer = as_role(county, ROLES.app), as_role(county, ROLES.signer)
    done = app.python(
        "from disclosure_plugin import bureaus\n"
        "from tests.factories.pages import ItemFactory\n"
        "with bureaus.activate('jsj'):\n"
        "    ItemFactory(published=True, title='新公开')\n"
        "print('{}')\n"
    )
    assert done == {}
    made = app.manage("create_bureau", "mzj", "--name", "云岭县民政局", "--host", "mzj.localhost")
    assert made.returncode == 0, made.stderr
    backups = county.data / "backups"
    backups.mkdir()
    made = app.manage("backup", str(backups))
    assert made.returncode == 0, made.stderr

    refused = app.manage("sign_logs")
    assert refused.returncode == 1
    signed = signer.python(
        "import os\n"
        "from disclosure_plugin import conf\n"
        "from django.test import override_settings\n"
        "from disclosure_plugin.register import signing\n"
        f"key = {str(county.data / 'log.key')!r}\n"
        "with override_settings(DISCLOSURE={'LOG_KEY_FILES': (key,)}):\n"
        "    print([signing.sign_all(), signing.unsigned().count()])\n"
    )
    # At least jsj, czj and county.
    assert signed[0] >= 3
    assert signed[1] == 0
    checked = app.manage("verify_log")
    assert checked.returncode == 0, checked.stderr
    assert "nothing signed" not in checked.stdout


def test_the_owner_migrates(county):
    """Also what bureaus have; a table that comes new gets its rights when the SQL is run again."""
    owner = as_role(county, ROLES.owner)
    done = owner.manage("migrate_bureaus")
    assert done.returncode == 0, done.stderr
    with psycopg.connect(_url(county, ROLES.owner), autocommit=True) as connected:
        connected.execute("CREATE TABLE bureau_jsj.later (id int)")
        connected.execute("CREATE TABLE public.later (id int)")
    with psycopg.connect(_url(county), autocommit=True) as superuser:
        superuser.execute(statements(ROLES, county.database))
    with psycopg.connect(_url(county, ROLES.app), autocommit=True) as app:
        app.execute("INSERT INTO public.later VALUES (1)")
        app.execute("DROP TABLE bureau_jsj.later")
        with pytest.raises(errors.InsufficientPrivilege):
            app.execute("DROP TABLE public.later")
    with psycopg.connect(_url(county, ROLES.owner), autocommit=True) as connected:
        connected.execute("DROP TABLE public.later")


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [
        (Roles("one", "one", "three"), "must be three roles"),
        (Roles("", "two", "three"), "cannot be the name"),
        (Roles("x" * 64, "two", "three"), "cannot be the name"),
    ],
)
def test_names_that_are_not_three_roles_are_refused(roles, sentence):
    with pytest.raises(BadRoles, match=sentence):
        statements(roles, "disclosure")
    with pytest.raises(CommandError, match=sentence):
        call_command("log_roles", owner=roles.owner, app=roles.app, signer=roles.signer)


def test_names_are_quoted():
    text = statements(Roles('o"; DROP', "a'b", "s"), "d")
    assert '"o""; DROP"' in text
    assert "'a''b'" in text
