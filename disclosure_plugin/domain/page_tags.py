"""The tags 网页标签 that inspectors read in a public page: which, and in what form.

Source: 政府网站网页标签规范 in 政府网站发展指引 (国办发〔2017〕47号). A site tells three on every
page, a column or list four more, an article three more besides: three, seven, ten. Names are read
with their capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from .update_cycles import ColumnType

SITE = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE = ("ArticleTitle", "PubDate", "ContentSource")
PUB_DATE_FORMAT = "%Y-%m-%d %H:%M"

# What the standard calls the types of columns. The list of the standard is open (“…”); the types
# marked in domain.update_cycles as cycles of inspection have the names inspection uses.
STANDARD_NAMES: Mapping[str, str] = MappingProxyType(
    {
        ColumnType.HOME: "首页",
        ColumnType.OVERVIEW: "概况信息",
        ColumnType.FUNCTIONS: "机构职能",
        ColumnType.LEADERS: "负责人信息",
        ColumnType.NEWS: "工作动态",
        ColumnType.HEADLINES: "要闻",
        ColumnType.ANNOUNCEMENTS: "通知公告",
        ColumnType.POLICIES: "政策文件",
        ColumnType.PERSONNEL: "人事信息",
        ColumnType.PLANS: "规划计划",
        ColumnType.GUIDE: "信息公开指南",
        ColumnType.REGISTER: "信息公开目录",
        ColumnType.ANNUAL_REPORTS: "信息公开年报",
        ColumnType.REQUESTS: "依申请公开",
        ColumnType.DATA: "数据发布",
        ColumnType.OPEN_DATA: "数据开放",
        ColumnType.INTERPRETATION: "政策解读",
        ColumnType.RESPONSES: "回应关切",
        ColumnType.SERVICES: "办事服务",
        ColumnType.COMPLAINTS: "咨询投诉",
        ColumnType.CONSULTATIONS: "征集调查",
        ColumnType.INTERVIEWS: "在线访谈",
    }
)
# A column for which nobody has chosen a type discloses what has to be disclosed.
USUAL_TYPE = ColumnType.REGISTER

_CODE = re.compile(r"bm\d{8}|\d{10}", re.ASCII)
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII)
_PUB_DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d", re.ASCII)


class Level(StrEnum):
    """What kind of page a page is to an inspector."""

    SITE = "site"
    COLUMN = "column"
    ARTICLE = "article"


REQUIRED: Mapping[Level, tuple[str, ...]] = MappingProxyType(
    {Level.SITE: SITE, Level.COLUMN: SITE + COLUMN, Level.ARTICLE: SITE + COLUMN + ARTICLE}
)


class Wrong(StrEnum):
    """What is wrong with a tag; the values are kept in the database."""

    MISSING = "missing"
    EMPTY = "empty"
    TWICE = "twice"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class TagFault:
    """A tag that an inspector would object to."""

    name: str
    wrong: Wrong


@dataclass(frozen=True, slots=True)
class ColumnTags:
    """What the page of a column, or an article in it, says of the column."""

    name: str
    description: str
    keywords: str
    type: str


def column_tags(name: str, description: str, column_type: str, *words: str) -> ColumnTags:
    """Return the four tags of a column; none of them is empty if the name is not.

    Args:
        name: of the column.
        description: what it is for; empty: its name and type say it.
        column_type: a value of ``ColumnType``; empty: the usual one.
        words: more keywords, such as the name of the board.
    """
    standard = STANDARD_NAMES.get(column_type) or STANDARD_NAMES[USUAL_TYPE]
    keywords = dict.fromkeys(one.strip() for one in (name, *words, standard) if one.strip())
    return ColumnTags(
        name=name,
        description=description.strip() or f"{name}：{standard}",
        keywords=",".join(keywords),
        type=standard,
    )


def tag_faults(level: Level, tags: Iterable[tuple[str, str]]) -> Iterator[TagFault]:
    """Say what an inspector would object to, in the order of the standard.

    Args:
        level: of the page.
        tags: name and content of each meta element of the page, in any order.
    """
    found: dict[str, list[str]] = {}
    for name, content in tags:
        found.setdefault(name, []).append(content.strip())
    for name in REQUIRED[level]:
        contents = found.get(name, [])
        if not contents:
            yield TagFault(name, Wrong.MISSING)
        elif len(contents) > 1:
            yield TagFault(name, Wrong.TWICE)
        elif not contents[0]:
            yield TagFault(name, Wrong.EMPTY)
        elif not _has_form(name, contents[0]):
            yield TagFault(name, Wrong.FORM)


def _has_form(name: str, content: str) -> bool:
    if name == "SiteIDCode":
        return bool(_CODE.fullmatch(content))
    if name == "SiteDomain":
        return bool(_DOMAIN.fullmatch(content))
    if name == "ColumnType":
        return content in STANDARD_NAMES.values()
    if name == "PubDate":
        return bool(_PUB_DATE.fullmatch(content)) and _is_moment(content)
    return True


def _is_moment(content: str) -> bool:
    try:
        datetime.strptime(content, PUB_DATE_FORMAT)  # noqa: DTZ007 - the standard has no zone
    except ValueError:
        return False
    return True
