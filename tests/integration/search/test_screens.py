"""The county's words for the same, and what the doctor asks of the search."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import ADMINISTRATORS
from disclosure_plugin.register.models import SearchSynonym
from disclosure_plugin.tenancy.county_roles import COUNTY_ADMINISTRATORS
from tests.factories.users import UserFactory, sign_in

INDEX = "/admin/disclosure_synonyms/"


@pytest.fixture
def county_it(db):
    with bureaus.activate("county"):
        user = UserFactory(role=COUNTY_ADMINISTRATORS)
    return sign_in(user, "county.localhost")


def test_the_county_keeps_groups_of_words(county_it):
    form = {"words": " 房产证　不动产权证  房产证 ", "is_used": "on"}
    assert county_it.post(f"{INDEX}new/", form).status_code == 302
    group = SearchSynonym.objects.get()
    assert group.words == "房产证 不动产权证"
    assert "房产证 不动产权证" in county_it.get(INDEX).content.decode()
    assert county_it.post(f"{INDEX}{group.pk}/", {"words": group.words}).status_code == 302
    group.refresh_from_db()
    assert not group.is_used


@pytest.mark.parametrize("words", ["", "房产证", "房产证 房产证"])
def test_one_word_is_no_group(county_it, words):
    answer = county_it.post(f"{INDEX}new/", {"words": words, "is_used": "on"})
    assert answer.status_code == 200
    assert not SearchSynonym.objects.exists()


def test_in_another_bureau_they_cannot_be_changed(jsj):
    administrator = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    assert administrator.get(INDEX).status_code == 404
    form = {"words": "房产证 不动产权证", "is_used": "on"}
    assert administrator.post(f"{INDEX}new/", form).status_code == 404
    assert not SearchSynonym.objects.exists()


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
def test_the_doctor_finds_the_search_sealed(outside_transactions, capsys):
    call_command("tenancy_doctor", "--probe", "public-search")
    assert "public-search" in capsys.readouterr().out
