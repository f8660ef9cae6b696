"""An address is looked up with one question, and leads where Wagtail's own way leads."""

import pytest
from django.db import connection
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from disclosure_plugin.models import BureauHomePage, DisclosureColumnPage
from disclosure_plugin.queries.navigation import bureau_home
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory


@pytest.fixture
def item(jsj):
    return ItemFactory(parent=ColumnFactory(parent=BoardFactory()), published=True)


def home() -> BureauHomePage:
    return BureauHomePage.objects.get()


def steps(page: Page) -> list[str]:
    return page.url_path.removeprefix(home().url_path).strip("/").split("/")


def route(way, *slugs: str) -> Page:
    request = RequestFactory().get("/")
    result = way(home(), request, list(slugs))
    assert isinstance(result, RouteResult)
    return result.page


OURS, WAGTAILS = BureauHomePage.route, Page.route


@pytest.mark.parametrize("depth", [0, 1, 2, 3])
def test_each_step_is_found(item, depth):
    slugs = steps(item)[:depth]
    page = route(OURS, *slugs)
    expected = route(WAGTAILS, *slugs)
    assert page == expected
    assert type(page) is type(expected)
    if depth:
        assert page.get_parent().pk == expected.get_parent().pk


def test_it_asks_for_all_steps_at_once(item):
    slugs, at = steps(item), home()
    Page.objects.first().specific_class  # noqa: B018  (types are known already)
    with CaptureQueriesContext(connection) as asked:
        page = at.route(RequestFactory().get("/"), slugs).page
        above = [page.get_parent(), page.get_parent().get_parent()]
    assert [one.slug for one in above] == slugs[-2::-1]
    of_pages = [one for one in asked if "FROM" in one["sql"] and "_page" in one["sql"]]
    assert len(of_pages) == 2


def test_the_home_page_is_the_one_that_was_passed(item, django_assert_num_queries):
    site, at = Site.objects.get(), home()
    page = at.route(RequestFactory().get("/"), steps(item)).page
    with django_assert_num_queries(0):
        assert bureau_home(site, page) is at
        assert bureau_home(site, at) is at


def test_the_home_page_of_a_page_that_was_not_routed_to(item):
    assert bureau_home(Site.objects.get(), Page.objects.get(pk=item.pk)).pk == home().pk


def test_of_two_home_pages_the_nearer_one(item):
    outer = home()
    inner = outer.add_child(instance=BureauHomePage(title="分站", slug="fz"))
    board = BoardFactory(parent=inner)
    page = outer.route(RequestFactory().get("/"), [inner.slug, board.slug]).page
    assert bureau_home(Site.objects.get(), page).pk == inner.pk


def test_what_is_not_there_is_not_found(item):
    board, column, last = steps(item)
    for slugs in (
        (board, column, "x"), (board, "x", last), ("x", column, last), (board, last),
        (board, column, last, "x"), (last,), (column, board, last), (board, board, column, last),
    ):  # fmt: skip
        for way in (OURS, WAGTAILS):
            with pytest.raises(Http404):
                route(way, *slugs)


def test_a_draft_is_not_found(item):
    draft = ItemFactory(parent=item.get_parent())
    with pytest.raises(Http404):
        route(OURS, *steps(draft))


def test_a_step_with_a_way_of_its_own_is_asked(item, monkeypatch):
    def route_here(self, request, path_components):
        return RouteResult(self)

    monkeypatch.setattr(DisclosureColumnPage, "route", route_here)
    board, column, last = steps(item)
    assert route(OURS, board, column, "2026", "11").slug == column
    assert route(OURS, board, column, last).slug == column
