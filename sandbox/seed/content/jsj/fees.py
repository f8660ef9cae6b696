"""Fees, and where the money goes."""

from datetime import date

from sandbox.seed.parts import Fee, Item, Table, points, prose

from .names import MUNICIPAL, OFFICE, REGULATION

OCCUPANTS = "占用道路的单位和个人"
DIGGERS = "挖掘道路的单位"
ROAD_BASIS = "《城市道路管理条例》第三十七条"
SEWAGE_BASIS = "《城镇排水与污水处理条例》第三十二条"
SINCE = date(2026, 4, 1)
UNTIL = date(2028, 3, 31)

FEES = (
    Item(
        title="收费项目和标准（2026年版）",
        row="art20-08",
        abstract="我局只收三项费用：道路占用费、挖掘修复费、污水处理费；写明单价、依据和谁可以减免。",
        formed_on=date(2026, 3, 16),
        section=MUNICIPAL,
        laws=(
            ("《城市道路管理条例》", "第三十七条"),
            ("《城镇排水与污水处理条例》", "第三十二条"),
            (REGULATION, "第二十条第（八）项"),
        ),
        structure=(
            Fee("城市道路占用费，主干道", "0.60", "元／平方米·日", OCCUPANTS, ROAD_BASIS, SINCE),
            Fee("城市道路占用费，其他道路", "0.40", "元／平方米·日", OCCUPANTS, ROAD_BASIS, SINCE),
            Fee("挖掘修复费，沥青路面", "320", "元／平方米", DIGGERS, ROAD_BASIS, SINCE, UNTIL),
            Fee("挖掘修复费，水泥路面", "280", "元／平方米", DIGGERS, ROAD_BASIS, SINCE, UNTIL),
            Fee("挖掘修复费，人行道", "160", "元／平方米", DIGGERS, ROAD_BASIS, SINCE, UNTIL),
            Fee("污水处理费，居民", "0.85", "元／立方米", "居民用户", SEWAGE_BASIS, SINCE),
            Fee("污水处理费，非居民", "1.20", "元／立方米", "非居民用户", SEWAGE_BASIS, SINCE),
        ),
        body=(
            points(
                "减免",
                "城镇最低生活保障家庭每户每月前 8 立方米免收污水处理费；",
                "抢修供水、供电、燃气管线的，免收占用费。",
            ),
            prose("", "表外收费一律拒交，请拨 6121971 举报。收费标准为演示数据。"),
        ),
    ),
    Item(
        title="不收费事项清单",
        abstract="办理时一律不收费的十二项：施工许可、预售许可、公租房申请、维修资金审核等。",
        formed_on=date(2026, 3, 16),
        section=OFFICE,
        laws=((REGULATION, "第二十条第（八）项"),),
        body=(
            points(
                "一律不收费",
                "建筑工程施工许可证核发",
                "商品房预售许可",
                "竣工验收备案",
                "公共租赁住房申请",
                "住宅专项维修资金使用审核",
                "农村危房改造补助申请",
                "燃气设施改动审批",
                "路灯、井盖、路面报修",
                "物业服务合同备案",
                "信访和投诉举报",
                "政府信息公开申请",
                "各类空白表格和复印",
            ),
        ),
    ),
)

BUDGETS = (
    Item(
        title="2026年部门预算和“三公”经费预算",
        row="art20-07",
        abstract="2026年部门收支预算2486.30万元，“三公”经费预算18.60万元，比上年减少1.40万元，写明原因。",
        formed_on=date(2026, 2, 20),
        section=OFFICE,
        laws=(("《中华人民共和国预算法》", "第十四条"), (REGULATION, "第二十条第（七）项")),
        body=(
            Table(
                caption="“三公”经费预算（万元）",
                head=("项目", "2025年预算", "2026年预算", "增减"),
                rows=(
                    ("因公出国（境）费", 0, 0, 0),
                    ("公务用车购置费", 0, 0, 0),
                    ("公务用车运行维护费", 14.0, 13.2, -0.8),
                    ("公务接待费", 6.0, 5.4, -0.6),
                    ("合计", 20.0, 18.6, -1.4),
                ),
            ),
            prose(
                "增减的原因",
                "报废一辆使用满 12 年的车，没有更新；接待严格执行公函制度，减少 9 批次。",
            ),
        ),
    ),
    Item(
        title="2025年部门决算",
        row="art20-07",
        abstract="2025年部门决算收入2391.70万元、支出2378.42万元，“三公”经费决算17.85万元。",
        formed_on=date(2026, 9, 11),
        section=OFFICE,
        laws=(("《中华人民共和国预算法》", "第十四条"),),
        body=(
            Table(
                caption="“三公”经费决算（万元）",
                head=("项目", "2025年预算", "2025年决算"),
                rows=(
                    ("因公出国（境）费", 0, 0),
                    ("公务用车购置费", 0, 0),
                    ("公务用车运行维护费", 14.0, 12.65),
                    ("公务接待费", 6.0, 5.2),
                    ("合计", 20.0, 17.85),
                ),
            ),
            points(
                "实物量",
                "公务用车保有量 6 辆；",
                "国内公务接待 61 批次、428 人次；",
                "因公出国（境）0 人次。",
            ),
        ),
    ),
)
