"""What hangs on boards: noted with one button, compared with the web, never changed afterwards."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from PIL import Image as PillowImage

from disclosure_plugin import bureaus
from disclosure_plugin.actions import posting
from disclosure_plugin.actions.posting import NotPublic, PlaceNotInUse
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.domain.channels import (
    HangsAlready,
    HangsNot,
    NoteNotText,
    NoteTooLong,
    NotTheLast,
    Sheet,
)
from disclosure_plugin.domain.uploads import UploadRefused
from disclosure_plugin.models import Posting, PostingPhoto, PostingPlace
from disclosure_plugin.queries.channels import states
from disclosure_plugin.register.clock import database_now
from tests.factories.boards import PostingPlaceFactory
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.removals import taken_down, withdrawn
from tests.factories.reviews import colleague, publish
from tests.factories.uploads import pdf
from tests.factories.users import UserFactory, sign_in

pytestmark = pytest.mark.django_db(transaction=False)
HOST = "jsj.localhost"


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


@pytest.fixture
def place(column):
    return PostingPlaceFactory(columns=[column])


@pytest.fixture
def item(column):
    return ItemFactory(parent=column, published=True, title="占道收费标准")


@pytest.fixture
def editor(jsj):
    return colleague(EDITORS)


def standing(place: PostingPlace) -> dict[str, Sheet]:
    [state] = states([place])
    return {row.page.title: row.sheet for row in state.rows}


def photo(name: str = "sheet.jpg", size=(2400, 1200), exif: bool = True) -> SimpleUploadedFile:
    """A picture as a phone takes it, with the place where it was taken."""
    picture = PillowImage.new("RGB", size, "white")
    data = io.BytesIO()
    tags = PillowImage.Exif()
    if exif:
        tags[0x010F] = "PhoneMaker"
        tags[0x8825] = {1: "N", 2: (25.0, 2.0, 11.0)}
    picture.save(data, "JPEG", exif=tags)
    return SimpleUploadedFile(name, data.getvalue(), content_type="image/jpeg")


def test_what_is_public_in_a_wanted_column_waits_to_be_posted(place, item, column):
    ItemFactory(parent=column, title="草稿")
    ItemFactory(
        parent=ColumnFactory(parent=column.get_parent(), title="别栏"),
        published=True,
        title="别的",
    )
    assert standing(place) == {"占道收费标准": Sheet.TO_POST}


def test_a_sheet_is_current_until_the_item_changes(place, item, editor):
    row = posting.note_posted(item, place, by=editor, note="第二块橱窗")
    entry = item.register_entry
    assert (row.number, row.content_sha256) == (entry.number, entry.content_hash)
    assert (row.by_name, row.note) == (editor.first_name, "第二块橱窗")
    row.refresh_from_db()
    assert abs(database_now() - row.at) < timedelta(minutes=1)
    assert standing(place) == {"占道收费标准": Sheet.CURRENT}
    item.abstract = "标准有变。"
    publish(item)
    assert standing(place) == {"占道收费标准": Sheet.OUTDATED}
    posting.note_posted(item, place, by=editor)
    assert standing(place) == {"占道收费标准": Sheet.CURRENT}


@pytest.mark.parametrize("remove", [withdrawn, taken_down])
def test_what_is_no_longer_public_has_to_come_off(place, item, editor, remove):
    posting.note_posted(item, place, by=editor)
    remove(item)
    assert list(standing(place).values()) == [Sheet.TO_REMOVE]
    posting.note_removed(item, place, by=editor)
    assert list(standing(place).values()) == [Sheet.ABSENT]


def test_an_expired_item_has_to_come_off_before_any_worker_ran(place, item, editor):
    posting.note_posted(item, place, by=editor)
    from wagtail.models import Page

    Page.objects.filter(pk=item.pk).update(expire_at=database_now() - timedelta(seconds=1))
    assert standing(place) == {"占道收费标准": Sheet.TO_REMOVE}


def test_refusals_change_nothing(place, item, editor, column):
    draft = ItemFactory(parent=column, title="草稿")
    staff_only = ItemFactory(
        parent=column, published=True, restriction={"restriction_type": "login"}, title="内部"
    )
    unused = PostingPlaceFactory(name="旧橱窗", in_use=False)
    refusals = [
        (NotPublic, lambda: posting.note_posted(draft, place, by=editor)),
        (NotPublic, lambda: posting.note_posted(staff_only, place, by=editor)),
        (PlaceNotInUse, lambda: posting.note_posted(item, unused, by=editor)),
        (HangsNot, lambda: posting.note_removed(item, place, by=editor)),
        (NoteTooLong, lambda: posting.note_posted(item, place, by=editor, note="贴" * 201)),
        (NoteNotText, lambda: posting.note_posted(item, place, by=editor, note="橱窗\0")),
        (
            UploadRefused,
            lambda: posting.note_posted(
                item, place, by=editor, photo=SimpleUploadedFile("photo.jpg", pdf())
            ),
        ),
        (
            UploadRefused,
            lambda: posting.note_posted(
                item, place, by=editor, photo=SimpleUploadedFile("a.jpg", photo().read()[:600])
            ),
        ),
    ]
    for refusal, act in refusals:
        with pytest.raises(refusal):
            act()
        assert Posting.objects.count() == 0
        assert PostingPhoto.objects.count() == 0


def test_a_second_tap_is_refused(place, item, editor):
    posting.note_posted(item, place, by=editor)
    with pytest.raises(HangsAlready):
        posting.note_posted(item, place, by=editor)
    assert Posting.objects.count() == 1


def test_a_mistake_is_undone_by_a_row_and_both_stay(place, item, editor):
    row = posting.note_posted(item, place, by=editor)
    undone = posting.undo(row, by=editor)
    assert undone.undoes == row
    assert standing(place) == {"占道收费标准": Sheet.TO_POST}
    assert [one.act for one in Posting.objects.order_by("pk")] == ["posted", "undone"]
    for wrong in (row, undone):
        with pytest.raises(NotTheLast):
            posting.undo(wrong, by=editor)
    assert Posting.objects.count() == 2


def test_what_is_taken_off_is_what_hung_there_and_not_a_mistake_that_was_undone(
    place, item, editor
):
    hung = posting.note_posted(item, place, by=editor)
    item.abstract = "标准有变。"
    publish(item)
    posting.undo(posting.note_posted(item, place, by=editor), by=editor)
    off = posting.note_removed(item, place, by=editor)
    assert off.content_sha256 == hung.content_sha256


@pytest.mark.parametrize(
    "change",
    [
        lambda row: Posting.objects.filter(pk=row.pk).update(note="改"),
        lambda row: Posting.objects.filter(pk=row.pk)._raw_delete("default"),
        lambda row: row.delete(),
    ],
)
def test_postgresql_refuses_to_change_the_log(place, item, editor, change):
    row = posting.note_posted(item, place, by=editor, note="原话")
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        change(row)
    assert Posting.objects.get().note == "原话"


def test_a_photo_is_small_without_metadata_and_for_staff_alone(place, item, editor):
    row = posting.note_posted(item, place, by=editor, photo=photo())
    kept = bytes(row.photo.jpeg)
    with PillowImage.open(io.BytesIO(kept)) as picture:
        assert picture.size == (1600, 800)
        assert dict(picture.getexif()) == {}
    assert b"PhoneMaker" not in kept
    address = f"/admin/disclosure/posting/photo/{row.pk}/"
    assert Client().get(address, headers={"host": HOST}).status_code == 302
    reviewer = sign_in(UserFactory(role=REVIEWERS), HOST)
    answer = reviewer.get(address)
    assert answer.status_code == 200
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert answer.content == kept
    public = Client().get(item.url, headers={"host": HOST}).content.decode()
    assert "posting" not in public
    # Who is on it may ask for it to go; the row stays.
    assert reviewer.post(f"{address}delete/").status_code in (302, 403)
    assert PostingPhoto.objects.count() == 1
    chief = sign_in(UserFactory(role=ADMINISTRATORS), HOST)
    assert chief.post(f"{address}delete/").status_code == 302
    assert PostingPhoto.objects.count() == 0
    assert Posting.objects.count() == 1


def test_another_bureaus_places_and_postings_are_not_there(place, item, editor):
    row = posting.note_posted(item, place, by=editor, photo=photo())
    with bureaus.activate("czj"):
        assert PostingPlace.objects.count() == 0
        assert Posting.objects.count() == 0
        stranger = sign_in(UserFactory(role=ADMINISTRATORS), "czj.localhost")
    assert stranger.get(f"/admin/disclosure/posting/photo/{row.pk}/").status_code == 404
    assert stranger.get(f"/admin/disclosure/posting/{place.pk}/").status_code == 404
    assert stranger.post(f"/admin/disclosure/posting/undo/{row.pk}/").status_code == 404


# --- Screens ---------------------------------------------------------------------------------


@pytest.fixture
def client(jsj):
    return sign_in(UserFactory(role=EDITORS), HOST)


def test_one_button_notes_and_another_undoes(client, place, item):
    here = f"/admin/disclosure/posting/{place.pk}/"
    address = f"{here}{item.pk}/"
    assert client.get(address).status_code == 405
    sent = client.post(address, {"act": "posted", "note": "橱窗二", "photo": photo()})
    assert (sent.status_code, sent["Location"]) == (302, here)
    [row] = Posting.objects.all()
    assert (row.act, row.note) == ("posted", "橱窗二")
    said = client.get(here).content.decode()
    assert f"/admin/disclosure/posting/undo/{row.pk}/" in said
    assert client.post(f"/admin/disclosure/posting/undo/{row.pk}/").status_code == 302
    assert standing(place) == {"占道收费标准": Sheet.TO_POST}
    assert client.post(address, {"act": "burned"}).status_code == 302
    assert client.post(address, {"act": "removed"}).status_code == 302
    assert Posting.objects.count() == 2


def test_an_item_of_another_column_is_noted_by_its_number(client, place, item, column):
    other = ItemFactory(
        parent=ColumnFactory(parent=column.get_parent(), title="别栏"),
        published=True,
        title="别的",
    )
    here = f"/admin/disclosure/posting/{place.pk}/"
    for wrong in ("", "没有这个号", "\0", "x" * 500):
        assert client.post(here, {"act": "posted", "number": wrong}).status_code == 302
    assert Posting.objects.count() == 0
    number = other.register_entry.number
    assert client.post(here, {"act": "posted", "number": f" {number} "}).status_code == 302
    assert Posting.objects.get().page_id == other.pk
    withdrawn(item)
    gone = item.register_entry.number
    assert client.post(here, {"act": "posted", "number": gone}).status_code == 302
    assert Posting.objects.count() == 1


def test_who_may_not_note_is_refused(place, item):
    reviewer = sign_in(UserFactory(role=REVIEWERS), HOST)
    here = f"/admin/disclosure/posting/{place.pk}/"
    assert reviewer.get(here).status_code == 200
    reviewer.post(f"{here}{item.pk}/", {"act": "posted"})
    assert Posting.objects.count() == 0


def test_the_report_lists_every_place_and_no_cell_runs(client, place, column, editor):
    hung = ItemFactory(parent=column, published=True, title="=已贴")
    ItemFactory(parent=column, published=True, title="没贴")
    posting.note_posted(hung, place, by=editor)
    answer = client.get("/admin/disclosure/posting/?export=csv")
    [_header, *rows] = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row[0], row[3], bool(row[4])) for row in rows] == [
        (place.name, "没贴", False),
        (place.name, "'=已贴", True),
    ]
    log = client.get(f"/admin/disclosure/posting/{place.pk}/?export=csv")
    [_header, row] = list(csv.reader(io.StringIO(log.content.decode("utf-8-sig"))))
    assert row[3] == "'=已贴"
    assert row[6] == hung.register_entry.content_hash


def test_the_dashboard_names_places_with_work(client, place, item, editor):
    assert place.name in client.get("/admin/").content.decode()
    posting.note_posted(item, place, by=editor)
    assert 'id="disclosure-posting' not in client.get("/admin/").content.decode()


def test_a_place_is_made_with_its_columns(column):
    chief = sign_in(UserFactory(role=ADMINISTRATORS), HOST)
    form = {
        "name": "大厅", "channel": "screen", "where": "一楼", "section": "",
        "columns": [str(column.pk)], "in_use": "on",
    }  # fmt: skip
    assert chief.post("/admin/disclosure_posting_places/new/", form).status_code == 302
    [made] = PostingPlace.objects.all()
    assert [one.pk for one in made.columns.all()] == [column.pk]
    form |= {"name": "错", "columns": [str(column.get_parent().pk)]}
    assert chief.post("/admin/disclosure_posting_places/new/", form).status_code == 200
    assert PostingPlace.objects.count() == 1
