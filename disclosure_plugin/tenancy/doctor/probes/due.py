"""What is due: one table for all bureaus, and each may touch its own rows only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from disclosure_plugin.actions import due as due_work
from disclosure_plugin.queries.due import punctuality
from disclosure_plugin.register.clock import database_now
from disclosure_plugin.register.due import Due, set_due
from disclosure_plugin.register.due_claims import retry
from disclosure_plugin.sealing import Target, Trial, probe


@probe(
    "due",
    gettext_noop("What is due at the other"),
    guards=["a bureau's rows of what is due are found by its code"],
)
def due(trial: Trial) -> Iterator[str]:
    for own, other in trial.directions():
        # Never committed: the scheduler of a living county would do it.
        with transaction.atomic():
            yield from _attack(trial, own, other)
            transaction.set_rollback(True)


def _attack(trial: Trial, own: Target, other: Target) -> Iterator[str]:
    with trial.activate(other):
        # Both bureaus have the page; whoever takes the row for its own would end it there.
        set_due(
            other.code,
            Due.Kind.EXPIRE,
            object_type="wagtailcore.page",
            object_id=1,
            due_at=database_now(),
        )
    row = Due.objects.get(bureau=other.code, object_id="1", ended_at=None)
    Due.objects.filter(pk=row.pk).update(attempts=1, parked_at=row.due_at)
    parked = _state(row)
    trial.look()
    with trial.activate(own):
        retry(own.code, row.pk)
    if _state(row) != parked:
        yield f"{own.code} lets what was laid aside at {other.code} be tried again."
    Due.objects.filter(pk=row.pk).update(parked_at=None)
    waiting = _state(row)
    trial.look()
    with trial.activate(own):
        due_work.perform(row.pk)
    if _state(row) != waiting:
        yield f"{own.code} does what is due at {other.code}."
    if other.code not in punctuality(since=row.due_at):
        raise RuntimeError("The row of the other bureau is not there.")


def _state(row: Due) -> dict[str, Any]:
    return dict(Due.objects.filter(pk=row.pk).values().get())
