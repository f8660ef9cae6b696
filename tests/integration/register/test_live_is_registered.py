"""PostgreSQL itself asks whether page and register say the same, whoever changed the page."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from disclosure_plugin.models import DisclosedMixin
from disclosure_plugin.register.models import DisclosedType, RegisterEntry
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


def end_of_transaction() -> None:
    """What PostgreSQL leaves for the end of a transaction, it does now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def go_past_the_door(statement: str, page) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(statement, [page.pk])
    end_of_transaction()


def set_live(page) -> None:
    go_past_the_door("UPDATE wagtailcore_page SET live = true WHERE id = %s", page)


def delete(page) -> None:
    page.delete()
    end_of_transaction()


def register(page, *, bureau: str) -> None:
    day, now = timezone.localdate(), timezone.now()
    RegisterEntry.objects.create(
        number="1", bureau=bureau, bureau_name="局", page=page.pk, short_id="x", title="x",
        abstract="x", category="20.8", validity="valid", formed_on=day, due_by=day,
        content_hash="0" * 64, first_published_at=now, version_published_at=now, state_since=now,
    )  # fmt: skip
    end_of_transaction()


def test_every_type_with_the_mixin_is_known_to_postgresql(db):
    known = set(DisclosedType.objects.values_list("app_label", "model"))
    assert known == {
        (model._meta.app_label, model._meta.model_name)
        for model in apps.get_models()
        if issubclass(model, DisclosedMixin)
    }
    assert len(known) >= 3


def test_sql_that_goes_past_the_door_is_refused(column):
    item = ItemFactory(parent=column)
    end_of_transaction()
    with pytest.raises(IntegrityError, match="not in the register"), transaction.atomic():
        set_live(item)
    assert not Page.objects.get(pk=item.pk).live
    assert not RegisterEntry.objects.exists()


def test_sql_that_leaves_the_register_right_is_not(column):
    public = ItemFactory(parent=column, published=True)
    closed = ColumnFactory(parent=column.get_parent().specific, title="内部")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    private = ItemFactory(parent=closed)
    set_live(private)
    Page.objects.filter(pk=column.pk).update(live=False)
    set_live(column)
    Page.objects.filter(pk=public.pk).update(title="改后")
    set_live(public)


def test_an_entry_of_another_bureau_is_none_of_ours(column):
    item = ItemFactory(parent=column)
    register(item, bureau="czj")
    with pytest.raises(IntegrityError, match="not in the register"), transaction.atomic():
        set_live(item)


def test_no_page_vanishes_while_the_register_says_it_is_public(column):
    item = ItemFactory(parent=column, published=True)
    end_of_transaction()
    statement = "UPDATE wagtailcore_page SET live = false WHERE id = %s"
    with pytest.raises(IntegrityError, match="the register says it is"), transaction.atomic():
        go_past_the_door(statement, item)
    assert Page.objects.get(pk=item.pk).live
    assert RegisterEntry.objects.get(page=item.pk).state == RegisterEntry.State.PUBLIC


def test_nor_is_it_deleted(column):
    # An item has rows in too many tables to be deleted by hand, its column has not.
    register(column, bureau="jsj")
    with pytest.raises(IntegrityError, match="the register says it is"), transaction.atomic():
        delete(column)
    assert Page.objects.filter(pk=column.pk).exists()


def test_what_says_so_is_not_refused(column):
    expired, taken_back = (ItemFactory(parent=column, published=True) for _one in range(2))
    expired.unpublish(set_expired=True)
    taken_back.unpublish()
    end_of_transaction()
    states = RegisterEntry.objects.values_list("state", flat=True)
    assert [*states] == [RegisterEntry.State.UNPUBLISHED] * 2
