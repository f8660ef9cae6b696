"""The grid of an annual report: checked while one types, by the keyboard, and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.test_admin_pages import admin, assert_no_barrier, county_it

pytestmark = pytest.mark.long

__all__ = ["admin", "county_it"]

SAVE_THE_FORM = """async () => {
    const form = document.querySelector("form[data-edit-form]");
    return (await fetch(form.action, {method: "POST", body: new FormData(form)})).status;
}"""
CELLS = """() => Object.fromEntries(
    [...document.querySelectorAll("[data-cell]")].map(cell => [cell.dataset.cell, cell.value]))"""
PUT_BACK = """cells => {
    for (const [name, value] of Object.entries(cells)) {
        document.querySelector(`[data-cell="${name}"]`).value = value;
    }
}"""


@pytest.fixture
def grid(live_county, admin) -> Iterator[Page]:
    """The report's grid in the editor; what is saved meanwhile, by itself too, is put back."""
    address = live_county.address("jsj", f"/admin/pages/{live_county.keys['annual report']}/edit/")
    admin.goto(address)
    cells = admin.evaluate(CELLS)
    yield admin
    admin.goto(address)
    admin.evaluate(PUT_BACK, cells)
    assert admin.evaluate(SAVE_THE_FORM) == 200


def test_one_wrong_cell_is_named_while_it_is_typed(grid):
    cell = grid.locator("[data-cell='3/3.1/person']")
    faults = grid.locator("[data-report-faults] li")
    assert faults.count() == 0
    assert grid.locator("[data-report-fine]").is_visible()
    right = cell.input_value()
    cell.fill(str(int(right) + 1))
    grid.wait_for_selector("[data-report-suspect]:not([hidden])")
    assert "第三项（一）予以公开·自然人" in grid.locator("[data-report-suspect]").inner_text()
    said = faults.all_inner_texts()
    assert len(said) == 2  # its row and its column
    assert "disclosure-suspect" in cell.get_attribute("class")
    cell.fill("十二")
    grid.wait_for_selector("[data-cell='3/3.1/person'][aria-invalid]")
    assert "十二" in " ".join(faults.all_inner_texts())
    cell.fill(right)
    grid.wait_for_selector("[data-report-fine]:not([hidden])")
    assert faults.count() == 0


def test_the_script_and_the_server_say_the_same(grid):
    grid.locator("[data-cell='3/1/person']").fill("20")
    grid.locator("[data-cell='4/review/total']").fill("5")
    grid.locator("[data-report-faults] li").nth(2).wait_for()
    by_script = grid.locator("[data-report-faults] li").all_inner_texts()
    answer = grid.evaluate(
        """async () => {
            const form = document.querySelector("form[data-edit-form]");
            const sent = await fetch(form.action, {method: "POST", body: new FormData(form)});
            const shown = new DOMParser().parseFromString(
                await (await fetch(location.href)).text(), "text/html");
            return [sent.status, [...shown.querySelectorAll("[data-report-faults] li")]
                .map(one => one.textContent.trim())];
        }"""
    )
    assert answer == [200, by_script]


def test_an_empty_total_is_shown_where_it_will_stand(grid):
    total = grid.locator("[data-cell='4/review/total']")
    total.fill("")
    grid.locator("[data-cell='4/review/upheld']").fill("2")
    grid.wait_for_selector("[data-cell='4/review/total'][placeholder='2']")
    said = " ".join(grid.locator("[data-report-faults] li").all_inner_texts())
    assert "行政复议" not in said


def test_arrows_go_along_the_column(grid):
    grid.locator("[data-cell='3/1/person']").focus()
    grid.keyboard.press("ArrowDown")
    assert grid.evaluate("document.activeElement.dataset.cell") == "3/2/person"
    grid.keyboard.press("ArrowUp")
    assert grid.evaluate("document.activeElement.dataset.cell") == "3/1/person"


def test_the_grid_and_the_screens_fit_a_phone(live_county, admin, county_it):
    key = live_county.keys["annual report"]
    for path in (
        f"/admin/pages/{key}/edit/",
        f"/admin/disclosure/annual-reports/{key}/records/",
        f"/admin/disclosure/annual-reports/{key}/county/",
    ):
        admin.goto(live_county.address("jsj", path))
        for width in (1280, 390):
            admin.set_viewport_size({"width": width, "height": 844})
            assert admin.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            if "pages" not in path:
                assert_no_barrier(admin)
    for path in ("", "2025/", "2025/days/"):
        county_it.goto(live_county.address("county", f"/admin/disclosure_county_reports/{path}"))
        for width in (1280, 390):
            county_it.set_viewport_size({"width": width, "height": 844})
            assert county_it.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert_no_barrier(county_it)
