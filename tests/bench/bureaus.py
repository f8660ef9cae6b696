"""make bench-bureaus: make a bureau, check many, migrate many; beside what django-tenants does.

All of it runs in one warm process, on one database of its own. Ways to make a bureau take turns.
Of the rest, the slow peers run fewer times than ours; the table says how often each ran.
"""

from __future__ import annotations

import argparse
import importlib
import io
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import count
from pathlib import Path

from tests.bench.measuring import Comparison, Figure, measure, measure_in_turn, table
from tests.bench.services import services

RUNS = 5
# A second at most for a new bureau, whatever the peers need.
CREATE_SECONDS = 1.0
# A file for each table, index and sequence, and two for what PostgreSQL keeps outside a table.
FILES_OF_SCHEMA = """
    SELECT count(*) + 2 * count(*) FILTER (WHERE reltoastrelid <> 0)
    FROM pg_class WHERE relnamespace = %s::regnamespace AND relfilenode <> 0
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-bureaus")
    parser.add_argument("--bureaus", type=int, default=200, help="how many are checked, migrated")
    parser.add_argument("--slow-runs", type=int, default=1, help="runs of the peers' migrations")
    parser.add_argument("--write", type=Path, help="put the table into this file")
    options = parser.parse_args()
    if options.bureaus < RUNS:
        parser.error(f"--bureaus must be {RUNS} or more")
    with services() as state:
        sys.path.insert(0, str(state))
        _add_release(state)
        from tests.databases import database

        with database("bench_bureaus"):
            comparisons, files = _compare(options.bureaus, options.slow_runs)
        start = measure("start", RUNS, _start_interpreter)
    text = _report(comparisons, files, start, options.bureaus)
    print(text)  # noqa: T201
    if options.write:
        options.write.write_text(text)
    slow = comparisons[0].ours.median >= CREATE_SECONDS
    return int(slow or not all(one.holds for one in comparisons))


def _start_interpreter() -> None:
    subprocess.run([sys.executable, "-c", "import django; django.setup()"], check=True)


def _add_release(state: Path) -> None:
    """Let the migrations of Wagtail's redirects lie where a run can add one."""
    from django.conf import settings

    folder = state / "later_redirects"
    folder.mkdir()
    (folder / "__init__.py").write_text(
        "from wagtail.contrib.redirects import migrations\n__path__ += migrations.__path__\n"
    )
    settings.MIGRATION_MODULES = {"wagtailredirects": "later_redirects"}


class AddedFields:
    """Each call adds a migration that adds a field, for one run of one way."""

    def __init__(self) -> None:
        self._numbers = count(9)
        self._last = "0008_add_verbose_name_plural"

    def add(self) -> None:
        from disclosure_plugin.tenancy import template

        package = importlib.import_module("later_redirects")
        name = f"x{next(self._numbers):04}_note"
        Path(str(package.__file__)).with_name(f"{name}.py").write_text(
            "from django.db import migrations, models\n"
            "class Migration(migrations.Migration):\n"
            f"    dependencies = [('wagtailredirects', '{self._last}')]\n"
            "    operations = [migrations.AddField('redirect', "
            f"'{name}', models.CharField(max_length=20, default='', db_index=True))]\n"
        )
        self._last = name
        importlib.invalidate_caches()
        template.migrations_fingerprint.cache_clear()

    def measure(self, name: str, runs: int, *command: str, **options: object) -> Figure:
        """Measure a command on as many new migrations; afterwards no bureau may lack one."""
        from disclosure_plugin.tenancy.migrating import plan
        from disclosure_plugin.tenancy.template import TEMPLATE

        seconds: list[float] = []
        for _run in range(runs):
            # What the run before left behind (the peers know of no template) is not measured.
            _call("migrate_bureaus")
            self.add()
            seconds += measure(name, 1, lambda: _call(*command, **options)).seconds
            behind = [step.schema for step in plan() if step.schema != TEMPLATE]
            if behind:
                raise RuntimeError(f"{name} left behind: {behind}")
        return Figure(name, tuple(seconds))


class EmptyFiles:
    """Each call makes as many empty files as a bureau has, beside those of the database.

    Every way to make a bureau makes as many. If they alone take long, the file system is what
    was measured: ext4 without a journal, for one, looks at every inode that was deleted within
    the last minutes, for each file that it makes. A server on another machine has none of them.
    """

    def __init__(self) -> None:
        from django.db import connection

        from disclosure_plugin.tenancy.models import TEMPLATE

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('data_directory'), pg_relation_filepath('pg_class')"
            )
            self._folder = Path(*cursor.fetchone()).parent
            cursor.execute(FILES_OF_SCHEMA, [TEMPLATE])
            [files] = cursor.fetchone()
        self.count = files if self._folder.is_dir() else 0
        self._numbers = count()

    def make(self) -> None:
        """Make them; they go with the database."""
        for _file in range(self.count):
            (self._folder / f"bench_{next(self._numbers)}").touch()


def _compare(bureaus: int, slow_runs: int) -> tuple[list[Comparison], Figure]:
    _call("migrate_bureaus")
    create, files = _compare_creation(bureaus)
    many = {"executor": "multiprocessing"}
    check = measure("ours", RUNS, lambda: _call("migrate_bureaus"))
    migrate = "`migrate_schemas`"
    check_peers = [
        measure(migrate, slow_runs, lambda: _call("migrate_schemas")),
        measure(f"{migrate}, 2 processes", slow_runs, lambda: _call("migrate_schemas", **many)),
    ]
    fields = AddedFields()
    add = fields.measure("ours", RUNS, "migrate_bureaus")
    add_peers = [
        fields.measure(migrate, slow_runs, "migrate_schemas"),
        fields.measure(f"{migrate}, 2 processes", slow_runs, "migrate_schemas", **many),
    ]
    rows = [
        (f"check {bureaus} bureaus that are up to date", check, check_peers, (100, 20)),
        (f"add a field in {bureaus} bureaus", add, add_peers, (20, 10)),
    ]
    many_bureaus = [
        Comparison(what, ours, peer, goal)
        for what, ours, peers, goals in rows
        for peer, goal in zip(peers, goals, strict=True)
    ]
    return create + many_bureaus, files


def _compare_creation(bureaus: int) -> tuple[list[Comparison], Figure]:
    """Ours makes pages, roles and workflow too; the peers make the schema alone.

    Returns:
        The comparisons, and what the files alone took in the same turns.
    """
    from django.db import connection
    from django_tenants.clone import CloneSchema

    from disclosure_plugin.tenancy.models import Bureau
    from disclosure_plugin.tenancy.provisioning import create_bureau
    from disclosure_plugin.tenancy.template import TEMPLATE

    numbers = count()

    def ours() -> None:
        code = f"b{next(numbers):04}"
        create_bureau(code=code, name=code, host=f"{code}.localhost")

    def migrated() -> None:
        connection.set_schema_to_public()
        Bureau(schema_name=f"peer_{next(numbers)}").create_schema(verbosity=0)

    def cloned() -> None:
        connection.set_schema_to_public()
        CloneSchema().clone_schema(TEMPLATE, f"peer_{next(numbers)}")

    empty = EmptyFiles()
    made, *peers, files = measure_in_turn(
        RUNS,
        ("ours", ours),
        ("a schema migrated by django-tenants", migrated),
        ("a schema cloned by django-tenants", cloned),
        (f"{empty.count} empty files", empty.make),
    )
    connection.set_schema_to_public()
    measure("the others", bureaus - RUNS, ours)
    what = "create a bureau"
    goals = zip(peers, (30, 2), strict=True)
    return [Comparison(what, made, peer, goal) for peer, goal in goals], files


def _call(*command: str, **options: object) -> None:
    from django.core.management import call_command

    call_command(*command, stdout=io.StringIO(), verbosity=0, **options)


def _report(comparisons: list[Comparison], files: Figure, start: Figure, bureaus: int) -> str:
    names = ("django", "wagtail", "django-tenants", "psycopg")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return f"""# Benchmarks

## Bureaus

`make bench-bureaus`, {datetime.now(UTC):%Y-%m-%d}, {bureaus} bureaus, {os.cpu_count()} cores, \
Python {platform.python_version()}, {versions}. Both columns in one warm process on one \
PostgreSQL server; medians, with the spread and the number of runs. Ways to make a bureau took \
turns.

{table(comparisons)}

A new bureau must take less than {CREATE_SECONDS:g} s. Ours includes its home page, site, roles \
and workflow; the peers' schema is bare. Each of the three makes the files of a schema; \
{files.name} beside them took {files}. Ours migrates the template too; the peers have none. \
Not in the figures: the start of Python and Django, {start}.
"""


if __name__ == "__main__":
    sys.exit(main())
