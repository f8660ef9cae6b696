"""Our panels and screens are reached, seen and worked with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .test_admin_pages import admin, assert_no_barrier  # noqa: F401 - a fixture

pytestmark = pytest.mark.long

PRESSES = 250
# What has the focus, and whether anybody can see that it has.
FOCUSED = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  return {
    text: (one.innerText || one.value || one.name || "").trim(),
    href: one.getAttribute("href") || "",
    seen: style.outlineStyle !== "none" || style.boxShadow !== "none",
    acts: one.matches("a, button"),
    inMain: Boolean(one.closest("main")),
  };
}"""


def walk(page: Page) -> list[dict]:
    """Press Tab through the whole page and return what had the focus in its main part."""
    passed: list[dict] = []
    page.locator("body").press("Tab")
    for _press in range(PRESSES):
        now = page.evaluate(FOCUSED)
        if now["inMain"]:
            passed.append(now)
        elif passed:
            break
        page.keyboard.press("Tab")
    return passed


def tab_to(page: Page, text: str) -> None:
    """Press Tab until a link or button with these words has the focus."""
    page.locator("body").press("Tab")
    for _press in range(PRESSES):
        now = page.evaluate(FOCUSED)
        if now["acts"] and now["inMain"] and text in now["text"]:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to “{text}”.")


@pytest.mark.parametrize(
    "path",
    [
        "/admin/disclosure_item_imports/",
        "/admin/disclosure_item_imports/new/",
        "/admin/disclosure_cases/",
        "/admin/disclosure_cases/new/",
        "/admin/disclosure_quarters/",
        "/admin/disclosure/bin/",
    ],
)
def test_everything_that_can_be_used_gets_the_focus_and_shows_it(live_county, admin, path):  # noqa: F811
    admin.goto(live_county.address("jsj", path))
    usable = admin.locator("main :is(a[href], button, input:not([type=hidden]), select)")
    wanted = [one for one in usable.all() if one.is_visible()]
    passed = walk(admin)
    assert len(passed) >= len(wanted) > 0
    assert all(one["seen"] for one in passed), [one for one in passed if not one["seen"]]


def test_a_draft_is_deleted_and_restored_without_a_mouse(live_county, admin):  # noqa: F811
    column = live_county.keys["column"]
    new = f"/admin/pages/add/disclosure_plugin/disclosureitempage/{column}/"
    admin.goto(live_county.address("jsj", new))
    admin.locator("#id_title").focus()
    admin.keyboard.type("键盘写的事项")
    admin.get_by_role("button", name="保存草稿").focus()
    admin.keyboard.press("Enter")
    admin.wait_for_url("**/edit/")
    key = admin.url.split("/")[-3]
    admin.goto(live_county.address("jsj", f"/admin/pages/{key}/delete/"))
    admin.locator("main form [type=submit]").focus()
    admin.keyboard.press("Enter")
    expect(admin.locator(".messages")).to_contain_text("键盘写的事项")
    admin.goto(live_county.address("jsj", "/admin/disclosure/bin/"))
    assert_no_barrier(admin)
    tab_to(admin, "恢复")
    admin.keyboard.press("Enter")
    admin.wait_for_url("**/restore/")
    assert_no_barrier(admin)
    admin.locator("main button[type=submit]").focus()
    admin.keyboard.press("Enter")
    admin.wait_for_url("**/edit/")
    assert admin.locator("#id_title").input_value() == "键盘写的事项"
