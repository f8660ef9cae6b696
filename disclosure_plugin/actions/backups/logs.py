"""A restored publication log is shorter than what was published: it is closed, not continued.

To add to it would make a second history beside the published one, under the same name. So every
open log is closed; the bureau's next one begins with an entry that names it. What is known of
newer signed states is kept, so that nobody has to believe that nothing was lost.

Plain SQL, since the backup may be of an earlier release than the code.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from disclosure_plugin.archive.verify_archive import NotProved, VerifiedCheckpoint, verify_note
from disclosure_plugin.register.models import Log, LogCheckpoint, LogKey

from .database import Database
from .errors import CannotRestore

LOG, CHECKPOINT, KEY = (f"public.{one._meta.db_table}" for one in (Log, LogCheckpoint, LogKey))


def replaced_states(database: Database) -> list[str]:
    """Return the newest signed state of each log that is about to be deleted."""
    if not _is_there(database, CHECKPOINT):
        return []
    rows = database.ask(
        f"SELECT DISTINCT ON (log_id) note FROM {CHECKPOINT} ORDER BY log_id, size DESC"
    )
    return [note for (note,) in rows]


def read_states(paths: Sequence[Path]) -> list[str]:
    """Return the signed states in files that somebody kept.

    Raises:
        CannotRestore: one cannot be read, or is no signed state; nothing was changed.
    """
    notes = []
    for path in paths:
        try:
            note = path.read_bytes().decode()
        except (OSError, UnicodeDecodeError) as error:
            raise CannotRestore(
                _("%(path)s cannot be read: %(reason)s.") % {"path": path, "reason": error}
            ) from error
        lines = note.split("\n")
        if len(lines) < 5 or not lines[1].isdecimal():
            raise CannotRestore(
                _("%(path)s is no signed state of a publication log. Nothing was changed.")
                % {"path": path}
            )
        notes.append(note)
    return notes


def close_logs(database: Database, notes: Sequence[str], *, only_shortened: bool) -> list[str]:
    """Close the open logs of the restored database.

    Args:
        notes: signed states that were seen outside the backup; those that are newer than the
            backup's and signed by a key of their log are kept with it.
        only_shortened: close those alone of which more was published than is left.

    Returns:
        names of the logs of which more was published than is left.
    """
    if not _is_there(database, LOG):
        return []
    shortened = _keep(database, notes) if _is_there(database, CHECKPOINT) else []
    database.ask(
        f"UPDATE {LOG} SET closed_at = now() "
        "WHERE closed_at IS NULL AND (NOT %s OR origin = ANY(%s)) RETURNING id",
        *(only_shortened, shortened),
    )
    return shortened


def _keep(database: Database, notes: Sequence[str]) -> list[str]:
    longer = set()
    for note in notes:
        found = _verified(database, note)
        if found is None:
            continue
        (log, size), signed = found
        database.ask(
            f"INSERT INTO {CHECKPOINT} (log_id, size, note, signed_at) VALUES (%s, %s, %s, now()) "
            "ON CONFLICT DO NOTHING RETURNING id",
            *(log, signed.size, note),
        )
        if signed.size > size:
            longer.add(signed.origin)
    return sorted(longer)


def _verified(database: Database, note: str) -> tuple[tuple[int, int], VerifiedCheckpoint] | None:
    """Return the log of a note and its entries, with the note; None if no key of it has signed."""
    rows = database.ask(
        f"SELECT l.id, l.size, k.verifier_key FROM {LOG} l JOIN {KEY} k ON k.log_id = l.id "
        "WHERE l.origin = %s AND l.closed_at IS NULL",
        note.partition("\n")[0],
    )
    for log, size, key in rows:
        try:
            return (log, size), verify_note(note, key)
        except NotProved:
            continue
    return None


def _is_there(database: Database, table: str) -> bool:
    return database.ask("SELECT to_regclass(%s)", table)[0][0] is not None
