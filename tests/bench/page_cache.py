"""make bench-page-cache: one public page from the cache, beside the same page through Wagtail.

Both are whole servers with two processes, on one database and one Redis, asked in turn by eight
connections of a client on the same machine. What the client takes is counted against the faster.
Then the same page behind nginx, beside a file that nginx serves.
"""

from __future__ import annotations

import argparse
import os
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from statistics import median

from sandbox.services.state import REPOSITORY
from tests.bench.behind_nginx import BehindNginx, behind_nginx
from tests.bench.services import services
from tests.bench.wrk import Load, WrongAnswer, load, page_of, what_is_missing
from tests.integration.deploy.installation import find_nginx

RUNS = 5
WORKERS = "2"
HOST = "jsj.localhost"
START_SECONDS = 60
GOALS = {"gunicorn": 20.0, "granian": 45.0}
CACHED, THROUGH_WAGTAIL = "sandbox.config.settings.demo", "tests.settings.uncached"
BEHIND_NGINX = "tests.settings.behind_nginx"
APPLICATION = "sandbox.config.wsgi:application"
SENTENCE = "占用城市道路的单位或者个人应当按照核定的面积和期限缴纳费用，不得擅自扩大面积。"


@dataclass
class Way:
    """One server and how it did in each run."""

    port: int
    body: bytes
    runs: list[Load] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return median(one.per_second for one in self.runs)

    def __str__(self) -> str:
        rates = [one.per_second for one in self.runs]
        p50, p99 = (
            median(column) for column in zip(*((r.p50, r.p99) for r in self.runs), strict=True)
        )
        return (
            f"{self.per_second:,.0f}/s ({min(rates):,.0f}–{max(rates):,.0f}), "
            f"p50 {p50 * 1000:.1f}, p99 {p99 * 1000:.1f} ms"
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-page-cache")
    parser.add_argument("--seconds", type=float, default=4.0, help="of each run")
    parser.add_argument("--servers", nargs="+", choices=GOALS, default=list(GOALS))
    options = parser.parse_args()
    missing = [name for name in options.servers if find_spec(name) is None]
    if missing:
        parser.error(f"{', '.join(missing)} is not installed: run make setup")
    if lacks := what_is_missing():
        parser.error(lacks)
    if not find_nginx():
        parser.error("nginx is missing; on Debian or Ubuntu: apt-get install nginx-light")
    with services():
        from tests.databases import database

        with database("bench_page_cache"):
            path = _county()
            results = {name: _compare(name, path, options.seconds) for name in options.servers}
            with _served("gunicorn", BEHIND_NGINX, path) as web:
                front = behind_nginx(web.port, HOST, path, web.body, options.seconds)
    print(_report(results, front))  # noqa: T201
    fast = all(
        ours.per_second >= GOALS[name] * peer.per_second for name, (ours, peer) in results.items()
    )
    return int(not (fast and front.holds))


def _county() -> str:
    """Make a county with one page of the usual size, and return its path."""
    from django.db import connection

    from disclosure_plugin import bureaus
    from disclosure_plugin.tenancy.provisioning import create_bureau
    from tests.factories.credit_codes import CREDIT_CODES
    from tests.factories.pages import (
        BoardFactory,
        ColumnFactory,
        CommitmentListFactory,
        ItemFactory,
    )

    url = os.environ["DATABASE_URL"]
    os.environ["DATABASE_URL"] = url.replace(
        _name_in(url), f"/{connection.settings_dict['NAME']}", 1
    )
    _run("collectstatic", "--noinput", "--verbosity", "0")
    _run("migrate_bureaus")
    create_bureau(code="county", name="县政府", host="county.localhost", is_county_office=True)
    create_bureau(
        code="jsj",
        name="云岭县住房和城乡建设局",
        host=HOST,
        social_credit_code=CREDIT_CODES["jsj"],
    )
    with bureaus.activate("jsj"):
        column = ColumnFactory(parent=BoardFactory())
        CommitmentListFactory(published=True)
        body = [("text", f"<p>{SENTENCE * 10}</p>") for _block in range(15)]
        item = ItemFactory(parent=column, published=True, body=body)
        path = item.get_url_parts()[2]
    connection.close()
    return str(path)


def _name_in(url: str) -> str:
    """Return slash and name of the database in a URL."""
    from urllib.parse import urlsplit

    return urlsplit(url).path


def _run(*command: str) -> None:
    subprocess.run(
        [sys.executable, "sandbox/manage.py", *command],
        cwd=REPOSITORY,
        env=_environment(CACHED, 8000),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _environment(settings: str, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "PORT": str(port),
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), *sys.path]),
    }


def _command(server: str, port: int) -> list[str]:
    if server == "gunicorn":
        address = ["--bind", f"127.0.0.1:{port}", "--workers", WORKERS, "--worker-class", "sync"]
        return [
            sys.executable,
            "-m",
            "gunicorn",
            APPLICATION,
            *address,
            "--no-control-socket",
            "--log-level",
            "warning",
        ]
    address = ["--host", "127.0.0.1", "--port", str(port), "--workers", WORKERS]
    # One thread each: content types are cached for all threads of a process.
    one = ["--blocking-threads", "1", "--no-ws", "--log-level", "warning"]
    return [sys.executable, "-m", "granian", "--interface", "wsgi", *address, *one, APPLICATION]


@contextmanager
def _served(server: str, settings: str, path: str) -> Iterator[Way]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        _command(server, port), cwd=REPOSITORY, env=_environment(settings, port)
    )
    try:
        yield Way(port, _first(port, path, process))
    finally:
        process.terminate()
        process.wait(timeout=30)


def _first(port: int, path: str, process: subprocess.Popen[bytes]) -> bytes:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            return page_of(port, HOST, path)
        except (OSError, WrongAnswer):
            if process.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.1)


def _compare(server: str, path: str, seconds: float) -> tuple[Way, Way]:
    with ExitStack() as stack:
        ways = [
            stack.enter_context(_served(server, settings, path))
            for settings in (CACHED, THROUGH_WAGTAIL)
        ]
        for way in ways:
            load(way.port, HOST, path, expected=way.body, seconds=2)  # warm
        for _run_number in range(RUNS):
            for way in ways:
                way.runs.append(load(way.port, HOST, path, expected=way.body, seconds=seconds))
    return ways[0], ways[1]


def _report(results: dict[str, tuple[Way, Way]], front: BehindNginx) -> str:
    names = ("django", "wagtail", "django-tenants", "psycopg", "redis", *results)
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    lines = [
        "| Server | From the cache | The same page through Wagtail | Ratio | Goal | Holds |",
        "|---|---|---|---|---|---|",
    ]
    for name, (ours, peer) in results.items():
        ratio = ours.per_second / peer.per_second
        lines.append(
            f"| {name}, {WORKERS} processes | {ours} | {peer} | {ratio:.1f}× "
            f"| ≥ {GOALS[name]:g}× | {'yes' if ratio >= GOALS[name] else 'no'} |"
        )
    size = len(next(iter(results.values()))[0].body)
    return f"""## Public page, cached

`make bench-page-cache`, {datetime.now(UTC):%Y-%m-%d}, a page of {size:,} bytes, \
{os.cpu_count()} cores, Python {platform.python_version()}, {versions}. Eight connections of \
wrk on the same machine; medians of {RUNS} runs in turn, with the spread.

{chr(10).join(lines)}

| Behind nginx | A file of the same bytes from nginx | Ratio | Goal | Holds |
|---|---|---|---|---|
{front}

The shipped site without TLS, one process of nginx, gunicorn behind it. nginx answered \
{front.kept_share:.2%} of the page's requests without asking.

Load average at its end: {os.getloadavg()[0]:.1f}.
"""


if __name__ == "__main__":
    sys.exit(main())
