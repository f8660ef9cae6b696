"""The archive in a browser: accessible, whole on a phone, and the old page without any power."""

from __future__ import annotations

import pytest

from tests.browser import barriers

pytestmark = pytest.mark.long

PAGES = ["calendar", "snapshot", "versions", "compare", "replay", "newest", "missing"]
EVERYTHING = barriers.by_tags(barriers.GOOD_PRACTICE)


def dressed(address: str, query: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{query}" if query else address


@pytest.mark.parametrize(
    ("query", "width"), [("", 1280), ("", 390), ("view=large", 390), ("theme=dark", 1280)]
)
@pytest.mark.parametrize("kind", PAGES)
def test_no_barrier_is_found(archive, visitor, kind, query, width):
    page = visitor.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(dressed(archive[kind], query))
    barriers.assert_none(page, EVERYTHING)


@pytest.mark.parametrize("query", ["", "view=large"])
@pytest.mark.parametrize("kind", PAGES)
def test_nothing_scrolls_sideways(archive, visitor, kind, query):
    page = visitor.new_page()
    page.goto(dressed(archive[kind], query))
    for width in (320, 390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_old_page_stands_in_its_frame_with_its_styles(archive, visitor):
    page = visitor.new_page()
    failed = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    page.goto(archive["replay"])
    heading = page.frame_locator("iframe").get_by_role("heading", level=1)
    assert heading.inner_text() == "城市道路占用费的收费标准"
    assert "0.30元" in page.frame_locator("iframe").locator("main").inner_text()
    family = heading.evaluate("one => getComputedStyle(one).fontFamily")
    assert "Source Han Serif SC" in family
    assert [url for url in failed if "favicon" not in url] == []


def test_no_script_of_the_old_page_runs(archive, visitor):
    page = visitor.new_page()
    page.goto(archive["replay"])
    [_top, old] = page.frames
    assert page.evaluate("document.querySelector('iframe').contentDocument") is None
    assert old.locator("script").count() == 0


def test_a_link_of_the_old_page_leads_to_another_archived_page(archive, visitor):
    page = visitor.new_page()
    page.goto(archive["replay"])
    page.frame_locator("iframe").get_by_role("link", name="收费项目和标准").first.click()
    page.wait_for_url(lambda address: address != archive["replay"])
    assert "/archive/" in page.url
    assert page.locator(".band-mark").inner_text() == "已归档"


def test_the_way_through_the_versions_without_script(live_county, archive, browser):
    context = browser.new_context(java_script_enabled=False, color_scheme="light")
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(archive["item"])
    page.get_by_role("link", name="保存的各个版本，可以对比、核验").click()
    assert page.url == archive["versions"]
    page.get_by_role("link", name="第1版", exact=True).click()
    assert page.url == archive["replay"]
    page.get_by_role("link", name="与最新一版有哪些不同").click()
    assert page.url == archive["compare"]
    changed = page.locator(".differences .changed").all_inner_texts()
    assert any("小时" in line for line in changed)
    page.get_by_role("button", name="比较").click()
    assert "to=" in page.url
    context.close()


def test_on_the_phone_the_rest_is_folded(archive, visitor):
    page = visitor.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(archive["replay"])
    versions = page.locator(".band-phone").get_by_role("link", name="3个版本")
    assert not versions.is_visible()
    page.get_by_text("全部版本、对比和核验").click()
    assert versions.is_visible()


@pytest.mark.parametrize(("query", "least"), [("", 44), ("view=large", 60)])
@pytest.mark.parametrize("kind", ["calendar", "versions", "compare", "replay"])
def test_controls_are_large_enough_for_a_thumb(archive, visitor, kind, query, least):
    page = visitor.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(dressed(archive[kind], query))
    for summary in page.locator("summary").all():
        summary.click()
    controls = page.locator(
        ".snapshots a, .versions a, .band-facts a, .band-button, .links a, summary, select, button"
    )
    heights = [box["height"] for one in controls.all() if (box := one.bounding_box())]
    assert len(heights) >= 3
    assert min(heights) >= least - 0.5
