"""Rows of a catalogue, as counties write them."""

import pytest

from disclosure_plugin.domain.catalogue import (
    Channel,
    ChannelUse,
    Element,
    made_code,
    read_channels,
    read_elements,
    read_row,
    row_from_json,
    rows_hash,
)
from disclosure_plugin.domain.catalogue_difference import difference
from disclosure_plugin.domain.catalogue_limits import (
    Comparator,
    LimitUnit,
    TimeLimit,
    read_time_limits,
)

CELLS = {
    "code": "zs-06",
    "number": "6",
    "level_one": "国有土地上房屋征收与补偿",
    "level_two": "征收补偿方案",
    "elements": "●文件名称 ●文号 ○解读",
    "basis": "《国有土地上房屋征收与补偿条例》",
    "time_limit": "征求意见期限不得少于30日",
    "body": "县住房和城乡建设局",
    "channels": "■政府网站　□公开查阅点 ■社区/企事业单位/村公示栏(电子屏)",
    "audience": "全社会",
    "mode": "主动",
    "levels": "县级",
}
WITHIN, AT_LEAST, EVERY = Comparator.WITHIN, Comparator.AT_LEAST, Comparator.EVERY
WORKING, CALENDAR, MONTHS = LimitUnit.WORKING_DAYS, LimitUnit.CALENDAR_DAYS, LimitUnit.MONTHS


def row(**changes):
    read = read_row({**CELLS, **changes})
    assert read.row is not None, read.refusals
    return read.row


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        # Domain facts, section 7.1: the eight ways found in counties' tables.
        ("信息形成或者变更之日起20个工作日内", TimeLimit("信息形成或者变更", 20, WORKING, WITHIN)),
        ("实时公开", TimeLimit("", 0, LimitUnit.AT_ONCE, WITHIN)),
        ("作出行政决定之日起7个工作日内", TimeLimit("作出行政决定", 7, WORKING, WITHIN)),
        ("分配结果确定后20个工作日内", TimeLimit("分配结果确定", 20, WORKING, WITHIN)),
        ("征求意见期限不得少于30日", TimeLimit("征求意见", 30, CALENDAR, AT_LEAST)),
        ("自收到申请之日起20个工作日内", TimeLimit("收到申请", 20, WORKING, WITHIN)),
        ("颁布之日起5个工作日内", TimeLimit("颁布", 5, WORKING, WITHIN)),
        ("批前公示不少于30日", TimeLimit("批前公示", 30, CALENDAR, AT_LEAST)),
        # And as people write the same.
        ("自信息形成或变更之日起二十个工作日以内予以公开。",
         TimeLimit("信息形成或变更", 20, WORKING, WITHIN)),
        ("２０个工作日内", TimeLimit("", 20, WORKING, WITHIN)),
        ("每季度更新一次", TimeLimit("", 3, MONTHS, EVERY)),
        ("按年度公开", TimeLimit("", 12, MONTHS, EVERY)),
        ("每月", TimeLimit("", 1, MONTHS, EVERY)),
        ("每半年公布", TimeLimit("", 6, MONTHS, EVERY)),
    ],
)  # fmt: skip
def test_a_time_limit_is_read(text, limit):
    assert read_time_limits(text).limits == (limit,)
    assert read_time_limits(text).unread == ()


@pytest.mark.parametrize(
    "text",
    ["及时公开", "每年1月31日前", "每月10日内", "1月31日内", "按规定", "0个工作日内", "会后"],
)
def test_what_is_no_limit_is_kept_as_text_and_said_to_be_unread(text):
    read = read_time_limits(text)
    assert read.limits == ()
    assert read.unread == (text,)
    judged = read_row({**CELLS, "time_limit": text})
    assert judged.row.time_limit == text
    assert judged.limit_is_unread


def test_clauses_are_read_one_by_one_and_other_laws_are_no_limit():
    read = read_time_limits("信息形成或者变更之日起20个工作日内，法律、法规另有规定的，从其规定")
    assert [one.number for one in read.limits] == [20]
    assert read.unread == ()
    both = read_time_limits("批前公示不少于30日；批准后20个工作日内；会后张贴")
    assert [(one.number, one.comparator) for one in both.limits] == [(30, AT_LEAST), (20, WITHIN)]
    assert both.unread == ("会后张贴",)


def test_elements_are_read_with_what_must_be_there():
    assert read_elements("●文件名称 ●文号\n○解读") == (
        Element("文件名称", True), Element("文号", True), Element("解读", False),
    )  # fmt: skip
    assert read_elements("文件名称、文号；正文") == (
        Element("文件名称", True), Element("文号", True), Element("正文", True),
    )  # fmt: skip


def test_channels_are_read_in_the_ways_counties_write_them():
    assert read_channels(CELLS["channels"]) == (
        ChannelUse(Channel.WEBSITE, True),
        ChannelUse(Channel.READING_PLACE, False),
        ChannelUse(Channel.NOTICE_BOARD, True),
    )
    assert read_channels("□发布会听证会 ■其他（村民微信群） □其他_____") == (
        ChannelUse(Channel.CONFERENCE, False),
        ChannelUse(Channel.OTHER, True, "村民微信群"),
        ChannelUse(Channel.OTHER, False),
    )
    assert read_channels("政府网站、两微一端")[1] == ChannelUse(Channel.SOCIAL_MEDIA, True)


def test_every_channel_is_read_as_it_is_written():
    for channel in Channel:
        assert read_channels(f"□{channel}") == (ChannelUse(channel, False),)


def test_a_row_has_one_way_of_writing_and_reading_it_again_changes_nothing():
    once = row()
    assert once.elements == "●文件名称\n●文号\n○解读"
    assert once.channels == "■政府网站\n□公开查阅点\n■社区/企事业单位/村公示栏（电子屏）"
    assert once.mode == "主动公开"
    assert read_row(once.as_json()).row == once
    assert row_from_json(once.as_json()) == once


@pytest.mark.parametrize(
    ("written", "kept", "group"),
    [
        ("全社会", "全社会", ""),
        ("√社会公众", "全社会", ""),
        ("特定群体（征收范围内）", "特定群体：征收范围内", "征收范围内"),
        ("申请人", "特定群体：申请人", "申请人"),
    ],
)
def test_an_audience_is_everybody_or_a_named_group(written, kept, group):
    assert row(audience=written).audience == kept
    assert row(audience=written).group == group


@pytest.mark.parametrize(
    ("field", "text", "kind"),
    [
        ("level_one", "　", "CellIsEmpty"),
        ("basis", "长" * 2001, "CellTooLong"),
        ("body", "局\x07", "CellHoldsControl"),
        ("body", "局\uffff", "CellHoldsControl"),
        ("body", "局\ud800", "CellHoldsControl"),
        ("code", "征收-1", "NotACode"),
        ("code", "Zs_1", "NotACode"),
        ("elements", "● ○", "NoElement"),
        ("channels", "■小喇叭", "UnknownChannel"),
        ("audience", "特定群体：", "NoGroupNamed"),
        ("mode", "不公开", "UnknownMode"),
        ("levels", "国际", "UnknownLevel"),
    ],
)
def test_a_cell_that_cannot_be_read_says_what_to_do(field, text, kind):
    read = read_row({**CELLS, field: text})
    assert read.row is None
    assert {name: type(one).__name__ for name, one in read.refusals.items()} == {field: kind}
    assert str(read.refusals[field]).endswith(".")


def test_rare_characters_are_kept_that_python_does_not_know_yet():
    assert row(body="𮯰家镇").body == "𮯰家镇"  # of Unicode 15.1


def test_levels_are_written_in_one_order():
    assert row(levels="乡（、村）级；县(区)级").levels == "县级、乡级、村级"


def test_a_made_code_is_the_same_for_the_same_matter_and_never_one_that_is_taken():
    code = made_code("征收", "评估", set())
    assert code == made_code("征收", "评估", {"zs-01"})
    assert made_code("征收", "评估", {code}) not in ("", code)
    assert read_row({**CELLS, "code": code}).row is not None


def test_the_hash_knows_every_column_and_the_order():
    one, two = row(code="a-1").as_json(), row(code="a-2").as_json()
    assert rows_hash([one, two]) != rows_hash([two, one])
    for name, value in one.items():
        assert rows_hash([one]) != rows_hash([{**one, name: value + "x"}])
    # What moves from one column into the next is another row.
    assert rows_hash([{**one, "basis": "ab", "body": "c"}]) != rows_hash(
        [{**one, "basis": "a", "body": "bc"}]
    )


def test_the_difference_names_rows_and_columns():
    kept, gone, new = row(code="a"), row(code="b"), row(code="c")
    changed = row(code="a", body="县政府办", time_limit="实时公开")
    found = difference([kept, gone], [changed, new])
    assert (found.added, found.removed) == ((new,), (gone,))
    assert [(one.before, one.after, one.columns) for one in found.changed] == [
        (kept, changed, ("time_limit", "body"))
    ]
    assert found.changed[0].cells[1] == ("body", "县住房和城乡建设局", "县政府办")
    assert found.counts == {"added": 1, "removed": 1, "changed": 1}
    assert not found.moved


def test_another_order_alone_is_a_difference_and_equal_rows_are_none():
    rows = [row(code="a"), row(code="b")]
    assert difference(rows, rows[::-1]).moved
    assert difference(rows, rows[::-1])
    assert not difference(rows, list(rows))
