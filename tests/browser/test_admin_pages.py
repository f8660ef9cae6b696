"""Our screens in the admin, used in a browser by the bureau's administrator."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories.users import PASSWORD

TEXT = """2024年政务公开工作总结

全年情况如下：

一、健全机构
召开专题会议4次。
二、做实载体
更换宣传栏6块，发放宣传单1000余份。
三、下一步打算
××县将继续推进。
"""
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def admin(live_county, browser):
    """The admin of the construction bureau, signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.goto(live_county.address("jsj", "/admin/login/"))
    page.fill("input[name=username]", "zhou")
    page.fill("input[name=password]", PASSWORD)
    page.locator("form [type=submit]").first.click()
    page.wait_for_url("**/admin/")
    yield page
    context.close()


def assert_no_barrier(page) -> None:
    """Check what is ours; the frame around it is Wagtail's."""
    # A message that is still fading in has no contrast yet.
    page.evaluate(
        """Promise.allSettled(
            document.getAnimations()
                .filter(one => one.effect.getComputedTiming().endTime !== Infinity)
                .map(one => one.finished)
        )"""
    )
    found = Axe().run(page, context="main", options={"runOnly": WCAG})
    assert found.response["passes"]
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(
    "path",
    [
        "/admin/disclosure_summary_imports/",
        "/admin/disclosure_summary_imports/new/",
        "/admin/disclosure_snapshots/",
        "/admin/disclosure_sections/",
        "/admin/disclosure_sections/new/",
        "/admin/disclosure/files/",
    ],
)
def test_our_screens_have_no_barrier(live_county, admin, path):
    answer = admin.goto(live_county.address("jsj", path))
    assert answer.status == 200
    assert_no_barrier(admin)


def test_a_document_is_imported_and_its_report_read(live_county, admin):
    admin.goto(live_county.address("jsj", "/admin/disclosure_summary_imports/new/"))
    document = {"name": "总结.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}
    admin.set_input_files("input[type=file]", document)
    admin.fill("input[name=year]", "2024")
    admin.locator("main form button[type=submit]").click()
    admin.wait_for_url("**/disclosure_summary_imports/*/")
    report = admin.locator("main").inner_text()
    for words in ("××", "1000", "更换宣传栏"):
        assert words in report
    assert_no_barrier(admin)
    admin.locator("main a.button").first.click()
    admin.wait_for_url("**/admin/pages/*/edit/")
    assert admin.locator("#id_title").input_value() == "2024年政务公开工作总结"


def test_a_snapshot_is_asked_for_and_stands_in_the_list(live_county, admin):
    admin.goto(live_county.address("jsj", "/admin/disclosure_snapshots/"))
    admin.locator("main form button[type=submit]").click()
    admin.wait_for_url("**/admin/disclosure_snapshots/")
    assert admin.locator("#listing-results tbody tr").count() == 1
    assert_no_barrier(admin)
    admin.locator("#listing-results tbody a").first.click()
    admin.wait_for_url("**/admin/disclosure_snapshots/*/")
    assert_no_barrier(admin)
