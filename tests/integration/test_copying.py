"""A copy of a disclosed page was never public, and nobody takes it for its source."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page

from disclosure_plugin.register.models import RegisterEntry
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.reviews import publish, save

NEVER = (None, None, None)


@pytest.fixture
def board(jsj):
    return BoardFactory()


@pytest.fixture
def other(board):
    return ColumnFactory(parent=board, title="其他")


@pytest.fixture
def item(board):
    """Public since yesterday, and edited since: its newest version names the publication."""
    item = ItemFactory(parent=ColumnFactory(parent=board), published=True)
    save(item)
    return item


def moments(page: Page) -> tuple:
    kept = Page.objects.get(pk=page.pk)
    return kept.first_published_at, kept.last_published_at, kept.live_revision_id


@pytest.mark.parametrize("keep_live", [False, True])
def test_a_copy_was_first_public_when_it_was_published(item, other, keep_live, time_machine):
    copied = item.copy(to=other, keep_live=keep_live)
    assert not Page.objects.get(pk=copied.pk).live
    assert moments(copied) == NEVER
    assert copied.get_latest_revision_as_object().first_published_at is None
    now = timezone.now() + timedelta(days=3)
    time_machine.move_to(now)
    publish(copied.get_latest_revision_as_object())
    first, last, _revision = moments(copied)
    assert first == last
    assert first >= now


def test_a_copy_has_an_address_of_its_own(item, other):
    copied = item.copy(to=other, keep_live=False)
    assert copied.slug != item.slug
    publish(copied.get_latest_revision_as_object())
    kept = Page.objects.get(pk=copied.pk)
    assert (kept.slug, kept.url_path) == (copied.slug, f"{other.url_path}{copied.slug}/")
    entries = RegisterEntry.objects.order_by("pk").values_list("short_id", flat=True)
    assert [*entries] == [item.slug, copied.slug]


def test_an_earlier_version_brings_the_address_of_its_source_not_back(item, other):
    copied = item.copy(to=other, keep_live=False)
    earliest = copied.revisions.order_by("pk").first()
    assert earliest.content["slug"] == item.slug
    publish(earliest.as_object())
    kept = Page.objects.get(pk=copied.pk)
    assert (kept.live, kept.slug, kept.url_path) == (True, copied.slug, copied.url_path)


def test_an_address_that_is_free_is_kept(item, other):
    copied = item.copy(to=other, update_attrs={"slug": "fees"}, keep_live=False)
    assert copied.slug == "fees"
    assert copied.get_latest_revision_as_object().slug == "fees"


def test_items_of_a_column_that_is_copied_are_items_of_their_own(item, board):
    column = item.get_parent()
    copied = column.copy(
        to=board, recursive=True, keep_live=True, update_attrs={"slug": "column-2"}
    )
    assert (copied.slug, copied.live) == ("column-2", True)
    [below] = copied.get_children()
    assert (below.live, below.slug != item.slug) == (False, True)
    assert below.url_path == f"{copied.url_path}{below.slug}/"
    assert moments(below) == NEVER


def test_an_alias_that_becomes_a_page_of_its_own_was_never_public(item, other, time_machine):
    alias = item.create_alias(parent=other)
    assert moments(alias) == NEVER
    ConvertAliasPageAction(Page.objects.get(pk=alias.pk).specific).execute(
        skip_permission_checks=True
    )
    now = timezone.now() + timedelta(days=3)
    time_machine.move_to(now)
    publish(Page.objects.get(pk=alias.pk).specific.get_latest_revision_as_object())
    assert moments(alias)[0] >= now
    assert Page.objects.get(pk=item.pk).first_published_at == item.first_published_at


def test_an_item_that_is_published_again_keeps_its_first_publication(item, time_machine):
    first = item.first_published_at
    time_machine.move_to(timezone.now() + timedelta(days=3))
    publish(item.get_latest_revision_as_object())
    assert Page.objects.get(pk=item.pk).first_published_at == first
