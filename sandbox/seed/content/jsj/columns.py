"""The fourteen columns of the board, in its order."""

from disclosure_plugin.domain.register import Category
from sandbox.seed.parts import Column

from . import fees, housing, notices, organisation, penalties, projects, services

COLUMNS = (
    Column(
        "机构职能与负责人",
        "科室职能、负责人分工、办公地址和电话",
        "有变动 20 个工作日内",
        Category.ORGANISATION,
        organisation.FUNCTIONS,
    ),
    Column(
        "办事指南",
        "行政许可和公共服务的依据、条件、程序、材料",
        "有变动 20 个工作日内",
        Category.LICENCES,
        services.GUIDES,
    ),
    Column(
        "行政处罚程序与决定",
        "处罚依据、程序、裁量标准和决定书",
        "作出决定 7 个工作日内",
        Category.PENALTIES,
        penalties.PENALTIES,
    ),
    Column(
        "收费项目和标准",
        "收费项目、标准、依据和不收费清单",
        "有变动 20 个工作日内",
        Category.FEES,
        fees.FEES,
    ),
    Column(
        "预算决算与“三公”经费",
        "部门预算、决算，出国、用车、接待费用",
        "财政批复 20 日内",
        Category.BUDGET,
        fees.BUDGETS,
    ),
    Column(
        "公示公告",
        "正在公示、征求意见和已结束的公示",
        "随公示开始",
        Category.OTHER,
        notices.NOTICES,
    ),
    Column(
        "保障性住房",
        "公租房申请条件、审核结果、配租、年度计划",
        "每月",
        Category.WELFARE,
        housing.RENTAL,
    ),
    Column(
        "农村危房改造",
        "补助对象、资金标准、任务分配、竣工结果",
        "每季度",
        Category.WELFARE,
        housing.VILLAGE_HOUSES,
    ),
    Column(
        "城镇老旧小区改造",
        "改造计划、工程进度、居民意见和采纳情况",
        "每月",
        Category.PROJECTS,
        projects.RENEWALS,
    ),
    Column(
        "工程质量安全监督",
        "监督检查、隐患整改、事故处置",
        "每月",
        Category.INSPECTIONS,
        projects.SAFETY_CHECKS,
    ),
    Column(
        "重点工作通报",
        "重点任务进展，每季度通报一次",
        "每季度首月 10 日前",
        Category.OTHER,
        projects.BULLETINS,
    ),
    Column(
        "服务承诺与兑现",
        "八项承诺的办理情况和超期原因",
        "每季度",
        Category.LICENCES,
        organisation.KEPT,
    ),
    Column(
        "工作守则与廉政准则",
        "工作守则、“三不准”、现场监理程序",
        "每年",
        Category.OTHER,
        organisation.CODES,
    ),
    Column(
        "市政设施与燃气",
        "供水、燃气、路灯、道路占用和应急安排",
        "每月",
        Category.MUNICIPAL_WORKS,
        projects.MUNICIPAL_ITEMS,
    ),
)
