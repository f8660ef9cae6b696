"""云岭县人民政府办公室: the county office, with the entrance to the bureaus."""

from datetime import date

from disclosure_plugin.domain.register import Category
from sandbox.seed.parts import Bureau, Column, Item, Section, Table, points, prose, steps

from .contacts import COMMON

OFFICE = "政务公开办公室"
REGULATION = "《中华人民共和国政府信息公开条例》"

GUIDE = Item(
    title="云岭县政府信息公开指南",
    abstract="说明县政府及各部门公开哪些信息、在哪里查阅、怎样申请，以及申请以后多少天能得到答复。",
    formed_on=date(2026, 1, 15),
    section=OFFICE,
    laws=((REGULATION, "第十二条"),),
    body=(
        prose(
            "公开哪些信息",
            "法律、行政法规要求主动公开的信息，由制作或者保存该信息的部门在本部门的政务公开栏公开。"
            "每个栏目写明内容、更新要求和责任股室。",
        ),
        points(
            "在哪里查阅",
            "各部门的政务公开栏（网页和实物栏）；",
            "县档案馆二楼政府信息查阅室；",
            "县图书馆一楼政府信息查阅点；",
            "县政务服务中心一楼查询机。",
        ),
        steps(
            "怎样申请",
            "写明姓名或者名称、身份证明、联系方式；",
            "写明要哪一份信息：名称、文号，或者便于查询的特征；",
            "写明想要的形式和取得的方式；",
            "当面、邮寄或者在网上交给掌握该信息的部门。口头申请的，由受理人代填，申请人签字。",
        ),
        Table(
            caption="申请以后的期限",
            head=("事情", "期限（工作日）", "依据"),
            rows=(
                ("内容不明确，要求补正", 7, "条例第三十条"),
                ("答复", 20, "条例第三十三条"),
                ("延长答复，最多", 20, "条例第三十三条"),
                ("征求第三方意见，第三方答复", 15, "条例第三十二条"),
            ),
        ),
    ),
)

RULES = Item(
    title="云岭县政府信息公开审查制度",
    abstract="信息公开以前由谁审查、审查哪六项、不公开的怎样写明理由。先审查、后公开，一事一审。",
    formed_on=date(2026, 1, 15),
    section=OFFICE,
    laws=(
        (REGULATION, "第十七条"),
        ("《中华人民共和国保守国家秘密法实施条例》", "第四十二条"),
    ),
    body=(
        prose(
            "谁来审查",
            "拟稿人写明公开方式和理由，审查员逐项审查，分管负责人签发。拟稿人不得审查自己写的信息。",
        ),
        points("审查六项", "合法", "规范", "具体", "真实", "统一", "有效"),
        prose(
            "不能确定的",
            "不能确定是否可以公开的，报主管部门或者保密行政管理部门确定；确定以前不公开。",
        ),
    ),
)

CALENDAR = Item(
    title="2026年度政务公开重点工作安排",
    abstract="全年十二项工作的完成时限和责任单位，每季度首月10日前通报上一季度进展。",
    formed_on=date(2026, 2, 27),
    section=OFFICE,
    laws=((REGULATION, "第四十六条"),),
    body=(
        Table(
            caption="重点工作安排（摘要）",
            head=("工作", "完成时限", "责任单位"),
            rows=(
                ("上年度政府信息公开工作年度报告", "1月31日前", "各部门"),
                ("公开事项标准目录修订", "4月30日前", "各部门"),
                ("政务公开业务培训", "6月30日前", OFFICE),
                ("实物公开栏巡查", "每季度一次", OFFICE),
                ("行政许可、行政处罚信息核对", "每月5日前", "各执法部门"),
            ),
        ),
        prose("", "进展由各部门在本部门的“重点工作通报”栏目公开，未完成的写明原因。"),
    ),
)

BUREAU = Bureau(
    code="county",
    social_credit_code="11539999015000101Y",
    name="云岭县人民政府办公室",
    is_county_office=True,
    # The first for its admin: pages of other bureaus share its main host.
    other_hosts=("admin.county.localhost", "localhost"),
    contacts={
        **COMMON,
        "seal_text": "云岭县府",
        "report_phone": "6120012",
        "window_place": "县政务服务中心一楼咨询台",
        "report_box_place": "县政府大门西侧",
        "office_name": "县政府办公室政务公开办公室",
        "office_address": "云岭县翠屏路 1 号",
        "office_phone": "0890-6120010",
        "office_fax": "0890-6120011",
        "office_email": "zwgk@yunling.example",
    },
    introduction="各部门的政务公开都从这里进入：办什么事、要带什么、多少天办完、没办好找谁。",
    people=("赵立新", "何晓燕", "段文斌"),
    county_people=("高志远", "孟淑华", "秦建国"),
    sections=(
        Section(OFFICE, "6120010", "推进、指导、协调、监督全县政务公开工作。"),
        Section("督查室", "6120015", "督查重点工作，通报进展。"),
    ),
    board_introduction="全县政务公开的指南、制度和年度安排。",
    columns=(
        Column(
            "政府信息公开指南",
            "信息分类、查阅地点、申请办法",
            "有变动 20 个工作日内",
            Category.ORGANISATION,
            (GUIDE,),
        ),
        Column(
            "政府信息公开制度",
            "审查、考核、责任追究等制度",
            "有变动 20 个工作日内",
            Category.RULES,
            (RULES,),
        ),
        Column(
            "年度安排与通报",
            "重点工作的安排和每季度进展",
            "每季度首月 10 日前",
            Category.PLANS,
            (CALENDAR,),
        ),
    ),
)
