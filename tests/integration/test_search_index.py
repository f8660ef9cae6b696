"""Publishing one page writes no other page's row of Wagtail's search index."""

from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import Value
from modelsearch.backends.database.postgres.postgres import PostgresIndex
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory


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
