"""Activities: entered once, changed with a log, binned, exported, and each bureau's own."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from django.test import Client
from PIL import Image as PillowImage
from wagtail.images import get_image_model
from wagtail.models import ModelLogEntry

from disclosure_plugin import bureaus
from disclosure_plugin.actions import activities
from disclosure_plugin.actions.activities import ChangedMeanwhile, InTheBin, TooManyPhotos
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.documents.spreadsheets import read_spreadsheet
from disclosure_plugin.models import Activity, ActivityPhoto, FileVersion
from disclosure_plugin.queries.activities import activities as activities_of_all
from disclosure_plugin.queries.counters import count
from tests.factories.activities import ActivityFactory
from tests.factories.pages import SectionFactory
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"
LIST = "/admin/disclosure_activities/"


def photo(name: str = "photo.jpg") -> SimpleUploadedFile:
    data = io.BytesIO()
    PillowImage.new("RGB", (64, 48), "navy").save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), content_type="image/jpeg")


@pytest.fixture
def editor(jsj):
    return UserFactory(role=EDITORS)


@pytest.fixture
def client(editor):
    return sign_in(editor, HOST)


FORM = {
    "on": "2026-06-16", "title": "安全生产月咨询日", "people": "8", "boards": "2",
    "leaflets": "1046", "laws": "《安全生产法》", "section": "", "notes": "在集贸市场。",
}  # fmt: skip


def log_of(activity: Activity) -> list[ModelLogEntry]:
    return list(ModelLogEntry.objects.for_instance(activity).order_by("pk"))


# --- Entered -------------------------------------------------------------------------------------


def test_outreach_is_entered_with_photos(client, editor):
    sent = client.post(f"{LIST}new/outreach/", {**FORM, "photos": [photo(), photo("b.jpg")],
                                                "camera": photo("c.jpg")})  # fmt: skip
    assert (sent.status_code, sent["Location"]) == (302, LIST)
    activity = Activity.objects.get()
    assert (activity.kind, activity.on, activity.people, activity.leaflets) == (
        "outreach", date(2026, 6, 16), 8, 1046,
    )  # fmt: skip
    assert activity.made_by_name == editor.first_name
    assert activity.photos.count() == 3
    # They went through the private upload room: a version each, and nobody's address opens one.
    assert FileVersion.objects.filter(kind="image").count() == 3
    [first, *_rest] = activity.photos.all()
    assert Client().get(first.image.file.url, headers={"host": HOST}).status_code in (
        302,
        403,
        404,
    )
    assert [entry.action for entry in log_of(activity)] == ["disclosure.activity_made"]


def test_the_same_form_sent_twice_makes_one(client):
    page = client.get(f"{LIST}new/outreach/").content.decode()
    key = page.split('name="form_key" value="')[1].split('"')[0]
    for _time in range(2):
        assert client.post(f"{LIST}new/outreach/", {**FORM, "form_key": key}).status_code == 302
    assert Activity.objects.count() == 1


def test_save_and_add_another_stays_with_the_kind(client):
    sent = client.post(f"{LIST}new/outreach/", {**FORM, "another": "1"})
    assert sent["Location"] == f"{LIST}new/outreach/"


@pytest.mark.parametrize(
    ("kind", "wrong", "field"),
    [
        ("outreach", {"people": ""}, "people"),
        ("outreach", {"people": "-1"}, "people"),
        ("outreach", {"people": "99999999999"}, "people"),
        ("outreach", {"on": "2999-01-01"}, "on"),
        ("outreach", {"on": "0001-01-01"}, "on"),
        ("outreach", {"title": ""}, "title"),
        ("outreach", {"title": "长" * 101}, "title"),
        ("outreach", {"section": "77"}, "section"),
        ("spending", {"amount": "0"}, "amount"),
        ("spending", {"amount": "NaN"}, "amount"),
        ("finding", {"supervision": "social", "rectification": "done"}, "rectified_on"),
        ("outreach", {"photos": SimpleUploadedFile("a.jpg", b"%PDF-1.7 no picture")}, "photos"),
        ("outreach", {"camera": SimpleUploadedFile("a.svg", b"<svg/>")}, "photos"),
        ("outreach", {"photos": SimpleUploadedFile("a.jpg", b"")}, "photos"),
    ],
)
def test_a_wrong_entry_is_told_at_its_field_and_nothing_is_kept(client, kind, wrong, field):
    answer = client.post(f"{LIST}new/{kind}/", {**FORM, **wrong})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert Activity.objects.count() == 0
    assert get_image_model().objects.count() == 0


def test_a_picture_that_is_refused_keeps_back_the_others_too(editor):
    activity = ActivityFactory.build(outreach=True)
    with pytest.raises(ValidationError):
        activities.make(
            activity, by=editor, photos=[photo(), SimpleUploadedFile("b.jpg", b"no picture")]
        )
    assert (Activity.objects.count(), ActivityPhoto.objects.count()) == (0, 0)
    with pytest.raises(TooManyPhotos):
        activities.make(activity, by=editor, photos=[photo() for _one in range(21)])
    assert Activity.objects.count() == 0


def test_addresses_that_lead_nowhere_answer_so(client):
    activity = ActivityFactory()
    assert client.get(f"{LIST}new/party/").status_code == 404
    assert client.get(f"{LIST}{activity.pk + 1}/").status_code == 404
    assert client.get(f"{LIST}{activity.pk}/bin/").status_code == 405
    for wrong in (
        "year=x",
        "year=99999",
        "year=0000",
        "kind=party",
        "section=0x",
        "p=-3",
        "section=9999999999",
    ):
        assert client.get(f"{LIST}?{wrong}").status_code == 200


# --- Changed, undone, binned ---------------------------------------------------------------------


def test_an_edit_is_logged_with_what_stood_there_and_can_be_undone(client):
    section = SectionFactory()
    activity = ActivityFactory(outreach=True)
    form = {**FORM, "leaflets": "646", "title": activity.title, "notes": "",
            "section": section.pk}  # fmt: skip
    assert client.post(f"{LIST}{activity.pk}/", form).status_code == 302
    [entry] = log_of(activity)
    assert entry.data["changes"] == {"leaflets": [600, 646], "section_id": [None, section.pk]}
    shown = client.get(f"{LIST}{activity.pk}/").content.decode()
    assert "600 → 646" in shown
    undo = f"{LIST}{activity.pk}/undo/{entry.pk}/"
    assert client.post(undo).status_code == 302
    activity.refresh_from_db()
    assert (activity.leaflets, activity.section) == (600, None)
    # Undone once, the values of then are not there any more.
    assert client.post(undo).status_code == 302
    assert [one.action for one in log_of(activity)] == [
        "disclosure.activity_changed",
        "disclosure.activity_undone",
    ]


def test_undoing_overwrites_no_later_change(editor):
    activity = ActivityFactory(outreach=True)
    for leaflets in (700, 800):
        activity.leaflets = leaflets
        activities.change(activity, by=editor)
    [first, second] = log_of(activity)
    with pytest.raises(ChangedMeanwhile):
        activities.undo_change(first, by=editor)
    activity.refresh_from_db()
    assert activity.leaflets == 800
    activities.undo_change(second, by=editor)
    activities.undo_change(first, by=editor)
    activity.refresh_from_db()
    assert activity.leaflets == 600


def test_days_and_amounts_come_back_as_they_were(editor):
    activity = ActivityFactory(spending=True)
    activity.amount, activity.on = Decimal("1.00"), date(2026, 7, 1)
    activities.change(activity, by=editor)
    activities.undo_change(log_of(activity)[0], by=editor)
    activity.refresh_from_db()
    assert (activity.amount, activity.on) == (Decimal("12800.50"), date(2026, 6, 16))


def test_saving_without_a_change_is_no_change(client):
    activity = ActivityFactory(outreach=True)
    form = {**FORM, "leaflets": "600", "title": activity.title, "notes": ""}
    assert client.post(f"{LIST}{activity.pk}/", form).status_code == 302
    assert log_of(activity) == []


def test_the_bin_takes_out_of_lists_and_counts_and_gives_back(client):
    activity = ActivityFactory(outreach=True)
    assert client.post(f"{LIST}{activity.pk}/bin/").status_code == 302
    assert list(activities_of_all()) == []
    assert count(["outreach.leaflets"], 2026)["outreach.leaflets"]["value"] == "0"
    assert activity.title in client.get(f"{LIST}bin/").content.decode()
    with pytest.raises(InTheBin):
        activities.change(activity, by=UserFactory())
    assert client.post(f"{LIST}{activity.pk}/restore/").status_code == 302
    assert count(["outreach.leaflets"], 2026)["outreach.leaflets"]["value"] == "600"


def test_the_bin_is_emptied_after_its_days_with_the_photos(editor):
    activity, _new = activities.make(
        ActivityFactory.build(outreach=True), by=editor, photos=[photo()]
    )
    kept = ActivityFactory()
    for one in (activity, kept):
        activities.put_in_bin(one, by=editor)
    assert activities.purge() == 0
    Activity.objects.filter(pk=activity.pk).update(binned_at=Now() - timedelta(days=31))
    assert activities.purge() == 1
    assert list(Activity.objects.all()) == [kept]
    assert get_image_model().objects.count() == 0


def test_a_photo_is_removed_with_its_file(client, editor):
    activity, _new = activities.make(
        ActivityFactory.build(outreach=True), by=editor, photos=[photo()]
    )
    form = {**FORM, "leaflets": "600", "title": activity.title, "notes": "",
            "remove": [activity.photos.get().pk, "x", "9" * 5000]}  # fmt: skip
    assert client.post(f"{LIST}{activity.pk}/", form).status_code == 302
    assert activity.photos.count() == 0
    assert get_image_model().objects.count() == 0


# --- Listed, exported, and for whom --------------------------------------------------------------


def test_the_list_is_filtered_and_exported_and_no_cell_runs(client):
    section = SectionFactory()
    ActivityFactory(outreach=True, section=section)
    ActivityFactory(outreach=True, on=date(2025, 6, 3), title="去年的咨询日")
    ActivityFactory(title="=cmd()", on=date(2026, 3, 2))
    asked = f"?year=2026&kind=outreach&section={section.pk}"
    shown = client.get(f"{LIST}{asked}").content.decode()
    assert "安全生产月咨询日" in shown
    assert "去年的咨询日" not in shown
    assert "=cmd()" not in shown
    answer = client.get(f"{LIST}?year=2026&export=csv")
    [header, *rows] = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(header) == len(rows[0]) == 15
    assert [(row[0], row[2], row[4], row[7]) for row in rows] == [
        ("2026-06-16", "安全生产月咨询日", "8", "600"),
        ("2026-03-02", "'=cmd()", "", ""),
    ]
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    book = client.get(f"{LIST}{asked}&export=xlsx")
    [sheet] = read_spreadsheet(book.content, "activities.xlsx").sheets
    assert [row.cells["C"] for row in sheet.rows[1:]] == ["安全生产月咨询日"]


def test_who_only_looks_changes_nothing(jsj):
    activity = ActivityFactory(outreach=True)
    reviewer = sign_in(UserFactory(role=REVIEWERS), HOST)
    assert reviewer.get(LIST).status_code == 200
    assert reviewer.get(f"{LIST}{activity.pk}/").status_code == 200
    for address, form in (
        (f"{LIST}new/outreach/", FORM),
        (f"{LIST}{activity.pk}/", FORM),
        (f"{LIST}{activity.pk}/bin/", {}),
    ):
        assert reviewer.post(address, form).status_code in (302, 403)
    kept = Activity.objects.get()
    assert (kept.leaflets, kept.binned_at) == (600, None)


def test_another_bureaus_activities_are_not_there(jsj, editor):
    activity, _new = activities.make(
        ActivityFactory.build(outreach=True), by=editor, photos=[photo()]
    )
    address = activity.photos.get().image.file.url
    with bureaus.activate("czj"):
        assert Activity.objects.count() == 0
        assert count(["outreach.leaflets"], 2026)["outreach.leaflets"]["value"] == "0"
        stranger = sign_in(UserFactory(role=ADMINISTRATORS), "czj.localhost")
    assert stranger.get(f"{LIST}{activity.pk}/").status_code == 404
    assert stranger.post(f"{LIST}{activity.pk}/bin/").status_code == 404
    assert stranger.get(address).status_code in (403, 404)
    shown = stranger.get("/admin/disclosure/counted/outreach.leaflets/2026/").content.decode()
    assert activity.title not in shown
    with bureaus.activate("jsj"):
        assert Activity.objects.get().binned_at is None
