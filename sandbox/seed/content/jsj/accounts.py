"""What the bureau shows its own staff: twelve months of figures, other matters, assessments."""

from datetime import date
from decimal import Decimal

from sandbox.seed.account_parts import (
    Accounts,
    Assessed,
    Given,
    Matter,
    MatterLine,
    MonthOf,
    Reviewed,
)

from .names import BUILDING, HOUSING, OFFICE, SAFETY, VILLAGES

# Budget of each month in yuan, by line.
BUDGETS = {
    "appropriation": 182_000,
    "other-income": 3_000,
    "reception": 3_500,
    "travel": 14_000,
    "vehicle-purchase": 0,
    "vehicle-running": 7_500,
    "abroad": 0,
    "training": 5_000,
    "other": 152_000,
}


def _month(year: int, month: int, figures: str, *, draft: bool = False) -> MonthOf:
    """Figures of the lines in their order, each ``actual:last year``."""
    pairs = [pair.split(":") for pair in figures.split()]
    given = {
        code: Given(Decimal(BUDGETS[code]), Decimal(actual), Decimal(last))
        for code, (actual, last) in zip(BUDGETS, pairs, strict=True)
    }
    return MonthOf(year, month, given, draft)


# One of the twelve lies there as a draft: the alarm names it.
MONTHS = (
    _month(2025, 11, "181200:176500 2860:2410 3120.50:4260 12486.40:11020.80 0:0 7012.36:6815.20 "
           "0:0 4200:3600 150388.15:147266.40"),
    _month(2025, 12, "196800:188300 3350:2980 3890:5120.50 9865.20:10230.60 0:0 7968.90:7420.15 "
           "0:0 6800:5200 168420.77:160118.92"),
    _month(2026, 1, "180500:175800 2410:2265 2640:3380 8652.30:9120.40 0:0 6120.45:6530.80 "
           "0:0 0:1200 149766.20:146980.35"),
    _month(2026, 2, "180500:175800 1980:2055 1860:2930 5420.80:6188.20 0:0 4386.12:5012.64 "
           "0:0 1500:0 148215.36:145902.18"),
    _month(2026, 3, "182300:177600 2750:2630 3180:3920 14862.50:12650.30 0:0 7856.28:7233.46 "
           "0:0 5600:4800 151206.44:148375.20"),
    _month(2026, 4, "182300:177600 3120:2840 2960:3650.50 15233.60:13988.70 0:0 8120.66:7418.90 "
           "0:0 3200:3600 150918.03:148820.55"),
    _month(2026, 5, "182300:178100 3060:2910 3350:3480 13420.40:13115.90 0:0 7633.20:7506.48 "
           "0:0 4800:4200 152377.90:149506.12"),
    _month(2026, 6, "182300:178100 2980:2875 3870:3260 16822.70:14306.50 0:0 8644.85:7721.30 "
           "0:0 9600:8400 153620.48:150233.67", draft=True),
    _month(2026, 7, "183100:178600 2840:2760 2780:3120 15106.30:14022.10 0:0 8206.42:7915.38 "
           "0:0 2400:2600 151844.26:149911.80"),
    _month(2026, 8, "183100:178600 2690:2705 2450:2890 12988.60:13540.20 0:0 7488.94:7806.72 "
           "0:0 3600:3000 150662.15:149215.44"),
    _month(2026, 9, "183100:179200 3210:2930 3060:3340.50 14655.80:14218.60 0:0 7902.37:7688.25 "
           "0:0 5200:4600 152980.62:150766.39"),
    _month(2026, 10, "183600:179200 3080:2990 2910:3560 16230.40:15108.30 0:0 8315.58:7922.16 "
           "0:0 4400:4800 153206.74:151382.05"),
)  # fmt: skip

REASONS = {
    ("reception", 1): "迎接专项检查，接待批次增加",
    ("reception", -1): "严格执行公函接待，接待批次减少",
    ("travel", 1): "危房改造和工地检查下乡天数增加",
    ("travel", -1): "下乡任务合并安排，天数减少",
    ("vehicles", 1): "雨季巡查和工地检查用车增加",
    ("vehicles", -1): "合并用车，行驶里程减少",
    ("training", 1): "本月举办业务培训班",
    ("vehicle-running", 1): "行驶里程增加",
    ("vehicle-running", -1): "行驶里程减少",
    ("other-income", 1): "零星租金收入增加",
    ("other-income", -1): "零星租金收入减少",
    ("training", -1): "培训改为线上",
    ("other", 1): "办公楼维修和物业费标准调整",
    ("income", 1): "人员经费拨款标准调整",
    ("expenditure", 1): "见各项目说明",
    ("appropriation", 1): "人员经费拨款标准调整",
}

MATTERS = (
    Matter(
        kind="pay",
        title="2026年7月职工工资档次晋升情况",
        abstract="正常晋升工资档次的岗位、原档次和新档次。",
        formed_on=date(2026, 7, 28),
        period=(date(2026, 7, 1), date(2026, 7, 31)),
        basis="云人社发〔2026〕31号（演示）",
        rows=(
            MatterLine("村镇建设股二级主任科员", "年度考核合格，正常晋升", "六级", "七级"),
            MatterLine("工程质量安全监督站工程师", "聘任满两年，正常晋升", "十级", "九级"),
        ),
    ),
    Matter(
        kind="integrity",
        title="2026年上半年局领导廉洁自律情况",
        abstract="局领导班子成员执行廉洁自律规定的情况。",
        formed_on=date(2026, 7, 10),
        period=(date(2026, 1, 1), date(2026, 6, 30)),
        rows=(
            MatterLine("局长", "未收受礼品礼金；公务用车按规定登记；无操办婚丧喜庆事宜"),
            MatterLine("分管建筑业副局长", "上交无法退回的土特产一件，已登记；公务用车按规定登记"),
        ),
    ),
    Matter(
        kind="reimbursement",
        title="2026年10月差旅费和接待费报销情况",
        abstract="按股室列出报销事由、金额和审批岗位。",
        formed_on=date(2026, 11, 6),
        period=(date(2026, 10, 1), date(2026, 10, 31)),
        rows=(
            MatterLine("村镇建设股", "危房改造竣工验收下乡差旅费", amount=Decimal("9860.40"),
                       approved_by="分管副局长"),
            MatterLine("工程质量安全监督站", "在建工地检查差旅费", amount=Decimal("6370.00"),
                       approved_by="分管副局长"),
            MatterLine("办公室", "公务接待费五批次", amount=Decimal("2910.00"),
                       approved_by="局长"),
        ),
    ),
)  # fmt: skip

TASKS = (
    "完成农村危房改造 120 户并通过竣工验收",
    "公共租赁住房申请审核按期办结率不低于 98%",
    "在建工程质量安全监督检查覆盖率达到 100%",
    "施工许可承诺时限内办结",
)
CRITERIA = (
    ("section", "年度任务完成", "50"),
    ("section", "按期办结", "30"),
    ("section", "政务公开", "20"),
    ("person", "岗位任务完成", "60"),
    ("person", "服务态度和群众评价", "40"),
)
SUBJECTS = (
    Assessed("section", VILLAGES, scores=("92", "95", "88", "90", "93.5", "85")),
    Assessed("section", HOUSING, scores=("86", "97", "90", "84", "96", "88")),
    Assessed("section", BUILDING, scores=("81", "90", "76", "83", "88", "80")),
    Assessed("section", SAFETY, scores=("90", "92", "94", "93", "90", "91")),
    Assessed("person", "王芳", OFFICE, is_editor=True, scores=("91", "94", "90", "92")),
)

ACCOUNTS = Accounts(
    column="局内公开",
    section=OFFICE,
    months=MONTHS,
    reasons=REASONS,
    matters=MATTERS,
    assessments=(
        Reviewed("2025年度工作任务目标考核", 2025, TASKS, CRITERIA, SUBJECTS, is_signed=True),
        Reviewed("2026年度工作任务目标考核", 2026, TASKS, CRITERIA, SUBJECTS),
    ),
)
