"""Can it be used, now and later (可用性)?"""

import io
import json
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator

from lxml import etree, html
from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from disclosure_plugin.archive.cdxj import IndexRow
from disclosure_plugin.archive.package_checks import (
    Item,
    Property,
    Subject,
    Verdict,
    failed,
    judged,
    not_checked,
    passed,
    problems_of,
)
from disclosure_plugin.archive.records import records_in
from disclosure_plugin.archive.validate import (
    check_datapackage,
    check_index,
    check_pages,
    check_stored,
)
from disclosure_plugin.archive.warc import REVISIT_MIME
from disclosure_plugin.errors import gettext_noop

# What the parsers raise for bytes that are not of their format.
_BROKEN = (ValueError, OSError, PyPdfError, etree.LxmlError, zipfile.BadZipFile, RuntimeError,
           NotImplementedError, KeyError, IndexError, TypeError, AttributeError, EOFError,
           RecursionError, SyntaxError)  # fmt: skip
_HTML = ("text/html", "application/xhtml+xml")
_ZIPPED = (
    "application/vnd.openxmlformats",
    "application/vnd.oasis",
    "application/ofd",
    "application/zip",
)


class Encrypted(ValueError):
    """It opens with a password only."""


def parsed(subject: Subject) -> Verdict:
    """Description, index and pages can be read by a program."""
    return judged(
        problems_of(subject.package, check_datapackage, check_index, check_pages),
        gettext_noop("Description, index and pages can be read."),
    )


def target_system(_subject: Subject) -> Verdict:
    return not_checked(
        gettext_noop("Whether the archives' own system shows it can only be seen there.")
    )


def formats(subject: Subject) -> Verdict:
    """Every response has a media type that is taken to stay readable."""
    if not subject.formats:
        return not_checked(gettext_noop("The data file lists no formats."))
    rows = _responses(subject)
    others = Counter(row.mime or "–" for row in rows if row.mime not in subject.formats)
    return judged(
        (f"{mime} ({count})" for mime, count in sorted(others.items())),
        gettext_noop("%(count)s contents are of formats in the list."),
        count=len(rows),
    )


def opened(subject: Subject) -> Verdict:
    """Every content opens with a reader of its format."""
    wrong, unknown, count = [], Counter[str](), 0
    for row, payload in _payloads(subject):
        opener = _opener(row.mime)
        if opener is None:
            unknown[row.mime or "–"] += 1
            continue
        try:
            opener(payload)
        except _BROKEN as error:
            wrong.append(f"{row.url}: {type(error).__name__}")
        else:
            count += 1
    if wrong:
        return judged(wrong, "")
    if unknown:
        return not_checked(
            gettext_noop(
                "%(count)s contents were opened; for these there is no reader: %(others)s"
            ),
            count=count,
            others=", ".join(f"{mime} ({number})" for mime, number in sorted(unknown.items())),
        )
    return passed(gettext_noop("%(count)s contents were opened."), count=count)


def environment(subject: Subject) -> Verdict:
    """What made it is told: software and formats. Machines are not: no file needs any."""
    software = subject.package.datapackage.get("software")
    if not software:
        return failed(gettext_noop("The package does not say what made it."))
    for name in subject.package.warcs:
        if not _begins_with_info(subject, name):
            return failed(
                gettext_noop("%(name)s does not begin with what made it (warcinfo)."), name=name
            )
    return passed(
        gettext_noop("Made by %(software)s; WARC/1.1 and WACZ 1.1.1."), software=software
    )


def _begins_with_info(subject: Subject, name: str) -> bool:
    offsets = [row.offset for row in subject.package.rows if f"archive/{row.filename}" == name]
    length = min(offsets, default=0)
    if not length:
        return False
    first = next(records_in(subject.package.open_slice(name, 0, length)), None)
    return first is not None and first.kind == "warcinfo"


def open_formats(subject: Subject) -> Verdict:
    """Nothing is encrypted or packed in ways that are not public."""
    return judged(
        _closed(subject),
        gettext_noop("Nothing is encrypted; files are stored, or packed with deflate or gzip."),
    )


def _closed(subject: Subject) -> Iterator[str]:
    for member in subject.package.members:
        if member.flag_bits & 0x1:
            yield f"{member.filename}: encrypted"
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield f"{member.filename}: method {member.compress_type}"
    yield from map(str, problems_of(subject.package, check_stored))
    for row, payload in _payloads(subject):
        opener = _opener(row.mime)
        if opener not in (_open_pdf, _open_zip):
            continue
        try:
            opener(payload)
        except Encrypted:
            yield f"{row.url}: encrypted"
        except _BROKEN:  # told by the item that opens everything
            continue


def _responses(subject: Subject) -> list[IndexRow]:
    """What holds a payload; an answer without one, such as a redirect, has no format."""
    found = (row for row in subject.package.rows if row.mime != REVISIT_MIME)
    return [row for row in found if row.status.startswith("2")]


def _payloads(subject: Subject) -> Iterator[tuple[IndexRow, bytes]]:
    for row in _responses(subject):
        payload = subject.package.message(row).payload
        if payload:
            yield row, payload


def _opener(mime: str) -> Callable[[bytes], None] | None:
    if mime in _HTML:
        return _open_html
    if mime == "application/pdf":
        return _open_pdf
    if mime.startswith(_ZIPPED):
        return _open_zip
    if mime.startswith("image/") and mime != "image/svg+xml":
        return _open_image
    if mime == "application/json" or mime.endswith("+json"):
        return _open_json
    if mime in ("application/xml", "text/xml") or mime.endswith("+xml"):
        return _open_xml
    if mime.startswith("text/") or mime.endswith("javascript"):
        return _open_text
    if mime.startswith("font/"):
        return _open_font
    return None


def _open_html(payload: bytes) -> None:
    # The parser takes anything; what has no tag, or a NUL, is no page.
    if b"<" not in payload or b"\0" in payload:
        raise ValueError("no document")
    html.document_fromstring(payload)


def _open_xml(payload: bytes) -> None:
    etree.fromstring(payload, etree.XMLParser(resolve_entities=False, no_network=True))


def _open_json(payload: bytes) -> None:
    json.loads(payload)


def _open_text(payload: bytes) -> None:
    payload.decode()


def _open_pdf(payload: bytes) -> None:
    reader = PdfReader(io.BytesIO(payload))
    if reader.is_encrypted:
        raise Encrypted
    if not len(reader.pages):
        raise ValueError("no page")


def _open_zip(payload: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(payload)) as package:
        if any(member.flag_bits & 0x1 for member in package.infolist()):
            raise Encrypted
        if not package.namelist():
            raise ValueError("nothing in it")


def _open_image(payload: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(payload)) as image:
                image.verify()
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ValueError("larger than a picture may be") from error


def _open_font(payload: bytes) -> None:
    if not payload.startswith((b"wOF2", b"wOFF", b"\x00\x01\x00\x00", b"OTTO", b"ttcf")):
        raise ValueError("no font")


_PACKAGE = gettext_noop("The package")
_CONTENTS = gettext_noop("Archived contents")
_LIST = gettext_noop("The list of formats in the data file")

ITEMS = (
    Item("21", Property.USABILITY, gettext_noop("Metadata in the package can be read"), _PACKAGE,
         gettext_noop("WACZ 1.1.1"), parsed),
    Item("22", Property.USABILITY,
         gettext_noop("Metadata can be reached in the target's database"),
         gettext_noop("The archives' own system"), gettext_noop("By people there"), target_system),
    Item("23", Property.USABILITY, gettext_noop("Formats are in common use"), _CONTENTS, _LIST,
         formats),
    Item("24", Property.USABILITY, gettext_noop("Contents open"), _CONTENTS,
         gettext_noop("A reader for each format"), opened),
    Item("25", Property.USABILITY, gettext_noop("Software and environment are told"), _PACKAGE,
         gettext_noop("datapackage.json and warcinfo"), environment),
    Item("26", Property.USABILITY, gettext_noop("Nothing is encrypted or packed in closed ways"),
         _PACKAGE, gettext_noop("ZIP, gzip, PDF and office formats"), open_formats),
)  # fmt: skip
