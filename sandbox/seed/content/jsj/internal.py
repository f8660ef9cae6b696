"""What the bureau discloses to its own staff: seen by nobody on the site."""

from datetime import date

from disclosure_plugin.domain.register import Category
from sandbox.seed.parts import Internal, Item, Table, Text

from .names import LAW, OFFICE

INTERNAL = Internal(
    column="局内公开",
    category=Category.OTHER,
    groups={"局党组": ("周明远", "李国栋")},
    colleagues=(("陈立", OFFICE), ("杨晓梅", LAW)),
    items=(
        (
            Item(
                title="2026年度领导班子成员廉洁自律情况",
                abstract="公务用车、公务接待、因公出差和收礼登记情况，供全局职工监督。",
                formed_on=date(2026, 11, 20),
                section=OFFICE,
                body=(
                    Text("<p>按照对内公开的要求，将领导班子成员本年度廉洁自律情况公布如下。</p>"),
                    Table(
                        "2026年1—10月",
                        ("事项", "次数", "金额（元）"),
                        (
                            ("公务接待", 14, 8_460),
                            ("因公出差", 37, 41_230),
                            ("礼品登记上交", 2, 600),
                        ),
                    ),
                ),
            ),
            "",
            (OFFICE, LAW),
        ),
        (
            Item(
                title="2026年职工工资和津贴调整情况",
                abstract="调整的依据、范围和执行时间，个人明细由办公室当面核对。",
                formed_on=date(2026, 11, 16),
                section=OFFICE,
                body=(
                    Text(
                        "<p>根据县人力资源和社会保障局的批复，全局46人的工作津贴自2026年7月起"
                        "调整，差额随11月工资补发。</p>"
                    ),
                ),
            ),
            "",
            (),
        ),
        (
            Item(
                title="局党组会议重大事项决定摘要（第11次）",
                abstract="议题、决定和分工，仅供党组成员阅知。",
                formed_on=date(2026, 11, 23),
                section=OFFICE,
                body=(Text("<p>会议审议了2027年重点项目计划，明确了各分管领导的责任分工。</p>"),),
            ),
            "局党组",
            (),
        ),
    ),
)
