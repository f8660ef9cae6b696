"""A page's row of Wagtail's search index is written after its publication, and no other's."""

from datetime import timedelta

import pytest
from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import Value
from django.utils import timezone
from modelsearch.backends.database.postgres.postgres import PostgresIndex
from wagtail.models import Page, PageViewRestriction
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry
from wagtail.signals import page_published

from disclosure_plugin import bureaus
from disclosure_plugin.actions.search_sections import index_published, waiting
from disclosure_plugin.models import DisclosureItemPage
from disclosure_plugin.register.models import RegisterEntry
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.reviews import approve, publish, save


def rows() -> dict[str, tuple[str, float]]:
    """Of each page: which version of its row is there, and its weight."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT object_id, ctid::text, title_norm FROM wagtailsearch_indexentry"
            " WHERE content_type_id IN (SELECT id FROM django_content_type WHERE model LIKE"
            " 'disclosure%page' OR model = 'bureauhomepage')"
        )
        return {key: (place, weight) for key, place, weight in cursor.fetchall()}


def test_where_every_title_is_one_word_no_other_row_is_written(jsj):
    column = ColumnFactory(parent=BoardFactory(title="政务公开栏"), title="收费项目和标准")
    ItemFactory(parent=column, title="占道收费标准", published=True)
    # As another backend puts them down: of a title in Chinese, one word.
    IndexEntry.objects.update(title=SearchVector(Value("标题"), config="simple"), title_norm=1.0)
    before = rows()
    item = ItemFactory(parent=column, title="Marktordnung", published=True)
    after = rows()
    assert after.pop(str(item.pk))[1] == 1.0
    assert after == before


def test_the_weights_are_those_that_wagtail_reckons(jsj):
    column = ColumnFactory(parent=BoardFactory(title="政务公开栏"), title="收费 项目 和 标准")
    ItemFactory(parent=column, title="占道 收费 标准", published=True)
    ItemFactory(parent=column, title="挖掘收费标准", published=True)
    ours = {key: weight for key, (_place, weight) in rows().items()}
    assert len(set(ours.values())) > 1
    # As it would be if each row were new now.
    IndexEntry.objects.update(title_norm=1.0)
    PostgresIndex._refresh_title_norms.__wrapped__(index())
    wagtails = {key: weight for key, (_place, weight) in rows().items()}
    IndexEntry.objects.update(title_norm=1.0)
    index()._refresh_title_norms()
    assert {key: weight for key, (_place, weight) in rows().items()} == wagtails


def index() -> PostgresIndex:
    return get_search_backend().get_index_for_model(IndexEntry)


# --- When a row is written -----------------------------------------------------------------------


def found(word: str) -> list[int]:
    return [page.pk for page in get_search_backend().search(word, Page)]


@pytest.fixture
def item(jsj):
    """A public item of which everything is indexed."""
    column = ColumnFactory(parent=BoardFactory(), title="收费项目")
    made = ItemFactory(parent=column, title="占道标准", published=True)
    assert index_published(RegisterEntry.objects.get().pk) == 0
    assert waiting() == []
    return made


def test_a_publication_leaves_its_row_for_later(item):
    item.title = "挖掘标准"
    publish(item)
    assert item.live
    assert item.title == "挖掘标准"
    assert found("挖掘") == []
    entry = RegisterEntry.objects.get()
    assert waiting() == [("jsj", entry.pk)]
    assert index_published(entry.pk) == 0
    assert found("挖掘") == [item.pk]
    assert found("占道") == []
    assert waiting() == []


def test_another_bureau_indexes_nothing_of_it(item):
    item.title = "挖掘标准"
    publish(item)
    entry = RegisterEntry.objects.get()
    with bureaus.activate("czj"):
        assert index_published(entry.pk) == 0
    assert found("挖掘") == []
    assert waiting() == [("jsj", entry.pk)]


def test_a_draft_is_found_at_once(item):
    draft = ItemFactory(parent=item.get_parent(), title="绿化标准")
    assert found("绿化") == [draft.pk]


def test_what_is_published_later_is_found_at_once(item):
    later = ItemFactory(parent=item.get_parent(), title="草稿")
    later.title = "绿化标准"
    later.go_live_at = timezone.now() + timedelta(days=1)
    publish(later)
    assert not later.live
    assert found("绿化") == [later.pk]


def test_what_is_for_certain_people_is_found_at_once(item):
    own = ItemFactory(
        parent=item.get_parent(),
        title="草稿",
        restriction={"restriction_type": PageViewRestriction.LOGIN},
    )
    own.title = "绿化标准"
    publish(own)
    assert own.live
    assert found("绿化") == [own.pk]


def test_what_a_site_saves_meanwhile_is_found_at_once(item):
    column = DisclosureItemPage.objects.get(pk=item.pk).get_parent().specific

    def rename(sender, instance, **kwargs):
        column.title = "绿化栏目"
        column.save()

    page_published.connect(rename)
    try:
        publish(item)
    finally:
        page_published.disconnect(rename)
    assert found("绿化") == [column.pk]


def test_what_ended_meanwhile_is_not_indexed(item):
    item.title = "挖掘标准"
    save(item)
    approve(item)
    entry = RegisterEntry.objects.get()
    assert waiting() == [("jsj", entry.pk)]
    Page.objects.get(pk=item.pk).unpublish()
    assert found("挖掘") == [item.pk]  # Wagtail has saved it
    assert waiting() == []
    assert index_published(entry.pk) == 0


def test_a_deleted_draft_is_found_no_more(item):
    draft = ItemFactory(parent=item.get_parent(), title="绿化标准")
    Page.objects.get(pk=draft.pk).delete()
    assert found("绿化") == []
    assert not IndexEntry.objects.filter(object_id=str(draft.pk)).exists()
