"""Probes of archive files, for tenancy_doctor."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from disclosure_plugin.sealing import Target, Trial, probe

from .models import Capture, Snapshot, archive_storage
from .taking import take_waiting


@probe(
    "snapshots",
    "Archive files",
    guards=["a snapshot is taken from the bureau's own tree and host"],
    slow=True,
)
def snapshots(trial: Trial) -> Iterator[str]:
    taken = {target.code: _take(trial, target) for target in (trial.a, trial.b)}
    for own, other in trial.directions():
        name, text = taken[own.code]
        trial.look()
        if other.secrets[0].encode() in text or other.host.encode() in text:
            yield f"The archive file {name} of {own.code} holds bytes of {other.code}."
        for hidden in ("doctor-draft", "doctor-private"):
            if f"{hidden} {own.secrets[0]}".encode() in text:
                yield f"The archive file of {own.code} holds {hidden}, which is not public."
        with trial.activate(other):
            key = Snapshot.objects.order_by("-pk").values_list("pk", flat=True)[0]
        answer = trial.editor(own).get(reverse("disclosure_snapshots:download", args=[key]))
        if answer.status_code == 200 and answer.content_read == _bytes(trial, other):
            yield f"{own.code} downloads the archive file of {other.code}."
        for address in _in_the_public_archive(trial, other, key):
            answer = trial.visitor(own).get(address)
            yield from trial.secrets_in(answer, of=other, where=own)
        if own.secrets[0].encode() not in text:
            raise RuntimeError(f"The snapshot of {own.code} does not hold its own pages.")


def _in_the_public_archive(trial: Trial, target: Target, key: int) -> list[str]:
    """Return where a bureau's own archive shows its last snapshot and the pages in it."""
    try:
        calendar = reverse("disclosure_archive:calendar")
    except NoReverseMatch:  # this site shows no archive
        return []
    with trial.activate(target):
        captures = Capture.objects.filter(snapshot=key, response__page__isnull=False)
        pages = list(captures.values_list("response__page", "response__url"))
    return [
        calendar,
        f"{calendar}snapshots/{key}/",
        *(f"{calendar}page/{page}/" for page, _url in pages),
        *(f"{calendar}{timezone.now():%Y%m%d%H%M%S}id_/{url}" for _page, url in pages),
    ]


def _take(trial: Trial, target: Target) -> tuple[str, bytes]:
    with trial.activate(target):
        Snapshot.objects.exclude(state=Snapshot.State.COMPLETE).delete()
        Snapshot.objects.create(reason=Snapshot.Reason.REQUESTED, requested_at=timezone.now())
        take_waiting()
        snapshot = Snapshot.objects.order_by("-pk")[0]
        if snapshot.state != Snapshot.State.COMPLETE:
            raise RuntimeError(f"No snapshot of {target.code}: {snapshot.error}")
        with snapshot.file.open() as file, zipfile.ZipFile(file) as package:
            members = [package.read(member) for member in package.namelist()]
    return snapshot.file.name or "", b"".join(
        gzip.decompress(member) if member.startswith(b"\x1f\x8b") else member for member in members
    )


def _bytes(trial: Trial, target: Target) -> bytes:
    with trial.activate(target):
        name = Snapshot.objects.order_by("-pk")[0].file.name
        with archive_storage().open(name) as file:
            return bytes(file.read())
