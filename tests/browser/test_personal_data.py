"""A list of persons in a browser: found, masked by one click, ticked, let pass, and seen."""

from __future__ import annotations

import pytest

from tests.factories.personal_data import people, values

from .test_admin_pages import assert_no_barrier, signed_in

pytestmark = pytest.mark.long

MAKE = """
from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.checking import check_everything
from tests.corpus.files import excel_file
from tests.factories.pages import ItemFactory
from tests.factories.personal_data import HEADS, people, table_block
from tests.factories.uploads import DocumentFactory, picture
with bureaus.activate("jsj"):
    rows = people(3)
    column = models.DisclosureColumnPage.objects.first()
    documents = [DocumentFactory(title="名单", data=excel_file("名单", [HEADS, *rows]), name="名单.xlsx"),
                 DocumentFactory(title="现场", data=picture("blue"), name="现场照片.png")]
    item = ItemFactory(parent=column, title="公租房分配名单公示", body=[
        ("text", "<p>现将公租房分配名单公示如下。</p>"), table_block(rows)],
        attachments=[models.ItemAttachment(document=one) for one in documents])
    check_everything(item.get_latest_revision())
    print(item.pk)
"""  # noqa: E501


@pytest.fixture
def draft(live_county) -> int:
    """A draft with a list of persons in its body and in a file, and a photo."""
    return int(live_county.manage("shell", "-c", MAKE).splitlines()[-1])


def test_a_list_is_found_masked_and_ticked(live_county, browser, draft):
    rows = people(3)
    with signed_in(live_county, browser, "jsj", "zhou") as editor:
        editor.goto(live_county.address("jsj", f"/admin/pages/{draft}/edit/"))
        panel = editor.locator(f"main a[href$='/disclosure/personal-data/{draft}/']").first
        panel.click()
        editor.wait_for_url("**/disclosure/personal-data/*/")
        assert_no_barrier(editor)
        said = editor.locator("main").inner_text()
        assert "138****5670" in said
        assert not any(value in said for value in values(rows))
        editor.locator("main button[value=mask]").click()
        editor.wait_for_load_state()
        editor.locator("main button[value=mask_file]").click()
        editor.wait_for_load_state()
        editor.locator("main button[value=look]").click()
        editor.wait_for_load_state()
        assert_no_barrier(editor)
        assert editor.locator("main button[value=mask], main button[value=mask_file]").count() == 0
        assert editor.locator("main .disclosure-standing .help-info").count() == 1
        editor.locator("main button[value=restore]").click()
        editor.wait_for_load_state()
        assert editor.locator("main button[value=mask]").count() == 1


def test_a_second_person_lets_it_pass_and_the_county_sees_it(live_county, browser, draft):
    address = live_county.address("jsj", f"/admin/disclosure/personal-data/{draft}/")
    with signed_in(live_county, browser, "jsj", "wu") as reviewer:
        reviewer.goto(address)
        reviewer.locator("main button[value=override]").click()
        reviewer.wait_for_load_state()
        assert_no_barrier(reviewer)
        assert reviewer.locator("main .error-message").count()
        reviewer.locator("main input[name=basis]").first.check()
        reviewer.fill("main textarea[name=reason]", "保障性住房分配结果依法公开。")
        reviewer.locator("main button[value=override]").click()
        reviewer.wait_for_load_state()
        assert "保障性住房分配结果依法公开。" in reviewer.locator("main").inner_text()
        assert reviewer.locator("main button[value=override]").count() == 0
        reviewer.goto(live_county.address("jsj", "/admin/disclosure/personal-data/"))
        assert_no_barrier(reviewer)
    with signed_in(live_county, browser, "county", "zhao") as county:
        county.goto(live_county.address("county", "/admin/disclosure_county_personal_data/"))
        assert "保障性住房分配结果依法公开。" in county.locator("main").inner_text()
        assert_no_barrier(county)
        county.goto(live_county.address("county", "/admin/disclosure_county_personal_data/words/"))
        county.fill("main input[name=wrong]", "明执法")
        county.fill("main input[name=right]", "文明执法")
        county.locator("main form button[type=submit]").last.click()
        county.wait_for_load_state()
        assert "文明执法" in county.locator("main").inner_text()
        assert_no_barrier(county)
