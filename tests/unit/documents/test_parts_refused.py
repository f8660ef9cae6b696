"""What cannot be read is named with its reason and a way out, within memory and time."""

import io
import random
import resource
import struct
import subprocess
import sys
import time
import zipfile
import zlib

import openpyxl
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from disclosure_plugin.documents import (
    REASON_MESSAGES,
    Limits,
    NotChecked,
    Reason,
    TablePart,
    read_parts,
)
from tests.corpus import files
from tests.corpus.compound_files import compound_file
from tests.corpus.old_word_files import old_word
from tests.unit.documents.word_files import document_with, rewritten, with_extra_file

ROWS = [["姓名", "证件"], ["张三", "110105190001010011"]]
EXCEL = files.excel_file("名单", ROWS)
WORD = document_with("名单")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
MEGABYTE = 1024 * 1024


def reasons(data, name, limits=None):
    found = read_parts(data, name, limits=limits or Limits())
    for one in found.not_checked:
        assert one.file in str(one)
        assert "%" not in str(one)
    return [one.reason for one in found.not_checked]


def with_sheet(xml: str) -> bytes:
    whole = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{xml}</worksheet>"
    ).encode()
    return rewritten(
        EXCEL, lambda name, content: whole if name == "xl/worksheets/sheet1.xml" else content
    )


def pdf(draw, **options) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, **options)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("图.jpg", b"\xff\xd8\xff", Reason.PICTURE_FILE),
        ("片.pptx", b"PK\x03\x04", Reason.WRONG_TYPE),
        ("文.ofd", b"PK\x03\x04", Reason.WRONG_TYPE),
        ("无", b"x", Reason.WRONG_TYPE),
        ("表.xlsx", OLE, Reason.WRONG_CONTENT),
        ("表.xls", EXCEL, Reason.WRONG_CONTENT),
        ("文.doc", WORD, Reason.WRONG_CONTENT),
        ("文.pdf", WORD, Reason.WRONG_CONTENT),
        ("表.csv", EXCEL, Reason.WRONG_CONTENT),
        ("表.txt", b"%PDF-1.4", Reason.WRONG_CONTENT),
        ("表.xlsx", b"name,id", Reason.WRONG_CONTENT),
        ("文.doc", files.old_excel_file("表", ROWS), Reason.WRONG_CONTENT),
        ("表.xls", old_word("文\r"), Reason.WRONG_CONTENT),
        ("文.docx", OLE + "EncryptedPackage".encode("utf-16-le"), Reason.PASSWORD_PROTECTED),
        ("文.doc", old_word("文\r", flags=0x0100), Reason.PASSWORD_PROTECTED),
        ("文.doc", old_word("文\r", version=100), Reason.OLD_WORD),
        ("文.doc", old_word("文\r", streams={"Macros/VBA": b"x"}), Reason.MACROS),
        ("文.doc", old_word("文\r", streams={"ObjectPool/_1": b"x"}), Reason.EMBEDDED),
        ("文.doc", OLE, Reason.DAMAGED),
        ("文.doc", compound_file({"WordDocument": b"\0"}), Reason.DAMAGED),
        ("表.xls", compound_file({"Workbook": b"\0" * 100}), Reason.DAMAGED),
        ("文.pdf", b"%PDF-1.4\n", Reason.DAMAGED),
        ("文.txt", b"a\x00b", Reason.NOT_TEXT),
        ("表.csv", b"\xff\xff\xff caf\xe9 \xff", Reason.NOT_TEXT),
        ("表.xlsx", EXCEL[:-40], Reason.DAMAGED),
        ("表.xlsx", files.archive({"a": b"b"}), Reason.DAMAGED),
        ("包.zip", b"PK\x03\x04" + bytes(40), Reason.DAMAGED),
        ("文.docm", with_extra_file(WORD, "word/vbaProject.bin", b"x"), Reason.MACROS),
        ("表.xlsm", with_extra_file(EXCEL, "xl/vbaProject.bin", b"x"), Reason.MACROS),
        (
            "文.docx",
            with_extra_file(WORD, "word/media/a.png", bytes(30 * MEGABYTE)),
            Reason.UNPACKS_TOO_LARGE,
        ),
    ],
)  # fmt: skip
def test_what_is_not_checked_and_why(name, data, reason):
    assert reasons(data, name) == [reason]


def test_every_reason_has_a_sentence_with_a_way_out():
    assert REASON_MESSAGES.keys() == set(Reason)
    for message in REASON_MESSAGES.values():
        assert "%(file)s" in message
        assert message.endswith(".")


def test_an_empty_file_has_nothing_to_check():
    found = read_parts(b"", "a.txt")
    assert (found.parts, found.not_checked) == ((), ())


def test_a_file_that_is_not_there(tmp_path):
    [one] = read_parts(tmp_path / "a.txt").not_checked
    assert one == NotChecked("a.txt", Reason.NOT_FOUND, {})


def test_a_file_that_is_too_large():
    [one] = read_parts(b"12345", "a.txt", limits=Limits(file_size=4)).not_checked
    assert one.reason is Reason.TOO_LARGE


def test_a_thousand_million_laughs():
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><x>&l9;</x>'.encode()
    data = with_extra_file(EXCEL, "xl/comments1.xml", laughs)
    assert reasons(data, "a.xlsx") == [Reason.UNSAFE_XML]


def test_a_sheet_that_claims_all_cells_there_are():
    data = with_sheet(
        '<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" width="9"/></cols>'
        '<sheetData><row r="1048576" spans="1:16384"><c r="XFD1048576"><v>7</v></c></row>'
        '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    [table] = [part for part in read_parts(data, "a.xlsx").parts if isinstance(part, TablePart)]
    assert (table.rows, table.row_numbers, table.columns) == ((("7",),), (1048576,), ("XFD",))


def test_cells_spread_so_that_their_table_would_fill_two_gigabytes():
    rows = "".join(
        f'<row r="{n}"><c r="{openpyxl.utils.get_column_letter(n)}{n}"><v>1</v></c></row>'
        for n in range(1, 16_001)
    )
    data = with_sheet(f"<sheetData>{rows}</sheetData>")
    [one] = read_parts(data, "a.xlsx").not_checked
    assert one == NotChecked("a.xlsx", Reason.TOO_MANY_CELLS, {"limit": 5_000_000})


def test_one_long_text_that_every_cell_shows():
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        f"{'字' * 30_000}</t></si></sst>"
    )
    cells = "".join(f'<row r="{n}"><c t="s"><v>0</v></c></row>' for n in range(1, 2001))
    data = with_sheet(f"<sheetData>{cells}</sheetData>")
    data = with_extra_file(data, "xl/sharedStrings.xml", strings.encode())
    assert reasons(data, "a.xlsx") == [Reason.TOO_MANY_CHARACTERS]


def test_archives_in_archives():
    data = files.archive({"名单.txt": "甲".encode()})
    for _depth in range(2):
        data = files.archive({"内.zip": data})
    assert reasons(data, "a.zip") == [Reason.TOO_DEEP]
    found = read_parts(data, "a.zip", limits=Limits(archive_depth=4))
    assert found.parts[-1].place.file == "a.zip/内.zip/内.zip/名单.txt"


def test_an_archive_that_holds_itself_ends():
    data = files.archive({"a.docx": with_extra_file(WORD, "word/embeddings/b.zip", b"")})
    inner = data
    for _depth in range(3):
        inner = files.archive({"a.docx": with_extra_file(WORD, "word/embeddings/b.zip", inner)})
    assert Reason.TOO_DEEP in reasons(inner, "a.zip")


def test_an_archive_that_unpacks_to_too_much_is_read_to_there():
    rng = random.Random(7)
    noise = rng.randbytes(MEGABYTE // 2).hex().encode()
    data = files.archive({f"{n}.txt": noise for n in range(4)})
    found = read_parts(data, "a.zip", limits=Limits(unpacked_size=2 * MEGABYTE + 100))
    assert len(found.parts) == 1 + 2  # the names first
    assert [(one.file, one.reason) for one in found.not_checked] == [
        ("a.zip/2.txt", Reason.UNPACKS_TOO_LARGE)
    ]


def test_a_bomb_in_an_archive_and_too_many_files():
    bomb = files.archive({"a.txt": b"1" * (30 * MEGABYTE)})
    assert reasons(bomb, "a.zip") == [Reason.UNPACKS_TOO_LARGE]
    many = files.archive({f"{n}.txt": b"1" for n in range(30)})
    found = read_parts(many, "a.zip", limits=Limits(packed_files=20))
    assert len(found.parts) == 1 + 20  # the names first
    assert [one.reason for one in found.not_checked] == [Reason.UNPACKS_TOO_LARGE]


def test_packed_sizes_that_lie_do_not_help_a_bomb():
    bomb = bytearray(files.archive({"a.txt": b"1" * 3_000_000}))
    real = (3_000_000).to_bytes(4, "little")
    assert bomb.count(real) == 2
    assert reasons(bytes(bomb.replace(real, (1000).to_bytes(4, "little"))), "a.zip") == [
        Reason.DAMAGED
    ]


def test_one_bad_file_does_not_hide_the_others():
    data = bytearray(
        files.archive({"坏.docx": b"PK\x03\x04", "锁.txt": b"1", "图.png": b"2", "好.txt": b"3"})
    )
    place = data.rindex("锁.txt".encode()) - 46 + 8
    data[place] |= 1  # says that it is encrypted
    found = read_parts(bytes(data), "a.zip")
    assert [part.text for part in found.parts] == ["坏.docx\n锁.txt\n图.png\n好.txt", "3"]
    assert [(one.file, one.reason) for one in found.not_checked] == [
        ("a.zip/坏.docx", Reason.DAMAGED),
        ("a.zip/锁.txt", Reason.PASSWORD_PROTECTED),
        ("a.zip/图.png", Reason.PICTURE_FILE),
    ]


def photo():
    from PIL import Image

    return ImageReader(Image.new("RGB", (40, 40), "white"))


def test_scanned_pages_are_named():
    def draw(canvas):
        canvas.drawString(50, 700, "a page with enough text on it to be read by people")
        canvas.drawImage(photo(), 50, 500)
        canvas.showPage()
        canvas.drawImage(photo(), 0, 0, 500, 700)
        canvas.drawString(50, 20, "- 2 -")
        canvas.showPage()
        canvas.drawImage(photo(), 0, 0, 500, 700)

    found = read_parts(pdf(draw), "a.pdf").not_checked
    assert [(one.reason, one.params) for one in found] == [
        (Reason.SCANNED_PAGES, {"pages": "2, 3"}),
        (Reason.PICTURES, {"count": 1}),
    ]


def test_pdf_with_a_password_and_with_rights_only():
    from reportlab.lib.pdfencrypt import StandardEncryption

    def draw(canvas):
        canvas.drawString(50, 700, "readable")

    locked = pdf(draw, encrypt=StandardEncryption("user", "owner", strength=128))
    assert reasons(locked, "a.pdf") == [Reason.PASSWORD_PROTECTED]
    restricted = pdf(draw, encrypt=StandardEncryption("", "owner", canCopy=0, strength=128))
    found = read_parts(restricted, "a.pdf")
    assert found.not_checked == ()
    assert found.parts[0].text.strip() == "readable"


def raw_pdf(content: bytes, filters: str) -> bytes:
    """Write a PDF of one page by hand."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter[%s]>>stream\n%s\nendstream"
        % (len(content), filters.encode(), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(data))
    )


def test_a_pdf_that_swells_is_ended_by_its_bounds():
    bomb = b"0" * 10
    for _layer in range(2):
        deflate = zlib.compressobj(9)
        pieces = [deflate.compress(bomb * (20 * MEGABYTE // len(bomb))) for _part in range(20)]
        bomb = b"".join([*pieces, deflate.flush()])
    data = raw_pdf(bomb, "/FlateDecode/FlateDecode")
    assert len(data) < MEGABYTE
    started = time.monotonic()
    assert reasons(data, "a.pdf")[0] in (Reason.DAMAGED, Reason.TOO_MUCH_WORK)
    assert time.monotonic() - started < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2 * 1024 * MEGABYTE


@pytest.fixture(scope="module")
def slow_pdf():
    text = b"BT /F1 9 Tf " + b"(a) Tj 1 0 0 1 5 5 Tm " * 1_000_000 + b"ET"
    return raw_pdf(zlib.compress(text), "/FlateDecode")


def test_a_pdf_that_takes_too_long_is_ended(slow_pdf):
    started = time.monotonic()
    assert reasons(slow_pdf, "a.pdf", Limits(seconds=1.5)) == [Reason.TOO_MUCH_WORK]
    assert time.monotonic() - started < 5


def test_time_is_counted_over_all_files_of_an_archive(slow_pdf):
    data = files.archive({f"{n}.pdf": slow_pdf for n in range(20)})
    started = time.monotonic()
    found = reasons(data, "a.zip", Limits(seconds=1.5))
    assert time.monotonic() - started < 6
    assert found == [Reason.TOO_MUCH_WORK] * 20


def test_too_little_memory_ends_the_process_that_reads_and_no_other(slow_pdf):
    limits = Limits(memory=150 * MEGABYTE)
    assert reasons(slow_pdf, "a.pdf", limits) == [Reason.TOO_MUCH_WORK]


def test_a_page_whose_text_was_made_into_outlines_is_a_picture():
    drawing = zlib.compress(b"1 0 0 1 5 5 cm 0 0 m 5 5 l 7 3 l f " * 200)
    [one] = read_parts(raw_pdf(drawing, "/FlateDecode"), "a.pdf").not_checked
    assert (one.reason, one.params) == (Reason.SCANNED_PAGES, {"pages": "1"})
    line = zlib.compress(b"0 0 m 5 5 l S")
    assert reasons(raw_pdf(line, "/FlateDecode"), "a.pdf") == []


MEASURED = """
import resource, sys
from disclosure_plugin.documents import read_parts
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = read_parts(sys.stdin.buffer.read(), "a.xlsx")
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print((after - before) // 1024, len(found.parts[-1].rows))
"""


def test_memory_for_a_sheet_of_a_hundred_thousand_rows_is_bounded():
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>1</v></c></row>'
        for n in range(1, 100_001)
    )
    data = with_sheet(f"<sheetData>{rows}</sheetData>")
    said = subprocess.run(
        [sys.executable, "-c", MEASURED], input=data, capture_output=True, check=True
    ).stdout.split()
    megabytes, read = map(int, said)
    assert read == 100_000
    assert megabytes < 250


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", EXCEL),
        ("a.docx", WORD),
        ("a.zip", files.archive({"a.txt": b"1", "b.csv": b"1,2"})),
    ],
)
def test_damage_anywhere_is_answered(name, data):
    rng = random.Random(name)
    for _round in range(150):
        place = rng.randrange(len(data))
        damaged = data[:place] + rng.randbytes(rng.randrange(4)) + data[place + rng.randrange(9) :]
        reasons(damaged, name)


@pytest.mark.parametrize("name", ["a.pdf", "a.xls", "a.doc"])
def test_damage_of_what_is_read_apart_is_answered(name):
    rng = random.Random(name)
    data = {
        "a.pdf": files.pdf_file,
        "a.xls": files.old_excel_file,
        "a.doc": files.old_word_file,
    }[name]("名单", ROWS)
    for _round in range(12):
        place = rng.randrange(len(data))
        damaged = data[:place] + struct.pack("<I", rng.getrandbits(32)) + data[place + 4 :]
        assert set(reasons(damaged, name)) <= {
            Reason.DAMAGED, Reason.WRONG_CONTENT, Reason.TOO_MUCH_WORK, Reason.PASSWORD_PROTECTED,
            Reason.OLD_WORD, Reason.UNREADABLE_FONT,
        }  # fmt: skip


def test_an_archive_that_is_empty_has_nothing_to_check():
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    found = read_parts(buffer.getvalue(), "a.zip")
    assert (found.parts, found.not_checked) == ((), ())
