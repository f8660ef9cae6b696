"""Turn a Word document into plain text: paragraphs, labels, tables, notes, text boxes."""

from collections.abc import Iterator

from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from disclosure_plugin.documents.results import (
    DocumentRefused,
    DocumentText,
    LeftOut,
    LeftOutKind,
    Limits,
    Refusal,
)
from disclosure_plugin.documents.word_numbering import Numbering
from disclosure_plugin.documents.word_package import open_package

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_EXAMPLE_LENGTH = 40
_DELETED = (qn("w:del"), qn("w:moveFrom"))
_NOTES = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}
_FIXED = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_OBJECTS = (qn("w:object"), qn("w:altChunk"), qn("w:control"), qn("w:subDoc"))
_IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
_RELATED = ("numbering", "styles", "footnotes", "endnotes", "header", "footer", "comments")
_SKIPPED = (qn("w:pPr"), qn("w:rPr"), qn("w:sectPr"), qn("w:tblPr"), qn("w:tblGrid"))


def read_word(data: bytes, name: str, limits: Limits) -> DocumentText:
    """Return the text of a .docx file in document order.

    Labels of automatic numbering are written out; a table is a line a row, its cells parted
    by tabs; a text box follows its paragraph; a note stands in brackets where its reference is.

    Raises:
        DocumentRefused: see ``open_package``, or nested too deeply to be real.
    """
    document = open_package(data, name, limits)
    try:
        reader = WordReader(document)
        return DocumentText("\n".join(reader.lines()), None, reader.left_out())
    except (RecursionError, etree.XMLSyntaxError) as error:
        raise DocumentRefused(Refusal.DAMAGED, name=name, detail=type(error).__name__) from error


class WordReader:
    """Reads the lines of a document, or of a part of it.

    Args:
        document: as ``open_package`` opened it.
    """

    def __init__(self, document: Document) -> None:
        self._body = document.element.find(qn("w:body"))
        related = _related_parts(document)
        self._numbering = Numbering(
            next(iter(related.get("numbering", [])), None),
            next(iter(related.get("styles", [])), None),
        )
        self._notes = {
            kind: {note.get(qn("w:id")): note for root in related.get(kind, []) for note in root}
            for kind in ("footnotes", "endnotes")
        }
        self._contents_styles = _styles_of_contents(related.get("styles", []))
        self._left_out: dict[LeftOutKind, list[str]] = {}
        self._text_boxes: list[etree._Element] = []
        for kind in ("header", "footer"):
            for root in related.get(kind, []):
                if text := _plain_text(root):
                    self._leave_out(LeftOutKind.HEADER_OR_FOOTER, text)
        for root in related.get("comments", []):
            for comment in root:
                self._leave_out(LeftOutKind.COMMENT, _plain_text(comment))

    def lines(self) -> Iterator[str]:
        """Yield the lines of the body in document order."""
        yield from self.blocks(self._body)

    def left_out(self) -> tuple[LeftOut, ...]:
        """Return what was met and did not become text; complete once all lines were read."""
        for number_format in self._numbering.unknown_formats:
            self._leave_out(LeftOutKind.UNKNOWN_NUMBERING, number_format)
        self._numbering.unknown_formats.clear()
        return tuple(
            LeftOut(kind, len(found), next((text for text in found if text), ""))
            for kind, found in self._left_out.items()
        )

    def _leave_out(self, kind: LeftOutKind, text: str = "") -> None:
        self._left_out.setdefault(kind, []).append(" ".join(text.split())[:_EXAMPLE_LENGTH])

    def blocks(self, container: etree._Element) -> Iterator[str]:
        """Yield the lines of anything that holds paragraphs, such as a cell of a table."""
        for child in container:
            if child.tag == qn("w:p"):
                yield from self.paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._rows(child)
            elif child.tag in _OBJECTS:
                self._leave_out(LeftOutKind.EMBEDDED_OBJECT)
            elif child.tag in _DELETED:
                self._leave_out(LeftOutKind.DELETED_TEXT, _plain_text(child))
            elif child.tag not in _SKIPPED:
                yield from self.blocks(child)  # content controls and other wrappers

    def paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        """Yield the line of a paragraph with its label, then those of its text boxes."""
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None and style.get(qn("w:val")) in self._contents_styles:
            self._leave_out(LeftOutKind.TABLE_OF_CONTENTS, _plain_text(paragraph))
            return
        label = self._numbering.label(paragraph)
        text = "".join(self._inline(paragraph))
        yield f"{label} {text}" if label else text
        boxes, self._text_boxes = self._text_boxes, []
        for box in boxes:
            yield from self.blocks(box)

    def _rows(self, container: etree._Element) -> Iterator[str]:
        for child in container:
            if child.tag != qn("w:tr"):
                if child.tag not in _SKIPPED:
                    yield from self._rows(child)
            elif child.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                self._leave_out(LeftOutKind.DELETED_TEXT, _plain_text(child))
            else:
                cells = (" ".join(" ".join(self.blocks(cell)).split()) for cell in _cells(child))
                line = "\t".join(cells)
                if line.strip():
                    yield line

    def _inline(self, element: etree._Element) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _SKIPPED or tag == qn("w:rt"):
                continue
            if tag in (qn("w:t"), _MATH_TEXT):
                yield child.text or ""
            elif tag in _FIXED:
                yield _FIXED[tag]
            elif tag in _NOTES:
                yield self._note(_NOTES[tag], child.get(qn("w:id")))
            elif not self._set_aside(child):
                yield from self._inline(_chosen(child))

    def _set_aside(self, element: etree._Element) -> bool:
        """Keep for later, or report, what is no text of this line; False when it may hold some."""
        tag = element.tag
        if tag == qn("w:txbxContent"):
            self._text_boxes.append(element)
        elif tag in _DELETED:
            self._leave_out(LeftOutKind.DELETED_TEXT, _plain_text(element))
        elif tag == qn("w:r") and _is_hidden(element):
            self._leave_out(LeftOutKind.HIDDEN_TEXT, _plain_text(element))
        elif tag == qn("w:sym"):
            self._leave_out(LeftOutKind.SYMBOL, element.get(qn("w:font")) or "")
        elif tag in _OBJECTS or (tag == qn("a:graphicData") and _is_chart(element)):
            self._leave_out(LeftOutKind.EMBEDDED_OBJECT)
        elif tag in (qn("a:blip"), _IMAGE_DATA):
            self._leave_out(LeftOutKind.PICTURE)
        else:
            return False
        return True

    def _note(self, kind: str, note_id: str | None) -> str:
        note = self._notes[kind].get(note_id)
        text = " ".join("".join(self._inline(note)).split()) if note is not None else ""
        return f"（注：{text}）" if text else ""


def _related_parts(document: Document) -> dict[str, list[etree._Element]]:
    """Return the XML of the parts that stand beside the document, by their kind."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    related: dict[str, list[etree._Element]] = {}
    for relation in document.part.rels.values():
        kind = (relation.reltype or "").rsplit("/", 1)[-1]
        if not relation.is_external and kind in _RELATED:
            root = etree.fromstring(relation.target_part.blob, parser)
            related.setdefault(kind, []).append(root)
    return related


def _styles_of_contents(roots: list[etree._Element]) -> set[str | None]:
    """Return the ids of the styles "toc 1" … "toc 9": a table of contents repeats the headings.

    The ids themselves differ between programs (TOC1 in Word, 11 in WPS), the names do not.
    """
    return {
        style.get(qn("w:styleId"))
        for root in roots
        for style in root.iter(qn("w:style"))
        if (name := style.find(qn("w:name"))) is not None
        and (name.get(qn("w:val")) or "").lower().startswith("toc ")
    }


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag not in _SKIPPED:
            yield from _cells(child)


def _chosen(element: etree._Element) -> etree._Element:
    """Word writes a text box twice, for new and for old programs: take the first."""
    if element.tag == f"{_MC}AlternateContent" and len(element):
        return element[0]
    return element


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return vanish is not None and vanish.get(qn("w:val")) not in ("0", "false")


def _is_chart(graphic: etree._Element) -> bool:
    return (graphic.get("uri") or "").endswith(("/chart", "/diagram"))


def _plain_text(element: etree._Element) -> str:
    texts = element.iter(qn("w:t"), qn("w:delText"))
    return "".join(text.text or "" for text in texts).strip()
