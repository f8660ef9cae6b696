"""云岭县财政局."""

from datetime import date

from disclosure_plugin.domain.register import Category
from sandbox.seed.parts import (
    Bureau,
    Column,
    Commitments,
    Item,
    Promise,
    Section,
    Stage,
    Table,
    Task,
    points,
    prose,
    steps,
)

from .contacts import COMMON
from .reports import CZJ

OFFICE = "办公室"
BUDGET = "预算股"
PROCUREMENT = "政府采购管理股"
ACCOUNTING = "会计股"
REVENUE = "非税收入管理股"
REGULATION = "《中华人民共和国政府信息公开条例》"
BUDGET_LAW = "《中华人民共和国预算法》"
PROCUREMENT_LAW = "《中华人民共和国政府采购法》"

BUDGETS = (
    Item(
        title="云岭县2026年地方财政预算公开说明",
        abstract="2026年全县一般公共预算收支的安排、主要变化的原因，以及到哪里查各部门的预算。",
        formed_on=date(2026, 2, 6),
        section=BUDGET,
        laws=((BUDGET_LAW, "第十四条"), (REGULATION, "第二十条第（七）项")),
        body=(
            Table(
                caption="一般公共预算支出安排（万元）",
                head=("科目", "2025年执行", "2026年预算"),
                rows=(
                    ("一般公共服务", 28640, 27900),
                    ("教育", 63180, 66420),
                    ("社会保障和就业", 52770, 55310),
                    ("卫生健康", 31450, 32080),
                    ("城乡社区", 14920, 15360),
                    ("农林水", 48230, 49750),
                ),
            ),
            prose(
                "主要变化",
                "教育支出增加 3240 万元，用于两所学校的新建教学楼；一般公共服务减少 740 万元。",
            ),
        ),
    ),
    Item(
        title="2025年财政决算公开说明",
        abstract="县人大常委会批准的2025年决算：收入、支出、结转和政府债务余额，各项与预算的差异。",
        formed_on=date(2026, 8, 28),
        section=BUDGET,
        laws=((BUDGET_LAW, "第十四条"),),
        body=(
            Table(
                caption="收支总表（万元）",
                head=("项目", "预算", "决算"),
                rows=(
                    ("地方一般公共预算收入", 61200, 62044),
                    ("上级补助收入", 238600, 241385),
                    ("一般公共预算支出", 296800, 298610),
                    ("年终结转", 3000, 4819),
                ),
            ),
        ),
    ),
    Item(
        title="2026年前三季度财政预算执行情况",
        abstract="到9月底收入完成预算的76.4%、支出完成73.9%，民生支出占81.2%，写明进度慢的三个项目。",
        formed_on=date(2026, 10, 15),
        section=BUDGET,
        laws=((REGULATION, "第二十条第（七）项"),),
        body=(
            points(
                "进度慢的三个项目",
                "县医院医技楼：设计变更，支付 41%；",
                "青石乡供水管网：招标流标一次，支付 38%；",
                "高标准农田：汛期停工 32 天，支付 55%。",
            ),
            prose("四季度", "三个项目每半月调度一次，资金按工程进度支付。"),
        ),
    ),
)

PROCUREMENTS = (
    Item(
        title="政府采购供应商投诉指南",
        abstract="供应商对质疑答复不满意的，什么时候、向谁、用什么材料投诉，多少天作出处理决定。",
        formed_on=date(2026, 5, 12),
        section=PROCUREMENT,
        laws=((PROCUREMENT_LAW, "第五十五条、第五十六条"),),
        body=(
            steps(
                "怎么办",
                "先向采购人或者代理机构书面质疑；",
                "对答复不满意，或者没有按时答复的，在答复期满后 15 个工作日内投诉；",
                "提交投诉书、营业执照和证据；",
                "财政局审查、取证、必要时组织质证；",
                "受理后 30 个工作日内作出处理决定并公告。",
            ),
            prose("收费", "不收费。电话 6122035。"),
        ),
    ),
    Item(
        title="2026年政府集中采购目录和限额标准",
        abstract="哪些货物、服务必须集中采购，分散采购和公开招标从多少钱起，依据哪个文件。",
        formed_on=date(2026, 1, 20),
        section=PROCUREMENT,
        laws=((PROCUREMENT_LAW, "第七条、第八条"), (REGULATION, "第二十条第（九）项")),
        body=(
            Table(
                caption="限额标准（万元）",
                head=("类别", "分散采购起点", "公开招标起点"),
                rows=(("货物", 50, 200), ("服务", 50, 200), ("工程", 60, 400)),
            ),
            prose("", "数额为演示数据，以省人民政府公布的目录为准。"),
        ),
    ),
)

GUIDES = (
    Item(
        title="非税收入退付办理",
        abstract="多缴、错缴了行政事业性收费，怎样申请退回，要什么材料，承诺5个工作日退到账户。",
        formed_on=date(2026, 3, 30),
        section=REVENUE,
        body=(
            steps(
                "怎么办", "向收费的单位提出申请；", "单位核实并在系统里提交；", "财政局审核退付。"
            ),
            Table(
                caption="要带什么",
                head=("材料", "形式", "份数"),
                rows=(
                    ("退付申请表", "原件", 1),
                    ("缴款凭证", "复印件", 1),
                    ("收款账户", "核验", None),
                ),
            ),
        ),
    ),
    Item(
        title="会计人员信息采集",
        abstract="在本县工作、学习的会计人员怎样在网上采集信息、变更单位和登记继续教育。",
        formed_on=date(2026, 6, 9),
        section=ACCOUNTING,
        body=(
            steps(
                "怎么办",
                "登录省会计人员服务平台，选择属地；",
                "填写信息，上传证明；",
                "财政局 3 个工作日内审核。",
            ),
            prose("收费", "不收费。电话 6122041。"),
        ),
    ),
    Item(
        title="惠民补贴“一卡通”查询办法",
        abstract="怎样查自己家的补贴发了没有、发了多少，发错了找谁，村里在哪里张贴。",
        formed_on=date(2026, 11, 18),
        section=BUDGET,
        stage=Stage.IN_REVIEW,
        body=(
            points(
                "三种办法",
                "到乡镇财政所，带身份证；",
                "拨打 12345；",
                "看村公示栏，每季度张贴一次。",
            ),
        ),
    ),
)

OTHERS = (
    Item(
        title="内设机构职能和联系电话",
        abstract="五个主要内设机构管什么事、打哪个电话。",
        formed_on=date(2026, 1, 9),
        section=OFFICE,
        laws=((REGULATION, "第二十条第（二）项"),),
        body=(
            Table(
                caption="内设机构职能",
                head=("股室", "管什么事", "电话"),
                rows=(
                    (OFFICE, "文电、信访、政府信息公开", "6122010"),
                    (BUDGET, "预算、决算、转移支付", "6122021"),
                    (PROCUREMENT, "政府采购监督、投诉处理", "6122035"),
                    (ACCOUNTING, "会计管理、代理记账", "6122041"),
                    (REVENUE, "收费票据、退付", "6122048"),
                ),
            ),
        ),
    ),
)

NOTICES = (
    Item(
        title="2027年县级部门预算编制公开征求意见",
        abstract="请居民对明年教育、卫生、道路支出的先后提意见，征求意见从下周起30天。",
        formed_on=date(2026, 11, 20),
        section=BUDGET,
        stage=Stage.SCHEDULED,
        body=(
            prose(
                "怎样提", "到财政局 302 室，或者发邮件到 czj@yunling.example。收到的意见逐条答复。"
            ),
        ),
    ),
    Item(
        title="2026年行政事业性收费目录清单",
        abstract="全县执行的行政事业性收费项目、单位、依据，清单以外的一律不得收。",
        formed_on=date(2026, 4, 15),
        section=REVENUE,
        laws=((REGULATION, "第二十条第（八）项"),),
        body=(
            Table(
                caption="收费目录（摘要）",
                head=("项目", "收费单位", "依据"),
                rows=(
                    ("城市道路占用、挖掘修复费", "住房和城乡建设局", "《城市道路管理条例》"),
                    ("污水处理费", "住房和城乡建设局", "《城镇排水与污水处理条例》"),
                    ("不动产登记费", "自然资源局", "《不动产登记暂行条例》"),
                ),
            ),
            prose("", "清单以外收费的，请拨 6122012 举报。"),
        ),
    ),
)

EXPLAIN = "超过承诺时限的，责任股室在 3 个工作日内书面说明原因，并告知办结日期。"

BUREAU = Bureau(
    code="czj",
    social_credit_code="115399990150001035",
    name="云岭县财政局",
    contacts={
        **COMMON,
        "seal_text": "云岭财政",
        "report_phone": "6122012",
        "window_place": "县政务服务中心 8 号窗口",
        "report_box_place": "财政局一楼大厅",
        "office_name": "云岭县财政局办公室",
        "office_address": "云岭县翠屏路 6 号",
        "office_phone": "0890-6122010",
        "office_fax": "0890-6122011",
        "office_email": "czj@yunling.example",
    },
    introduction="钱从哪里来、花到哪里去：预算、决算、采购、收费和补贴都公开在这里。",
    people=("罗建平", "刘静", "张学文"),
    sections=(
        Section(OFFICE, "6122010", "文电、信访；承担政府信息公开日常工作。"),
        Section(BUDGET, "6122021", "预算、决算、转移支付。"),
        Section(PROCUREMENT, "6122035", "政府采购的监督和投诉处理。"),
        Section(ACCOUNTING, "6122041", "会计管理、代理记账。"),
        Section(REVENUE, "6122048", "非税收入、票据、退付。"),
    ),
    board_introduction="预算决算按批复后 20 日内公开。",
    reports=CZJ,
    columns=(
        Column(
            "机构职能",
            "内设机构、办公地址和电话",
            "有变动 20 个工作日内",
            Category.ORGANISATION,
            OTHERS,
        ),
        Column(
            "财政预算决算", "政府预算、决算和执行情况", "批准后 20 日内", Category.BUDGET, BUDGETS
        ),
        Column(
            "政府采购",
            "采购目录、标准、投诉处理",
            "有变动 20 个工作日内",
            Category.PROCUREMENT,
            PROCUREMENTS,
        ),
        Column(
            "办事指南", "退付、会计、补贴查询", "有变动 20 个工作日内", Category.LICENCES, GUIDES
        ),
        Column("收费清单与公告", "收费目录、征求意见", "随公告开始", Category.FEES, NOTICES),
    ),
    commitments=Commitments(
        title="服务承诺",
        abstract="四项承诺的法定时限、承诺时限、责任股室和没有做到时的处理，时限按工作日计算。",
        formed_on=date(2026, 1, 9),
        section=OFFICE,
        introduction="时限从受理之日起按工作日计算。没有做到的，请拨 6122012。",
        promises=(
            Promise(
                "政府采购供应商投诉处理决定",
                PROCUREMENT,
                30,
                25,
                EXPLAIN,
                basis="《政府采购质疑和投诉办法》第二十六条",
                conditions="供应商对质疑答复不满意，或者采购人、代理机构未在期限内答复。",
            ),
            Promise(
                "政府信息公开申请答复",
                OFFICE,
                20,
                15,
                EXPLAIN,
                basis="《中华人民共和国政府信息公开条例》第三十三条",
                conditions="申请写明申请人、联系方式和所需信息的名称或者特征。",
            ),
            Promise(
                "非税收入退付审核",
                REVENUE,
                None,
                5,
                EXPLAIN,
                basis="《政府非税收入管理办法》",
                conditions="误缴、多缴或者依法应当退还，有缴款凭证。",
            ),
            Promise(
                "会计人员信息采集审核",
                ACCOUNTING,
                None,
                3,
                EXPLAIN,
                basis="《会计人员管理办法》",
                conditions="在本县单位从事会计工作，资料上传完整。",
            ),
        ),
    ),
    tasks=(
        Task("非税收入退付办理", "多缴的费怎样退", "5 个工作日"),
        Task("政府采购供应商投诉指南", "采购投诉", "25 个工作日"),
        Task("2026年行政事业性收费目录清单", "查收费清单", ""),
    ),
)
