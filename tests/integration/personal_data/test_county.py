"""What the county reads of personal data in its bureaus, and what it makes them do."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Page

from disclosure_plugin import bureaus, tasks
from disclosure_plugin.actions import checking, clearing
from disclosure_plugin.actions.rescanning import NoSuchRescan, ask_rescans, rescan
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.actions.wrong_words import WordRefused, keep_word
from disclosure_plugin.domain.personal_data_overrides import Basis
from disclosure_plugin.models import PersonalDataCheck
from disclosure_plugin.queries import personal_data_rules
from disclosure_plugin.queries.published_personal_data import what_should_not_be_public
from disclosure_plugin.register.models import Override, Rescan, WrongWord
from disclosure_plugin.tenancy.county_roles import (
    AUDITORS,
    COUNTY_ADMINISTRATORS,
    COUNTY_SUPERVISORS,
)
from tests.factories.pages import ItemFactory
from tests.factories.personal_data import people, table_block
from tests.factories.reviews import approve, colleague, publish, save
from tests.factories.users import UserFactory, sign_in

INDEX = "/admin/disclosure_county_personal_data/"
WORDS = f"{INDEX}words/"
REPORT = "/admin/disclosure/personal-data/"


def of_the_county(role: str) -> Client:
    with bureaus.activate("county"):
        return sign_in(UserFactory(role=role, first_name="王监督"), "county.localhost")


@pytest.fixture
def published(column):
    """A page that was let pass and is public."""
    item = ItemFactory(parent=column, body=[table_block(people(2))], title="处罚公示")
    save(item)
    checking.check_everything(item.get_latest_revision())
    clearing.let_pass(
        item.get_latest_revision(),
        basis=Basis.PENALTY,
        reason="依法公开",
        user=colleague(REVIEWERS),
    )
    approve(item)
    return item


# --- Overrides -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [COUNTY_SUPERVISORS, COUNTY_ADMINISTRATORS, AUDITORS])
def test_the_county_reads_what_was_let_pass(published, role):
    html = of_the_county(role).get(INDEX).content.decode()
    assert "云岭县住房和城乡建设局" in html
    assert "依法公开" in html
    assert REVIEWERS in html
    assert "处罚公示" not in html


def test_no_bureau_has_the_countys_screens(published):
    for path in (INDEX, WORDS):
        superuser = sign_in(UserFactory(is_superuser=True), "jsj.localhost")
        assert superuser.get(path).status_code == 404
    assert superuser.post(f"{INDEX}rescan/").status_code == 404
    assert superuser.post(WORDS, {"wrong": "明执法", "right": "文明执法"}).status_code == 404
    assert (Rescan.objects.count(), WrongWord.objects.count()) == (0, 0)


# --- Checking anew -------------------------------------------------------------------------------


def test_a_bureau_checks_anew_by_its_task_and_the_county_reads_numbers(published, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.rescan_published, "apply_async", lambda **call: sent.append(call))
    client = of_the_county(COUNTY_ADMINISTRATORS)
    assert client.post(f"{INDEX}rescan/").status_code == 302
    asked = {call["kwargs"]["bureau"]: call["kwargs"]["rescan"] for call in sent}
    assert set(asked) == {"county", "jsj", "czj"}
    # Who is at it is not asked twice.
    client.post(f"{INDEX}rescan/")
    assert len(sent) == 3
    for bureau, key in asked.items():
        tasks.rescan_published(bureau=bureau, rescan=key)
    row = Rescan.objects.get(bureau="jsj")
    assert (row.state, row.pages, row.done, row.with_hits, row.overridden, row.not_checked) == (
        "done",
        1,
        1,
        1,
        1,
        0,
    )
    assert row.asked_by == "王监督"
    assert Rescan.objects.get(bureau="czj").pages == 0
    assert "1 / 1" in client.get(INDEX).content.decode()


@pytest.mark.parametrize("role", [COUNTY_SUPERVISORS, AUDITORS])
def test_who_only_looks_asks_for_nothing(published, role):
    client = of_the_county(role)
    client.post(f"{INDEX}rescan/")
    client.post(WORDS, {"wrong": "明执法", "right": "文明执法"})
    assert (Rescan.objects.count(), WrongWord.objects.count()) == (0, 0)


def test_a_bureau_does_no_other_bureaus_part(published):
    [row] = ask_rescans(["jsj"], by="王监督")
    with bureaus.activate("czj"), pytest.raises(NoSuchRescan):
        rescan(row.pk)
    row.refresh_from_db()
    assert (row.state, row.pages) == ("waiting", 0)


def test_what_fails_says_so(published, monkeypatch):
    [row] = ask_rescans(["jsj"], by="王监督")

    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr("disclosure_plugin.actions.rescanning.check_approved", broken)
    with pytest.raises(RuntimeError):
        rescan(row.pk)
    row.refresh_from_db()
    assert row.state == "failed"
    assert row.finished_at is not None


def test_what_was_published_before_the_rules_knew_is_found(column, capsys):
    """As a page of before the gate: no check of it, and a number in it."""
    item = ItemFactory(parent=column, published=True)
    revision = Page.objects.get(pk=item.pk).live_revision
    [row] = people(1)
    content = revision.content | {"abstract": f"王小明身份证号{row[2]}"}
    type(revision).objects.filter(pk=revision.pk).update(content=content)
    PersonalDataCheck.objects.all().delete()
    with pytest.raises(CommandError):
        call_command("rescan_published", "--bureau", "jsj")
    printed = capsys.readouterr().out
    assert "jsj: 1 pages checked, 1 with personal data (0 let pass)" in printed
    assert row[2] not in printed
    [(leak, stands)] = what_should_not_be_public()
    assert (leak.page.pk, stands.blocking) == (item.pk, 1)
    html = sign_in(UserFactory(role=EDITORS), "jsj.localhost").get(REPORT).content.decode()
    assert item.title in html
    assert f"/admin/disclosure/take-down/{item.pk}/" in html


def test_what_was_checked_before_an_upgrade_is_checked_by_what_is_known_since(
    column, capsys, monkeypatch
):
    """As if rules of before had found nothing in it."""
    with monkeypatch.context() as before:
        before.setattr(personal_data_rules, "GENERATION", personal_data_rules.GENERATION - 1)
        before.setattr(checking, "_hits_of_page", lambda *args: [])
        item = ItemFactory(parent=column, body=[table_block(people(2))])
        publish(item)
    with pytest.raises(CommandError):
        call_command("rescan_published", "--bureau", "jsj")
    assert "1 with personal data" in capsys.readouterr().out
    [(leak, _stands)] = what_should_not_be_public()
    assert leak.page.pk == item.pk


def test_the_command_goes_through_all_bureaus_and_ends_well(published, capsys):
    call_command("rescan_published")
    printed = capsys.readouterr().out
    for code in ("county", "jsj", "czj"):
        assert f"{code}: " in printed
    assert Rescan.objects.filter(state="done").count() == 3


def test_an_unknown_bureau_is_refused(jsj):
    with pytest.raises(CommandError):
        call_command("rescan_published", "--bureau", "nobody")


# --- Wrong words ---------------------------------------------------------------------------------


def test_a_word_of_the_county_is_found_in_every_bureau_and_keeps_nothing_back(column):
    client = of_the_county(COUNTY_ADMINISTRATORS)
    said = {"wrong": " 明执法 ", "right": "文明执法", "source": "县政府办"}
    assert client.post(WORDS, said).status_code == 302
    word = WrongWord.objects.get()
    assert (word.wrong, word.right, word.entered_by) == ("明执法", "文明执法", "王监督")
    with bureaus.activate("jsj"):
        item = ItemFactory(parent=column, body=[("text", "<p>坚持文明执法。坚持明执法。</p>")])
        save(item)
        checking.check_everything(item.get_latest_revision())
        check = PersonalDataCheck.objects.get()
        assert [(hit.kind, hit.masked) for hit in check.found()] == [("wrong_word", "明执法")]
        assert (check.blocking, check.to_look_at) == (0, 1)
        approve(item)
        assert Page.objects.get(pk=item.pk).live
    # Another list is another rule: the same text is looked through anew.
    client.post(f"{WORDS}{word.pk}/forget/")
    with bureaus.activate("jsj"):
        checking.check_everything(item.get_latest_revision())
        assert PersonalDataCheck.objects.get(sha256=check.sha256).to_look_at == 0


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("", "文明"), ("明执法", ""), ("文明", "文明"), ("明", "文明"), ("长" * 51, "文明")],
)
def test_a_word_that_cannot_be_looked_for_is_refused(jsj, wrong, right):
    with pytest.raises(WordRefused):
        keep_word(wrong, right, source="", by="王监督")
    client = of_the_county(COUNTY_ADMINISTRATORS)
    answer = client.post(WORDS, {"wrong": wrong, "right": right})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert WrongWord.objects.count() == 0


def test_the_overrides_of_a_bureau_stand_in_its_own_report(published):
    html = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost").get(REPORT).content.decode()
    assert "依法公开" in html
    assert Override.objects.count() == 1
    other = None
    with bureaus.activate("czj"):
        other = sign_in(UserFactory(role=ADMINISTRATORS), "czj.localhost")
    assert "依法公开" not in other.get(REPORT).content.decode()
