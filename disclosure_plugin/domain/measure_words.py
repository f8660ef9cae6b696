"""The measure words (量词) and units that may follow a number in a bureau's documents."""

import re

_PEOPLE = "人次 人数 人 名 位 户次 户 家次 家 对 岁"
_WORK = (
    "个工作日 工作日 个百分点 百分点 个月 个 件次 件 项 条次 条 次 场次 场 期 份 批次 批 起 宗 例 "
    "班次 班 届 轮 课时 学时 类 种 级 层 号 版 倍 成 方面"
)
_THINGS = (
    "块 张 幅 面 册 本 篇 套 台次 台 辆 车次 处 座 栋 幢 间 所 部 只 支 棵 株 盏 眼 口 艘 栏 字 "
    "页 章 节 款 站 组 队 车 艘 扇 根 道 片 封 枚 箱 袋 桶 门"
)
_MEASURES = (
    "平方公里 平方千米 平方米 立方米 公里 千米 厘米 毫米 米 亩 公顷 吨 公斤 千克 克 升 "
    "千瓦时 千瓦 度 ㎡ m² km² km 元 块钱 美元 年度 年 季度 月份 周 天 日 小时 分钟 秒 ℃ ‰"
)

UNITS = tuple(
    sorted(
        set(f"{_PEOPLE} {_WORK} {_THINGS} {_MEASURES}".split()),
        key=lambda unit: (-len(unit), unit),
    )
)
UNIT_PATTERN = "(?:" + "|".join(re.escape(unit) for unit in UNITS) + ")"
"""A regular expression that takes the longest unit: 人次 before 人."""

MONEY_UNITS = frozenset({"元", "块钱", "美元"})
YEAR_UNITS = frozenset({"年", "年度"})
