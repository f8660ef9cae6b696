"""A review in browsers: two reviewers, a schedule that is cancelled, and public in the end.

On a phone too: reviewers approve, send back and take down where they stand.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from itertools import count

import pytest
from playwright.sync_api import expect

from disclosure_plugin.domain.review_answers import Point
from tests.factories.users import PASSWORD

from .test_admin_pages import assert_no_barrier

pytestmark = pytest.mark.long

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# No two slides of a display look alike.
NUMBERS = count(1)

MAKE = """
from datetime import timedelta
from django.utils import timezone
from disclosure_plugin import bureaus
from disclosure_plugin.actions.checking import check_everything
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.models import DisclosureColumnPage
from tests.factories.pages import ItemFactory
from tests.factories.reviews import colleague
with bureaus.activate("jsj"):
    column = DisclosureColumnPage.objects.first()
    item = ItemFactory(parent=column, title="%(title)s", go_live_at=%(when)s)
    revision = item.save_revision(user=colleague(EDITORS))
    check_everything(revision)
    item.get_workflow().start(item, colleague(EDITORS))
    print(item.pk, item.current_workflow_task_state.pk, item.url)
"""
EDIT = """
from disclosure_plugin import bureaus
from disclosure_plugin.actions.checking import check_everything
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.models import DisclosureItemPage
from tests.factories.reviews import colleague
with bureaus.activate("jsj"):
    item = DisclosureItemPage.objects.get(pk=%(pk)s)
    item.abstract, item.go_live_at = "改过的摘要", None
    revision = item.save_revision(user=colleague(EDITORS))
    check_everything(revision)
    item.get_workflow().start(item, colleague(EDITORS))
    print(item.current_workflow_task_state.pk)
"""
TOMORROW = "timezone.now() + timedelta(days=1)"


@contextmanager
def signed_in(county, browser, username: str, viewport: dict[str, int]):
    context = browser.new_context(viewport=viewport, locale="zh-CN")
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(county.address("jsj", "/admin/login/"))
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form [type=submit]").first.click()
    page.wait_for_url("**/admin/")
    yield page
    context.close()


def asked(county, code: str) -> list[str]:
    return county.manage("shell", "--verbosity=0", "-c", code).splitlines()[-1].split()


def handed_in(county, when: str = "None", title: str = "") -> tuple[int, int, str]:
    pk, state, path = asked(
        county, MAKE % {"when": when, "title": title or f"占道施工安排之{next(NUMBERS)}"}
    )
    return int(pk), int(state), path


def fits(page) -> None:
    """Check that nothing has to be moved sideways to be read."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


def approve_by_form(county, page, state: int, *, asks: bool) -> None:
    """Open the form of one item from the list, fill it in, and carry it out."""
    page.goto(county.address("jsj", f"/admin/disclosure/reviews/{state}/"))
    assert_no_barrier(page)
    if asks:
        for point in Point:
            page.check(f"[name=s{state}-{point.value}]")
        page.check(f"[name=s{state}-opinion][value=disclose]")
    page.check(f"[name=s{state}-decision][value=approve]")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main .disclosure-right")).to_have_text("已批准。")
    assert_no_barrier(page)


def next_state(county, pk: int) -> int:
    code = (
        "from wagtail.models import Page\n"
        "from disclosure_plugin import bureaus\n"
        "with bureaus.activate('jsj'):\n"
        f"    print(Page.objects.get(pk={pk}).current_workflow_task_state.pk)"
    )
    return int(asked(county, code)[0])


@pytest.mark.parametrize(
    "viewport",
    [pytest.param(DESK, id="desk"), pytest.param(PHONE, id="phone", marks=pytest.mark.long)],
)
def test_two_reviewers_a_schedule_that_is_cancelled_and_public_in_the_end(
    live_county, browser, viewport
):
    county = live_county
    pk, state, path = handed_in(county, TOMORROW)
    with signed_in(county, browser, "wu", viewport) as reviewer:
        approve_by_form(county, reviewer, state, asks=True)
        if viewport is PHONE:
            fits(reviewer)
    with signed_in(county, browser, "zhou", viewport) as leader:
        approve_by_form(county, leader, next_state(county, pk), asks=False)
        # Scheduled: nobody sees it yet, and who cancels reads what is missed.
        assert county.ask(county.address("jsj", path))[0] == 404
        leader.goto(county.address("jsj", f"/admin/pages/{pk}/edit/"))
        with leader.expect_navigation():
            leader.get_by_role("button", name="取消预定的发布").first.click()
    (state_again,) = asked(county, EDIT % {"pk": pk})
    with signed_in(county, browser, "wu", viewport) as reviewer:
        approve_by_form(county, reviewer, int(state_again), asks=True)
    with signed_in(county, browser, "zhou", viewport) as leader:
        approve_by_form(county, leader, next_state(county, pk), asks=False)
        status, _kind, content = county.ask(county.address("jsj", path))
        assert status == 200
        assert "改过的摘要" in content.decode()
        leader.goto(county.address("jsj", f"/admin/disclosure/review-sheet/{pk}/"))
        assert_no_barrier(leader)
        said = leader.locator("main").inner_text()
        assert said.count("吴岚") == 2
        assert said.count("周明远") == 2
        assert "批准失效" in said
        if viewport is PHONE:
            fits(leader)


@pytest.mark.long
def test_on_a_phone_something_is_sent_back_and_taken_down(
    live_county, browser, archive_looked_through
):
    county = live_county
    pk, state, _path = handed_in(county, title="退回的一件")
    with signed_in(county, browser, "wu", PHONE) as reviewer:
        reviewer.goto(county.address("jsj", "/admin/disclosure/reviews/"))
        assert_no_barrier(reviewer)
        fits(reviewer)
        reviewer.check(f"[name=s{state}-decision][value=return]")
        reviewer.fill(f"[name=s{state}-comment]", "依据没有写全。")
        reviewer.locator("main form button[type=submit]").click()
        expect(reviewer.locator("main .disclosure-right").first).to_have_text("已退回。")
    pk, state, path = handed_in(county, title="要下架的一件")
    with signed_in(county, browser, "wu", PHONE) as reviewer:
        approve_by_form(county, reviewer, state, asks=True)
    with signed_in(county, browser, "zhou", PHONE) as leader:
        approve_by_form(county, leader, next_state(county, pk), asks=False)
        assert county.ask(county.address("jsj", path))[0] == 200
        leader.goto(county.address("jsj", f"/admin/disclosure/take-down/{pk}/"))
        fits(leader)
        assert_no_barrier(leader)
        leader.locator("main form button[type=submit]").click()
        leader.wait_for_url("**/disclosure/removals/*/")
    assert county.ask(county.address("jsj", path))[0] == 410


@pytest.mark.long
def test_the_other_screens_have_no_barrier_and_speak_chinese(live_county, browser):
    county = live_county
    pk, state, _path = handed_in(county, title="看各个画面")
    screens = {
        "/admin/disclosure/review-steps/": "审查步骤",
        "/admin/disclosure/deputies/": "审查代理",
        f"/admin/disclosure/previews/{pk}/": "预览链接",
        f"/admin/disclosure/reviews/{state}/override/": "为不在岗的审查人签字",
        f"/admin/disclosure/review-sheet/{pk}/": "审查单",
    }
    for viewport in (DESK, PHONE):
        with signed_in(county, browser, "zhou", viewport) as leader:
            for path, heading in screens.items():
                leader.goto(county.address("jsj", path))
                assert_no_barrier(leader)
                assert heading in leader.locator("body").inner_text()
                fits(leader)


@pytest.mark.long
def test_a_leader_without_an_account_reads_by_a_link(live_county, browser):
    county = live_county
    pk, _state, _path = handed_in(county, title="给领导看的一件")
    with signed_in(county, browser, "zhou", DESK) as chief:
        chief.goto(county.address("jsj", f"/admin/disclosure/previews/{pk}/"))
        chief.fill("[name=reader]", "陈副县长")
        chief.locator("main form button[type=submit]").last.click()
        link = chief.locator("main code").inner_text()
        assert_no_barrier(chief)
        context = browser.new_context(viewport=PHONE, locale="zh-CN")
        leader = context.new_page()
        assert leader.goto(link).status == 200
        expect(leader.locator("h1")).to_have_text("给领导看的一件")
        chief.get_by_role("button", name=re.compile("收回")).click()
        expect(chief.locator(".messages")).to_contain_text("已收回")
        assert leader.goto(link).status == 410
        expect(leader.locator("h1")).to_have_text("预览已经结束")
        context.close()
