"""Our screens in the admin, used in a browser by the bureau's administrator."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from tests.browser import barriers
from tests.factories.users import PASSWORD

pytestmark = pytest.mark.long

TEXT = """2024年政务公开工作总结

全年情况如下：

一、健全机构
召开专题会议4次。
二、做实载体
更换宣传栏6块，发放宣传单1000余份。
三、下一步打算
××县将继续推进。
"""


@contextmanager
def signed_in(live_county, browser, code: str, username: str):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.goto(live_county.address(code, "/admin/login/"))
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form [type=submit]").first.click()
    page.wait_for_url("**/admin/")
    yield page
    context.close()


@pytest.fixture
def admin(live_county, browser):
    """The admin of the construction bureau, signed in."""
    with signed_in(live_county, browser, "jsj", "zhou") as page:
        yield page


@pytest.fixture
def county_it(live_county, browser):
    """The admin of the county office, signed in."""
    with signed_in(live_county, browser, "county", "zhao") as page:
        yield page


def run_imports(county) -> None:
    """Do what a worker of the served county would do."""
    code = "from disclosure_plugin.tenancy.importing import running; print(running.run_waiting())"
    assert county.manage("shell", "-c", code).splitlines()[-1] == "1"


def assert_no_barrier(page) -> None:
    """Check what is ours; the frame around it is Wagtail's."""
    # A message that is still fading in has no contrast yet. One that stands still never ends, and
    # the badge in Wagtail's menu blinks for 25 seconds.
    page.evaluate(
        """Promise.race([
            Promise.allSettled(
                document.getAnimations()
                    .filter(one => one.effect.getComputedTiming().endTime <= 3000)
                    .map(one => one.finished)
            ),
            new Promise(resolve => setTimeout(resolve, 3000)),
        ]).then(() => null)"""
    )
    barriers.assert_none(page, barriers.by_tags(barriers.WCAG), context="main")


@pytest.mark.parametrize(
    "path",
    [
        "/admin/disclosure_summary_imports/",
        "/admin/disclosure_summary_imports/new/",
        "/admin/disclosure/annual-reports/",
        "/admin/disclosure/annual-reports/import/",
        "/admin/disclosure_certificates/",
        "/admin/disclosure_snapshots/",
        "/admin/disclosure_sections/",
        "/admin/disclosure_sections/new/",
        "/admin/disclosure/files/",
        "/admin/disclosure_item_imports/",
        "/admin/disclosure_item_imports/new/",
        "/admin/disclosure_cases/",
        "/admin/disclosure_cases/new/",
        "/admin/disclosure_quarters/",
        "/admin/disclosure/bin/",
        "/admin/disclosure/update-cycles/",
        "/admin/disclosure/posting/",
        "/admin/disclosure_posting_places/new/",
        "/admin/disclosure/internal/",
        "/admin/disclosure/internal/report/",
        "/admin/",
    ],
)
def test_our_screens_have_no_barrier(live_county, admin, path):
    answer = admin.goto(live_county.address("jsj", path))
    assert answer.status == 200
    assert_no_barrier(admin)


def test_what_is_disclosed_to_staff_is_found_read_and_noted(live_county, admin):
    admin.goto(live_county.address("jsj", "/admin/disclosure/internal/"))
    admin.get_by_role("link", name="2026年10月公务接待费").click()
    admin.wait_for_url("**/disclosure/internal/*/")
    assert admin.locator("h1").inner_text() == "2026年10月公务接待费"
    barriers.assert_none(admin, barriers.by_tags(barriers.WCAG))
    read = admin.url
    for width in (1280, 390):
        admin.set_viewport_size({"width": width, "height": 900})
        for address in (read, f"{read}readers/", f"{read}end/"):
            admin.goto(address)
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert admin.evaluate(wide) <= 0, (address, width)
    admin.goto(f"{read}readers/")
    assert_no_barrier(admin)
    assert "1" in admin.locator("#readers-heading").inner_text()


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
    # Of the whole site, also if something that was published waited for one already.
    newest = admin.locator("#listing-results tbody tr").first.inner_text()
    assert "等待" in newest
    assert "整个网站" in newest
    assert_no_barrier(admin)
    admin.locator("#listing-results tbody a").first.click()
    admin.wait_for_url("**/admin/disclosure_snapshots/*/")
    assert_no_barrier(admin)


def test_county_it_makes_a_bureau_and_reads_what_is_wrong(live_county, county_it):
    live_county.manage("set_bureau_address", "czj", "--other-host", "caizheng.localhost")
    county_it.goto(live_county.address("county", "/admin/disclosure_bureaus/"))
    assert_no_barrier(county_it)
    county_it.goto(live_county.address("county", "/admin/disclosure_bureaus/new/"))
    assert_no_barrier(county_it)
    county_it.fill("input[name=name]", "云岭县林业局")
    county_it.fill("input[name=code]", "lyj")
    county_it.fill("input[name=host]", "jsj.localhost")
    county_it.locator("input[name=blueprint][value=standard]").check()
    county_it.locator("main form button[type=submit]").click()
    county_it.wait_for_selector(".error-message")
    assert "云岭县住房和城乡建设局" in county_it.locator(".error-message").inner_text()
    assert_no_barrier(county_it)
    county_it.fill("input[name=host]", "lyj.localhost")
    county_it.locator("main form button[type=submit]").click()
    county_it.wait_for_selector("main dl")
    assert_no_barrier(county_it)
    inspect = county_it.url
    for action in ("edit", "suspend", "close"):
        county_it.goto(f"{inspect}{action}/")
        assert_no_barrier(county_it)
    county_it.goto(live_county.address("lyj", "/board/"))
    assert "机构职能与负责人" in county_it.inner_text("main")


def test_county_it_makes_many_from_a_list_and_follows_them(live_county, county_it):
    county_it.goto(live_county.address("county", "/admin/disclosure_bureau_imports/"))
    assert_no_barrier(county_it)
    county_it.goto(live_county.address("county", "/admin/disclosure_bureau_imports/new/"))
    assert_no_barrier(county_it)
    text = "代码,名称,主机名\nslj,云岭县水利局,slj.localhost\nczj,别的局,czj.localhost\n"
    document = {"name": "各局.csv", "mimeType": "text/csv", "buffer": text.encode("gb18030")}
    county_it.set_input_files("input[type=file]", document)
    county_it.locator("main form button[type=submit]").click()
    county_it.wait_for_selector("main table.listing")
    assert_no_barrier(county_it)
    county_it.locator("main form button[type=submit]").click()
    county_it.wait_for_selector("progress[data-running]")
    assert_no_barrier(county_it)
    run_imports(live_county)
    # The page learns it by itself.
    county_it.wait_for_selector("progress:not([data-running])", timeout=60_000)
    assert county_it.locator("progress").get_attribute("value") == "1"
    assert_no_barrier(county_it)
    county_it.goto(live_county.address("slj"))
    assert "云岭县水利局" in county_it.inner_text("body")


def test_the_schedule_on_the_dashboard_has_no_barrier_and_fits_a_phone(live_county, admin):
    admin.goto(live_county.address("jsj", "/admin/"))
    panel = admin.locator("#disclosure-due-section")
    # Nobody runs a scheduler in this county.
    assert panel.locator("[role=alert]").count() == 1
    for width in (1280, 390):
        admin.set_viewport_size({"width": width, "height": 900})
        assert admin.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert_no_barrier(admin)


def test_the_county_reads_how_punctual_bureaus_are(live_county, county_it):
    county_it.goto(live_county.address("county", "/admin/disclosure_punctuality/"))
    assert "云岭县住房和城乡建设局" in county_it.inner_text("main")
    for width in (1280, 390):
        county_it.set_viewport_size({"width": width, "height": 844})
        assert county_it.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert_no_barrier(county_it)


def test_county_it_checks_that_bureaus_are_sealed(live_county, county_it):
    county_it.goto(live_county.address("county", "/admin/disclosure_doctor/"))
    assert_no_barrier(county_it)
    county_it.locator("main form button[type=submit]").click()
    county_it.wait_for_selector("main table.listing", timeout=60_000)
    assert "unknown-host" in county_it.inner_text("main")
    assert_no_barrier(county_it)
    county_it.set_viewport_size({"width": 390, "height": 844})
    assert county_it.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_no_barrier(county_it)


NOTICE = """起,止,类别,名称,依据
2031-01-01,2031-01-03,放假,元旦,试验第1号
2031-01-22,2031-01-29,放假,春节,试验第1号
2031-02-08,,上班,春节,试验第1号
"""


def test_county_it_enters_a_notice_of_holidays_and_has_a_date_explained(live_county, county_it):
    county_it.goto(live_county.address("county", "/admin/disclosure_working_days/new/"))
    assert_no_barrier(county_it)
    notice = {"name": "2031.csv", "mimeType": "text/csv", "buffer": NOTICE.encode()}
    wrong = {**notice, "buffer": f"{NOTICE}2031-02-30,,放假,错,试验\n".encode()}
    for sent in (wrong, notice):
        county_it.goto(live_county.address("county", "/admin/disclosure_working_days/new/"))
        county_it.set_input_files("input[type=file]", sent)
        county_it.locator("main form button[type=submit]").click()
        county_it.wait_for_url("**/disclosure_working_days/*/")
        assert_no_barrier(county_it)
    county_it.locator("main form button[type=submit]").click()
    county_it.wait_for_url("**/disclosure_working_days/")
    address = "/admin/disclosure_working_days/?start=2031-01-20&days=5"
    county_it.goto(live_county.address("county", address))
    assert "2031-02-04" in county_it.locator("main").inner_text()
    assert_no_barrier(county_it)
