"""Make a backup: the database as of one moment, then the files, then the manifest.

The site goes on meanwhile. Files come after the rows that name them, so that a row in the backup
has its file unless somebody deleted it in between; what is missing is named.
"""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import psycopg
from django.db import DatabaseError
from django.utils.translation import gettext as _

from disclosure_plugin import bureaus

from .container import Writer
from .database import Database, Moment, ProgramFailed, major
from .errors import CannotBackUp
from .installation import Installation, keys, known_migrations, missing_files, versions
from .manifest import Manifest
from .progress import Done, Tell

NAME = "disclosure-%Y%m%dT%H%M%SZ.tar"
OF_US = re.compile(r"disclosure-\d{8}T\d{6}Z\.tar")
PARTIAL = ".partial"
ROOM_TO_SPARE = 16 * 1024 * 1024


@dataclass(frozen=True)
class Made:
    """A backup that is complete on the disk."""

    path: Path
    manifest: Manifest
    removed: list[Path]


def make_backup(
    installation: Installation,
    folder: Path,
    *,
    include_keys: bool = False,
    keep: int = 0,
    tell: Tell = lambda part, done, total: None,
) -> Made:
    """Write the whole installation into one new file, readable by its owner only.

    Args:
        folder: an existing folder outside the storages.
        include_keys: put SECRET_KEY and the files of ``KEY_FILES`` into it.
        keep: how many backups to leave in the folder, the new one included; 0: all.
        tell: called with a part's name, what is done and what there is to do: tables for
            ``database``, bytes for ``files``.

    Raises:
        CannotBackUp: with the reason; nothing was left but what an earlier run left.
    """
    database = installation.database
    _check_folder(installation, folder)
    with database.alone() as alone:
        if not alone:
            raise CannotBackUp(_("Another backup or restore of this database runs."))
        if database.is_unfinished():
            raise CannotBackUp(
                _("A restore into this database did not end; there is nothing whole to back up.")
            )
        # Nobody else writes here now: what a killed run left can go.
        for left in folder.glob(f"disclosure-*.tar{PARTIAL}"):
            left.unlink()
        started = datetime.now(UTC)
        path = folder / started.strftime(NAME)
        try:
            manifest = _write(installation, path, started, include_keys, tell)
        except (ProgramFailed, psycopg.Error, DatabaseError) as error:
            raise CannotBackUp(" ".join(str(error).split())) from error
        except OSError as error:
            raise CannotBackUp(
                _("The backup cannot be written to %(folder)s: %(reason)s.")
                % {"folder": folder, "reason": error}
            ) from error
        return Made(path, manifest, _remove_oldest(folder, keep))


def _check_folder(installation: Installation, folder: Path) -> None:
    if not folder.is_dir():
        raise CannotBackUp(_("There is no folder %(folder)s. Make it first.") % {"folder": folder})
    for other in installation.folders.values():
        if folder.resolve().is_relative_to(other.resolve()):
            raise CannotBackUp(
                _("%(folder)s lies in %(other)s, which is backed up itself. Name another folder.")
                % {"folder": folder, "other": other}
            )


def _write(
    installation: Installation,
    path: Path,
    started: datetime,
    include_keys: bool,
    tell: Tell,
) -> Manifest:
    to_copy = sum(size for at in installation.folders.values() for _path, size in _files(at))
    _check_room(path.parent, to_copy + installation.database.size() // 2)
    _check_locks(installation.database)
    partial = path.with_name(path.name + PARTIAL)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            writer = Writer(file)
            with installation.database.moment() as moment:
                _write_database(writer, installation.database, moment, tell)
            _write_files(writer, installation.folders, to_copy, tell)
            if include_keys:
                for name, secret in keys():
                    writer.add(f"keys/{name}", io.BytesIO(secret), size=len(secret))
            manifest = _manifest(installation, started, moment, writer)
            writer.close(manifest)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        partial.unlink()
        raise
    partial.rename(path)
    _sync_folder(path.parent)
    return manifest


def _check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + ROOM_TO_SPARE:
        raise CannotBackUp(
            _(
                "Only %(free)s MB are free on the disk of %(folder)s; the backup needs about "
                "%(needed)s MB. Free some space, or name a folder on another disk."
            )
            % {"free": free // 10**6, "folder": folder, "needed": needed // 10**6}
        )


def _check_locks(database: Database) -> None:
    """pg_dump holds every table at once; the server would end it half-way with a riddle."""
    tables = database.table_count()
    if tables > database.locks():
        raise CannotBackUp(
            _(
                "The database has %(tables)s tables, more than its server can lock at once. Set "
                "max_locks_per_transaction to %(needed)s in postgresql.conf and restart it."
            )
            % {"tables": tables, "needed": database.locks_to_set(tables)}
        )


def _write_database(writer: Writer, database: Database, moment: Moment, tell: Tell) -> None:
    total = sum(size.tables for size in moment.schemas.values())
    done = Done("database", total, tell)
    for number, piece in enumerate(database.dump(moment.snapshot, done.add)):
        writer.add(f"database/{number:08}", io.BytesIO(piece), size=len(piece))
    done.end()


def _write_files(writer: Writer, folders: dict[str, Path], total: int, tell: Tell) -> None:
    done = Done("files", total, tell)
    for alias, folder in sorted(folders.items()):
        for path, _size in _files(folder):
            # Deleted since the folder was listed: the row has gone too, or is named as missing.
            with suppress(FileNotFoundError), path.open("rb") as file:
                _write_file(writer, f"files/{alias}/{path.relative_to(folder)}", file, done)
    done.end()


def _write_file(writer: Writer, name: str, file: IO[bytes], done: Done) -> None:
    status = os.fstat(file.fileno())
    writer.add(
        name,
        file,
        size=status.st_size,
        mtime=int(status.st_mtime),
        mode=status.st_mode & 0o777,
        moved=done.add,
    )


def _manifest(
    installation: Installation, started: datetime, moment: Moment, writer: Writer
) -> Manifest:
    program = installation.database.program("pg_dump")
    return Manifest(
        created_at=started.isoformat(timespec="seconds"),
        versions={
            **versions(),
            "postgresql": str(installation.database.server_version),
            "pg_dump": str(major(program)),
        },
        bureaus=bureaus.every_code(),
        migrations=sorted(moment.migrations & known_migrations()),
        schemas=moment.schemas,
        relations=moment.relations,
        parts=writer.parts(),
        not_included=installation.not_folders,
        missing_files=missing_files(),
    )


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    """Yield the files below a folder with their sizes, by name; links are not followed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        elif entry.is_file(follow_symlinks=False):
            with suppress(FileNotFoundError):
                yield Path(entry.path), entry.stat(follow_symlinks=False).st_size


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_oldest(folder: Path, keep: int) -> list[Path]:
    ours = sorted(path for path in folder.iterdir() if OF_US.fullmatch(path.name))
    oldest = ours[:-keep] if keep else []
    for path in oldest:
        path.unlink()
    return oldest
