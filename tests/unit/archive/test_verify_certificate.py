"""A certificate is believed if it follows from a signed log and from observations, else not."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from disclosure_plugin.archive.checkpoints import verifier_key
from disclosure_plugin.archive.verify_archive import check_certificate, main
from tests.unit.archive.certified import (
    CLOSES,
    CONTENT,
    HOUR,
    OPENS,
    SHORT_ID,
    URL,
    Issue,
    canonical,
    entry,
    row,
    written,
)
from tests.unit.archive.memory_log import ORIGIN
from tests.unit.archive.proved_packages import VKEY

CHECKS = ["file", "stretch", "issued", "events", "period", "observed", "follows"]


@pytest.fixture
def issue() -> Issue:
    return Issue()


@pytest.fixture
def checked(tmp_path):
    """Check a proof; return what does not hold, by check, with the codes of the sentences."""

    def check(proof: dict | bytes, key: str = VKEY) -> dict[str, list[str]]:
        file = tmp_path / "proof.json"
        file.write_bytes(proof if isinstance(proof, bytes) else canonical(proof))
        results = list(check_certificate(file, key=key))
        assert list(dict.fromkeys(one.check for one in results)) == CHECKS
        bad: dict[str, list[str]] = {}
        for one in results:
            if one.level == "failed":
                bad.setdefault(one.check, []).append(one.code)
        left = [one.check for one in results if one.level == "not_checked"]
        assert not left or bad
        return bad

    return check


def does_not_follow(tmp_path, proof: dict) -> list[str]:
    file = tmp_path / "proof.json"
    file.write_bytes(canonical(proof))
    return [
        str(one.params["name"])
        for one in check_certificate(file, key=VKEY)
        if one.code == "does_not_follow"
    ]


def test_a_certificate_that_holds(issue, checked, tmp_path, capsys):
    assert checked(issue.proof()) == {}
    assert main(["certificate", str(tmp_path / "proof.json"), "--key", VKEY, "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 8
    assert "served publicly at 63 of 63 observations from 2026-11-02T01:00:00Z" in lines[6]
    assert lines[7] == "Everything was checked and holds."
    assert main(["certificate", str(tmp_path / "proof.json"), "--key", VKEY, "--lang", "zh"]) == 0
    assert "监测 63 次，其中 63 次正常公开" in capsys.readouterr().out


def test_another_key(issue, checked):
    other = verifier_key(ORIGIN, Ed25519PrivateKey.generate())
    assert checked(issue.proof(), other)["stretch"] == ["not_signed"]


def test_entries_behind_the_certificate_do_no_harm(issue, checked):
    issue.behind = [entry("page.unpublished", SHORT_ID, CLOSES + HOUR * 9, {})]
    assert checked(issue.proof()) == {}


def widen(said: dict) -> None:
    said["period"]["closes_at"] = written(CLOSES + timedelta(days=1))
    said["period"]["closes_local"] = "2026-11-06T00:00:00+08:00"
    said["period"]["last_day"] = "2026-11-05"
    said["period"]["days"] = 3


def test_a_period_widened_by_a_day_is_not_what_the_log_names(issue, checked):
    proof = issue.proof()
    said = json.loads(proof["certificate"])
    widen(said)
    proof["certificate"] = canonical(said).decode()
    assert checked(proof)["issued"] == ["certificate_changed"]


def test_a_period_widened_by_a_day_before_it_was_signed_does_not_follow(issue, tmp_path):
    """Whoever has the key cannot make observations of a day on which nobody looked."""
    widen(issue.said)
    assert does_not_follow(tmp_path, issue.proof()) == ["verdict"]
    later = Issue()
    widen(later.said)
    later.issued_at = CLOSES + timedelta(days=1, minutes=6)
    names = does_not_follow(tmp_path, later.proof())
    assert names == ["max_gap_s", "interruptions", "verdict"]


def test_a_period_that_begins_before_the_publication(issue, checked):
    issue.said["period"]["opens_at"] = written(OPENS - HOUR)
    assert checked(issue.proof())["period"] == ["period_early"]


def test_a_period_that_ends_in_the_middle_of_its_last_day(issue, checked):
    issue.said["period"]["closes_at"] = written(CLOSES - HOUR)
    issue.said["period"]["closes_local"] = "2026-11-04T23:00:00+08:00"
    assert checked(issue.proof())["period"] == ["period_end"]


def test_a_failed_observation_that_is_hidden(issue, tmp_path):
    issue.rows[9] = row(OPENS + HOUR * 10, problem="503", status=503, sha256="", size=0)
    assert does_not_follow(tmp_path, issue.proof()) == [
        "ok", "max_gap_s", "interruptions", "verdict",
    ]  # fmt: skip


@pytest.mark.parametrize("minutes", [600, 590])
def test_a_failure_on_a_clock_that_was_set_back_cannot_be_hidden(issue, tmp_path, minutes):
    at = OPENS + timedelta(minutes=minutes)
    issue.rows.insert(10, row(at, problem="503", status=503, sha256="", size=0))
    issue.said["observations"]["count"] += 1
    assert {"interruptions", "verdict"} <= set(does_not_follow(tmp_path, issue.proof()))


def test_observations_that_were_left_out_are_a_gap(issue, tmp_path):
    del issue.rows[9:12]
    assert does_not_follow(tmp_path, issue.proof()) == [
        "count", "ok", "max_gap_s", "interruptions", "verdict",
    ]  # fmt: skip


def test_observations_that_were_changed_afterwards(issue, checked):
    proof = issue.proof()
    proof["observed"][0]["rows"] = proof["observed"][0]["rows"].replace(
        '"status":200', '"status":201', 1
    )
    assert checked(proof)["observed"] == ["observation_changed"]


def test_observations_of_another_item(issue, checked):
    issue.rows[3] = row(OPENS + HOUR * 4, item="11539999-/2026-1102002")
    assert checked(issue.proof())["observed"] == ["observation_other"]


def test_an_observation_that_was_entered_before_it_was_made(issue, checked):
    issue.rows.append(row(CLOSES + HOUR))
    assert checked(issue.proof())["observed"] == ["observation_early"]


def test_a_change_that_the_log_records_and_the_certificate_hides(issue, checked):
    issue.acts.append(entry("page.published", SHORT_ID, OPENS + HOUR * 5, {"content": "ab" * 32}))
    issue.acts.append(entry("page.published", SHORT_ID, OPENS + HOUR * 6, {"content": CONTENT}))
    assert checked(issue.proof())["events"] == ["events_differ"]


def test_a_withdrawal_that_is_hidden_by_leaving_its_entry_out(issue, checked):
    issue.acts.append(entry("page.unpublished", SHORT_ID, OPENS + HOUR * 5, {}))
    proof = issue.proof()
    del proof["entries"][1]
    assert checked(proof)["stretch"] == ["stretch_length"]


def test_an_entry_that_was_exchanged(issue, checked):
    issue.acts.append(entry("page.unpublished", SHORT_ID, OPENS + HOUR * 5, {}))
    proof = issue.proof()
    proof["entries"][1] = proof["entries"][1].replace(SHORT_ID, "other123")
    assert checked(proof)["stretch"] == ["stretch_changed"]


def test_a_history_that_was_rewritten_after_the_earlier_state(issue, checked):
    proof = issue.proof()
    other = Issue()
    other.acts = [entry("page.published", SHORT_ID, OPENS, {"content": "ab" * 32})]
    proof["started"] = other.proof()["started"]
    assert checked(proof)["stretch"] == ["history_changed"]


def test_a_second_address_that_is_hidden(issue, tmp_path):
    issue.rows[9] = row(OPENS + HOUR * 10, url=URL.replace(SHORT_ID, "z3z3z3z3"))
    assert does_not_follow(tmp_path, issue.proof()) == ["addresses", "verdict"]


def test_an_attachment_that_failed_and_is_hidden(issue, tmp_path):
    issue.rows[9:9] = [
        row(OPENS + HOUR * 9, kind="file", url=f"{URL}a.pdf", problem="404", status=404)
    ]
    assert does_not_follow(tmp_path, issue.proof()) == ["attachments", "verdict"]


@pytest.mark.parametrize(
    "change",
    [
        {"certificate": "{}"},
        {"certificate": 5},
        {"entries": "x"},
        {"entries": [5]},
        {"observed": [{}]},
        {"observed": 5},
        {"first": -1},
        {"first": 10**30},
        {"before": ["x"]},
        {"checkpoint": None},
        {"format": "other"},
        {"more": 1},
    ],
)
def test_what_is_no_proof_is_refused_and_breaks_nothing(issue, checked, change):
    assert checked({**issue.proof(), **change}) != {}


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"{}" * 9])
def test_what_is_no_file_of_this_kind(checked, content):
    assert set(checked(content)) == {"file"}


@pytest.mark.parametrize("name", ["period", "observations", "item", "days", "verdict"])
@pytest.mark.parametrize("value", [None, [], {}, "x", 5])
def test_a_certificate_with_something_else_where_it_should_not_be(issue, checked, name, value):
    issue.said[name] = value
    assert checked(issue.proof()) != {}
