"""The one bureau of a site without tenants."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from disclosure_plugin import bureaus


def test_the_current_bureau_is_the_settings(settings):
    assert bureaus.current() == "jsj"
    assert bureaus.codes() == ["jsj"]
    settings.DISCLOSURE = {"BUREAU_CODE": "czj"}
    assert bureaus.current() == "czj"
    assert bureaus.codes() == ["czj"]


def test_there_is_no_list_of_bureaus():
    assert bureaus.directory() == []


@pytest.mark.parametrize("code", ["czj", "", "JSJ", "public"])
def test_another_bureau_is_refused(code):
    with (
        pytest.raises(bureaus.NoBureau, match=f"There is no bureau '{code}'.*'jsj'"),
        bureaus.activate(code),
    ):
        pytest.fail("must not be entered")
    assert bureaus.current() == "jsj"


def test_the_bureau_of_the_setting_is_entered():
    with bureaus.activate("jsj"):
        assert bureaus.current() == "jsj"


def test_a_wrong_setting_is_refused_where_it_is_read(settings):
    settings.DISCLOSURE = {"BUREAU": "jsj"}
    with pytest.raises(ImproperlyConfigured, match="no key 'BUREAU'"):
        bureaus.current()
