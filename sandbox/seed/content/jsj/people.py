"""The leading group and the people at the window; all of them are invented."""

from datetime import date

from sandbox.seed.parts import Card, Leader, StaffList

from .names import (
    BUILDING,
    HOUSING,
    LAW,
    MARKET,
    MUNICIPAL,
    OFFICE,
    RENEWAL,
    SAFETY,
    VILLAGES,
)

STAFF = (
    StaffList(
        title="政务公开工作领导小组",
        abstract="组长、副组长和成员，各自负责哪些事项、联系哪些股室；人员变动后重新公布。",
        formed_on=date(2026, 9, 1),
        section=OFFICE,
        introduction="领导小组实行领导挂钩联系制：局长负总责，副局长对分管的股室和事项负责，股室负责人对本股室公开的内容负责。",
        leaders=(
            Leader(
                "head", "孙建华", "局长", "负总责，分管办公室；每半年听取一次政务公开工作汇报。"
            ),
            Leader("deputy", "郭永平", "副局长", "建筑业、质量安全、行政处罚公开。"),
            Leader("deputy", "杨素琴", "副局长", "住房保障、房地产市场、村镇建设公开。"),
            Leader("deputy", "马志刚", "副局长", "城市更新、供水、燃气、道路公开。"),
            Leader(
                "member", "周明远", "办公室主任", "公开栏、目录和年度报告，公开内容的保密审查。"
            ),
            Leader("member", "李国栋", "政策法规股股长", "公开内容的合法性审查。"),
        ),
    ),
    StaffList(
        title="窗口和执法人员",
        abstract="各股室负责人、窗口和现场执法人员的姓名、职务、工号和职责。",
        formed_on=date(2026, 9, 1),
        section=OFFICE,
        introduction="窗口人员挂牌上岗，执法人员出示执法证。没有证件的，您可以拒绝配合，并拨打举报电话。",
        cards=(
            Card("周明远", "主任", OFFICE, "ZJ-001", "政务公开、信访接待。", heads=True),
            Card("王芳", "科员", OFFICE, "ZJ-003", "公开事项的编辑，依申请公开的受理。"),
            Card("陈立新", "股长", BUILDING, "ZJ-011", "施工许可的审批。", heads=True),
            Card("赵小梅", "窗口人员", BUILDING, "ZJ-012", "施工许可、竣工备案的受理。"),
            Card("何文斌", "股长", MARKET, "ZJ-021", "商品房预售许可。", heads=True),
            Card("林秋萍", "股长", HOUSING, "ZJ-031", "公租房的审核和配租。", heads=True),
            Card("徐海燕", "窗口人员", HOUSING, "ZJ-032", "公租房申请的受理和答疑。"),
            Card("罗志强", "股长", VILLAGES, "ZJ-041", "农村危房改造。", heads=True),
            Card("许建平", "股长", RENEWAL, "ZJ-051", "老旧小区改造。", heads=True),
            Card("唐国华", "股长", MUNICIPAL, "ZJ-061", "道路占用、挖掘的审批。", heads=True),
            Card("段正荣", "站长", SAFETY, "云执2600171", "在建工程质量安全监督。", heads=True),
            Card("李国栋", "股长", LAW, "云执2600180", "行政处罚的法制审核。", heads=True),
        ),
    ),
)
