"""Annual reports as bureaus and other programs write them."""

from __future__ import annotations

from collections.abc import Callable

from disclosure_plugin.domain.annual_report_form import (
    APPLICANTS,
    LINES,
    MATTERS,
    OUTCOMES,
    REMEDIES,
    cell_code,
)
from disclosure_plugin.domain.annual_report_values import with_totals, with_zeros, written


def small_report(new: int = 17, before: int = 1, over: int = 2, seed: int = 0) -> dict:
    """Tables that add up: ``new + before - over`` applications were answered."""
    answered = new + before - over
    return with_totals(
        with_zeros(
            {
                "2/documents/made": 2,
                "2/documents/repealed": 1,
                "2/documents/in_force": 6 + seed,
                "2/licences/decisions": 120 + seed,
                "2/penalties/decisions": 9,
                "3/1/person": new - 3,
                "3/1/business": 3,
                "3/2/person": before,
                "3/3.1/person": answered - 4,
                "3/3.1/business": 3,
                "3/3.4.1/person": 1,
                "3/4/person": over,
                "4/review/upheld": 1,
            }
        )
    )


def html_report(tables: dict, *, change: Callable[[str], str] = str, prose: str = "") -> str:
    """A page as county sites publish it: merged heads, labels in three columns."""
    number = {code: written(value) for code, value in tables.items()}

    def cell(text: str, **spans: int) -> str:
        attributes = "".join(f' {name}="{value}"' for name, value in spans.items() if value != 1)
        return f"<td{attributes}><p>{text}</p></td>"

    def numbers(table: int, row: str, columns) -> str:
        return "".join(cell(number.get(cell_code(table, row, one), "")) for one in columns)

    matters, block = "", ""
    for matter in MATTERS:
        if matter.block != block:
            block = matter.block
            matters += f"<tr>{cell(block, colspan=4)}</tr><tr>{cell('信息内容')}"
            span = 4 - len(matter.columns) if len(matter.columns) == 1 else 1
            matters += "".join(cell(name, colspan=span) for name in matter.columns.values())
            matters += "</tr>"
        span = 3 if len(matter.columns) == 1 else 1
        values = (number.get(cell_code(2, matter.code, one), "") for one in matter.columns)
        matters += f"<tr>{cell(matter.name)}{''.join(cell(v, colspan=span) for v in values)}</tr>"

    names = list(APPLICANTS.values())
    note = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    rows = (
        f"<tr>{cell(note, rowspan=3, colspan=3)}{cell('申请人情况', colspan=7)}</tr>"
        f"<tr>{cell('自然人', rowspan=2)}{cell('法人或其他组织', colspan=5)}"
        f"{cell('总计', rowspan=2)}</tr><tr>{''.join(map(cell, names[1:-1]))}</tr>"
    )
    group = ""
    results = sum(line.is_result for line in LINES)
    for line in LINES:
        label = cell(line.name, colspan=3)
        if line.is_result:
            label = ""
            if line.code == "3.1":
                label = cell("三、本年度办理结果", rowspan=results)
            if not line.group:
                label += cell(line.name, colspan=2)
            else:
                if line.group != group:
                    size = sum(one.group == line.group for one in LINES)
                    label += cell(line.group, rowspan=size)
                label += cell(line.name)
        group = line.group
        rows += f"<tr>{label}{numbers(3, line.code, APPLICANTS)}</tr>"

    remedies = (
        f"<tr>{cell('行政复议', colspan=5, rowspan=2)}{cell('行政诉讼', colspan=10)}</tr>"
        f"<tr>{cell('未经复议直接起诉', colspan=5)}{cell('复议后起诉', colspan=5)}</tr>"
        f"<tr>{''.join(map(cell, OUTCOMES.values())) * 3}</tr>"
        f"<tr>{''.join(numbers(4, block, OUTCOMES) for block in REMEDIES)}</tr>"
    )
    return change(
        "<html><head><title>年报</title><script>var x = 1;</script></head><body>"
        "<table class='layout'><tr><td><h1>云岭县林业局2024年政府信息公开工作年度报告</h1>"
        "<p>本报告依据条例编制。</p><p>一、总体情况</p>"
        f"<p>{prose or '主动公开信息302条。'}</p><p>二、主动公开政府信息情况</p>"
        f"<table>{matters}</table><p>三、收到和处理政府信息公开申请情况</p>"
        f"<table>{rows}</table><p>四、政府信息公开行政复议、行政诉讼情况</p>"
        f"<table>{remedies}</table><p>五、存在的主要问题及改进情况</p>"
        "<p>更新不够及时。</p><p>六、其他需要报告的事项</p><p>无。</p>"
        "</td></tr></table></body></html>"
    )
