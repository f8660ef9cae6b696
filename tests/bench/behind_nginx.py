"""A public page behind the shipped nginx site, beside a file of the same bytes that nginx serves.

Without TLS, which would take the same from both, and the client is wrk.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.bench.wrk import load, page_of
from tests.integration.deploy.front_server import FrontServer
from tests.integration.deploy.installation import make_places

RUNS = 5
GOAL = 0.7
STATIC = "/static/page.html"
# Of its lines those that say what became of a request that nginx could have answered itself.
KEPT = re.compile(r" (HIT|MISS|EXPIRED|BYPASS)$", re.MULTILINE)


@dataclass
class Served:
    """What one address answered, in requests a second, in each run."""

    path: str
    rates: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{median(self.rates):,.0f}/s ({min(self.rates):,.0f}–{max(self.rates):,.0f})"


@dataclass(frozen=True)
class BehindNginx:
    """Both addresses, and how many of the page's requests nginx answered without asking."""

    page: Served
    file: Served
    kept_share: float

    @property
    def ratio(self) -> float:
        return median(self.page.rates) / median(self.file.rates)

    @property
    def holds(self) -> bool:
        return self.ratio >= GOAL

    def __str__(self) -> str:
        return (
            f"| {self.page} | {self.file} | {self.ratio:.2f}× | ≥ {GOAL:g}× "
            f"| {'yes' if self.holds else 'no'} |"
        )


def behind_nginx(web_port: int, host: str, path: str, body: bytes, seconds: float) -> BehindNginx:
    """Ask in turn for a page through nginx, and for a file of the same bytes.

    Args:
        web_port: where the web process listens, on 127.0.0.1.
        host: of the bureau, whose domain is the last part.
        path: of the page.
        body: what it answers.
        seconds: of each run.
    """
    with tempfile.TemporaryDirectory(prefix="bench-nginx-", dir="/tmp") as folder:
        root = Path(folder)
        root.chmod(0o755)
        domain = host.rpartition(".")[2]
        places = make_places(root, domain=domain, database_url="", redis_url="")
        front = FrontServer(places, domain)
        _without_tls(root / "nginx" / "site.conf", f"unix:{places.run}/web.sock", web_port)
        static = places.data / "static"
        static.mkdir()
        (static / "page.html").write_bytes(body)
        nginx = front.start()
        try:
            page, file = Served(path), Served(STATIC)
            _wait_until_kept(front, host, path)
            for one in (page, file):
                load(front.https_port, host, one.path, expected=body, seconds=1)  # warm
            before = len(front.access_log)
            for _run in range(RUNS):
                for one in (page, file):
                    asked = load(front.https_port, host, one.path, expected=body, seconds=seconds)
                    one.rates.append(asked.per_second)
            outcomes = KEPT.findall(front.access_log[before:])
        finally:
            nginx.stop()
    return BehindNginx(page, file, outcomes.count("HIT") / len(outcomes))


def _without_tls(site: Path, shipped_web: str, web_port: int) -> None:
    text = re.sub(r"(listen \S+) ssl( http2| default_server)?", r"\1\2", site.read_text())
    text = text.replace(" http2;", ";").replace("ssl_reject_handshake on;", "")
    site.write_text(text.replace(shipped_web, f"127.0.0.1:{web_port}"))


def _wait_until_kept(front: FrontServer, host: str, path: str) -> None:
    """Ask until nginx is there and answers by itself."""
    deadline = time.monotonic() + 30
    while not front.access_log.endswith(" HIT\n"):
        if time.monotonic() > deadline:
            raise RuntimeError(f"nginx never keeps {path} of {host}: {front.access_log[-500:]}")
        with contextlib.suppress(OSError):
            page_of(front.https_port, host, path)
        time.sleep(0.05)
