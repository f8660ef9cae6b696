"""Content types are remembered for each schema apart, and no longer than they may be."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from disclosure_plugin import bureaus
from disclosure_plugin.tenancy import content_types
from disclosure_plugin.tenancy.models import Bureau

OF = ContentType.objects


@pytest.fixture(autouse=True)
def nothing_remembered():
    OF.clear_cache()
    yield
    OF.clear_cache()


@pytest.fixture
def numbered_otherwise(jsj) -> dict[str, int]:
    """A model that has another number in each of two bureaus; the numbers by bureau."""
    numbers = {}
    for code in ("jsj", "czj"):
        with bureaus.activate(code):
            if code == "czj":
                OF.create(app_label="other", model="before")
            numbers[code] = OF.create(app_label="other", model="thing").pk
    assert numbers["jsj"] != numbers["czj"]
    return numbers


def test_two_bureaus_never_mix(numbered_otherwise):
    for code in ("jsj", "czj", "jsj", "czj"):
        with bureaus.activate(code):
            number = numbered_otherwise[code]
            assert OF.get_by_natural_key("other", "thing").pk == number
            assert OF.get_for_id(number).model == "thing"


def test_a_number_of_another_bureau_is_nobody(numbered_otherwise):
    with bureaus.activate("czj"):
        assert OF.get_for_id(numbered_otherwise["czj"]).model == "thing"
    with bureaus.activate("jsj"), pytest.raises(ContentType.DoesNotExist):
        OF.get_for_id(numbered_otherwise["czj"])


def test_who_comes_back_to_a_bureau_asks_nothing(numbered_otherwise, django_assert_num_queries):
    jsj = Bureau.objects.get(code="jsj")
    connection.set_tenant(jsj)
    found = OF.get_for_model(Bureau)
    connection.set_schema_to_public()
    connection.set_tenant(jsj)
    with django_assert_num_queries(0):
        assert OF.get_for_model(Bureau) is found


def test_what_django_wants_forgotten_is_forgotten(numbered_otherwise, django_assert_num_queries):
    found = OF.get_for_model(Bureau)
    OF.clear_cache()  # as after a migration
    with django_assert_num_queries(1):
        again = OF.get_for_model(Bureau)
    assert again == found
    assert again is not found


def test_many_bureaus_do_not_fill_the_memory(numbered_otherwise, monkeypatch):
    monkeypatch.setattr(content_types, "MOST_SCHEMAS", 2)
    kept = OF._cache._found
    for code in ("jsj", "czj", "jsj", "county"):
        with bureaus.activate(code):
            OF.get_for_model(Bureau)
        assert 1 <= len(kept) <= 2
