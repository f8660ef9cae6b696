"""Eight commitments, the promised limit never longer than the law's."""

from datetime import date

from sandbox.seed.parts import Commitments, Promise

from .names import BUILDING, HOUSING, MARKET, MUNICIPAL, OFFICE, VILLAGES

EXPLAIN = "超过承诺时限的，责任股室在 3 个工作日内书面说明原因；"
REPEATED = EXPLAIN + "同一岗位一年内超期 3 次的，按首问责任和限时办结的规定追究。"

COMMITMENTS = Commitments(
    title="服务承诺",
    abstract="八项承诺的法定时限、承诺时限、责任股室和没有做到时的处理，时限按工作日计算。",
    formed_on=date(2026, 1, 8),
    section=OFFICE,
    introduction=(
        "时限从受理之日起按工作日计算。听证、招标、检验、检测、鉴定和专家评审的时间不计算在内，"
        "但要事先告诉申请人需要多久。没有做到的，请拨 6121971。"
    ),
    promises=(
        Promise("建筑工程施工许可", BUILDING, 7, 2, REPEATED),
        Promise("商品房预售许可", MARKET, 10, 3, REPEATED),
        Promise("占用、挖掘城市道路审批", MUNICIPAL, 20, 7, REPEATED),
        Promise("公共租赁住房申请审核", HOUSING, None, 20, EXPLAIN + "并告知核查到了哪一步。"),
        Promise("住宅专项维修资金使用审核", MARKET, None, 5, REPEATED),
        Promise("农村危房改造补助兑付", VILLAGES, None, 15, EXPLAIN + "并写明兑付日期。"),
        Promise(
            "路灯、井盖、路面报修到场",
            MUNICIPAL,
            None,
            1,
            "未按时到场的，值班负责人当日回电说明；造成损害的依法承担责任。",
        ),
        Promise("投诉举报答复", OFFICE, None, 7, "未按时答复的，由分管负责人当面或者电话说明。"),
    ),
)
