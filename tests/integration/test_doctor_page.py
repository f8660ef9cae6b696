"""The county office checks from its admin that bureaus are sealed; nobody else sees the page."""

import csv
import io
import json

import pytest

from disclosure_plugin import bureaus, sealing
from disclosure_plugin.actions.site_setup import ADMINISTRATORS
from disclosure_plugin.tenancy.county_roles import (
    AUDITORS,
    COUNTY_ADMINISTRATORS,
    COUNTY_SUPERVISORS,
)
from disclosure_plugin.tenancy.doctor import rounds
from disclosure_plugin.tenancy.doctor.live import live_trials
from disclosure_plugin.tenancy.doctor_runs import DoctorRun
from disclosure_plugin.tenancy.models import Bureau
from tests.factories.users import UserFactory, sign_in

PAGE = "/admin/disclosure_doctor/"
COUNTY = "county.localhost"


def of_the_county(role: str):
    with bureaus.activate("county"):
        return sign_in(UserFactory(role=role, first_name="张三"), COUNTY)


@pytest.fixture
def a_hole(db):
    """A wall between bureaus with a hole in it."""

    @sealing.probe("hole", "A wall with a hole", guards=["none"], read_only=True)
    def hole(trial):
        trial.look()
        yield f"=cmd {trial.a.code} reads {trial.b.code}."

    yield
    sealing.forget("hole")


def test_nobody_else_sees_or_begins_it(db):
    with bureaus.activate("jsj"):
        superuser = UserFactory(role=ADMINISTRATORS, is_superuser=True)
        of_a_bureau = sign_in(superuser, "jsj.localhost")
    assert of_a_bureau.get(PAGE).status_code == 404
    assert of_a_bureau.post(f"{PAGE}begin/").status_code == 404
    for role in (COUNTY_SUPERVISORS, AUDITORS):
        client = of_the_county(role)
        shown = client.get(PAGE)
        assert shown.status_code == 200
        assert f"{PAGE}begin/" not in shown.content.decode()
        assert client.post(f"{PAGE}begin/").status_code == 302
        assert client.post(f"{PAGE}begin/")["Location"].endswith("/admin/")
    assert of_the_county(COUNTY_ADMINISTRATORS).get(f"{PAGE}begin/").status_code == 405
    assert not DoctorRun.objects.exists()


def test_a_check_is_kept_and_exported_and_the_request_stays_in_its_bureau(db, monkeypatch):
    monkeypatch.setattr(rounds, "ENOUGH_SECONDS", 600)
    client = of_the_county(COUNTY_ADMINISTRATORS)
    assert client.post(f"{PAGE}begin/").status_code == 302
    run = DoctorRun.objects.get()
    assert (run.leaks, run.broken, run.ran_by) == (0, 0, "张三")
    assert run.pairs == [["county", "czj"], ["czj", "jsj"]]
    outcomes = {one["probe"]: one["outcome"] for one in run.results}
    assert len(outcomes) == 13
    assert outcomes["unknown-host"] == "sealed"
    shown = client.get(PAGE).content.decode()
    assert "unknown-host" in shown
    assert 'role="alert"' not in shown
    told = client.get(f"{PAGE}{run.pk}/json/").json()
    assert (told["leaks"], told["probes"]) == (0, run.results)
    lines = list(csv.reader(io.StringIO(client.get(f"{PAGE}{run.pk}/csv/").content.decode())))
    assert len(lines) == 14


def test_a_leak_is_shown_first_with_what_to_do_and_is_no_formula(a_hole, monkeypatch):
    monkeypatch.setattr(rounds, "ENOUGH_SECONDS", -1)  # no time for the second pair
    client = of_the_county(COUNTY_ADMINISTRATORS)
    client.post(f"{PAGE}begin/")
    run = DoctorRun.objects.get()
    assert (run.leaks, run.broken, run.pairs) == (1, 0, [["county", "czj"]])
    shown = client.get(f"{PAGE}{run.pk}/").content.decode()
    assert 'role="alert"' in shown
    assert "tenancy" in shown
    assert shown.index("=cmd county reads czj.") < shown.index("unknown-host")
    lines = list(csv.reader(io.StringIO(client.get(f"{PAGE}{run.pk}/csv/").content.decode())))
    assert lines[1][0] == "hole"
    assert lines[1][4].startswith("'=cmd county reads czj.")
    assert json.loads(client.get(f"{PAGE}{run.pk}/json/").content)["leaks"] == 1


def test_with_one_open_bureau_there_is_a_sentence_and_no_row(db):
    client = of_the_county(COUNTY_ADMINISTRATORS)
    Bureau.objects.exclude(code="county").update(state=Bureau.State.SUSPENDED)
    assert client.post(f"{PAGE}begin/").status_code == 302
    shown = client.get(PAGE)
    assert [str(one.level_tag) for one in shown.context["messages"]] == ["error"]
    assert not DoctorRun.objects.exists()


def test_each_check_takes_the_next_bureaus(db):
    def pairs(skip: int) -> list[tuple[str, str]]:
        return [(trial.a.code, trial.b.code) for trial in live_trials(1, skip=skip)]

    assert [pairs(0), pairs(1), pairs(2)] == [
        [("county", "czj")],
        [("czj", "jsj")],
        [("county", "czj")],
    ]
