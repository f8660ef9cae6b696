"""Tags that inspectors read: three, seven, ten, each in its form."""

import pytest

from disclosure_plugin.domain.page_tags import (
    REQUIRED,
    STANDARD_NAMES,
    Level,
    TagFault,
    Wrong,
    column_tags,
    tag_faults,
)
from disclosure_plugin.domain.update_cycles import ColumnType

WHOLE = {
    "SiteName": "云岭县人民政府", "SiteDomain": "www.yunling.gov.cn", "SiteIDCode": "5399990001",
    "ColumnName": "收费", "ColumnDescription": "收费项目", "ColumnKeywords": "收费,标准",
    "ColumnType": "政策文件", "ArticleTitle": "占道收费", "PubDate": "2026-11-02 23:59",
    "ContentSource": "住建局",
}  # fmt: skip


def faults(level: Level = Level.ARTICLE, **changed: str | None) -> list[TagFault]:
    tags = {**WHOLE, **changed}
    return list(tag_faults(level, [(name, one) for name, one in tags.items() if one is not None]))


def test_the_counts_are_those_of_the_standard():
    assert [len(REQUIRED[level]) for level in Level] == [3, 7, 10]
    assert set(STANDARD_NAMES) == set(ColumnType)


def test_a_whole_page_has_no_fault():
    assert faults() == []
    assert faults(Level.SITE, ColumnName=None, PubDate=None) == []
    assert faults(Level.COLUMN, ArticleTitle=None) == []


@pytest.mark.parametrize("name", WHOLE)
def test_each_tag_is_missed(name):
    assert faults(**{name: None}) == [TagFault(name, Wrong.MISSING)]
    assert faults(**{name: "  "}) == [TagFault(name, Wrong.EMPTY)]
    twice = [*WHOLE.items(), (name, WHOLE[name])]
    assert list(tag_faults(Level.ARTICLE, twice)) == [TagFault(name, Wrong.TWICE)]


def test_capitals_count():
    assert faults(SiteName=None, sitename="云岭县") == [TagFault("SiteName", Wrong.MISSING)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("PubDate", "2026-11-02"), ("PubDate", "2026/11/02 10:00"),
        ("PubDate", "2026-13-01 10:00"),
        ("PubDate", "2026-11-02 24:00"), ("PubDate", "2026-11-02 3:05"),
        ("PubDate", "2026-11-02 03:05:00"), ("PubDate", "2026-02-30 10:00"),
        ("SiteIDCode", "123"), ("SiteIDCode", "bm123"), ("SiteIDCode", "５399990001"),
        ("SiteDomain", "http://www.gov.cn"), ("SiteDomain", "www.gov.cn/x"),
        ("ColumnType", "policies"), ("ColumnType", "政府信息公开目录"),
    ],
)  # fmt: skip
def test_the_form_counts(name, content):
    assert faults(**{name: content}) == [TagFault(name, Wrong.FORM)]


@pytest.mark.parametrize("content", ["bm14000002", "5101320017"])
def test_codes_of_ministries_and_places_are_codes(content):
    assert faults(SiteIDCode=content) == []


@pytest.mark.parametrize("column_type", ["", "nosuch", *ColumnType])
def test_a_column_has_all_four_whatever_was_entered(column_type):
    tags = column_tags("收费", "", column_type, "政务公开栏", "收费", " ")
    assert tags.description
    assert tags.type in STANDARD_NAMES.values()
    assert tags.keywords.split(",")[:2] == ["收费", "政务公开栏"]
    assert column_tags("收费", "收什么", column_type).description == "收什么"
