"""Probe of the publication log's addresses, for tenancy_doctor."""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from disclosure_plugin.sealing import Target, Trial, probe

from .log import append
from .models import Log
from .signing import sign_with

ADDRESSES = ("checkpoint", "vkey", "entry/0", "proof/0", "tile/0/000.p/1", "tile/entries/000.p/1")


@probe(
    "publication-logs",
    "Publication logs",
    guards=["a log is shown by its own bureau, and the list of all by the county office"],
)
def publication_logs(trial: Trial) -> Iterator[str]:
    """Both have a signed log; the rows are never committed."""
    with transaction.atomic():
        logs = {target.code: _signed_log(target) for target in (trial.a, trial.b)}
        try:
            for own, other in trial.directions():
                yield from _asked(trial, own, other, logs)
        finally:
            transaction.set_rollback(True)


def _signed_log(target: Target) -> Log:
    append(target.code, kind="page.published", subject=f"doctor-{target.code}", hashes={})
    log = Log.objects.get(bureau=target.code, closed_at=None)
    sign_with(log, [Ed25519PrivateKey.generate()])
    return log


def _asked(trial: Trial, own: Target, other: Target, logs: dict[str, Log]) -> Iterator[str]:
    visitor = trial.visitor(own)
    names = {code: log.origin.rpartition("/")[2] for code, log in logs.items()}
    for address in ADDRESSES:
        if visitor.get(f"/transparency/{names[own.code]}/{address}").status_code != 200:
            raise RuntimeError(f"{own.code} does not show {address} of its own log.")
        if visitor.get(f"/transparency/{names[other.code]}/{address}").status_code != 404:
            yield f"{own.code} shows {address} of the log of {other.code}."
    for path in ("/transparency/", "/transparency/checkpoint", "/transparency/county"):
        if names[other.code].encode() in visitor.get(path).content_read:
            yield f"{path} at {own.code} names the log of {other.code}."
