"""Who reads what is disclosed to staff, where, and that it stands nowhere else."""

from __future__ import annotations

import json
import re
from io import BytesIO
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from PIL import Image as PillowImage
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import TaskState

from disclosure_plugin import bureaus
from disclosure_plugin.actions.internal_ending import end_disclosure
from disclosure_plugin.actions.internal_reading import hand_to_sections
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS, STAFF
from disclosure_plugin.admin import internal_readers
from disclosure_plugin.models import (
    FileVersion,
    InternalEntry,
    InternalHandover,
    InternalLogEntry,
    InternalRead,
    ItemAttachment,
    Person,
    PublicFile,
)
from disclosure_plugin.models.file_storage import names_in, public_storage
from disclosure_plugin.queries.internal_items import disclosed_to, is_staff, may_read, staff
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory, SectionFactory
from tests.factories.reviews import colleague, publish
from tests.factories.uploads import DocumentFactory, ImageFactory, pdf, picture
from tests.factories.users import PASSWORD, UserFactory, sign_in

HOST = "jsj.localhost"
LIST = "/admin/disclosure/internal/"
CANARY = "金丝雀7391"


def as_role(role: str, **kwargs) -> Client:
    return sign_in(UserFactory(role=role, **kwargs), HOST)


def address(page) -> str:
    return f"{LIST}{page.pk}/"


def text_of(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode()


@pytest.fixture
def item(jsj):
    """Words in everything an item has: title, text, file and picture."""
    document = DocumentFactory(title="明细", data=pdf(CANARY), name=f"{CANARY}.pdf")
    image = ImageFactory(title=CANARY, data=picture(size=(1600, 900)), name=f"{CANARY}.png")
    body = [
        ("text", f"<p>{CANARY}的接待费。</p>"),
        ("image", {"image": image, "alt_text": "图", "decorative": False}),
    ]
    item = ItemFactory.build(
        title=f"{CANARY}财务月报", abstract=f"{CANARY}摘要", audience="staff", body=body,
        responsible_section=SectionFactory(),
        attachments=[ItemAttachment(document=document)],
    )  # fmt: skip
    ColumnFactory(parent=BoardFactory(), title="局内财务").add_child(instance=item)
    publish(item)
    return item


def files_of(html: str) -> list[str]:
    return re.findall(rf'(?:href|src)="({re.escape(LIST)}\d+/(?:files|pictures)/[^"]+)"', html)


# --- The page and its files ----------------------------------------------------------------------


def test_staff_read_the_page_with_its_files_and_nothing_keeps_a_copy(item):
    before = set(names_in(public_storage()))
    client = as_role(STAFF)
    answer = client.get(address(item))
    assert answer.status_code == 200
    assert "private, no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    html = text_of(answer)
    entry = InternalEntry.objects.get()
    for said in (f"{CANARY}财务月报", f"{CANARY}的接待费", entry.number):
        assert said in html
    assert 'rel="canonical"' not in html
    assert "/media/" not in html
    found = files_of(html)
    assert len(found) == 2
    [document] = [one for one in found if "/files/" in one]
    [shown] = [one for one in found if "/pictures/" in one]
    served = client.get(document)
    assert b"".join(served.streaming_content) == pdf(CANARY)
    assert "private, no-store" in served["Cache-Control"]
    assert served["Content-Type"] == "application/octet-stream"
    made = client.get(shown.replace("&amp;", "&"))
    assert "private, no-store" in made["Cache-Control"]
    with PillowImage.open(BytesIO(made.content)) as image:
        size = image.size
    [tag] = re.findall(r"<img[^>]+>", html.split('id="content"')[1])
    assert f'width="{size[0]}"' in tag
    assert f'height="{size[1]}"' in tag
    assert not PublicFile.objects.exists()
    assert set(names_in(public_storage())) == before


def test_a_logged_out_person_is_asked_to_sign_in(item):
    found = files_of(text_of(as_role(STAFF).get(address(item))))
    visitor = Client(headers={"host": HOST})
    for path in (LIST, address(item), f"{address(item)}readers/", *found):
        answer = visitor.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")
        assert CANARY not in answer["Location"].replace(quote(CANARY), "")


def test_another_bureaus_editor_is_nobody_here(item):
    found = files_of(text_of(as_role(STAFF).get(address(item))))
    with bureaus.activate("czj"):
        other = UserFactory(role=EDITORS)
    stranger = sign_in(other, "czj.localhost")
    for path in (address(item), *found):
        # At their own bureau there is no such item; here their session is none.
        assert stranger.get(path).status_code == 404
        answer = stranger.get(path, headers={"host": HOST})
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")
    own = stranger.get(LIST)
    assert own.status_code == 200
    assert CANARY not in text_of(own)


def test_outside_the_group_it_is_forbidden_with_a_sentence(item):
    group = Group.objects.create(name="局领导")
    inside, outside = UserFactory(role=STAFF), UserFactory(role=STAFF)
    inside.groups.add(group)
    found = files_of(text_of(as_role(STAFF).get(address(item))))
    item.audience, item.audience_group = "group", group
    publish(item)
    client = sign_in(outside, HOST)
    for path in (address(item), *found):
        answer = client.get(path, headers={"accept-language": "en"})
        assert answer.status_code == 403
        assert "private, no-store" in answer["Cache-Control"]
        assert CANARY not in text_of(answer)
        assert 'id="main"' in text_of(answer)
    assert CANARY not in text_of(client.get(LIST))
    assert not InternalRead.objects.filter(user=outside.pk).exists()
    member = sign_in(inside, HOST)
    assert CANARY in text_of(member.get(address(item)))
    assert CANARY in text_of(member.get(LIST))
    # Who writes or reviews it reads it without being one of its readers.
    reviewer = colleague(REVIEWERS)
    reviewer.set_password(PASSWORD)
    reviewer.save()
    for user in (UserFactory(role=EDITORS), reviewer):
        assert sign_in(user, HOST).get(address(item)).status_code == 200
        assert not InternalRead.objects.filter(user=user.pk).exists()
    # Who leaves the group reads it no more.
    inside.groups.remove(group)
    assert sign_in(inside, HOST).get(address(item)).status_code == 403


def test_only_pictures_in_the_pages_own_sizes_are_made(item):
    client = as_role(STAFF)
    [shown] = [one for one in files_of(text_of(client.get(address(item)))) if "/pictures/" in one]
    base = shown.rsplit("/", 1)[0]
    for path in (f"{base}/width-9000", f"{base}/original:abc", shown[:-1] + "x"):
        assert client.get(path).status_code == 404
    other = FileVersion.objects.get(kind="document")
    assert (
        client.get(f"{LIST}{item.pk}/pictures/{other.pk}/{shown.rsplit('/', 1)[1]}").status_code
        == 404
    )


def test_a_file_that_was_replaced_since_is_the_approved_one(item):
    document = get_document_model().objects.get()
    document.file = ContentFile(pdf("另一份"), name="另一份.pdf")
    document.save()
    client = as_role(STAFF)
    [path] = [one for one in files_of(text_of(client.get(address(item)))) if "/files/" in one]
    assert b"".join(client.get(path).streaming_content) == pdf(CANARY)
    newest = FileVersion.objects.get(kind="document", number=2)
    assert client.get(f"{LIST}{item.pk}/files/{newest.pk}/x.pdf").status_code == 404


def test_what_was_ended_answers_with_its_reason(item):
    entry = InternalEntry.objects.get()
    client = as_role(STAFF)
    found = files_of(text_of(client.get(address(item))))
    end_disclosure(entry, reason="数字要更正。", user=colleague(ADMINISTRATORS))
    answer = client.get(address(item))
    assert answer.status_code == 410
    html = text_of(answer)
    assert entry.number in html
    assert "数字要更正。" in html
    assert CANARY not in html
    assert [client.get(path).status_code for path in found] == [404, 404]
    assert CANARY not in text_of(client.get(LIST))


# --- Nowhere else --------------------------------------------------------------------------------


def test_no_public_address_knows_of_it(item):
    entry = InternalEntry.objects.get()
    column = item.get_parent()
    visitor = Client(headers={"host": HOST})
    versions = list(FileVersion.objects.all())
    paths = [
        item.url,
        f"/n/{quote(entry.number)}",
        f"/screen/{item.slug}/",
        *(f"/uploads/{version.file.name}" for version in versions),
        *(f"/media/{version.sha256}/{quote(version.name)}" for version in versions),
        f"/documents/{versions[0].object_id}/{quote(versions[0].name)}",
    ]
    for path in paths:
        answer = visitor.get(path)
        assert answer.status_code in (404,), (path, answer.status_code)
        assert CANARY not in text_of(answer).replace(quote(CANARY), "")
    made = ["/", column.url, "/register/", "/register/register.json", "/sitemap.xml"]
    made += ["/open-information/", "/site-map/", "/feeds/calendar.ics", "/feeds/atom.xml"]
    made += [f"/feeds/{column.slug}/{kind}" for kind in ("atom.xml", "feed.json")]
    made += [
        f"/api/disclosure/v1/{name}" for name in ("items", "columns", f"items/{entry.number}")
    ]
    for path in made:
        for host in (HOST, "county.localhost"):
            answer = visitor.get(path, headers={"host": host})
            if answer.status_code == 200:
                assert CANARY not in text_of(answer)
                assert item.slug not in text_of(answer)


def test_staff_without_editing_rights_find_no_title_of_a_groups_item_elsewhere(item):
    group = Group.objects.create(name="局领导")
    item.audience, item.audience_group = "group", group
    publish(item)
    client = as_role(STAFF)
    column = item.get_parent()
    paths = [
        "/admin/",
        LIST,
        f"/admin/pages/{column.pk}/",
        f"/admin/pages/{item.pk}/edit/",
        f"/admin/pages/{item.pk}/history/",
        f"/admin/pages/search/?q={CANARY}",
        f"/admin/choose-page/{column.pk}/",
        f"/admin/choose-page/search/?q={CANARY}",
        f"/admin/api/main/pages/?child_of={column.pk}",
        f"/admin/api/main/pages/{item.pk}/",
        "/admin/reports/site-history/",
        "/admin/reports/workflow/",
        "/admin/reports/aging-pages/",
        f"{LIST}report/",
        f"{address(item)}readers/",
    ]
    for path in paths:
        answer = client.get(path, follow=True)
        said = text_of(answer).replace(f'value="{CANARY}"', "")
        assert f"{CANARY}财务月报" not in said, path


# --- Titles that Wagtail's own views know --------------------------------------------------------


@pytest.fixture
def hidden(item):
    """What the bureau's 职工 may not see: a group's item, a draft, and a new title of a page."""
    group = Group.objects.create(name="局领导")
    item.audience, item.audience_group = "group", group
    publish(item)
    column = item.get_parent()
    draft = ItemFactory(parent=column, title=f"{CANARY}草稿")
    renamed = ItemFactory(parent=column, title="收费标准", published=True)
    renamed.title = f"{CANARY}新标题"
    renamed.save_revision()
    return [item, draft, renamed]


def told(answer, *, without: str = "") -> bool:
    """Say whether an answer, or a message that waits for the next one, has the word.

    Args:
        answer: of a client.
        without: what was asked, which stands in the answer again.
    """
    waiting = getattr(answer.wsgi_request, "_messages", [])
    said = text_of(answer) + "".join(str(message) for message in waiting)
    for asked in filter(None, (without, escape(without))):
        said = said.replace(asked, "")
    return CANARY in said or json.dumps(CANARY)[1:-1] in said


def test_the_window_to_choose_a_page_begins_at_none_that_is_hidden(hidden):
    staff_reader, editor = as_role(STAFF), as_role(EDITORS)
    for page in hidden:
        path = reverse("wagtailadmin_choose_page_child", args=[page.pk])
        assert not told(staff_reader.get(path)), page
        assert told(editor.get(path))
    above = reverse("wagtailadmin_choose_page_child", args=[hidden[0].get_parent().pk])
    assert staff_reader.get(above).status_code == 200
    assert not told(staff_reader.get(above))


def test_what_was_chosen_by_its_key_is_not_named_if_it_is_hidden(hidden):
    public = ItemFactory(parent=hidden[0].get_parent(), title="公开的事项", published=True)
    keys = "&".join(f"id={page.pk}" for page in [*hidden, public])
    path = f"{reverse('wagtailadmin_choose_page_chosen_multiple')}?{keys}"
    answer = as_role(STAFF).get(path)
    assert not told(answer)
    assert [one["id"] for one in answer.json()["result"]] == [public.pk]
    assert len(as_role(EDITORS).get(path).json()["result"]) == 4


def test_the_address_of_a_page_does_not_tell_its_newest_title(hidden):
    address = hidden[-1].full_url
    staff_reader, editor = as_role(STAFF), as_role(EDITORS)
    for written in (address, f"{address}?a=1"):
        form = {"external-link-chooser-url": written, "external-link-chooser-link_text": "收费"}
        path = reverse("wagtailadmin_choose_page_external_link")
        answer = staff_reader.post(path, form)
        assert not told(answer)
        assert answer.json()["step"] == "external_link_chosen"
        assert answer.json()["result"]["url"] == written
        assert told(editor.post(path, form))


def test_who_may_not_move_a_page_is_not_told_its_title(hidden):
    staff_reader = as_role(STAFF)
    for page in hidden:
        for ends in ((page.pk, page.get_parent().pk), (page.get_parent().pk, page.pk)):
            answer = staff_reader.get(reverse("wagtailadmin_pages:move_confirm", args=ends))
            assert answer.status_code == 302
            assert not told(answer)


@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
def test_a_bulk_action_lists_no_hidden_page_that_it_leaves_out(hidden, action):
    staff_reader, editor = as_role(STAFF), as_role(EDITORS)
    column = hidden[0].get_parent()
    address = f"/admin/bulk/wagtailcore/page/{action}/"
    for named in (
        "&".join(f"id={page.pk}" for page in hidden),
        f"id=all&childOf={column.pk}",
        f"id=all&childOf={column.get_parent().pk}&q={CANARY}",
    ):
        answer = staff_reader.get(f"{address}?{named}")
        assert not told(answer, without=named), named
    assert not told(staff_reader.post(f"{address}?id={hidden[0].pk}", {"chooser": column.pk}))
    assert told(editor.get(f"{address}?id={hidden[0].pk}"))


@pytest.mark.parametrize("action", ["delete", "add_to_collection", "add_tags"])
def test_a_bulk_action_lists_no_file_of_others(hidden, action):
    staff_reader, reviewer = as_role(STAFF), as_role(REVIEWERS)
    for model in (get_document_model(), get_image_model()):
        kind = model._meta
        model.objects.update(title=CANARY)
        address = f"/admin/bulk/{kind.app_label}/{kind.model_name}/{action}/"
        address += f"?id={model.objects.get().pk}"
        assert not told(staff_reader.get(address))
        assert told(reviewer.get(address))  # may choose it, and not change it


def test_that_a_page_waits_for_nobody_is_not_said_to_everybody(hidden):
    staff_reader, editor = as_role(STAFF), as_role(EDITORS)
    task = TaskState.objects.first()
    for page in hidden:
        for name, more in (
            ("workflow_action", ["approve", task.pk]),
            ("collect_workflow_action_data", ["approve", task.pk]),
            ("workflow_preview", [task.task_id]),
        ):
            path = reverse(f"wagtailadmin_pages:{name}", args=[page.pk, *more])
            assert not told(staff_reader.get(path)), path
            assert told(editor.get(path)), path


def test_documents_and_pictures_are_listed_for_who_may_use_them(hidden):
    staff_reader, editor = as_role(STAFF), as_role(EDITORS)
    for name, model in (("documents", get_document_model()), ("images", get_image_model())):
        listed = f"/admin/api/main/{name}/"
        one = f"{listed}{model.objects.get().pk}/"
        assert staff_reader.get(listed).json()["meta"]["total_count"] == 0
        assert staff_reader.get(one).status_code == 404
        assert editor.get(listed).json()["meta"]["total_count"] == 1
        assert editor.get(one).status_code == 200


def test_a_sheet_that_is_refused_names_no_hidden_page(hidden):
    staff_reader, editor = as_role(STAFF), as_role(EDITORS)
    column = hidden[0].get_parent()
    for page in hidden[:2]:
        for path in (
            reverse("disclosure_sheet", args=[page.pk, "A4"]),
            f"{reverse('disclosure_sheets', args=[column.pk])}?paper=A4&item={page.pk}",
        ):
            assert not told(staff_reader.get(path)), path
            assert told(editor.get(path)), path
    assert staff_reader.get(reverse("disclosure_sheet", args=[1, "A4"])).status_code == 404
    drawn = ColumnFactory(parent=column.get_parent(), title=f"{CANARY}栏目", published=False)
    assert staff_reader.get(reverse("disclosure_sheets", args=[drawn.pk])).status_code == 404


# --- Receipts ------------------------------------------------------------------------------------


def test_the_first_reading_of_each_version_is_kept(item):
    section = SectionFactory(name="财务股")
    user = UserFactory(role=STAFF, first_name="李强")
    Person.objects.update_or_create(user=user, defaults={"section": section})
    client = sign_in(user, HOST)
    assert "disclosure-reason" in text_of(client.get(LIST))
    client.head(address(item))
    assert not InternalRead.objects.exists()
    client.get(address(item))
    [read] = InternalRead.objects.all()
    assert (read.user, read.user_name, read.section_name) == (user, "李强", "财务股")
    client.get(address(item))
    assert InternalRead.objects.get().read_at == read.read_at
    item.abstract = "改过的摘要"
    publish(item)
    client.get(address(item))
    assert [one.version.number for one in InternalRead.objects.order_by("pk")] == [1, 2]


def test_the_list_is_searched_by_words_column_and_what_is_unread(item):
    other = ItemFactory(
        parent=ColumnFactory(parent=BoardFactory(title="另一栏"), title="另一栏目"),
        audience="staff",
        title="差旅费月报",
        published=True,
    )
    client = as_role(STAFF)

    def titles(query: str) -> list[str]:
        answer = client.get(f"{LIST}{query}")
        assert answer.status_code == 200
        return sorted(entry.title for entry in answer.context["object_list"])

    both = sorted([f"{CANARY}财务月报", "差旅费月报"])
    assert titles("") == titles("?q=月报") == both
    assert titles(f"?q={CANARY}的 接待费") == [f"{CANARY}财务月报"]
    assert titles("?q=没有的词") == []
    assert titles(f"?column={other.get_parent().pk}") == ["差旅费月报"]
    client.get(address(other))
    assert titles("?unread=yes") == [f"{CANARY}财务月报"]
    html = text_of(client.get("/admin/"))
    assert f"{CANARY}财务月报" in html
    assert "差旅费月报" not in html
    export = client.get(f"{LIST}?export=csv")
    assert export.status_code == 200
    assert CANARY in text_of(export)


def test_it_is_handed_to_sections_whose_people_are_to_read_it(item):
    finance, office = SectionFactory(name="财务股"), SectionFactory(name="办公室")
    people = {}
    for name, section in (("李强", finance), ("赵敏", finance), ("孙丽", office)):
        user = UserFactory(role=STAFF, first_name=name)
        Person.objects.update_or_create(user=user, defaults={"section": section})
        people[name] = user
    entry = InternalEntry.objects.get()
    editor = as_role(EDITORS, first_name="编辑甲")
    readers = f"{address(item)}readers/"
    answer = editor.post(readers, {"section": [finance.pk, "²", "9" * 5000]})
    assert answer.status_code == 302
    [handed] = InternalHandover.objects.all()
    assert (handed.section, handed.handed_by_name) == (finance, "编辑甲")
    last = InternalLogEntry.objects.last()
    assert last.kind == "item.handed"
    assert "财务股" in last.content
    assert hand_to_sections(entry, [finance]) == []
    assert InternalHandover.objects.count() == 1

    sign_in(people["李强"], HOST).get(address(item))
    html = text_of(editor.get(readers))
    assert "赵敏" in html
    assert "孙丽" not in html
    found = editor.get(readers).context["readership"]
    assert [(one.name, one.read_at is not None) for one in found.readers] == [
        ("赵敏", False),
        ("李强", True),
    ]
    assert found.read == 1
    # Read all the same by somebody of another section: kept, and shown.
    sign_in(people["孙丽"], HOST).get(address(item))
    assert "孙丽" in text_of(editor.get(readers))
    csv = text_of(editor.get(f"{readers}?export=csv"))
    assert csv.count("\r\n") == 4
    assert editor.get(f"{readers}?export=xlsx").content[:2] == b"PK"
    report = text_of(editor.get(f"{LIST}report/"))
    assert "赵敏" in report
    assert text_of(editor.get(f"{LIST}report/?export=csv")).count(CANARY) == 1
    mine = sign_in(people["赵敏"], HOST).get(f"{LIST}?handed=yes")
    assert [one.title for one in mine.context["object_list"]] == [f"{CANARY}财务月报"]
    theirs = sign_in(people["孙丽"], HOST).get(f"{LIST}?handed=yes")
    assert not theirs.context["object_list"]


def test_the_report_has_pages_and_its_file_has_everything(item, monkeypatch):
    monkeypatch.setattr(internal_readers, "ENTRIES_A_PAGE", 1)
    ItemFactory(parent=item.get_parent(), title="差旅费月报", audience="staff", published=True)
    editor = as_role(EDITORS)
    pages = [text_of(editor.get(f"{LIST}report/?p={number}")) for number in (1, 2)]
    assert ["差旅费月报" in page for page in pages] == [True, False]
    assert [f"{CANARY}财务月报" in page for page in pages] == [False, True]
    export = text_of(editor.get(f"{LIST}report/?export=csv"))
    assert "差旅费月报" in export
    assert CANARY in export


def test_only_who_may_looks_hands_over_and_ends(item):
    staff = as_role(STAFF)
    readers, end = f"{address(item)}readers/", f"{address(item)}end/"
    section = SectionFactory()
    for path in (readers, end, f"{LIST}report/"):
        assert staff.get(path).status_code == 302
    staff.post(readers, {"section": [section.pk]})
    staff.post(end, {"reason": "没有理由"})
    reviewer = as_role(REVIEWERS)
    assert reviewer.get(readers).status_code == 200
    reviewer.post(readers, {"section": [section.pk]})
    assert not InternalHandover.objects.exists()
    assert InternalEntry.objects.get().live
    administrator = as_role(ADMINISTRATORS)
    empty = administrator.post(end, {"reason": " "})
    assert empty.status_code == 200
    assert InternalEntry.objects.get().live
    assert administrator.post(end, {"reason": "重复公开。"}).status_code == 302
    assert InternalEntry.objects.get().state == "ended"


def test_a_visitor_of_the_county_is_no_staff(item):
    visitor = UserFactory(role=EDITORS, username="county:7")
    entry = InternalEntry.objects.get()
    assert not is_staff(visitor)
    assert not disclosed_to(visitor).exists()
    assert not may_read(entry, visitor)
    assert visitor not in staff()
    editor = UserFactory(role=EDITORS)
    assert may_read(entry, editor)
    assert list(disclosed_to(editor)) == [entry]


def test_the_editor_reads_in_the_editor_that_it_is_disclosed(item):
    editor = as_role(EDITORS)
    entry = InternalEntry.objects.get()
    html = text_of(editor.get(reverse("wagtailadmin_pages:edit", args=[item.pk])))
    assert entry.number in html
    for name in ("page", "readers", "end"):
        assert reverse(f"disclosure_internal_{name}", args=[item.pk]) in html
