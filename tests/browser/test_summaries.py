"""Activities on a phone, and a summary whose every number leads to records that sum to it."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.browser.test_admin_pages import admin, assert_no_barrier  # noqa: F401

pytestmark = pytest.mark.long

PHONE = {"width": 390, "height": 844}


def number_in(text: str) -> Decimal:
    found = re.search(r"[\d,]+(?:\.\d+)?", text)
    assert found, text
    return Decimal(found[0].replace(",", ""))


def test_every_number_of_the_public_page_leads_to_records_that_sum_to_it(live_county, visitor):
    page = visitor.new_page()
    page.goto(live_county.address("jsj", live_county.paths["counted summary"]))
    links = page.locator(".counted-line a")
    assert links.count() == 21
    line = page.locator(".counted-line", has_text="宣传单").inner_text()
    assert line == "开展宣传活动4场，出动23人次，制作宣传栏6块，发放宣传单1,046份。"
    listed = 0
    for place in range(links.count()):
        link = links.nth(place)
        link.click()
        anchor = page.url.partition("#")[2]
        heading = page.locator(f"[id='{anchor}']")
        assert heading.is_visible()
        said = number_in(link.inner_text())
        assert number_in(heading.locator("span").inner_text()) == said
        amounts = heading.locator("xpath=following-sibling::*[1]/tbody/tr/td[last()]")
        parts = [number_in(text) for text in amounts.all_inner_texts()]
        assert sum(parts, Decimal(0)) == said
        listed += len(parts)
    assert listed > 20


def test_every_number_of_the_admin_leads_to_exactly_its_records(live_county, admin):  # noqa: F811
    counts = f"/admin/disclosure/summary/{live_county.keys['counted summary']}/counts/"
    admin.goto(live_county.address("jsj", counts))
    assert_no_barrier(admin)
    links = admin.locator("td a[href*='/counted/']")
    addresses = {
        links.nth(place).get_attribute("href"): number_in(links.nth(place).inner_text())
        for place in range(links.count())
    }
    assert len(addresses) == 21
    for address, said in addresses.items():
        admin.goto(live_county.address("jsj", address))
        amounts = admin.locator(".disclosure-amount").all_inner_texts()
        assert sum(map(number_in, amounts), Decimal(0)) == said
        if amounts:
            assert number_in(admin.locator(".disclosure-sum").inner_text()) == said


def test_outreach_is_entered_on_a_phone_with_a_photo(live_county, admin, tmp_path):  # noqa: F811
    from PIL import Image

    picture = tmp_path / "photo.jpg"
    Image.new("RGB", (640, 480), "navy").save(picture)
    admin.set_viewport_size(PHONE)
    admin.goto(live_county.address("jsj", "/admin/disclosure_activities/"))
    assert_no_barrier(admin)
    admin.get_by_role("link", name="宣传", exact=True).click()
    admin.wait_for_url("**/new/outreach/")
    assert admin.locator("input[name=camera]").get_attribute("capture") == "environment"
    assert admin.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_no_barrier(admin)
    admin.fill("input[name=title]", "进社区讲维修资金")
    admin.fill("input[name=on]", "2025-03-05")
    admin.fill("input[name=leaflets]", "120")
    admin.set_input_files("input[name=camera]", str(picture))
    admin.locator("button[name=another]").click()
    # What is counted was not said yet; nothing that was typed is lost.
    admin.wait_for_selector("[aria-invalid=true], .w-field--error")
    assert admin.locator("input[name=title]").input_value() == "进社区讲维修资金"
    admin.fill("input[name=people]", "3")
    admin.set_input_files("input[name=camera]", str(picture))
    admin.locator("button[name=another]").click()
    admin.wait_for_selector("text=已经登记")
    admin.goto(live_county.address("jsj", "/admin/disclosure_activities/?year=2025"))
    admin.get_by_role("link", name="进社区讲维修资金").click()
    admin.wait_for_selector(".disclosure-photos")
    assert admin.locator(".disclosure-photos li").count() == 1
    assert admin.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_no_barrier(admin)


def test_a_summarys_screens_have_no_barrier_and_fit_a_phone(live_county, admin):  # noqa: F811
    key = live_county.keys["counted summary"]
    for width in (1280, 390):
        admin.set_viewport_size({"width": width, "height": 844})
        for path in (
            "disclosure/summary/new/",
            f"disclosure/summary/{key}/counts/",
            f"disclosure/summary/{key}/years/",
            "disclosure_activities/bin/",
            "disclosure/plan-tasks/",
        ):
            admin.goto(live_county.address("jsj", f"/admin/{path}"))
            assert admin.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert_no_barrier(admin)
