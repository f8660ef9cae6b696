"""Put a backup into an empty place.

Nothing is touched before the whole file has been read and found unchanged. Files are laid ready
beside their place; then the database; then the files move in. A mark in the database says that
it is not finished yet, from before the first change until after the last.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

import psycopg
from django.core.cache import caches
from django.db import connections
from django.utils.translation import gettext as _

from .container import members, pieces, verify
from .database import UNFINISHED, Database, ProgramFailed, major
from .errors import CannotRestore
from .installation import Installation, known_migrations, missing_files
from .logs import close_logs, read_states, replaced_states
from .manifest import Manifest
from .progress import Done, Tell

READY = ".restore-ready"


@dataclass(frozen=True)
class Restored:
    """What was put in place.

    Attributes:
        behind: whether the code has migrations that the backup lacks.
        missing_files: files that rows name and that are not there.
        cache_error: why the caches could not be emptied; empty when they were.
        in_one_transaction: whether the database was restored in one.
        logs_continue: whether it was asked that the publication logs go on.
        shortened_logs: names of those of which more was published than the backup holds.
    """

    manifest: Manifest
    behind: bool
    missing_files: list[str]
    cache_error: str
    in_one_transaction: bool
    logs_continue: bool
    shortened_logs: list[str]


def check_backup(path: Path, tell: Tell = lambda part, done, total: None) -> Manifest:
    """Read a backup from beginning to end.

    Raises:
        CannotRestore: it cannot be read, is cut off, or was changed.
    """
    with _opened(path) as file:
        return _verified(file, tell)


def take_keys(path: Path, folder: Path) -> list[Path]:
    """Write the keys that a backup holds into a folder, readable by their owner only.

    Returns:
        The files that were written.

    Raises:
        CannotRestore: the backup is damaged or holds no keys, or one of the files is there.
    """
    with _opened(path) as file:
        if not verify(file).has_keys:
            raise CannotRestore(_("This backup holds no keys: it was made without them."))
        written = []
        for member, content in members(file):
            if member.name.startswith("keys/"):
                target = folder / PurePosixPath(member.name).name
                try:
                    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                except OSError as error:
                    raise CannotRestore(
                        _("%(path)s cannot be written: %(reason)s.")
                        % {"path": target, "reason": error.strerror}
                    ) from error
                with os.fdopen(descriptor, "wb") as out:
                    out.writelines(pieces(content, member.size))
                written.append(target)
        return written


def restore_backup(
    installation: Installation,
    path: Path,
    *,
    replace: bool = False,
    published: Sequence[Path] = (),
    continue_logs: bool = False,
    tell: Tell = lambda part, done, total: None,
) -> Restored:
    """Put a backup into the database and the folders of this installation.

    Args:
        path: the file that :func:`~.making.make_backup` wrote.
        replace: delete what is there before; the caller has asked a person.
        published: files with signed states of publication logs that were kept outside.
        continue_logs: nothing was published after the backup, so leave the publication logs
            open; one of which more is known to be published is closed all the same.
        tell: called with a part's name, what is done and what there is to do.

    Raises:
        CannotRestore: with the reason, and what is as it was.
    """
    connections.close_all()
    database = installation.database
    states = read_states(published)
    shortened: list[str] = []
    with _opened(path) as file:
        manifest = _verified(file, tell)
        _check_versions(installation, manifest)
        with database.alone() as alone:
            if not alone:
                raise CannotRestore(_("Another backup or restore of this database runs."))
            _check_place(installation, manifest, replace=replace)
            try:
                _lay_ready(installation.folders, file, manifest, tell)
                if replace and not database.is_unfinished():
                    states += replaced_states(database)
                in_one = _restore_database(database, file, manifest, replace=replace, tell=tell)
                _move_in(installation.folders)
                shortened = close_logs(database, states, only_shortened=continue_logs)
                database.mark_finished()
            except (ProgramFailed, psycopg.Error, OSError) as error:
                raise CannotRestore(_failed(database, str(error))) from error
            finally:
                _clear_ready(installation.folders)
        database.analyze()
    return Restored(
        manifest,
        behind=bool(known_migrations() - set(manifest.migrations)),
        missing_files=missing_files(),
        cache_error=_empty_caches(),
        in_one_transaction=in_one,
        logs_continue=continue_logs,
        shortened_logs=shortened,
    )


def _opened(path: Path) -> closing[IO[bytes]]:
    try:
        return closing(path.open("rb"))
    except OSError as error:
        raise CannotRestore(
            _("%(path)s cannot be read: %(reason)s.") % {"path": path, "reason": error.strerror}
        ) from error


def _verified(file: IO[bytes], tell: Tell) -> Manifest:
    done = Done("check", os.fstat(file.fileno()).st_size, tell)
    manifest = verify(file, done.add)
    done.end()
    return manifest


def _check_versions(installation: Installation, manifest: Manifest) -> None:
    unknown = sorted(set(manifest.migrations) - known_migrations())
    if unknown:
        raise CannotRestore(
            _(
                "The backup was made by a newer release (%(version)s): this one does not know "
                "%(names)s. Install that release first. Nothing was changed."
            )
            % {
                "version": manifest.versions["disclosure-plugin"],
                "names": ", ".join(unknown[:3]) + (" …" if len(unknown) > 3 else ""),
            }
        )
    made_by = int(manifest.versions["postgresql"])
    server = installation.database.server_version
    if server < made_by:
        raise CannotRestore(
            _(
                "The backup comes from PostgreSQL %(made)s; this server is %(server)s. Use "
                "PostgreSQL %(made)s or newer. Nothing was changed."
            )
            % {"made": made_by, "server": server}
        )
    try:
        program = installation.database.program("pg_restore")
    except ProgramFailed as error:
        raise CannotRestore(str(error)) from error
    if major(program) < int(manifest.versions["pg_dump"]):
        raise CannotRestore(
            _(
                "The backup was written by pg_dump %(made)s; %(program)s is older. Install "
                "postgresql-client-%(made)s. Nothing was changed."
            )
            % {"made": manifest.versions["pg_dump"], "program": program}
        )


def _check_place(installation: Installation, manifest: Manifest, *, replace: bool) -> None:
    """Refuse a place that is not empty, or that somebody works in."""
    database, folders = installation.database, installation.folders
    aliases = {name.partition("/")[2] for name in manifest.parts if name.startswith("files/")}
    if unknown := sorted(aliases - folders.keys()):
        raise CannotRestore(
            _("The backup holds files of %(names)s, which STORAGES does not name as folders.")
            % {"names": ", ".join(unknown)}
        )
    if others := database.others():
        raise CannotRestore(
            _(
                "%(count)s other connections to the database are open. Stop web, workers, beat "
                "and other programs first. Nothing was changed."
            )
            % {"count": others}
        )
    if not replace:
        _check_empty(database, folders)
    for alias, folder in folders.items():
        part = manifest.parts.get(f"files/{alias}")
        _check_room(folder, part.size if part else 0)


def _check_empty(database: Database, folders: dict[str, Path]) -> None:
    if database.is_unfinished():
        raise CannotRestore(
            _(
                "An earlier restore into this database did not end. Run it again with --replace, "
                "which deletes what it left."
            )
        )
    found = []
    if tables := database.table_count():
        found.append(
            _("the database %(name)s has %(count)s tables")
            % {"name": database.name, "count": tables}
        )
    found += [
        _("the folder %(folder)s is not empty") % {"folder": folder}
        for folder in folders.values()
        if any(_entries(folder))
    ]
    if found:
        raise CannotRestore(
            _(
                "A backup is restored into an empty place, but %(found)s. Nothing was changed. "
                "Make an empty database and empty folders, or give --replace, which deletes "
                "what is there."
            )
            % {"found": "; ".join(found)}
        )


def _check_room(folder: Path, needed: int) -> None:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if free < needed:
        raise CannotRestore(
            _(
                "Only %(free)s MB are free on the disk of %(folder)s; its files need %(needed)s "
                "MB. Nothing was changed."
            )
            % {"free": free // 10**6, "folder": folder, "needed": needed // 10**6}
        )


def _lay_ready(folders: dict[str, Path], file: IO[bytes], manifest: Manifest, tell: Tell) -> None:
    """Write all files below their folder, where nobody looks yet."""
    _clear_ready(folders)
    sizes = [part.size for name, part in manifest.parts.items() if name.startswith("files/")]
    done = Done("files", sum(sizes), tell)
    for folder in folders.values():
        (folder / READY).mkdir(parents=True)
    for member, content in members(file):
        top, _slash, rest = member.name.partition("/")
        if top != "files":
            continue
        alias, _slash, name = rest.partition("/")
        target = folders[alias] / READY / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            for piece in pieces(content, member.size):
                out.write(piece)
                done.add(len(piece))
            os.fchmod(out.fileno(), member.mode & 0o777)
        os.utime(target, (member.mtime, member.mtime))
    done.end()


def _restore_database(
    database: Database, file: IO[bytes], manifest: Manifest, *, replace: bool, tell: Tell
) -> bool:
    """Fill the database; when that fails it is emptied again.

    Returns:
        whether it was done in one transaction: a transaction holds a lock on everything it
        makes, so a large county goes without.
    """
    in_one = manifest.relations * 1.1 < database.locks()
    done = Done("database", sum(size.tables for size in manifest.schemas.values()), tell)
    database.mark_unfinished()
    if replace:
        database.empty()
    try:
        database.restore(_dump(file), in_one_transaction=in_one, told=done.add)
        schemas, _migrations = database.contents()
        if schemas != manifest.schemas:
            raise ProgramFailed(_("the database does not hold the rows that the backup counted"))
    except BaseException:
        database.empty()
        database.mark_finished()
        raise
    done.end()
    return in_one


def _dump(file: IO[bytes]) -> Iterator[bytes]:
    for member, content in members(file):
        if not member.name.startswith("database/"):
            return  # it comes first
        yield from pieces(content, member.size)


def _move_in(folders: dict[str, Path]) -> None:
    for folder in folders.values():
        for old in list(_entries(folder)):
            if old.is_dir() and not old.is_symlink():
                shutil.rmtree(old)
            else:
                old.unlink()
        for new in list((folder / READY).iterdir()):
            new.rename(folder / new.name)


def _entries(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (entry for entry in folder.iterdir() if entry.name != READY)


def _clear_ready(folders: dict[str, Path]) -> None:
    for folder in folders.values():
        shutil.rmtree(folder / READY, ignore_errors=True)


def _failed(database: Database, reason: str) -> str:
    try:
        unfinished, tables = database.is_unfinished(), database.table_count()
    except psycopg.Error:
        unfinished, tables = True, 0
    if unfinished:
        state = _("It is not finished (the schema %(mark)s says so): run it again with --replace.")
        state %= {"mark": UNFINISHED}
    elif tables:
        state = _("Nothing was changed.")
    else:
        state = _("The database is empty; uploads and archive are as they were.")
    return _("The restore failed: %(reason)s. %(state)s") % {"reason": reason, "state": state}


def _empty_caches() -> str:
    """What is cached shows another county's moment."""
    try:
        for cache in caches.all(initialized_only=False):
            cache.clear()
    except Exception as error:  # noqa: BLE001  (each cache has errors of its own)
        return str(error)
    return ""
