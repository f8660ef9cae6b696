"""Check a list of bureaus line by line and keep it; making them is another step."""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tenants.utils import get_public_schema_name, schema_context
from kombu.exceptions import OperationalError

from disclosure_plugin.tenancy import wanted
from disclosure_plugin.tenancy.hosts import normalise_host
from disclosure_plugin.tenancy.models import BureauImport, BureauImportRow
from disclosure_plugin.tenancy.wanted import CannotCreateBureau, Errors, WantedBureau

from . import csv_files
from .csv_files import COLUMNS, Line

logger = logging.getLogger("disclosure_plugin.tenancy")
State = BureauImportRow.State


def prepare(*, file_name: str, data: bytes, by: str = "") -> BureauImport:
    """Read a list and keep it with a verdict on each line; no bureau is made.

    Args:
        file_name: name of the file, for people.
        data: its bytes.
        by: name of the person who asks.

    Raises:
        UnreadableList: the file is no list of bureaus; nothing was kept.
    """
    lines = csv_files.read(data)
    with schema_context(get_public_schema_name()), transaction.atomic():
        kept = BureauImport.objects.create(file_name=file_name[-200:], requested_by=by)
        BureauImportRow.objects.bulk_create(
            BureauImportRow(
                bureau_import=kept,
                line=line.number,
                values=line.values,
                state=state,
                message=message,
            )
            for line, state, message in _verdicts(lines)
        )
    return kept


def start(bureau_import: BureauImport) -> bool:
    """Ask for the bureaus of a list that has been looked at, once.

    The rows are the job. The message to the worker only saves the wait for the next sweep.

    Returns:
        Whether this call did it.
    """
    with transaction.atomic():
        waiting = BureauImport.objects.filter(pk=bureau_import.pk, started_at=None)
        if not waiting.update(started_at=timezone.now()):
            return False
        transaction.on_commit(partial(_send, bureau_import.pk), robust=True)
    return True


def bureau_of(values: dict[str, str]) -> WantedBureau:
    """Return the bureau that a line asks for."""
    # A list that was kept before a column existed has no value for it.
    values = dict.fromkeys(COLUMNS, "") | values
    canonical = values["canonical"]
    return WantedBureau.of(
        **{
            **values,
            "other_hosts": csv_files.hosts(values["other_hosts"]),  # type: ignore[arg-type]
            "canonical": csv_files.CANONICAL.get(canonical, canonical),
        }
    )


def message_of(errors: Errors) -> str:
    """Say in one text what is wrong with a line, with the columns' names."""
    return " ".join(
        _("%(column)s: %(sentence)s") % {"column": COLUMNS[field], "sentence": sentence}
        if field in COLUMNS
        else sentence
        for field, sentences in errors.items()
        for sentence in sentences
    )


def _verdicts(lines: list[Line]) -> list[tuple[Line, str, str]]:
    taken: dict[tuple[str, str], int] = {}
    return [(line, *_verdict(line, taken)) for line in lines]


def _verdict(line: Line, taken: dict[tuple[str, str], int]) -> tuple[str, str]:
    errors: Errors = {"": list(line.errors)} if line.errors else {}
    asked = bureau_of(line.values)
    existing = None
    if not errors:
        try:
            existing = wanted.check(asked)
        except CannotCreateBureau as error:
            errors = error.errors
    for field, sentence in _twice(line.number, asked, taken):
        errors.setdefault(field, []).append(sentence)
    if errors:
        return State.REFUSED, message_of(errors)
    return (State.UNCHANGED if existing else State.NEW), ""


def _twice(
    number: int, asked: WantedBureau, taken: dict[tuple[str, str], int]
) -> list[tuple[str, str]]:
    """Find what an earlier line of the list has too, and note what this one has."""
    own = {
        ("code", asked.code): "code",
        ("credit", asked.social_credit_code): "social_credit_code",
        ("host", normalise_host(asked.host)): "host",
        ("path", asked.path): "path",
        **{("host", normalise_host(other)): "other_hosts" for other in asked.other_hosts},
    }
    found = []
    for value, field in own.items():
        if not value[1]:
            continue
        first = taken.setdefault(value, number)
        if first != number:
            found.append((field, _("Line %(line)s has the same.") % {"line": first}))
    return found


def _send(pk: int) -> None:
    from disclosure_plugin.tenancy.tasks import run_imports

    try:
        run_imports.apply_async(retry=False)
    except OperationalError:
        logger.warning("The broker is away; the import %s waits", pk)
