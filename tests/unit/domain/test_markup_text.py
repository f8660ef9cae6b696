"""A text read in HTML knows where its characters stand, and can be replaced there."""

from __future__ import annotations

import pytest

from disclosure_plugin.domain.markup_text import APART, MarkedText, is_markup


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>一</p><p>二</p>", "\n一\n\n二\n"),
        ("5301<b>02</b>1990", "5301021990"),
        ("<ins>53</ins><del>01</del><wbr><font>02</font>", "530102"),
        ("a&amp;b &#49;&#x32;", "a&b 12"),
        ('<a href="tel:138">打</a>', f"打{APART}tel:138"),
        ("<img alt='甲' title=乙>", f"\n{APART}甲{APART}乙"),
        ("一<!-- 二 -->", f"一{APART} 二 "),
        ("一<!-- 没有关", f"一{APART} 没有关"),
        ("3 < 5 与 <没有关", "3 < 5 与 <没有关"),
        ("<b 没有关", "<b 没有关"),
        ("&nosuch; &", "&nosuch; &"),
    ],
)
def test_what_is_read(source, text):
    assert MarkedText(source, markup=True).text == text


def test_a_text_that_is_no_markup_is_read_as_it_is():
    source = "<b>一</b>&amp;"
    assert MarkedText(source).text == source
    assert MarkedText(source).replaced([(0, 3, "x")]).source == "x一</b>&amp;"


@pytest.mark.parametrize(
    ("source", "is_one"),
    [("<p>一</p>", True), ("</p>", True), ("&#49;", True), ("一 < 二", False), ("一", False)],
)
def test_what_may_be_markup(source, is_one):
    assert is_markup(source) is is_one


def test_elements_inside_what_is_replaced_stay():
    marked = MarkedText("<p>号5301<b>02</b>19&#57;0止</p>", markup=True)
    start = marked.text.index("5301")
    after = marked.replaced([(start, start + 10, "53***<")])
    assert after.source == "<p>号53***&lt;<b></b>止</p>"
    assert after.text == "\n号53***<止\n"


def test_several_replacements_do_not_move_each_other():
    marked = MarkedText('<a href="tel:138">138</a>和139', markup=True)
    text = marked.text
    spots = [(text.index("139"), "B"), (0, "A"), (text.rindex("138"), "C")]
    after = marked.replaced([(at, at + 3, new) for at, new in spots])
    assert after.source == '<a href="tel:C">A</a>和B'


def test_a_value_that_would_end_the_attribute_is_escaped():
    marked = MarkedText('<a href="1">x</a>', markup=True)
    at = marked.text.index("1")
    assert marked.replaced([(at, at + 1, '"><b>')]).source == (
        '<a href="&quot;&gt;&lt;b&gt;">x</a>'
    )
