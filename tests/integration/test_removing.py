"""What is withdrawn or taken down is public no more, and its address says why."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_unpublished

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.registering import make_void
from disclosure_plugin.actions.removing import (
    agree,
    ask_withdrawal,
    confirm,
    decline,
    lift,
    take_down,
)
from disclosure_plugin.domain.removals import (
    AlreadyDecided,
    Basis,
    ReasonMissing,
    ReasonTooLong,
    SecondPersonMissing,
)
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import FileVersion, PublicFile, PublicUse, Removal, SignOff
from disclosure_plugin.register.log import append
from disclosure_plugin.register.models import Log, LogEntry, RegisterEntry
from disclosure_plugin.register.verifying import verify
from disclosure_plugin.signals import page_taken_down
from disclosure_plugin.snapshots.models import Snapshot, SnapshotRedaction
from disclosure_plugin.snapshots.taking import take_waiting
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.removals import chief, editor, reviewer, taken_down, withdrawn
from tests.factories.reviews import approve, publish
from tests.factories.uploads import DocumentFactory, pdf

HOST = "jsj.localhost"
CANARY = "张三身份证号码"


def get(path: str, host: str = HOST):
    return Client().get(path, headers={"host": host})


def read(path: str) -> bytes:
    return b"".join(get(path).streaming_content)


def entry_of(page) -> RegisterEntry:
    return RegisterEntry.objects.get(page=page.pk, bureau="jsj")


def leaves(page) -> list[str]:
    return list(
        LogEntry.objects.filter(subject=page.slug).order_by("index").values_list("kind", flat=True)
    )


def state() -> list:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Page, RegisterEntry, LogEntry, Removal, PublicUse, PublicFile, SignOff)
    ]


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


@pytest.fixture
def item(column):
    return ItemFactory(parent=column, published=True, title=CANARY)


@pytest.fixture
def with_file(column):
    document = DocumentFactory()
    return ItemFactory(
        parent=column,
        published=True,
        title=CANARY,
        attachments=[models.ItemAttachment(document=document)],
    )


# --- Withdraw ------------------------------------------------------------------------------------


def test_a_withdrawal_waits_for_a_second_person(item):
    asked = ask_withdrawal(item, basis=Basis.DECISION, reason=" 决定已被撤销。 ", by=editor())
    assert (asked.reason, asked.outcome, asked.number) == (
        "决定已被撤销。",
        "",
        entry_of(item).number,
    )
    assert get(item.url).status_code == 200
    before = state()
    with pytest.raises(SecondPersonMissing):
        agree(asked, by=editor())
    assert state() == before
    done = agree(asked, by=chief())
    assert (done.outcome, done.decided_by_name) == ("agreed", chief().name)
    item.refresh_from_db()
    assert not item.live
    entry = entry_of(item)
    assert (entry.state, entry.state_basis, entry.state_reason) == (
        "withdrawn",
        "decision",
        "决定已被撤销。",
    )
    assert leaves(item) == ["page.published", "page.unpublished", "page.withdrawn"]
    log = Log.objects.get(bureau="jsj")
    assert verify(log).size == log.size
    for second in (agree, decline):
        with pytest.raises(AlreadyDecided):
            second(done, by=reviewer())


def test_the_address_answers_with_number_date_and_reason(item):
    number, url = entry_of(item).number, item.url
    withdrawn(item)
    for address in (url, f"/n/{number}"):
        answer = get(address)
        assert answer.status_code == 410
        said = answer.content.decode()
        assert number in said
        assert "决定已被撤销。" in said
        assert "第四十八条" in said
    assert get(url, host="czj.localhost").status_code == 404
    assert number not in get("/register/").content.decode()


@pytest.mark.parametrize("remove", [withdrawn, taken_down])
def test_whoever_listens_to_wagtail_is_told(with_file, remove):
    """Its files leave public storage, and a snapshot is asked for without it."""
    told = []

    def listen(sender, instance, **kwargs):
        told.append((sender, instance.pk))

    page_unpublished.connect(listen)
    try:
        remove(with_file)
    finally:
        page_unpublished.disconnect(listen)
    assert told == [(type(with_file), with_file.pk)]
    assert not PublicUse.objects.filter(page=with_file.pk).exists()
    assert not PublicFile.objects.exists()
    assert Snapshot.objects.filter(state=Snapshot.State.WAITING).count() == 1


def test_a_declined_withdrawal_changes_nothing(item):
    asked = ask_withdrawal(item, basis=Basis.OTHER, reason="重复。", by=editor())
    decline(asked, by=reviewer())
    assert get(item.url).status_code == 200
    assert leaves(item) == ["page.published"]
    # And it may be asked for again.
    ask_withdrawal(item, basis=Basis.OTHER, reason="还是重复。", by=editor())


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [("", ReasonMissing), ("  ", ReasonMissing), ("因" * 401, ReasonTooLong)],
)
def test_no_reason_no_withdrawal(item, reason, refusal):
    before = state()
    with pytest.raises(refusal):
        ask_withdrawal(item, basis=Basis.OTHER, reason=reason, by=editor())
    assert state() == before


def test_what_is_not_public_cannot_be_removed(column, item):
    draft = ItemFactory(parent=column)
    before = state()
    with pytest.raises(ActRefused, match=draft.title):
        ask_withdrawal(draft, basis=Basis.OTHER, reason="x", by=editor())
    with pytest.raises(ActRefused, match=draft.title):
        take_down(draft, basis=Basis.PRIVACY, by=editor())
    assert state() == before
    ask_withdrawal(item, basis=Basis.OTHER, reason="x", by=editor())
    before = state()
    with pytest.raises(ActRefused, match="第二个人"):
        ask_withdrawal(item, basis=Basis.OTHER, reason="y", by=reviewer())
    assert state() == before


def test_a_version_published_meanwhile_is_not_withdrawn_with_the_old_one(item):
    asked = ask_withdrawal(item, basis=Basis.MISTAKE, reason="有误。", by=editor())
    item.abstract = "改正了。"
    publish(item)
    before = state()
    with pytest.raises(ActRefused, match=CANARY):
        agree(asked, by=chief())
    assert state() == before
    decline(asked, by=chief())


def test_what_was_withdrawn_may_be_reviewed_and_published_again(item):
    number = entry_of(item).number
    withdrawn(item)
    item.refresh_from_db()
    with pytest.raises(ActRefused):
        item.get_latest_revision().publish()
    publish(item)
    entry = entry_of(item)
    assert (entry.state, entry.number, entry.state_basis, entry.state_reason) == (
        "public",
        number,
        "",
        "",
    )
    assert get(item.url).status_code == 200


# --- Take down -----------------------------------------------------------------------------------


def test_one_person_takes_down_and_nothing_is_left(with_file):
    number, url = entry_of(with_file).number, with_file.url
    [copy] = PublicFile.objects.all()
    assert read(copy.url) == pdf()
    removal = taken_down(with_file)
    assert (removal.kind, removal.outcome) == ("take_down", "")
    entry = entry_of(with_file)
    assert (entry.state, entry.state_basis, entry.title, entry.abstract) == (
        "taken_down",
        "15-privacy",
        "",
        "",
    )
    for address in (url, f"/n/{number}"):
        answer = get(address)
        assert answer.status_code == 410
        assert number in answer.content.decode()
        assert "第十五条" in answer.content.decode()
        assert CANARY not in answer.content.decode()
    assert get(copy.url).status_code == 404
    assert not PublicFile.objects.exists()
    assert leaves(with_file) == ["page.published", "page.unpublished", "page.taken_down"]
    for leaf in LogEntry.objects.filter(subject=with_file.slug):
        assert CANARY not in json.dumps(json.loads(leaf.leaf), ensure_ascii=False)
    log = Log.objects.get(bureau="jsj")
    assert verify(log).size == log.size
    for host in (HOST, "county.localhost"):
        for file in ("register.csv", "register.json", ""):
            assert CANARY not in get(f"/register/{file}", host=host).content.decode()


def test_other_stores_are_told_inside_the_transaction(with_file):
    told = []

    def listen(sender, page, versions, names, basis, **kwargs):
        told.append((page.pk, page.live, versions, names, basis))

    [copy] = PublicFile.objects.all()
    page_taken_down.connect(listen)
    try:
        taken_down(with_file)
    finally:
        page_taken_down.disconnect(listen)
    assert told == [(with_file.pk, False, [copy.version], [copy.name], "15-privacy")]


def test_a_store_that_fails_takes_back_the_whole_act(item):
    def fail(**kwargs):
        raise RuntimeError("this store is away")

    before = state()
    page_taken_down.connect(fail)
    try:
        with pytest.raises(RuntimeError, match="this store is away"):
            taken_down(item)
    finally:
        page_taken_down.disconnect(fail)
    assert state() == before


def test_a_file_is_stopped_on_every_page_that_shows_it(column):
    document = DocumentFactory()
    pages = [
        ItemFactory(
            parent=column, published=True, attachments=[models.ItemAttachment(document=document)]
        )
        for _page in range(2)
    ]
    [copy] = PublicFile.objects.all()
    removal = taken_down(pages[0])
    assert get(copy.url).status_code == 404
    assert get(pages[1].url).status_code == 200
    shown = BeautifulSoup(get(pages[1].url).content, "lxml")
    [link] = [one["href"] for one in shown.select("main a") if "list.pdf" in one["href"]]
    assert link != copy.url
    assert get(link).status_code in (302, 403, 404)
    # Not by a new publication either, until the file is another.
    with pytest.raises(ActRefused, match=copy.version.name):
        publish(pages[1])
    lift(removal, by=chief())
    assert read(copy.url) == pdf()
    assert get(pages[0].url).status_code == 410
    assert [use.page_id for use in PublicUse.objects.all()] == [pages[1].pk]


def test_a_second_person_confirms_and_that_version_never_returns(item):
    removal = taken_down(item)
    before = state()
    with pytest.raises(SecondPersonMissing):
        confirm(removal, by=editor())
    assert state() == before
    item.refresh_from_db()
    with pytest.raises(ActRefused, match="第二个人"):
        publish(item)
    confirm(removal, by=reviewer())
    with pytest.raises(ActRefused, match=CANARY):
        publish(item)
    assert not Page.objects.get(pk=item.pk).live
    item.title = "许可结果"
    publish(item)
    entry = entry_of(item)
    assert (entry.state, entry.title, entry.number) == ("public", "许可结果", removal.number)


def test_a_file_that_was_taken_down_is_replaced_and_the_page_returns(with_file):
    confirm(taken_down(with_file), by=reviewer())
    with_file.refresh_from_db()
    with_file.title = "许可结果"
    document = with_file.attachments.get().document
    with pytest.raises(ActRefused, match=document.filename):
        publish(with_file)
    document.file = ContentFile(pdf("nothing private"), name="list.pdf")
    document.save()
    publish(with_file)
    [copy] = PublicFile.objects.all()
    assert read(copy.url) == pdf("nothing private")


def test_a_take_down_by_mistake_is_lifted_and_reviewed_again(item):
    removal = lift(taken_down(item), by=chief())
    assert removal.outcome == "lifted"
    assert entry_of(item).state == "unpublished"
    assert leaves(item)[-1] == "page.lifted"
    item.refresh_from_db()
    publish(item)
    assert (entry_of(item).state, entry_of(item).title) == ("public", CANARY)


def test_a_take_down_ends_reviews_schedules_and_an_earlier_withdrawal(item):
    asked = ask_withdrawal(item, basis=Basis.OTHER, reason="x", by=editor())
    item.abstract = "新的一稿。"
    item.save_revision(user=editor().user)
    item.get_workflow().start(item, editor().user)
    taken_down(item)
    asked.refresh_from_db()
    assert asked.outcome == "declined"
    page = Page.objects.get(pk=item.pk)
    assert page.current_workflow_state is None
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_what_is_for_certain_people_is_taken_down_without_a_number(column):
    item = ItemFactory(parent=column, published=True, restriction={"restriction_type": "login"})
    removal = taken_down(item)
    assert removal.number == ""
    assert not Page.objects.get(pk=item.pk).live
    assert get(item.url).status_code == 404


def test_the_county_takes_down_by_name_and_anybody_of_the_bureau_decides(item):
    from disclosure_plugin.actions.removing import By

    removal = take_down(item, basis=Basis.PRIVACY, by=By("县监督员 王"))
    assert (removal.asked_by, removal.asked_by_name) == (None, "县监督员 王")
    confirm(removal, by=editor())


def left_by_expiry(item) -> None:
    item.unpublish(set_expired=True)


@pytest.mark.parametrize("leave", [withdrawn, left_by_expiry])
def test_what_has_left_the_site_is_taken_down_all_the_same(with_file, leave):
    item, version = with_file, FileVersion.objects.get()
    revision = item.live_revision
    leave(item)
    item.refresh_from_db()
    assert entry_of(item).title == CANARY
    removal = taken_down(item)
    assert (removal.revision, [*removal.versions.all()]) == (revision, [version])
    assert (entry_of(item).state, entry_of(item).title) == ("taken_down", "")
    version.refresh_from_db()
    assert version.taken_down_at is not None
    assert leaves(item)[-1] == "page.taken_down"
    assert CANARY not in get(item.url).content.decode()
    confirm(removal, by=chief())
    with pytest.raises(ActRefused, match="没有公开"):
        taken_down(item)
    with pytest.raises(ActRefused):
        publish(item)
    assert not Page.objects.get(pk=item.pk).live


def test_archived_versions_of_what_has_left_the_site_stop_with_it(no_snapshots, column):
    item = ItemFactory(parent=column, published=True)
    assert take_waiting() == 1
    withdrawn(item)
    assert take_waiting() == 1
    item.refresh_from_db()
    taken_down(item)
    kept_back = SnapshotRedaction.objects.values_list("snapshot", flat=True)
    assert {*kept_back} == {*Snapshot.objects.exclude(file="").values_list("pk", flat=True)}
    assert len(kept_back) == 2


def test_what_would_be_published_next_is_not(item):
    item.go_live_at = timezone.now() + timedelta(hours=2)
    publish(item)
    item = Page.objects.get(pk=item.pk).specific
    item.unpublish(set_expired=True)
    item.refresh_from_db()
    assert item.scheduled_revision is not None
    taken_down(item)
    assert Page.objects.get(pk=item.pk).scheduled_revision is None
    assert not SignOff.objects.valid().filter(page=item.pk).exists()


def test_lifting_leaves_what_was_withdrawn_withdrawn(item):
    withdrawn(item, reason="决定已被撤销。")
    item.refresh_from_db()
    lift(taken_down(item), by=chief())
    entry = entry_of(item)
    assert (entry.state, entry.state_basis, entry.state_reason) == (
        "withdrawn", Basis.DECISION.value, "决定已被撤销。",
    )  # fmt: skip
    assert "决定已被撤销。" in get(item.url).content.decode()


def test_lifting_gives_the_register_its_words_back(item):
    before = entry_of(item)
    lift(taken_down(item), by=chief())
    entry = entry_of(item)
    assert (entry.title, entry.abstract) == (before.title, before.abstract)
    assert entry.title


def test_lifting_withdraws_nothing_that_was_published_after_its_withdrawal(item):
    withdrawn(item, reason="决定已被撤销。")
    item = Page.objects.get(pk=item.pk).specific
    approve(item)  # the very version that was withdrawn
    lift(taken_down(Page.objects.get(pk=item.pk).specific), by=chief())
    entry = entry_of(item)
    assert (entry.state, entry.state_reason) == ("unpublished", "")


def test_lifting_leaves_a_void_number_void(item):
    withdrawn(item)
    item.refresh_from_db()
    removal = taken_down(item)
    make_void(entry_of(item).number, reason="重复公开。")
    lift(removal, by=chief())
    assert (entry_of(item).state, entry_of(item).state_reason) == ("void", "重复公开。")


def test_what_has_a_void_number_is_taken_down_too_and_it_stays_void(item):
    withdrawn(item)
    make_void(entry_of(item).number, reason="重复公开。")
    item.refresh_from_db()
    removal = taken_down(item)
    entry = entry_of(item)
    assert (entry.state, entry.state_reason, entry.title) == ("void", "重复公开。", "")
    with pytest.raises(ActRefused):
        taken_down(item)
    confirm(removal, by=chief())
    with pytest.raises(ActRefused):
        taken_down(item)


def test_postgresql_refuses_a_row_that_tells_the_title(item):
    taken_down(item)
    for change in ({"title": CANARY}, {"abstract": CANARY}, {"state_basis": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RegisterEntry.objects.filter(page=item.pk).update(**change)


def test_another_bureaus_pages_are_untouched(item):
    with bureaus.activate("czj"):
        theirs = ItemFactory(published=True, title=CANARY)
    taken_down(item)
    assert get(theirs.url, host="czj.localhost").status_code == 200
    with bureaus.activate("czj"):
        assert not Removal.objects.exists()


def test_the_log_stays_whole_after_all_of_it(item, column):
    withdrawn(ItemFactory(parent=column, published=True))
    lift(taken_down(item), by=chief())
    with transaction.atomic():
        append("jsj", kind="page.published", subject="x", hashes={})
    log = Log.objects.get(bureau="jsj")
    assert verify(log).size == log.size == 8


@pytest.mark.parametrize("decide", [agree, decline])
def test_who_decides_takes_the_turn_before_the_row_as_a_take_down_does(item, decide):
    """The other way round the two could wait for each other, and the take-down could lose."""
    asked = ask_withdrawal(item, basis=Basis.OTHER, reason="x", by=editor())
    by = chief()
    with CaptureQueriesContext(connection) as queries:
        decide(asked, by=by)
    texts = [one["sql"] for one in queries.captured_queries]
    turn = next(n for n, text in enumerate(texts) if "pg_advisory_xact_lock" in text)
    row = next(
        n
        for n, text in enumerate(texts)
        if "disclosure_plugin_removal" in text and "FOR UPDATE" in text
    )
    assert turn < row
