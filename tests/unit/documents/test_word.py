"""What a Word document says must all come out: labels, tables, notes, boxes; or be reported."""

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from disclosure_plugin.documents import LeftOutKind, read_document
from disclosure_plugin.domain.summaries import parse_summary
from tests.unit.documents.word_files import (
    FOOTNOTES,
    W,
    add_item,
    add_part,
    append,
    define_list,
    document_with,
    saved,
)

MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def text_of(document) -> str:
    return read_document(saved(document), "总结.docx").text


def test_paragraphs_line_breaks_and_tabs():
    data = document_with("第一行\n第二行", "左\t右", "", "完")
    assert read_document(data, "总结.docx").text == "第一行\n第二行\n左\t右\n\n完"


def test_chinese_numbering_of_three_levels_restarts_below_its_parent():
    document = docx.Document()
    define_list(
        document, 90, ("chineseCounting", "%1、"), ("chineseCountingThousand", "（%2）"),
        ("decimal", "%3."),
    )  # fmt: skip
    for text, level in [("甲", 0), ("乙", 1), ("丙", 2), ("丁", 2), ("戊", 1), ("己", 2)]:
        add_item(document, text, 90, level)
    add_item(document, "庚", 90, 0)
    add_item(document, "辛", 90, 1)
    assert text_of(document).split("\n") == [
        "一、 甲", "（一） 乙", "1. 丙", "2. 丁", "（二） 戊", "1. 己", "二、 庚", "（一） 辛",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number_format", "label", "last"),
    [
        ("japaneseCounting", "%1、", "十二、 子"),
        ("decimalEnclosedCircle", "%1", "⑫ 子"),
        ("ideographTraditional", "%1、", "12、 子"),
        ("decimalFullWidth", "%1．", "１２． 子"),
        ("chineseLegalSimplified", "%1、", "壹拾贰、 子"),
        ("upperRoman", "%1.", "XII. 子"),
        ("lowerLetter", "%1)", "l) 子"),
        ("ideographZodiac", "%1.", "亥. 子"),
        ("ideographDigital", "%1.", "一二. 子"),
    ],
)
def test_twelfth_label_in_each_format(number_format, label, last):
    document = docx.Document()
    define_list(document, 90, (number_format, label))
    for _ in range(12):
        add_item(document, "子", 90)
    assert text_of(document).split("\n")[-1] == last


def test_label_of_two_levels_and_legal_numbering():
    document = docx.Document()
    define_list(document, 90, ("chineseCounting", "%1、"), ("decimal", "%1.%2"))
    add_item(document, "甲", 90)
    add_item(document, "乙", 90, 1)
    level = document.part.numbering_part.element[0][1]
    assert text_of(document) == "一、 甲\n一.1 乙"
    level.append(docx.oxml.parse_xml(f"<w:isLgl {W}/>"))
    assert text_of(document) == "一、 甲\n1.1 乙"


def test_second_list_with_start_override_begins_anew_only_once():
    document = docx.Document()
    define_list(document, 90, ("decimal", "%1."))
    root = document.part.numbering_part.element
    root.append(
        docx.oxml.parse_xml(
            f'<w:num {W} w:numId="91"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="0">'
            '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        )
    )
    for text, number in [("甲", 90), ("乙", 90), ("丙", 91), ("丁", 91)]:
        add_item(document, text, number)
    assert text_of(document) == "1. 甲\n2. 乙\n5. 丙\n6. 丁"


def test_numbering_that_comes_from_the_paragraph_style():
    document = docx.Document()
    define_list(document, 90, ("chineseCounting", "%1、"))
    style = document.styles["Heading 1"].element
    style.get_or_add_pPr().append(
        docx.oxml.parse_xml(f'<w:numPr {W}><w:numId w:val="90"/></w:numPr>')
    )
    document.add_heading("加强领导", 1)
    document.add_paragraph("正文")
    document.add_heading("完善制度", 1)
    assert text_of(document) == "一、 加强领导\n正文\n二、 完善制度"


def test_number_zero_switches_numbering_off():
    document = docx.Document()
    add_item(document, "不编号", 0)
    assert text_of(document) == "不编号"


def test_bullet_and_unknown_format():
    document = docx.Document()
    define_list(document, 90, ("bullet", "\uf0b7"))
    define_list(document, 91, ("klingon", "%1."))
    add_item(document, "甲", 90)
    add_item(document, "乙", 91)
    read = read_document(saved(document), "总结.docx")
    assert read.text == "• 甲\n1. 乙"
    assert [(item.kind, item.count, item.example) for item in read.left_out] == [
        (LeftOutKind.UNKNOWN_NUMBERING, 1, "klingon")
    ]


def test_table_stands_in_document_order_a_line_a_row():
    document = docx.Document()
    document.add_paragraph("前")
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, [("指标", "数量"), ("培训\n场次", "6")], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("后")
    assert text_of(document) == "前\n指标\t数量\n培训 场次\t6\n后"


def test_content_control_hyperlink_and_inserted_text_are_kept():
    document = docx.Document()
    append(
        document,
        f"<w:sdt {W}><w:sdtContent><w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>"
        '<w:ins w:id="1" w:author="a"><w:r><w:t>新增</w:t></w:r></w:ins></w:p></w:sdtContent>'
        "</w:sdt>",
    )
    assert text_of(document) == "链接新增"


def test_text_box_is_read_once_and_after_its_paragraph():
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    append(
        document,
        f"<w:p {W} {MC}><w:r><w:t>框外</w:t></w:r><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>'
        "</mc:AlternateContent></w:r></w:p>",
    )
    assert text_of(document) == "框外\n框内"


def test_footnote_stands_where_it_is_referred_to():
    document = docx.Document()
    append(
        document,
        f'<w:p {W}><w:r><w:t>共六次</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        "<w:r><w:t>。</w:t></w:r></w:p>",
    )
    add_part(
        document, "footnotes", FOOTNOTES,
        f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>含两次网上培训</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>",
    )  # fmt: skip
    assert text_of(document) == "共六次（注：含两次网上培训）。"


def test_table_of_contents_is_left_out_because_it_repeats_the_headings():
    document = docx.Document()
    style = document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    style.element.set(qn("w:styleId"), "11")
    document.add_paragraph("一、加强领导\t1").style = style
    document.add_paragraph("一、加强领导")
    read = read_document(saved(document), "总结.docx")
    assert read.text == "一、加强领导"
    assert [(item.kind, item.count, item.example) for item in read.left_out] == [
        (LeftOutKind.TABLE_OF_CONTENTS, 1, "一、加强领导1")
    ]


def test_automatic_numbering_becomes_sections():
    document = docx.Document()
    define_list(document, 90, ("chineseCounting", "%1、"), ("decimal", "%2."))
    document.add_paragraph("住建局工作总结")
    for text, level in [("制度建设", 0), ("5项制度上墙。", 1), ("完善目录。", 1), ("打算", 0)]:
        add_item(document, text, 90, level)
    outline = parse_summary(text_of(document))
    assert [(item.level, item.marker.text, item.heading.text) for item in outline.walk()] == [
        (1, "一、", "制度建设"), (2, "1.", ""), (2, "2.", ""), (1, "二、", "打算"),
    ]  # fmt: skip
    assert [(item.written, item.unit) for item in outline.figures] == [("5", "项")]


def test_what_does_not_become_text_is_reported():
    document = docx.Document()
    append(
        document,
        f'<w:p {W}><w:r><w:t>留</w:t></w:r><w:del w:id="1" w:author="a"><w:r><w:delText>删去的话'
        "</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r><w:r><w:object/></w:r></w:p>',
    )
    document.sections[0].header.paragraphs[0].text = "内部资料"
    read = read_document(saved(document), "总结.docx")
    assert read.text == "留"
    assert {(item.kind, item.count, item.example) for item in read.left_out} == {
        (LeftOutKind.DELETED_TEXT, 1, "删去的话"),
        (LeftOutKind.HIDDEN_TEXT, 1, "隐藏"),
        (LeftOutKind.SYMBOL, 1, "Wingdings"),
        (LeftOutKind.EMBEDDED_OBJECT, 1, ""),
        (LeftOutKind.HEADER_OR_FOOTER, 1, "内部资料"),
    }
