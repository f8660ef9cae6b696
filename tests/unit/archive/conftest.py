"""A small bureau site, written as a bare WSGI application, and packages made of it."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from disclosure_plugin.archive.capture import WSGIFetcher
from disclosure_plugin.archive.wacz import PackageInfo
from tests.unit.archive.forging import read_members
from tests.unit.archive.manifests import a_manifest
from tests.unit.archive.proved_packages import Parts, make_parts
from tests.unit.archive.writing import write_snapshot

NOW = datetime(2026, 11, 23, 1, 2, 3, 456789, tzinfo=UTC)
HOST = "http://jsj.localhost:8000"

HOME = """<!doctype html><html lang="zh"><head><title>建设局</title>
<link rel="stylesheet" href="/style.css"></head>
<body><a href="/公示/">公示</a> <a href="/old/">旧址</a> <a href="/gone/">无</a>
<img src="/logo.png" alt=""></body></html>"""

HTML = ("Content-Type", "text/html; charset=utf-8")
ANSWERS: dict[str, tuple[str, list[tuple[str, str]], bytes]] = {
    "/": ("200 OK", [HTML], HOME.encode()),
    "/公示/": ("200 OK", [HTML], "<!doctype html><title>公示</title><p>七个工作日".encode()),
    "/style.css": ("200 OK", [("Content-Type", "text/css")], b"body{background:url(bg.png)}"),
    "/logo.png": ("200 OK", [("Content-Type", "image/png")], b"\x89PNG\r\n\x1a\n\x00\xff" * 9),
    "/bg.png": ("200 OK", [("Content-Type", "image/png")], b"\x89PNG\r\n\x1a\n\x01\xfe" * 9),
    "/old/": ("301 Moved Permanently", [("Location", "/公示/"), HTML], b""),
}
PATHS = ["/", "/公示/", "/style.css", "/logo.png", "/bg.png", "/old/", "/gone/"]


def bureau_site(environ: dict, start_response: Callable) -> Iterable[bytes]:
    """Answers the paths above, everything else with 404."""
    path = environ["PATH_INFO"].encode("latin-1").decode()
    missing = ("404 Not Found", [HTML], "<title>没有这一页</title>".encode())
    status, headers, body = ANSWERS.get(path, missing)
    start_response(status, [(k, v.encode().decode("latin-1")) for k, v in headers])
    return [body]


@pytest.fixture
def fetch_from():
    """Make a fetcher of any application, at a fixed time."""

    def make(application, **options) -> WSGIFetcher:
        return WSGIFetcher(application, user_agent="archive-test/1", clock=lambda: NOW, **options)

    return make


@pytest.fixture
def fetcher(fetch_from) -> WSGIFetcher:
    return fetch_from(bureau_site)


@pytest.fixture
def info() -> PackageInfo:
    return PackageInfo(
        title="建设局公开页面", created=NOW.replace(microsecond=0), software="disclosure-plugin 0"
    )


@pytest.fixture
def make_snapshot(fetcher, info):
    """Write the package of the bureau site to a path."""

    def make(path: Path) -> Path:
        exchanges = (fetcher.fetch(HOST + url) for url in PATHS)
        titles = {f"{HOST}/": "建设局", f"{HOST}/%E5%85%AC%E7%A4%BA/": "公示"}
        write_snapshot(path, exchanges, titles, info, a_manifest(), warc_info={"isPartOf": "jsj"})
        return path

    return make


@pytest.fixture
def snapshot(make_snapshot, tmp_path) -> Path:
    return make_snapshot(tmp_path / "snapshot.wacz")


@pytest.fixture
def package(tmp_path) -> Path:
    """A package with manifest and proof."""
    return make_parts().prove().write(tmp_path / "snapshot.wacz")


@pytest.fixture
def members(package) -> dict[str, bytes]:
    return read_members(package)


@pytest.fixture
def target(tmp_path) -> Path:
    """Where a test writes its package."""
    return tmp_path / "snapshot.wacz"


@pytest.fixture
def parts() -> Parts:
    """What a true snapshot is put together from."""
    return make_parts().prove()
