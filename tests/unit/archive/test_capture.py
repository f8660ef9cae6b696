"""What the fetcher asks for, what it keeps, and what it refuses."""

import pickle
from datetime import UTC, datetime, timedelta, timezone

import pytest

from disclosure_plugin.archive.errors import CaptureError
from disclosure_plugin.archive.exchange import Exchange

TEXT = ("Content-Type", "text/plain; charset=utf-8")


def answering(*headers, status="200 OK", body=b"ok"):
    def application(environ, start_response):
        start_response(status, [TEXT, *headers])
        return [body]

    return application


def broken_before(environ, start_response):
    raise RuntimeError("database is gone")


def broken_in_the_middle(environ, start_response):
    start_response("200 OK", [TEXT])
    yield b"half"
    raise RuntimeError("database is gone")


def silent(environ, start_response):
    return [b"no status"]


@pytest.mark.parametrize("application", [broken_before, broken_in_the_middle])
def test_application_that_raises(fetch_from, application):
    with pytest.raises(CaptureError) as refused:
        fetch_from(application).fetch("http://jsj.gov.cn/x")
    assert refused.value.code == "application-failed"
    assert refused.value.params == {
        "url": "http://jsj.gov.cn/x",
        "reason": "RuntimeError: database is gone",
    }
    assert str(pickle.loads(pickle.dumps(refused.value))) == (
        "The site failed while answering “http://jsj.gov.cn/x”: RuntimeError: database is gone"
    )


def test_application_that_never_starts_a_response(fetch_from):
    with pytest.raises(CaptureError, match="start_response was never called"):
        fetch_from(silent).fetch("http://jsj.gov.cn/")


@pytest.mark.parametrize("length", ["1", "3", "-2", "two"])
def test_body_of_another_length_than_announced(fetch_from, length):
    with pytest.raises(CaptureError) as refused:
        fetch_from(answering(("Content-Length", length))).fetch("http://jsj.gov.cn/")
    assert refused.value.code == "length-mismatch"


@pytest.mark.parametrize("encoding", ["identity", "None", ""])
def test_body_that_only_says_it_is_not_compressed(fetch_from, encoding):
    exchange = fetch_from(answering(("Content-Encoding", encoding))).fetch("http://jsj.gov.cn/")
    assert exchange.header("Content-Encoding") == ""
    assert exchange.status == 200


def test_compressed_body_nobody_asked_for(fetch_from):
    with pytest.raises(CaptureError) as refused:
        fetch_from(answering(("Content-Encoding", "gzip"))).fetch("http://jsj.gov.cn/")
    assert refused.value.code == "encoded-body"


@pytest.mark.parametrize(
    "application",
    [
        answering(("X-Note", "a\r\nSet-Cookie: b")),
        answering(("X-\nNote", "a")),
        answering(("X-Note", "公示")),
        answering(status="OK"),
        answering(status="200 OK\r\nX: y"),
    ],
)
def test_header_that_would_break_the_record(fetch_from, application):
    with pytest.raises(CaptureError) as refused:
        fetch_from(application).fetch("http://jsj.gov.cn/")
    assert refused.value.code == "bad-header"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/path/",
        "ftp://jsj.gov.cn/",
        "http:///x",
        "http://user:secret@jsj.gov.cn/",
        "http://jsj.gov.cn:port/",
        "http://jsj gov.cn/",
        "http://[::1/",
        "http://" + "局" * 64 + ".cn/",
    ],
)
def test_address_that_cannot_be_fetched(fetch_from, url):
    with pytest.raises(CaptureError) as refused:
        fetch_from(answering()).fetch(url)
    assert refused.value.code == "bad-url"


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 1, 2, 3, 4, 5),  # noqa: DTZ001 -- the hostile case
        datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
        datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=8))),
    ],
)
def test_time_that_an_index_cannot_hold(at):
    with pytest.raises(CaptureError) as refused:
        Exchange("http://jsj.gov.cn/", at, "200 OK", (), b"", "storage")
    assert refused.value.code == "bad-time"


def test_cookies_are_neither_kept_nor_sent_back(fetch_from):
    cookies = []

    def application(environ, start_response):
        cookies.append(environ.get("HTTP_COOKIE"))
        return answering(("Set-Cookie", "sessionid=secret"))(environ, start_response)

    fetcher = fetch_from(application)
    exchanges = [fetcher.fetch("http://jsj.gov.cn/"), fetcher.fetch("http://jsj.gov.cn/")]
    assert cookies == [None, None]
    assert [exchange.header("set-cookie") for exchange in exchanges] == ["", ""]


def test_streamed_body_is_read_to_the_end_and_closed(fetch_from):
    closed = []

    class Stream:
        def __iter__(self):
            return iter([b"one ", b"", b"two"])

        def close(self):
            closed.append(True)

    def application(environ, start_response):
        start_response("200 OK", [TEXT, ("Connection", "close"), ("ETag", '"1"')])
        return Stream()

    exchange = fetch_from(application).fetch("http://jsj.gov.cn/")
    assert exchange.payload == b"one two"
    assert exchange.headers == (TEXT, ("ETag", '"1"'), ("Content-Length", "7"))
    assert closed == [True]


def test_body_is_closed_when_reading_it_fails(fetch_from):
    closed = []

    def application(environ, start_response):
        start_response("200 OK", [TEXT])
        try:
            yield b"half"
            raise RuntimeError("gone")
        finally:
            closed.append(True)

    with pytest.raises(CaptureError):
        fetch_from(application).fetch("http://jsj.gov.cn/")
    assert closed == [True]


def test_response_started_by_a_generator_and_by_write(fetch_from):
    def application(environ, start_response):
        write = start_response("200 OK", [TEXT])
        write(b"first ")
        yield b"second"

    assert fetch_from(application).fetch("http://jsj.gov.cn/").payload == b"first second"


def test_error_page_replaces_what_was_started(fetch_from):
    def application(environ, start_response):
        start_response("200 OK", [TEXT])
        error = RuntimeError("too late")
        start_response("500 Error", [TEXT], (RuntimeError, error, None))
        return [b"sorry"]

    exchange = fetch_from(application).fetch("http://jsj.gov.cn/")
    assert (exchange.status, exchange.payload) == (500, b"sorry")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "https://jsj.gov.cn/公示/a b/?q=局&p=%E5%B1%80#top",
            {
                "PATH_INFO": "/公示/a b/".encode().decode("latin-1"),
                "QUERY_STRING": "q=%E5%B1%80&p=%E5%B1%80",
                "HTTP_HOST": "jsj.gov.cn",
                "SERVER_NAME": "jsj.gov.cn",
                "SERVER_PORT": "443",
                "wsgi.url_scheme": "https",
            },
        ),
        (
            "HTTP://JSJ.localhost:8000",
            {
                "PATH_INFO": "/",
                "QUERY_STRING": "",
                "HTTP_HOST": "jsj.localhost:8000",
                "SERVER_NAME": "jsj.localhost",
                "SERVER_PORT": "8000",
                "wsgi.url_scheme": "http",
            },
        ),
        (
            "http://建设局.中国:80/%2f%E5",
            {
                "PATH_INFO": "//\xe5",
                "HTTP_HOST": "xn--dgt56dkw8d.xn--fiqs8s",
                "SERVER_PORT": "80",
            },
        ),
        ("http://[::1]:8000/", {"HTTP_HOST": "[::1]:8000", "SERVER_NAME": "::1"}),
    ],
)
def test_request_as_a_server_would_pass_it_on(fetch_from, url, expected):
    seen = {}

    def application(environ, start_response):
        seen.update(environ)
        return answering()(environ, start_response)

    fetch_from(application, environ={"HTTP_X_FORWARDED_PROTO": "https"}).fetch(url)
    assert {key: seen[key] for key in expected} == expected
    assert seen["HTTP_ACCEPT_ENCODING"] == "identity"
    assert seen["HTTP_USER_AGENT"] == "archive-test/1"
    assert seen["HTTP_X_FORWARDED_PROTO"] == "https"
    assert seen["REQUEST_METHOD"] == "GET"


def test_exchange_of_a_redirect(fetcher):
    exchange = fetcher.fetch("http://jsj.localhost:8000/old/")
    assert exchange == Exchange(
        url="http://jsj.localhost:8000/old/",
        at=datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC),
        status_line="301 Moved Permanently",
        headers=(
            ("Location", "/公示/".encode().decode("latin-1")),
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", "0"),
        ),
        payload=b"",
        via="wsgi",
    )


def test_error_page_is_a_response_like_any_other(fetcher):
    exchange = fetcher.fetch("http://jsj.localhost:8000/无此页/")
    assert (exchange.status, exchange.url) == (
        404,
        "http://jsj.localhost:8000/%E6%97%A0%E6%AD%A4%E9%A1%B5/",
    )
    assert exchange.payload.decode() == "<title>没有这一页</title>"
