"""The DISCLOSURE setting."""

from dataclasses import fields

import pytest
from django.core.exceptions import ImproperlyConfigured

from disclosure_plugin.conf import Settings, get_settings, load


def test_an_unknown_key_is_refused_with_the_known_ones():
    with pytest.raises(ImproperlyConfigured) as refused:
        load({"BUREAU_CODE": "jsj", "BUREAU": "jsj"})
    known = ", ".join(sorted(field.name for field in fields(Settings)))
    assert str(refused.value) == f"DISCLOSURE has no key 'BUREAU'. Known keys: {known}."


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("PUBLIC_PORT", "443", "int"),
        ("PUBLIC_PORT", 443.0, "int"),
        ("PUBLIC_PORT", True, "int"),
        ("PUBLIC_PORT", None, "int"),
        ("BUREAU_CODE", 7, "str"),
        ("UPLOAD_QUOTAS", 7, "dict"),
        ("BUREAU_CODE", b"jsj", "str"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(key, value, wanted):
    with pytest.raises(ImproperlyConfigured, match=rf"^DISCLOSURE\['{key}'\] must be {wanted}\.$"):
        load({key: value})


def test_what_is_not_set_has_its_default():
    assert load({}) == Settings()
    assert load({"PUBLIC_PORT": 443}) == Settings(
        BUREAU_CODE="bureau",
        PUBLIC_PORT=443,
        IMPORT_MAX_BYTES=20_971_520,
        SNAPSHOT_LEASE_SECONDS=60,
        SNAPSHOT_SHARDS=2,
        SNAPSHOT_CROSS_CHECKS=20,
        SNAPSHOT_FRONT_DOOR="",
        MEDIA_ACCEL_PREFIX="",
    )


def test_a_changed_setting_is_read_anew(settings):
    settings.DISCLOSURE = {"PUBLIC_PORT": 8443}
    assert get_settings().PUBLIC_PORT == 8443
    settings.DISCLOSURE = {"PUBLIC_PORT": 9443}
    assert get_settings().PUBLIC_PORT == 9443
