"""Make .docx files for tests: with Word's numbering, text boxes, notes, or something wrong."""

import io
import zipfile
from collections.abc import Callable

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

W = nsdecls("w")


def saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def document_with(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def append(document: Document, xml: str) -> None:
    """Append body-level XML; ``w:`` is declared where the root element carries ``{W}``."""
    document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")


def define_list(
    document: Document, number: int, *levels: tuple[str, str], extra: str = ""
) -> None:
    """Define list ``number`` with (number format, label text) for each level."""
    written = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>'
        f'<w:lvlText w:val="{label}"/></w:lvl>'
        for index, (number_format, label) in enumerate(levels)
    )
    root = document.part.numbering_part.element
    abstract = f'<w:abstractNum {W} w:abstractNumId="{number}">{written}</w:abstractNum>'
    root.insert(0, parse_xml(abstract))
    root.append(
        parse_xml(
            f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="{number}"/>{extra}</w:num>'
        )
    )


def add_item(document: Document, text: str, number: int, level: int = 0) -> None:
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )


def add_part(document: Document, name: str, relationship: str, xml: str) -> None:
    """Add a part such as ``footnotes`` to the package."""
    part = Part(
        PackURI(f"/word/{name}.xml"),
        f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml",
        xml.encode(),
        document.part.package,
    )
    document.part.relate_to(part, relationship)


def rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return the package with each packed file's content passed through ``change``."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            target.writestr(entry.filename, change(entry.filename, source.read(entry)))
    return buffer.getvalue()


def with_extra_file(data: bytes, name: str, content: bytes) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return buffer.getvalue()


FOOTNOTES = RELATIONSHIP_TYPE.FOOTNOTES
