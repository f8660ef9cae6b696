"""Feeds, the interface for programs and the nightly check of a site without tenants."""

import json

import feedparser
from django.test import Client

from disclosure_plugin.actions.site_checking import check_site
from disclosure_plugin.register.models import RegisterEntry, SiteStanding
from tests.factories.pages import ItemFactory

API = "/api/disclosure/v1/"


def get(path: str):
    response = Client().get(path, headers={"host": "localhost"})
    assert response.status_code == 200, path
    return response


def test_an_item_is_told_everywhere(jsj):
    item = ItemFactory(published=True, title="临时占道审批")
    number = RegisterEntry.objects.get().number
    [entry] = feedparser.parse(get("/feeds/atom.xml").content).entries
    assert (entry.title, entry.link) == (item.title, item.full_url)
    told = json.loads(get(f"{API}items/{number}").content)
    assert told["page_address"] == item.full_url
    assert json.loads(get(f"{API}items").content)["count"] == 1
    [bureau] = json.loads(get(f"{API}bureaus").content)
    assert bureau["api"] == f"http://localhost{API}"
    assert get("/feeds/calendar.ics").content.startswith(b"BEGIN:VCALENDAR")
    for path in (API, "/open-information/", "/site-map/"):
        assert item.get_parent().title in get(path).content.decode() or path == API


def test_a_dead_link_is_found(jsj, keep_the_test_transaction):
    ItemFactory(published=True, body=[("text", '<p><a href="/nosuch/">看</a></p>')])
    found = check_site()
    assert ("link", "http://localhost/nosuch/") in set(found.faults.values_list("kind", "subject"))
    assert SiteStanding.objects.get().dead_links == 1
