"""Fixtures for every kind of test. Services are started by tests/services.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import StringIO

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

from tests import tables
from tests.databases import database, move_to_new_database
from tests.factories.credit_codes import CREDIT_CODES

BUREAUS = {
    "county": ("云岭县人民政府办公室", "county.localhost"),
    "jsj": ("云岭县住房和城乡建设局", "jsj.localhost"),
    "czj": ("云岭县财政局", "czj.localhost"),
}


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Make the county once a run; every test rolls back to it.

    pytest-django's own migrates for a minute or two, and makes no database where no test asks
    for a transaction. This one is dropped by nobody: it goes with the server it lives on.
    """
    with django_db_blocker.unblock():
        move_to_new_database(f"test_{connection.settings_dict['NAME']}")
        if not apps.is_installed("disclosure_plugin.tenancy"):
            from disclosure_plugin.actions.site_setup import set_up_site

            tables.fill(lambda: call_command("migrate", interactive=False, verbosity=0))
            set_up_site(name=BUREAUS["jsj"][0], hostname="localhost", port=80)
            return
        from disclosure_plugin.tenancy.provisioning import create_bureau

        tables.fill(lambda: call_command("migrate_bureaus", stdout=StringIO()))
        for code, (name, host) in BUREAUS.items():
            create_bureau(
                code=code,
                name=name,
                host=host,
                is_county_office=code == "county",
                social_credit_code=CREDIT_CODES[code],
            )


@pytest.fixture(scope="session")
def static_files() -> None:
    """The files that a front server would serve, collected once a run."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def outside_transactions(django_db_setup, django_db_blocker):
    """A copy of the county's database, for what no transaction takes back.

    Schemas cannot be migrated in one, and what is committed into the register stays there: it
    must not meet other tests.
    """
    usual = connection.settings_dict["NAME"]
    connection.close()  # nobody may be connected to what is copied
    with django_db_blocker.unblock(), database("test_outside_transactions", copied_from=usual):
        yield


@pytest.fixture(autouse=True)
def remember_nothing(request) -> Iterator[None]:
    """What is cached goes with the test's rows; they are taken back without anybody being told.

    Nor does the next test begin in the bureau that a request of this one was for.
    """
    yield
    if {"django_db_setup", "live_county"} & set(request.fixturenames):
        cache.clear()
        if apps.is_installed("disclosure_plugin.tenancy"):
            connection.set_schema_to_public()


@pytest.fixture
def jsj(db) -> Iterator[str]:
    """The construction bureau, active."""
    from disclosure_plugin import bureaus

    with bureaus.activate("jsj"):
        yield "jsj"


@pytest.fixture
def czj(db) -> Iterator[str]:
    """The finance bureau, active."""
    from disclosure_plugin import bureaus

    with bureaus.activate("czj"):
        yield "czj"


@pytest.fixture
def keep_the_test_transaction() -> Iterator[None]:
    """Requests made in-process would close the connection, and the test's transaction with it.

    Django's own test client does the same two lines.
    """
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def no_snapshots(jsj, static_files, keep_the_test_transaction) -> Iterator[None]:
    """The construction bureau without snapshots; files that the test makes go with it."""
    from disclosure_plugin import bureaus
    from disclosure_plugin.snapshots.models import Snapshot, archive_storage

    Snapshot.objects.all().delete()
    yield
    with bureaus.activate("jsj"):
        for snapshot in Snapshot.objects.exclude(file=""):
            archive_storage().delete(snapshot.file.name)


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups in the same hook
def pytest_collection_modifyitems(items):
    """Browser tests take longest: workers begin with them, so that none ends long after others.

    With ``--dist loadgroup`` one worker does all of them: the county they look at takes longer
    to make than most of them take. The tests of any other file stay together.
    """
    for item in items:
        of_browser = "/browser/" in item.nodeid
        group = "browser" if of_browser else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: "/browser/" not in item.nodeid)


def pytest_terminal_summary(terminalreporter):
    """Say how many tests ran in each group, and how many were skipped."""
    ran: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    for outcome, counter in (("passed", ran), ("failed", ran), ("skipped", skipped)):
        for report in terminalreporter.stats.get(outcome, []):
            group = report.nodeid.split("/")[1] if "/" in report.nodeid else "other"
            counter[group] += 1
    for group in sorted({*ran, *skipped}):
        terminalreporter.write_line(f"{group}: {ran[group]} ran, {skipped[group]} skipped")
