"""云岭县教育体育局."""

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
from .reports import JYJ

OFFICE = "办公室"
BASIC = "基础教育股"
TEACHERS = "教师工作股"
AID = "学生资助中心"
SPORTS = "体育股"
REGULATION = "《中华人民共和国政府信息公开条例》"
COMPULSORY = "《中华人民共和国义务教育法》"

ENROLMENTS = (
    Item(
        title="2026年义务教育学校招生工作安排",
        abstract="县城和乡镇小学、初中的报名时间、材料和录取顺序；免试就近入学，不收任何报名费。",
        formed_on=date(2026, 5, 18),
        section=BASIC,
        laws=((COMPULSORY, "第十一条、第十二条"), (REGULATION, "第二十条第（十一）项")),
        body=(
            Table(
                caption="时间安排",
                head=("事情", "时间"),
                rows=(
                    ("公布学区和计划", "5月20日"),
                    ("网上登记", "6月1日至6月20日"),
                    ("核验材料", "7月1日至7月5日"),
                    ("公布名单", "7月15日"),
                    ("补录", "8月20日至8月22日"),
                ),
            ),
            points(
                "要带什么",
                "户口簿；",
                "房产证、购房合同或者租房备案证明；",
                "随迁子女：父母一方的居住证。",
            ),
            prose("电话", "6124021；监督 6124012。"),
        ),
    ),
    Item(
        title="2026年县城小学学区划分",
        abstract="县城5所小学的学区范围、计划班数和学位数，街道和门牌号写到每一段。",
        formed_on=date(2026, 5, 18),
        section=BASIC,
        laws=((COMPULSORY, "第十二条"),),
        body=(
            Table(
                caption="学区和学位",
                head=("学校", "范围", "班数", "学位"),
                rows=(
                    ("第一小学", "翠屏路 1 号至 60 号、文昌巷", 6, 270),
                    ("第二小学", "北门街、东门街", 5, 225),
                    ("第三小学", "河西路、农机小区", 4, 180),
                    ("实验小学", "人民路、安居苑", 6, 270),
                    ("城关小学", "桥头街、西山路", 4, 180),
                ),
            ),
        ),
    ),
)

TEACHER_ITEMS = (
    Item(
        title="教师资格认定",
        abstract="在本县申请幼儿园、小学、初级中学教师资格的条件、体检和材料，每年两批。",
        formed_on=date(2026, 3, 12),
        section=TEACHERS,
        laws=(("《中华人民共和国教师法》", "第十条、第十三条"), ("《教师资格条例》", "")),
        body=(
            steps(
                "怎么办",
                "在中国教师资格网报名，选择现场确认点；",
                "到县医院体检；",
                "到县政务服务中心现场确认；",
                "30 个工作日以内作出结论，我局承诺 20 个工作日；",
                "领证或者免费邮寄。",
            ),
            Table(
                caption="要带什么",
                head=("材料", "形式", "份数"),
                rows=(
                    ("身份证", "核验", None),
                    ("学历证书", "核验", None),
                    ("普通话水平测试等级证书", "核验", None),
                    ("体检表", "原件", 1),
                ),
            ),
        ),
    ),
    Item(
        title="2026年公开招聘中小学教师结果",
        abstract="计划招聘46人，录用43人；岗位、笔试面试合成成绩最低分和公示结果。",
        formed_on=date(2026, 8, 12),
        section=TEACHERS,
        laws=((REGULATION, "第十九条"),),
        body=(
            Table(
                caption="录用结果",
                head=("岗位", "计划", "录用", "最低分"),
                rows=(
                    ("小学语文", 14, 14, 72.5),
                    ("小学数学", 12, 12, 71.8),
                    ("初中英语", 8, 7, 70.2),
                    ("初中物理", 6, 5, 68.4),
                    ("幼儿园", 6, 5, 69.6),
                ),
            ),
            prose("公示情况", "8月3日至8月11日公示 7 个工作日，没有收到异议。"),
        ),
    ),
)

AIDS = (
    Item(
        title="家庭经济困难学生资助政策",
        abstract="从幼儿园到高中能申请哪些资助、每年多少钱、什么时候申请、怎样保护学生隐私。",
        formed_on=date(2026, 9, 3),
        section=AID,
        laws=((REGULATION, "第二十条第（十一）项"),),
        body=(
            Table(
                caption="资助标准（元／学年）",
                head=("学段", "项目", "标准"),
                rows=(
                    ("幼儿园", "入园资助", 300),
                    ("小学", "寄宿生生活补助", 1250),
                    ("初中", "寄宿生生活补助", 1500),
                    ("高中", "国家助学金", 2300),
                ),
            ),
            prose(
                "隐私", "评审结果只在校内公示 5 个工作日，不公示家庭困难的原因。标准为演示数据。"
            ),
        ),
    ),
    Item(
        title="2026年秋季学期营养改善计划食材供应商公示",
        abstract="公示中标供应商5家、供应的学校和品种、抽检办法，公示期已满，没有异议。",
        formed_on=date(2026, 9, 8),
        section=AID,
        body=(
            Table(
                caption="供应商",
                head=("品种", "供应商", "学校数"),
                rows=(
                    ("米、油", "云岭县粮油购销公司", 42),
                    ("肉类", "龙泉肉联厂", 42),
                    ("蔬菜", "白马乡蔬菜合作社", 23),
                    ("蔬菜", "青石乡绿源合作社", 19),
                    ("牛奶", "云岭乳业公司", 42),
                ),
            ),
        ),
    ),
)

SPORTS_ITEMS = (
    Item(
        title="高危险性体育项目经营许可",
        abstract="经营游泳、攀岩等项目以前申请；设施、救助人员和安全制度要达到什么要求。",
        formed_on=date(2026, 4, 22),
        section=SPORTS,
        laws=(("《全民健身条例》", "第三十二条"),),
        body=(
            points(
                "要符合什么条件",
                "体育设施符合国家标准；",
                "有达到规定数量、取得资格的社会体育指导人员和救助人员；",
                "有安全保障制度和措施。",
            ),
            prose("时限", "法律规定 30 日，承诺 10 个工作日。不收费。电话 6124055。"),
        ),
    ),
    Item(
        title="学校体育场地开放时间",
        abstract="11所学校的操场、球场周末和假期向居民免费开放的时间、入口和管理电话。",
        formed_on=date(2026, 10, 20),
        section=SPORTS,
        body=(
            Table(
                caption="开放时间（部分）",
                head=("学校", "开放", "入口"),
                rows=(
                    ("第一中学", "周六、周日 7:00—20:00", "南门"),
                    ("实验小学", "周六、周日 8:00—18:00", "东门"),
                    ("龙泉镇中学", "周六、周日 8:00—18:00", "正门"),
                ),
            ),
        ),
    ),
)

NOTICES = (
    Item(
        title="内设机构职能和联系电话",
        abstract="五个主要内设机构管什么事、打哪个电话。",
        formed_on=date(2026, 1, 14),
        section=OFFICE,
        laws=((REGULATION, "第二十条第（二）项"),),
        body=(
            Table(
                caption="内设机构职能",
                head=("股室", "管什么事", "电话"),
                rows=(
                    (OFFICE, "文电、信访、政府信息公开", "6124010"),
                    (BASIC, "招生、学籍、学区", "6124021"),
                    (TEACHERS, "教师资格、招聘", "6124033"),
                    (AID, "学生资助、营养改善计划", "6124047"),
                    (SPORTS, "场地开放、体育经营许可", "6124055"),
                ),
            ),
        ),
    ),
    Item(
        title="2027年寒假校外培训机构白名单",
        abstract="县内有办学许可的校外培训机构名单和培训内容，寒假期间不得开展的培训一并写明。",
        formed_on=date(2026, 11, 18),
        section=BASIC,
        stage=Stage.DRAFT,
        body=(prose("", "草稿：名单待 12 月核查以后填写。"),),
    ),
    Item(
        title="2026年冬季长跑活动安排",
        abstract="12月6日上午县城环城长跑的路线、报名办法和交通管制时间。",
        formed_on=date(2026, 11, 19),
        section=SPORTS,
        stage=Stage.SCHEDULED,
        body=(
            points(
                "路线",
                "出发：县体育场 9:00；",
                "经过：翠屏路、人民路、河西路；",
                "终点：县体育场，全程 5 公里。",
            ),
        ),
    ),
)

EXPLAIN = "超过承诺时限的，责任股室在 3 个工作日内书面说明原因，并告知办结日期。"

BUREAU = Bureau(
    code="jyj",
    social_credit_code="11539999015000105B",
    name="云岭县教育体育局",
    contacts={
        **COMMON,
        "seal_text": "云岭教体",
        "report_phone": "6124012",
        "window_place": "县政务服务中心二楼 15 号窗口",
        "report_box_place": "教育体育局大门西侧",
        "office_name": "云岭县教育体育局办公室",
        "office_address": "云岭县人民路 22 号",
        "office_phone": "0890-6124010",
        "office_fax": "0890-6124011",
        "office_email": "jyj@yunling.example",
    },
    introduction="入学、资助、教师资格、体育场地：条件、名额、标准和结果都公开在这里。",
    people=("徐慧敏", "高翔", "邓丽"),
    sections=(
        Section(OFFICE, "6124010", "文电、信访；承担政府信息公开日常工作。"),
        Section(BASIC, "6124021", "义务教育招生、学籍、学区。"),
        Section(TEACHERS, "6124033", "教师资格、招聘、培训。"),
        Section(AID, "6124047", "学生资助、营养改善计划。"),
        Section(SPORTS, "6124055", "群众体育、体育经营许可。"),
    ),
    board_introduction="招生的安排、学区和结果，在报名以前公开。",
    reports=JYJ,
    columns=(
        Column(
            "招生入学",
            "招生安排、学区、学位、录取结果",
            "招生前公开",
            Category.WELFARE,
            ENROLMENTS,
        ),
        Column(
            "教师管理",
            "教师资格、招聘结果",
            "有变动 20 个工作日内",
            Category.LICENCES,
            TEACHER_ITEMS,
        ),
        Column("学生资助", "资助政策、标准、营养改善计划", "每学期", Category.WELFARE, AIDS),
        Column(
            "群众体育", "场地开放、体育经营许可", "每季度", Category.PUBLIC_SERVICE, SPORTS_ITEMS
        ),
        Column(
            "机构与公告",
            "机构职能、活动安排",
            "有变动 20 个工作日内",
            Category.ORGANISATION,
            NOTICES,
        ),
    ),
    commitments=Commitments(
        title="服务承诺",
        abstract="四项承诺的法定时限、承诺时限、责任股室和没有做到时的处理，时限按工作日计算。",
        formed_on=date(2026, 1, 14),
        section=OFFICE,
        introduction="时限从受理之日起按工作日计算。没有做到的，请拨 6124012。",
        promises=(
            Promise(
                "教师资格认定",
                TEACHERS,
                30,
                20,
                EXPLAIN,
                basis="《教师资格条例》第十六条",
                conditions="具备规定的学历，教师资格考试合格，户籍、学籍或者居住证在本县。",
            ),
            Promise(
                "高危险性体育项目经营许可",
                SPORTS,
                30,
                10,
                EXPLAIN,
                basis="《中华人民共和国体育法》、《全民健身条例》第三十二条",
                conditions="设施符合国家标准，有规定数量的社会体育指导人员和救助人员。",
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
                "学籍转接审核",
                BASIC,
                None,
                5,
                EXPLAIN,
                basis="《中小学生学籍管理办法》",
                conditions="户籍迁移或者居住地变化，转入学校同意接收。",
            ),
        ),
    ),
    tasks=(
        Task("2026年义务教育学校招生工作安排", "孩子怎样报名入学", ""),
        Task("家庭经济困难学生资助政策", "申请学生资助", ""),
        Task("教师资格认定", "认定教师资格", "20 个工作日"),
        Task("学校体育场地开放时间", "哪里可以锻炼", ""),
    ),
)
