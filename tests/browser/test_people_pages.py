"""A new colleague in a browser: invited, first sign-in, seen in the list, deactivated."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import TimeoutError

from .test_admin_pages import admin, assert_no_barrier  # noqa: F401  (a fixture)

pytestmark = pytest.mark.long

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
FITS = """() => {
    const main = document.querySelector("main")
    return main.scrollWidth <= main.clientWidth + 1
}"""
WIDEST = """() => {
    const main = document.querySelector("main")
    const past = (element) => Math.round(element.getBoundingClientRect().right)
    return [main.scrollWidth, main.clientWidth, ...[...main.querySelectorAll("*")]
        .sort((one, other) => past(other) - past(one)).slice(0, 4)
        .map((element) => `${past(element)} ${element.outerHTML.slice(0, 200)}`)]
}"""


def look(page, name: str) -> None:
    """Check a screen on a desk and on a phone: no barrier, nothing cut off."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert_no_barrier(page)
        try:  # once Wagtail's menu and buttons stand where they belong
            page.wait_for_function(FITS, timeout=30_000)
        except TimeoutError as error:
            cut = f"“{name}” is cut off at {size['width']}: {page.evaluate(WIDEST)}"
            raise AssertionError(cut) from error
    page.set_viewport_size(DESK)


@pytest.fixture
def newcomer(browser):
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    yield context.new_page()
    context.close()


def test_a_colleague_comes_and_goes(live_county, admin, newcomer):  # noqa: F811
    admin.goto(live_county.address("jsj", "/admin/disclosure_people/invite/"))
    look(admin, "invite")
    admin.fill("input[name=full_name]", "李静")
    admin.fill("input[name=username]", "ZHOU")  # taken
    admin.check("input[name=role][value=编辑]")
    admin.locator("main form button[type=submit]").click()
    admin.locator("main .error-message").wait_for()
    look(admin, "refused")
    admin.fill("input[name=username]", "lijing")
    admin.locator("main form button[type=submit]").click()
    link = admin.locator("main code").inner_text()
    assert re.fullmatch(r"http://jsj\.localhost:\d+/admin/first-login/[\w-]{43}/", link)
    look(admin, "link")

    newcomer.goto(link)
    look(newcomer, "first login")
    newcomer.fill("input[name=new_password1]", "公开条例第二十六条")
    newcomer.fill("input[name=new_password2]", "不一样的密码不一样")
    newcomer.locator("form button[type=submit]").click()
    newcomer.locator(".error-message").wait_for()
    look(newcomer, "first login refused")
    for number in (1, 2):
        newcomer.fill(f"input[name=new_password{number}]", "公开条例第二十六条二十日")
    newcomer.locator("form button[type=submit]").click()
    newcomer.wait_for_url("**/admin/")
    newcomer.goto(live_county.address("jsj", "/admin/disclosure_roles/"))
    assert "李静" in newcomer.locator("main table").inner_text()
    look(newcomer, "roles")
    newcomer.goto(link)
    look(newcomer, "used link")

    admin.goto(live_county.address("jsj", "/admin/disclosure_people/"))
    look(admin, "people")
    admin.locator("main table a", has_text="李静").click()
    admin.wait_for_url(re.compile(r"/disclosure_people/\d+/$"))
    look(admin, "person")
    admin.goto(f"{admin.url}deactivate/")
    assert "李静" in admin.locator("h1").inner_text()
    look(admin, "deactivate")
    admin.locator("main form button[type=submit]").click()
    admin.wait_for_url("**/disclosure_people/")
    answer = newcomer.goto(live_county.address("jsj", "/admin/"))
    assert "/admin/login/" in answer.url
