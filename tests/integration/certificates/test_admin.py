"""Editors see how far periods are, and issue a certificate themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import EDITORS, REVIEWERS
from disclosure_plugin.certificates import probing
from disclosure_plugin.certificates.models import Certificate
from tests.factories.removals import taken_down
from tests.factories.users import UserFactory, sign_in

from .conftest import CLOSES_AT

LIST = "/admin/disclosure_certificates/"


@pytest.fixture
def editor(jsj):
    return sign_in(UserFactory(role=EDITORS), "jsj.localhost")


def test_a_running_period_with_what_was_observed(editor, site, clock, entry):
    clock.go(hours=1)
    probing.probe(entry)
    site.status = "503 Service Unavailable"
    clock.go(hours=1)
    probing.probe(entry)
    text = editor.get(LIST).content.decode()
    assert entry.title in text
    assert entry.number in text
    one = editor.get(f"{LIST}{entry.pk}/").content.decode()
    assert "503" in one
    assert f"{LIST}{entry.pk}/issue/" in one


def test_issue_now(editor, site, clock, entry):
    clock.go(hours=1)
    probing.probe(entry)
    answer = editor.post(f"{LIST}{entry.pk}/issue/", follow=True)
    certificate = Certificate.objects.get()
    assert not certificate.is_final
    assert f"/verify/{certificate.code}/" in answer.content.decode()


def test_a_refusal_is_a_sentence_and_changes_nothing(editor, site, clock, item, entry):
    taken_down(item)
    answer = editor.post(f"{LIST}{entry.pk}/issue/", follow=True)
    assert answer.status_code == 200
    assert entry.number in answer.content.decode()
    assert Certificate.objects.count() == 0


def test_by_a_link_nothing_is_issued(editor, site, clock, entry):
    assert editor.get(f"{LIST}{entry.pk}/issue/").status_code == 405
    assert Certificate.objects.count() == 0


def test_who_may_not_issue_sees_nothing(jsj, site, clock, entry):
    reviewer = sign_in(UserFactory(role=REVIEWERS), "jsj.localhost")
    assert reviewer.post(f"{LIST}{entry.pk}/issue/").status_code in (302, 403)
    assert Certificate.objects.count() == 0
    assert entry.title not in reviewer.get(f"{LIST}{entry.pk}/", follow=True).content.decode()


def test_another_bureau_sees_nothing_of_it(site, clock, entry):
    with bureaus.activate("czj"):
        other = sign_in(UserFactory(role=EDITORS), "czj.localhost")
    assert entry.number not in other.get(LIST).content.decode()
    assert other.get(f"{LIST}{entry.pk}/").status_code == 404
    assert other.post(f"{LIST}{entry.pk}/issue/").status_code == 404
    assert Certificate.objects.count() == 0


def test_after_the_end(editor, site, clock, entry):
    clock.go(hours=1)
    probing.probe(entry)
    clock.set(CLOSES_AT + timedelta(minutes=6))
    editor.post(f"{LIST}{entry.pk}/issue/")
    again = editor.post(f"{LIST}{entry.pk}/issue/", follow=True)
    assert Certificate.objects.get().is_final
    assert "2026-1" in again.content.decode()
