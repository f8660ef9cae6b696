"""What one question says of who may see a page is what Wagtail says in two."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from disclosure_plugin.queries.view_restrictions import view_restrictions
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory

LOGIN = PageViewRestriction.LOGIN


@pytest.fixture
def item(jsj):
    return ItemFactory(parent=ColumnFactory(parent=BoardFactory()))


def both(page):
    return set(view_restrictions(page)), set(page.get_view_restrictions())


def test_everybody_may_see_it_and_one_question_says_so(item):
    other = ColumnFactory(parent=BoardFactory())
    PageViewRestriction.objects.create(page=other, restriction_type=LOGIN)
    with CaptureQueriesContext(connection) as asked:
        assert view_restrictions(item) == []
    assert len(asked) == 1
    assert both(item) == (set(), set())


@pytest.mark.parametrize("steps_up", [0, 1, 2])
def test_a_restriction_on_it_or_above_it_counts(item, steps_up):
    page = item
    for _step in range(steps_up):
        page = page.get_parent()
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=LOGIN)
    assert both(item) == ({restriction}, {restriction})
    [found] = view_restrictions(item)
    with CaptureQueriesContext(connection) as asked:
        assert found.page.path == page.path
    assert len(asked) == 0


def test_below_an_alias_that_of_its_source_counts(item):
    column, board = item.get_parent(), item.get_parent().get_parent()
    alias = column.specific.create_alias(parent=board, update_slug="shortcut")
    below = ItemFactory(parent=alias)
    assert both(below) == (set(), set())
    restriction = PageViewRestriction.objects.create(page=column, restriction_type=LOGIN)
    assert both(below) == ({restriction}, {restriction})
