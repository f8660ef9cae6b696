"""Run probes and say what each found."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.db import connection, transaction
from django.utils.module_loading import autodiscover_modules
from django_tenants.utils import get_public_schema_name, schema_context

from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.sealing import NotApplicable, Probe, probes

from .trial import BureauTrial


class Outcome(StrEnum):
    """How a probe ended."""

    SEALED = "sealed"
    LEAK = "leak"
    BROKEN = "broken"  # it could not look, so nobody knows
    SKIPPED = "not applicable"


@dataclass(frozen=True)
class Result:
    """What one probe found.

    Attributes:
        looked: how many answers, rows or files it looked at.
        findings: a sentence for each leak, or why it could not look.
        seconds: how long it took.
    """

    probe: str
    title: str
    outcome: Outcome
    looked: int
    findings: tuple[str, ...]
    seconds: float

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "outcome": self.outcome.value, "findings": list(self.findings)}


class UnknownProbe(DisclosureError):
    """There is no probe with this id."""


def load() -> None:
    """Import every module that registers probes."""
    from . import probes as ours  # noqa: F401  (registers)

    autodiscover_modules("tenancy_probes")


def chosen(ids: Sequence[str], *, read_only: bool) -> list[Probe]:
    """Return the probes to run.

    Args:
        ids: ids of the wanted ones; empty for all.
        read_only: leave out those that write.

    Raises:
        UnknownProbe: an id is nobody's, or its probe writes and must not.
    """
    load()
    known = {probe.id: probe for probe in probes() if probe.read_only or not read_only}
    for one in ids:
        if one not in known:
            raise UnknownProbe(f"There is no probe {one!r} here. Probes: {', '.join(known)}.")
    return [probe for name, probe in known.items() if not ids or name in ids]


def run(
    trial: BureauTrial,
    wanted: Iterable[Probe],
    report: Callable[[Result], None] = lambda result: None,
    *,
    first_leak_is_enough: bool = False,
) -> list[Result]:
    """Run probes one after the other; one that fails stops no other.

    In a read-only trial PostgreSQL itself refuses every write.

    Args:
        report: is told each result as it comes.
        first_leak_is_enough: end a probe at the first leak it finds.
    """
    results = []
    for probe in wanted:
        result = _run(trial, probe, first_leak_is_enough)
        report(result)
        results.append(result)
    return results


def _run(trial: BureauTrial, probe: Probe, first_leak_is_enough: bool) -> Result:
    trial.looked = 0
    trial.forget_people()
    began = time.monotonic()
    findings: dict[str, None] = {}  # in order, each once
    try:
        with (
            schema_context(get_public_schema_name()),
            _nothing_written(trial.read_only),
            _quiet(trial.read_only),
        ):
            for finding in probe.run(trial):
                findings[finding] = None
                if first_leak_is_enough:
                    break
        outcome = Outcome.LEAK if findings else Outcome.SEALED
        if not findings and not trial.looked:
            outcome, findings = Outcome.BROKEN, {"It looked at nothing.": None}
    except NotApplicable as reason:
        outcome = Outcome.LEAK if findings else Outcome.SKIPPED
        findings[str(reason)] = None
    except Exception as error:  # noqa: BLE001  (a probe that cannot look says so, whatever it is)
        outcome = Outcome.LEAK if findings else Outcome.BROKEN
        findings[f"{type(error).__name__}: {error}"] = None
    return Result(
        probe=probe.id,
        title=probe.title,
        outcome=outcome,
        looked=trial.looked,
        findings=tuple(findings),
        seconds=time.monotonic() - began,
    )


@contextmanager
def _nothing_written(read_only: bool) -> Iterator[None]:
    """Let PostgreSQL refuse every write of the block, if it must not write."""
    if not read_only:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield
        # There is nothing to keep, and the search path goes back with the rest.
        transaction.set_rollback(True)


REFUSALS = (
    "django.request",
    "django.security.csrf",
    "django.security.DisallowedHost",
    "django.server",
)


@contextmanager
def _quiet(read_only: bool) -> Iterator[None]:
    """Keep refusals, which are what a probe hopes for, out of the log.

    In a live process those of other threads are logged as ever; a whole round is alone in its
    process, and a browser's requests have threads of their own.
    """
    loggers = [logging.getLogger(name) for name in REFUSALS]
    here = threading.get_ident()

    def of_others(record: logging.LogRecord) -> bool:
        return read_only and record.thread != here

    try:
        for logger in loggers:
            logger.addFilter(of_others)
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(of_others)
