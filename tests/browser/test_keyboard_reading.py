"""A visitor without a mouse: home, search, filter, item, attachment, earlier version."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from .test_keyboard import FOCUSED

pytestmark = pytest.mark.long

MOST_PRESSES = 120


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until what the selector names has the focus, and see it on all the way."""
    for _press in range(MOST_PRESSES):
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        assert now["seen"], f"Nobody sees that “{now['text']}” has the focus."
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"Tab never came to {wanted} of {page.url}.")


def follow(page: Page, wanted: str) -> None:
    """Open what the selector names with Enter and wait for the page."""
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("query", ["", "?view=large"])
def test_from_the_home_page_to_an_earlier_version(live_county, archive, visitor, query):
    page = visitor.new_page()
    page.goto(live_county.address("jsj", f"/{query}"))
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["href"] == "#content"

    tab_to(page, "header input[name=q]")
    page.keyboard.type("按面积和小时收费")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#found-heading").inner_text() == "共1件"

    tab_to(page, "summary")
    page.keyboard.press("Enter")
    tab_to(page, "select[name=category]")
    page.keyboard.press("End")  # a category that holds nothing
    follow(page, "form.filters button")
    assert page.locator("#found-heading").inner_text() == "没有查到"
    assert page.get_by_role("link", name="不筛选").inner_text() == "不筛选：共1件"
    follow(page, ".chips a")
    assert page.locator("#found-heading").inner_text() == "共1件"

    follow(page, ".found .entry-title")
    assert page.url == archive["item"]
    assert page.locator("h1").inner_text() == "城市道路占用费的收费标准"

    tab_to(page, "main a[href*='/media/']")
    with page.expect_download() as fetched:
        page.keyboard.press("Enter")
    assert re.fullmatch(r".+\.pdf", fetched.value.suggested_filename)
    assert fetched.value.path().read_bytes().startswith(b"%PDF-")

    follow(page, f"main a[href='{archive_path(archive, 'versions')}']")
    assert page.url == archive["versions"]
    follow(page, f"main a[href='{archive_path(archive, 'replay')}']")
    assert page.url == archive["replay"]
    assert page.locator(".band-mark").inner_text() == "已归档"
    old = page.frame_locator("iframe")
    assert "0.30元" in old.locator("main").inner_text()


def archive_path(archive: dict[str, str], kind: str) -> str:
    """Return the address as the site's links write it."""
    return re.sub(r"^http://[^/]+", "", archive[kind])
