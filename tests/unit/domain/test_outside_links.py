"""Links to other sites: no neighbour is asked, and a bad night is no death."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_plugin.domain.outside_links import (
    PATIENCE,
    Outcome,
    asked_tonight,
    is_public_address,
    is_told,
    outcome_of,
)

NOW = datetime(2026, 11, 27, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "198.18.0.1", "192.0.2.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
        "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::127.0.0.1", "2002:7f00:1::", "2002:c0a8:101::1", "64:ff9b::a00:1", "64:ff9b::7f00:1",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe", "", "localhost", "1.2.3", "0x7f000001",
        "017.0.0.1",
    ],
)  # fmt: skip
def test_no_neighbour_is_public(address):
    assert not is_public_address(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_the_internet_is_public(address):
    assert is_public_address(address)


@given(st.ip_addresses(v=4))
def test_an_address_is_not_more_public_by_being_wrapped(address):
    for wrapped in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert is_public_address(wrapped) == is_public_address(str(address))


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "alive"), (204, "alive"), (301, "alive"), (404, "dead"), (410, "dead"),
     (403, "silent"), (429, "silent"), (503, "silent"), (500, "failing"), (502, "failing"),
     (400, "failing")],
)  # fmt: skip
def test_what_an_answer_means(status, outcome):
    assert outcome_of(status) == outcome


def test_a_bad_night_is_no_death():
    since = NOW - PATIENCE
    assert is_told(Outcome.DEAD, failing_since=NOW, now=NOW)
    assert is_told(Outcome.REFUSED, failing_since=None, now=NOW)
    assert is_told(Outcome.FAILING, failing_since=since, now=NOW)
    assert not is_told(Outcome.FAILING, failing_since=since + timedelta(seconds=1), now=NOW)
    assert not is_told(Outcome.FAILING, failing_since=None, now=NOW)
    for fine in (Outcome.ALIVE, Outcome.SILENT):
        assert not is_told(fine, failing_since=since, now=NOW)


def test_nobody_is_asked_too_often():
    addresses = [f"http://a.example/{n}" for n in range(9)] + ["http://b.example/", "http://c.cn/"]
    assert asked_tonight(addresses, a_night=4, a_host=2) == [
        "http://a.example/0", "http://a.example/1", "http://b.example/", "http://c.cn/",
    ]  # fmt: skip
    assert len(asked_tonight(addresses, a_night=3, a_host=20)) == 3
    assert asked_tonight(addresses, a_night=0, a_host=20) == []
    # However a host is written.
    assert len(asked_tonight(["http://A.example/", "http://a.example/"], a_night=9, a_host=1)) == 1
