"""Annual reports of the demo's bureaus; numbers and words are invented and add up."""

from datetime import date

from sandbox.seed.parts import AnnualReport

PREAMBLE = (
    "本报告根据《中华人民共和国政府信息公开条例》和《中华人民共和国政府信息公开工作年度报告格式》"
    "（国办公开办函〔2021〕30号）编制。数据统计期限为{year}年1月1日至12月31日。"
)
SOURCE = "云岭县人民政府网站，政府信息公开年报专栏"


def overview(disclosed: str, requests: str, management: str, platform: str, care: str) -> str:
    parts = (
        ("（一）主动公开情况", disclosed),
        ("（二）依申请公开情况", requests),
        ("（三）政府信息管理情况", management),
        ("（四）政府信息公开平台建设情况", platform),
        ("（五）监督保障情况", care),
    )
    return "".join(f"<h3>{heading}</h3><p>{text}</p>" for heading, text in parts)


JSJ_2024 = AnnualReport(
    year=2024,
    abstract="2024年主动公开306条；新收公开申请12件，全部办结或者结转；行政复议1件。",
    formed_on=date(2025, 1, 15),
    original=(date(2025, 1, 20), SOURCE),
    introduction=PREAMBLE.format(year=2024),
    overview=overview(
        "全年主动公开政府信息306条，公开栏十四个栏目全部有内容。",
        "全年新收公开申请12件，没有上年结转的申请，办结11件，结转下年度继续办理1件。",
        "现行有效的行政规范性文件5件，逐件核对文号和有效性后在网页标明。",
        "公开栏、网页和窗口三处内容一致，更换公开栏版面48次。",
        "开展公开业务培训2次，受训40人次；社会评议由办公室汇总，没有责任追究的情形。",
    ),
    problems=(
        "<p>存在的问题：村镇建设信息公开不够及时；政策解读以文字为主，老年人反映看不懂。</p>"
        "<p>改进措施：由村镇建设股指定专人登记；涉及补助的解读同时做图示和方言录音。</p>"
    ),
    numbers={
        "2/documents/made": 1,
        "2/documents/repealed": 0,
        "2/documents/in_force": 5,
        "2/licences/decisions": 103,
        "2/penalties/decisions": 7,
        "2/coercion/decisions": 0,
        "2/fees/amount": "18.6",
        "3/1/person": 10,
        "3/1/business": 2,
        "3/3.1/person": 6,
        "3/3.1/business": 2,
        "3/3.2/person": 1,
        "3/3.3.4/person": 1,
        "3/3.4.1/person": 1,
        "3/4/person": 1,
        "4/review/upheld": 1,
    },
    county="accepted",
)
JSJ_2025 = AnnualReport(
    year=2025,
    abstract="2025年主动公开432条；新收公开申请17件，连同结转1件，办结16件；行政复议1件。",
    formed_on=date(2026, 1, 12),
    original=(date(2026, 1, 21), SOURCE),
    introduction=PREAMBLE.format(year=2025),
    overview=overview(
        "全年主动公开政府信息432条，其中419条在20个工作日内公开，13条超过期限。",
        "全年新收公开申请17件，上年结转1件，办结16件，结转下年度继续办理2件。",
        "制发规范性文件2件，废止规范性文件1件，现行有效6件，均在网页标明有效性。",
        "公开栏、网页和窗口三处内容一致，更换公开栏版面52次。",
        "专题研究公开工作4次，培训22次；接受社会评议，没有责任追究的情形。",
    ),
    problems=(
        "<p>存在的问题：13条信息超过期限，其中9条是村镇建设信息；在线访谈只办了2次。</p>"
        "<p>改进措施：验收表交齐当日登记；全年安排在线访谈4次，题目和时间提前10天公布。</p>"
    ),
    other="<p>本年度没有收取信息处理费。</p>",
    numbers={
        "2/documents/made": 2,
        "2/documents/repealed": 1,
        "2/documents/in_force": 6,
        "2/licences/decisions": 121,
        "2/penalties/decisions": 9,
        "2/coercion/decisions": 1,
        "2/fees/amount": "21.35",
        "3/1/person": 13,
        "3/1/business": 3,
        "3/1/legal": 1,
        "3/2/person": 1,
        "3/3.1/person": 7,
        "3/3.1/business": 3,
        "3/3.2/person": 1,
        "3/3.3.4/person": 1,
        "3/3.3.6/legal": 1,
        "3/3.4.1/person": 2,
        "3/3.5.1/person": 1,
        "3/4/person": 2,
        "4/review/upheld": 1,
    },
    county="accepted",
)
# Begun before the year is over: the tables hold what the records say so far.
JSJ_2026 = AnnualReport(year=2026, abstract="", formed_on=None, introduction="", overview="")

JSJ = (JSJ_2024, JSJ_2025, JSJ_2026)


def of_bureau(
    year: int, new: int, before: int, over: int, county: str, **counts: int
) -> AnnualReport:
    """A short report, as the smaller bureaus write it."""
    answered = new + before - over
    return AnnualReport(
        year=year,
        abstract=f"{year}年新收公开申请{new}件，上年结转{before}件，办结{answered}件。",
        formed_on=date(year + 1, 1, 14),
        original=(date(year + 1, 1, 22), SOURCE),
        introduction=PREAMBLE.format(year=year),
        overview=overview(
            f"全年主动公开政府信息{counts['disclosed']}条。",
            f"全年新收公开申请{new}件，上年结转{before}件，办结{answered}件。",
            "对现行有效的规范性文件逐件核对并标明有效性。",
            "网页和公开栏内容一致。",
            "开展公开业务培训，接受社会评议。",
        ),
        problems="<p>存在的问题：个别信息更新不够及时。改进措施：每季度末逐栏检查。</p>",
        numbers={
            "2/documents/made": 1,
            "2/documents/in_force": counts["in_force"],
            "2/licences/decisions": counts["licences"],
            "3/1/person": new,
            "3/2/person": before,
            "3/3.1/person": answered,
            "3/4/person": over,
        },
        county=county,
    )


CZJ = (of_bureau(2025, 6, 1, 0, "accepted", disclosed=188, in_force=9, licences=22),)
JYJ = (of_bureau(2025, 4, 0, 1, "waits", disclosed=240, in_force=4, licences=35),)
MZJ = (of_bureau(2025, 9, 0, 2, "returned", disclosed=276, in_force=7, licences=64),)
RETURNED_BECAUSE = "行政许可数量与县审批系统的统计不一致，请核对后重新报送。"
