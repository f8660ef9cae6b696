"""Notices: what is planned, and how to object."""

from datetime import date

from sandbox.seed.parts import Item, Notice, Stage, Table, points, prose

from .names import BUILDING, HOUSING, OFFICE, RENEWAL, SAFETY

OBJECT = "可以打电话、写信、当面反映，也可以发邮件到 zjj@yunling.example。实名反映的，答复到人。"

NOTICES = (
    Item(
        title="2026年第三批公共租赁住房保障对象公示",
        row="bz-03",
        abstract="公示38户拟保障家庭，公示7个工作日；写明怎样提出异议。姓名已作处理。",
        formed_on=date(2026, 11, 16),
        section=HOUSING,
        notice=Notice("housing-list", 7, "working"),
        laws=(("《公共租赁住房管理办法》", "第九条"),),
        body=(
            prose(
                "公示什么",
                "经乡镇初审、部门核查，下列家庭符合公共租赁住房保障条件，现予公示。",
            ),
            Table(
                caption="拟保障家庭（部分）",
                head=("序号", "申请人", "乡镇", "人口", "保障方式"),
                rows=(
                    (1, "张*明", "翠屏镇", 3, "实物配租"),
                    (2, "李*", "翠屏镇", 2, "实物配租"),
                    (3, "和*英", "青石乡", 4, "租赁补贴"),
                    (4, "杨*福", "龙泉镇", 5, "实物配租"),
                    (5, "段*", "龙泉镇", 1, "租赁补贴"),
                    (6, "普*珍", "白马乡", 3, "租赁补贴"),
                ),
            ),
            prose(
                "说明",
                "姓名的一部分以 * 代替，证件号码、住址和收入不公开。"
                "全部名单可以到 103 办公室查阅。",
            ),
            prose("有意见怎么提", OBJECT),
        ),
    ),
    Item(
        title="2027年城镇老旧小区改造计划（草案）公示",
        abstract="公示明年拟改造的5个小区、改造内容和资金，公示5个工作日。",
        formed_on=date(2026, 11, 18),
        section=RENEWAL,
        notice=Notice("important-matter", 5, "working"),
        laws=(("《中华人民共和国政府信息公开条例》", "第十九条"),),
        body=(
            Table(
                caption="拟改造小区",
                head=("小区", "建成年份", "户数", "主要内容"),
                rows=(
                    ("翠屏路教工小区", "1996", 120, "屋面、管网、加装扶手"),
                    ("北门粮食局宿舍", "1989", 64, "管网、外墙、路面"),
                    ("文昌巷 7 号院", "1994", 48, "雨污分流、路灯"),
                    ("河西农机小区", "1998", 96, "管网、停车位、充电棚"),
                    ("西山路供销社宿舍", "1991", 52, "屋面、楼道、消防"),
                ),
            ),
            prose("有意见怎么提", OBJECT),
        ),
    ),
    Item(
        title="北门街片区房屋征收补偿方案公开征求意见",
        row="zs-06",
        abstract="征求意见30天；写明征收范围、补偿方式、评估办法和意见提交办法。",
        formed_on=date(2026, 11, 2),
        section=RENEWAL,
        notice=Notice("expropriation-compensation", 30, "calendar"),
        laws=(("《国有土地上房屋征收与补偿条例》", "第十条、第十一条"),),
        body=(
            points(
                "方案要点",
                "征收范围：北门街东侧 2 号至 46 号，共 83 户；",
                "补偿方式：货币补偿或者房屋产权调换，由被征收人选择；",
                "评估机构：由被征收人协商选定，协商不成的通过多数决定或者随机选定；",
                "搬迁和临时安置：按公布的标准支付。",
            ),
            prose("以后怎么办", "期满后在本页公布意见和修改的情况。"),
            prose("有意见怎么提", OBJECT),
        ),
    ),
    Item(
        title="关于做好冬季施工扬尘管控的通知",
        abstract="11月15日至次年3月15日，在建工地要做到围挡、覆盖、冲洗、硬化、喷淋、密闭六项，违反的怎样处理。",
        formed_on=date(2026, 11, 6),
        section=SAFETY,
        laws=(("《中华人民共和国大气污染防治法》", "第六十九条"),),
        body=(
            points(
                "六项要求",
                "工地周边围挡",
                "物料堆放覆盖",
                "出入车辆冲洗",
                "施工路面硬化",
                "土方作业喷淋",
                "渣土车辆密闭运输",
            ),
            prose("检查", "监督站每周抽查不少于 5 个工地，结果在“工程质量安全监督”栏目公开。"),
        ),
    ),
    Item(
        title="施工许可审批服务指南修订征求意见的结果",
        abstract="10月征求意见20天，收到意见6条，采纳4条、部分采纳1条、未采纳1条，逐条写明理由。",
        formed_on=date(2026, 11, 20),
        section=BUILDING,
        stage=Stage.SCHEDULED,
        body=(
            Table(
                caption="意见和采纳情况",
                head=("意见", "是否采纳", "理由"),
                rows=(
                    ("申请表改为网上填写", "采纳", "已开通"),
                    ("取消图纸纸质版", "采纳", "以电子审查合格书为准"),
                    ("资金证明改为承诺", "采纳", "事中事后核查"),
                    ("证书免费邮寄", "采纳", "已与邮政签约"),
                    ("周六也开窗口", "部分采纳", "每月第一个周六上午开"),
                    ("取消现场查看", "未采纳", "涉及施工安全的须查看"),
                ),
            ),
        ),
    ),
    Item(
        title="2027年部门预算编制公众意见征集",
        abstract="请居民对明年住建领域的支出重点提意见，12月上旬起征集15天。",
        formed_on=date(2026, 11, 20),
        section=OFFICE,
        stage=Stage.DRAFT,
        body=(prose("", "草稿：征集的开始日期待局务会确定。"),),
    ),
    Item(
        title="燃气设施安全检查收费的说明",
        abstract="入户安全检查不收费；更换配件按公示价格收费。",
        formed_on=date(2026, 10, 12),
        section=OFFICE,
        stage=Stage.RETURNED,
        body=(prose("", "入户安全检查不收费，更换软管、阀门按公示价格收费。"),),
    ),
    Item(
        title="冬季施工扬尘管控要求",
        abstract="十二月至次年二月在建工地的扬尘管控要求。",
        formed_on=date(2026, 9, 18),
        section=BUILDING,
        stage=Stage.STALE,
        body=(prose("", "草稿：控制指标待市里文件下发后补充。"),),
    ),
)
