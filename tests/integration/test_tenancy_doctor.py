"""The tenancy doctor reports leaks, cleans up after itself and can look without writing."""

import json
import logging

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from disclosure_plugin import bureaus, sealing
from disclosure_plugin.models import Section
from disclosure_plugin.tenancy import locks
from disclosure_plugin.tenancy.doctor.temporary import (
    LEFT_BEHIND,
    AlreadyRunning,
    _make,
    two_bureaus,
)
from disclosure_plugin.tenancy.models import Bureau, BureauDomain
from tests.factories.pages import ItemFactory

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")]


def left_behind() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ 'doctor'")
        found = {row[0] for row in cursor.fetchall()}
    found |= set(Bureau.objects.filter(code__contains="doctor").values_list("code", flat=True))
    found |= set(BureauDomain.objects.filter(domain__contains="doctor").values_list("domain"))
    for top in (settings.MEDIA_ROOT, settings.DATA_DIR / "archive"):
        found |= {path.name for path in top.glob("doctor*")}
    return found


def everything() -> dict[str, tuple[int, int]]:
    """Rows and their digest, of every table in every schema."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname ~ '^(bureau_|public)' ORDER BY 1"
        )
        tables = [row[0] for row in cursor.fetchall()]
        questions = " UNION ALL ".join(
            f"SELECT '{name}', count(*), coalesce(sum(hashtext(t::text)), 0) FROM {name} t"
            for name in tables
        )
        cursor.execute(questions)
        return {name: (rows, digest) for name, rows, digest in cursor.fetchall()}


@pytest.fixture
def careless():
    """Probes that a test registers go with it."""
    yield sealing.probe
    for name in ("careless", "leaking"):
        sealing.forget(name)


def test_a_leak_is_reported_and_ends_with_an_error(outside_transactions, careless, capsys):
    @careless("leaking", "A wall with a hole", guards=["none"])
    def leaking(trial):
        for own, other in trial.directions():
            with trial.activate(other):
                told = Section.objects.get().name
            trial.look()
            yield f"{own.code} reads {told}."

    with pytest.raises(CommandError, match="1 probes, 2 leaks, 0 could not look"):
        call_command("tenancy_doctor", "--json", "--probe", "leaking")
    found = json.loads(capsys.readouterr().out)
    assert found["leaks"] == 2
    assert found["probes"][0]["outcome"] == "leak"
    assert left_behind() == set()


def test_a_probe_that_cannot_look_is_no_success(outside_transactions, careless, capsys):
    @careless("careless", "Looks at nothing", guards=["none"])
    def nothing(trial):
        return []

    with pytest.raises(CommandError, match="0 leaks, 1 could not look"):
        call_command("tenancy_doctor", "--probe", "careless")
    assert "It looked at nothing." in capsys.readouterr().out


def test_some_probes_on_two_bureaus_find_nothing(outside_transactions, capsys):
    names = (
        *("due", "tasks", "public-addresses", "open-data"),
        *("reset-links", "documents", "task-arguments"),
    )
    call_command("tenancy_doctor", *(f"--probe={name}" for name in names))
    assert "7 probes, 0 leaks, 0 could not look." in capsys.readouterr().out


def test_a_probe_nobody_knows_is_refused_before_anything_is_made(db):
    before = everything()
    with pytest.raises(CommandError, match="There is no probe 'nosuch' here"):
        call_command("tenancy_doctor", "--probe", "nosuch")
    assert everything() == before


def test_the_two_bureaus_are_in_no_list_and_go_however_it_ends(outside_transactions):
    def interrupted():
        with two_bureaus() as (a, b):
            assert LEFT_BEHIND.fullmatch(a.code)
            assert not {a.code, b.code} & set(bureaus.codes())
            assert not {a.code, b.code} & {entry.code for entry in bureaus.directory()}
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert left_behind() == set()


def test_what_a_killed_run_left_goes_with_the_next(outside_transactions):
    killed = _make("doctora0123abcd")
    with two_bureaus():
        assert not Bureau.objects.filter(pk=killed.pk).exists()
    assert left_behind() == set()


def test_two_runs_do_not_meet(outside_transactions):
    with (
        locks.alone_at_once(locks.DOCTOR),
        pytest.raises(AlreadyRunning, match="wait until it has ended"),
        two_bureaus(),
    ):
        pytest.fail("must not begin")
    assert left_behind() == set()


def test_looking_at_a_live_county_writes_nothing(jsj, careless, capsys):
    item = ItemFactory(published=True)
    files = {path for path in settings.DATA_DIR.rglob("*") if path.is_file()}
    before = everything()

    call_command("tenancy_doctor", "--read-only")

    out = capsys.readouterr().out
    assert "0 leaks, 0 could not look" in out
    assert "published-addresses  sealed" in out
    assert everything() == before
    assert {path for path in settings.DATA_DIR.rglob("*") if path.is_file()} == files
    assert item.pk


def test_a_probe_that_writes_is_stopped_by_the_database(jsj, careless, capsys):
    @careless("careless", "Writes on a live county", guards=["none"], read_only=True)
    def writes(trial):
        with trial.activate(trial.a):
            Section.objects.create(name="must not stay")
        trial.look()
        return []

    before = everything()
    with pytest.raises(CommandError, match="1 could not look"):
        call_command("tenancy_doctor", "--read-only", "--probe", "careless")
    assert "read-only transaction" in capsys.readouterr().out
    assert everything() == before
    assert bureaus.current() == "jsj"


def test_refusals_stay_out_of_the_log(db, caplog):
    with caplog.at_level(logging.WARNING, logger="django.request"):
        call_command("tenancy_doctor", "--read-only", "--probe", "unknown-host")
    assert [one for one in caplog.records if one.name == "django.request"] == []
