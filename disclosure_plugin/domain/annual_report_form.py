"""The form of the annual report 政府信息公开工作年度报告: its sections, tables and cells.

Form of 2021 (国办公开办函〔2021〕30号), six sections in a fixed order. Table 2 has ten cells,
Table 3 has 25 rows and 7 columns, Table 4 has fifteen cells. The names are those of the form and
are not translated. Those of the rows from ``FROM_MEMORY_ON`` were not read in an official copy:
compare them once with the attachment of the document before you rely on their wording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FORM = "国办公开办函〔2021〕30号"
FROM_MEMORY_ON = "3.3.8"

SECTIONS: Mapping[str, str] = {
    "overview": "一、总体情况",
    "disclosure": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "remedies": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}
# What the first section has to cover, with the words that show that it does.
TOPICS: Mapping[str, tuple[str, ...]] = {
    "主动公开": ("主动公开",),
    "依申请公开": ("依申请公开", "公开申请"),
    "政府信息管理": ("信息管理", "规范性文件"),
    "政府信息公开平台建设": ("平台",),
    "监督保障": ("监督", "培训", "考核"),
}
EQUALITY_NOTE = "本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和"

TOTAL = "total"
APPLICANTS: Mapping[str, str] = {
    "person": "自然人",
    "business": "商业企业",
    "research": "科研机构",
    "welfare": "社会公益组织",
    "legal": "法律服务机构",
    "organisation": "其他",
    TOTAL: "总计",
}
ORGANISATIONS = "法人或其他组织"
# Those between the first column and the last stand below the heading ORGANISATIONS.
OF_ORGANISATIONS = ("business", "research", "welfare", "legal", "organisation")

NEW, CARRIED_IN, ALL_RESULTS, CARRIED_OVER = "1", "2", "3.7", "4"
RESULTS = "三、本年度办理结果"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of Table 3.

    Attributes:
        code: its place in the form, such as ``3.3.1``.
        name: what the form calls it.
        group: the heading it stands below inside item three; empty for none.
        spoken: how a sentence names it.
    """

    code: str
    name: str
    group: str
    spoken: str

    @property
    def is_result(self) -> bool:
        """Whether it belongs to item three 本年度办理结果."""
        return self.code.startswith("3.")


def _lines() -> tuple[Line, ...]:
    groups: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        ("（三）", "不予公开", (
            "属于国家秘密",
            "其他法律行政法规禁止公开",
            "危及“三安全一稳定”",
            "保护第三方合法权益",
            "属于三类内部事务信息",
            "属于四类过程性信息",
            "属于行政执法案卷",
            "属于行政查询事项",
        )),
        ("（四）", "无法提供", (
            "本机关不掌握相关政府信息",
            "没有现成信息需要另行制作",
            "补正后申请内容仍不明确",
        )),
        ("（五）", "不予处理", (
            "信访举报投诉类申请",
            "重复申请",
            "要求提供公开出版物",
            "无正当理由大量反复申请",
            "要求行政机关确认或重新出具已获取信息",
        )),
        ("（六）", "其他处理", (
            "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            "其他",
        )),
    )  # fmt: skip
    partly = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    lines = [
        Line(NEW, "一、本年新收政府信息公开申请数量", "", "第一项"),
        Line(CARRIED_IN, "二、上年结转政府信息公开申请数量", "", "第二项"),
        Line("3.1", "（一）予以公开", "", "第三项（一）予以公开"),
        Line("3.2", partly, "", "第三项（二）部分公开"),
    ]
    for place, (mark, group, names) in enumerate(groups, 3):
        lines += [
            Line(
                f"3.{place}.{number}",
                f"{number}.{name}",
                f"{mark}{group}",
                f"第三项{mark}{number}.{name}",
            )
            for number, name in enumerate(names, 1)
        ]
    lines += [
        Line(ALL_RESULTS, "（七）总计", "", "第三项（七）总计"),
        Line(CARRIED_OVER, "四、结转下年度继续办理", "", "第四项"),
    ]
    return tuple(lines)


LINES: tuple[Line, ...] = _lines()
LINE: Mapping[str, Line] = {line.code: line for line in LINES}
# The rows that item three adds up.
RESULT_CODES = tuple(line.code for line in LINES if line.is_result and line.code != ALL_RESULTS)
SPOKEN_APPLICANTS: Mapping[str, str] = {
    **APPLICANTS,
    "organisation": f"其他（{ORGANISATIONS}）",
}


@dataclass(frozen=True, slots=True)
class Matter:
    """A row of Table 2: what the Regulation names, with the columns it is counted in.

    Attributes:
        code, name: of the row.
        block: which item of Art. 20 it stands below.
        columns: name of each column by its code.
    """

    code: str
    name: str
    block: str
    columns: Mapping[str, str]


_IN_FORCE = {
    "made": "本年制发件数",
    "repealed": "本年废止件数",
    "in_force": "现行有效件数",
}
_DECISIONS = {"decisions": "本年处理决定数量"}
REGULATIONS, DOCUMENTS = "regulations", "documents"
MATTERS: tuple[Matter, ...] = (
    Matter(REGULATIONS, "规章", "第二十条第（一）项", _IN_FORCE),
    Matter(DOCUMENTS, "行政规范性文件", "第二十条第（一）项", _IN_FORCE),
    Matter("licences", "行政许可", "第二十条第（五）项", _DECISIONS),
    Matter("penalties", "行政处罚", "第二十条第（六）项", _DECISIONS),
    Matter("coercion", "行政强制", "第二十条第（六）项", _DECISIONS),
    Matter(
        "fees",
        "行政事业性收费",
        "第二十条第（八）项",
        {"amount": "本年收费金额（单位：万元）"},
    ),
)

OUTCOMES: Mapping[str, str] = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    TOTAL: "总计",
}
REMEDIES: Mapping[str, str] = {
    "review": "行政复议",
    "court": "行政诉讼·未经复议直接起诉",
    "court_after": "行政诉讼·复议后起诉",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of one of the tables.

    Attributes:
        code: such as ``3/3.3.1/person``: table, row, column.
        table: 2, 3 or 4.
        name: what a sentence calls it.
        is_money: an amount in 万元; every other cell is a count.
    """

    code: str
    table: int
    row: str
    column: str
    name: str
    is_money: bool = False


def cell_code(table: int, row: str, column: str) -> str:
    """Return the code of a cell."""
    return f"{table}/{row}/{column}"


def _cells() -> list[Cell]:
    found = [
        Cell(cell_code(2, matter.code, column), 2, matter.code, column, f"{matter.name}·{name}",
             is_money=column == "amount")
        for matter in MATTERS
        for column, name in matter.columns.items()
    ]  # fmt: skip
    found += [
        Cell(cell_code(3, line.code, column), 3, line.code, column, f"{line.spoken}·{name}")
        for line in LINES
        for column, name in SPOKEN_APPLICANTS.items()
    ]
    found += [
        Cell(cell_code(4, block, outcome), 4, block, outcome, f"{spoken}·{name}")
        for block, spoken in REMEDIES.items()
        for outcome, name in OUTCOMES.items()
    ]
    return found


CELLS: Mapping[str, Cell] = {cell.code: cell for cell in _cells()}
