"""Host headers as they come, and the host name that is meant."""

import pytest

from disclosure_plugin.tenancy.hosts import normalise_host, origin


@pytest.mark.parametrize(
    "header",
    ["", ":8000", "jsj localhost", "jsj.localhost:port", "jsj.localhost/x", "[::1", "局.cn"],
)
def test_what_is_no_host_name_becomes_nothing(header):
    assert normalise_host(header) == ""


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("jsj.localhost", "jsj.localhost"),
        ("JSJ.LocalHost", "jsj.localhost"),
        ("jsj.localhost:8000", "jsj.localhost"),
        ("jsj.localhost.", "jsj.localhost"),
        ("jsj.localhost.:8000", "jsj.localhost"),
        ("www.jsj.localhost", "www.jsj.localhost"),
        ("127.0.0.1:8000", "127.0.0.1"),
        ("[::1]:8000", "[::1]"),
    ],
)
def test_port_case_and_trailing_dot_do_not_count(header, host):
    assert normalise_host(header) == host


@pytest.mark.parametrize(
    ("port", "written"),
    [
        (80, "http://jsj.example.org"),
        (443, "https://jsj.example.org"),
        (8000, "http://jsj.example.org:8000"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(settings, port, written):
    settings.DISCLOSURE = {"PUBLIC_PORT": port}
    assert origin("jsj.example.org") == written
