"""A county on a real web server, and a real browser to look at it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE = "disclosure_browser"
START_SECONDS = 30
LOOK_THROUGH = """
from disclosure_plugin import bureaus
from disclosure_plugin.snapshots.redacting import redact_quarantined
with bureaus.activate("jsj"):
    redact_quarantined()
"""


@dataclass(frozen=True)
class LiveCounty:
    """A county that is being served.

    Attributes:
        port: where its web server listens.
        paths: paths of the construction bureau's pages, by kind.
        keys: their primary keys, by kind.
        environment: of its processes.
    """

    port: int
    paths: dict[str, str]
    keys: dict[str, int]
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a management command in the county that is being served."""
        return run(self.environment, "sandbox/manage.py", *arguments)

    def ask(self, address: str) -> tuple[int, str, bytes]:
        """Ask as a stranger, without following anything: status, content type, bytes."""
        url = urlsplit(address)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        with closing(connection):
            connection.request("GET", url.path, headers={"Host": url.netloc})
            answer = connection.getresponse()
            kind = answer.headers.get_content_type()
            return answer.status, kind, answer.read()

    def address(self, code: str, path: str = "/") -> str:
        """Return the address of a path on a bureau's site."""
        return f"http://{code}.localhost:{self.port}{path}"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def copied_database() -> str:
    """Copy the database of the other tests, with its bureaus, and return the copy's address."""
    address = os.environ["DATABASE_URL"]
    connections.close_all()  # nobody may be connected to what is copied
    source = sql.Identifier(connections["default"].settings_dict["NAME"])
    with psycopg.connect(address, autocommit=True) as connection:
        name = sql.Identifier(DATABASE)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, source))
    server, question, options = address.partition("?")
    return f"{server.rpartition('/')[0]}/{DATABASE}{question}{options}"


def wait_for(address: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, f"The web server ended with {server.returncode}."
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # It answers; what it answers is for the tests.
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"The web server did not answer within {START_SECONDS} s.")


def run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def live_county(django_db_setup, tmp_path_factory) -> Iterator[LiveCounty]:
    """Three bureaus with their pages, served by gunicorn from a database of their own."""
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": copied_database(),
        "DATA_DIR": str(tmp_path_factory.mktemp("browser-data")),
        "DJANGO_SETTINGS_MODULE": "tests.settings.browser",
        "PORT": str(port),
    }

    manage = "sandbox/manage.py"
    made = json.loads(run(environment, "-m", "tests.browser.county_content").splitlines()[-1])
    run(environment, manage, "collectstatic", "--noinput", "--verbosity=0")
    bind = f"127.0.0.1:{port}"
    command = ["-m", "gunicorn", "sandbox.config.wsgi", "--bind", bind, "--log-level", "warning"]
    server = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment)
    try:
        wait_for(f"http://{bind}/", server)
        yield LiveCounty(port=port, environment=environment, **made)
    finally:
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture(scope="session")
def archive(live_county) -> dict[str, str]:
    """Addresses of an archive's pages, by kind."""
    made = run(live_county.environment, "-m", "tests.browser.archive_content").splitlines()[-1]
    return {kind: live_county.address("jsj", path) for kind, path in json.loads(made).items()}


@pytest.fixture
def archive_looked_through(live_county) -> Iterator[None]:
    """Look the archive through after the test, as its worker does after each taking down.

    Until then no snapshot is shown that could hold the page, also to the tests that follow.
    """
    yield
    live_county.manage("shell", "-c", LOOK_THROUGH)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    # The shell has no windows to draw: half the work.
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    executable = next(filter(None, map(shutil.which, names)), None)
    if executable is None:
        pytest.skip("no Chromium here; on Debian or Ubuntu: apt install chromium fonts-noto-cjk")
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--host-resolver-rules=MAP *.localhost 127.0.0.1",
    ]
    # While Playwright's event loop runs, Django keeps other connections in this thread than
    # before and after: those that nobody can reach any more must not stay open.
    connections.close_all()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield chromium
        chromium.close()
        connections.close_all()


@pytest.fixture
def visitor(browser) -> Iterator[BrowserContext]:
    """A visitor who has never been here, at a desk."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="zh-CN", color_scheme="light"
    )
    yield context
    context.close()
