"""Make the pictures of the documentation from a running demo: `make pictures`."""

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
BROWSER_ARGUMENTS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP *.localhost 127.0.0.1",
]
WIDTHS = (1280, 390)
# name of the picture: (host, link to follow from the home page, or nothing)
PUBLIC = {
    "county": ("county.localhost", ""),
    "construction": ("jsj.localhost", ""),
    "finance": ("czj.localhost", ""),
    "civil-affairs": ("mzj.localhost", ""),
    "education": ("jyj.localhost", ""),
    "board": ("jsj.localhost", "nav a:has-text('公开栏')"),
    "commitments": ("jsj.localhost", "nav a:has-text('承诺')"),
}
ADMIN = {
    "admin-snapshots": "/admin/disclosure_snapshots/",
    "admin-import": "/admin/disclosure_summary_imports/new/",
}
LOGIN, PASSWORD = "jsj-guanli", "yunling-demo"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("Chromium is not installed. On Debian or Ubuntu: apt install chromium")
        return 1
    options.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=[*BROWSER_ARGUMENTS, "--no-sandbox"]
        )
        take_public(browser, options.port, options.folder)
        take_admin(browser, options.port, options.folder)
        browser.close()
    return 0


def take_public(browser: Browser, port: int, folder: Path) -> None:
    for width in WIDTHS:
        page = browser.new_page(viewport={"width": width, "height": 900}, locale="zh-CN")
        for name, (host, link) in PUBLIC.items():
            page.goto(f"http://{host}:{port}/")
            if link:
                page.locator(link).first.click()
                page.wait_for_load_state()
            page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        page.close()


def take_admin(browser: Browser, port: int, folder: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page.goto(f"http://jsj.localhost:{port}/admin/login/")
    page.fill("input[name=username]", LOGIN)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form [type=submit]").first.click()
    page.wait_for_load_state()
    for name, path in ADMIN.items():
        page.goto(f"http://jsj.localhost:{port}{path}")
        page.screenshot(path=folder / f"{name}.png")
    page.close()


if __name__ == "__main__":
    sys.exit(main())
