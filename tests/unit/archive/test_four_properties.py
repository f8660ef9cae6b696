"""The four properties (四性): each item finds what it is for, and says when it did not look."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from disclosure_plugin.archive import four_properties
from disclosure_plugin.archive.manifest import manifest_root
from disclosure_plugin.archive.metadata import Field
from disclosure_plugin.archive.package_checks import NoScanner, Outcome, Said, Subject
from disclosure_plugin.archive.reader import PackageReader
from tests.unit.archive.forging import read_members, relist, write_members
from tests.unit.archive.proved_packages import NOW, VKEY

FORMATS = frozenset({"text/html", "text/css"})
ORGANISATIONAL = {"22", "29"}


def said_of(path: Path) -> Said:
    """What an honest bureau knows of a package."""
    content = path.read_bytes()
    with PackageReader(io.BytesIO(content)) as package:
        return Said(
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            pages=len(package.pages) - 1,
            records=len([row for row in package.rows if row.filename != "originals.warc.gz"]),
            manifest=manifest_root(package.read("proofs/manifest.txt")),
            previous=json.loads(package.read("proofs/manifest.txt").splitlines()[0])["previous"],
            entry=package.read("proofs/entry.json"),
            proof=package.read("proofs/entry.tlog-proof").decode(),
            keys=(VKEY,),
            requested=NOW - timedelta(minutes=1),
            started=NOW,
            finished=NOW + timedelta(minutes=1),
        )


@pytest.fixture
def said(package) -> Said:
    return said_of(package)


@pytest.fixture
def outcomes(package):
    """Check the package on disk and give the outcome of each item."""

    def check(said: Said, **options) -> dict[str, Outcome]:
        return {code: verdict.outcome for code, verdict in verdicts(package, said, **options)}

    return check


def verdicts(path: Path, said: Said, **options):
    usual = {
        "metadata": [(Field("题名", "title", required=True, max_length=20), "公开页面")],
        "formats": FORMATS,
        "archival_code": "",
        "find_original": lambda url, timestamp: None,
    }
    with path.open("rb") as file, PackageReader(file) as package:
        subject = Subject(file, package, said, **{**usual, **options})
        found = four_properties.check(subject)
    for result in found:  # each sentence takes its parameters
        assert result.verdict.evidence % result.verdict.params
    return [(result.item.code, result.verdict) for result in found]


def failed(outcomes: Mapping[str, Outcome]) -> set[str]:
    return {code for code, outcome in outcomes.items() if outcome == Outcome.FAIL}


def not_checked(outcomes: Mapping[str, Outcome]) -> set[str]:
    return {code for code, outcome in outcomes.items() if outcome == Outcome.NOT_CHECKED}


def test_every_item_has_a_code_of_its_own_and_all_four_properties_are_there():
    codes = [item.code for item in four_properties.ITEMS]
    assert len(codes) == len(set(codes)) == 30
    assert len({item.property for item in four_properties.ITEMS}) == 4


def test_an_honest_package_fails_nothing_and_says_what_was_not_checked(outcomes, said):
    found = outcomes(said)
    assert failed(found) == set()
    # No stamp, no allowed values, no rule for codes, no scanner; and what only people can see.
    assert not_checked(found) == {"1-2", "4", "7", "27"} | ORGANISATIONAL


def test_what_nobody_noted_is_not_checked_and_does_not_pass(outcomes):
    found = outcomes(Said(), metadata=[], formats=frozenset())
    assert {"1-1", "2", "3", "5", "8", "11", "12", "13", "14", "15", "17", "18", "20", "23"} <= (
        not_checked(found)
    )


def test_a_file_that_is_no_package_passes_nothing():
    found = {
        one.item.code: one.verdict.outcome for one in four_properties.cannot_be_opened("no ZIP")
    }
    assert failed(found) == {"21"}
    assert Outcome.PASS not in found.values()


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"sha256": "0" * 64}, {"11"}),
        ({"size": 1}, {"13"}),
        ({"pages": 99}, {"12"}),
        ({"records": 99}, {"12"}),
        ({"manifest": "0" * 64}, {"1-1"}),
        ({"previous": "ab" * 32}, {"17"}),
        ({"entry": b""}, {"1-1", "16"}),
        ({"keys": ()}, {"1-1"}),
        ({"redacted": 1}, {"16"}),
        ({"redactions": 2}, {"16"}),
        ({"requested": NOW + timedelta(days=1)}, {"5"}),
        ({"finished": NOW - timedelta(days=1)}, {"5"}),
        ({"twins": ("40",)}, {"8"}),
        ({"time_stamped": False}, {"1-2"}),
    ],
)
def test_what_was_noted_otherwise_is_found(outcomes, said, changes, codes):
    assert failed(outcomes(replace(said, **changes))) == codes


def test_an_unsigned_log_is_not_checked_and_a_stamp_passes(outcomes, said):
    assert outcomes(replace(said, proof=""))["1-1"] == Outcome.NOT_CHECKED
    assert outcomes(replace(said, time_stamped=True))["1-2"] == Outcome.PASS


def test_a_page_rewritten_with_its_digests_fails_the_signed_log(package, said, outcomes):
    members = read_members(package)
    manifest = members["proofs/manifest.txt"].replace(b'"via":"wsgi"', b'"via":"http"', 1)
    assert manifest != members["proofs/manifest.txt"]
    write_members(package, relist({**members, "proofs/manifest.txt": manifest}))
    forged = replace(
        said, manifest=manifest_root(manifest), **_file_of(package)
    )  # as one would who can write file and row, but not the log
    assert failed(outcomes(forged)) == {"1-1"}


def _file_of(path: Path) -> dict[str, object]:
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


def test_a_file_that_nobody_listed_and_a_changed_member(package, said, outcomes):
    members = read_members(package)
    write_members(package, {**members, "proofs/extra.txt": b"x"})
    assert failed(outcomes(replace(said, **_file_of(package)))) == {"19", "28"}
    write_members(package, {**members, "pages/pages.jsonl": members["pages/pages.jsonl"] + b" "})
    assert {"9"} <= failed(outcomes(replace(said, **_file_of(package))))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (Field("题名", "title", max_length=3), "四个字了", "2"),
        (Field("网页数", "pages", type="integer"), "十", "3"),
        (Field("时间", "started", type="time"), "2026-11-26", "3"),
        (Field("时间", "started", type="time"), "2026-11-26T12:00:00", "3"),
        (Field("网址", "address", type="address"), "javascript:x", "3"),
        (Field("摘要", "sha256", type="sha256"), "AB", "3"),
        (Field("期限", "retention", values=("permanent",)), "5-years", "4"),
        (Field("单位", "bureau", pattern="[a-z]+"), "局", "4"),
        (Field("题名", "title"), "有\u0007铃", "6"),
        (Field("题名", "title"), "缺\ufffd字", "6"),
        (Field("题名", "title", required=True), " ", "15"),
    ],
)
def test_metadata_that_the_archives_would_not_take(outcomes, said, field, value, code):
    assert code in failed(outcomes(said, metadata=[(field, value)]))


def test_archival_codes_by_the_rule_of_the_archives(outcomes, said):
    field = Field("档号", "archival_code")
    rule = r"\d{4}-WY-\d{3}"
    good = outcomes(said, metadata=[(field, "2026-WY-001")], archival_code=rule)
    bad = outcomes(said, metadata=[(field, "2026")], archival_code=rule)
    assert (good["7"], bad["7"]) == (Outcome.PASS, Outcome.FAIL)


def test_a_format_outside_the_list_is_named(package, said):
    found = dict(verdicts(package, said, formats=frozenset({"text/html"})))
    assert found["23"].outcome == Outcome.FAIL
    assert "text/css" in str(found["23"].params)


def test_a_scanner_that_finds_that_passes_and_that_does_not_answer(package, said):
    def finds(content: bytes) -> str:
        return "Eicar" if "七个工作日".encode() in content else ""

    def is_away(content: bytes) -> str:
        raise NoScanner("no such socket")

    found = dict(verdicts(package, said, scan=finds))["27"]
    assert (found.outcome, found.params["name"]) == (Outcome.FAIL, "Eicar")
    assert dict(verdicts(package, said, scan=lambda content: ""))["27"].outcome == Outcome.PASS
    assert dict(verdicts(package, said, scan=is_away))["27"].outcome == Outcome.NOT_CHECKED
