"""What stands in public documents and looks like personal data, but is none."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from tests.corpus.people import PROVINCES

LETTERS = "ABCDEFGHJKLMNPQRTUWXY"
CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BUREAU_PHONES = ("0871-66541234", "0871-66545678", "13987654321")

Maker = Callable[[random.Random], str]


def number(rng: random.Random, length: int) -> str:
    return str(rng.randrange(1, 10)) + "".join(str(rng.randrange(10)) for _ in range(length - 1))


def day(rng: random.Random) -> date:
    return date(2012, 1, 1) + timedelta(days=rng.randrange(5400))


def division(rng: random.Random) -> str:
    return f"{rng.choice(PROVINCES)}{rng.randrange(1, 35):02}{rng.randrange(1, 90):02}"


def credit_code(rng: random.Random) -> str:
    """Return a unified social credit code, many of them digits only."""
    signs = CREDIT_SIGNS if rng.random() < 0.5 else "0123456789"
    first = rng.choice(("11", "12", "91", "92", "51", "52", "93")) + division(rng)
    first += "".join(rng.choice(signs) for _sign in range(9))
    weighted = sum(CREDIT_SIGNS.index(sign) * 3**place for place, sign in enumerate(first))
    return first + next(
        sign for place, sign in enumerate(CREDIT_SIGNS) if (weighted + place) % 31 == 0
    )


def work_number(rng: random.Random) -> str:
    """Return a running number of division, day and serial: the shape of an ID."""
    return f"{division(rng)}{day(rng):%Y%m%d}{rng.randrange(10_000):04}"


IN_LINES: Sequence[Maker] = (
    lambda r: f"订单号：{number(r, r.choice((11, 15, 16, 17, 18, 19)))}",
    lambda r: f"订单编号 1{r.randrange(3, 10)}{number(r, 9)}，已完成。",
    lambda r: f"云建发〔{r.randrange(2010, 2027)}〕{r.randrange(1, 400)}号",
    lambda r: f"云建罚决字〔{r.randrange(2018, 2027)}〕第{number(r, r.choice((3, 11, 15)))}号",
    lambda r: f"索引号：{credit_code(r)}/{r.randrange(2015, 2027)}-{r.randrange(99_999):05}",
    lambda r: f"索引号 {r.randrange(99_999):05}-20-/{r.randrange(2015, 2027)}-{number(r, 7)}",
    lambda r: f"统一社会信用代码：{credit_code(r)}",
    lambda r: f"法人代码 {credit_code(r)}",
    lambda r: f"中标金额 {r.randrange(10**6, 10**9):,}.{r.randrange(100):02} 元",
    lambda r: f"合同价款{number(r, 11)}元",
    lambda r: f"总投资{number(r, 11)}.{r.randrange(10, 100)}万元，建筑面积{number(r, 5)}.5平方米",
    lambda r: f"{day(r):%Y-%m-%d} 至 {day(r):%Y-%m-%d}",
    lambda r: f"{day(r):%Y年%m月%d日}起施行，{day(r):%Y.%m.%d}废止",
    lambda r: f"时间戳 {day(r):%Y%m%d%H%M%S}{r.randrange(10_000):04}",
    lambda r: f"监督电话：{r.choice(BUREAU_PHONES)}",
    lambda r: f"项目代码：{r.randrange(2016, 2027)}-{division(r)}-47-03-{number(r, 6)}",
    lambda r: f"项目编号 {division(r)}{day(r):%y%m%d}{number(r, 6)}",
    lambda r: f"宗地代码：{division(r)}{number(r, 3)}{number(r, 3)}GB{number(r, 5)}",
    lambda r: f"宗地号 {division(r)}{number(r, 12)}",
    lambda r: f"不动产单元号：{division(r)}{number(r, 6)}GB{number(r, 5)}F{number(r, 8)}",
    lambda r: f"受理编号：{work_number(r)}",
    lambda r: f"业务流水号 {work_number(r)}",
    lambda r: f"办件编号（{work_number(r)}）",
    lambda r: f"档案号 {work_number(r)[:15]}",
    lambda r: f"施工许可证编号：{division(r)}{day(r):%Y%m%d}{r.randrange(10_000):04}",
    lambda r: f"发票号码 {number(r, 8)} 发票代码 {number(r, 12)}",
    lambda r: f"招标编号：YLZB{day(r):%Y%m%d}{number(r, 7)}",
    lambda r: f"合同编号：HT-{r.randrange(2015, 2027)}-{number(r, 11)}",
    lambda r: f"条形码 69{number(r, 11)}",
    lambda r: f"ISBN 978-7-{number(r, 3)}-{number(r, 5)}-{r.randrange(10)}",
    lambda r: f"设备编号 {number(r, 15)}",
    lambda r: f"本册共 {number(r, 3)} 页，字数 {number(r, 6)}",
    lambda r: f"坐标 {r.randrange(97, 106)}.{number(r, 9)},{r.randrange(21, 29)}.{number(r, 9)}",
    lambda r: " ".join(number(r, r.randrange(1, 7)) for _cell in range(r.randrange(4, 12))),
    lambda r: f"收款单位：云岭县财政局 账号：{number(r, r.choice((12, 17, 20)))}",
    lambda r: f"单位地址：云岭县翠屏镇人民路{r.randrange(1, 99)}号{r.randrange(2, 9)}楼",
    lambda r: f"项目位于河东路{r.randrange(1, 99)}号，占地{r.randrange(3, 99)}亩",
    lambda _r: "依法确定为国家秘密、商业秘密的政府信息不予公开",
    lambda _r: "加强机密级文件管理，完善内部控制和内部监督",
    lambda _r: "全县残疾人两项补贴、大病救助和低保户动态管理工作有序开展",
    lambda _r: "高度重视特困人员和孤儿的生活，加强精神障碍患者服务",
    lambda r: f"公开属性：主动公开    发文日期：{day(r):%Y-%m-%d}",
    lambda r: f"身份证复印件{r.randrange(1, 4)}份、户口本{r.randrange(1, 4)}份",
    lambda r: f"已脱敏：53*************{r.randrange(1000):03}，138****{r.randrange(10_000):04}",
    lambda r: f"IP 地址 10.{r.randrange(256)}.{r.randrange(256)}.{r.randrange(256)}",
    lambda r: (
        f"第{number(r, 2)}届{number(r, 1)}次会议，应到{number(r, 3)}人，实到{number(r, 3)}人"
    ),
)

# Tables of things: a header, and what makes a row.
TABLES: Sequence[tuple[tuple[str, ...], Sequence[Maker]]] = (
    (
        ("序号", "项目名称", "项目代码", "建设单位", "统一社会信用代码", "金额（元）", "建设地点"),
        (
            lambda r: str(r.randrange(1, 300)),
            lambda r: f"{r.choice('东南西北')}片区道路改造工程{r.randrange(1, 9)}标段",
            lambda r: f"{r.randrange(2016, 2027)}{division(r)}4703{number(r, 4)}",
            lambda r: f"云岭县第{r.randrange(1, 20)}建筑公司",
            credit_code,
            lambda r: str(r.randrange(10**5, 10**11)),
            lambda r: f"翠屏镇河东路{r.randrange(1, 99)}号",
        ),
    ),
    (
        ("宗地代码", "不动产单元号", "坐落", "面积（平方米）", "登记日期"),
        (
            lambda r: f"{division(r)}{number(r, 12)}",
            work_number,
            lambda r: f"云岭县青山乡和平村{r.randrange(1, 99)}号",
            lambda r: f"{r.randrange(30, 9000)}.{r.randrange(10, 100)}",
            lambda r: f"{day(r):%Y/%m/%d}",
        ),
    ),
    (
        ("受理编号", "事项名称", "受理日期", "办结日期", "订单号"),
        (
            work_number,
            lambda r: r.choice(("施工许可", "预售许可", "竣工验收备案")),
            lambda r: f"{day(r):%Y-%m-%d}",
            lambda r: f"{day(r):%Y%m%d}",
            lambda r: number(r, r.choice((11, 15, 16, 18, 19))),
        ),
    ),
    (
        ("单位名称", "办公电话", "办公地址", "办公时间"),
        (
            lambda r: f"云岭县第{r.randrange(1, 20)}中心校",
            lambda r: f"0871-6{number(r, 7)[:7]}",
            lambda r: f"云岭县金碧街道人民路{r.randrange(1, 99)}号",
            lambda _r: "9:00-12:00，13:30-17:30",
        ),
    ),
    (
        ("科目编码", "科目名称", "年初预算数", "决算数", "增减"),
        (
            lambda r: number(r, 7),
            lambda r: r.choice(("行政运行", "城乡社区管理", "住房保障支出")),
            lambda r: f"{r.randrange(10**4, 10**8)}.{r.randrange(100):02}",
            lambda r: str(r.randrange(10**10, 2 * 10**10)) + ".00",
            lambda r: f"{r.randrange(-99, 99)}.{r.randrange(10)}%",
        ),
    ),
)
