"""Hostile files: refused with a sentence, nothing public, and nobody's tick lets them pass."""

from __future__ import annotations

import io
import resource
import zipfile
import zlib

import pytest
from wagtail.models import Page

from disclosure_plugin import models
from disclosure_plugin.actions import checking, clearing
from disclosure_plugin.actions.reviewing import review
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import PersonalDataCheck, PersonalDataLook, PublicFile
from disclosure_plugin.models.file_storage import names_in, public_storage
from tests.corpus.files import archive, excel_file, old_excel_file, word_file
from tests.factories.pages import ItemFactory
from tests.factories.personal_data import HEADS, people
from tests.factories.reviews import colleague
from tests.factories.uploads import DocumentFactory

MEGABYTE = 1024 * 1024


def changed(data: bytes, parts: dict[str, bytes]) -> bytes:
    """A package with parts changed or added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def bomb() -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package,
        package.open("a.txt", "w") as member,
    ):
        for _number in range(300):  # not made in memory: that is measured
            member.write(b"0" * MEGABYTE)
    return buffer.getvalue()


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    xml = f'<?xml version="1.0"?><!DOCTYPE w [{entities}]><w>&l9;</w>'
    return changed(word_file("t", [["a"]]), {"word/document.xml": xml.encode()})


def sparse() -> bytes:
    """A sheet that claims two thousand million cells, with one in each corner."""
    xml = (
        f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>'
        + "".join(f'<row r="{n}"><c r="{c}{n}"><v>1</v></c></row>' for n, c in enumerate(
            (column_letters(number) for number in range(1, 16385, 6)), 1))
        + '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    )  # fmt: skip
    return changed(excel_file("t", [["a"]]), {SHEET: xml.encode()})


def column_letters(number: int) -> str:
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def encrypted() -> bytes:
    data = bytearray(archive({"a.txt": b"secret"}))
    data[6] |= 1  # the flag in the file's own head, and in the list of files
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def macro() -> bytes:
    return changed(word_file("t", [["a"]]), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def swelling_pdf() -> bytes:
    inner = zlib.compressobj()
    once = b"".join([*(inner.compress(b"0" * MEGABYTE) for _number in range(400)), inner.flush()])
    data = zlib.compress(once)
    head = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n"
    )
    stream = b"4 0 obj<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n" % len(data)
    end = b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    return head + stream + data + end


def damaged() -> bytes:
    """A workbook whose packed bytes are wrong in the middle."""
    data = bytearray(excel_file("t", [["a"] * 50]))
    data[len(data) // 2 : len(data) // 2 + 64] = bytes(64)
    return bytes(data)


HOSTILE = {
    "bomb.zip": bomb,
    "laughs.docx": laughs,
    "sparse.xlsx": sparse,
    "locked.zip": encrypted,
    "macro.docx": macro,
    "swells.pdf": swelling_pdf,
    "damaged.xlsx": damaged,
    "broken.xls": lambda: old_excel_file("t", [["a"]])[:2048],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_nothing_of_it_is_public(column, files, name):
    document = DocumentFactory(data=HOSTILE[name](), name=name)
    item = ItemFactory(parent=column, attachments=[models.ItemAttachment(document=document)])
    item.save_revision(user=colleague(EDITORS))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    checking.check_everything(item.get_latest_revision())
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 400, f"{grown:.0f} MB"
    check = PersonalDataCheck.objects.get(subject="file")
    assert check.unreadable
    # Nobody's tick lets it pass.
    [version] = document.versions()
    with pytest.raises(ActRefused):
        clearing.look_through(version, page=item, user=colleague(REVIEWERS))
    people_ = [colleague(REVIEWERS), colleague(ADMINISTRATORS)]
    with pytest.raises(ActRefused) as refused:
        review(item, author=colleague(EDITORS), people=people_, looked_through_by=people_[0])
    assert name in str(refused.value)
    assert not Page.objects.get(pk=item.pk).live
    assert PublicFile.objects.count() == 0
    assert list(names_in(public_storage())) == []
    assert PersonalDataLook.objects.count() == 0


def test_what_lies_in_an_archive_is_found(column, files):
    packed = archive({"内/名单.xlsx": excel_file("名单", [HEADS, *people(2)])})
    document = DocumentFactory(data=packed, name="全部.zip")
    item = ItemFactory(parent=column, attachments=[models.ItemAttachment(document=document)])
    checking.check_everything(item.get_latest_revision())
    found = PersonalDataCheck.objects.get(subject="file").found()
    assert {hit.file for hit in found} == {"全部.zip/内/名单.xlsx"}
    assert "C3" in {hit.cell for hit in found}
