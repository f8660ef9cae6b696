"""云岭县民政局; its summary of 2025 comes as a document to import."""

from datetime import date

from disclosure_plugin.domain.register import Category
from sandbox.seed.parts import (
    Bureau,
    Column,
    Commitments,
    Form,
    Item,
    Notice,
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
from .reports import MZJ

OFFICE = "办公室"
RELIEF = "社会救助股"
ELDERLY = "养老服务股"
MARRIAGE = "婚姻登记处"
SOCIAL = "社会组织管理股"
REGULATION = "《中华人民共和国政府信息公开条例》"
RELIEF_RULES = "《社会救助暂行办法》"
CIVIL_CODE = "《中华人民共和国民法典》"

RELIEFS = (
    Item(
        title="最低生活保障申请",
        abstract="家庭人均收入低于低保标准、财产符合规定的，怎样申请低保，要过哪几关，多少天有结果。",
        formed_on=date(2026, 7, 3),
        section=RELIEF,
        laws=((RELIEF_RULES, "第九条、第十一条"), (REGULATION, "第二十一条")),
        forms=(
            Form(
                "最低生活保障申请书",
                (
                    "申请人",
                    "家庭成员",
                    "户籍所在地",
                    "收入情况",
                    "财产情况",
                    "申请理由",
                    "联系电话",
                ),
                "申请人授权民政部门核对家庭经济状况。家庭信息不对外公开。",
            ),
        ),
        body=(
            points(
                "谁可以申请",
                "共同生活的家庭成员人均收入低于当地标准；",
                "家庭财产符合规定；",
                "低保边缘家庭中的重度残疾人、重病患者可以单独申请。",
            ),
            steps(
                "怎么办",
                "向户籍所在地乡镇人民政府提出书面申请，村（居）委会可以代交；",
                "乡镇入户调查、邻里访问，核对经济状况；",
                "在村（社区）公示审核意见；",
                "县民政局审查，批准的从批准次月发放；",
                "在村（社区）公示保障家庭。",
            ),
            Table(
                caption="2026年保障标准（元／人·月）",
                head=("类别", "标准"),
                rows=(("城市最低生活保障", 745), ("农村最低生活保障", 560)),
            ),
            prose("", "标准为演示数据。电话 6123021，举报 6123012。"),
        ),
    ),
    Item(
        title="临时救助办理",
        abstract="遇到火灾、交通事故、重病等突然的困难，怎样申请临时救助，紧急的24小时内先救助。",
        formed_on=date(2026, 5, 28),
        section=RELIEF,
        laws=((RELIEF_RULES, "第四十七条、第四十八条"),),
        body=(
            steps(
                "怎么办",
                "向乡镇人民政府提出，写不了的可以口头说；",
                "乡镇调查核实，金额较小的由乡镇直接批准；",
                "金额较大的报县民政局批准。",
            ),
            prose("紧急情况", "来不及调查的，先救助，10 个工作日内补办手续。"),
        ),
    ),
    Item(
        title="2026年10月社会救助资金发放情况",
        abstract="10月发放低保、特困、临时救助资金共412.6万元、惠及9214人，按乡镇公布人数和金额。",
        formed_on=date(2026, 11, 6),
        section=RELIEF,
        laws=((REGULATION, "第二十一条"),),
        body=(
            Table(
                caption="发放情况",
                head=("类别", "人数", "金额（万元）"),
                rows=(
                    ("城市低保", 1126, 61.5),
                    ("农村低保", 7240, 289.6),
                    ("特困供养", 705, 49.4),
                    ("临时救助", 143, 12.1),
                    ("合计", 9214, 412.6),
                ),
            ),
            prose(
                "说明",
                "只公布人数和金额。保障家庭的名单在所在村（社区）的公示栏公示，不在网上公开。",
            ),
        ),
    ),
)

ELDERLIES = (
    Item(
        title="高龄津贴申请",
        abstract="本县户籍满80周岁的老人怎样申请高龄津贴，每月多少钱，家属可以代办。",
        formed_on=date(2026, 9, 18),
        section=ELDERLY,
        laws=(("《中华人民共和国老年人权益保障法》", "第三十三条"),),
        body=(
            Table(
                caption="津贴标准（元／月）",
                head=("年龄", "标准"),
                rows=(("80—89 周岁", 60), ("90—99 周岁", 120), ("100 周岁以上", 500)),
            ),
            steps(
                "怎么办",
                "带身份证、户口簿到村（社区）；",
                "村（社区）当场核对上报；",
                "从满龄当月起算，次月到账。",
            ),
            prose("", "标准为演示数据。不收费。电话 6123033。"),
        ),
    ),
    Item(
        title="养老机构和收费一览",
        abstract="全县4所养老机构的床位、空床、收费和电话，每季度更新一次。",
        formed_on=date(2026, 10, 12),
        section=ELDERLY,
        body=(
            Table(
                caption="养老机构（9月底）",
                head=("机构", "床位", "空床", "每月收费（元）", "电话"),
                rows=(
                    ("县社会福利院", 180, 22, 1280, "6123061"),
                    ("龙泉镇敬老院", 60, 9, 980, "6123062"),
                    ("青石乡敬老院", 48, 15, 980, "6123063"),
                    ("安康养老公寓（民办）", 90, 31, 1850, "6123064"),
                ),
            ),
        ),
    ),
)

MARRIAGES = (
    Item(
        title="结婚登记办理",
        abstract="双方亲自到婚姻登记处办理，带身份证，可以跨省通办，当场办结，不收费。",
        formed_on=date(2026, 2, 3),
        section=MARRIAGE,
        laws=((CIVIL_CODE, "第一千零四十六条至第一千零四十九条"), ("《婚姻登记条例》", "")),
        body=(
            points(
                "要符合什么条件",
                "双方自愿；",
                "男满 22 周岁，女满 20 周岁；",
                "双方没有配偶；",
                "不是直系血亲或者三代以内的旁系血亲。",
            ),
            prose("在哪里办", "县政务服务中心二楼，工作日和每月第一个周六上午。电话 6123045。"),
        ),
    ),
    Item(
        title="离婚登记办理",
        abstract="自愿离婚的五步：申请、受理、三十日冷静期、审查、登记；写明逾期不来怎样处理。",
        formed_on=date(2026, 2, 3),
        section=MARRIAGE,
        laws=((CIVIL_CODE, "第一千零七十六条、第一千零七十七条"),),
        body=(
            steps(
                "怎么办",
                "双方亲自申请，交书面离婚协议；",
                "受理，发回执；",
                "三十日内任何一方不愿意的，可以撤回；",
                "期满后三十日内，双方亲自申请发证；",
                "审查后登记发证。期满后三十日内没有申请的，视为撤回。",
            ),
        ),
    ),
)

NOTICES = (
    Item(
        title="2026年社会组织年度检查结果",
        abstract="应检社会组织64家，合格58家、基本合格4家、不合格2家，写明名单和整改期限。",
        formed_on=date(2026, 8, 14),
        section=SOCIAL,
        laws=(("《社会团体登记管理条例》", ""),),
        body=(
            Table(
                caption="年检结果",
                head=("类别", "应检", "合格", "基本合格", "不合格"),
                rows=(
                    ("社会团体", 41, 37, 3, 1),
                    ("民办非企业单位", 23, 21, 1, 1),
                    ("合计", 64, 58, 4, 2),
                ),
            ),
        ),
    ),
    Item(
        title="2026年度养老服务补贴发放名单公示",
        abstract="公示第四季度养老服务补贴对象，公示期5个工作日。姓名已作处理。",
        formed_on=date(2026, 11, 19),
        section=ELDERLY,
        stage=Stage.IN_REVIEW,
        notice=Notice("other", 5, "working"),
        body=(
            Table(
                caption="补贴对象（部分）",
                head=("序号", "姓名", "乡镇", "每月补贴（元）"),
                rows=(
                    (1, "王*珍", "翠屏镇", 200),
                    (2, "和*", "龙泉镇", 200),
                    (3, "罗*贵", "白马乡", 300),
                ),
            ),
        ),
    ),
)

OTHERS = (
    Item(
        title="内设机构职能和联系电话",
        abstract="五个主要内设机构管什么事、打哪个电话。",
        formed_on=date(2026, 1, 12),
        section=OFFICE,
        laws=((REGULATION, "第二十条第（二）项"),),
        body=(
            Table(
                caption="内设机构职能",
                head=("股室", "管什么事", "电话"),
                rows=(
                    (OFFICE, "文电、信访、政府信息公开", "6123010"),
                    (RELIEF, "低保、特困、临时救助", "6123021"),
                    (ELDERLY, "养老机构、高龄津贴", "6123033"),
                    (MARRIAGE, "结婚、离婚登记", "6123045"),
                    (SOCIAL, "社会团体、民办非企业单位登记", "6123052"),
                ),
            ),
        ),
    ),
)

EXPLAIN = "超过承诺时限的，责任股室在 3 个工作日内书面说明原因，并告知办结日期。"

BUREAU = Bureau(
    code="mzj",
    social_credit_code="115399990150001048",
    canonical="path",
    name="云岭县民政局",
    contacts={
        **COMMON,
        "seal_text": "云岭民政",
        "report_phone": "6123012",
        "window_place": "县政务服务中心二楼 21 号窗口",
        "report_box_place": "民政局大门东侧",
        "office_name": "云岭县民政局办公室",
        "office_address": "云岭县文昌巷 3 号",
        "office_phone": "0890-6123010",
        "office_fax": "0890-6123011",
        "office_email": "mzj@yunling.example",
    },
    introduction="困难怎样求助、老人有什么补贴、婚姻怎样登记：办法、标准和发放情况都公开在这里。",
    people=("杨国华", "陈雨", "木晓东"),
    sections=(
        Section(OFFICE, "6123010", "文电、信访；承担政府信息公开日常工作。"),
        Section(RELIEF, "6123021", "最低生活保障、特困供养、临时救助。"),
        Section(ELDERLY, "6123033", "养老服务、高龄津贴。"),
        Section(MARRIAGE, "6123045", "婚姻登记。"),
        Section(SOCIAL, "6123052", "社会组织登记和检查。"),
    ),
    board_introduction="救助名单在村（社区）公示栏公示，网上只公开办法、标准和汇总数字。",
    reports=MZJ,
    columns=(
        Column(
            "机构职能",
            "内设机构、办公地址和电话",
            "有变动 20 个工作日内",
            Category.ORGANISATION,
            OTHERS,
        ),
        Column(
            "社会救助",
            "低保、特困、临时救助的办法、标准和发放情况",
            "每月",
            Category.SOCIAL_ASSISTANCE,
            RELIEFS,
        ),
        Column("养老服务", "高龄津贴、养老机构", "每季度", Category.WELFARE, ELDERLIES),
        Column(
            "婚姻登记",
            "结婚、离婚登记的条件和程序",
            "有变动 20 个工作日内",
            Category.LICENCES,
            MARRIAGES,
        ),
        Column("公示公告", "年检结果、补贴公示", "随公示开始", Category.OTHER, NOTICES),
    ),
    commitments=Commitments(
        title="服务承诺",
        abstract="五项承诺的法定时限、承诺时限、责任股室和没有做到时的处理，时限按工作日计算。",
        formed_on=date(2026, 1, 12),
        section=OFFICE,
        introduction="时限从受理之日起按工作日计算。没有做到的，请拨 6123012。",
        promises=(
            Promise(
                "最低生活保障审核确认",
                RELIEF,
                30,
                25,
                EXPLAIN,
                basis="《社会救助暂行办法》第十一条",
                conditions="共同生活的家庭成员人均收入低于当地低保标准，财产状况符合规定。",
            ),
            Promise(
                "社会团体成立登记",
                SOCIAL,
                60,
                15,
                EXPLAIN,
                basis="《社会团体登记管理条例》第十二条",
                conditions="有规范的名称、固定的住所和与活动相适应的人员、经费。",
            ),
            Promise(
                "民办非企业单位成立登记",
                SOCIAL,
                60,
                15,
                EXPLAIN,
                basis="《民办非企业单位登记管理暂行条例》第十一条",
                conditions="经业务主管单位审查同意，有规范的名称、必要的组织机构和场所。",
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
                "高龄津贴审核",
                ELDERLY,
                None,
                5,
                EXPLAIN,
                basis="《云岭县高龄津贴发放办法》",
                conditions="户籍在本县，年满 80 周岁。",
            ),
        ),
    ),
    tasks=(
        Task("最低生活保障申请", "申请低保", "25 个工作日"),
        Task("临时救助办理", "遇到急难怎样求助", "紧急的 24 小时"),
        Task("高龄津贴申请", "申请高龄津贴", "5 个工作日"),
        Task("结婚登记办理", "结婚登记", "当场办结"),
    ),
    summary_document=True,
)
