"""Take the snapshots the current bureau waits for, alone or with helpers."""

from __future__ import annotations

import logging
import tempfile
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import BinaryIO, cast

from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from disclosure_plugin import bureaus
from disclosure_plugin.archive.records import digest_of
from disclosure_plugin.conf import get_settings
from disclosure_plugin.register import generations
from disclosure_plugin.register.log import append
from disclosure_plugin.site.release import release

from . import shards
from .assembling import Package, assembled, captured, shown_pages, started_at
from .capture import start_addresses
from .capturing import Capturing
from .claims import LostClaim, claim, finish, renew
from .models import (
    Capture,
    Snapshot,
    SnapshotAddress,
    SnapshotShard,
    StoredResponse,
)
from .signs_of_life import SignsOfLife
from .stored_packages import CREATED, log_subject
from .storing import store, unstore

logger = logging.getLogger("disclosure_plugin.snapshots")

# While helpers have the last addresses.
SECONDS_BETWEEN_LOOKS = 0.05
# Fewer addresses are captured before a helper has begun.
WORTH_HELP = 50
# A night in which nothing has changed writes no file, but not for longer than this.
READ_AGAIN_AFTER = timedelta(days=7)
CAPTURED = "page.captured"

# Let later snapshots refer to the payloads that are new …
REMEMBER = """
    INSERT INTO {response}
        (snapshot_id, url, url_hash, at, sha256, head, status, media_type, page, title)
    SELECT snapshot_id, url, url_hash, at, sha256, head, status, left(media_type, 255),
        CASE WHEN status = 200 AND NOT is_gone THEN page END,
        CASE WHEN status = 200 AND NOT is_gone THEN title ELSE '' END
    FROM {address} WHERE snapshot_id = %s AND at IS NOT NULL AND NOT is_revisit ORDER BY id
    ON CONFLICT DO NOTHING
"""
# … and note what was met, new or not.
NOTE = """
    INSERT INTO {capture} (snapshot_id, response_id, at)
    SELECT address.snapshot_id, response.id, address.at
    FROM {address} AS address JOIN {response} AS response USING (url_hash, sha256)
    WHERE address.snapshot_id = %s AND address.at IS NOT NULL ORDER BY address.id
    ON CONFLICT DO NOTHING
"""


def take_waiting() -> int:
    """Take every snapshot of the current bureau that waits, one after the other.

    Returns:
        How many were finished, well or not; none while another worker is at it.
    """
    shards.remove_strays(now=timezone.now())
    taken = 0
    while snapshot := claim(now=timezone.now()):
        try:
            shards.remove_strays(now=timezone.now())  # also of an attempt that this one follows
            _take(snapshot)
        except LostClaim:
            logger.warning(
                "Another worker took the snapshot over", extra={"snapshot": snapshot.pk}
            )
            return taken
        except Exception as error:  # a failed snapshot is a row that says so
            logger.exception("The snapshot failed", extra={"snapshot": snapshot.pk})
            finish(
                snapshot, now=timezone.now(), state=Snapshot.State.FAILED, error=_sentence(error)
            )
            shards.clear(snapshot)
        taken += 1
    return taken


def help_take(key: int) -> bool:
    """Capture a share of a snapshot that another worker takes.

    Args:
        key: of the snapshot.

    Returns:
        Whether there was anything to do, and it was done.
    """
    shard = shards.join(key, now=timezone.now())
    if shard is None:
        return False
    try:
        with tempfile.TemporaryFile() as part:
            return _help(shard, cast(BinaryIO, part))
    except LostClaim:
        logger.warning("The help came too late", extra={"snapshot": key})
        shards.remove(shard)
    except Exception:  # the worker that has the snapshot captures these addresses itself
        logger.exception("A helper failed", extra={"snapshot": key})
        shards.give_back(shard)
        shards.remove(shard)
    return False


def _help(shard: SnapshotShard, part: BinaryIO) -> bool:
    snapshot = shard.snapshot
    alive = SignsOfLife(partial(shards.renew, shard))
    capturing = Capturing(
        shard, part, whole=snapshot.whole_site, started=started_at(snapshot), alive=alive
    )
    capturing.capture_all()
    while shards.has_left(snapshot.pk):  # others may still find something for us
        time.sleep(SECONDS_BETWEEN_LOOKS)
        capturing.capture_all()
    if not shard.addresses.exclude(at=None).exists():
        shards.give_back(shard)
        shards.remove(shard)
        return False
    capturing.check()
    part.seek(0)
    sha256 = digest_of(part).removeprefix("sha256:")
    shard.file = snapshot.file_name().removesuffix(".wacz") + ".part.warc.gz"
    shards.renew(shard, file=shard.file)
    part.seek(0)
    store(shard.file, part, alive=alive)
    shards.renew(shard, sha256=sha256)
    return True


def _take(snapshot: Snapshot) -> None:
    if snapshot.stray_file:  # what a worker that died had begun to store
        unstore(snapshot.stray_file)
        renew(snapshot, now=timezone.now(), stray_file="")
    state = site_state()
    if snapshot.reason == Snapshot.Reason.NIGHTLY:
        same = unchanged_since(state, now=timezone.now())
        if same is not None:
            finish(snapshot, now=timezone.now(), state=Snapshot.State.UNCHANGED, same_as=same.pk)
            return
    _let_the_second_pass()
    alive = SignsOfLife(partial(_renew_with_progress, snapshot))
    with tempfile.TemporaryFile() as part:
        _capture(snapshot, cast(BinaryIO, part), alive)
        started = started_at(snapshot)
        with assembled(snapshot, cast(BinaryIO, part), started=started, alive=alive) as package:
            _store(snapshot, package, state, alive)
    _ask_for_cross_check(snapshot)


def _capture(snapshot: Snapshot, part: BinaryIO, alive: SignsOfLife) -> None:
    """Capture everything, with whoever comes to help."""
    shard = shards.begin(
        snapshot, start_addresses(snapshot.wanted_pages, whole=snapshot.whole_site), alive
    )
    _ask_for_help(snapshot)
    started = started_at(snapshot)
    capturing = Capturing(shard, part, whole=snapshot.whole_site, started=started, alive=alive)
    capturing.capture_all()
    while not shards.is_captured(snapshot):
        shards.give_back_of_the_dead(snapshot, now=timezone.now())
        time.sleep(SECONDS_BETWEEN_LOOKS)
        alive()
        capturing.capture_all()
    capturing.check()


def _ask_for_help(snapshot: Snapshot) -> None:
    """Tell idle workers of the queue; who comes when all is taken finds nothing to do."""
    from .tasks import help_take

    if SnapshotAddress.objects.filter(snapshot=snapshot).count() < WORTH_HELP:
        return
    message = {"bureau": bureaus.current(), "snapshot": snapshot.pk}
    try:
        for _helper in range(get_settings().SNAPSHOT_SHARDS - 1):
            help_take.apply_async(kwargs=message, retry=False)
    except OperationalError:
        logger.warning("The broker is away; nobody helps", extra={"snapshot": snapshot.pk})


def _ask_for_cross_check(snapshot: Snapshot) -> None:
    from .tasks import cross_check

    message = {"bureau": bureaus.current(), "snapshot": snapshot.pk}
    try:
        cross_check.apply_async(kwargs=message, retry=False)
    except OperationalError:  # it stays "not checked"
        logger.warning("The broker is away: not compared", extra={"snapshot": snapshot.pk})


def site_state() -> str:
    """Return what identifies the present state of the public pages; empty if nobody can say."""
    now = generations.ask(generations.current_place())
    return "" if now.number is None else f"{now.number} {release()}"


def unchanged_since(state: str, *, now: datetime) -> Snapshot | None:
    """Return the last snapshot of the whole site, if all of it is as it was then.

    After some days everything is read again all the same, in case a change went unnoticed.
    """
    whole = Snapshot.objects.filter(state=Snapshot.State.COMPLETE, whole_site=True)
    last = whole.exclude(file="").order_by("-finished_at").first()
    if last is None or not state or last.site_state != state:
        return None
    return last if last.finished_at and last.finished_at > now - READ_AGAIN_AFTER else None


def _let_the_second_pass() -> None:
    """Archives know whole seconds: no address may be captured twice in one."""
    finished = Snapshot.objects.exclude(finished_at=None).order_by("-finished_at")
    last = finished.values_list("finished_at", flat=True).first()
    while last is not None and _second(datetime.now(UTC)) == _second(last):
        time.sleep(0.05)


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _store(snapshot: Snapshot, package: Package, state: str, alive: SignsOfLife) -> None:
    name = snapshot.file_name()
    renew(snapshot, now=timezone.now(), stray_file=name)
    try:
        store(name, package.file, alive=alive)
        _finish(snapshot, package, name, state)
    except BaseException:
        unstore(name)
        raise
    shards.clear(snapshot)


@transaction.atomic
def _finish(snapshot: Snapshot, package: Package, name: str, state: str) -> None:
    """Keep the result and commit to it in the publication log, or do neither."""
    records = captured(snapshot)
    finish(
        snapshot,
        now=timezone.now(),
        state=Snapshot.State.COMPLETE,
        pages=shown_pages(records).count(),
        size=package.size,
        sha256=package.sha256,
        manifest=package.root,
        site_state=state,
        file=name,
        stray_file="",
        problems=_problems(snapshot),
        **shards.progress(snapshot),
    )
    _remember(snapshot)
    changed = shown_pages(records).filter(page__in=snapshot.wanted_pages)
    served = list(changed.order_by("pk").values_list("slug", "sha256"))
    SnapshotAddress.objects.filter(snapshot=snapshot).forget()
    # The log's row is locked from here to the commit.
    append(
        bureaus.current(),
        kind=CREATED,
        subject=log_subject(snapshot),
        hashes={"manifest": package.root},
    )
    for slug, sha256 in served:
        append(bureaus.current(), kind=CAPTURED, subject=slug, hashes={"body": sha256})


def _problems(snapshot: Snapshot) -> list[str]:
    wrong = SnapshotAddress.objects.filter(snapshot=snapshot).exclude(problem="")
    return list(wrong.order_by("url").values_list("problem", flat=True))


def _remember(snapshot: Snapshot) -> None:
    tables = {
        "response": StoredResponse._meta.db_table,
        "address": SnapshotAddress._meta.db_table,
        "capture": Capture._meta.db_table,
    }
    with connection.cursor() as cursor:
        for statement in (REMEMBER, NOTE):
            cursor.execute(statement.format(**tables), [snapshot.pk])


def _renew_with_progress(snapshot: Snapshot) -> None:
    renew(snapshot, now=timezone.now(), **shards.progress(snapshot))


def _sentence(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
