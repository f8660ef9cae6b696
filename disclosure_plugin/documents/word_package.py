"""Look into a .docx package before anything trusts it, then open it."""

import io
import zipfile

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from disclosure_plugin.documents.package_inspection import UNREADABLE, inspect_package
from disclosure_plugin.documents.results import DocumentRefused, Limits, Refusal


def open_package(data: bytes, name: str, limits: Limits) -> Document:
    """Return the Word document in ``data`` after every packed file was unpacked and looked at.

    Raises:
        DocumentRefused: damaged, encrypted, a zip bomb, or XML with declarations of its own.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            inspect_package(package, name, limits)
        document = docx.Document(io.BytesIO(data))
    except (*UNREADABLE, PackageNotFoundError) as error:
        raise DocumentRefused(Refusal.DAMAGED, name=name, detail=type(error).__name__) from error

    if document.element.find(qn("w:body")) is None:
        raise DocumentRefused(Refusal.DAMAGED, name=name, detail="no body")
    return document
