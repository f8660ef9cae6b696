"""The register of a site without tenants."""

import json

from django.test import Client

from disclosure_plugin.register.models import RegisterEntry
from tests.factories.pages import ItemFactory


def get(path: str):
    return Client(headers={"host": "localhost"}).get(path)


def test_an_item_is_numbered_listed_and_found(jsj):
    item = ItemFactory(published=True, title="临时占道审批")
    entry = RegisterEntry.objects.get()
    assert entry.number == "11539999000000002B-/2026-1102001"
    assert entry.bureau_name == "云岭县住房和城乡建设局"
    assert "临时占道审批" in get("/register/").content.decode()
    [row] = json.loads(get("/register/register.json").content)["entries"]
    assert row["address"] == f"http://localhost/n/{entry.number}"
    answer = get(f"/n/{entry.number}")
    assert (answer.status_code, answer["Location"]) == (302, item.full_url)
