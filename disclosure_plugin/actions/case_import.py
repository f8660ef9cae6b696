"""Case records from a spreadsheet: read and checked by a worker, taken in at once or not at all.

A case is known by its number: what was taken in before counts once, and a row that says something
else changes it, which the report names. The row of the list in the database is the job: a worker
that is killed leaves it where it was, and the next one begins that step anew.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import PurePath
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from disclosure_plugin import bureaus
from disclosure_plugin.documents.results import MEGABYTE, Limits
from disclosure_plugin.documents.spreadsheets import (
    KINDS,
    SheetRefusal,
    SpreadsheetRefused,
    read_spreadsheet,
)
from disclosure_plugin.domain.case_rows import Field
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.models import CaseImport, CaseImportRow, CaseRecord
from disclosure_plugin.queries.cases import public_commitments
from disclosure_plugin.signals import case_import_wanted

from .case_checking import MAX_ROWS, Checker, lines_of

T = TypeVar("T")
logger = logging.getLogger("disclosure_plugin.imports")
State = CaseImport.State
RowState = CaseImportRow.State

LIMITS = Limits(
    file_size=10 * MEGABYTE,
    unpacked_size=80 * MEGABYTE,
    unpacked_xml_size=60 * MEGABYTE,
    packed_files=500,
    checked_characters=20_000_000,
    table_cells=(MAX_ROWS + 1) * len(Field),
)
# Rows of one question to the database, and of one step of the progress bar.
ROWS_AT_ONCE = 1_000
# A list that kills its worker must not be begun for ever.
MAX_ATTEMPTS = 3
# For how long a worker that says nothing is believed to be at work.
LEASE = timedelta(minutes=3)

BROKEN = gettext_noop(
    "The program failed, again and again; nothing was changed. Tell county IT: the reason stands "
    "in the log of the worker."
)


COMPARED_AGAIN = gettext_noop(
    "Another list was taken in meanwhile, so this one was compared with the records again. Look "
    "at the result, then take it in."
)


class NoCommitments(Refused):
    """Cases would be judged by promises that nobody has made."""

    sentence = gettext_noop(
        "No public commitment has a number yet. Publish a commitment list first: cases are judged "
        "by what was promised in public."
    )


class CannotTakeIn(Refused):
    sentence = gettext_noop(
        "This list cannot be taken in: correct the rows that are named, and upload the file "
        "again; or it has been taken in already."
    )


class CannotTakeBack(Refused):
    sentence = gettext_noop("Only a list that was taken in can be taken back, once.")


class TakenInSince(Refused):
    """What a later list says was compared with what this one had said."""

    sentence = gettext_noop(
        "“%(later)s” was taken in since. Take that one back first, or correct the cases by "
        "another list."
    )


class _Lost(Exception):
    """Another worker is at the list, or it was asked for something else."""


# --- Ask -----------------------------------------------------------------------------------------


@transaction.atomic
def upload(*, file_name: str, data: bytes, user: Any) -> CaseImport:
    """Keep a list for a worker to check; no case is taken in.

    Args:
        file_name: of the file; its ending says what it is.
        data: its bytes.
        user: who uploads it.

    Raises:
        SpreadsheetRefused: it is too large, or no spreadsheet by its name; nothing is kept.
    """
    name = PurePath(file_name.replace("\\", "/")).name
    if PurePath(name).suffix.lower() not in KINDS:
        raise SpreadsheetRefused(SheetRefusal.WRONG_TYPE, name=name)
    if len(data) > LIMITS.file_size:
        limit = f"{LIMITS.file_size / MEGABYTE:g}"
        raise SpreadsheetRefused(SheetRefusal.TOO_LARGE, name=name, limit=limit)
    kept = CaseImport.objects.create(
        file_name=name[-255:],
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
        uploaded_by=user,
    )
    _send(kept)
    return kept


@transaction.atomic
def take_in(case_import: CaseImport) -> None:
    """Ask for the cases of a list that has been looked at, once.

    Raises:
        CannotTakeIn: a row has to be corrected, or it was taken in already.
    """
    locked = _locked(case_import)
    if locked.state != State.CHECKED or locked.counts.get(RowState.BAD):
        raise CannotTakeIn
    _ask(locked, State.TAKING)


@transaction.atomic
def take_back(case_import: CaseImport) -> None:
    """Ask for the records to say again what they said before a list was taken in.

    Raises:
        CannotTakeBack: it was not taken in, or was taken back already.
        TakenInSince: another list was.
    """
    locked = _locked(case_import)
    if locked.state != State.TAKEN:
        raise CannotTakeBack
    if (later := taken_since(locked)) is not None:
        raise TakenInSince(later=later.file_name)
    _ask(locked, State.UNDOING)


def _last_taken() -> CaseImport | None:
    return CaseImport.objects.exclude(place=None).order_by("-place").first()


def taken_since(case_import: CaseImport) -> CaseImport | None:
    """Return a list that was taken in after another one; the last of them."""
    later = CaseImport.objects.filter(place__gt=case_import.place or 0)
    return later.order_by("-place").first()


def _locked(case_import: CaseImport) -> CaseImport:
    return CaseImport.objects.select_for_update(of=("self",)).get(pk=case_import.pk)


def _ask(locked: CaseImport, wanted: State) -> None:
    locked.state, locked.attempts, locked.claimed_until = wanted, 0, None
    locked.failure, locked.failure_params = "", {}
    locked.asked_at, locked.finished_at = Now(), None
    locked.save()
    _send(locked)


def _send(case_import: CaseImport) -> None:
    # Robust: the row is the job, and the sweep finds it.
    send = partial(
        case_import_wanted.send,
        sender=CaseImport,
        bureau=bureaus.current(),
        case_import=case_import.pk,
    )
    transaction.on_commit(send, robust=True)


# --- Work ----------------------------------------------------------------------------------------


def waiting() -> QuerySet[CaseImport]:
    """Return the lists on which there is work to do and nobody is at work, the oldest first."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=Now())
    work = [State.CHECKING, State.TAKING, State.UNDOING]
    return CaseImport.objects.filter(free, state__in=work).order_by("asked_at", "pk")


def run_waiting() -> int:
    """Do what lists of the current bureau ask for.

    Returns:
        how many steps were begun.
    """
    begun = 0
    for key in list(waiting().values_list("pk", flat=True)):
        while (job := _claimed(key)) is not None:
            begun += 1
            try:
                WORK[State(job.state)](job)
            except _Lost:
                break
            except Exception:
                logger.exception("a list of cases failed", extra={"bureau": bureaus.current()})
                _still_mine(job).update(claimed_until=None)
    return begun


@transaction.atomic
def _claimed(key: int) -> CaseImport | None:
    """Take a list that nobody is at; None if there is none, or it has failed too often."""
    job = waiting().select_for_update(of=("self",), skip_locked=True).filter(pk=key).first()
    if job is None:
        return None
    if job.attempts >= MAX_ATTEMPTS:
        before = {State.TAKING: State.CHECKED, State.UNDOING: State.TAKEN}
        job.state = before.get(State(job.state), State.REFUSED)
        if job.state == State.REFUSED:
            job.data = None
        job.failure, job.failure_params, job.claimed_until = BROKEN, {}, None
        job.finished_at = Now()
        job.save()
        return None
    # Committed before anything can happen: a list that kills its worker is counted.
    job.attempts += 1
    job.claimed_until = Now() + LEASE
    job.save(update_fields=["attempts", "claimed_until"])
    return job


def _still_mine(job: CaseImport) -> QuerySet[CaseImport]:
    return CaseImport.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts)


def _note(job: CaseImport, **values: Any) -> None:
    """Write down how far a list is, and go on holding it.

    Raises:
        _Lost: it is somebody else's by now.
    """
    if not _still_mine(job).update(claimed_until=Now() + LEASE, **values):
        raise _Lost


def _finish(job: CaseImport, state: State, **values: Any) -> None:
    changed = {"state": state, "claimed_until": None, "finished_at": Now()}
    if not _still_mine(job).update(**changed, **values):
        raise _Lost


# --- Check ---------------------------------------------------------------------------------------


def _check(job: CaseImport) -> None:
    try:
        commitments = public_commitments()
        if not commitments:
            raise NoCommitments
        book = read_spreadsheet(bytes(job.data or b""), job.file_name, limits=LIMITS)
        lines = lines_of(book)
    except Refused as refusal:
        said = {"failure": refusal.sentence, "failure_params": refusal.params}
        _finish(job, State.REFUSED, data=None, **said)
        return
    top = _last_taken()
    with transaction.atomic():
        _note(job, total=len(lines), done=0, compared_with=top.pk if top else None)
        job.rows.all().delete()  # of a worker that was killed
    checker = Checker(commitments, timezone.localdate(), book.days_from_1904)
    counts: Counter[str] = Counter()
    done = 0
    for some in _some_at_once(lines):
        rows = checker.verdicts(some)
        counts.update(row.state for row in rows)
        done += len(some)
        for row in rows:
            row.case_import = job
        with transaction.atomic():
            _note(job, done=done)
            CaseImportRow.objects.bulk_create(row for row in rows if row.state != RowState.SAME)
    data = None if counts[RowState.BAD] else job.data
    _finish(job, State.CHECKED, counts=dict(counts), data=data)


# --- Take in, take back --------------------------------------------------------------------------

SAID = ["commitment", "received", "due", "finished", "pauses", "last_import"]


@transaction.atomic
def _take(job: CaseImport) -> None:
    _note(job)
    _keep_others_waiting()
    top = _last_taken()
    if job.compared_with != (top.pk if top else None):
        # What was the same then may be another now, and the other way round.
        sentence = COMPARED_AGAIN
        _note(job, failure=sentence, failure_params={}, attempts=0, state=State.CHECKING, done=0)
        CaseImport.objects.filter(pk=job.pk).update(claimed_until=None)
        return
    rows = job.rows.filter(state__in=[RowState.NEW, RowState.CHANGED])
    _write([_record(row.number, row.values, job.pk) for row in rows])
    _finish(job, State.TAKEN, place=(top.place or 0) + 1 if top else 1, data=None)


@transaction.atomic
def _undo(job: CaseImport) -> None:
    _note(job)
    _keep_others_waiting()
    if (later := taken_since(job)) is not None:  # between the question and now
        refusal = TakenInSince(later=later.file_name)
        _finish(job, State.TAKEN, failure=refusal.sentence, failure_params=refusal.params)
        return
    rows = list(job.rows.filter(state__in=[RowState.NEW, RowState.CHANGED]))
    new = [row.number for row in rows if row.before is None]
    for some in _some_at_once(new):
        CaseRecord.objects.filter(number__in=some).delete()
    _write([_record(row.number, row.before, row.before["import"]) for row in rows if row.before])
    _finish(job, State.UNDONE, place=None)


def _keep_others_waiting() -> None:
    """Two lists at once would each be compared without the other; readers do not wait."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(CaseRecord._meta.db_table)
        cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def _some_at_once(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), ROWS_AT_ONCE):
        yield items[start : start + ROWS_AT_ONCE]


def _record(number: str, said: Mapping[str, Any], last_import: int | None) -> CaseRecord:
    day = date.fromisoformat
    return CaseRecord(
        number=number,
        commitment=said["commitment"],
        received=day(said["received"]),
        due=day(said["due"]) if said["due"] else None,
        finished=day(said["finished"]) if said["finished"] else None,
        pauses=said["pauses"],
        last_import_id=last_import,
    )


def _write(records: list[CaseRecord]) -> None:
    CaseRecord.objects.bulk_create(
        records,
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=SAID,
        batch_size=2 * ROWS_AT_ONCE,
    )


WORK: Mapping[State, Callable[[CaseImport], None]] = {
    State.CHECKING: _check,
    State.TAKING: _take,
    State.UNDOING: _undo,
}
