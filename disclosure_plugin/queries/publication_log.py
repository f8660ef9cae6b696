"""What anybody may read of the current bureau's publication log, and of the county's logs.

Only what a signed state covers is shown: nothing of it changes any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from disclosure_plugin import bureaus
from disclosure_plugin.archive import merkle
from disclosure_plugin.archive.checkpoints import consistency_file, proof_file
from disclosure_plugin.archive.tiles import LEVELS_A_TILE, Place, bundle
from disclosure_plugin.errors import Refused
from disclosure_plugin.register.log import Nodes
from disclosure_plugin.register.models import Log, LogCheckpoint, LogEntry, LogNode
from disclosure_plugin.register.time_stamps import LogTimeStamp

LARGEST = 2**63 - 1


class NotInLog(Refused):
    """The log has no such thing; the sentence says what it has."""


class NoLog(NotInLog):
    sentence = gettext_noop("This bureau has no publication log of that name.")


class NothingSigned(NotInLog):
    sentence = gettext_noop("No state of this publication log has been signed yet.")


class NoSuchState(NotInLog):
    sentence = gettext_noop(
        "No state with %(size)s entries was signed. The newest has %(newest)s entries."
    )


class NoSuchEntry(NotInLog):
    sentence = gettext_noop("The signed state has %(size)s entries and no entry %(index)s.")


class NoSuchTile(NotInLog):
    sentence = gettext_noop("The signed state has no such tile.")


class NotStamped(NotInLog):
    sentence = gettext_noop("No third party has stamped the time on a state of %(size)s entries.")


class NotTheCounty(NotInLog):
    sentence = gettext_noop("The logs of all bureaus are listed by the county office.")


def logs() -> QuerySet[Log]:
    """Return the current bureau's logs: the open one, then those that a restore has closed."""
    return _of(bureaus.current()).order_by("-opened_at", "-pk")


def _of(bureau: str) -> QuerySet[Log]:
    return Log.objects.filter(bureau=bureau)


def find_log(name: str) -> Log:
    """Return a log of the current bureau.

    Args:
        name: what follows the slash in its origin.

    Raises:
        NoLog: the bureau has no log of that name, whoever else has.
    """
    log = logs().filter(origin=f"disclosure-log/{name}").first()
    if log is None:
        raise NoLog()
    return log


def current_log() -> Log:
    """Return the log to which the current bureau's acts are added now.

    Raises:
        NothingSigned: the bureau has made nothing public yet.
    """
    log = logs().first()
    if log is None:
        raise NothingSigned()
    return log


def state(log: Log, size: int | None = None) -> LogCheckpoint:
    """Return a signed state.

    Args:
        size: its number of entries; None: the newest.

    Raises:
        NothingSigned, NoSuchState: there is none.
    """
    signed = LogCheckpoint.objects.filter(log=log)
    newest = signed.order_by("-size").first()
    if newest is None:
        raise NothingSigned()
    if size is None or size == newest.size:
        return newest
    found = signed.filter(size=size).first()
    if found is None:
        raise NoSuchState(size=size, newest=newest.size)
    return found


def entry(log: Log, index: int) -> bytes:
    """Return the very bytes of an entry.

    Raises:
        NothingSigned, NoSuchEntry: no signed state has it.
    """
    _check_index(log, index)
    return bytes(LogEntry.objects.only("leaf").get(log=log, index=index).leaf)


def inclusion(log: Log, index: int, size: int | None = None) -> str:
    """Return the file that proves an entry, in a signed state.

    Raises:
        NothingSigned, NoSuchState, NoSuchEntry: there is nothing to prove.
    """
    signed = _left(log, state(log, size))
    if index >= signed.size:
        raise NoSuchEntry(size=signed.size, index=index)
    path = merkle.inclusion_proof(index, signed.size, Nodes(log))
    return proof_file(index, path, signed.note)


def newest_entry(bureau: str, kind: str, subject: str) -> LogEntry | None:
    """Return the newest entry of a kind about something, with its log."""
    found = LogEntry.objects.filter(log__bureau=bureau, kind=kind, subject=subject)
    return found.select_related("log").order_by("-at", "-pk").first()


def first_proof(bureau: str, kind: str, subject: str) -> tuple[bytes, str] | None:
    """Return the newest entry about something and the first proof there was of it.

    Returns:
        The entry's bytes and the proof file, which stays the same; None before it is signed.
    """
    found = newest_entry(bureau, kind, subject)
    if found is None:
        return None
    signed = LogCheckpoint.objects.filter(
        log=found.log, size__gt=found.index, size__lte=found.log.size
    )
    first = signed.order_by("size").first()
    if first is None:
        return None
    path = merkle.inclusion_proof(found.index, first.size, Nodes(found.log))
    return bytes(found.leaf), proof_file(found.index, path, first.note)


def stamped_proof(bureau: str, kind: str, subject: str) -> tuple[LogTimeStamp, str] | None:
    """Return the first time stamp that covers the newest entry about something, with its proof.

    Returns:
        The stamp and the proof file in the state that was stamped; None while there is none.
    """
    found = newest_entry(bureau, kind, subject)
    if found is None:
        return None
    stamps = LogTimeStamp.objects.filter(
        checkpoint__log=found.log,
        checkpoint__size__gt=found.index,
        checkpoint__size__lte=found.log.size,
    ).select_related("checkpoint")
    first = stamps.order_by("checkpoint__size").first()
    if first is None:
        return None
    path = merkle.inclusion_proof(found.index, first.checkpoint.size, Nodes(found.log))
    return first, proof_file(found.index, path, first.checkpoint.note)


def time_stamps(log: Log) -> QuerySet[LogTimeStamp]:
    """Return the time stamps of a log, the newest state first."""
    found = LogTimeStamp.objects.filter(checkpoint__log=log).select_related("checkpoint")
    return found.order_by("-checkpoint__size")


def time_stamp(log: Log, size: int) -> bytes:
    """Return the response of the authority for a signed state.

    Raises:
        NotStamped: there is none for a state of this size.
    """
    found = time_stamps(log).filter(checkpoint__size=size).first()
    if found is None:
        raise NotStamped(size=size)
    return bytes(found.response)


def consistency(log: Log, old: int, new: int) -> str:
    """Return the file that proves that a log was only added to between two signed states.

    Raises:
        NothingSigned, NoSuchState: one of the two was not signed.
        NoSuchEntry: the older is not the smaller one.
    """
    signed = _left(log, state(log, new))
    state(log, old)
    if old > new:
        raise NoSuchEntry(size=new, index=old - 1)
    return consistency_file(old, merkle.consistency_proof(old, new, Nodes(log)), signed.note)


def hash_tile(log: Log, level: int, place: Place) -> bytes:
    """Return the hashes of a tile.

    Args:
        level: of tiles; each stands for eight levels of the tree.

    Raises:
        NothingSigned, NoSuchTile: no signed state has all of them.
    """
    _check_place(signed_size(log) >> (LEVELS_A_TILE * level), place)
    nodes = LogNode.objects.filter(
        log=log,
        level=LEVELS_A_TILE * level,
        index__range=(place.first, place.first + place.width - 1),
    )
    return b"".join(bytes(one) for one in nodes.order_by("index").values_list("hash", flat=True))


def entry_bundle(log: Log, place: Place) -> bytes:
    """Return the entries of a bundle.

    Raises:
        NothingSigned, NoSuchTile: no signed state has all of them.
    """
    _check_place(signed_size(log), place)
    entries = LogEntry.objects.filter(
        log=log, index__range=(place.first, place.first + place.width - 1)
    )
    return bundle([bytes(one) for one in entries.order_by("index").values_list("leaf", flat=True)])


def signed_size(log: Log) -> int:
    """Return how many entries there are to show.

    A restore may have left fewer than were signed.

    Raises:
        NothingSigned: none.
    """
    return min(state(log).size, log.size)


def keys(log: Log) -> list[str]:
    """Return the verifier keys of a log, the newest last."""
    return list(log.keys.order_by("pk").values_list("verifier_key", flat=True))


def of_this_bureau() -> list[dict[str, Any]]:
    """Return what a visitor needs to know of the current bureau's logs, the open one first."""
    return [{**_told(log), "path": _path(log)} for log in logs()]


def of_the_county() -> list[dict[str, Any]]:
    """Return all logs of the county with their keys and addresses, by bureau.

    Raises:
        NotTheCounty: the current bureau is not the county office.
    """
    current = bureaus.current()
    directory = {one.code: one for one in bureaus.directory()}
    if current not in directory or not directory[current].is_county_office:
        raise NotTheCounty()
    return list(_listed(directory))


def _listed(directory: dict[str, bureaus.BureauEntry]) -> Iterator[dict[str, Any]]:
    for log in Log.objects.filter(bureau__in=directory).order_by("bureau", "-opened_at", "-pk"):
        here = directory[log.bureau]
        yield {
            "bureau": log.bureau,
            "name": here.name,
            **_told(log),
            "address": f"{here.address}transparency/{_path(log)}" if here.address else "",
        }


def _told(log: Log) -> dict[str, Any]:
    try:
        signed = state(log).size
    except NothingSigned:
        signed = 0
    stamp = time_stamps(log).first()
    return {
        "origin": log.origin,
        "state": "closed" if log.closed_at else "open",
        "signed": signed,
        "left": min(signed, log.size),
        "keys": keys(log),
        # None: no outside time source has been asked, or none has answered yet.
        "stamped": stamp
        and {
            "size": stamp.checkpoint.size,
            "at": f"{stamp.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        },
    }


def _path(log: Log) -> str:
    return f"{log.origin.rpartition('/')[2]}/"


def _left(log: Log, signed: LogCheckpoint) -> LogCheckpoint:
    """Refuse a state whose entries a restore has lost: nothing can be proved of it any more."""
    if signed.size > log.size:
        raise NoSuchState(size=signed.size, newest=log.size)
    return signed


def _check_index(log: Log, index: int) -> None:
    size = signed_size(log)
    if index >= size:
        raise NoSuchEntry(size=size, index=index)


def _check_place(count: int, place: Place) -> None:
    if place.first + place.width > count:
        raise NoSuchTile()
