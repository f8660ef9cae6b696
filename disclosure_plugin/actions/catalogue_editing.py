"""The county edits a catalogue: row by row, or with a table that is looked at first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now

from disclosure_plugin.documents.media_types import TABLE_KINDS
from disclosure_plugin.documents.spreadsheets import LIMITS, Spreadsheet, read_spreadsheet
from disclosure_plugin.documents.tables import csv_bytes, xlsx_bytes
from disclosure_plugin.domain.catalogue import Row, made_code
from disclosure_plugin.domain.catalogue_difference import Difference, difference
from disclosure_plugin.domain.catalogue_table import (
    HEADER,
    Judged,
    NoHeader,
    SheetRow,
    cells_of,
    judge_table,
)
from disclosure_plugin.domain.uploads import check_content, check_size
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.queries.catalogues import codes_elsewhere, working_hash, working_rows
from disclosure_plugin.register.models import Catalogue, CatalogueImport, CatalogueRow


class CannotTakeTable(Refused):
    """Nothing of a table is taken; the catalogue stays as it is."""


class CellsRefused(CannotTakeTable):
    sentence = gettext_noop(
        "%(count)s cells cannot be read, so nothing of the table is taken. Correct the file and "
        "upload it again."
    )


class TakenAlready(CannotTakeTable):
    sentence = gettext_noop("This table was taken already. Nothing was changed.")


class EditedSince(CannotTakeTable):
    sentence = gettext_noop(
        "The catalogue was edited after this table was compared with it. Upload the table again "
        "and look at the difference."
    )


class CodeIsTaken(Refused):
    sentence = gettext_noop(
        "The catalogue “%(catalogue)s” has a row with the code %(code)s. Choose another code."
    )


class CodeTakenSince(CannotTakeTable):
    sentence = gettext_noop(
        "The catalogue “%(catalogue)s” has a row with the code %(code)s by now. Give the row of "
        "the table another one and upload it again."
    )


def upload_table(
    catalogue: Catalogue,
    file: BinaryIO,
    name: str,
    *,
    size: int,
    by: str,
    tell: Callable[[int, int], None] = lambda done, rows: None,
) -> CatalogueImport:
    """Keep a table to be looked at, with a verdict on each row; the catalogue is not changed.

    Args:
        catalogue: that the table shall become.
        file: the open file.
        name: its name; .xlsx or .csv.
        size: of the file, in bytes.
        by: name of the person who uploads it.
        tell: is told how many rows are read, and of how many.

    Raises:
        Refused: the file is no such table; nothing is kept.
    """
    check_size(name, size, limit=LIMITS.file_size)
    check_content(file, name, allowed=TABLE_KINDS)
    book = read_spreadsheet(file.read(LIMITS.file_size + 1), name)
    judged = _judged(catalogue, book, name, tell)
    return CatalogueImport.objects.create(
        catalogue=catalogue,
        file_name=name[-200:],
        rows=[row.as_json() for row in judged.rows],
        problems=[
            [one.sheet, one.row, one.column, one.field, refusal_sentence(one.refusal)]
            for one in judged.problems
        ],
        unread=[[one.sheet, one.row, one.text] for one in judged.unread],
        before_sha256=working_hash(catalogue),
        uploaded_by=by,
    )


def _judged(
    catalogue: Catalogue, book: Spreadsheet, name: str, tell: Callable[[int, int], None]
) -> Judged:
    """Judge the first sheet that has the columns; the first of all is named where none has."""
    known, elsewhere = working_rows(catalogue), codes_elsewhere(catalogue)
    refusals: list[NoHeader] = []
    for sheet in book.sheets:
        lines = [SheetRow(one.number, one.cells) for one in sheet.rows]
        try:
            return judge_table(
                sheet.name or name, lines, known=known, elsewhere=elsewhere, tell=tell
            )
        except NoHeader as refusal:
            refusals.append(refusal)
    raise refusals[0]  # a spreadsheet that was read has at least one sheet


def preview_table(table: CatalogueImport) -> Difference:
    """Return what the catalogue would become, compared with what it is now."""
    return difference(working_rows(table.catalogue), table.read_rows())


@transaction.atomic
def take_table(pk: int, *, by: str) -> CatalogueImport:
    """Make a catalogue what an uploaded table says; all of it or nothing.

    Args:
        pk: of the table.
        by: name of the person who does it.

    Raises:
        CannotTakeTable: nothing is changed.
        CatalogueImport.DoesNotExist: there is no such table.
    """
    _lock_catalogues()
    table = CatalogueImport.objects.select_related("catalogue").get(pk=pk)
    catalogue = table.catalogue
    if table.taken_at:
        raise TakenAlready
    if table.problems:
        raise CellsRefused(count=len(table.problems))
    if working_hash(catalogue) != table.before_sha256:
        raise EditedSince
    rows = table.read_rows()
    elsewhere = codes_elsewhere(catalogue)
    for row in rows:
        if row.code in elsewhere:
            raise CodeTakenSince(code=row.code, catalogue=elsewhere[row.code])
    catalogue.rows.exclude(code__in=[row.code for row in rows]).delete()
    CatalogueRow.objects.bulk_create(
        [
            CatalogueRow(catalogue=catalogue, position=position, **row.as_json())
            for position, row in enumerate(rows, 1)
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["position", *(name for name in HEADER if name != "code")],
    )
    table.taken_at, table.taken_by = Now(), by
    table.save(update_fields=["taken_at", "taken_by"])
    table.refresh_from_db()
    return table


@transaction.atomic
def save_row(row: CatalogueRow) -> CatalogueRow:
    """Keep a row that was edited by hand; a new one comes last and gets a code if it has none.

    Raises:
        CodeIsTaken: somebody gave its code to another row; nothing is changed.
    """
    _lock_catalogues()
    other = CatalogueRow.objects.exclude(pk=row.pk).filter(code=row.code).first()
    if other is not None:
        raise CodeIsTaken(catalogue=other.catalogue.name, code=row.code)
    if not row.code:
        taken = set(CatalogueRow.objects.values_list("code", flat=True))
        row.code = made_code(row.level_one, row.level_two, taken)
    if row.pk is None:
        last = row.catalogue.rows.aggregate(last=Max("position"))["last"]
        row.position = (last or 0) + 1
    row.save()
    return row


def _lock_catalogues() -> None:
    """Keep others from giving codes until the transaction ends: a code is one in all of them."""
    list(Catalogue.objects.select_for_update().order_by("pk").values_list("pk"))


def table_file(kind: str, name: str, rows: list[Row]) -> bytes:
    """Write rows into a file that can be uploaded again.

    Args:
        kind: one of :data:`~disclosure_plugin.documents.media_types.TABLE_KINDS`.
        name: of the sheet.
        rows: in order.
    """
    header: Any = list(HEADER.values())
    cells = map(cells_of, rows)
    return csv_bytes(header, cells) if kind == "csv" else xlsx_bytes(name, header, cells)
