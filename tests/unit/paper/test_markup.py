"""What a page says is read for paper whole and in its order; what is for screens is left out."""

from __future__ import annotations

from disclosure_plugin.paper.markup import (
    Fact,
    Grid,
    Heading,
    Picture,
    Point,
    Text,
    parts_of,
)


def parts(inside: str):
    return parts_of(f"<!DOCTYPE html><html><body><p>外</p><main>{inside}</main></body></html>")


def test_headings_texts_and_lists_keep_their_order():
    assert parts(
        "<h1>题目</h1><section><h2>怎么办</h2><p>先 <b>交</b>\n材料。</p>"
        "<ol><li>受理；</li><li>审查<br>两人；</li></ol><h3>备注</h3><ul><li>不收费</li></ul></section>"
    ) == [
        Heading("怎么办", 2),
        Text("先 交 材料。"),
        Point("1.", "受理；"),
        Point("2.", "审查\n两人；"),
        Heading("备注", 3),
        Point("·", "不收费"),
    ]


def test_lists_in_lists_and_loose_words_are_not_lost():
    assert parts("<div>前言<p>一段</p>尾声</div><ul><li>外层<ol><li>内层</li></ol></li></ul>") == [
        Text("前言"),
        Text("一段"),
        Text("尾声"),
        Point("·", "外层"),
        Point("1.", "内层"),
    ]


def test_a_table_keeps_head_caption_and_its_columns_of_numbers():
    [grid] = parts(
        "<table><caption>收费标准</caption><thead><tr><th>项目</th><th class='number'>元</th></tr>"
        "</thead><tbody><tr><th>占用费</th><td class='number'>0.30</td></tr>"
        "<tr><th>合计</th></tr></tbody></table>"
    )
    assert grid == Grid(
        "收费标准", ("项目", "元"), (("占用费", "0.30"), ("合计", "")), frozenset({1})
    )


def test_a_table_without_a_head_and_an_empty_one():
    assert parts("<table><tr><td>甲</td></tr></table><table></table>") == [
        Grid("", (), (("甲",),), frozenset())
    ]


def test_a_picture_is_told_by_its_words():
    assert parts("<figure><img src='/media/a.png' alt='办理流程图'></figure><img alt=''>") == [
        Picture("办理流程图")
    ]


def test_what_is_for_screens_alone_is_left_out():
    assert parts(
        "<nav class='breadcrumbs'>首页</nav><section class='voucher'>凭证</section>"
        "<section class='facts'>索引号</section><script>alert(1)</script>"
        "<p>正文<span class='unseen'>读屏</span></p><!-- 注释 --><svg><text>图</text></svg>"
    ) == [Text("正文")]


def test_names_stand_with_their_values():
    assert parts("<dl><div><dt>受理单位</dt><dd>住房保障股</dd><dd>二楼</dd></div></dl>") == [
        Fact("受理单位", "住房保障股"),
        Fact("", "二楼"),
    ]


def test_markup_in_a_text_stays_text():
    assert parts("<p>&lt;b&gt;不是标签&lt;/b&gt; &amp; 其他</p>") == [
        Text("<b>不是标签</b> & 其他")
    ]


def test_a_page_without_main_says_nothing():
    assert parts_of("<html><body><p>别的</p></body></html>") == []


def test_what_is_pressed_on_a_screen_is_not_printed():
    said = '<p><a class="button" href="/x/">网上申请</a></p><p>窗口 <b>3</b> 号</p>'
    assert parts_of(f"<html><body><main>{said}</main></body></html>") == [Text("窗口 3 号")]
