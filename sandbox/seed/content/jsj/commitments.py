"""Eight commitments with their versions, the fixed lists, and how many cases are invented."""

from datetime import date

from sandbox.seed.parts import Commitments, Earlier, FixedList, Promise

from .names import BUILDING, HOUSING, MARKET, MUNICIPAL, OFFICE, VILLAGES

EXPLAIN = "超过承诺时限的，责任股室在 3 个工作日内书面说明原因；"
REPEATED = EXPLAIN + "同一岗位一年内超期 3 次的，按首问责任和限时办结的规定追究。"
NEW_YEAR = date(2026, 1, 8)

COMMITMENTS = Commitments(
    title="服务承诺",
    abstract="八项承诺的法定时限、承诺时限、责任股室和没有做到时的处理，以及每季度的兑现情况。",
    formed_on=NEW_YEAR,
    section=OFFICE,
    introduction=(
        "时限从受理之日的次日起计算。听证、招标、检验、检测、鉴定和专家评审的时间不计算在内，"
        "但要事先告诉申请人需要多久。没有做到的，请拨 6121971。"
    ),
    promises=(
        Promise(
            "建筑工程施工许可",
            BUILDING,
            7,
            2,
            REPEATED,
            basis="《中华人民共和国建筑法》第八条、《建筑工程施工许可管理办法》",
            conditions="已经办理用地批准手续和规划许可，施工图审查合格，已经确定施工企业。",
            since=date(2026, 3, 4),
            earlier=(Earlier(NEW_YEAR, 3),),
            cases=78,
        ),
        Promise(
            "商品房预售许可",
            MARKET,
            10,
            3,
            REPEATED,
            basis="《中华人民共和国城市房地产管理法》第四十五条",
            conditions="交清土地出让金，取得施工许可，投入资金达到总投资的 25％以上。",
            cases=14,
        ),
        Promise(
            "占用、挖掘城市道路审批",
            MUNICIPAL,
            20,
            7,
            REPEATED,
            basis="《城市道路管理条例》第三十一条、第三十三条",
            conditions="有施工方案和交通疏导方案，挖掘的已经取得规划许可。",
            fee="占道费、挖掘修复费按收费标准收取",
            cases=106,
            late=45,
            explanation="延期申请提出得晚，按超期计。8 月起系统提前 2 个工作日提醒。",
        ),
        Promise(
            "公共租赁住房申请审核",
            HOUSING,
            None,
            20,
            EXPLAIN + "并告知核查到了哪一步。",
            basis="《公共租赁住房管理办法》第八条",
            conditions="在本县无住房或者住房困难，收入、财产低于规定标准。",
            since=date(2026, 7, 1),
            reason="2026年7月起增加社保、车辆、存款联合核查，部门回复需要 5 个工作日。",
            earlier=(Earlier(NEW_YEAR, 15),),
            cases=288,
            late=38,
            explanation="部门核查回复晚。10 月起改为系统核查，并向申请人逐户说明。",
        ),
        Promise(
            "住宅专项维修资金使用审核",
            MARKET,
            None,
            5,
            REPEATED,
            basis="《住宅专项维修资金管理办法》第二十二条",
            conditions="使用方案经专有部分占建筑物总面积和总人数符合规定的业主表决同意。",
            cases=193,
        ),
        Promise(
            "农村危房改造补助兑付",
            VILLAGES,
            None,
            15,
            EXPLAIN + "并写明兑付日期。",
            basis="《中央财政农村危房改造补助资金管理办法》",
            conditions="房屋经鉴定为危房，改造后验收合格。",
            cases=209,
            late=35,
            explanation="验收表退回重填。已全部兑付，责任人作书面检查。",
        ),
        Promise(
            "路灯、井盖、路面报修修复",
            MUNICIPAL,
            None,
            3,
            "未按时修复的，值班负责人当日回电说明；造成损害的依法承担责任。",
            basis="《城市道路管理条例》第二十三条",
            conditions="损坏的设施由本局负责养护。",
            procedure="电话或者网上报修，值班员登记，抢修队到场修复，回访。",
            handler="公用事业股值班负责人",
            unit="calendar",
            cases=491,
            late=27,
            explanation="7 月暴雨后抢修队不足。8 月起增加一支抢修队。",
        ),
        Promise(
            "投诉举报答复",
            OFFICE,
            None,
            7,
            "未按时答复的，由分管负责人当面或者电话说明。",
            basis="《信访工作条例》第三十一条",
            conditions="有明确的事实，属于本局职责。",
            cases=188,
            late=20,
            explanation="答复送达迟于第 7 个工作日，已当面致歉。",
        ),
    ),
    fixed_lists=(
        FixedList(
            "工作人员八项承诺",
            NEW_YEAR,
            (
                "首问负责，不推不拖",
                "一次告知，不让多跑",
                "限时办结，到点答复",
                "亮证上岗，亮明身份",
                "按标收费，当面开票",
                "公开透明，有据可查",
                "廉洁办事，不吃不拿",
                "有错必改，有诉必复",
            ),
        ),
        FixedList(
            "工作行为“三不准”",
            NEW_YEAR,
            (
                "不准让来办事的人空跑",
                "不准在工作时间做与工作无关的事",
                "不准接受服务对象的宴请和礼品",
            ),
        ),
    ),
    laws=(("《关于在全省行政机关推行服务承诺制、首问责任制、限时办结制的决定》", ""),),
)
