"""The table of a finance statement: cells of a spreadsheet are pasted, taken back, and kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .test_admin_pages import admin, assert_no_barrier  # noqa: F401 - one is a fixture

pytestmark = pytest.mark.long

PASTE = """([element, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  element.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
  );
}"""
CELLS = '1,000\t800.50\n2000\t"1,800"\r\n'


@pytest.fixture
def grid(live_county, admin) -> Page:  # noqa: F811
    """A new statement, in which nothing is written yet."""
    column = live_county.keys["column"]
    admin.goto(
        live_county.address(
            "jsj", f"/admin/pages/add/disclosure_plugin/financestatementpage/{column}/"
        )
    )
    return admin


def cell(page: Page, row: int, column: int):
    return page.locator("[data-finance-grid] tbody tr").nth(row).locator("td input").nth(column)


def paste(page: Page, row: int, column: int, text: str) -> None:
    page.evaluate(PASTE, [cell(page, row, column).element_handle(), text])


def values(page: Page) -> list[str]:
    return [cell(page, row, column).input_value() for row in (0, 1) for column in (0, 1)]


def test_cells_fill_what_is_right_and_below_and_are_taken_back(grid):
    cell(grid, 0, 0).fill("7")
    paste(grid, 0, 0, CELLS)
    assert values(grid) == ["1,000", "800.50", "2000", "1,800"]
    state = grid.locator("[data-finance-state]")
    expect(state).to_contain_text("4")
    grid.locator("[data-finance-undo]").click()
    assert values(grid) == ["7", "", "", ""]
    expect(grid.locator("[data-finance-undo]")).to_be_hidden()


def test_cells_that_do_not_fit_are_counted(grid):
    last = grid.locator("[data-finance-grid] tbody tr").count() - 1
    paste(grid, last, 0, "1\t2\n3\t4\n")
    assert cell(grid, last, 1).input_value() == "2"
    expect(grid.locator("[data-finance-state]")).to_contain_text("2")


def test_arrows_move_between_the_rows(grid):
    cell(grid, 0, 1).press("ArrowDown")
    expect(cell(grid, 1, 1)).to_be_focused()
    cell(grid, 1, 1).press("ArrowUp")
    expect(cell(grid, 0, 1)).to_be_focused()


def test_what_was_pasted_is_kept_and_an_amount_that_is_none_is_named_in_its_cell(grid):
    grid.fill("input[name=title]", "粘贴的月报")
    grid.fill("input[name=year]", "2031")
    grid.select_option("select[name=month]", "1")
    paste(grid, 0, 0, CELLS)
    cell(grid, 2, 0).fill("约一千")
    grid.keyboard.press("Control+s")
    expect(grid.locator(".disclosure-cell-wrong .error-message").first).to_contain_text("约一千")
    assert values(grid) == ["1,000", "800.50", "2000", "1,800"]
    cell(grid, 2, 0).fill("")
    grid.keyboard.press("Control+s")
    grid.wait_for_url("**/edit/")
    assert values(grid) == ["1000.00", "800.50", "2000.00", "1800.00"]
    assert_no_barrier(grid)
