"""Our backend of Wagtail's search: the admin finds words inside titles."""

from __future__ import annotations

from inspect import getsource

import pytest
from modelsearch.backends.database.postgres import postgres
from modelsearch.query import And, Not, Or, Phrase, PlainText
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from disclosure_plugin import search_backend
from disclosure_plugin.domain.search_text import MOST_UNITS
from disclosure_plugin.models import DisclosureItemPage
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory

pytestmark = pytest.mark.long

OURS = "disclosure_plugin.search_backend"
STOCK = "modelsearch.backends.database.postgres.postgres"

TITLES = [
    "建设项目收费标准",
    "占道收费目录",
    "2026年环审〔2026〕7号",
    "2025年预算公开",
    "Road permit 12",
]


@pytest.fixture
def pages(jsj):
    column = ColumnFactory(parent=BoardFactory(title="政务公开栏"), title="栏目")
    return [
        ItemFactory(
            parent=column, title=title, abstract="甲乙丙", body=[("text", f"<p>{text}</p>")]
        )
        for title, text in zip(TITLES, ["正文里的许可", "無", "", "", "好" * 20_000], strict=True)
    ]


def found(query, backend: str = OURS, **kwargs) -> list[str]:
    results = get_search_backend(backend).search(query, DisclosureItemPage, **kwargs)
    return sorted(page.title for page in results)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("收费", TITLES[:2]),
        ("收費", TITLES[:2]),
        ("费", TITLES[:2]),
        ("项目收费", TITLES[:1]),
        ("2026年", [TITLES[2]]),
        ("环审（2026）7号", [TITLES[2]]),
        ("许可", TITLES[:1]),
        ("甲乙丙", TITLES),
        ("收费 目录", [TITLES[1]]),
        ("road", [TITLES[4]]),
        ("费目标", []),
        ("，。' | !", []),
        ("\0", []),
        (PlainText("许可 占道", operator="or"), TITLES[:2]),
        (Phrase("项目收费"), TITLES[:1]),
        (Phrase("项目 收费"), TITLES[:1]),
        (And([PlainText("收费"), Not(PlainText("占道"))]), TITLES[:1]),
        (Or([PlainText("占道"), PlainText("预算")]), [TITLES[1], TITLES[3]]),
    ],
)
def test_search(pages, query, expected):
    assert found(query) == sorted(expected)


def test_wagtails_own_finds_none_of_them(pages):
    get_search_backend(STOCK).add_bulk(DisclosureItemPage, pages)
    assert found("收费", backend=STOCK) == []


def test_fields_that_are_named(pages):
    assert found("收费", fields=["title"]) == sorted(TITLES[:2])
    assert found("许可", fields=["title"]) == []
    assert found("许可", fields=["body"]) == TITLES[:1]


@pytest.mark.parametrize(
    ("begun", "expected"),
    [
        ("收", 2),
        ("收费", 2),
        ("收费目", 1),
        ("roa", 1),
        ("2026", 1),
        ("202", 2),
        ("permit 1", 1),
        ("", 0),
    ],
)
def test_while_somebody_types(pages, begun, expected):
    results = get_search_backend(OURS).autocomplete(begun, DisclosureItemPage)
    assert len(results) == expected


def test_titles_come_first(pages):
    column = pages[0].get_parent()
    ItemFactory(parent=column, title="其他", abstract="许可", body=[])
    ItemFactory(parent=column, title="许可事项", abstract="无", body=[])
    results = get_search_backend(OURS).search("许可", DisclosureItemPage)
    assert results[0].title == "许可事项"


def test_a_very_long_text_is_put_down(jsj):
    column = ColumnFactory(parent=BoardFactory())
    text = "".join(chr(0x4E00 + number % 20_000) for number in range(MOST_UNITS * 2))
    page = ItemFactory(parent=column, title="长文", body=[("text", f"<p>收费{text}</p>")])
    assert found("收费") == [page.title]
    assert found(text[:3]) == [page.title]


def test_what_is_changed_and_deleted_follows(pages):
    page = pages[0]
    page.title = "改名"
    page.save()
    assert found("项目收费") == []
    page.delete()
    assert found("改名") == []


def test_other_backends_put_down_as_ever(pages):
    """One row a page whichever backend wrote it last; ours changes nothing of theirs."""
    theirs = get_search_backend(STOCK)
    theirs.add(pages[0])
    entry = IndexEntry.objects.get(
        object_id=str(pages[0].pk), content_type__model="disclosureitempage"
    )
    assert "'建设项目收费标准':1" in str(entry.title)


def test_the_names_we_take_hold_of_are_there():
    assert postgres.ObjectIndexer is search_backend.HanObjectIndexer
    assert "ObjectIndexer(obj, self.backend)" in getsource(postgres.PostgresIndex.add_items)
    assert get_search_backend().__class__ is search_backend.PostgresSearchBackend


def test_the_admin_finds_it(pages):
    from disclosure_plugin.actions.site_setup import EDITORS
    from tests.factories.users import UserFactory, sign_in

    browser = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    answer = browser.get("/admin/pages/search/", {"q": "项目收费"}).content.decode()
    assert TITLES[0] in answer
    assert TITLES[3] not in answer
    assert Page.objects.count() > 5
