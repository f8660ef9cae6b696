"""The way from a public page to the editor, which staff alone see and ask for."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import barriers

from .test_admin_pages import admin  # noqa: F401 - a fixture

pytestmark = pytest.mark.long


def asked_of(page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def test_staff_find_the_editor(live_county, admin):  # noqa: F811
    admin.goto(live_county.address("jsj", "/admin/"))
    admin.goto(live_county.address("jsj", live_county.paths["item"]))
    link = admin.get_by_role("link", name="编辑此页")
    expect(link).to_be_visible()
    barriers.assert_none(admin, barriers.by_tags(barriers.GOOD_PRACTICE))
    link.click()
    admin.wait_for_url("**/admin/pages/*/edit/")
    assert "占用、挖掘城市道路的收费项目和标准" in admin.title()


LINES = """
[...document.querySelectorAll(".switches a, .switches button")]
  .filter((one) => one.offsetParent)
  .map((one) => {
    const words = document.createRange();
    words.selectNodeContents(one);
    return new Set([...words.getClientRects()].map((box) => Math.round(box.top))).size;
  })
"""


@pytest.mark.parametrize("width", [320, 390])
def test_no_word_above_the_letterhead_is_broken_in_large_text(
    live_county,
    admin,  # noqa: F811
    width,
):
    admin.goto(live_county.address("jsj", "/admin/"))
    admin.set_viewport_size({"width": width, "height": 800})
    admin.goto(live_county.address("jsj", live_county.paths["item"] + "?view=large"))
    expect(admin.get_by_role("link", name="编辑此页")).to_be_visible()
    assert set(admin.evaluate(LINES)) == {1}
    assert admin.evaluate("document.documentElement.scrollWidth") == width


def test_visitors_ask_for_nothing(live_county, visitor):
    page = visitor.new_page()
    asked = asked_of(page)
    page.goto(live_county.address("jsj", live_county.paths["item"]))
    page.wait_for_load_state("networkidle")
    assert asked
    assert not [url for url in asked if "/admin/" in url]
    assert page.locator(".edit-link").count() == 0
