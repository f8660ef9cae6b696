"""Many items from a spreadsheet: checked first, then made as drafts, all or none.

The rows in the database are the job. Some of them are made in one transaction with what they say
became of them: a worker killed at any moment leaves the job where it was, and the next worker goes
on from there. Nothing made here is public: every draft goes through review as any other.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.html import escape
from wagtail.actions.delete_page import DeletePageAction
from wagtail.log_actions import log
from wagtail.models import Page, WorkflowState

from disclosure_plugin import bureaus
from disclosure_plugin.conf import get_settings
from disclosure_plugin.documents.spreadsheets import Spreadsheet, read_spreadsheet
from disclosure_plugin.documents.tables import unguarded
from disclosure_plugin.domain.item_rows import (
    Field,
    ItemRow,
    Known,
    RowFault,
    headings,
    read_row,
    title_fault,
)
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.models import (
    DisclosureColumnPage,
    DisclosureItemPage,
    ItemImport,
    ItemImportRow,
    LegalBasis,
)
from disclosure_plugin.queries.item_rows import known_to
from disclosure_plugin.signals import item_import_wanted

from .binning import for_good

logger = logging.getLogger("disclosure_plugin.imports")
State = ItemImport.State
RowState = ItemImportRow.State

IMPORTED = "disclosure.import_item"
# Rows of one transaction: the column's other editors wait for no more.
ROWS_AT_ONCE = 10
# Rows that kill their worker, or cannot be made, must not be begun for ever.
MAX_ATTEMPTS = 3
# What the columns of a kept row are called: the fields themselves.
KEPT_COLUMNS = {one.value: one for one in Field}

BROKEN = gettext_noop(
    "The program failed at a row, again and again; nothing was kept. Tell county IT: the reason "
    "stands in the log of the worker."
)
CHANGED = gettext_noop(
    "Row %(row)s fits no more: since it was checked its column, its section or your rights have "
    "changed. Nothing was kept. Upload the file again to see what is wrong."
)


class TooManyRows(Refused):
    """The list is longer than one list may be."""

    sentence = gettext_noop(
        "The file lists %(count)s items; one list has at most %(limit)s: divide it."
    )


class NothingToImport(Refused):
    """There are headings and nothing below them."""

    sentence = gettext_noop("The file has no row below its first one, which names the columns.")


class ImportedBefore(Refused):
    """The same bytes have become drafts already."""

    sentence = gettext_noop(
        "The same file was imported before, on %(at)s. Tick that you want its items once more."
    )


class CannotStart(Refused):
    """The list is not ready, or was started already."""

    sentence = gettext_noop(
        "This list cannot be started: correct the rows that are named, and upload the file again; "
        "or it has been started already."
    )


class CannotUndo(Refused):
    """There are no drafts of this list that could be deleted."""

    sentence = gettext_noop("Only a list whose drafts have all been made can be undone, once.")


# --- Check ---------------------------------------------------------------------------------------


def check_list(*, file_name: str, data: bytes, user: Any) -> ItemImport:
    """Read a list and keep it with a verdict on each row; no item is made.

    Args:
        file_name: of the file; its ending says what it is.
        data: its bytes.
        user: who uploads it; what they may not do is a fault of the row.

    Raises:
        SpreadsheetRefused: it cannot be read; nothing is kept.
        HeadingsRefused, HeadingUnknown, HeadingTwice, TooManyRows, NothingToImport: it is no list
            of items; nothing is kept.
    """
    name = PurePath(file_name.replace("\\", "/")).name
    rows = _verdicts(read_spreadsheet(data, name), known_to(user))
    with transaction.atomic():
        kept = ItemImport.objects.create(
            file_name=name[-255:],
            sha256=hashlib.sha256(data).hexdigest(),
            uploaded_by=user,
        )
        for row in rows:
            row.item_import = kept
        ItemImportRow.objects.bulk_create(rows, batch_size=200)
    return kept


def _verdicts(book: Spreadsheet, known: Known) -> list[ItemImportRow]:
    today = timezone.localdate()
    below = [(sheet, headings(sheet.name, sheet.rows[0].cells)) for sheet in book.sheets]
    count = sum(len(sheet.rows) - 1 for sheet, _columns in below)
    if not count:
        raise NothingToImport
    limit = get_settings().ITEM_IMPORT_MAX_ROWS
    if count > limit:
        raise TooManyRows(count=count, limit=limit)
    rows: list[ItemImportRow] = []
    first: dict[tuple[int, str], ItemImportRow] = {}
    for sheet, columns in below:
        for line in sheet.rows[1:]:
            cells = {column: unguarded(cell) for column, cell in line.cells.items()}
            item, faults = read_row(
                cells, columns, known, today=today, days_from_1904=book.days_from_1904
            )
            row = ItemImportRow(sheet=sheet.name[:100], number=line.number)
            if item is not None:
                earlier = first.setdefault((item.column, item.title), row)
                if earlier is not row:
                    fault = title_fault(columns, sheet=earlier.sheet, row=earlier.number)
                    faults = [fault]
            _fill(row, item, _by_field(cells, columns), faults)
            rows.append(row)
    return rows


def _by_field(cells: Mapping[str, str], columns: Mapping[str, Field]) -> dict[str, str]:
    return {columns[letter].value: cell for letter, cell in cells.items() if letter in columns}


def _fill(
    row: ItemImportRow, item: ItemRow | None, values: dict[str, str], faults: list[RowFault]
) -> None:
    row.title = values.get(Field.TITLE, "")[:255]
    row.faults = [
        [fault.fault, fault.column, fault.heading, dict(fault.params)] for fault in faults
    ]
    row.state = RowState.BAD if faults else RowState.GOOD
    if item is not None and not faults:
        # Days may have been numbers, which mean different days in different files.
        days = {Field.FORMED_ON: item.formed_on, Field.ORIGINAL_DAY: item.original_published_on}
        row.values = values | {one.value: day.isoformat() for one, day in days.items() if day}


# --- Start and undo ------------------------------------------------------------------------------


def imported_before(item_import: ItemImport) -> ItemImport | None:
    """Return the list of the same bytes whose drafts were made, or are being made."""
    others = ItemImport.objects.filter(sha256=item_import.sha256).exclude(pk=item_import.pk)
    return others.filter(state__in=[State.MAKING, State.MADE]).first()


@transaction.atomic
def start(item_import: ItemImport, *, user: Any, again: bool = False) -> None:
    """Ask for the drafts of a list that has been looked at, once.

    Args:
        item_import: a list of which every row can be made.
        user: in whose name.
        again: make them although the same file was imported before.

    Raises:
        CannotStart: a row has to be corrected, or it was started already.
        ImportedBefore: it was, and nobody said that it is wanted again.
    """
    # Lists of the same bytes wait for each other.
    same = ItemImport.objects.filter(sha256=item_import.sha256).order_by("pk")
    locked = {one.pk: one for one in same.select_for_update(of=("self",))}[item_import.pk]
    rows = locked.rows.values_list("state", flat=True)
    if locked.state != State.CHECKED or set(rows) != {RowState.GOOD}:
        raise CannotStart
    before = imported_before(locked)
    if before is not None and not again:
        raise ImportedBefore(at=timezone.localtime(before.uploaded_at).strftime("%Y-%m-%d %H:%M"))
    _ask_for(locked, State.MAKING, user)


@transaction.atomic
def undo(item_import: ItemImport, *, user: Any) -> None:
    """Ask for the drafts of a list to be deleted; those somebody has worked on stay.

    Args:
        item_import: a list whose drafts have been made.
        user: in whose name; what they may not delete stays.

    Raises:
        CannotUndo: they have not been, or were deleted already.
    """
    locked = ItemImport.objects.select_for_update(of=("self",)).get(pk=item_import.pk)
    if locked.state != State.MADE:
        raise CannotUndo
    _ask_for(locked, State.UNDOING, user)


def _ask_for(item_import: ItemImport, state: State, user: Any) -> None:
    item_import.state, item_import.asked_by, item_import.attempts = state, user, 0
    item_import.started_at, item_import.finished_at = Now(), None
    item_import.save()
    # Robust: the row is the job, and the sweep finds it.
    send = partial(
        item_import_wanted.send,
        sender=ItemImport,
        bureau=bureaus.current(),
        item_import=item_import.pk,
    )
    transaction.on_commit(send, robust=True)


# --- Work ----------------------------------------------------------------------------------------


def waiting() -> QuerySet[ItemImport]:
    """Return the lists on which there is work to do, the oldest first."""
    return ItemImport.objects.filter(state__in=[State.MAKING, State.UNDOING]).order_by(
        "started_at", "pk"
    )


def run_waiting() -> int:
    """Do what lists of the current bureau ask for.

    Returns:
        how many steps were done; none of those at which another worker is.
    """
    steps = 0
    for key in list(waiting().values_list("pk", flat=True)):
        while _step(key):
            steps += 1
    return steps


def _step(key: int) -> bool:
    """Do some rows of one list; say whether there may be more."""
    with transaction.atomic():
        job = _locked(key)
        if job is None:
            return False
        if job.attempts >= MAX_ATTEMPTS:
            if job.state == State.MAKING:
                _fail(job, BROKEN)
                return True
            logger.error("drafts cannot be deleted", extra={"bureau": bureaus.current()})
            _finish(job, State.MADE, failure=BROKEN)
            return False
        # Committed before anything can happen: a row that kills its worker is counted.
        job.attempts += 1
        job.save(update_fields=["attempts"])
    try:
        with transaction.atomic():
            job = _locked(key)
            if job is None:
                return False
            more = _make_some(job) if job.state == State.MAKING else _delete_some(job)
            ItemImport.objects.filter(pk=key).update(attempts=0)
    except Exception:
        logger.exception("rows of a list of items failed", extra={"bureau": bureaus.current()})
        return True
    return more


def _locked(key: int) -> ItemImport | None:
    return waiting().select_for_update(of=("self",), skip_locked=True).filter(pk=key).first()


def _make_some(job: ItemImport) -> bool:
    rows = list(job.rows.filter(state=RowState.GOOD)[:ROWS_AT_ONCE])
    user = job.asked_by
    if user is None or not user.is_active:
        return _fail(job, CHANGED, row=rows[0].number if rows else 1)
    known, today = known_to(user), timezone.localdate()
    items = [read_row(row.values, KEPT_COLUMNS, known, today=today)[0] for row in rows]
    for row, item in zip(rows, items, strict=True):
        if item is None:
            return _fail(job, CHANGED, row=row.number)
    columns = DisclosureColumnPage.objects.in_bulk({item.column for item in items if item})
    for row, item in zip(rows, items, strict=True):
        if item is not None:
            page = _make_draft(item, columns[item.column], user, job)
            row.page_id, row.revision = page.pk, page.latest_revision_id
            row.state, row.values = RowState.MADE, {}
    ItemImportRow.objects.bulk_update(rows, ["page", "revision", "state", "values"])
    if len(rows) == ROWS_AT_ONCE:
        return True
    return _finish(job, State.MADE)


def _make_draft(item: ItemRow, column: Page, user: Any, job: ItemImport) -> Any:
    page = DisclosureItemPage(
        title=item.title,
        abstract=item.abstract,
        formed_on=item.formed_on,
        responsible_section_id=item.section,
        category=item.category,
        validity=item.validity,
        body=[("text", _paragraphs(item.paragraphs))],
        original_published_on=item.original_published_on,
        original_source=item.original_source,
        live=False,
        has_unpublished_changes=True,
        owner=user,
    )
    page.legal_bases.set(
        [LegalBasis(title=basis.title, article=basis.article) for basis in item.bases]
    )
    column.refresh_from_db(fields=["path", "numchild"])
    column.add_child(instance=page)
    page.save_revision(user=user, clean=False)
    log(page, IMPORTED, user=user, revision=page.latest_revision, data={"file": job.file_name})
    return page


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _delete_some(job: ItemImport) -> bool:
    rows = list(job.rows.filter(state=RowState.MADE).select_related("page")[:ROWS_AT_ONCE])
    for row in rows:
        if is_untouched(row) and _may_delete(job, row.page):
            with for_good():  # the file they were made from makes them again
                DeletePageAction(row.page, user=job.asked_by).execute(skip_permission_checks=True)
            row.page, row.state = None, RowState.DELETED
        else:
            row.state = RowState.KEPT if row.page_id else RowState.DELETED
    ItemImportRow.objects.bulk_update(rows, ["page", "state"])
    if len(rows) == ROWS_AT_ONCE:
        return True
    # A draft that nobody made any more because the list failed needs no values either.
    job.rows.filter(state=RowState.GOOD).update(values={})
    return _finish(job, State.UNDONE)


def _may_delete(job: ItemImport, page: Any) -> bool:
    # What was never whole is taken back, whoever is away meanwhile.
    if job.failure:
        return True
    return job.asked_by is not None and bool(page.permissions_for_user(job.asked_by).can_delete())


def is_untouched(row: ItemImportRow) -> bool:
    """Say whether a draft is as the list made it: not edited, handed in, published or locked."""
    page = row.page
    return (
        page is not None
        and page.latest_revision_id == row.revision
        and not page.live
        and page.first_published_at is None
        and not page.locked
        and not WorkflowState.objects.for_instance(page).exists()
    )


def _fail(job: ItemImport, sentence: str, **params: int) -> bool:
    """Take back what was made so far: all or none."""
    job.state, job.failure, job.failure_params, job.attempts = State.UNDOING, sentence, params, 0
    job.save(update_fields=["state", "failure", "failure_params", "attempts"])
    return True


def _finish(job: ItemImport, state: State, *, failure: str = "") -> bool:
    job.state, job.finished_at = state, Now()
    if failure:
        job.failure = failure
    job.save(update_fields=["state", "finished_at", "failure"])
    return False
