"""Put the current bureau's hand-overs together: whole packages, reports, metadata, verifier.

The same snapshots give the same bytes, as long as archive rules and log keys are the same.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files import File
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from disclosure_plugin import bureaus
from disclosure_plugin.archive import verify_archive
from disclosure_plugin.archive.bag import Bag, bag_problems
from disclosure_plugin.archive.metadata import filled
from disclosure_plugin.archive.package_checks import Outcome, Result
from disclosure_plugin.archive.reader import PackageReader
from disclosure_plugin.documents.tables import csv_bytes, json_bytes
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.queries.publication_log import keys, logs

from . import hand_over_claims, reporting, withdrawing
from .archive_rules import Rules, rules
from .capture import SOFTWARE
from .choosing import Chosen, choose
from .claims import LostClaim
from .hand_overs import HandedOver, HandOver
from .models import Snapshot, archive_storage
from .package_reports import PackageReport
from .quarantine import lock_snapshots
from .report_files import csv_of
from .stored_packages import StoredPackages, whole_package

logger = logging.getLogger("disclosure_plugin.snapshots")

FORMAT = "disclosure-hand-over-1"
VERIFIER = Path(verify_archive.__file__)
LANGUAGE = "zh-hans"  # of what people at the archives read


class CannotHandOver(DisclosureError):
    """The hand-over cannot be put together now; the sentence says why."""


def work_off() -> int:
    """Put every waiting hand-over of the current bureau together, one after the other.

    Returns:
        How many were finished, well or not; none while another worker is at it.
    """
    withdrawing.remove_leftovers()
    done = 0
    while work := hand_over_claims.claim(now=timezone.now()):
        try:
            put_together(work)
        except LostClaim:
            logger.warning("Another worker took over", extra={"hand_over": work.pk})
            return done
        except Exception as error:  # a failed one is a row that says so
            logger.exception("The hand-over failed", extra={"hand_over": work.pk})
            _fail(work, f"{type(error).__name__}: {error}")
        done += 1
    return done


def _fail(work: HandOver, error: str) -> None:
    hand_over_claims.end(work, now=timezone.now(), state=HandOver.State.FAILED, error=error)
    withdrawing.remove_leftovers()


@dataclass(frozen=True)
class _Put:
    """A package that was put in."""

    snapshot: Snapshot
    name: str
    sha256: str
    size: int
    results: list[Result]
    metadata: list[tuple[str, str]]


def put_together(work: HandOver) -> None:
    """Write the file of a hand-over that was claimed, store it, and note what is in it.

    Raises:
        CannotHandOver, RulesRefused: nothing can be handed over.
        LostClaim: another worker has taken over; nothing was kept.
        PackageError, OSError: a package cannot be put together.
    """
    if work.stray_file:  # what a worker that died had begun to write
        archive_storage().delete(work.stray_file)
        hand_over_claims.renew(work, now=timezone.now(), stray_file="")
    now = rules()
    chosen = choose(work, now)
    if not chosen.snapshots:
        raise CannotHandOver(
            "No snapshot of this period and class can be handed over. Left out: "
            f"{len(chosen.left_out)}."
        )
    with tempfile.TemporaryFile(prefix="disclosure-hand-over-") as file:
        put = write_bag(work, chosen, now, file)
        problems = bag_problems(file)
        if problems:
            raise CannotHandOver("What was written is not what was put in: " + problems[0])
        _store(work, chosen, put, file)


def write_bag(work: HandOver, chosen: Chosen, now: Rules, output: BinaryIO) -> list[_Put]:
    """Write the file of a hand-over.

    Args:
        chosen: what goes in.
        output: seekable, empty.

    Returns:
        What was put in.

    Raises:
        PackageError, OSError: a package cannot be put together.
    """
    requested = work.requested_at.astimezone(UTC).replace(microsecond=0)
    bag = Bag(output, work.name, requested)
    put: list[_Put] = []
    for done, snapshot in enumerate(chosen.snapshots):
        hand_over_claims.renew(
            work,
            now=timezone.now(),
            packages_done=done,
            packages_total=len(chosen.snapshots),
        )
        put.append(_put_in(bag, snapshot, now))
    with translation.override(LANGUAGE):
        _describe(bag, work, chosen, put, now)
        identity = bureaus.identity()
        bag.close(
            {
                "Source-Organization": identity.name,
                "External-Identifier": work.name,
                "Bagging-Date": f"{requested:%Y-%m-%d}",
                "Bag-Software-Agent": SOFTWARE,
            }
        )
    return put


def _put_in(bag: Bag, snapshot: Snapshot, now: Rules) -> _Put:
    name = f"{bureaus.current()}-{snapshot.pk}.wacz"
    with ExitStack() as open_files:
        file = open_files.enter_context(whole_package(snapshot))
        packages = open_files.enter_context(StoredPackages())
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        size = file.seek(0, 2)
        digest = reporting.FileDigest(sha256, size)
        noted = reporting.said_of(snapshot)
        results = reporting.check(snapshot, file, noted, digest, now, packages)
        with PackageReader(file) as package:
            known = reporting.known_of(snapshot, package, digest, now)
        bag.copy(f"packages/{name}", file)
    fields = [(field.name, value) for field, value in filled(now.fields, known)]
    return _Put(snapshot, name, sha256, size, results, fields)


def _describe(bag: Bag, work: HandOver, chosen: Chosen, put: list[_Put], now: Rules) -> None:
    """Add what people and programs at the archives need beside the packages."""
    bag.add("contents.json", json_bytes(_contents(work, chosen, put)))
    bag.add("metadata.json", json_bytes([dict(one.metadata) for one in put]))
    header = [field.name for field in now.fields]
    bag.add("metadata.csv", csv_bytes(header, ([v for _n, v in one.metadata] for one in put)))
    for one in put:
        rows = [reporting.as_row(result) for result in one.results]
        bag.add(f"reports/{one.snapshot.pk}.json", json_bytes(rows))
        bag.add(f"reports/{one.snapshot.pk}.csv", csv_of(rows))
    bag.add("verify/verify_archive.py", VERIFIER.read_bytes())
    bag.add("verify/log-keys.txt", "".join(f"{key}\n" for key in _keys()).encode())
    bag.add("README.txt", _readme().encode())


def _keys() -> Iterator[str]:
    for log in logs().order_by("pk"):
        yield from keys(log)


def _contents(work: HandOver, chosen: Chosen, put: list[_Put]) -> dict[str, Any]:
    identity = bureaus.identity()
    return {
        "format": FORMAT,
        "number": work.pk,
        "bureau": identity.code,
        "bureau_name": identity.name,
        "organisation_code": identity.organisation_code,
        "finished_from": work.period_from.isoformat(),
        "finished_to": work.period_to.isoformat(),
        "retention": work.retention,
        "packages": [
            {
                "snapshot": one.snapshot.pk,
                "file": f"packages/{one.name}",
                "sha256": one.sha256,
                "bytes": one.size,
                "pages": one.snapshot.pages,
                "manifest": one.snapshot.manifest,
                "failed_checks": _failures(one),
            }
            for one in put
        ],
        "left_out": chosen.left_out,
    }


def _failures(one: _Put) -> int:
    return sum(result.verdict.outcome == Outcome.FAIL for result in one.results)


def _readme() -> str:
    """Say how to check what was handed over, in Chinese and in English."""
    with translation.override("en"):
        english = _how_to_check()
    chinese = _how_to_check()
    return english if chinese == english else f"{chinese}\n\n{english}"


def _how_to_check() -> str:
    return _(
        "This folder is a bag after BagIt 1.0 (RFC 8493). To see whether all of it arrived: "
        "sha256sum -c manifest-sha256.txt. To check a package: python3 "
        "data/verify/verify_archive.py snapshot data/packages/FILE.wacz --key KEY, with a line "
        "of data/verify/log-keys.txt as the key, and compare that key with the one the bureau "
        "has made public elsewhere. metadata.csv maps fields as the archives' data file says; "
        "conformity with DA/T 80-2019 is not claimed. reports/ has the checks of authenticity, "
        "integrity, usability and safety; what was not checked has not passed."
    )


def _store(work: HandOver, chosen: Chosen, put: list[_Put], file: BinaryIO) -> None:
    size = file.seek(0, 2)
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    wanted = f"hand-overs/{work.name}-{str(work.claim)[:8]}.zip"
    hand_over_claims.renew(work, now=timezone.now(), stray_file=wanted)
    file.seek(0)
    name = archive_storage().save(wanted, File(file))
    try:
        _note(work, chosen, put, name=name, size=size, sha256=sha256)
    except BaseException:
        archive_storage().delete(name)
        raise


@transaction.atomic
def _note(
    work: HandOver, chosen: Chosen, put: list[_Put], *, name: str, size: int, sha256: str
) -> None:
    """Keep it, if nothing that is in it was taken down meanwhile."""
    lock_snapshots()  # nothing is taken down until this is committed
    for one in put:
        now = Snapshot.objects.prefetch_related("redactions").get(pk=one.snapshot.pk)
        if now.quarantine or now.file.name != one.snapshot.file.name:
            raise CannotHandOver(
                "Something in it was taken down while it was put together. Begin it again."
            )
    HandedOver.objects.filter(hand_over=work.pk).delete()
    HandedOver.objects.bulk_create(
        HandedOver(
            hand_over_id=work.pk,
            snapshot_id=one.snapshot.pk,
            name=one.name,
            sha256=one.sha256,
            size=one.size,
        )
        for one in put
    )
    for one in put:
        reporting.keep(one.snapshot, PackageReport.Moment.HANDED_OVER, one.sha256, one.results)
    hand_over_claims.end(
        work,
        now=timezone.now(),
        state=HandOver.State.COMPLETE,
        packages_done=len(put),
        packages_total=len(put),
        file=name,
        size=size,
        sha256=sha256,
        left_out=chosen.left_out,
        failed_checks=sum(map(_failures, put)),
        error="",
        stray_file="",
    )
