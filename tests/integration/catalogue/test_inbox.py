"""The county pushes a catalogue; each bureau takes it in by itself, once."""

from __future__ import annotations

import re
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from disclosure_plugin import bureaus, tasks
from disclosure_plugin.actions import inbox as taking
from disclosure_plugin.actions.catalogue_pushing import (
    CannotPush,
    NobodyChosen,
    NoSuchRecipient,
    NothingToPush,
    push,
    what_a_push_would_change,
)
from disclosure_plugin.actions.catalogue_taking import take_in_catalogue
from disclosure_plugin.models import HeldCatalogue, HeldRow
from disclosure_plugin.queries.catalogues import recipients_of
from disclosure_plugin.register.inbox import bureaus_with_something_waiting
from disclosure_plugin.register.models import (
    Catalogue,
    CatalogueRow,
    CatalogueVersion,
    InboxItem,
)
from disclosure_plugin.tenancy.states import suspend
from tests.factories.pages import ItemFactory

WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?([\w."]+)', re.IGNORECASE)


@pytest.fixture
def construction(db) -> Catalogue:
    return Catalogue.objects.get(code="construction")


def held(code: str) -> list[tuple[str, bool]]:
    with bureaus.activate(code):
        return list(HeldRow.objects.values_list("code", "is_required"))


def take_in(code: str) -> int:
    with bureaus.activate(code):
        return taking.take_in()


def test_a_push_reaches_the_chosen_bureaus_and_no_other(construction):
    with bureaus.activate("county"):
        pushed = push(construction.pk, to=["jsj"], by="张三")
    assert (pushed.version.number, pushed.is_new, pushed.sent) == (1, True, ("jsj",))
    assert held("jsj") == []
    assert take_in("czj") == 0
    assert take_in("jsj") == 1
    assert len(held("jsj")) == 56
    assert all(required for _code, required in held("jsj"))
    assert held("czj") == held("county") == []
    row = InboxItem.objects.get()
    assert row.answer == {"version": 1, "added": 56, "removed": 0, "changed": 0}
    assert (row.bureau, row.refusal, row.sent_by) == ("jsj", "", "张三")
    assert row.taken_at >= row.sent_at
    with bureaus.activate("jsj"):
        catalogue = HeldCatalogue.objects.get()
        assert (catalogue.name, catalogue.version) == (construction.name, 1)
        assert "不是任何一县的正式目录" in catalogue.source


def test_taken_in_twice_is_taken_in_once(construction):
    push(construction.pk, to=["jsj"], by="张三")
    payload = InboxItem.objects.get().payload
    assert (take_in("jsj"), take_in("jsj")) == (1, 0)
    before = held("jsj")
    with bureaus.activate("jsj"):
        keys = list(HeldRow.objects.values_list("pk", flat=True))
        assert take_in_catalogue(payload) == {"version": 1, "added": 0, "removed": 0, "changed": 0}
        assert list(HeldRow.objects.values_list("pk", flat=True)) == keys
    assert held("jsj") == before


def test_the_same_version_is_sent_once_and_a_changed_one_again(construction):
    push(construction.pk, to=["jsj"], by="张三")
    again = push(construction.pk, to=["jsj", "czj"], by="张三")
    assert (again.is_new, again.sent, again.had) == (False, ("czj",), ("jsj",))
    CatalogueRow.objects.filter(code="zs-01").update(body="县征收办")
    CatalogueRow.objects.filter(code="zs-02").delete()
    change = what_a_push_would_change(construction)
    assert [one.columns for one in change.changed] == [("body",)]
    assert [one.code for one in change.removed] == ["zs-02"]
    new = push(construction.pk, to=["jsj"], by="张三")
    assert (new.version.number, new.is_new, new.sent) == (2, True, ("jsj",))
    assert not what_a_push_would_change(construction)
    assert take_in("jsj") == 2
    last = InboxItem.objects.filter(bureau="jsj").first()
    assert last.answer == {"version": 2, "added": 0, "removed": 1, "changed": 1}
    with bureaus.activate("jsj"):
        assert HeldRow.objects.get(code="zs-01").row().body == "县征收办"
        assert not HeldRow.objects.get(code="zs-02").is_required
        assert HeldCatalogue.objects.get().version == 2


def test_a_dropped_row_comes_back_and_items_keep_theirs(construction):
    push(construction.pk, to=["jsj"], by="张三")
    take_in("jsj")
    with bureaus.activate("jsj"):
        item = ItemFactory(published=True, catalogue_row="zs-02")
    kept = CatalogueRow.objects.get(code="zs-02")
    CatalogueRow.objects.filter(pk=kept.pk).delete()
    push(construction.pk, to=["jsj"], by="张三")
    take_in("jsj")
    with bureaus.activate("jsj"):
        item.refresh_from_db()
        assert item.catalogue_row == "zs-02"
        assert not HeldRow.objects.get(code="zs-02").is_required
        item.full_clean()  # and can go on being edited
    kept.save(force_insert=True)
    push(construction.pk, to=["jsj"], by="张三")
    take_in("jsj")
    with bureaus.activate("jsj"):
        assert HeldRow.objects.get(code="zs-02").is_required


def test_an_older_version_that_arrives_later_is_refused_and_changes_nothing(construction):
    push(construction.pk, to=["czj"], by="张三")
    old = InboxItem.objects.get().payload
    CatalogueRow.objects.filter(code="zs-01").update(body="县征收办")
    push(construction.pk, to=["jsj"], by="张三")
    take_in("jsj")
    before = held("jsj")
    InboxItem.objects.create(bureau="jsj", kind="catalogue", payload=old, sent_by="张三")
    assert take_in("jsj") == 1
    row = InboxItem.objects.filter(bureau="jsj").first()
    assert row.answer == {}
    assert "2" in row.refusal
    assert held("jsj") == before
    with bureaus.activate("jsj"):
        assert HeldRow.objects.get(code="zs-01").row().body == "县征收办"


@pytest.mark.parametrize(
    "change",
    [
        {"version": 7},
        {"version": "1"},
        {"sha256": "0" * 64},
        {"catalogue": "none"},
        {"version": None},
    ],
)
def test_a_message_that_names_no_version_as_it_was_pushed_is_refused(construction, change):
    push(construction.pk, to=["czj"], by="张三")
    payload = {**InboxItem.objects.get().payload, **change}
    InboxItem.objects.create(bureau="jsj", kind="catalogue", payload=payload, sent_by="张三")
    assert take_in("jsj") == 1
    row = InboxItem.objects.get(bureau="jsj")
    assert row.refusal
    assert row.answer == {}
    assert held("jsj") == []
    with bureaus.activate("jsj"):
        assert not HeldCatalogue.objects.exists()


def test_a_code_that_another_catalogue_has_is_refused_whole(construction):
    push(construction.pk, to=["jsj"], by="张三")
    take_in("jsj")
    other = Catalogue.objects.create(code="other", name="另一目录")
    row = CatalogueRow.objects.get(code="zs-01")
    CatalogueRow.objects.filter(pk=row.pk).update(code="zs-99")
    row.pk, row.catalogue = None, other
    row.save()
    push(other.pk, to=["jsj"], by="张三")
    take_in("jsj")
    assert "zs-01" in InboxItem.objects.filter(bureau="jsj").first().refusal
    with bureaus.activate("jsj"):
        assert not HeldCatalogue.objects.filter(code="other").exists()
        assert HeldRow.objects.get(code="zs-01").catalogue.code == "construction"


def test_a_row_that_has_moved_to_another_catalogue_follows_it(construction):
    push(construction.pk, to=["jsj"], by="张三")
    take_in("jsj")
    other = Catalogue.objects.create(code="other", name="另一目录")
    CatalogueRow.objects.filter(code="zs-01").update(catalogue=other)
    for catalogue in (construction, other):
        push(catalogue.pk, to=["jsj"], by="张三")
    take_in("jsj")
    with bureaus.activate("jsj"):
        row = HeldRow.objects.get(code="zs-01")
        assert (row.catalogue.code, row.is_required) == ("other", True)
    # The catalogue it has left says so once more, and it stays where it is.
    CatalogueRow.objects.filter(code="zs-02").delete()
    push(construction.pk, to=["jsj"], by="张三")
    take_in("jsj")
    with bureaus.activate("jsj"):
        assert HeldRow.objects.get(code="zs-01").is_required


def test_a_push_that_cannot_be_leaves_no_version_and_no_message(construction):
    empty = Catalogue.objects.create(code="empty", name="空目录")
    for catalogue, to, error in (
        (construction, [], NobodyChosen),
        (construction, ["jsj", "xxj"], NoSuchRecipient),
        (empty, ["jsj"], NothingToPush),
    ):
        with pytest.raises(error) as refused:
            push(catalogue.pk, to=to, by="张三")
        assert isinstance(refused.value, CannotPush)
    assert not CatalogueVersion.objects.exists()
    assert not InboxItem.objects.exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET rows = '[]'", "DELETE FROM {}", "TRUNCATE {}"]
)
def test_a_version_stays_as_it_was_pushed(construction, statement):
    push(construction.pk, to=["jsj"], by="张三")
    table = CatalogueVersion._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(statement.format(table))
    assert len(CatalogueVersion.objects.get().rows) == 56


def test_a_push_writes_shared_tables_only_and_enters_no_bureau(construction):
    with bureaus.activate("county"), CaptureQueriesContext(connection) as captured:
        push(construction.pk, to=["jsj", "czj"], by="张三")
    statements = [query["sql"] for query in captured.captured_queries]
    written = {match[1].strip('"') for sql in statements if (match := WRITES.match(sql))}
    assert written == {
        "disclosure_register_catalogueversion",
        "disclosure_register_inboxitem",
    }
    assert not any("b_jsj" in sql or "b_czj" in sql for sql in statements)


def test_a_bureau_that_takes_in_writes_its_own_schema_and_its_own_row(construction):
    push(construction.pk, to=["jsj", "czj"], by="张三")
    with bureaus.activate("jsj"), CaptureQueriesContext(connection) as captured:
        taking.take_in()
    statements = [query["sql"] for query in captured.captured_queries]
    written = {match[1].strip('"') for sql in statements if (match := WRITES.match(sql))}
    assert written == {
        "disclosure_plugin_heldcatalogue",
        "disclosure_plugin_heldrow",
        "disclosure_register_inboxitem",
    }
    assert not any("czj" in sql for sql in statements)
    other = InboxItem.objects.get(bureau="czj")
    assert (other.taken_at, other.answer, other.refusal) == (None, {}, "")


def test_a_bureau_cannot_take_another_bureaus_message(construction):
    push(construction.pk, to=["czj"], by="张三")
    key = InboxItem.objects.get().pk
    with bureaus.activate("jsj"):
        assert not taking._take(key)
        assert not InboxItem.objects.of("jsj").exists()
    assert InboxItem.objects.get().taken_at is None
    assert held("jsj") == []


def test_something_broken_leaves_the_message_waiting_and_stops_no_other(
    construction, monkeypatch, caplog
):
    general = Catalogue.objects.get(code="general")
    push(construction.pk, to=["jsj"], by="张三")
    push(general.pk, to=["jsj"], by="张三")
    whole = taking.TAKERS["catalogue"]

    def broken(payload):
        answer = whole(payload)
        if payload["catalogue"] == "construction":
            raise RuntimeError("the disk is full")
        return answer

    with monkeypatch.context() as patched:
        patched.setitem(taking.TAKERS, "catalogue", broken)
        assert take_in("jsj") == 1
    assert len(held("jsj")) == 22  # nothing of the broken one
    assert bureaus_with_something_waiting() == ["jsj"]
    assert "the disk is full" in caplog.text
    assert take_in("jsj") == 1
    assert len(held("jsj")) == 78
    assert bureaus_with_something_waiting() == []


def test_the_sweep_sends_a_task_to_each_open_bureau_in_which_something_waits(
    construction, monkeypatch
):
    push(construction.pk, to=["czj", "jsj"], by="张三")
    suspend("czj", reason="盘点")
    sent = []
    monkeypatch.setattr(
        tasks.take_in_inbox, "apply_async", lambda **options: sent.append(options["kwargs"])
    )
    tasks.sweep_inboxes()
    assert sent == [{"bureau": "jsj"}]
    tasks.take_in_inbox(bureau="jsj")
    tasks.take_in_inbox(bureau="czj")  # suspended: it waits
    assert bureaus_with_something_waiting() == ["czj"]
    tasks.sweep_inboxes()
    assert len(sent) == 1


def test_a_task_goes_out_when_the_push_is_committed(
    construction, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(
        tasks.take_in_inbox, "apply_async", lambda **options: sent.append(options["kwargs"])
    )
    with django_capture_on_commit_callbacks(execute=True):
        push(construction.pk, to=["jsj"], by="张三")
        assert sent == []
    assert sent == [{"bureau": "jsj"}]


def test_the_county_sees_what_became_of_each_bureau(construction):
    push(construction.pk, to=["jsj"], by="张三")
    states = {one.code: one for one in recipients_of(construction)}
    assert (states["jsj"].version, states["jsj"].last.taken_at) == (1, None)
    assert states["czj"].last is None
    take_in("jsj")
    states = {one.code: one for one in recipients_of(construction)}
    assert states["jsj"].last.answer["added"] == 56


def test_two_workers_take_a_message_in_once(outside_transactions):
    construction = Catalogue.objects.get(code="construction")
    push(construction.pk, to=["jsj"], by="张三")
    both = threading.Barrier(2)
    answered = []

    def work():
        try:
            with bureaus.activate("jsj"):
                both.wait()
                answered.append(taking.take_in())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _i in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(answered) == [0, 1]
    assert len(held("jsj")) == 56
