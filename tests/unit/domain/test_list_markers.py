"""What numbers a text and what only looks as if it did."""

import pytest

from disclosure_plugin.domain.list_markers import find_markers


def found(text):
    return [(text[marker.start : marker.end], marker.level) for marker in find_markers(text)]


@pytest.mark.parametrize(
    "text",
    [
        "保证内容真实、统一、有效。",
        "做到一是一二是二，说一是一，说二是二。",
        "我局第一时间处置。第一条规定如此。第一，要快。",
        "增长。1.5倍。2013.5发布。",
        "电话：6120000、6120001。",
        "举报电话(6120000)已公布。",
        "开放时间：8:30、9:00。",
        "。二、三季度工作平稳。一、二季度亦然。",
        "依照第八条（一）项办理。",
        "一是加强领导。",
        "自2.3起实行，参见第1、2号楼。",
    ],
)
def test_ordinary_text_has_no_markers(text):
    assert found(text) == []


def test_eleven_is_one_number():
    text = (
        "".join(f"\n{numeral}、事项。" for numeral in "一二三四五六七八九")
        + "\n十、甲。\n十一、乙。"
    )
    assert [marker.number for marker in find_markers(text)] == list(range(1, 12))


def test_digit_follows_a_heading_only_with_the_number_that_comes_next():
    assert found("一、扎实推进1.建立制度。内容。2.抓好培训") == [("一、", 1), ("1.", 2), ("2.", 2)]
    assert found("一、扎实推进2.建立制度。内容。") == [("一、", 1)]
    assert found("一、版本1.5上线。") == [("一、", 1)]


def test_year_directly_behind_a_marker_on_its_own_line():
    assert found("1.2013年完成甲。\n2.2014年完成乙。") == [("1.", 1), ("2.", 1)]


def test_brackets_restart_in_every_part():
    text = "1.甲。(1)一。(2)二。2.乙。(1)三。(2)四。"
    assert found(text) == [
        ("1.", 1), ("(1)", 2), ("(2)", 2), ("2.", 1), ("(1)", 2), ("(2)", 2),
    ]  # fmt: skip


def test_level_follows_first_appearance_not_rank():
    assert found("1.甲\n一、乙\n二、丙\n2.丁") == [("1.", 1), ("一、", 2), ("二、", 2), ("2.", 1)]


def test_missing_number_is_accepted_and_known():
    markers = find_markers("一、甲。\n三、乙。")
    assert [(marker.number, marker.expected) for marker in markers] == [(1, 1), (3, 2)]


def test_too_large_a_jump_is_text():
    assert found("一、甲。九、乙。") == [("一、", 1)]


def test_signs_mixed_within_one_list():
    assert found("1.甲。2、乙。3.丙。(1)丁。2)戊。") == [
        ("1.", 1), ("2、", 1), ("3.", 1), ("(1)", 2), ("2)", 2),
    ]  # fmt: skip


def test_points_may_follow_commas_and_need_a_second():
    assert found("一、措施有力。一是建制度,二是强监督,三是抓落实。二、下步打算。") == [
        ("一、", 1), ("一是", 2), ("二是", 2), ("三是", 2), ("二、", 1),
    ]  # fmt: skip


def test_points_of_the_introduction_are_no_sections():
    assert found("我们一是甲。做法:一是乙;二是丙。一、丁。二、戊。") == [("一、", 1), ("二、", 1)]


def test_full_width_and_ligatures():
    assert found("（一）甲\n１．乙\n２．丙\n㈡丁\n①戊\n②己\n⑴庚\n⑵辛") == [
        ("（一）", 1), ("１．", 2), ("２．", 2), ("㈡", 1), ("①", 2), ("②", 2), ("⑴", 3), ("⑵", 3),
    ]  # fmt: skip
