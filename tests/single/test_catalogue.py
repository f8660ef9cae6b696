"""A site without tenants: whoever may change its settings keeps the catalogue it follows."""

import pytest

from disclosure_plugin.actions import inbox
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from disclosure_plugin.models import HeldRow
from disclosure_plugin.register.models import Catalogue, InboxItem
from tests.factories.users import UserFactory, sign_in

PAGE = "/admin/disclosure_catalogues/"


@pytest.fixture
def general(db) -> Catalogue:
    return Catalogue.objects.get(code="general")


def test_the_administrator_edits_pushes_and_the_site_takes_it_in(general):
    client = sign_in(UserFactory(role=ADMINISTRATORS), "localhost")
    assert client.get(PAGE).status_code == 200
    row = general.rows.first()
    where = f"{PAGE}{general.pk}/rows/{row.pk}/"
    assert client.post(where, {**row.row().as_json(), "body": "本局"}).status_code == 302
    assert client.get(f"{PAGE}{general.pk}/push/").status_code == 200
    client.post(f"{PAGE}{general.pk}/push/", {"bureaus": ["jsj"]})
    assert inbox.take_in() == 1
    assert InboxItem.objects.get().answer["added"] == 22
    assert HeldRow.objects.get(code="art20-01").row().body == "本局"
    assert client.get("/admin/disclosure/catalogue/").status_code == 200
    assert client.get("/catalogue/").status_code == 200


def test_an_editor_reads_only(general):
    client = sign_in(UserFactory(role=EDITORS), "localhost")
    assert client.get(PAGE).status_code == 302
    assert client.post(f"{PAGE}{general.pk}/push/", {"bureaus": ["jsj"]}).status_code == 302
    assert not InboxItem.objects.exists()
    assert client.get("/admin/disclosure/catalogue/").status_code == 200
