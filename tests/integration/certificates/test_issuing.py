"""A certificate is issued whole or not at all, once, and only of what can be proved."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from disclosure_plugin import bureaus
from disclosure_plugin.certificates import issuing, probing, tasks
from disclosure_plugin.certificates.bundles import bundle
from disclosure_plugin.certificates.issuing import (
    AlreadyIssued,
    NoPeriod,
    NoSuchItem,
    NothingToCertify,
    issue,
)
from disclosure_plugin.certificates.log_events import LogReplaced, NotInTheLog
from disclosure_plugin.certificates.models import (
    Certificate,
    CertificateSeries,
    Probe,
    ProbeDay,
)
from disclosure_plugin.certificates.wording import wording
from disclosure_plugin.register.models import Log, LogEntry, RegisterEntry
from tests.factories.pages import ItemFactory
from tests.factories.removals import taken_down, withdrawn

from .conftest import CLOSES_AT
from .simulated import sign


@pytest.fixture
def seen(site, clock, entry) -> RegisterEntry:
    """The item was looked at once."""
    clock.go(hours=1)
    probing.probe(entry)
    return entry


def nothing_changed(before: dict) -> None:
    assert before == counts()


def counts() -> dict:
    return {
        "certificates": Certificate.objects.count(),
        "entries": LogEntry.objects.count(),
        "days": ProbeDay.objects.count(),
        "waiting": Probe.objects.filter(day=None).count(),
        "numbers": list(CertificateSeries.objects.values_list("series", "last")),
    }


def test_number_entry_and_document_are_made_together(seen, clock):
    certificate = issue(seen.number, role="editor")
    entry = certificate.log_entry
    said = json.loads(bytes(certificate.document))
    assert (entry.kind, entry.subject) == ("certificate.issued", "certificate/2026-1")
    assert json.loads(bytes(entry.leaf))["hashes"] == {"certificate": certificate.sha256}
    assert said["number"] == certificate.number == "2026-1"
    assert said["issued_by"] == {
        "bureau": "jsj",
        "name": "云岭县住房和城乡建设局",
        "role": "editor",
    }
    assert said["code"] == certificate.code
    assert len(certificate.code) == 20
    assert said["verdict"] == ["running"]
    # The observations of today are committed to by an entry before it.
    assert [one["index"] for one in said["days"]] == [entry.index - 1]


@pytest.mark.parametrize("verdict", [["running"], ["running", "interrupted"]])
def test_before_the_first_observation_it_claims_that_nothing_was_seen(site, clock, entry, verdict):
    clock.go(minutes=5 if verdict == ["running"] else 300)
    certificate = issue(entry.number, role="editor")
    assert json.loads(bytes(certificate.document))["verdict"] == verdict
    with override("en"):
        statement = wording(certificate).statement
    assert statement.startswith("Nobody has observed yet, from 2026-11-02")
    assert "erved publicly" not in statement


def test_it_names_nobody(seen, item):
    text = bytes(issue(seen.number, role="editor").document).decode()
    for person in (item.owner, "factory-"):
        assert str(person) not in text or person is None


def test_what_fails_on_the_way_leaves_nothing_behind(seen, clock, monkeypatch):
    before = counts()

    def refuse(*args, **kwargs):
        raise IntegrityError("the disk is full")

    monkeypatch.setattr(Certificate.objects, "create", refuse)
    with pytest.raises(IntegrityError), transaction.atomic():
        issue(seen.number, role="editor")
    nothing_changed(before)


def test_after_the_end_it_is_issued_once(seen, clock):
    clock.set(CLOSES_AT + timedelta(minutes=6))
    assert issuing.issue_ended() == 1
    assert issuing.issue_ended() == 0
    before = counts()
    with pytest.raises(AlreadyIssued):
        issue(seen.number, role="editor")
    nothing_changed(before)


def test_it_waits_for_observations_that_were_begun_before_the_end(seen, clock):
    clock.set(CLOSES_AT + timedelta(minutes=4))
    assert issuing.issue_ended() == 0


def test_the_service_that_looks_was_down_so_it_is_never_complete(seen, clock):
    clock.set(CLOSES_AT + timedelta(minutes=6))
    issuing.issue_ended()
    said = json.loads(bytes(Certificate.objects.get().document))
    assert said["verdict"] == ["interrupted"]
    assert [one["status"] for one in said["observations"]["interruptions"]] == [["unobserved"]]


def test_a_period_nobody_looked_at_is_not_certified_by_itself(site, clock, entry):
    clock.set(CLOSES_AT + timedelta(minutes=6))
    assert issuing.issue_ended() == 0


def test_withdrawn_and_so_ended_early(seen, item, clock):
    clock.go(hours=5)
    withdrawn(item)
    clock.set(CLOSES_AT + timedelta(minutes=6))
    issuing.issue_ended()
    said = json.loads(bytes(Certificate.objects.get().document))
    assert said["verdict"] == ["interrupted"]
    assert said["ended"]["cause"] == "page.unpublished"
    assert ["page.unpublished", "page.withdrawn"] in [
        one["status"] for one in said["observations"]["interruptions"]
    ]


def test_nothing_is_certified_of_what_was_taken_down(seen, item, clock):
    taken_down(item)
    before = counts()
    with pytest.raises(NothingToCertify):
        issue(seen.number, role="editor")
    nothing_changed(before)
    clock.set(CLOSES_AT + timedelta(minutes=6))
    assert issuing.issue_ended() == 0


def test_an_item_without_a_period(jsj, clock):
    page = ItemFactory(published=True)
    number = RegisterEntry.objects.get(page=page.pk, bureau="jsj").number
    before = counts()
    with pytest.raises(NoPeriod):
        issue(number, role="editor")
    nothing_changed(before)


def test_another_bureau_cannot_certify_it(seen):
    with bureaus.activate("czj"):
        before = counts()
        with pytest.raises(NoSuchItem):
            issue(seen.number, role="editor")
        nothing_changed(before)


def test_numbers_of_bureaus_are_their_own(seen):
    CertificateSeries.objects.create(series="czj/2026", last=41)
    assert issue(seen.number, role="editor").number == "2026-1"


def test_a_log_that_a_restore_has_replaced(seen, clock):
    Log.objects.filter(bureau="jsj").update(closed_at=clock.now)
    before = counts()
    with pytest.raises(LogReplaced):
        issue(seen.number, role="editor")
    assert Certificate.objects.count() == before["certificates"]
    assert Log.objects.filter(bureau="jsj").count() == 1


def test_an_item_that_the_log_does_not_know(seen, monkeypatch):
    monkeypatch.setattr(issuing, "short_ids", lambda entry: ["nowhere2"])
    with pytest.raises(NotInTheLog):
        issue(seen.number, role="editor")
    assert Certificate.objects.count() == 0


def test_the_proof_is_there_when_the_log_is_signed(seen, tmp_path):
    certificate = issue(seen.number, role="editor")
    assert bundle(certificate) is None
    sign(tmp_path)
    assert json.loads(bundle(certificate))["certificate"] == bytes(certificate.document).decode()


def test_the_tasks_ask_for_what_is_waiting(seen, clock, monkeypatch):
    sent = []
    for task in (tasks.probe_due, tasks.issue_ended):
        monkeypatch.setattr(
            task,
            "apply_async",
            lambda kwargs, expires, name=task.name: sent.append((name, kwargs)),
        )
    clock.go(hours=2)
    tasks.find_due()
    clock.set(CLOSES_AT + timedelta(minutes=6))
    tasks.find_ended()
    tasks.find_due()
    assert sent == [
        ("disclosure_certificates.probe_due", {"bureau": "jsj"}),
        ("disclosure_certificates.issue_ended", {"bureau": "jsj"}),
    ]
    tasks.issue_ended(bureau="jsj")
    tasks.find_ended()
    assert len(sent) == 2
