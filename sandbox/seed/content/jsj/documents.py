"""Rule documents, and what explains them."""

from datetime import date

from sandbox.seed.parts import Item, Rule, points, prose

from .names import MUNICIPAL

ROAD_RULES = "云岭县城市道路占用挖掘管理办法"

DOCUMENTS = (
    Item(
        title="云岭县城市道路临时占用管理暂行规定",
        abstract="2019年印发，2026年4月1日起废止，由《云岭县城市道路占用挖掘管理办法》代替。",
        formed_on=date(2019, 5, 6),
        section=MUNICIPAL,
        laws=(("《城市道路管理条例》", ""),),
        structure=Rule(
            number="云住建规〔2019〕2号",
            issued=date(2019, 5, 6),
            first=date(2019, 6, 1),
            repealed=(date(2026, 4, 1), "由《云岭县城市道路占用挖掘管理办法》代替"),
        ),
        body=(
            prose(
                "",
                "第一条　临时占用城市道路的，应当先到县住房和城乡建设局申请。",
                "第二条　占用不超过 3 日、面积不超过 10 平方米的，当场办理。",
                "第三条　占用期满，占用人应当清理场地，恢复原状。",
            ),
        ),
    ),
    Item(
        title=ROAD_RULES,
        abstract="占用、挖掘城市道路怎样申请、怎样围挡、怎样修复，谁来验收。2026年4月1日起施行。",
        formed_on=date(2026, 3, 2),
        section=MUNICIPAL,
        laws=(("《城市道路管理条例》", "第三十条至第三十七条"),),
        structure=Rule(
            number="云住建规〔2026〕1号", issued=date(2026, 3, 2), first=date(2026, 4, 1)
        ),
        body=(
            prose(
                "第一章　总则",
                "第一条　为了少挖路、快修路，让行人和车辆走得安全，根据《城市道路管理条例》，"
                "结合本县实际，制定本办法。",
                "第二条　县城建成区内占用、挖掘城市道路，适用本办法。",
            ),
            prose(
                "第二章　申请和施工",
                "第三条　占用、挖掘道路以前，应当取得批准。抢修管线的可以先行施工，"
                "24 小时内补办。",
                "第四条　施工现场应当围挡，夜间设置警示灯，写明施工单位、工期和电话。",
                "第五条　同一路段一年内有两项以上挖掘计划的，应当合并施工。",
            ),
            prose(
                "第三章　修复和验收",
                "第六条　挖掘后 3 日内恢复通行，30 日内修复路面。",
                "第七条　修复后由公用事业股会同街道验收，验收结果在县住房和城乡建设局公开栏公布。",
                "第八条　本办法自 2026 年 4 月 1 日起施行。",
            ),
        ),
    ),
    Item(
        title="《云岭县城市道路占用挖掘管理办法》解读",
        abstract="新办法改了哪三处，施工单位和沿街居民各要注意什么。",
        formed_on=date(2026, 3, 4),
        section=MUNICIPAL,
        interprets=ROAD_RULES,
        body=(
            points(
                "改了哪三处",
                "抢修可以先挖后办，补办的时间从 48 小时缩到 24 小时；",
                "同一路段一年只挖一次，计划每年 1 月汇总；",
                "修复以后要验收，结果公布。",
            ),
            prose(
                "居民要注意什么",
                "围挡上写着工期和电话。超过工期没有恢复的，请拨 6121940；"
                "没有人管的，请拨 6121971。",
            ),
        ),
    ),
)
