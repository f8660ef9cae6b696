"""The answers that no bureau's site gives, as a visitor sees them."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from tests.browser import barriers

pytestmark = pytest.mark.long

REASON = "网站改造，12月1日恢复。"


@contextmanager
def put_into_state(county, command: str):
    county.manage(command, "czj", "--reason", REASON)
    try:
        yield
    finally:
        county.manage("resume_bureau", "czj")


def look(page, address: str, status: int, heading: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    answer = page.goto(address)
    assert answer.status == status
    assert heading in page.locator("h1").inner_text()
    barriers.assert_none(page, barriers.by_tags(barriers.GOOD_PRACTICE))
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_standalone_pages_have_no_barrier(live_county, visitor):
    page = visitor.new_page()
    for scheme in ("light", "dark"):
        look(page, live_county.address("nobody"), 404, "这个网址没有网站", scheme)
    with put_into_state(live_county, "suspend_bureau"):
        for scheme in ("light", "dark"):
            look(page, live_county.address("czj"), 503, "云岭县财政局", scheme)
        assert REASON in page.inner_text("main")
    with put_into_state(live_county, "close_bureau"):
        look(page, live_county.address("czj", "/admin/"), 403, "云岭县财政局", "light")
        assert REASON in page.inner_text("main")
