"""make bench-cases: take 20,000 case records from a spreadsheet, twice, and assess them."""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from typing import Any

from tests.bench.imports import BUREAU, Row, _make_county
from tests.bench.services import database_for_processes, services

COMMITMENTS = 8


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-cases")
    parser.add_argument("--cases", type=int, default=20_000)
    options = parser.parse_args()
    with services(), database_for_processes("bench_cases"):
        _make_county()
        rows = list(_cases(options.cases))
    versions = ", ".join(f"{name} {version(name)}" for name in ("django", "wagtail", "openpyxl"))
    print(  # noqa: T201
        f"`make bench-cases`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {versions}.\n\n"
        "| What | Measured | Told how far | Goal | Holds |\n|---|---|---|---|---|"
    )
    for row in rows:
        print(row)  # noqa: T201
    return int(not all(row.holds for row in rows))


def _cases(count: int) -> Iterator[Row]:
    from django.utils import timezone

    from disclosure_plugin import bureaus
    from disclosure_plugin.actions import assessing, case_import
    from disclosure_plugin.actions.site_setup import EDITORS
    from disclosure_plugin.models import CaseImport, CaseRecord
    from tests.factories.pages import CommitmentListFactory, SectionFactory, commitment
    from tests.factories.users import UserFactory
    from tests.integration.commitments.conftest import excel, line

    told = _count_notes(case_import)
    with bureaus.activate(BUREAU):
        section = SectionFactory()
        page = CommitmentListFactory(
            published=True,
            responsible_section=section,
            commitments=[
                commitment(section=section, code=f"{one:02}", text=f"承诺之{one}")
                for one in range(1, COMMITMENTS + 1)
            ],
        )
        keeper = UserFactory(role=EDITORS)
        lines = [line(*said) for said in _said(count)]
        data = excel(
            *([*one[:1], code, *one[2:]] for one, code in zip(lines, _codes(), strict=False))
        )
        for what in ("checked and taken in", "the same again: nothing taken twice"):
            told.clear()
            begun = time.perf_counter()
            kept = case_import.upload(file_name="办件.xlsx", data=data, user=keeper)
            case_import.run_waiting()
            case_import.take_in(kept)
            case_import.run_waiting()
            seconds = time.perf_counter() - begun
            kept.refresh_from_db()
            assert kept.state == CaseImport.State.TAKEN, kept.failure
            assert CaseRecord.objects.count() == count
            yield Row(f"{count:,} cases: {what}", seconds, len(told))
        told.clear()
        begun = time.perf_counter()
        for number in (1, 2, 3):
            assessing.look(page, 2026, number, today=timezone.localdate())
            told.append(number)
        yield Row(f"{count:,} cases: three quarters assessed", time.perf_counter() - begun, 3)


def _said(count: int) -> Iterator[tuple[str, str, str]]:
    chance = random.Random(1)
    for number in range(count):
        received = date(2026, 1, 9) + timedelta(days=chance.randrange(260))
        finished = received + timedelta(days=chance.randrange(6))
        yield f"2026-{number:06}", received.isoformat(), finished.isoformat()


def _codes() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{number % COMMITMENTS + 1:02}"


def _count_notes(case_import: Any) -> list[int]:
    """Remember each committed step of the check, which is what the progress bar reads."""
    told: list[int] = []
    note = case_import._note

    def counted(job: Any, **values: Any) -> None:
        if "done" in values:
            told.append(values["done"])
        note(job, **values)

    case_import._note = counted
    return told


if __name__ == "__main__":
    sys.exit(main())
