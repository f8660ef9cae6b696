"""Processes that make a bureau are killed, and run at once: there is a whole bureau or none."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django_tenants.utils import schema_context
from wagtail.models import Site, Workflow

from disclosure_plugin import bureaus
from disclosure_plugin.models import BureauHomePage
from disclosure_plugin.tenancy import template
from disclosure_plugin.tenancy.migrating import migrate_bureaus
from disclosure_plugin.tenancy.models import Bureau, BureauDomain
from disclosure_plugin.tenancy.provisioning import create_bureau
from sandbox.services.state import REPOSITORY
from tests import tables
from tests.databases import database

pytestmark = pytest.mark.long

NAME = "killed_creation"
KILLS = 20
AT_ONCE = 10
PATIENCE = 300  # seconds: the template takes its time on a busy machine

# Waits at the gate when Django has started, so that only the making of the bureau is timed.
MAKE = """
import sys
import django
django.setup()
from disclosure_plugin.tenancy.provisioning import CannotCreateBureau, create_bureau
code, host = sys.argv[1:]
print("ready", flush=True)
sys.stdin.readline()
try:
    print(create_bureau(code=code, name=f"局 {code}", host=host).created)
except CannotCreateBureau as error:
    print(f"refused: {error}")
"""


class Maker:
    """A process that makes a bureau as soon as it is let go."""

    def __init__(self, code: str, host: str = "") -> None:
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{NAME}").geturl()
        self.process = subprocess.Popen(
            [sys.executable, "-c", MAKE, code, host or f"{code}.localhost"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
            env={**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(REPOSITORY)},
        )

    def ready(self) -> Maker:
        assert self.process.stdout.readline() == "ready\n"
        return self

    def go(self) -> None:
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def kill_after(self, seconds: float) -> None:
        self.go()
        time.sleep(seconds)
        self.process.kill()
        self.process.communicate()
        wait_for_the_server()

    def said(self) -> str:
        return self.process.stdout.readline().strip()

    def answer(self) -> str:
        said, _ = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0
        return said.strip()


def at_once(makers: list[Maker]) -> list[str]:
    try:
        for maker in makers:
            maker.ready()
        for maker in makers:
            maker.go()
        return [maker.answer() for maker in makers]
    finally:
        for maker in makers:
            maker.process.kill()
            maker.process.communicate()


@pytest.fixture(scope="module")
def county(django_db_blocker):
    with django_db_blocker.unblock(), database(NAME):
        tables.fill(lambda: migrate_bureaus(lambda result: None))
        yield


@pytest.fixture(autouse=True)
def use_county(county, django_db_blocker):
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        yield
        connection.set_schema_to_public()


@pytest.fixture
def dice() -> random.Random:
    seed = int(os.environ.get("SEED", random.randrange(1_000_000)))
    print(f"SEED={seed}")  # noqa: T201  (pytest shows it with a failure)
    return random.Random(seed)


def column(query: str) -> set[object]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def wait_for_the_server() -> None:
    """Wait until the server has noticed that the killed process is gone."""
    deadline = time.monotonic() + PATIENCE
    while column(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
        "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    ):
        assert time.monotonic() < deadline, "the server still works for a killed process"
        time.sleep(0.05)


def schemas() -> set[object]:
    return column("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'bureau\\_%'")


def check_that_all_are_whole() -> None:
    rows = {bureau.schema_name: bureau for bureau in Bureau.objects.all()}
    assert schemas() == set(rows)
    assert sorted(BureauDomain.objects.values_list("tenant__schema_name", flat=True)) == sorted(
        rows
    )
    tables = column(f"SELECT relname FROM pg_class WHERE {in_schema(template.TEMPLATE)}")
    for schema, bureau in rows.items():
        # Names of some sequences differ: those of renamed tables.
        assert column(f"SELECT relname FROM pg_class WHERE {in_schema(schema)}") == tables
        with bureaus.activate(bureau.code):
            home = BureauHomePage.objects.get()
            assert (home.live, home.title) == (True, bureau.name)
            site = Site.objects.get()
            assert (site.root_page_id, site.site_name) == (home.pk, bureau.name)
            assert Workflow.objects.count() == 1


def in_schema(schema: str) -> str:
    return f"relnamespace = '{schema}'::regnamespace AND relkind IN ('r', 'i')"


def test_killed_at_any_moment_there_is_a_whole_bureau_or_none(dice):
    whole = Maker("measured").ready()
    begin = time.monotonic()
    whole.go()
    assert whole.said() == "True"
    # Without the end of the process: a moment in it would find the bureau made.
    duration = time.monotonic() - begin
    whole.answer()

    codes = [f"killed{number:02}" for number in range(KILLS)]
    made = []
    for number, code in enumerate(codes):
        # One random moment in each twentieth, a little past the end.
        moment = (number + dice.random()) / KILLS * duration * 1.1
        Maker(code).ready().kill_after(moment)
        check_that_all_are_whole()
        made.append(Bureau.objects.filter(code=code).exists())
    print(f"{duration:.2f} s to make one; {made.count(False)} of {KILLS} killed in time")  # noqa: T201
    assert made.count(False) >= KILLS // 4
    for code, was_made in zip(codes, made, strict=True):
        connection.set_schema_to_public()
        again = create_bureau(code=code, name=f"局 {code}", host=f"{code}.localhost")
        assert again.created is not was_made
    connection.set_schema_to_public()
    check_that_all_are_whole()


def test_killed_while_the_template_is_made(dice):
    for number in range(3):
        with connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{template.TEMPLATE}" CASCADE')
        Maker(f"early{number}").ready().kill_after(0.3 + dice.random() * 3)
        assert not Bureau.objects.filter(code=f"early{number}").exists()
        assert f"bureau_early{number}" not in schemas()
    # The unfinished template lasts until the next bureau is made, by one of two.
    assert at_once([Maker(f"early{number}") for number in range(2)]) == ["True", "True"]
    assert column("SELECT nspname FROM pg_namespace WHERE nspname LIKE '\\_bureau%'") == {
        template.TEMPLATE
    }
    check_that_all_are_whole()
    with schema_context(template.TEMPLATE):
        assert not BureauHomePage.objects.get().live


def test_ten_at_once(county):
    assert at_once([Maker(f"once{number}") for number in range(AT_ONCE)]) == ["True"] * AT_ONCE
    check_that_all_are_whole()


def test_the_same_code_twice_at_once(county):
    assert sorted(at_once([Maker("same"), Maker("same")])) == ["False", "True"]
    check_that_all_are_whole()


def test_the_same_host_twice_at_once(county):
    host = "contested.localhost"
    answers = sorted(at_once([Maker("first", host), Maker("second", host)]))
    assert answers[0] == "True"
    assert answers[1].startswith("refused: ")
    assert Bureau.objects.filter(code__in=["first", "second"]).count() == 1
    check_that_all_are_whole()
