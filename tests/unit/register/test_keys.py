"""Key files: made once, read by their owner alone, and a key of its own for each log."""

import stat

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.core.management import CommandError, call_command
from django.test import override_settings

from disclosure_plugin import schedule
from disclosure_plugin.register.checks import check_log_is_signed, check_signing_key_is_elsewhere
from disclosure_plugin.register.keys import KeyUnusable, county_keys, key_of, read_key

ORIGIN = "disclosure-log/0123456789abcdef"


@pytest.fixture
def key_file(tmp_path):
    call_command("generate_log_key", str(tmp_path / "log.key"))
    return tmp_path / "log.key"


def test_a_new_key_is_for_its_owner_alone_and_is_never_overwritten(key_file, capsys):
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o400
    before = key_file.read_bytes()
    with pytest.raises(CommandError, match="never overwritten"):
        call_command("generate_log_key", str(key_file))
    assert key_file.read_bytes() == before
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("generate_log_key", str(key_file.parent / "no folder" / "log.key"))


def test_each_log_has_a_key_of_its_own_and_always_the_same(key_file):
    key = read_key(key_file)
    first = key_of(ORIGIN, key).private_bytes_raw()
    assert first == key_of(ORIGIN, read_key(key_file)).private_bytes_raw()
    assert first != key_of(f"{ORIGIN}0", key).private_bytes_raw()
    assert first != key.private_bytes_raw()


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o644, 0o600 | 0o020])
def test_a_key_that_others_can_read_or_write_signs_nothing(key_file, mode):
    key_file.chmod(mode)
    with pytest.raises(KeyUnusable, match="by others than its owner"):
        read_key(key_file)


def other_keys():
    curve = generate_private_key(SECP256R1())
    yield curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    yield curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))
    yield curve.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    yield b""
    yield b"\xff" * 100


@pytest.mark.parametrize("content", list(other_keys()))
def test_what_is_no_such_key_is_refused_with_a_sentence(tmp_path, content):
    path = tmp_path / "other.key"
    path.write_bytes(content)
    path.chmod(0o400)
    with pytest.raises(KeyUnusable, match="holds no"):
        read_key(path)


def test_a_missing_key_is_named(tmp_path):
    with (
        override_settings(DISCLOSURE={"LOG_KEY_FILES": (str(tmp_path / "absent"),)}),
        pytest.raises(KeyUnusable, match="absent cannot be read"),
    ):
        county_keys()
    with (
        override_settings(DISCLOSURE={}),
        pytest.raises(KeyUnusable, match="Only the signing worker has one"),
    ):
        county_keys()


def test_the_deployment_check_finds_a_key_that_the_web_process_knows(key_file):
    assert check_signing_key_is_elsewhere() == []
    with override_settings(DISCLOSURE={"LOG_KEY_FILES": (str(key_file),)}):
        (found,) = check_signing_key_is_elsewhere()
        assert found.id == "disclosure_register.E001"
        assert f"can read it: {key_file}" in found.msg


def test_a_key_that_beat_never_asks_is_warned_of(key_file):
    with override_settings(DISCLOSURE={"LOG_KEY_FILES": (str(key_file),)}):
        assert check_log_is_signed() == []
        with override_settings(CELERY_BEAT_SCHEDULE=schedule.BEAT_SCHEDULE):
            (unsigned,) = check_log_is_signed()
            assert unsigned.id == "disclosure_register.W001"
        with override_settings(CELERY_BEAT_SCHEDULE={}, DISCLOSURE={}):
            assert check_log_is_signed() == []
