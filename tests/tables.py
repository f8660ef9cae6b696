"""Empty tables for a test's database: migrated once, kept as a dump, read back by PostgreSQL.

Django renders the states of all models for a minute or more to migrate an empty database. Runs
that begin with the same code get the dump of the first one, which lies in ``.cache/tables``.

``python -m tests.tables`` fills the empty database of DATABASE_URL.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.services.state import REPOSITORY

KEPT = REPOSITORY / ".cache" / "tables"
MOST_KEPT = 4
# What decides which tables there are and which rows migrations and the site's set-up write.
CODE = ("actions", "certificates", "domain", "migrations", "models", "register", "sign_on")
MORE_CODE = ("snapshots", "tenancy", "sealing.py")


def fill(migrate: Callable[[], object]) -> None:
    """Fill the empty database that Django's connection leads to.

    Args:
        migrate: makes the tables when no dump of them is kept.
    """
    from django.db import connection

    from disclosure_plugin.actions.backups.installation import this_installation

    database = this_installation().database
    dump = KEPT / f"{_key(database.server_version)}.dump"
    with _alone(dump):
        if not dump.exists():
            migrate()
            _keep(database, dump)
            return
    connection.close()
    database.restore([dump.read_bytes()], in_one_transaction=True, told=lambda count: None)
    database.analyze()


def _keep(database, dump: Path) -> None:
    unfinished = dump.with_suffix(f".{os.getpid()}")
    with database.moment() as moment, unfinished.open("wb") as file:
        file.writelines(database.dump(moment.snapshot, lambda count: None))
    unfinished.rename(dump)
    newest_first = sorted(KEPT.glob("*.dump"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in newest_first[MOST_KEPT:]:
        old.unlink()


@contextmanager
def _alone(dump: Path) -> Iterator[None]:
    """Let one process at a time make a dump; the others wait for it."""
    dump.parent.mkdir(parents=True, exist_ok=True)
    with (dump.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _key(server_version: int) -> str:
    from django.conf import settings

    package = REPOSITORY / "disclosure_plugin"
    places = [package / name for name in (*CODE, *MORE_CODE)]
    files = [REPOSITORY / "requirements" / "dev.txt"]
    for place in places:
        files += sorted(place.rglob("*.py")) if place.is_dir() else [place]
    digest = hashlib.sha256(f"{server_version} {settings.LANGUAGE_CODE}".encode())
    digest.update("\0".join(settings.INSTALLED_APPS).encode())
    for file in files:
        digest.update(f"\0{file.relative_to(REPOSITORY)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:32]


def main() -> None:
    """Fill the database of DATABASE_URL as `migrate_bureaus` would."""
    import django
    from django.core.management import call_command

    django.setup()
    fill(lambda: call_command("migrate_bureaus"))


if __name__ == "__main__":
    main()
