"""Boards beside the web: the loop in a hall, sheets noted on a phone, pages on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import barriers

from .test_admin_pages import assert_no_barrier, signed_in

pytestmark = pytest.mark.long

EVERYTHING = barriers.by_tags(barriers.GOOD_PRACTICE)
WITHDRAW = """
from disclosure_plugin import bureaus
from disclosure_plugin.models import DisclosureItemPage
from tests.factories.removals import withdrawn
with bureaus.activate("jsj"):
    withdrawn(DisclosureItemPage.objects.get(title="{title}"))
"""
PUBLISH = """
from disclosure_plugin import bureaus
from disclosure_plugin.models import DisclosureColumnPage
from tests.factories.pages import ItemFactory
with bureaus.activate("jsj"):
    column = DisclosureColumnPage.objects.get(title="预算决算与“三公”经费")
    ItemFactory(parent=column, published=True, title="{title}")
"""


def loop_address(county) -> str:
    short_id = county.paths["board"].rstrip("/").rpartition("/")[2]
    return county.address("jsj", f"/screen/{short_id}/")


@pytest.fixture
def loop(live_county, visitor):
    """The loop on a display; the clock of its browser is ours."""
    page = visitor.new_page()
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.clock.install()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on(
        "console",
        lambda said: page.wrong.append(said.text) if "Security Policy" in said.text else None,
    )
    page.goto(loop_address(live_county))
    yield page
    assert page.wrong == []


def shown(page) -> str:
    [title] = [one for one in page.locator(".slide h2").all() if one.is_visible()]
    return title.inner_text()


def test_items_come_one_after_another_and_nothing_is_in_the_way(loop):
    barriers.assert_none(loop, EVERYTHING)
    titles = loop.locator(".slide h2").all_text_contents()
    assert len(titles) >= 4
    assert shown(loop) == titles[0]
    loop.clock.run_for(12_600)
    assert shown(loop) == titles[1]
    for width, height in ((1920, 1080), (1280, 720), (390, 844), (320, 640)):
        loop.set_viewport_size({"width": width, "height": height})
        assert loop.evaluate("document.documentElement.scrollWidth") == width


def test_a_key_pauses_and_a_button_goes_on(loop):
    first = shown(loop)
    loop.keyboard.press("Shift")
    loop.clock.run_for(60_000)
    assert shown(loop) == first
    assert loop.locator("[data-part=paused]").is_visible()
    barriers.assert_none(loop, EVERYTHING)
    loop.keyboard.press("ArrowRight")
    second = shown(loop)
    assert second != first
    loop.locator("[data-part=go]").click()
    assert not loop.locator("[data-part=paused]").is_visible()
    here = shown(loop)
    loop.clock.run_for(13_000)
    assert shown(loop) != here


def test_the_focus_pauses(loop):
    first = shown(loop)
    loop.keyboard.press("Tab")
    assert loop.locator(":focus").count() == 1
    loop.clock.run_for(60_000)
    assert shown(loop) == first


def test_who_asked_for_reduced_motion_sees_it_stand_still(live_county, browser):
    context = browser.new_context(reduced_motion="reduce", locale="zh-CN")
    page = context.new_page()
    page.clock.install()
    page.goto(loop_address(live_county))
    first = shown(page)
    page.clock.run_for(60_000)
    assert shown(page) == first
    page.locator("[data-part=next]").click()
    assert shown(page) != first
    context.close()


def test_what_is_published_comes_and_what_is_withdrawn_goes_within_a_minute(live_county, loop):
    title = "2026年第三季度三公经费"
    live_county.manage("shell", "-c", PUBLISH.format(title=title))
    node = loop.locator(".slide h2").first.evaluate("one => { one.mark = 1; return 1 }")
    assert node == 1
    with loop.expect_response("**/screen/**"):
        loop.clock.run_for(20_500)
    expect(loop.locator(".slide h2", has_text=title)).to_have_count(1)
    live_county.manage("shell", "-c", WITHDRAW.format(title=title))
    with loop.expect_response("**/screen/**"):
        loop.clock.run_for(20_500)
    expect(loop.locator(".slide h2", has_text=title)).to_have_count(0)
    assert loop.locator(".slide h2:visible").count() == 1
    # Asked again without anything new, the screen is not touched.
    loop.locator("[data-part=slides]").evaluate("one => { one.mark = 1 }")
    with loop.expect_response("**/screen/**"):
        loop.clock.run_for(20_500)
    assert loop.locator("[data-part=slides]").evaluate("one => one.mark") == 1


def test_without_a_network_it_goes_on_and_says_since_when(loop, visitor):
    titles = loop.locator(".slide h2").count()
    visitor.set_offline(True)
    loop.clock.run_for(20_500)
    expect(loop.locator("[data-part=away]")).to_be_visible()
    assert loop.locator("[data-part=since]").inner_text()[2] == ":"
    assert loop.locator(".slide h2").count() == titles
    barriers.assert_none(loop, EVERYTHING)
    first = shown(loop)
    loop.clock.run_for(12_600)
    assert shown(loop) != first
    visitor.set_offline(False)
    with loop.expect_response("**/screen/**"):
        loop.clock.run_for(20_500)
    expect(loop.locator("[data-part=away]")).to_be_hidden()


def test_when_the_board_is_gone_the_screen_is_empty(loop):
    loop.route("**/screen/**", lambda route: route.fulfill(status=404, body="gone"))
    loop.clock.run_for(20_500)
    expect(loop.locator(".slide")).to_have_count(0)


def test_without_script_everything_stands_below_each_other(live_county, browser):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(loop_address(live_county))
    titles = page.locator(".slide h2").all()
    assert len(titles) >= 4
    assert all(one.is_visible() for one in titles)
    assert not page.locator("[data-part=controls]").is_visible()
    context.close()


def test_a_sheet_is_noted_on_a_phone_and_undone(live_county, browser):
    with signed_in(live_county, browser, "jsj", "zhou") as page:
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(live_county.address("jsj", "/admin/disclosure/posting/"))
        page.locator("main td.title a").first.click()
        page.wait_for_url("**/disclosure/posting/*/")
        assert_no_barrier(page)
        row = page.locator("main section li").first
        title = row.locator("strong").inner_text()
        row.locator("button[value=posted]").click()
        page.wait_for_load_state()
        assert title in page.locator(".messages").inner_text()
        log = page.locator("section[aria-labelledby=posting-log] li").first
        assert title in log.inner_text()
        assert_no_barrier(page)
        log.locator("button").click()
        page.wait_for_load_state()
        assert title in page.locator("main section li").first.inner_text()


def test_items_are_chosen_for_print(live_county, browser):
    key = live_county.keys["column"]
    with signed_in(live_county, browser, "jsj", "zhou") as page:
        page.goto(live_county.address("jsj", f"/admin/disclosure/sheets/{key}/"))
        assert_no_barrier(page)
        assert page.locator("main input[type=checkbox]:checked").count() > 20


@pytest.mark.parametrize("kind", ["item", "notice", "board", "commitments", "staff"])
def test_a_public_page_prints_without_what_paper_has_no_use_for(live_county, visitor, kind):
    page = visitor.new_page()
    page.goto(live_county.address("jsj", live_county.paths[kind] + "?theme=dark"))
    page.emulate_media(media="print")
    for hidden in (".navigation", ".county-bar", ".breadcrumbs"):
        assert not page.locator(hidden).first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    if page.locator("main thead").count():
        head = "getComputedStyle(document.querySelector('main thead')).display"
        assert page.evaluate(head) == "table-header-group"
