"""Whatever changes public pages ends what was kept, in the same transaction; nothing else does."""

from __future__ import annotations

import time
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail import hooks
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, Page, Site

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.register import generations
from disclosure_plugin.register.generations import Generation
from disclosure_plugin.tenancy import middleware, states
from disclosure_plugin.tenancy.models import Bureau, BureauDomain
from tests.factories.pages import ItemFactory
from tests.factories.reviews import publish
from tests.factories.uploads import DocumentFactory, ImageFactory
from tests.factories.users import UserFactory, sign_in

from .conftest import HOST, get, warm

pytestmark = pytest.mark.long


def number(place: str = "bureau_jsj") -> int | None:
    return generations.ask(place).number


def rename_settings(item):
    settings = models.BureauSettings.for_site(Site.objects.get())
    settings.bureau_name = "改名后的局"
    settings.save()


def move(item):
    board = item.get_parent().get_parent()
    column = type(item.get_parent().specific)(title="另一栏", description="无")
    board.add_child(instance=column)
    column.move(board, pos="first-child")


def delete_draft(item):
    ItemFactory(parent=item.get_parent().specific).delete()


def reach_by_hand(item):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title = '用手改的' WHERE id = %s", [item.pk])


def delete_image(item):
    ImageFactory().delete()


def rename_bureau(item):
    Bureau.objects.filter(code="jsj").update(name="改名")


CHANGES = {
    "publish": publish,
    "unpublish": lambda item: item.unpublish(),
    "delete": delete_draft,
    "move": move,
    "another page": lambda item: ItemFactory(parent=item.get_parent().specific, published=True),
    "bulk update": lambda item: Page.objects.filter(pk=item.pk).update(title="改了"),
    "raw SQL": reach_by_hand,
    "settings": rename_settings,
    "section": lambda item: models.Section.objects.update(name="改名股"),
    "site": lambda item: Site.objects.update(site_name="新名"),
    "redirect": lambda item: Redirect.objects.create(old_path="/old", redirect_page=item),
    "image": lambda item: ImageFactory(),
    "deleted image": delete_image,
    "document": lambda item: DocumentFactory(),
    "collection": lambda item: Collection.get_first_root_node().add_child(name="新的"),
    "private collection": lambda item: CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type="login"
    ),
    "bureau": rename_bureau,
    "host name": lambda item: BureauDomain.objects.filter(tenant__code="czj").update(
        domain="finance.localhost"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_what_pages_read_ends_what_was_kept(item, kept, change):
    home = models.BureauHomePage.objects.get().url
    warm(home)
    before = number()
    CHANGES[change](item)
    assert number() != before
    assert not get(home).from_cache


def draft(item):
    item.title = "草稿里的标题"
    item.save_revision(clean=False)


def autosave(item):
    item.save_revision().save()
    item.save_revision(overwrite_revision=item.latest_revision)


def sign_somebody_in(item):
    sign_in(UserFactory(role=EDITORS), HOST)


@pytest.mark.parametrize("work", [draft, autosave, sign_somebody_in])
def test_what_no_page_reads_leaves_everything_kept(item, kept, work):
    warm(item.url)
    before = number()
    work(item)
    assert number() == before
    assert get(item.url).from_cache


def test_another_bureaus_pages_stay_kept(item, kept):
    with bureaus.activate("czj"):
        warm("/", host="czj.localhost")
    publish(item)
    assert get("/", host="czj.localhost").from_cache


def test_a_roll_back_takes_back_the_change_of_the_number_too(item, kept):
    page, before = warm(item.url), number()
    with transaction.atomic():
        item.unpublish()
        assert number() != before
        assert get(item.url).status_code == 410
        transaction.set_rollback(True)
    assert number() == before
    again = get(item.url)
    assert (again.content, again.from_cache) == (page.content, True)


def test_a_page_that_was_taken_back_is_not_served_from_a_redis_that_came_back(item, kept):
    """A copy of Redis is restored, or one that was away all the time answers again."""
    warm(item.url)
    stored = {key: kept.get(key) for key in kept.scan_iter()}
    item.unpublish()
    assert get(item.url).status_code == 410
    for key, page in stored.items():
        kept.set(key, page)
    assert get(item.url).status_code == 410
    publish(item)
    assert not get(item.url).from_cache


def test_what_is_rendered_while_the_page_is_taken_back_is_never_served(item, kept):
    """The slow visitor stores after the withdrawal what was read before it."""
    shown = []

    def taken_back(page, request, args, kwargs):
        if not shown:
            shown.append(page.pk)
            Page.objects.get(pk=page.pk).unpublish()

    with hooks.register_temporarily("before_serve_page", taken_back):
        assert get(item.url).status_code == 200
    assert shown
    assert kept.dbsize() == 1  # it was stored, under the number that was read before
    assert get(item.url).status_code == 410


def test_what_is_rendered_while_the_bureau_is_suspended_is_not_kept(item, kept, monkeypatch):
    usual = middleware.find

    def find(host, path):
        reached = usual(host, path)
        Bureau.objects.filter(code="jsj").update(state=Bureau.State.SUSPENDED)
        return reached

    with monkeypatch.context() as patched:
        patched.setattr(middleware, "find", find)
        assert get(item.url).status_code == 200
    assert kept.dbsize() == 0
    assert get(item.url).status_code == 503


@pytest.mark.parametrize("state", ["suspend", "close"])
def test_a_bureau_that_is_not_open_stops_at_once(item, kept, state):
    warm(item.url)
    getattr(states, state)("jsj", reason="正在核查")
    assert get(item.url).status_code == {"suspend": 503, "close": 200}[state]
    states.resume("jsj")
    assert get(item.url).status_code == 200


def expire(page, seconds: float):
    page.expire_at = timezone.now() + timedelta(seconds=seconds)
    publish(page)


def test_an_expired_page_is_gone_without_a_worker_also_from_lists(item, kept):
    column, home = item.get_parent().url, models.BureauHomePage.objects.get().url
    expire(item, 2)
    shown = [warm(address) for address in (item.url, column, home)]
    assert all(item.title in one.content.decode() for one in shown)
    time.sleep(max(0, (item.expire_at - timezone.now()).total_seconds()) + 0.1)
    assert Page.objects.get(pk=item.pk).live  # nobody was there to take it back
    assert get(item.url).status_code == 404
    for address in (column, home):
        answer = get(address)
        assert (answer.status_code, answer.from_cache) == (200, False)
        assert item.title not in answer.content.decode()
        assert get(address).from_cache


def test_nothing_is_kept_longer_than_ten_minutes(item, kept, monkeypatch):
    warm(item.url)
    usual = generations.ask

    def later(place):
        now = usual(place)
        return generations.Now(now.shared, now.number, now.clock + 600)

    with monkeypatch.context() as patched:
        patched.setattr(generations, "ask", later)
        assert not get(item.url).from_cache


def test_a_bureau_of_which_nothing_is_known_is_not_kept(item, kept):
    Generation.objects.filter(place="bureau_jsj").delete()
    for _time in range(2):
        assert not get(item.url).from_cache
    assert kept.dbsize() == 0


def test_every_table_is_watched_but_those_that_are_known_to_be_quiet(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nspname, array_agg(relname::text ORDER BY relname) FROM pg_trigger "
            "JOIN pg_class rel ON rel.oid = tgrelid JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE tgname = 'disclosure_new_generation' GROUP BY nspname"
        )
        watched = dict(cursor.fetchall())
    assert watched["public"] == ["disclosure_tenancy_bureau", "disclosure_tenancy_bureaudomain"]
    assert watched["bureau_jsj"] == watched["bureau_czj"] == watched["_bureau_template"]
    images, documents = get_image_model(), get_document_model()
    for model in (Page, Site, Redirect, images, documents, models.Section, models.PublicUse):
        assert model._meta.db_table in watched["bureau_jsj"]
    assert "django_session" not in watched["bureau_jsj"]


def test_writers_do_not_wait_for_each_other_and_each_changes_the_number(item):
    """Two transactions at once, in processes of their own as far as PostgreSQL can tell."""
    touch = "UPDATE bureau_jsj.disclosure_plugin_section SET name = name WHERE false"
    read = "SELECT bit_xor(part) FROM disclosure_register_generation WHERE place = 'bureau_jsj'"
    settings = connection.get_connection_params()
    url = {key: settings[key] for key in ("dbname", "user", "host", "port") if key in settings}
    url["password"] = settings.get("password", "")
    with psycopg.connect(**url) as a, psycopg.connect(**url) as b, psycopg.connect(**url) as c:
        c.autocommit = True
        for one in (a, b):
            one.execute("SET lock_timeout = '200ms'")
        [first] = c.execute(read).fetchone()
        for _time in range(3):
            a.execute(touch)
            b.execute(touch)
        assert c.execute(read).fetchone() == (first,)
        a.commit()
        [second] = c.execute(read).fetchone()
        b.commit()
        [third] = c.execute(read).fetchone()
        assert len({first, second, third}) == 3
        b.execute(touch)
        b.rollback()
        assert c.execute(read).fetchone() == (third,)
        [rows] = c.execute(
            "SELECT count(*) FROM disclosure_register_generation WHERE place = 'bureau_jsj'"
        ).fetchone()
        assert rows <= 3


def test_a_transaction_changes_the_number_once_unless_it_reads_it(item):
    def parts():
        return sorted(Generation.objects.filter(place="bureau_jsj").values_list("id", flat=True))

    first = number()
    models.Section.objects.update(name="一")
    changed = parts()
    for name in ("二", "三"):
        models.Section.objects.update(name=name)
    assert parts() == changed
    second = number()
    models.Section.objects.update(name="四")
    assert len({first, second, number()}) == 3
    with transaction.atomic():
        models.Section.objects.update(name="五")
        transaction.set_rollback(True)
    third = number()
    models.Section.objects.update(name="六")
    assert number() != third


def test_a_visitor_costs_one_question(item, kept, django_assert_num_queries):
    warm(item.url)
    client = Client(headers={"host": HOST})
    with django_assert_num_queries(1):
        assert client.get(item.url).status_code == 200
