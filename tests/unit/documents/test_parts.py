"""Everything a document says is read, with its place: also where nobody looks."""

import io
import zipfile

import docx
import openpyxl
import pytest
import xlwt
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from pypdf import PageObject
from reportlab.pdfgen.canvas import Canvas

from disclosure_plugin.documents import (
    DEFAULT_LIMITS,
    Area,
    Reason,
    TablePart,
    TextPart,
    read_parts,
)
from disclosure_plugin.documents.collecting import Collector
from disclosure_plugin.documents.pdf_parts import read_pdf
from tests.corpus import files
from tests.corpus.old_word_files import old_word
from tests.unit.documents.word_files import (
    FOOTNOTES,
    W,
    add_part,
    append,
    document_with,
    rewritten,
    saved,
    with_extra_file,
)

SECRET = "110105190001010011"
ROWS = [["序号", "姓名", "证件"], [1, "张三", SECRET], [2, "李四", "无\n有"]]
MAKERS = {
    "xlsx": files.excel_file,
    "xls": files.old_excel_file,
    "csv": files.csv_file,
    "docx": files.word_file,
}


def read(data, name):
    found = read_parts(data, name)
    assert found.not_checked == ()
    return found.parts


def texts(data, name, area):
    return [
        line
        for part in read_parts(data, name).parts
        if part.place.area is area and not isinstance(part, TablePart)
        for line in part.text.split("\n")
    ]


def tables(parts):
    return [part for part in parts if isinstance(part, TablePart)]


def sheet(change) -> bytes:
    book = openpyxl.Workbook()
    change(book, book.active)
    return files.saved(book)


@pytest.mark.parametrize("suffix", MAKERS)
def test_a_list_is_a_table_with_its_places(suffix):
    name = f"名单.{suffix}"
    [table] = tables(read(MAKERS[suffix]("公示", ROWS), name))
    with_title = [["公示", "", ""], *ROWS]
    expected = ROWS if suffix == "docx" else with_title
    assert table.rows == tuple(tuple(map(str, row)) for row in expected)
    assert table.row_numbers == tuple(range(1, len(expected) + 1))
    assert table.columns == ("A", "B", "C")
    assert table.place.file == name
    assert table.place.sheet == {"xlsx": "Sheet", "xls": "名单"}.get(suffix, "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_signs_and_encodings_of_csv(sign, encoding):
    data = f"姓名{sign}证件\r\n张三{sign}{SECRET}\r\n\r\n李四{sign}\r\n".encode(encoding)
    [table] = tables(read(data, "a.csv"))
    assert table.rows == (("姓名", "证件"), ("张三", SECRET), ("李四", ""))
    assert table.row_numbers == (1, 2, 4)


def test_csv_with_a_quotation_mark_that_nobody_closed_is_read_as_text():
    data = ("姓名,证件\n" + '张三,"' + f"李四,{SECRET}\n" * 10_000).encode()
    [part] = read(data, "a.csv")
    assert part.text.count(SECRET) == 10_000


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.text(alphabet="甲乙 x1<&\n", min_size=1, max_size=6).filter(str.strip),
                st.integers(0, 10**17),
            ),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_cells_are_those_that_openpyxl_reads(rows):
    data = sheet(lambda _book, active: [active.append(row) for row in rows])
    cells = {
        (row, column): cell
        for table in tables(read(data, "a.xlsx"))
        for row, line in zip(table.row_numbers, table.rows, strict=True)
        for column, cell in zip(table.columns, line, strict=True)
        if cell
    }
    judged = openpyxl.load_workbook(io.BytesIO(data)).active
    assert cells == {
        (cell.row, cell.column_letter): str(cell.value)
        for line in judged.iter_rows()
        for cell in line
        if cell.value is not None
    }


def test_hidden_sheets_rows_and_columns_of_excel():
    def change(book, active):
        active["C7"] = SECRET
        active.row_dimensions[7].hidden = True
        active.column_dimensions["C"].hidden = True
        for state in ("hidden", "veryHidden"):
            other = book.create_sheet(state)
            other["A1"] = state
            other.sheet_state = state

    found = tables(read(sheet(change), "a.xlsx"))
    assert [(one.place.area, one.place.sheet, one.rows) for one in found] == [
        (Area.BODY, "Sheet", ((SECRET,),)),
        (Area.HIDDEN_SHEET, "hidden", (("hidden",),)),
        (Area.HIDDEN_SHEET, "veryHidden", (("veryHidden",),)),
    ]
    assert (found[0].row_numbers, found[0].columns) == ((7,), ("C",))


def test_what_stands_beside_the_cells_of_excel():
    def change(book, active):
        active["A1"] = f'=IF(1=1,"{SECRET}","")'
        active["A2"] = "=SUM(B1:B9)"
        active["B1"].comment = Comment(f"批注{SECRET}", "作者")
        active.oddHeader.left.text = "页眉甲"
        active.evenFooter.right.text = "页脚乙"
        book.properties.title = "标题丙"
        validation = openpyxl.worksheet.datavalidation.DataValidation(
            "list", formula1='"选项丁,选项戊"', prompt="提示己"
        )
        validation.add("A4")
        active.add_data_validation(validation)
        active["A3"].hyperlink = "tel:13812345678"
        book.defined_names["名称庚"] = openpyxl.workbook.defined_name.DefinedName(
            "名称庚", attr_text='"常量辛"'
        )

    data = sheet(change)
    assert texts(data, "a.xlsx", Area.FORMULA) == [f'IF(1=1,"{SECRET}","")']
    assert any(SECRET in line for line in texts(data, "a.xlsx", Area.COMMENT))
    assert "标题丙" in texts(data, "a.xlsx", Area.PROPERTY)
    headers = "".join(texts(data, "a.xlsx", Area.HEADER_OR_FOOTER))
    assert "页眉甲" in headers
    assert "页脚乙" in headers
    other = "".join(texts(data, "a.xlsx", Area.OTHER))
    for word in ("选项丁", "提示己", "常量辛", "tel:13812345678"):
        assert word in other


def test_shared_strings_and_those_that_no_cell_shows_any_more():
    data = sheet(lambda _book, active: active.append(["甲", "乙"]))
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>1101'
        f"</t></r><r><t>05</t></r></si><si><t>{SECRET}</t></si></sst>"
    )
    cell = '<c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>7</v></c><c t="s"><v>0</v></c>'

    def change(name, content):
        if name != "xl/worksheets/sheet1.xml":
            return content
        start, end = content.index(b"<c "), content.index(b"</row>")
        return content[:start] + cell.encode() + content[end:]

    data = with_extra_file(rewritten(data, change), "xl/sharedStrings.xml", strings.encode())
    [table] = tables(read(data, "a.xlsx"))
    assert (table.rows, table.columns) == ((("110105", "110105"),), ("A", "D"))
    assert texts(data, "a.xlsx", Area.DELETED) == [SECRET]


def test_parts_of_excel_that_nobody_thought_of():
    cache = f'<pivotCacheRecords><r><s v="{SECRET}"/></r></pivotCacheRecords>'.encode()
    drawing = (
        b'<wsDr xmlns:a="urn:a"><a:p><a:r><a:t>1101051900</a:t></a:r>'
        b"<a:r><a:t>01010011</a:t></a:r></a:p></wsDr>"
    )
    data = sheet(lambda _book, active: active.append(["甲"]))
    data = with_extra_file(data, "xl/pivotCache/pivotCacheRecords1.xml", cache)
    data = with_extra_file(data, "xl/drawings/drawing9.xml", drawing)
    assert texts(data, "a.xlsx", Area.OTHER).count(SECRET) == 2


def test_where_word_hides_what_it_holds():
    document = docx.Document()
    box = f"<w:txbxContent><w:p><w:r><w:t>{SECRET}</w:t></w:r></w:p></w:txbxContent>"
    append(document, f"<w:p {W}><w:r><w:t>正文</w:t></w:r><w:r><w:pict>{box}</w:pict></w:r></w:p>")
    append(
        document,
        f"<w:p {W}><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        '<w:r><w:instrText>HYPERLINK "tel:13812345678"</w:instrText></w:r></w:p>',
    )
    append(
        document,
        f'<w:p {W}><w:r><w:t>1</w:t></w:r><w:del w:id="1" w:author="a"><w:r><w:delText>旧'
        '</w:delText></w:r></w:del><w:ins w:id="2" w:author="a"><w:r><w:t>新</w:t></w:r></w:ins>'
        "<w:r><w:t>2</w:t></w:r></w:p>",
    )
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    document.core_properties.keywords = "关键词"
    add_part(
        document, "footnotes", FOOTNOTES,
        f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>脚注</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>",
    )  # fmt: skip
    document.add_comment(document.paragraphs[0].runs[0], "批注甲", author="作者乙")
    data = saved(document)
    assert texts(data, "a.docx", Area.BODY) == [
        "正文", SECRET, '隐藏HYPERLINK "tel:13812345678"', "1新2",
    ]  # fmt: skip
    assert texts(data, "a.docx", Area.DELETED) == ["1旧2"]
    assert texts(data, "a.docx", Area.HEADER_OR_FOOTER) == ["页眉", "页脚"]
    assert texts(data, "a.docx", Area.NOTE) == ["脚注"]
    assert texts(data, "a.docx", Area.COMMENT) == ["批注甲"]
    assert "关键词" in texts(data, "a.docx", Area.PROPERTY)


def test_a_number_in_several_runs_and_a_table_in_a_cell():
    document = docx.Document()
    table = document.add_table(1, 2)
    paragraph = table.rows[0].cells[0].paragraphs[0]
    for piece in (SECRET[:5], SECRET[5:11], SECRET[11:]):
        paragraph.add_run(piece)
    inner = table.rows[0].cells[1].add_table(1, 1)
    inner.rows[0].cells[0].text = "里面"
    [part] = tables(read(saved(document), "a.docx"))
    assert part.rows == ((SECRET, "里面"),)


def test_cells_that_span_columns_keep_the_others_in_their_place():
    document = docx.Document()
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "宽"
    table.cell(0, 2).text = "右上"
    table.cell(1, 2).text = "右下"
    [part] = tables(read(saved(document), "a.docx"))
    assert part.rows == (("宽", "右上"), ("", "右下"))
    assert part.columns == ("A", "C")


def test_alternative_text_and_chart_values_of_word():
    document = docx.Document()
    append(document, f"<w:p {W}><w:r><w:t>图</w:t></w:r></w:p>")
    document.element.body[0].append(
        parse_xml(f'<w:r {W}><wp:docPr xmlns:wp="urn:wp" id="1" name="n" descr="照片说明"/></w:r>')
    )
    chart = f"<c:chart xmlns:c='urn:c'><c:v>{SECRET}</c:v></c:chart>".encode()
    data = with_extra_file(saved(document), "word/charts/chart1.xml", chart)
    assert set(texts(data, "a.docx", Area.OTHER)) == {"照片说明", SECRET}


def test_embedded_workbook_pictures_and_macros():
    inner = files.excel_file("里面", ROWS)
    data = with_extra_file(document_with("外面"), "word/embeddings/book1.xlsx", inner)
    data = with_extra_file(data, "word/embeddings/object1.bin", b"x")
    data = with_extra_file(data, "word/media/image1.png", b"x")
    data = with_extra_file(data, "word/vbaProject.bin", b"x")
    found = read_parts(data, "a.docx")
    [table] = tables(found.parts)
    assert table.place.file == "a.docx/word/embeddings/book1.xlsx"
    assert table.rows[2] == ("1", "张三", SECRET)
    assert [(one.file, one.reason, one.params) for one in found.not_checked] == [
        ("a.docx", Reason.MACROS, {}),
        ("a.docx", Reason.EMBEDDED, {"count": 1}),
        ("a.docx", Reason.PICTURES, {"count": 1}),
    ]


def test_all_texts_of_an_old_word_document():
    data = old_word(
        "正文\r姓名\x07证件\x07\x07张三\x07" + SECRET + "\x07\x07",
        others={"footnotes": "脚注\r", "headers": "页眉\r", "comments": "批注\r", "boxes": "框\r"},
        title="标题",
    )
    found = read(data, "a.doc")
    assert [(part.place.area, part.text) for part in found] == [
        (Area.BODY, f"正文\n姓名\t证件\n张三\t{SECRET}\n"),
        (Area.NOTE, "脚注\n"),
        (Area.HEADER_OR_FOOTER, "页眉\n"),
        (Area.COMMENT, "批注\n"),
        (Area.OTHER, "框\n"),
        (Area.PROPERTY, "标题"),
    ]


def test_an_old_word_document_in_one_byte_a_character():
    [part] = read(old_word(f"No. {SECRET}\r", compressed=True), "a.doc")
    assert part.text == f"No. {SECRET}\n"


def test_hidden_sheets_and_large_numbers_of_old_excel():
    book = xlwt.Workbook(encoding="utf-8")
    shown = book.add_sheet("甲")
    shown.write(0, 0, 1.0)
    shown._Worksheet__header_str = "页眉字"  # xlwt's own way fails on Python 3
    hidden = book.add_sheet("乙")
    hidden.visibility = 1
    hidden.write(2, 1, float(SECRET))
    hidden.row(2).hidden = True
    data = files.saved(book)
    found = tables(read(data, "a.xls"))
    assert [(one.place.area, one.place.sheet, one.rows, one.row_numbers) for one in found] == [
        (Area.BODY, "甲", (("1",),), (1,)),
        (Area.HIDDEN_SHEET, "乙", (("1.1010519000101002e+17",),), (3,)),
    ]
    assert "页眉字" in texts(data, "a.xls", Area.HEADER_OR_FOOTER)


def pdf(draw) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def test_pages_annotations_fields_and_properties_of_pdf():
    def draw(canvas):
        canvas.setTitle("Title 1")
        canvas.drawString(50, 700, SECRET)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(50, 650, "white")
        canvas.drawString(-500, 600, "outside")
        canvas.textAnnotation("note 2", (10, 10, 50, 50))
        canvas.linkURL("tel:13812345678", (10, 10, 50, 50))
        canvas.acroForm.textfield(name="field", value="value 3", tooltip="hint 4", x=10, y=300)
        canvas.bookmarkPage("a")
        canvas.addOutlineEntry("outline 5", "a")
        canvas.showPage()
        canvas.drawString(50, 700, "second")

    data = pdf(draw)
    bodies = [
        (part.place.page, part.text.split())
        for part in read(data, "a.pdf")
        if part.place.area is Area.BODY
    ]
    assert bodies[0][0] == 1
    assert {SECRET, "white", "outside"} <= set(bodies[0][1])
    assert bodies[1] == (2, ["second"])
    notes = texts(data, "a.pdf", Area.ANNOTATION)
    assert "note 2" in notes
    assert "tel:13812345678" in notes
    assert {"value 3", "hint 4"} <= set(texts(data, "a.pdf", Area.FORM_FIELD))
    assert "Title 1" in texts(data, "a.pdf", Area.PROPERTY)
    assert "outline 5" in texts(data, "a.pdf", Area.OTHER)


@pytest.mark.parametrize("turned", [False, True])
def test_a_pdf_whose_characters_stand_by_themselves(turned):
    def draw(canvas):
        canvas.drawString(50, 700, "a page with enough text on it to be read")
        if turned:
            canvas.rotate(90)
        for place, char in reversed(list(enumerate(SECRET))):
            canvas.drawString(100 + 6.7 * place, -300 if turned else 600, char)

    assert SECRET in "\n".join(part.text for part in read(pdf(draw), "a.pdf"))


def test_a_page_that_cannot_be_put_together_is_named(monkeypatch):
    def draw(canvas):
        for place, char in enumerate(SECRET):
            canvas.drawString(100 + 6.7 * place, 600, char)

    def extracted(page, extraction_mode="plain", **kwargs):
        if extraction_mode == "layout":
            raise KeyError("a font")
        return "\n".join(SECRET)

    monkeypatch.setattr(PageObject, "extract_text", extracted)
    collector = Collector(DEFAULT_LIMITS)
    read_pdf(collector, "a.pdf", pdf(draw))
    [one] = collector.result().not_checked
    assert one.reason is Reason.UNREADABLE_FONT


def test_an_archive_names_the_files_in_it():
    data = files.archive({"甲/名单.xlsx": files.excel_file("甲", ROWS), "说明.txt": "乙".encode()})
    found = read(data, "附件.zip")
    assert {part.place.file for part in found} == {
        "附件.zip",
        "附件.zip/甲/名单.xlsx",
        "附件.zip/说明.txt",
    }
    assert texts(data, "附件.zip", Area.OTHER) == ["甲/名单.xlsx", "说明.txt"]


def test_names_of_pictures_in_an_archive_are_read():
    data = files.archive({f"照片/张三{SECRET}.jpg": b"x"})
    [part] = read_parts(data, "a.zip").parts
    assert part.text == f"照片/张三{SECRET}.jpg"


def test_what_word_shows_of_another_file_is_read_or_named():
    document = with_extra_file(document_with("正文"), "word/afchunk1.txt", SECRET.encode())
    data = with_extra_file(document, "word/afchunk2.mht", SECRET.encode())
    found = read_parts(data, "a.docx")
    assert SECRET in [part.text for part in found.parts if isinstance(part, TextPart)]
    assert [(one.file, one.reason) for one in found.not_checked] == [
        ("a.docx/word/afchunk2.mht", Reason.WRONG_TYPE)
    ]


def test_names_that_chinese_windows_packs_are_read_as_gbk():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("abcd.txt", "甲")
    raw = buffer.getvalue().replace(b"abcd.txt", "名单".encode("gbk") + b".txt")
    names, part = read(raw, "a.zip")
    assert (names.text, part.place.file) == ("名单.txt", "a.zip/名单.txt")
