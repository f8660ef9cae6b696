"""Other sites are asked politely, and nobody makes this server ask its neighbours."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from disclosure_plugin.actions import asking_outside
from disclosure_plugin.actions.asking_outside import USER_AGENT, Asking
from disclosure_plugin.domain.outside_links import Outcome


class Elsewhere(BaseHTTPRequestHandler):
    """Answers by what its path says."""

    def do_HEAD(self):
        self._answer()

    def do_GET(self):
        self._answer()

    def _answer(self):
        self.server.asked.append((self.command, self.path, self.headers["User-Agent"]))
        first, _slash, rest = self.path.lstrip("/").partition("/")
        status, location = 200, ""
        if first == "to":
            status, location = 302, self.server.targets[rest]
        elif first == "no-head":
            status = 405 if self.command == "HEAD" else 200
        elif first == "drips":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not self.server.over.wait(0.05):
                try:
                    self.wfile.write(b"a")
                except OSError:
                    return
        elif first.isdigit():
            status = int(first)
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def elsewhere():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    server.asked, server.targets, server.over = [], {}, threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


def address(server, path: str) -> str:
    return f"http://127.0.0.1:{server.server_port}/{path}"


@pytest.fixture
def asking(elsewhere):
    return Asking(is_allowed={"127.0.0.1"}.__contains__, ports={elsewhere.server_port})


@pytest.mark.parametrize(
    ("path", "outcome", "detail"),
    [("200", "alive", "200"), ("404", "dead", "404"), ("410", "dead", "410"),
     ("500", "failing", "500"), ("403", "silent", "403"), ("no-head", "alive", "200")],
)  # fmt: skip
def test_what_an_answer_means(elsewhere, asking, path, outcome, detail):
    asked = asking.ask(address(elsewhere, path))
    assert (asked.outcome, asked.detail, asked.reached) == (Outcome(outcome), detail, True)
    assert elsewhere.asked[0] == ("HEAD", f"/{path}", USER_AGENT)
    # The page itself is asked for only where its headers were refused.
    assert len(elsewhere.asked) == (1 if path == "200" else 2)


def test_a_neighbour_is_not_asked(elsewhere):
    port = elsewhere.server_port
    by_default = Asking(ports={port})
    for host in (
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0.0.0.0",
        "127.1",
        "2130706433",
        "[::ffff:7f00:1]",
    ):
        asked = by_default.ask(f"http://{host}:{port}/")
        assert asked.outcome is Outcome.REFUSED, host
    assert elsewhere.asked == []


def test_nor_by_way_of_a_redirect(elsewhere, asking):
    elsewhere.targets = {
        "neighbour": "http://169.254.169.254/latest/meta-data/",
        "port": "http://127.0.0.1:22/",
        "file": "file:///etc/passwd",
    }
    for name in ("neighbour", "port"):
        assert asking.ask(address(elsewhere, f"to/{name}")).outcome is Outcome.REFUSED, name
    # What is no web address is not followed.
    assert asking.ask(address(elsewhere, "to/file")).detail == "302"


def test_a_name_with_one_neighbour_among_its_addresses_is_refused(elsewhere, asking, monkeypatch):
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in ("127.0.0.1", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    assert asking.ask(address(elsewhere, "200")).outcome is Outcome.REFUSED
    assert elsewhere.asked == []


def test_the_address_that_was_looked_at_is_the_one_connected_to(elsewhere, asking, monkeypatch):
    """A name server that answers differently the second time brings nobody further."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])

    def getaddrinfo(host, port, *args, **kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in next(answers)]

    connected = []
    create = socket.create_connection

    def create_connection(to, *args, **kwargs):
        connected.append(to)
        monkeypatch.undo()
        return create(to, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", create_connection)
    asking.ask(f"http://rebinding.example:{elsewhere.server_port}/200")
    assert connected == [("127.0.0.1", elsewhere.server_port)]


def test_redirects_end(elsewhere, asking):
    elsewhere.targets = {"once": "/200", "round": "/to/round"}
    assert asking.ask(address(elsewhere, "to/once")).detail == "200"
    assert asking.ask(address(elsewhere, "to/round")).outcome is Outcome.FAILING
    assert len(elsewhere.asked) < 12


def test_who_is_not_there_is_failing(asking):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    away = Asking(is_allowed={"127.0.0.1"}.__contains__, ports={port})
    asked = away.ask(f"http://127.0.0.1:{port}/")
    assert (asked.outcome, asked.reached) == (Outcome.FAILING, False)
    unknown = away.ask(f"http://nosuch.invalid:{port}/")
    assert (unknown.outcome, unknown.reached) == (Outcome.FAILING, False)


def test_who_sends_a_byte_now_and_then_is_not_waited_for(elsewhere, asking, monkeypatch):
    monkeypatch.setattr(asking_outside, "DEADLINE", 0.5)
    told = asking.ask(address(elsewhere, "drips"))
    # Headers that were cut off are no answer.
    assert (told.outcome, told.detail, told.reached) == (Outcome.FAILING, "no answer", False)
