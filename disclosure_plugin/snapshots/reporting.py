"""Check the four properties (四性) of the current bureau's packages, and keep the reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.utils import timezone

from disclosure_plugin import bureaus
from disclosure_plugin.archive import four_properties
from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.mentions import Mentions
from disclosure_plugin.archive.metadata import filled
from disclosure_plugin.archive.package_checks import Outcome, Result, Said, Subject
from disclosure_plugin.archive.reader import PackageReader
from disclosure_plugin.errors import gettext_noop
from disclosure_plugin.queries.publication_log import first_proof, keys, stamped_proof
from disclosure_plugin.register.models import LogEntry
from disclosure_plugin.register.stamping import is_valid

from .archive_rules import Rules, rules
from .capture import SOFTWARE
from .models import Snapshot, archive_storage
from .package_reports import PackageReport
from .stored_packages import CREATED, StoredPackages, log_subject
from .virus_scanner import scanner

Moment = PackageReport.Moment
FORMAT = "WACZ 1.1.1 (WARC/1.1, GB/T 33994-2017)"
NAMED_WHAT_WENT = gettext_noop("The evidence named something that was taken down; it was removed.")


def report_on_stored(snapshot: Snapshot) -> PackageReport:
    """Check the stored file of a snapshot, and keep what was found.

    The first report of a file is that of archiving, the later ones are those of keeping.

    Raises:
        RulesRefused: the archive rules cannot be used.
    """
    judged_before = snapshot.reports.filter(sha256=snapshot.sha256).exclude(
        moment=Moment.HANDED_OVER
    )
    moment = Moment.KEPT if judged_before.exists() else Moment.ARCHIVED
    now = rules()
    try:
        with archive_storage().open(snapshot.file.name) as file, StoredPackages() as packages:
            opened = cast(BinaryIO, file)
            noted = said_of(snapshot, sha256=snapshot.sha256, size=snapshot.size)
            digest = FileDigest(snapshot.sha256, snapshot.size)
            results = check(snapshot, opened, noted, digest, now, packages)
    except (OSError, PackageError) as error:
        results = four_properties.cannot_be_opened(str(error))
    return keep(snapshot, moment, snapshot.sha256, results)


@dataclass(frozen=True)
class FileDigest:
    """What is told of a file in the metadata."""

    sha256: str
    size: int


def check(
    snapshot: Snapshot,
    file: BinaryIO,
    noted: Said,
    digest: FileDigest,
    now: Rules,
    packages: StoredPackages,
) -> list[Result]:
    """Check a file of a snapshot, as it is stored or as it is handed over.

    Args:
        file: seekable.
        noted: what was known of this file before.
        digest: what is told of it with its metadata.
        now: the archive rules.
        packages: finds what it refers to.

    Raises:
        PackageError: it is no package.
    """
    with PackageReader(file) as package:
        known = known_of(snapshot, package, digest, now)
        subject = Subject(
            file=file,
            package=package,
            said=noted,
            metadata=filled(now.fields, known),
            formats=now.formats,
            archival_code=now.archival_code,
            find_original=packages.find,
            scan=scanner(),
        )
        return four_properties.check(subject)


def said_of(snapshot: Snapshot, *, sha256: str = "", size: int | None = None) -> Said:
    """Return what the rows of the bureau and its log say of a snapshot.

    Args:
        sha256, size: of the file that is judged, as noted when it was written; empty and None
            for one that was put together just now.
    """
    subject = log_subject(snapshot)
    entries = LogEntry.objects.filter(log__bureau=bureaus.current(), subject=subject)
    created = entries.filter(kind=CREATED).select_related("log").order_by("-at", "-pk").first()
    proof = first_proof(bureaus.current(), CREATED, subject)
    return Said(
        sha256=sha256,
        size=size,
        pages=snapshot.pages,
        records=snapshot.captures.count() or None,
        manifest=snapshot.manifest,
        previous=_previous(snapshot),
        entry=bytes(created.leaf) if created else b"",
        proof=proof[1] if proof else "",
        keys=tuple(keys(created.log)) if created else (),
        redactions=entries.filter(kind="redaction").count(),
        redacted=snapshot.redactions.filter(state="REDACTED").count(),
        requested=snapshot.requested_at,
        started=snapshot.started_at,
        finished=snapshot.finished_at,
        twins=_twins(snapshot),
        time_stamped=_time_stamped(subject),
    )


def _time_stamped(subject: str) -> bool | None:
    found = stamped_proof(bureaus.current(), CREATED, subject)
    return is_valid(found[0]) if found else None


def _previous(snapshot: Snapshot) -> str:
    """Return the root of the manifest before; empty for the first."""
    before = Snapshot.objects.filter(
        state=Snapshot.State.COMPLETE, finished_at__lt=snapshot.started_at
    ).exclude(manifest="")
    newest = before.order_by("-finished_at", "-pk").values_list("manifest", flat=True).first()
    return newest or ""


def _twins(snapshot: Snapshot) -> tuple[str, ...]:
    if not snapshot.manifest:
        return ()
    same = Snapshot.objects.filter(manifest=snapshot.manifest).exclude(pk=snapshot.pk)
    return tuple(str(pk) for pk in same.order_by("pk").values_list("pk", flat=True))


def known_of(
    snapshot: Snapshot, package: PackageReader, digest: FileDigest, now: Rules
) -> dict[str, str]:
    """Return what is known of a snapshot by the names that a data file may use."""
    retention = now.retention_of(snapshot)
    identity = bureaus.identity()
    entry = LogEntry.objects.filter(
        log__bureau=identity.code, kind=CREATED, subject=log_subject(snapshot)
    ).select_related("log")
    logged = entry.order_by("-at", "-pk").first()
    return {
        "title": str(package.datapackage.get("title", "")),
        "bureau": identity.code,
        "bureau_name": identity.name,
        "address": bureaus.public_address(),
        "number": str(snapshot.pk),
        "reason": snapshot.reason.lower(),
        "extent": "whole-site" if snapshot.whole_site else "changed",
        "requested": _time(snapshot.requested_at),
        "started": _time(snapshot.started_at),
        "finished": _time(snapshot.finished_at),
        "pages": str(snapshot.pages),
        "records": str(snapshot.captures.count() or ""),
        "bytes": str(digest.size),
        "sha256": digest.sha256,
        "manifest": snapshot.manifest,
        "log": logged.log.origin if logged else "",
        "format": FORMAT,
        "software": str(package.datapackage.get("software", "")),
        "retention": retention.value if retention else "",
        "archival_code": "",
    }


def _time(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def keep(snapshot: Snapshot, moment: str, sha256: str, results: Iterable[Result]) -> PackageReport:
    """Keep a report.

    Args:
        moment: a value of ``PackageReport.Moment``.
        sha256: of the file that was judged.
    """
    rows = [as_row(one) for one in results]
    outcomes = [row["outcome"] for row in rows]
    return PackageReport.objects.create(
        snapshot=snapshot,
        moment=moment,
        software=SOFTWARE,
        sha256=sha256,
        results=rows,
        passed=outcomes.count(Outcome.PASS),
        failed=outcomes.count(Outcome.FAIL),
        not_checked=outcomes.count(Outcome.NOT_CHECKED),
    )


def as_row(result: Result) -> dict[str, Any]:
    """Return a result in the form in which it is kept and handed over."""
    item, verdict = result.item, result.verdict
    return {
        "code": item.code,
        "property": item.property.value,
        "item": item.title,
        "object": item.object,
        "basis": item.basis,
        "outcome": verdict.outcome.value,
        "evidence": verdict.evidence,
        "params": {name: _plain(value) for name, value in verdict.params.items()},
    }


def _plain(value: object) -> object:
    # PostgreSQL keeps no NUL, and no half of a character.
    text = str(value).replace("\0", "\ufffd")
    return value if isinstance(value, int) else text.encode("utf-8", "replace").decode()


def forget(snapshot: Snapshot, mentions: Mentions) -> None:
    """Take out of a snapshot's reports what names something that was taken down."""
    for report in snapshot.reports.select_for_update():
        if not any(map(mentions.in_text, _texts(report))):
            continue
        for row in report.results:
            if any(mentions.in_text(str(value)) for value in row["params"].values()):
                row["evidence"], row["params"] = NAMED_WHAT_WENT, {}
        report.save(update_fields=["results"])


def _texts(report: PackageReport) -> Iterable[str]:
    return (str(value) for row in report.results for value in row["params"].values())
