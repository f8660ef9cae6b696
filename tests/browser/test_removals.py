"""A leak is stopped in a browser: one takes down, another confirms, and visitors read why."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .test_admin_pages import assert_no_barrier, signed_in

pytestmark = pytest.mark.long

MAKE = """
from disclosure_plugin import bureaus
from disclosure_plugin.models import DisclosureColumnPage
from tests.factories.pages import ItemFactory
with bureaus.activate("jsj"):
    column = DisclosureColumnPage.objects.first()
    item = ItemFactory(parent=column, published=True, title="张三身份证号码")
    print(item.pk, item.url, item.register_entry.number)
"""


@pytest.fixture
def leak(live_county, archive_looked_through):
    """A public item that must not be: its key, its path and its number."""
    pk, path, number = live_county.manage("shell", "-c", MAKE).splitlines()[-1].split()
    return int(pk), path, number


def test_one_takes_down_and_another_confirms(live_county, browser, visitor, leak):
    pk, path, number = leak
    with signed_in(live_county, browser, "jsj", "zhou") as chief:
        chief.goto(live_county.address("jsj", f"/admin/pages/{pk}/edit/"))
        chief.locator("header [data-controller~=w-dropdown] button").first.click()
        chief.locator(f"a[href*='/disclosure/take-down/{pk}/']:visible").first.click()
        chief.wait_for_url("**/disclosure/take-down/*/")
        assert_no_barrier(chief)
        chief.locator("main form button[type=submit]").click()
        chief.wait_for_url("**/disclosure/removals/*/")
        assert_no_barrier(chief)
        # Who has begun it is not asked to decide it.
        assert chief.locator("main form button[name=decision]").count() == 0
        removal = chief.url
        chief.goto(live_county.address("jsj", "/admin/disclosure/removals/"))
        assert_no_barrier(chief)
    for gone in (path, f"/n/{number}"):
        page = visitor.new_page()
        answer = page.goto(live_county.address("jsj", gone))
        assert answer.status == 410
        said = page.locator("main").inner_text()
        assert number in said
        assert "第十五条" in said
        assert "张三" not in page.content()
        assert_no_barrier(page)
        page.close()
    with signed_in(live_county, browser, "jsj", "wu") as reviewer:
        assert reviewer.locator("#disclosure-removals-section a, #disclosure-removals a").count()
        assert_no_barrier(reviewer)
        reviewer.goto(removal)
        reviewer.locator("main button[value=confirm]").click()
        reviewer.wait_for_url("**/disclosure/removals/*/")
        assert reviewer.locator("main form button[name=decision]").count() == 0
        assert_no_barrier(reviewer)


def test_a_withdrawal_is_asked_for_with_a_reason(live_county, browser, leak):
    pk, path, _number = leak
    with signed_in(live_county, browser, "jsj", "zhou") as chief:
        chief.goto(live_county.address("jsj", f"/admin/disclosure/withdraw/{pk}/"))
        assert_no_barrier(chief)
        chief.locator("main form button[type=submit]").click()
        expect(chief.locator("main .error-message").first).to_be_visible()
        assert_no_barrier(chief)
        chief.locator("main input[name=basis]").first.check()
        chief.fill("main textarea[name=reason]", "决定已被撤销。")
        chief.locator("main form button[type=submit]").click()
        chief.wait_for_url("**/disclosure/removals/*/")
        assert_no_barrier(chief)
    assert live_county.ask(live_county.address("jsj", path))[0] == 200


def test_the_county_takes_down_by_number(live_county, browser, leak):
    _pk, path, number = leak
    with signed_in(live_county, browser, "county", "zhao") as county:
        county.goto(live_county.address("county", "/admin/disclosure_county_take_down/"))
        assert_no_barrier(county)
        county.fill("main input[name=number]", number)
        county.locator("main form button[type=submit]").click()
        county.wait_for_load_state()
        assert_no_barrier(county)
    assert live_county.ask(live_county.address("jsj", path))[0] == 410
