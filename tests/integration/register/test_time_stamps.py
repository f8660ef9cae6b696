"""A third party stamps the time on signed states; openssl's own authority runs beside the test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client, override_settings
from django.utils import timezone

from disclosure_plugin.archive.time_stamps import StampError, read_roots, verify_stamp
from disclosure_plugin.register import tasks
from disclosure_plugin.register.models import LogCheckpoint
from disclosure_plugin.register.stamping import NoAuthority, is_valid, stamp_all
from disclosure_plugin.register.time_stamps import LogTimeStamp
from tests.factories.logs import add_entries, sign_log, signing_with
from tests.time_stamp_authority import Authority, running_authority, verified_by_openssl

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Authority]:
    with running_authority(tmp_path_factory.mktemp("tsa")) as authority:
        yield authority


@pytest.fixture
def authority(running) -> Authority:
    running.is_broken, running.asked = False, 0
    return running


@pytest.fixture
def signed(tmp_path) -> LogCheckpoint:
    with signing_with(tmp_path / "key"):
        add_entries("jsj", 3)
        return sign_log("jsj")


def asking(authority: Authority, **changes: str):
    named = {"TSA_URL": authority.address, "TSA_CERTIFICATES": str(authority.root)}
    return override_settings(DISCLOSURE={**named, **changes})


def test_without_an_authority_nothing_is_stamped_and_it_is_said(signed, caplog):
    assert stamp_all() == 0
    tasks.stamp_logs()
    assert caplog.text == ""
    with pytest.raises(CommandError, match="No outside time source"):
        call_command("stamp_logs")


def test_the_newest_state_is_stamped_and_openssl_agrees(signed, authority, tmp_path):
    before = timezone.now()
    with asking(authority):
        assert stamp_all() == 1
        stamp = LogTimeStamp.objects.get()
        assert is_valid(stamp) is True
    assert stamp.checkpoint == signed
    assert abs(stamp.at - before) < timedelta(minutes=1)
    (tmp_path / "cp").write_text(signed.note)
    (tmp_path / "cp.tsr").write_bytes(bytes(stamp.response))
    said = verified_by_openssl(tmp_path / "cp.tsr", tmp_path / "cp", authority.root)
    assert said == "0 Verification: OK"
    (tmp_path / "other").write_text(signed.note.replace("3", "4", 1))
    assert verified_by_openssl(tmp_path / "cp.tsr", tmp_path / "other", authority.root)[0] != "0"
    roots = read_roots(authority.root.read_bytes())
    with pytest.raises(StampError):
        verify_stamp(bytes(stamp.response), signed.note + "x", roots)
    with pytest.raises(StampError):
        verify_stamp(bytes(stamp.response)[:-1], signed.note, roots)


def test_once_a_day_and_only_what_is_new(signed, authority, tmp_path):
    now = timezone.now()
    with asking(authority):
        assert stamp_all(now=now) == 1
        assert stamp_all(now=now) == 0
        assert stamp_all(now=now + timedelta(days=1)) == 0  # nothing happened since
    with signing_with(tmp_path / "key"):
        add_entries("jsj", 1)
        sign_log("jsj")
    with asking(authority):
        assert stamp_all(now=now) == 0  # stamped today already
        assert stamp_all(now=now + timedelta(days=1)) == 1
    assert list(LogTimeStamp.objects.values_list("checkpoint__size", flat=True)) == [3, 4]
    assert authority.asked == 2


def test_an_authority_that_is_away_blocks_nothing_and_is_asked_again(signed, authority, caplog):
    with asking(authority, TSA_URL="http://127.0.0.1:9/"):
        with pytest.raises(NoAuthority, match="cannot be asked"):
            stamp_all()
        tasks.stamp_logs()
        assert "cannot be asked" in caplog.text
        with pytest.raises(CommandError, match="cannot be asked"):
            call_command("stamp_logs")
    assert not LogTimeStamp.objects.exists()
    with asking(authority):
        call_command("stamp_logs")
    assert LogTimeStamp.objects.count() == 1


def test_what_is_no_stamp_is_not_kept(signed, authority, caplog):
    authority.is_broken = True
    with asking(authority):
        assert stamp_all() == 0
    assert "No time stamp for" in caplog.text
    assert not LogTimeStamp.objects.exists()


def test_a_stamp_of_somebody_who_is_not_trusted_is_not_kept(signed, authority, tmp_path, caplog):
    folder = tmp_path / "other"
    folder.mkdir()
    with running_authority(folder) as other, asking(authority, TSA_CERTIFICATES=str(other.root)):
        assert stamp_all() == 0
    assert not LogTimeStamp.objects.exists()


@pytest.mark.parametrize("root", ["", "/nowhere.pem"])
def test_whom_to_trust_must_be_said(signed, authority, root):
    with asking(authority, TSA_CERTIFICATES=root), pytest.raises(NoAuthority):
        stamp_all()
    assert authority.asked == 0


@pytest.mark.parametrize("address", ["ftp://x/", "file:///etc/passwd", "tsa"])
def test_an_address_that_is_none_is_refused(signed, authority, address):
    with asking(authority, TSA_URL=address), pytest.raises(NoAuthority, match="no address"):
        stamp_all()


def test_postgresql_refuses_to_change_a_stamp(signed, authority):
    with asking(authority):
        stamp_all()
    for change in (
        lambda: LogTimeStamp.objects.update(authority="x"),
        lambda: LogTimeStamp.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert LogTimeStamp.objects.get().authority == authority.address


def test_anybody_gets_the_stamp_beside_its_state(signed, authority):
    visitor = Client(headers={"host": "jsj.localhost"})
    log = signed.log.origin.rpartition("/")[2]
    place = f"/transparency/{log}/checkpoint/3/time-stamp"
    assert visitor.get(place).status_code == 404
    [told] = json.loads(visitor.get("/transparency/").content)["logs"]
    assert told["stamped"] is None
    with asking(authority):
        stamp_all()
    stamp = LogTimeStamp.objects.get()
    answer = visitor.get(place)
    assert answer["Content-Type"] == "application/timestamp-reply"
    assert answer.content == bytes(stamp.response)
    [told] = json.loads(visitor.get("/transparency/").content)["logs"]
    assert told["stamped"]["size"] == 3
    assert visitor.get(place.replace("/3/", "/2/")).status_code == 404
    foreign = Client(headers={"host": "czj.localhost"})
    assert foreign.get(place).status_code == 404
