"""The page cache in a site without tenants."""

import os

import redis
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosure_plugin.register import generations
from tests.factories.pages import ItemFactory


def test_a_page_is_kept_until_it_is_taken_back(db, settings):
    settings.DISCLOSURE = {**settings.DISCLOSURE, "PAGE_CACHE_URL": os.environ["REDIS_URL"]}
    item = ItemFactory(published=True)
    client = Client()
    first = client.get(item.url)
    with CaptureQueriesContext(connection) as asked:
        second = client.get(item.url)
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert len(asked) == 1
    item.unpublish()
    assert client.get(item.url).status_code == 410
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as server:
        server.flushdb()


def test_tables_are_watched_and_the_logs_are_not(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger "
            "WHERE tgname = 'disclosure_new_generation'"
        )
        watched = {row[0] for row in cursor.fetchall()}
    assert {"wagtailcore_page", "disclosure_plugin_section", "wagtailcore_site"} <= watched
    assert not {"django_session", "disclosure_register_log", "wagtailcore_revision"} & watched
    assert generations.current_place() == generations.shared_place() == "public"
    before = generations.ask("public").number
    ItemFactory(published=True)
    assert generations.ask("public").number != before
