"""make pictures: take the pictures of the documentation from a fresh demo county."""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from sandbox.services.county import fresh_county
from sandbox.services.progress import Progress

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP *.localhost 127.0.0.1",
]
WIDTHS = (1280, 390)
COUNTY, CONSTRUCTION = "county", "jsj"
BOARD = "nav a:has-text('公开栏')"
NOTICES = "main a:has-text('公示公告')"
# Name of the picture: the bureau, where to begin on its site, links to follow from there.
PUBLIC: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "county": (COUNTY, "/", ()),
    "construction": (CONSTRUCTION, "/", ()),
    "board": (CONSTRUCTION, "/", (BOARD,)),
    "column": (CONSTRUCTION, "/", (BOARD, "main a:has-text('办事指南')")),
    "service-procedure": (
        CONSTRUCTION,
        "/",
        (BOARD, "main a:has-text('办事指南')", "main a:has-text('施工许可证核发')"),
    ),
    "fees": (CONSTRUCTION, "/", ("main a:has-text('查收费项目和标准')",)),
    "notice": (CONSTRUCTION, "/", (BOARD, NOTICES, "main a:has-text('保障对象公示')")),
    "commitments": (CONSTRUCTION, "/", ("nav a:has-text('承诺')",)),
    "annual-summary": (CONSTRUCTION, "/", ("main a:has-text('年政务公开工作总结')",)),
    "annual-report": (CONSTRUCTION, "/", ("main a:has-text('工作年度报告')",)),
    "register": (CONSTRUCTION, "/register/", ()),
    "search": (CONSTRUCTION, "/search/?q=施工许可", ()),
    "platform": (CONSTRUCTION, "/open-information/", ()),
    "archive": (CONSTRUCTION, "/archive/", ()),
}
# Looks of the same pages: name, of which page, query, width.
LOOKS = [
    ("construction-large", "construction", "view=large", 390),
    ("service-procedure-dark", "service-procedure", "theme=dark", 1280),
]
DISPLAY = "/screen/board/"
SNAPSHOT_WITHIN = 120  # seconds
ADMIN = {
    "admin-day": "/admin/",
    "admin-snapshots": "/admin/disclosure_snapshots/",
    "admin-import": "/admin/disclosure_summary_imports/new/",
}
LOGIN, PASSWORD = "jsj-guanli", "yunling-demo"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make pictures")
    parser.add_argument("--port", type=int, help="of a demo that runs, instead of a fresh one")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.port:
        take_all(options.port, options.folder)
        return 0
    with fresh_county(Progress()) as county:
        take_all(county.port, options.folder)
    return 0


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """Run Chromium without a window for as long as the block lasts."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is not installed. On Debian or Ubuntu: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


def keep(page: Page, path: Path, *, full_page: bool = False) -> None:
    """Save what is shown; in 256 colours, which is what our pages need, a quarter of the bytes."""
    taken = Image.open(io.BytesIO(page.screenshot(full_page=full_page))).convert("RGB")
    taken.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def follow(page: Page, port: int, bureau: str, first: str, links: tuple[str, ...]) -> None:
    """Open a page as a visitor does: from an address, link by link."""
    page.goto(f"http://{bureau}.localhost:{port}{first}")
    for link in links:
        page.locator(link).first.click()
        page.wait_for_load_state()


def take_all(port: int, folder: Path) -> None:
    with opened_browser() as browser:
        wait_for_snapshot(browser, port)
        take_public(browser, port, folder)
        take_display(browser, port, folder)
        take_admin(browser, port, folder)


def wait_for_snapshot(browser: Browser, port: int) -> None:
    """Wait until the worker has put something into the archive."""
    page = browser.new_page()
    deadline = time.monotonic() + SNAPSHOT_WITHIN
    follow(page, port, *PUBLIC["archive"])
    while not page.locator("main a[href*='/archive/snapshots/']").count():
        if time.monotonic() > deadline:
            sys.exit(f"No snapshot was taken within {SNAPSHOT_WITHIN} s.")
        time.sleep(2)
        page.reload()
    page.close()


def take_public(browser: Browser, port: int, folder: Path) -> None:
    for width in WIDTHS:
        page = browser.new_page(viewport={"width": width, "height": 900}, locale="zh-CN")
        for name, place in PUBLIC.items():
            follow(page, port, *place)
            keep(page, folder / f"{name}-{width}.png", full_page=True)
        page.close()
    for name, of, query, width in LOOKS:
        # Of its own: the browser remembers which look was chosen.
        page = browser.new_page(viewport={"width": width, "height": 900}, locale="zh-CN")
        follow(page, port, *PUBLIC[of])
        page.goto(f"{page.url}?{query}")
        keep(page, folder / f"{name}-{width}.png", full_page=True)
        page.close()


def take_display(browser: Browser, port: int, folder: Path) -> None:
    page = browser.new_page(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    page.goto(f"http://{CONSTRUCTION}.localhost:{port}{DISPLAY}")
    keep(page, folder / "hall-display.png")
    page.close()


def take_admin(browser: Browser, port: int, folder: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page.goto(f"http://{CONSTRUCTION}.localhost:{port}/admin/login/")
    page.fill("input[name=username]", LOGIN)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form [type=submit]").first.click()
    page.wait_for_load_state()
    for name, path in ADMIN.items():
        page.goto(f"http://{CONSTRUCTION}.localhost:{port}{path}")
        keep(page, folder / f"{name}.png")
    page.close()


if __name__ == "__main__":
    sys.exit(main())
