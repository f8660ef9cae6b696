"""The loop of a hall's display: what is public now, and nothing else."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import PageViewRestriction

from disclosure_plugin import bureaus, models
from disclosure_plugin.queries.screen import ITEMS_OF_A_COLUMN
from disclosure_plugin.site.screen import ASK_SECONDS
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory, NoticeFactory
from tests.factories.removals import taken_down, withdrawn
from tests.factories.reviews import publish

HOST = "jsj.localhost"


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


def get(board, *, host: str = HOST):
    return Client().get(f"/screen/{board.slug}/", headers={"host": host})


def look_at(column) -> BeautifulSoup:
    answer = get(column.get_parent())
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "lxml")


def titles(column) -> list[str]:
    return [one.get_text() for one in look_at(column).select(".slide h2")]


def state(column) -> str:
    return look_at(column).select_one("[data-state]")["data-state"]


def test_public_items_are_shown_with_code_number_and_column(column):
    item = ItemFactory(parent=column, published=True, title="占道收费标准")
    ItemFactory(parent=column, title="草稿")
    ItemFactory(
        parent=column,
        published=True,
        title="内部",
        restriction={"restriction_type": PageViewRestriction.LOGIN},
    )
    assert titles(column) == ["占道收费标准"]
    soup = look_at(column)
    assert soup.select_one(".slide-column").get_text() == column.title
    assert item.register_entry.number in soup.select_one(".slide-facts").get_text()
    assert soup.select_one(".slide-code svg path")
    assert soup.select_one(".slide-code")["aria-label"].find("占道收费标准") >= 0


def test_pinned_items_come_first_and_a_column_gets_only_its_share(column):
    items = [ItemFactory(parent=column, published=True, title=f"第{n}件") for n in range(6)]
    other = ColumnFactory(parent=column.get_parent(), title="第二栏")
    ItemFactory(parent=other, published=True, title="别栏的")
    column.pinned_items = [models.PinnedItem(item=items[0])]
    column.save_revision().publish()
    assert titles(column) == ["第0件", "第5件", "第4件", "第3件", "别栏的"]
    assert ITEMS_OF_A_COLUMN == 4


@pytest.mark.parametrize("remove", [withdrawn, taken_down])
def test_what_is_withdrawn_is_gone_at_the_next_question(column, remove):
    item = ItemFactory(parent=column, published=True, title="撤下的")
    before = state(column)
    remove(item)
    assert "撤下的" not in get(column.get_parent()).content.decode()
    assert state(column) != before
    assert ASK_SECONDS <= 30


def test_the_state_changes_with_every_version_and_with_nothing_else(column):
    item = ItemFactory(parent=column, published=True)
    first = get(column.get_parent())
    assert first.content == get(column.get_parent()).content
    before = state(column)
    item.abstract = "摘要改了。"
    item.save_revision()
    assert state(column) == before
    publish(item)
    assert state(column) != before


def test_a_notice_says_its_period(column):
    NoticeFactory(parent=column, published=True)
    assert look_at(column).select_one(".slide-period .status.open")


def test_nobody_keeps_it_and_nothing_stands_inline(column):
    ItemFactory(parent=column, published=True, title="<script>alert(1)</script>")
    answer = get(column.get_parent())
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "connect-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert not answer.cookies
    soup = BeautifulSoup(answer.content, "lxml")
    assert not soup.select("style, [style], script:not([src]), [onclick]")
    assert "<script>alert" not in answer.content.decode()


def test_only_public_boards_of_this_bureau_have_one(column):
    board = column.get_parent()
    for wrong in ("nowhere", column.slug):
        assert Client().get(f"/screen/{wrong}/", headers={"host": HOST}).status_code == 404
    assert get(board, host="czj.localhost").status_code == 404
    draft = BoardFactory(title="草稿栏", published=False)
    assert get(draft).status_code == 404
    with bureaus.activate("jsj"):
        board.specific.unpublish()
    assert get(board).status_code == 404


def test_no_public_page_leads_there(column):
    ItemFactory(parent=column, published=True)
    for address in ("/", column.get_parent().url, column.url):
        page = Client().get(address, headers={"host": HOST}).content.decode()
        assert not re.search(r"/screen/", page)
