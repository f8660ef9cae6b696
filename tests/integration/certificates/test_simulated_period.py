"""Seven working days with an outage, a reverted edit and another address: it says exactly that."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from disclosure_plugin.certificates.bundles import bundle
from disclosure_plugin.certificates.issuing import AUTOMATIC, issue, issue_ended
from disclosure_plugin.certificates.models import Certificate, Probe, ProbeDay
from disclosure_plugin.queries.publication_log import keys
from disclosure_plugin.register.models import LogEntry
from disclosure_plugin.tenancy.addresses import set_address
from tests.factories.reviews import publish

from .conftest import CLOSES_AT, PUBLISHED_AT
from .simulated import look_until, sign, verify

pytestmark = pytest.mark.long


def retext(item, old: str, new: str):
    """An editor changes words within a block, which stays the same block."""

    def act() -> None:
        page = item.get_latest_revision_as_object()
        field = page._meta.get_field("body")
        text = json.dumps(list(page.body.raw_data), ensure_ascii=False, default=str)
        assert old in text
        page.body = field.to_python(text.replace(old, new))
        publish(page)

    return act


@pytest.fixture
def eventful(site, clock, item, entry, django_capture_on_commit_callbacks):
    """The period as it passed; nothing is certified yet."""

    def change_host() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            set_address("jsj", host="zhujian.localhost")

    def stop() -> None:
        site.status = "503 Service Unavailable"

    def start() -> None:
        site.status = ""

    acts = {
        PUBLISHED_AT + timedelta(days=1, hours=2, minutes=5): retext(item, "按面积", "按长度"),
        PUBLISHED_AT + timedelta(days=1, hours=2, minutes=25): retext(item, "按长度", "按面积"),
        PUBLISHED_AT + timedelta(days=3, hours=0, minutes=30): stop,
        PUBLISHED_AT + timedelta(days=3, hours=3, minutes=30): start,
        PUBLISHED_AT + timedelta(days=5, hours=4, minutes=30): change_host,
    }
    look_until(clock, CLOSES_AT, acts)
    return entry


def test_it_says_exactly_what_happened(eventful, item, clock, tmp_path):
    clock.set(CLOSES_AT + timedelta(minutes=6))
    assert issue_ended() == 1
    [certificate] = Certificate.objects.all()
    said = json.loads(bytes(certificate.document))
    assert said["verdict"] == ["interrupted", "changed"]
    assert said["period"]["days"] == 7
    assert said["period"]["opens_at"] == "2026-11-02T01:00:00Z"
    assert said["period"]["closes_local"] == "2026-11-12T00:00:00+08:00"
    seen = said["observations"]
    assert (seen["count"], seen["ok"]) == (230, 227)
    assert seen["interruptions"] == [
        {
            "from": "2026-11-05T02:00:00Z",
            "to": "2026-11-05T05:00:00Z",
            "last_ok": "2026-11-05T01:00:00Z",
            "first_ok": "2026-11-05T05:00:00Z",
            "status": ["503"],
        }
    ]
    assert seen["max_gap_s"] == 4 * 3600
    first, edited, back = said["versions"]
    assert first["content_sha256"] == back["content_sha256"] != edited["content_sha256"]
    assert (edited["from"], edited["to"]) == ("2026-11-03T03:05:00Z", "2026-11-03T03:25:00Z")
    assert back["to"] is None
    assert len(said["served"]) == 1  # nobody looked in those twenty minutes
    old, new = said["addresses"]
    assert old["to"] == "2026-11-07T05:00:00Z"
    assert new["from"] == "2026-11-07T06:00:00Z"
    assert new["url"] == old["url"].replace("jsj.localhost", "zhujian.localhost")
    assert said["ended"] is None
    assert len(said["days"]) == 10
    sign(tmp_path)
    proof = bundle(certificate)
    [key] = keys(certificate.log_entry.log)
    checked = verify(tmp_path, proof, key)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "(interrupted, changed): served publicly at 227 of 230 observations" in checked.stdout
    assert proof == bundle(certificate)
    forged(tmp_path, proof, key)


def forged(tmp_path, proof: bytes, key: str) -> None:
    """What somebody changes in the certificate alone is found by its entry in the log."""
    written = json.loads(proof)
    said = json.loads(written["certificate"])
    said["period"]["last_day"] = "2026-11-12"
    said["period"]["closes_at"] = "2026-11-12T16:00:00Z"
    said["period"]["closes_local"] = "2026-11-13T00:00:00+08:00"
    written["certificate"] = canonical(said)
    checked = verify(tmp_path, canonical(written).encode(), key)
    assert checked.returncode == 1
    assert "FAILED  issued: The certificate is not the one that the log names" in checked.stdout


def canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_a_quiet_period_is_complete(site, clock, item, entry, tmp_path):
    look_until(clock, PUBLISHED_AT + timedelta(hours=30))
    interim = issue(entry.number, role="editor")
    assert json.loads(bytes(interim.document))["verdict"] == ["running"]
    assert not interim.is_final
    look_until(clock, CLOSES_AT)
    clock.set(CLOSES_AT + timedelta(minutes=6))
    final = issue(entry.number, role=AUTOMATIC)
    said = json.loads(bytes(final.document))
    assert said["verdict"] == ["complete"]
    assert (final.number, interim.number) == ("2026-2", "2026-1")
    sign(tmp_path)
    [key] = keys(final.log_entry.log)
    for one in (interim, final):
        checked = verify(tmp_path, bundle(one), key)
        assert checked.returncode == 0, checked.stdout + checked.stderr
    assert Probe.objects.filter(day=None).count() == 0
    days = LogEntry.objects.filter(kind="probe.day")
    assert days.count() == ProbeDay.objects.count() == 11  # the day of the interim one has two
