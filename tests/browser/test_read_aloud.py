"""A page is read aloud by the visitor's own device, where it can."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import barriers

pytestmark = pytest.mark.long

# This Chromium has no voice: what would be said is written down, and ends when we say so.
HEARD = """
window.heard = [];
window.speechSynthesis.speak = (utterance) => window.heard.push(utterance);
"""


@pytest.fixture
def item(live_county, visitor):
    page = visitor.new_page()
    page.add_init_script(HEARD)
    page.goto(live_county.address("jsj", live_county.paths["item"]))
    return page


def heard(page) -> list[str]:
    return page.evaluate("window.heard.map(one => one.text)")


def test_it_is_read_piece_by_piece_in_its_language(item):
    button = item.get_by_role("button", name="朗读")
    button.click()
    for _piece in range(60):
        item.evaluate("window.heard.at(-1).onend()")
    said = heard(item)
    assert "占用、挖掘城市道路的收费项目和标准" in said
    assert said.index("按面积和天数收费。") < said.index("怎样缴费") < said.index("到窗口缴。")
    assert max(map(len, said)) <= 160
    assert set(item.evaluate("window.heard.map(one => one.lang)")) == {
        item.evaluate("document.documentElement.lang")
    }
    # Neither the frame around the page, nor what only those see who have no screen to see.
    assert not [words for words in said if "长辈版" in words or "跳到正文" in words]


def test_it_is_seen_what_is_read_and_stopped_with_a_key(item):
    item.get_by_role("button", name="朗读").click()
    stop = item.get_by_role("button", name="停止朗读")
    expect(stop).to_have_attribute("aria-pressed", "true")
    assert item.locator("[data-reading]").inner_text().strip() in " ".join(
        item.locator("main").all_inner_texts()
    )
    barriers.assert_none(item, barriers.by_tags(barriers.GOOD_PRACTICE))
    item.keyboard.press("Escape")
    expect(item.get_by_role("button", name="朗读")).to_have_attribute("aria-pressed", "false")
    assert item.locator("[data-reading]").count() == 0
    said = heard(item)
    item.evaluate("window.heard.at(-1).onend()")
    assert heard(item) == said, "What was stopped does not go on."


def test_a_device_without_a_voice_says_so(item):
    item.get_by_role("button", name="朗读").click()
    item.evaluate("window.heard.at(-1).onerror()")
    expect(item.get_by_role("button", name="本机没有朗读语音")).to_be_visible()


def test_it_is_there_where_it_can_work(live_county, browser, visitor):
    address = live_county.address("jsj", live_county.paths["item"])
    without = browser.new_context(java_script_enabled=False)
    page = without.new_page()
    page.goto(address)
    assert not page.locator(".read-aloud").is_visible()
    without.close()

    phone = visitor.new_page()
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto(address)
    assert not phone.locator(".read-aloud").is_visible()
    phone.goto(f"{address}?view=large")
    assert phone.locator(".read-aloud").is_visible()
