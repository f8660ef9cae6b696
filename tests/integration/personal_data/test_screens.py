"""Personal data in the admin: who sees what, masks, looks through, lets pass, and undoes it."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page

from disclosure_plugin import models
from disclosure_plugin.actions import checking
from disclosure_plugin.actions.clearing import standing_of
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.documents import read_parts
from disclosure_plugin.models import PersonalDataCheck, PersonalDataLook, PersonalDataOverride
from disclosure_plugin.models.file_storage import names_in, private_storage, public_storage
from disclosure_plugin.queries.page_texts import opened_content
from tests.corpus.files import csv_file, excel_file, old_excel_file, text_file, word_file
from tests.factories.pages import ItemFactory
from tests.factories.personal_data import HEADS, people, table_block, values
from tests.factories.reviews import approve, colleague
from tests.factories.uploads import DocumentFactory, pdf, picture
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"
MAKERS = {
    "名单.xlsx": excel_file,
    "名单.docx": word_file,
    "名单.csv": csv_file,
    "名单.txt": text_file,
}


def as_role(*roles: str) -> Client:
    user = UserFactory(role=roles[0])
    user.groups.add(*Group.objects.filter(name__in=roles))
    return sign_in(user, HOST)


def screen(page) -> str:
    return f"/admin/disclosure/personal-data/{page.pk}/"


def act(client, page, what, **fields):
    return client.post(screen(page), {"act": what, **fields}, follow=True)


def draft(column, **fields):
    item = ItemFactory(parent=column, **fields)
    item.save_revision(user=colleague(EDITORS))
    checking.check_everything(item.get_latest_revision())
    return item


def with_file(column, data, name, **fields):
    document = DocumentFactory(data=data, name=name, title="附件")
    item = draft(column, attachments=[models.ItemAttachment(document=document)], **fields)
    return item, document


def newest(item):
    return Page.objects.get(pk=item.pk).get_latest_revision()


def newest_hash(item) -> str:
    return standing_of(newest(item)).content_sha256


def stored(item) -> str:
    return json.dumps(opened_content(newest(item)), ensure_ascii=False)


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_hits_are_shown_with_their_place_and_without_their_value(column):
    rows = people(2)
    item = draft(column, body=[("text", "<p>公示如下。</p>"), table_block(rows)])
    client = as_role(EDITORS)
    html = client.get(screen(item)).content.decode()
    assert "138****5670" in html
    assert "身份证号" in html
    assert not any(value in html for value in values(rows))
    edit = client.get(f"/admin/pages/{item.pk}/edit/")
    assert edit.status_code == 200
    assert screen(item) in edit.content.decode()
    hits = client.get(screen(item)).context["hits"]
    assert [hit.blocks for hit in hits] == [True] * 6


def test_one_click_masks_the_text_and_one_undoes_it(column):
    rows = people(3)
    item = draft(
        column,
        title="公租房名单",
        body=[("text", f"<p>王小明，身份证号{rows[0][2]}，<b>公示</b>。</p>"), table_block(rows)],
    )
    before = newest(item)
    client = as_role(EDITORS)
    act(client, item, "mask")
    masked = stored(item)
    assert not any(value in masked for value in values(rows))
    assert f"{rows[0][2][:2]}{'*' * 13}{rows[0][2][-3:]}" in masked
    assert "138****5670" in masked
    assert "青山乡***" in masked
    assert "<b>公示</b>" in masked
    check = PersonalDataCheck.objects.get(sha256=newest_hash(item))
    assert (check.blocking, check.to_look_at, check.hits) == (0, 0, [])
    # The version before stays, and can be had back.
    assert models.DisclosureItemPage.objects.get(pk=item.pk).revisions.filter(pk=before.pk)
    act(client, item, "restore")
    assert all(value in stored(item) for value in values(rows))
    assert PersonalDataCheck.objects.get(sha256=newest_hash(item)).blocking > 0


def test_a_number_in_a_column_of_numbers_is_masked_too(column):
    table = {
        "columns": [{"type": "text", "heading": "姓名"}, {"type": "number", "heading": "手机"}],
        "rows": [{"values": ["王小明", "13812345678"]}, {"values": ["李建国", "13912345678"]}],
        "caption": "",
    }
    item = draft(column, body=[("table", table)])
    act(as_role(EDITORS), item, "mask")
    assert "138****5678" in stored(item)
    assert "13812345678" not in stored(item)
    assert newest(item).as_object().body[0].value.columns[1]["heading"] == "手机"


def test_only_what_keeps_it_back_is_masked_on_request(column):
    rows = people(2)
    item = draft(column, body=[("text", "<p>联系人王小明 13812345678</p>"), table_block(rows)])
    act(as_role(EDITORS), item, "mask_blocking")
    assert "13812345678" in stored(item)
    assert not any(value in stored(item) for value in values(rows))


def test_who_may_not_edit_masks_nothing(column):
    item = draft(column, body=[table_block(people(2))])
    before = newest(item).pk
    # A reviewer may look, and may edit only while it is at their step.
    reviewer = as_role(REVIEWERS)
    assert reviewer.get(screen(item)).status_code == 200
    assert act(reviewer, item, "mask").status_code in (200, 403)
    assert newest(item).pk == before
    nobody = Client(headers={"host": HOST})
    assert nobody.post(screen(item), {"act": "mask"}).status_code == 302
    assert newest(item).pk == before


@pytest.mark.parametrize("name", MAKERS)
def test_one_click_masks_a_file_and_one_brings_the_original_back(column, files, name):
    rows = people(4)
    data = MAKERS[name]("名单", [HEADS, *rows])
    item, document = with_file(column, data, name)
    client = as_role(EDITORS)
    [original] = document.versions()
    numbers = [value for row in rows for value in (row[2], row[3])]
    act(client, item, "mask_file", version=original.pk)
    masked = document.versions()[0]
    assert (masked.number, masked.name) == (2, name)
    with masked.open() as file:
        copy = file.read()
    text = repr(read_parts(copy, name))
    assert not any(number in text for number in numbers)
    assert "138****5670" in text
    check = PersonalDataCheck.objects.get(sha256=masked.sha256)
    assert (check.blocking, check.to_look_at, check.unreadable) == (0, 0, [])
    # With another file it is another content, and that was checked too.
    assert standing_of(newest(item)).is_clear
    # The original is private, and no copy is public.
    with original.open() as file:
        kept = repr(read_parts(file.read(), name))
    assert all(number in kept for number in numbers)
    assert original.file.name in set(names_in(private_storage(), "originals"))
    assert list(names_in(public_storage())) == []
    act(client, item, "restore_file", version=masked.pk)
    restored = document.versions()[0]
    assert (restored.number, restored.sha256) == (3, original.sha256)


def test_a_masked_file_is_what_the_public_gets(column, files):
    rows = people(3)
    item, document = with_file(column, excel_file("名单", [HEADS, *rows]), "名单.xlsx")
    act(as_role(EDITORS), item, "mask_file", version=document.versions()[0].pk)
    approve(item)
    [copy] = models.PublicFile.objects.all()
    masked = document.versions()[0]
    assert (copy.version, copy.sha256) == (masked, masked.sha256)
    with public_storage().open(copy.name) as file:
        text = repr(read_parts(file.read(), "名单.xlsx"))
    assert not any(row[2] in text or row[3] in text for row in rows)


@pytest.mark.parametrize("name", ["名单.xls", "名单.pdf"])
def test_of_other_kinds_it_is_said_what_to_do(column, files, name):
    rows = people(3)
    if name.endswith(".xls"):
        data = old_excel_file("名单", [HEADS, *rows])
    else:
        data = pdf(" ".join(row[2] for row in rows))
    item, document = with_file(column, data, name)
    [version] = document.versions()
    client = as_role(EDITORS)
    [file] = client.get(screen(item)).context["files"]
    assert file.why_not
    assert not file.can_mask
    answer = act(client, item, "mask_file", version=version.pk)
    assert answer.status_code == 200
    assert said(answer)
    assert document.versions().count() == 1


def test_a_file_of_another_page_is_not_masked_by_its_number(column, files):
    item, _document = with_file(column, csv_file("a", [["b"]]), "a.csv")
    _other, document = with_file(column, csv_file("名单", [HEADS, *people(2)]), "b.csv")
    answer = act(as_role(EDITORS), item, "mask_file", version=document.versions()[0].pk)
    assert answer.status_code == 404
    assert document.versions().count() == 1


def test_a_picture_is_ticked_by_name(column, files):
    item, document = with_file(column, picture(), "scan.png")
    client = as_role(EDITORS)
    [version] = document.versions()
    assert not client.get(screen(item)).context["stands"].is_clear
    act(client, item, "look", version=version.pk)
    look = PersonalDataLook.objects.get()
    assert (look.by_name, look.of.sha256) == ("王芳", version.sha256)
    answer = client.get(screen(item))
    assert answer.context["stands"].is_clear
    assert "王芳" in answer.content.decode()


def test_a_reviewer_lets_it_pass_with_a_reason_and_the_author_does_not(column):
    author = UserFactory(role=EDITORS)
    author.groups.add(Group.objects.get(name=REVIEWERS))
    item = ItemFactory(parent=column, body=[table_block(people(2))])
    item.save_revision(user=author)
    checking.check_everything(item.get_latest_revision())
    said_ = {"basis": "penalty", "reason": "依法公开", "revision": str(newest(item).pk)}
    answer = act(sign_in(author, HOST), item, "override", **said_)
    assert PersonalDataOverride.objects.count() == 0
    assert answer.status_code == 200
    reviewer = as_role(REVIEWERS)
    answer = act(reviewer, item, "override", **(said_ | {"reason": " "}))
    assert answer.context["form"].errors
    assert PersonalDataOverride.objects.count() == 0
    answer = act(reviewer, item, "override", **said_)
    assert PersonalDataOverride.objects.get().reason == "依法公开"
    assert "依法公开" in answer.content.decode()
    approve(item)
    assert Page.objects.get(pk=item.pk).live


@pytest.mark.parametrize("revision", ["x", "²", "0", "99999999", "9" * 5000])
def test_a_version_that_is_not_the_pages_lets_nothing_wrong_pass(column, revision):
    item = draft(column, body=[table_block(people(2))])
    said_ = {"basis": "penalty", "reason": "依法公开", "revision": revision}
    answer = act(as_role(REVIEWERS), item, "override", **said_)
    assert answer.status_code == 404
    assert PersonalDataOverride.objects.count() == 0


def test_an_editor_without_the_right_lets_nothing_pass(column):
    item = draft(column, body=[table_block(people(2))])
    answer = act(as_role(EDITORS), item, "override", basis="penalty", reason="依法公开")
    assert PersonalDataOverride.objects.count() == 0
    assert answer.status_code in (200, 403)


def test_check_now_says_what_is_still_being_checked(column, files, monkeypatch):
    document = DocumentFactory(data=csv_file("a", [["b"]]), name="a.csv")
    item = ItemFactory(parent=column, attachments=[models.ItemAttachment(document=document)])
    client = as_role(ADMINISTRATORS)
    assert client.get(screen(item)).context["stands"].check is None
    answer = act(client, item, "check")
    assert said(answer)
    stands = answer.context["stands"]
    assert stands.check is not None
    assert [version.name for version in stands.waiting] == ["a.csv"]


def test_what_is_no_disclosed_page_has_no_such_screen(column):
    assert as_role(ADMINISTRATORS).get(screen(column)).status_code == 404
