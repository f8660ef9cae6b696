"""make bench-imports: take a catalogue and a list of items from a spreadsheet, told as it goes."""

from __future__ import annotations

import argparse
import dataclasses
import io
import os
import platform
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from tests.bench.services import database_for_processes, services

SECONDS = 60
BUREAU = "jsj"


@dataclasses.dataclass(frozen=True)
class Row:
    """A line of the table: what was done, in how many seconds, and how often it told how far."""

    what: str
    seconds: float
    told: int

    @property
    def holds(self) -> bool:
        return self.seconds <= SECONDS and self.told > 1

    def __str__(self) -> str:
        said = "yes" if self.holds else "**no**"
        return (
            f"| {self.what} | {self.seconds:.1f} s | {self.told} times | ≤ {SECONDS} s | {said} |"
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-imports")
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--items", type=int, default=500)
    options = parser.parse_args()
    with services(), database_for_processes("bench_imports"):
        _make_county()
        rows = [*_catalogue(options.rows), *_items(options.items)]
    versions = ", ".join(f"{name} {version(name)}" for name in ("django", "wagtail", "openpyxl"))
    print(  # noqa: T201
        f"`make bench-imports`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {versions}.\n\n"
        "| What | Measured | Told how far | Goal | Holds |\n|---|---|---|---|---|"
    )
    for row in rows:
        print(row)  # noqa: T201
    return int(not all(row.holds for row in rows))


def _make_county() -> None:
    from django.core.management import call_command

    from disclosure_plugin.tenancy.provisioning import create_bureau
    from tests.factories.credit_codes import credit_code

    call_command("migrate_bureaus", verbosity=0, stdout=io.StringIO())
    create_bureau(code="county", name="县政府", host="county.localhost", is_county_office=True)
    create_bureau(
        code=BUREAU,
        name="云岭县住房和城乡建设局",
        host=f"{BUREAU}.localhost",
        social_credit_code=credit_code(700_000),
    )


def _catalogue(count: int) -> Iterator[Row]:
    """The starter catalogue's rows, over and over with codes and numbers of their own."""
    from disclosure_plugin.actions.catalogue_editing import table_file, take_table, upload_table
    from disclosure_plugin.queries.catalogues import working_rows
    from disclosure_plugin.register.models import Catalogue

    catalogue = Catalogue.objects.get(code="construction")
    rows = working_rows(catalogue)
    many = [
        dataclasses.replace(
            rows[number % len(rows)],
            code=f"bench-{number}",
            number=str(number + 1),
            level_two=f"{rows[number % len(rows)].level_two} {number}",
        )
        for number in range(count)
    ]
    data = table_file("xlsx", "目录", many)
    told: list[tuple[int, int]] = []
    begun = time.perf_counter()
    table = upload_table(
        catalogue,
        io.BytesIO(data),
        "目录.xlsx",
        size=len(data),
        by="林青",
        tell=lambda done, all_of_them: told.append((done, all_of_them)),
    )
    take_table(table.pk, by="林青")
    seconds = time.perf_counter() - begun
    assert len(working_rows(catalogue)) == count
    yield Row(f"a catalogue of {count} rows: checked and taken", seconds, len(told))


def _items(count: int) -> Iterator[Row]:
    from disclosure_plugin import bureaus
    from disclosure_plugin.actions import item_import
    from disclosure_plugin.actions.site_setup import EDITORS
    from disclosure_plugin.models import DisclosureItemPage, ItemImport
    from tests.factories.pages import BoardFactory, ColumnFactory, SectionFactory
    from tests.factories.users import UserFactory
    from tests.integration.test_item_import import excel, row

    steps = _count_steps(item_import)
    with bureaus.activate(BUREAU):
        SectionFactory()
        ColumnFactory(parent=BoardFactory())
        editor = UserFactory(role=EDITORS)
        data = excel(*(row(number) for number in range(count)))
        begun = time.perf_counter()
        made = item_import.check_list(file_name="事项.xlsx", data=data, user=editor)
        item_import.start(made, user=editor)
        item_import.run_waiting()
        seconds = time.perf_counter() - begun
        made.refresh_from_db()
        assert made.state == ItemImport.State.MADE
        assert DisclosureItemPage.objects.count() == count
        yield Row(f"{count} items: checked and made as drafts", seconds, len(steps))
        steps.clear()
        begun = time.perf_counter()
        item_import.undo(made, user=editor)
        item_import.run_waiting()
        seconds = time.perf_counter() - begun
        assert not DisclosureItemPage.objects.exists()
        yield Row(f"{count} items: their drafts deleted again", seconds, len(steps))


def _count_steps(item_import: Any) -> list[int]:
    """Remember each committed step, which is what the screen's progress bar reads."""
    steps: list[int] = []
    take = item_import._step

    def counted(key: int) -> bool:
        steps.append(key)
        return bool(take(key))

    item_import._step = counted
    return steps


if __name__ == "__main__":
    sys.exit(main())
