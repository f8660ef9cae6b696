"""Somebody of the county enters a bureau in a browser, across two hosts, and leaves again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_admin_pages import assert_no_barrier
from tests.factories.users import PASSWORD

pytestmark = pytest.mark.long

LIST = "/admin/disclosure_county_sessions/"
REASON = "核对收费公开栏的逾期"


@pytest.fixture
def lin(live_county, browser):
    """A county administrator, signed in to the county office."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page = context.new_page()
    sign_in(page, live_county.address("county"), "lin")
    yield page
    context.close()


def sign_in(page: Page, site: str, username: str) -> None:
    page.goto(f"{site}admin/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form [type=submit]").first.click()
    page.wait_for_url("**/admin/")


def ask(page: Page) -> Locator:
    """Ask for a session and return the button that begins it."""
    page.select_option("select[name=bureau]", label="云岭县住房和城乡建设局")
    page.fill("textarea[name=reason]", REASON)
    page.locator("main form button[type=submit]").click()
    button = page.locator("main form[action*='jsj.localhost'] button")
    expect(button).to_be_visible()
    return button


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def look(page: Page, name: str) -> None:
    """Keep a picture, where a folder for them is named."""
    folder = os.environ.get("LOOK")
    if folder:
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png")
        page.set_viewport_size({"width": 1280, "height": 900})


def test_enter_a_bureau_work_there_and_leave(live_county, lin):
    refused: list[str] = []
    lin.on(
        "console", lambda said: refused.append(said.text) if "Content Sec" in said.text else None
    )
    lin.goto(live_county.address("county", LIST))
    assert_no_barrier(lin)
    look(lin, "list-empty")
    lin.locator(f"main a[href='{LIST}enter/']").first.click()
    lin.wait_for_url("**/enter/")
    assert_no_barrier(lin)
    look(lin, "enter")
    lin.locator("main form button[type=submit]").click()
    expect(lin.locator("main .error-message").first).to_be_visible()
    assert_no_barrier(lin)
    look(lin, "enter-errors")
    ask(lin)
    assert_no_barrier(lin)
    look(lin, "handover")
    # The look may have taken longer than the button works.
    lin.goto(live_county.address("county", f"{LIST}enter/"))
    ask(lin).click()
    lin.wait_for_url(live_county.address("jsj", "/admin/"))
    banner = lin.locator(".county-visit")
    expect(banner).to_contain_text("林青")
    expect(banner).to_contain_text(REASON)
    assert_no_barrier(lin)
    look(lin, "bureau-home")
    edit = f"/admin/pages/{live_county.keys['item']}/edit/"
    lin.goto(live_county.address("jsj", edit))
    expect(banner).to_be_visible()
    look(lin, "bureau-edit")
    lin.set_viewport_size({"width": 390, "height": 844})
    assert fits(lin)
    lin.set_viewport_size({"width": 1280, "height": 900})
    # The county's own session is untouched, and is another one.
    assert lin.goto(live_county.address("county", LIST)).status == 200
    expect(lin.locator("#listing-results tbody tr")).to_have_count(2)
    assert_no_barrier(lin)
    look(lin, "list")

    lin.goto(live_county.address("jsj", "/admin/"))
    banner.locator("button").click()
    back = lin.locator("main a")
    expect(back).to_have_attribute("href", live_county.address("county", "/admin/"))
    assert_no_barrier(lin)
    look(lin, "ended")
    lin.goto(live_county.address("jsj", edit))
    lin.wait_for_url("**/admin/login/**")
    assert refused == []


def test_the_bureau_reads_who_came(live_county, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page = context.new_page()
    sign_in(page, live_county.address("jsj"), "zhou")
    page.goto(live_county.address("jsj", LIST))
    assert_no_barrier(page)
    look(page, "bureau-list")
    context.close()
