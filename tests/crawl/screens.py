"""A page in Chromium, on a phone, a tablet and a desk, in standard and in large text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, sync_playwright

from tests.browser.barriers import GOOD_PRACTICE

WIDTHS = (390, 768, 1280)
VIEWS = ("standard", "large")
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP *.localhost 127.0.0.1",
]


@contextmanager
def visitor() -> Iterator[BrowserContext]:
    """A visitor with a browser, who prefers the light theme."""
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    if executable is None:
        raise SystemExit("No Chromium here. On Debian or Ubuntu: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser.new_context(locale="zh-CN", color_scheme="light")
        browser.close()


def faults(context: BrowserContext, address: str, view: str) -> Iterator[str]:
    """Look at one page in one view and say what is wrong with it.

    Args:
        context: of the visitor.
        address: of the page.
        view: standard or large.
    """
    page = context.new_page()
    said: list[str] = []
    own = urlsplit(address).port
    page.on("pageerror", lambda error: said.append(f"script failed: {error}"))
    page.on(
        "console",
        lambda line: said.append(f"console: {line.text}") if line.type == "error" else None,
    )
    page.on(
        "request",
        lambda asked: (
            said.append(f"asked another host: {asked.url}")
            if _is_foreign(asked.url, own)
            else None
        ),
    )
    try:
        mark = "&" if urlsplit(address).query else "?"
        answer = page.goto(f"{address}{mark}view={view}")
        is_error = answer is not None and answer.status >= 400
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                yield f"{width} px, {view}: scrolls sideways, {wide} px wide"
            options = {
                "runOnly": {"type": "tag", "values": GOOD_PRACTICE},
                "resultTypes": ["violations"],
            }
            for one in Axe().run(page, options=options).response["violations"]:
                where = one["nodes"][0]["target"]
                yield f"{width} px, {view}: axe {one['id']} × {len(one['nodes'])} at {where}"
        # Of a page that answers 404 the browser itself says so.
        yield from (one for one in said if not (is_error and "Failed to load resource" in one))
    finally:
        page.close()


def _is_foreign(address: str, port: int | None) -> bool:
    url = urlsplit(address)
    if url.scheme in ("data", "blob"):
        return False
    return url.port != port or not (url.hostname or "").endswith("localhost")
