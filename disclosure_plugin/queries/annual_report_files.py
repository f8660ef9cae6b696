"""An annual report as a spreadsheet and as a Word document, the same bytes for the same report.

Both can be read in again: the tables are those of the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup

from disclosure_plugin.documents.tables import Value
from disclosure_plugin.documents.word_tables import (
    Heading,
    Merge,
    Part,
    WordTable,
    word_bytes,
)
from disclosure_plugin.documents.workbooks import WrittenSheet, workbook_bytes
from disclosure_plugin.domain.annual_report_form import (
    APPLICANTS,
    EQUALITY_NOTE,
    LINES,
    MATTERS,
    OF_ORGANISATIONS,
    ORGANISATIONS,
    OUTCOMES,
    REMEDIES,
    RESULTS,
    SECTIONS,
    cell_code,
)
from disclosure_plugin.domain.annual_report_values import Number, written

from .annual_report_rollup import RollUp

Cells = Mapping[str, Number | None]
KINDS = ("xlsx", "docx")
NOTHING = "无"


@dataclass(frozen=True)
class Report:
    """What a file is made of.

    Attributes:
        texts: HTML of the sections that are text, by their code and ``introduction``.
        cells: the numbers.
        names: further sheets or sections: heading and lines of cells.
    """

    title: str
    texts: Mapping[str, str]
    cells: Cells
    names: Sequence[tuple[str, Sequence[Sequence[Value]]]] = ()


def report_of(page: Any) -> Report:
    """Return a page's report."""
    names = ("introduction", "overview", "problems", "other")
    return Report(page.title, {name: getattr(page, name) for name in names}, page.cells)


def report_of_county(roll_up: RollUp, name: str) -> Report:
    """Return the tables of a county's year, with the bureaus that are counted and missing.

    Args:
        roll_up: the year.
        name: of the county's office.
    """
    counted: list[list[Value]] = [
        [one.name, one.accepted.number, one.accepted.sha256]
        for one in roll_up.counted
        if one.accepted is not None
    ]
    return Report(
        f"{name}{roll_up.year}年政府信息公开工作年度报告汇总",
        {},
        roll_up.total,
        (
            ("已汇总单位", [["单位", "第几次报送", "表格SHA-256"], *counted]),
            ("未汇总单位", [["单位"], *([one.name] for one in roll_up.missing)]),
        ),
    )


def file_of(kind: str, report: Report) -> bytes:
    """Write a report into a file.

    Args:
        kind: one of :data:`KINDS`.
        report: what to write.
    """
    return _workbook(report) if kind == "xlsx" else _document(report)


# --- Spreadsheet -----------------------------------------------------------------------------


def _workbook(report: Report) -> bytes:
    cells = report.cells
    sheets = [
        WrittenSheet("二、主动公开", [report.title], _matter_rows(cells), widths=[30, 22, 18, 18]),
        WrittenSheet(
            "三、申请", [report.title], _application_rows(cells), widths=[30, 44, *[13] * 7]
        ),
        WrittenSheet("四、复议诉讼", [report.title], _remedy_rows(cells), widths=[13] * 15),
    ]
    for name, rows in report.names:
        head = [str(cell) for cell in rows[0]]
        sheets.append(WrittenSheet(name, head, rows[1:], widths=[40, 14, 66][: len(head)]))
    return workbook_bytes(sheets)


def _value(cells: Cells, table: int, row: str, column: str) -> Value:
    number = cells.get(cell_code(table, row, column))
    return "" if number is None else number


def _matter_rows(cells: Cells) -> list[list[Value]]:
    rows: list[list[Value]] = []
    block = ""
    for matter in MATTERS:
        if matter.block != block:
            block = matter.block
            rows += [[block], ["信息内容", *matter.columns.values()]]
        rows.append([matter.name, *(_value(cells, 2, matter.code, one) for one in matter.columns)])
    return rows


def _application_rows(cells: Cells) -> list[list[Value]]:
    rows: list[list[Value]] = [
        [EQUALITY_NOTE, "", "申请人情况"],
        ["", "", "自然人", ORGANISATIONS, *[""] * (len(OF_ORGANISATIONS) - 1), "总计"],
        ["", "", "", *(APPLICANTS[one] for one in OF_ORGANISATIONS), ""],
    ]
    for line in LINES:
        label: list[Value] = [line.name, ""]
        if line.is_result:
            label = [line.group or RESULTS, line.name]
        rows.append([*label, *(_value(cells, 3, line.code, one) for one in APPLICANTS)])
    return rows


def _remedy_rows(cells: Cells) -> list[list[Value]]:
    names = [name for spoken in REMEDIES.values() for name in (spoken, *[""] * 4)]
    return [
        [*names],
        [*OUTCOMES.values()] * len(REMEDIES),
        [_value(cells, 4, block, outcome) for block in REMEDIES for outcome in OUTCOMES],
    ]


# --- Word document ---------------------------------------------------------------------------


def _document(report: Report) -> bytes:
    return word_bytes(_parts(report))


def _parts(report: Report) -> Iterator[Part]:
    yield Heading(report.title, 0)
    yield from markup_lines(report.texts.get("introduction", ""))
    for code, name in SECTIONS.items():
        if code in ("overview", "problems", "other") and not report.texts:
            continue
        yield Heading(name)
        if code == "disclosure":
            yield _matter_table(report.cells)
        elif code == "requests":
            yield _application_table(report.cells)
        elif code == "remedies":
            yield _remedy_table(report.cells)
        else:
            lines = list(markup_lines(report.texts.get(code, "")))
            yield from lines or [NOTHING]
    for name, rows in report.names:
        yield Heading(name)
        yield WordTable([[_text(cell) for cell in row[:2]] for row in rows])


def _text(cell: Value) -> str:
    return cell if isinstance(cell, str) else written(cell)


def _matter_table(cells: Cells) -> WordTable:
    rows: list[list[str]] = []
    merges: list[Merge] = []
    for row in _matter_rows(cells):
        line = [_text(cell) for cell in row]
        number = len(rows)
        if len(line) == 1:
            merges.append(Merge(number, 0, number, 3))
        elif len(line) == 2:
            merges.append(Merge(number, 1, number, 3))
        rows.append([*line, *[""] * (4 - len(line))])
    return WordTable(rows, head=0, merges=merges)


def _application_table(cells: Cells) -> WordTable:
    """The form's table: three columns of labels, seven of numbers."""
    rows: list[list[str]] = [
        [f"（{EQUALITY_NOTE}）", "", "", "申请人情况", *[""] * 6],
        ["", "", "", "自然人", ORGANISATIONS, "", "", "", "", "总计"],
        ["", "", "", "", *(APPLICANTS[one] for one in OF_ORGANISATIONS), ""],
    ]
    merges = [
        Merge(0, 0, 2, 2), Merge(0, 3, 0, 9), Merge(1, 3, 2, 3), Merge(1, 4, 1, 8),
        Merge(1, 9, 2, 9),
    ]  # fmt: skip
    groups: dict[str, list[int]] = {}
    results: list[int] = []
    for line in LINES:
        number = len(rows)
        label = [line.name, "", ""]
        if line.is_result:
            results.append(number)
            label = [RESULTS if len(results) == 1 else "", line.name, ""]
            if line.group:
                first = line.group not in groups
                groups.setdefault(line.group, []).append(number)
                label = [label[0], line.group if first else "", line.name]
            else:
                merges.append(Merge(number, 1, number, 2))
        else:
            merges.append(Merge(number, 0, number, 2))
        numbers = [_text(_value(cells, 3, line.code, one)) for one in APPLICANTS]
        rows.append([*label, *numbers])
    merges.append(Merge(results[0], 0, results[-1], 0))
    merges += [Merge(found[0], 1, found[-1], 1) for found in groups.values()]
    return WordTable(rows, head=3, merges=merges, widths=[18, 20, 48, *[12] * 7])


def _remedy_table(cells: Cells) -> WordTable:
    """The form's table of fifteen columns."""
    rows = [[_text(cell) for cell in row] for row in _remedy_rows(cells)]
    head = ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9]
    below = [*[""] * 5, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4]
    merges = [Merge(0, 0, 1, 4), Merge(0, 5, 0, 14), Merge(1, 5, 1, 9), Merge(1, 10, 1, 14)]
    return WordTable([head, below, *rows[1:]], head=3, merges=merges, widths=[11.3] * 15)


def markup_lines(markup: str) -> Iterator[str]:
    """Yield the paragraphs of a rich text, the points of its lists with their number or a dot."""
    soup = BeautifulSoup(markup or "", "html.parser")
    for element in soup.find_all(["p", "h3", "li"]):
        text = " ".join(element.get_text().split())
        if not text or element.find_parent("li"):
            continue
        if element.name != "li":
            yield text
        elif element.parent is not None and element.parent.name == "ol":
            place = len(element.find_previous_siblings("li")) + 1
            yield f"{place}. {text}"
        else:
            yield f"· {text}"
