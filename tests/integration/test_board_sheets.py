"""Only what is public is printed, as its page says it, with the code of its own address."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from django.utils.translation import gettext, override
from pypdf import PdfReader
from wagtail.models import Page, PageViewRestriction, Site

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from disclosure_plugin.paper import qr
from disclosure_plugin.paper.sheets import Sheet
from disclosure_plugin.queries import board_sheets
from disclosure_plugin.register.clock import database_now
from tests.factories.pages import (
    BoardFactory,
    ColumnFactory,
    CommitmentListFactory,
    ItemFactory,
    NoticeFactory,
    StaffListFactory,
    SummaryFactory,
)
from tests.factories.removals import taken_down, withdrawn
from tests.factories.users import UserFactory, sign_in

pytestmark = pytest.mark.django_db(transaction=False)
HOST = "jsj.localhost"
TABLE = {
    "caption": "收费标准",
    "columns": [{"type": "text", "heading": "项目"}, {"type": "number", "heading": "元"}],
    "rows": [{"values": ["城市道路占用费", "0.30"]}],
}


@pytest.fixture
def column(jsj):
    settings = models.BureauSettings.for_site(Site.objects.get())
    settings.report_phone, settings.enquiry_phone = "6121971", "12345"
    settings.seal_text = "云岭住建"
    settings.save()
    return ColumnFactory(parent=BoardFactory())


@pytest.fixture
def item(column):
    block = models.DisclosureItemPage.body.field.stream_block.child_blocks["table"]
    return ItemFactory(
        parent=column,
        published=True,
        title="占道收费标准",
        body=[("text", "<p>按面积收费。</p>"), ("table", block.to_python(TABLE))],
    )


@pytest.fixture
def client(jsj):
    return sign_in(UserFactory(role=EDITORS), HOST)


def address(page: Page, paper: str = "A3") -> str:
    return f"/admin/disclosure/sheet/{page.pk}/{paper}/"


def said(answer) -> str:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    return text.replace("\n", "")  # long lines were broken


def test_a_sheet_says_what_the_page_says_with_its_number_and_fingerprint(client, item):
    text = said(client.get(address(item)))
    entry = item.register_entry
    for words in (
        "云岭县住房和城乡建设局", "占道收费标准", "按面积收费。", "城市道路占用费", "0.30",
        "6121971", "12345", entry.number,
    ):  # fmt: skip
        assert words in text
    assert entry.content_hash[:4] + " " + entry.content_hash[4:8] in text


def test_the_code_leads_to_the_canonical_address(client, item, monkeypatch):
    drawn = []
    real = qr.drawing
    monkeypatch.setattr(qr, "drawing", lambda at, size: drawn.append(at) or real(at, size))
    client.get(address(item))
    assert set(drawn) == {bureaus.public_address(item.get_url())}
    assert drawn[0].startswith("http")
    assert drawn[0].endswith(f"/{item.slug}/")


def test_a_draft_beside_the_public_version_is_not_printed(client, item):
    item.title = "改了还没审"
    item.save_revision()
    text = said(client.get(address(item)))
    assert "占道收费标准" in text
    assert "改了还没审" not in text


def refused(client, page: Page) -> None:
    for paper in ("A3", "A4"):
        answer = client.get(address(page, paper))
        assert answer.status_code == 302
        assert b"%PDF" not in answer.content
    column = f"/admin/disclosure/sheets/{page.get_parent().pk}/"
    chosen = client.get(f"{column}?paper=A3&item={page.pk}")
    assert chosen.status_code == 302
    assert b"%PDF" not in chosen.content


def test_a_draft_is_refused(client, column):
    refused(client, ItemFactory(parent=column, title="草稿"))


def test_what_only_staff_may_see_is_refused(client, column):
    refused(
        client,
        ItemFactory(
            parent=column,
            published=True,
            restriction={"restriction_type": PageViewRestriction.LOGIN},
        ),
    )


@pytest.mark.parametrize("remove", [withdrawn, taken_down])
def test_what_was_withdrawn_or_taken_down_is_refused(client, item, remove):
    remove(item)
    refused(client, item)


def test_what_has_expired_is_refused_before_any_worker_ran(client, item):
    Page.objects.filter(pk=item.pk).update(expire_at=database_now())
    refused(client, item)


def test_the_refusal_is_a_sentence(client, column):
    draft = ItemFactory(parent=column, title="草稿")
    page = client.get(address(draft), follow=True).content.decode()
    with override("zh-hans"):
        sentence = gettext(board_sheets.NotForPrint.sentence) % {"title": "草稿"}
    assert sentence in page


def test_every_page_type_can_be_printed(client, column, jsj):
    for made, words in (
        (NoticeFactory(parent=column, published=True), "下列家庭符合条件"),
        (CommitmentListFactory(published=True), "建筑工程施工许可"),
        (SummaryFactory(published=True), "调整领导小组。"),
        (StaffListFactory(published=True), "孙建华"),
    ):
        text = said(client.get(address(made)))
        assert made.title in text
        assert words in text


def test_items_of_a_column_are_chosen_and_printed_together(client, item, column):
    other = ItemFactory(parent=column, published=True, title="另一件")
    screen = client.get(f"/admin/disclosure/sheets/{column.pk}/").content.decode()
    assert "占道收费标准" in screen
    assert "另一件" in screen
    query = f"?paper=A4&item={other.pk}&item={item.pk}"
    text = said(client.get(f"/admin/disclosure/sheets/{column.pk}/{query}"))
    assert text.index("另一件") < text.index("占道收费标准")
    only = said(client.get(f"/admin/disclosure/sheets/{column.pk}/?paper=A4&item={other.pk}"))
    assert "占道收费标准" not in only


@pytest.mark.parametrize("query", ["", "&item=x", "&item=999999999", f"&item={'9' * 5000}"])
def test_nothing_chosen_is_said(client, column, query):
    assert client.get(f"/admin/disclosure/sheets/{column.pk}/?paper=A3{query}").status_code == 302


def test_wrong_addresses_are_no_errors_of_ours(client, item, column):
    assert client.get(address(item, "A0")).status_code == 404
    assert client.get(f"/admin/disclosure/sheets/{item.pk}/").status_code == 404
    for nowhere in (999999, Page.get_first_root_node().pk):
        assert client.get(f"/admin/disclosure/sheet/{nowhere}/A3/").status_code == 404
    assert client.post(address(item)).status_code == 405


def test_strangers_and_other_bureaus_get_none(item):
    assert Client().get(address(item), headers={"host": HOST}).status_code == 302
    with bureaus.activate("czj"):
        stranger = sign_in(UserFactory(role=ADMINISTRATORS), "czj.localhost")
    answer = stranger.get(address(item))
    assert answer.status_code in (302, 404)
    assert b"%PDF" not in answer.content


def test_the_sheet_of_a_version_is_the_same_bytes_twice(client, item):
    assert client.get(address(item)).content == client.get(address(item)).content


def test_sheets_know_the_board_and_the_number_of_the_column(item, column):
    from django.test import RequestFactory

    ColumnFactory(parent=column.get_parent(), title="第二栏").move(
        column.get_parent(), pos="first-child"
    )
    request = RequestFactory().get("/", headers={"host": HOST})
    page = Page.objects.get(pk=item.pk).specific
    made = board_sheets._sheet(page, item.register_entry, request)
    assert isinstance(made, Sheet)
    assert "二" in made.place
