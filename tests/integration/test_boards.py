"""Columns in the editor's order, how they stand, and the panels below them."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.translation import gettext, override, pgettext
from wagtail.models import Page, PageViewRestriction, Site

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.site_setup import EDITORS, REVIEWERS
from disclosure_plugin.domain.update_cycles import State
from disclosure_plugin.queries.update_cycles import column_states
from disclosure_plugin.register.clock import database_now
from tests.factories.pages import (
    BoardFactory,
    ColumnFactory,
    ItemFactory,
    SectionFactory,
    StaffListFactory,
)
from tests.factories.removals import withdrawn
from tests.factories.users import UserFactory, sign_in

pytestmark = pytest.mark.django_db(transaction=False)
HOST = "jsj.localhost"


def look_at(address: str, host: str = HOST) -> BeautifulSoup:
    response = Client().get(address, headers={"host": host})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "lxml")


def texts(soup, selector: str) -> list[str]:
    return [" ".join(one.get_text(" ", strip=True).split()) for one in soup.select(selector)]


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory(), column_type="news")


@pytest.fixture
def items(column):
    return [ItemFactory(parent=column, published=True, title=name) for name in "甲乙丙"]


def pin(column, *items: Page) -> None:
    column.refresh_from_db()
    column.pinned_items = [models.PinnedItem(item=item) for item in items]
    column.save_revision().publish()


def titles(column) -> list[str]:
    return texts(look_at(column.url), ".ledger a")


def test_pinned_items_come_first_in_the_editors_order_then_the_newest(column, items):
    assert titles(column) == ["丙", "乙", "甲"]
    pin(column, items[0], items[2])
    assert titles(column) == ["甲", "丙", "乙"]
    pin(column, items[2], items[0])
    assert titles(column) == ["丙", "甲", "乙"]


def test_pins_of_a_draft_change_nothing_that_is_public(column, items):
    column.pinned_items = [models.PinnedItem(item=items[0])]
    column.save_revision()
    assert titles(column) == ["丙", "乙", "甲"]


def test_a_pin_of_what_is_no_longer_public_or_elsewhere_shows_nothing(column, items):
    elsewhere = ItemFactory(
        parent=ColumnFactory(parent=column.get_parent(), title="别栏"), published=True, title="丁"
    )
    draft = ItemFactory(parent=column, title="草稿")
    pin(column, elsewhere, draft, items[0], items[1])
    withdrawn(items[0])
    assert titles(column) == ["乙", "丙"]


def test_columns_stand_in_the_order_of_the_tree(column):
    second = ColumnFactory(parent=column.get_parent(), title="第二栏")
    board = column.get_parent()
    assert texts(look_at(board.url), ".board tbody th a") == [column.title, "第二栏"]
    second.move(board, pos="first-child")
    assert texts(look_at(board.url), ".board tbody th a") == ["第二栏", column.title]


def states() -> dict[str, State]:
    return {one.column.title: one.state for one in column_states(now=database_now())}


def test_how_a_column_stands_follows_its_last_publication(column, items):
    assert states() == {column.title: State.FINE}
    now = database_now()
    for days, expected in ((9, State.FINE), (10, State.NEARLY_DUE), (14, State.STALE)):
        Page.objects.filter(pk__in=[one.pk for one in items]).update(
            last_published_at=now - timedelta(days=days)
        )
        assert states() == {column.title: expected}
    models.DisclosureColumnPage.objects.update(max_age_days=30)
    assert states() == {column.title: State.FINE}
    models.DisclosureColumnPage.objects.update(max_age_days=None, column_type="services")
    assert states() == {column.title: State.NO_CYCLE}


def test_an_empty_column_is_the_most_urgent_and_another_bureaus_is_not_there(column, items):
    ColumnFactory(parent=column.get_parent(), title="空栏")
    with bureaus.activate("czj"):
        ColumnFactory(parent=BoardFactory(), title="财政的栏")
    found = column_states(now=database_now())
    assert [(one.column.title, one.state) for one in found] == [
        ("空栏", State.EMPTY),
        (column.title, State.FINE),
    ]


def test_what_only_staff_may_see_does_not_keep_a_column_fresh(column):
    ItemFactory(
        parent=column,
        published=True,
        restriction={"restriction_type": PageViewRestriction.LOGIN},
    )
    assert states() == {column.title: State.EMPTY}


def test_the_report_is_read_and_downloaded_and_no_cell_runs(column, items):
    models.DisclosureColumnPage.objects.update(update_rule="=1+1")
    client = sign_in(UserFactory(role=EDITORS), HOST)
    address = "/admin/disclosure/update-cycles/"
    page = BeautifulSoup(client.get(address).content, "lxml")
    assert texts(page, "td.title a") == [column.title]
    answer = client.get(f"{address}?export=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="update-cycles.csv"'
    [_header, row] = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert row[:2] == ["政务公开栏", column.title]
    assert row[3] == "3"
    assert row[5:7] == ["14", "'=1+1"]
    assert client.get(f"{address}?export=xlsx").content.startswith(b"PK")
    assert client.get(f"{address}?export=exe").status_code == 404
    home = client.get("/admin/").content.decode()
    assert 'id="disclosure-update-cycles' in home


def test_the_report_is_for_those_who_are_signed_in(jsj):
    answer = Client().get("/admin/disclosure/update-cycles/", headers={"host": HOST})
    assert answer.status_code == 302
    assert "/admin/login/" in answer["Location"]


def test_public_pages_do_not_say_how_late_a_column_is(column, items):
    before = Client().get(column.get_parent().url, headers={"host": HOST}).content
    Page.objects.filter(pk=items[0].pk).update(
        first_published_at=database_now() - timedelta(days=900)
    )
    models.DisclosureColumnPage.objects.update(max_age_days=1)
    after = Client().get(column.get_parent().url, headers={"host": HOST}).content
    assert before == after


# --- Panels ----------------------------------------------------------------------------------


@pytest.fixture
def board(column):
    return column.get_parent().specific


def name_in_panel(board, *rows: tuple[str, Page]) -> None:
    board.panel_items = [models.BoardPanelItem(panel=panel, item=item) for panel, item in rows]
    board.save_revision().publish()


def test_panels_name_public_items_only_in_a_fixed_order(board, items, column):
    draft = ItemFactory(parent=column, title="还没审")
    name_in_panel(board, ("work-rules", items[1]), ("approval", items[0]), ("work-rules", draft))
    with override("zh-hans"):
        names = [
            pgettext("panel of a board", "Approval procedures"),
            pgettext("panel of a board", "Work rules"),
        ]
    soup = look_at(board.url)
    assert [name for name in texts(soup, ".section h2") if name in names] == names
    said = soup.get_text()
    assert "还没审" not in said
    withdrawn(items[0])
    assert names[0] not in texts(look_at(board.url), ".section h2")


def test_sections_say_what_they_do_and_who_heads_them_by_a_published_card(board):
    section = SectionFactory(duties="施工许可", room="203")
    people = StaffListFactory(published=False)
    head = people.staff.first()
    assert (head.section, head.heads_section) == (section, True)
    [row] = look_at(board.url).select(".sections tbody tr")
    assert head.name not in row.get_text()
    StaffListFactory(published=True, title="人员")
    [row] = look_at(board.url).select(".sections tbody tr")
    assert texts(row, "th, td") == ["建筑业管理股", "施工许可", "203", "6121935", head.name]


def test_the_board_shows_the_leading_group_and_where_to_report(board):
    settings = models.BureauSettings.for_site(Site.objects.get())
    settings.report_phone, settings.report_box_place = "6121971", "局大院门口东侧"
    settings.office_hours = "工作日8:30—11:30"
    settings.save()
    StaffListFactory(published=True)
    soup = look_at(board.url)
    assert texts(soup, ".group tbody th") == ["孙建华"]
    assert "负总责" in soup.select_one(".group").get_text()
    contacts = soup.select_one(".board-contacts").get_text()
    for said in ("6121971", "局大院门口东侧", "工作日8:30—11:30"):
        assert said in contacts


def test_people_come_onto_the_board_by_review_alone(board):
    people = StaffListFactory(published=True)
    name = people.staff.first().name
    people.staff = [
        models.StaffCard(
            name="没审过的人", post="科员", section=SectionFactory(), heads_section=True
        )
    ]
    people.save_revision()
    for address in (board.url, people.url):
        said = look_at(address).get_text()
        assert "没审过的人" not in said
        assert name in said
    withdrawn(people)
    assert name not in look_at(board.url).get_text()


def form_of(page, **rows: list[dict[str, str]]) -> dict[str, str]:
    """What a browser sends for a list of leaders and staff."""
    fields = {
        "title": page.title, "abstract": page.abstract, "formed_on": page.formed_on.isoformat(),
        "category": page.category, "validity": page.validity, "introduction": "",
        "audience": page.audience,
        "responsible_section": str(page.responsible_section_id),
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    for name in ("group", "staff"):
        given = rows.get(name, [])
        fields[f"{name}-TOTAL_FORMS"] = str(len(given))
        fields[f"{name}-INITIAL_FORMS"] = "0"
        for number, row in enumerate(given):
            for field, value in {**row, "ORDER": str(number + 1)}.items():
                fields[f"{name}-{number}-{field}"] = value
    return fields


def test_a_photo_needs_its_words_and_the_consent(jsj):
    from tests.factories.uploads import ImageFactory

    page = StaffListFactory(published=False)
    page.staff = []
    page.group = []
    page.save_revision()
    client = sign_in(UserFactory(role=EDITORS), HOST)
    address = f"/admin/pages/{page.pk}/edit/"
    card = {
        "name": "李静", "post": "科员", "section": str(SectionFactory().pk),
        "photo": str(ImageFactory().pk),
    }  # fmt: skip
    before = page.revisions.count()
    refused = client.post(address, form_of(page, staff=[card]))
    assert refused.status_code == 200
    assert page.revisions.count() == before
    nobody = client.post(address, form_of(page))
    assert nobody.status_code == 200
    assert page.revisions.count() == before
    card |= {"photo_alt": "李静的证件照", "consent_note": "2026年11月2日书面同意"}
    done = client.post(address, form_of(page, staff=[card]))
    assert done.status_code == 302
    assert page.revisions.count() == before + 1


def test_the_note_of_the_consent_is_not_public(jsj):
    from tests.factories.uploads import ImageFactory

    page = StaffListFactory(published=False)
    card = page.staff.first()
    card.photo, card.photo_alt = ImageFactory(), "王芳的证件照"
    card.consent_note = "书面同意在档"
    page.staff = [card]
    from tests.factories.reviews import publish

    publish(page)
    soup = look_at(page.url)
    [photo] = soup.select(".staff img")
    assert photo["alt"] == "王芳的证件照"
    assert photo["src"].startswith("/media/")
    assert "书面同意在档" not in soup.get_text()


def edit_form(page, rows: str, given: list[dict[str, str]], **fields: str) -> dict[str, str]:
    sent = {
        "title": page.title,
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        f"{rows}-TOTAL_FORMS": str(len(given)),
        f"{rows}-INITIAL_FORMS": "0",
        **fields,
    }
    for number, row in enumerate(given):
        for field, value in {**row, "ORDER": str(number + 1)}.items():
            sent[f"{rows}-{number}-{field}"] = value
    return sent


def test_only_items_of_the_column_are_pinned_and_once(column, items):
    elsewhere = ItemFactory(parent=ColumnFactory(parent=column.get_parent(), title="别栏"))
    client = sign_in(UserFactory(role=EDITORS), HOST)
    address = f"/admin/pages/{column.pk}/edit/"
    fields = {"description": column.description, "update_rule": "", "column_type": "news",
              "max_age_days": ""}  # fmt: skip
    before = column.revisions.count()
    with override("zh-hans"):
        not_here = gettext("Only an item of this column can be pinned in it.")
        twice = gettext("It stands here already: take this row away.")
    for given, sentence in (
        ([{"item": str(elsewhere.pk)}], not_here),
        ([{"item": str(items[0].pk)}, {"item": str(items[0].pk)}], twice),
    ):
        refused = client.post(address, edit_form(column, "pinned_items", given, **fields))
        assert refused.status_code == 200
        assert sentence in refused.content.decode()
        assert column.revisions.count() == before
    given = [{"item": str(items[0].pk)}]
    assert (
        client.post(address, edit_form(column, "pinned_items", given, **fields)).status_code == 302
    )
    assert column.revisions.count() == before + 1


def test_a_panel_names_disclosed_pages_alone(board, items):
    client = sign_in(UserFactory(role=EDITORS), HOST)
    address = f"/admin/pages/{board.pk}/edit/"
    before = board.revisions.count()
    given = [{"panel": "fees", "item": str(board.pk)}]
    refused = client.post(address, edit_form(board, "panel_items", given, introduction=""))
    assert refused.status_code == 200
    assert board.revisions.count() == before
    given = [{"panel": "fees", "item": str(items[0].pk)}]
    done = client.post(address, edit_form(board, "panel_items", given, introduction=""))
    assert done.status_code == 302


def test_a_draft_whose_row_has_no_panel_yet_can_be_looked_at(board, items):
    client = sign_in(UserFactory(role=EDITORS), HOST)
    given = [
        {"panel": "", "item": str(items[0].pk)},
        {"panel": "fees", "item": str(items[1].pk)},
    ]
    form = edit_form(board, "panel_items", given, introduction="")
    assert client.post(f"/admin/pages/{board.pk}/edit/", form).status_code == 302
    board.refresh_from_db()
    assert board.get_latest_revision_as_object().panel_items.count() == 2
    shown = client.get(f"/admin/pages/{board.pk}/view_draft/")
    assert shown.status_code == 200
    with override("zh-hans"):
        fees = pgettext("panel of a board", "Fees and standards")
    heading = BeautifulSoup(shown.content, "lxml").find("h2", string=fees)
    assert texts(heading.find_parent("section"), "li a") == [items[1].title]


def test_a_reviewer_sees_the_report_too(column):
    client = sign_in(UserFactory(role=REVIEWERS), HOST)
    assert client.get("/admin/disclosure/update-cycles/").status_code == 200
