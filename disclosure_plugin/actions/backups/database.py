"""The database of an installation: its moment, its dump, and putting one back.

Everything goes through connections of its own and through PostgreSQL's own programs, so that it
is the same with one schema and with a thousand.
"""

from __future__ import annotations

import math
import os
import re
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from django.utils.translation import gettext as _
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from disclosure_plugin.errors import DisclosureError

from .container import PIECE
from .manifest import SchemaSize

OURS = "disclosure backup"
LOCK = 7_208_101_310
UNFINISHED = "_restore_unfinished"
DEBIAN = Path("/usr/lib/postgresql")

Told = Callable[[int], None]


class ProgramFailed(DisclosureError):
    """PostgreSQL does not answer, or its pg_dump or pg_restore failed or is not there."""


@dataclass(frozen=True)
class Moment:
    """A moment of the database, which others can look at as long as it is held."""

    snapshot: str
    schemas: dict[str, SchemaSize]
    migrations: set[str]
    relations: int


class Database:
    """One database, by the parameters of a connection.

    Args:
        parameters: as Django gives them to psycopg; what libpq does not know is left out.
        programs: folder of pg_dump and pg_restore; empty: the place where the system has them.
    """

    def __init__(self, parameters: dict[str, Any], programs: str = "") -> None:
        known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
        self._parameters: dict[str, Any] = {
            name: value
            for name, value in parameters.items()
            if name in known and value is not None
        }
        self._parameters["application_name"] = OURS
        self._programs = programs

    @property
    def name(self) -> str:
        return str(self._parameters["dbname"])

    def connect(self) -> psycopg.Connection:
        try:
            return psycopg.connect(**self._parameters, autocommit=True)
        except psycopg.OperationalError as error:
            raise ProgramFailed(
                _("The database does not answer: %(reason)s")
                % {"reason": " ".join(str(error).split())}
            ) from error

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        with self.connect() as connection:
            return connection.execute(question.encode(), values or None).fetchall()

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Yield whether no other backup or restore of this database runs."""
        with self.connect() as connection:
            row = connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
            yield bool(row and row[0])

    @property
    def server_version(self) -> int:
        """The major version of the server."""
        with self.connect() as connection:
            return connection.info.server_version // 10000

    def size(self) -> int:
        """Bytes on the server's disk; a compressed dump is much smaller."""
        return int(self.ask("SELECT pg_database_size(current_database())")[0][0])

    def locks(self) -> int:
        """How many tables one transaction can surely hold."""
        names = ("max_locks_per_transaction", "max_connections", "max_prepared_transactions")
        each, *holders = (
            int(self.ask("SELECT current_setting(%s)", name)[0][0]) for name in names
        )
        return each * sum(holders)

    def locks_to_set(self, needed: int) -> int:
        """Return the max_locks_per_transaction with which `needed` tables can be held."""
        each = int(self.ask("SELECT current_setting('max_locks_per_transaction')")[0][0])
        return math.ceil(needed * 1.1 / (self.locks() / each))

    def table_count(self) -> int:
        return int(self.ask(f"SELECT count(*) FROM ({TABLES}) AS t")[0][0])

    def others(self) -> int:
        """Return how many connections of other programs there are."""
        return int(self.ask(OTHERS, OURS)[0][0])

    def is_unfinished(self) -> bool:
        """Return whether a restore was begun here and did not end."""
        return bool(self.ask("SELECT FROM pg_namespace WHERE nspname = %s", UNFINISHED))

    @contextmanager
    def moment(self) -> Iterator[Moment]:
        """Hold a moment of the database: the dump and the counts show the same rows."""
        with self.connect() as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            row = connection.execute("SELECT pg_export_snapshot()").fetchone()
            snapshot = str(row[0]) if row else ""
            relations = connection.execute(RELATIONS).fetchone()
            schemas, migrations = self.contents(snapshot)
            yield Moment(snapshot, schemas, migrations, relations[0] if relations else 0)

    def contents(self, snapshot: str = "") -> tuple[dict[str, SchemaSize], set[str]]:
        """Count the rows of each schema and collect the migrations that any of them has."""
        sizes: dict[str, SchemaSize] = {}
        migrations: set[str] = set()
        with self.connect() as connection:
            tables: dict[str, list[str]] = {}
            for schema, table in connection.execute(TABLES).fetchall():
                tables.setdefault(schema, []).append(table)
            for schema, names in sorted(tables.items()):
                # A transaction for each: it locks every table that it counts.
                with connection.transaction():
                    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    if snapshot:
                        connection.execute(
                            sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(snapshot))
                        )
                    row = connection.execute(_count(schema, names)).fetchone()
                    sizes[schema] = SchemaSize(len(names), int(row[0]) if row else 0)
                    if "django_migrations" in names:
                        done = connection.execute(
                            sql.SQL("SELECT app || '.' || name FROM {}").format(
                                sql.Identifier(schema, "django_migrations")
                            )
                        )
                        migrations.update(name for (name,) in done.fetchall())
        return sizes, migrations

    def dump(self, snapshot: str, told: Told) -> Iterator[bytes]:
        """Yield pg_dump's custom format in pieces.

        Args:
            told: called for each table that is begun.

        Raises:
            ProgramFailed: pg_dump is missing, too old, or ended with an error.
        """
        options = ["--format=custom", "--no-owner", "--no-acl", "--verbose"]
        with self._running("pg_dump", [*options, f"--snapshot={snapshot}"]) as process:
            lines = _Lines(process.stderr, "dumping contents of table", told)
            assert process.stdout  # noqa: S101  (for the type checker)
            while piece := process.stdout.read(PIECE):
                yield piece
            lines.end(process)

    def restore(self, dump: Iterable[bytes], *, in_one_transaction: bool, told: Told) -> None:
        """Put a dump into this empty database.

        Args:
            told: called for each table that is begun.

        Raises:
            ProgramFailed: pg_restore is missing, too old, or ended with an error.
        """
        options = ["--no-owner", "--no-acl", "--exit-on-error", "--verbose"]
        if in_one_transaction:
            options.append("--single-transaction")
        with self._running("pg_restore", options) as process:
            lines = _Lines(process.stderr, "processing data for table", told)
            assert process.stdin  # noqa: S101  (for the type checker)
            try:
                for piece in dump:
                    process.stdin.write(piece)
                process.stdin.close()
            except BrokenPipeError:
                pass  # its own words are better
            lines.end(process)

    def mark_unfinished(self) -> None:
        with self.connect() as connection:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {UNFINISHED}")

    def mark_finished(self) -> None:
        with self.connect() as connection:
            connection.execute(f"DROP SCHEMA {UNFINISHED}")

    def empty(self) -> None:
        """Drop everything but the mark, a schema at a time: each locks all its tables."""
        with self.connect() as connection:
            for (schema,) in connection.execute(SCHEMAS).fetchall():
                connection.execute(
                    sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema))
                )
            # The shared schema may belong to somebody else.
            for (statement,) in connection.execute(IN_PUBLIC).fetchall():
                connection.execute(statement.encode())

    def analyze(self) -> None:
        """Let the planner know the new tables."""
        with self.connect() as connection:
            connection.execute("ANALYZE")

    @contextmanager
    def _running(self, program: str, options: list[str]) -> Iterator[subprocess.Popen[bytes]]:
        path = self.program(program)
        parameters = dict(self._parameters)
        # Not on the command line, which others can read.
        secrets = {"PGPASSWORD": str(parameters.pop("password", ""))}
        process = subprocess.Popen(  # noqa: S603
            [str(path), *options, f"--dbname={make_conninfo('', **parameters)}"],
            env={**os.environ, **secrets, "LC_ALL": "C"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            yield process
        finally:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    _close(pipe)
            process.wait()

    def program(self, name: str) -> Path:
        """Return the oldest program that fits the server: newer ones write what it cannot read.

        Raises:
            ProgramFailed: there is none; the message says what to install.
        """
        server = self.server_version
        found = {path: major(path) for path in _candidates(name, self._programs)}
        fitting = [path for path, major in found.items() if major >= server]
        if not fitting:
            raise ProgramFailed(
                _(
                    "%(program)s of version %(version)s or newer is needed. On Debian or Ubuntu: "
                    "apt-get install postgresql-client-%(version)s. Elsewhere name its folder in "
                    "DISCLOSURE['POSTGRES_PROGRAMS']."
                )
                % {"program": name, "version": server}
            )
        return min(fitting, key=lambda path: found[path])


class _Lines:
    """What a program says meanwhile: tables are counted, the last words kept for an error."""

    def __init__(self, pipe: IO[bytes] | None, mark: str, told: Told) -> None:
        self._last: deque[str] = deque(maxlen=8)
        self._thread = threading.Thread(target=self._read, args=(pipe, mark, told), daemon=True)
        self._thread.start()

    def _read(self, pipe: IO[bytes], mark: str, told: Told) -> None:
        with pipe:
            for line in pipe:
                text = line.decode("utf-8", "replace").strip()
                if mark in text:
                    told(1)
                if "error:" in text or "DETAIL:" in text or "HINT:" in text:
                    self._last.append(text)

    def end(self, process: subprocess.Popen[bytes]) -> None:
        status = process.wait()
        self._thread.join()
        if status:
            raise ProgramFailed("\n".join(self._last) or f"{process.args!r}: {status}")


def _close(pipe: IO[bytes]) -> None:
    with suppress(BrokenPipeError):
        pipe.close()


def _candidates(name: str, folder: str) -> Iterator[Path]:
    if folder:
        yield from filter(Path.is_file, [Path(folder) / name])
        return
    # Debian's own wrapper on PATH chooses a version by its own rules.
    versions = sorted(DEBIAN.glob(f"*/bin/{name}"))
    yield from versions
    if not versions:
        yield from (path for place in os.get_exec_path() if (path := Path(place) / name).is_file())


def major(program: Path) -> int:
    """Return the major version of a program; 0 when it does not say one."""
    try:
        said = subprocess.run(  # noqa: S603
            [str(program), "--version"], capture_output=True, text=True, check=False
        ).stdout
    except OSError:
        return 0
    number = re.search(r"\) (\d+)", said)
    return int(number[1]) if number else 0


def _count(schema: str, tables: list[str]) -> sql.Composed:
    """Return the question how many rows the tables of a schema have together."""
    one = sql.SQL("(SELECT count(*) FROM ONLY {})")
    return sql.SQL("SELECT ") + sql.SQL(" + ").join(
        one.format(sql.Identifier(schema, table)) for table in tables
    )


OF_US = f"nspname !~ '^pg_' AND nspname NOT IN ('information_schema', '{UNFINISHED}')"

SCHEMAS = f"SELECT nspname FROM pg_namespace WHERE {OF_US} AND nspname <> 'public' ORDER BY 1"

TABLES = f"""
    SELECT nspname, relname FROM pg_class JOIN pg_namespace nsp ON nsp.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND {OF_US} ORDER BY 1, 2
"""

RELATIONS = f"""
    SELECT count(*) FROM pg_class JOIN pg_namespace nsp ON nsp.oid = relnamespace WHERE {OF_US}
"""

OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
      AND application_name <> %s AND coalesce(backend_type, 'client backend') = 'client backend'
"""

IN_PUBLIC = """
    SELECT format('DROP %s IF EXISTS public.%I CASCADE', CASE relkind WHEN 'v' THEN 'VIEW'
                  WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                  WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, relname)
    FROM pg_class c WHERE relnamespace = 'public'::regnamespace
      AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype IN ('e', 'i'))
    UNION ALL
    SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
    FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
    UNION ALL
    SELECT format('DROP TYPE IF EXISTS public.%I CASCADE', typname)
    FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd', 'r')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = t.oid AND deptype = 'e')
"""
