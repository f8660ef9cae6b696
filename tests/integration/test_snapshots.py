"""Snapshots: asked for with every publication, one worker a bureau, accepted by outside judges."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.removing import ask_withdrawal
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.archive.links import find_references
from disclosure_plugin.domain.removals import Basis
from disclosure_plugin.models import BureauHomePage
from disclosure_plugin.site.addresses import page_address
from disclosure_plugin.snapshots import claims, tasks
from disclosure_plugin.snapshots.capture import LeftOut, PublicSite
from disclosure_plugin.snapshots.models import Snapshot, archive_storage
from disclosure_plugin.snapshots.requests import request_snapshot
from disclosure_plugin.snapshots.taking import take_waiting
from disclosure_plugin.tenancy.addresses import set_address
from tests.factories.pages import ColumnFactory, ItemFactory
from tests.factories.removals import editor, withdrawn
from tests.factories.reviews import publish
from tests.factories.uploads import DocumentFactory, pdf
from tests.factories.users import UserFactory
from tests.snapshot_files import assert_outside_judges_accept, captured


def wanted() -> Snapshot:
    return Snapshot.objects.get(pk=request_snapshot(reason=Snapshot.Reason.REQUESTED))


def test_publishing_asks_for_one_snapshot_in_its_own_transaction(no_snapshots):
    savepoint = transaction.savepoint()
    ItemFactory(published=True)
    assert Snapshot.objects.count() == 1
    transaction.savepoint_rollback(savepoint)
    assert Snapshot.objects.count() == 0
    ItemFactory(published=True)
    assert Snapshot.objects.get().state == Snapshot.State.WAITING


def test_scheduling_asks_for_none(no_snapshots):
    column = ColumnFactory()
    assert take_waiting() == 1
    item = ItemFactory(parent=column, go_live_at=timezone.now() + timedelta(hours=1))
    publish(item)
    assert item.approved_schedule
    assert Snapshot.objects.get().state == Snapshot.State.COMPLETE


def test_outside_judges_accept_the_file(no_snapshots, tmp_path):
    item = ItemFactory(published=True)
    assert take_waiting() == 1
    snapshot = Snapshot.objects.get()
    assert (snapshot.state, snapshot.error, snapshot.problems) == ("COMPLETE", "", [])
    assert snapshot.pages == 4  # home, board, column, item
    path = archive_storage().path(snapshot.file.name)
    assert snapshot.size == Path(path).stat().st_size
    assert_outside_judges_accept(snapshot, tmp_path)
    records = captured(snapshot, tmp_path)
    status, payload = records[item.full_url]
    assert status == 200
    assert item.title in payload.decode()


def test_what_changed_is_taken_with_what_stands_above_it_and_its_files(no_snapshots, tmp_path):
    column = ColumnFactory()
    other = ItemFactory(parent=column, published=True)
    assert take_waiting() == 1
    document = DocumentFactory(data=pdf("表"), name="表.pdf")
    item = ItemFactory(
        parent=column, attachments=[models.ItemAttachment(document=document)], published=True
    )
    snapshot = Snapshot.objects.get(state=Snapshot.State.WAITING)
    assert (snapshot.whole_site, snapshot.wanted_pages) == (False, [item.pk])
    assert take_waiting() == 1
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.error, snapshot.problems) == ("COMPLETE", "", [])
    records = captured(snapshot, tmp_path)
    pages = {url for url in records if "/static/" not in url and "/media/" not in url}
    board = column.get_parent()
    home = "http://jsj.localhost:8000/"
    assert pages == {home, board.full_url, column.full_url, item.full_url}
    assert other.full_url not in pages
    [file] = [payload for url, (_status, payload) in records.items() if "/media/" in url]
    assert file == pdf("表")
    # The page above it lists it.
    assert item.title in records[column.full_url][1].decode()


def test_what_is_published_together_stands_in_one(no_snapshots):
    column = ColumnFactory()
    one, two = (ItemFactory(parent=column, published=True) for _i in range(2))
    snapshot = Snapshot.objects.get()
    pages = [column.pk, one.pk, two.pk]
    assert snapshot.wanted_pages == pages
    assert (snapshot.reason, snapshot.whole_site) == ("PUBLISHED", False)
    # Who asks for one gets the whole site, and the pages that waited stand in it.
    user = UserFactory(role=EDITORS)
    key = request_snapshot(reason=Snapshot.Reason.REQUESTED, user=user)
    snapshot.refresh_from_db()
    assert (snapshot.pk, snapshot.reason, snapshot.whole_site) == (key, "REQUESTED", True)
    assert (snapshot.requested_by, snapshot.wanted_pages) == (user, pages)
    # What is published now makes it no smaller.
    request_snapshot(reason=Snapshot.Reason.PUBLISHED, pages=[one.pk])
    snapshot.refresh_from_db()
    assert (snapshot.reason, snapshot.whole_site) == ("REQUESTED", True)
    assert Snapshot.objects.count() == 1


def test_the_address_of_what_was_unpublished_is_asked_once_more(no_snapshots, tmp_path):
    item = ItemFactory(published=True)
    take_waiting()
    withdrawn(item, reason="依据失效，予以撤回。")
    snapshot = Snapshot.objects.get(state=Snapshot.State.WAITING)
    assert set(snapshot.wanted_pages) == {item.pk}
    take_waiting()
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.error, snapshot.problems) == ("COMPLETE", "", [])
    status, payload = captured(snapshot, tmp_path)[item.full_url]
    assert status == 410
    assert "依据失效，予以撤回。" in payload.decode()


def test_nor_is_it_forgotten_when_the_whole_site_is_asked_for(no_snapshots, tmp_path):
    item = ItemFactory(published=True)
    other = ItemFactory(parent=item.get_parent(), published=True)
    take_waiting()
    withdrawn(item, reason="依据失效，予以撤回。")
    snapshot = wanted()
    assert snapshot.whole_site
    take_waiting()
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.error, snapshot.problems) == ("COMPLETE", "", [])
    records = captured(snapshot, tmp_path)
    assert (records[item.full_url][0], records[other.full_url][0]) == (410, 200)


def test_a_withdrawal_that_is_asked_for_asks_for_a_snapshot(no_snapshots):
    item = ItemFactory(published=True)
    Snapshot.objects.all().delete()
    ask_withdrawal(item, basis=Basis.DECISION, reason="决定已被撤销。", by=editor())
    snapshot = Snapshot.objects.get()
    assert (snapshot.reason, snapshot.wanted_pages) == ("REMOVAL", [item.pk])


FEEDS = ("atom.xml", "feed.json")


def made(root: str) -> set[str]:
    """Return the addresses that every page of a site leads to and nobody has written."""
    paths = ["register/", "open-information/", "site-map/", "api/disclosure/v1/"]
    paths += ["api/disclosure/v1/openapi.json", *(f"feeds/{kind}" for kind in FEEDS)]
    return {f"{root}{path}" for path in paths}


def test_what_is_not_public_is_not_in_the_file(no_snapshots, tmp_path):
    column = ColumnFactory()
    canary = "只给本局职工看的金丝雀"
    ItemFactory(parent=column, title=canary)
    ItemFactory(
        parent=column, title=canary, published=True, restriction={"restriction_type": "login"}
    )
    tomorrow = timezone.now() + timedelta(days=1)
    assert not ItemFactory(parent=column, title=canary, go_live_at=tomorrow, published=True).live
    wanted()
    assert take_waiting() == 1
    records = captured(Snapshot.objects.get(), tmp_path)
    home = "http://jsj.localhost:8000/"
    found = {url for url in records if "/static/" not in url}
    files = {f"{home}register/register.{kind}" for kind in ("csv", "json", "xlsx")}
    feeds = {f"{home}feeds/{column.slug}/{kind}" for kind in FEEDS}
    assert found == {home, column.full_url, *files, *feeds, *made(home)}
    for url, (_status, payload) in records.items():
        assert canary not in payload.decode(errors="replace"), url


def test_whatever_a_captured_page_refers_to_is_captured_or_left_out_for_a_reason(
    no_snapshots, tmp_path
):
    column = ColumnFactory()
    document = DocumentFactory(data=pdf("表"), name="表.pdf")
    outside = '<p><a href="https://www.gov.cn/">国务院</a> <a href="/admin/">后台</a></p>'
    ItemFactory(
        parent=column,
        attachments=[models.ItemAttachment(document=document)],
        body=[("text", outside)],
        published=True,
    )
    wanted()
    assert take_waiting() == 1
    records = captured(Snapshot.objects.get(), tmp_path)
    site = PublicSite(whole=True)
    reasons = set()
    for url, (_status, payload) in records.items():
        kind = "text/css" if url.endswith(".css") else "text/html"
        found = find_references(payload, kind, url)
        for reference in {*found.links, *found.assets} - records.keys():
            reason = site.why_left_out(reference)
            assert reason, f"{url} refers to {reference}"
            reasons.add(reason)
    assert reasons == {
        *(LeftOut.EDITORS, LeftOut.ARCHIVE, LeftOut.OTHER_DRESS, LeftOut.CALENDAR),
    }
    assert site.why_left_out("https://www.gov.cn/") == LeftOut.OTHER_SITE
    assert site.why_left_out("http://county.localhost:8000/") == LeftOut.OTHER_SITE


def test_a_bureau_below_the_county_is_captured_at_its_canonical_addresses(no_snapshots, tmp_path):
    set_address("county", other_hosts=["office.localhost"])
    set_address("jsj", path="jsj", canonical="path")
    with bureaus.activate("jsj"):
        item = ItemFactory(published=True)
        assert take_waiting() == 1
        snapshot = Snapshot.objects.get()
        assert (snapshot.state, snapshot.error, snapshot.problems) == ("COMPLETE", "", [])
        records = captured(snapshot, tmp_path)
        assert page_address(item).startswith("http://county.localhost:8000/jsj/")
        assert item.title in records[page_address(item)][1].decode()
        assert snapshot.pages == 4
    root = "http://county.localhost:8000/"
    assert {url for url in records if not url.startswith((f"{root}jsj/", f"{root}static/"))} == (
        set()
    )
    # Nor does the county, whose home page lists the bureau, capture what is the bureau's.
    with bureaus.activate("county"):
        home = BureauHomePage.objects.get()
        home.lists_bureaus = True
        home.save_revision().publish()
        wanted()
        assert take_waiting() == 1
        snapshot = Snapshot.objects.latest("pk")
        records = captured(snapshot, tmp_path)
        assert b"http://county.localhost:8000/jsj/" in records[root][1]
        # Its register is the whole county's, and its own page.
        register = f"{root}register/"
        files = {f"{register}register.{kind}" for kind in ("csv", "json", "xlsx")}
        found = {url for url in records if "/static/" not in url}
        assert found == {root, *files, *made(root)}
        assert item.title in records[register][1].decode()
        archive_storage().delete(snapshot.file.name)


def test_a_dead_workers_snapshot_is_taken_over_after_its_lease(no_snapshots):
    wanted()
    now = timezone.now()
    dead = claims.claim(now=now)
    assert claims.claim(now=now + timedelta(seconds=59)) is None
    taken = claims.claim(now=now + timedelta(seconds=61))
    assert taken.pk == dead.pk
    assert taken.attempts == 2
    with pytest.raises(claims.LostClaim):
        claims.renew(dead, now=now)
    with pytest.raises(claims.LostClaim):
        claims.finish(dead, now=now, state=Snapshot.State.COMPLETE)
    taken.refresh_from_db()
    assert taken.state == Snapshot.State.RUNNING


def test_one_bureau_has_one_worker(no_snapshots):
    wanted()
    now = timezone.now()
    assert claims.claim(now=now).state == Snapshot.State.RUNNING
    wanted()
    assert claims.claim(now=now) is None
    assert Snapshot.objects.filter(state=Snapshot.State.WAITING).count() == 1


def test_a_snapshot_that_kills_every_worker_is_given_up(no_snapshots):
    wanted()
    now = timezone.now()
    for _attempt in range(claims.MAX_ATTEMPTS):
        assert claims.claim(now=now)
        now += timedelta(seconds=61)
    assert claims.claim(now=now) is None
    snapshot = Snapshot.objects.get()
    assert snapshot.state == Snapshot.State.FAILED
    assert snapshot.error == "The worker died 3 times while taking this snapshot."


def test_a_failing_snapshot_says_why_and_leaves_no_file(no_snapshots, monkeypatch):
    wanted()

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("disclosure_plugin.snapshots.assembling.write_snapshot", full)
    assert take_waiting() == 1
    snapshot = Snapshot.objects.get()
    assert snapshot.state == Snapshot.State.FAILED
    assert "No space left on device" in snapshot.error
    assert not snapshot.file


def test_asking_twice_gives_the_one_that_waits(no_snapshots):
    assert wanted().pk == wanted().pk
    assert Snapshot.objects.count() == 1


def test_after_a_publication_the_sweep_takes_it_when_nothing_follows(
    no_snapshots, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(tasks.take_waiting, "apply_async", lambda **message: sent.append(message))
    with django_capture_on_commit_callbacks(execute=True):
        ItemFactory(published=True)
    assert sent == []
    asked = Snapshot.objects.get().requested_at
    assert not claims.has_waiting(now=asked + claims.SETTLE - timedelta(seconds=1))
    assert claims.has_waiting(now=asked + claims.SETTLE)


def test_who_asks_for_one_does_not_wait_for_the_sweep(
    no_snapshots, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(tasks.take_waiting, "apply_async", lambda **message: sent.append(message))
    ItemFactory(published=True)
    with django_capture_on_commit_callbacks(execute=True):
        wanted()
    assert sent == [{"kwargs": {"bureau": "jsj"}, "retry": False}]
    assert Snapshot.objects.count() == 1


def test_no_snapshot_begins_between_the_request_and_its_commit(outside_transactions):
    """Else it would not hold what is published, and the request would be answered all the same."""
    with bureaus.activate("jsj"):
        key = request_snapshot(reason=Snapshot.Reason.REQUESTED)  # and committed
        with transaction.atomic():
            assert request_snapshot(reason=Snapshot.Reason.PUBLISHED) == key
            assert claimed_by_another_worker() is None
        assert claimed_by_another_worker() == key
        # Taken meanwhile: what is published now wants another.
        assert request_snapshot(reason=Snapshot.Reason.PUBLISHED) != key


def claimed_by_another_worker() -> int | None:
    def claim() -> int | None:
        try:
            with bureaus.activate("jsj"):
                claimed = claims.claim(now=timezone.now())
                return claimed.pk if claimed else None
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(claim).result(timeout=30)
