"""Word documents of the demo: the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile

from docx import Document
from docx.document import Document as DocumentType

from .parts import Form

# Of all zip members, so that the same document has the same bytes whenever it is made.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def form_docx(form: Form) -> bytes:
    """Make an empty form: a title, a table with a row a field, a note, a line to sign."""
    document = Document()
    document.add_heading(form.title, level=1)
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label in form.fields:
        table.add_row().cells[0].text = label
    if form.note:
        document.add_paragraph(form.note)
    document.add_paragraph("申请人（签字或盖章）：　　　　　　　　　　年　　月　　日")
    return docx_bytes(document)


def docx_bytes(document: DocumentType) -> bytes:
    """Return a document as a .docx file."""
    saved = io.BytesIO()
    document.save(saved)
    steady = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(steady, "w") as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return steady.getvalue()
