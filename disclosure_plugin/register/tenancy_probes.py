"""Probes of the register and the publication logs, for tenancy_doctor.

Their rows stand in the schema that all bureaus share.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from disclosure_plugin.sealing import Target, Trial, probe

from .log import append
from .models import Log
from .signing import sign_with

ADDRESSES = ("checkpoint", "vkey", "entry/0", "proof/0", "tile/0/000.p/1", "tile/entries/000.p/1")


@probe(
    "register",
    gettext_noop("The register, its files and its numbers"),
    guards=["a bureau's site reads its own entries of the register"],
)
def register(trial: Trial) -> Iterator[str]:
    files = {
        kind: reverse("disclosure_plugin:register_file", args=[kind]) for kind in ("csv", "json")
    }
    for own, other in trial.directions():
        numbers = _numbers(trial, other, files["json"])
        if not numbers:
            raise RuntimeError(f"The register of {other.code} is empty.")
        visitor = trial.visitor(own)
        # Not the whole word: the form shows what was asked for.
        queries = ("", f"?bureau={other.code}", f"?q={other.secrets[0][:8]}", f"?q={numbers[0]}")
        for query in queries:
            for address in (reverse("disclosure_plugin:register"), *files.values()):
                answer = visitor.get(f"{address}{query}")
                yield from trial.secrets_in(answer, of=other, where=own)
        for number in numbers:
            answer = visitor.get(reverse("disclosure_plugin:numbered", args=[number]))
            if answer.status_code != 404:
                yield f"{own.code} answers {answer.status_code} for {number} of {other.code}."


def _numbers(trial: Trial, target: Target, address: str) -> list[str]:
    answer = trial.visitor(target).get(address)
    return [entry["number"] for entry in json.loads(answer.content)["entries"]]


@probe(
    "public-search",
    gettext_noop("The public search"),
    guards=["a bureau's site reads its own entries of the register"],
)
def public_search(trial: Trial) -> Iterator[str]:
    address = reverse("disclosure_plugin:search")
    for own, other in trial.directions():
        # Not the secret word itself: the page shows what was asked for.
        everything = f"{address}?since=2000-01-01"
        if other.secrets[0].encode() not in trial.visitor(other).get(everything).content:
            raise RuntimeError(f"{other.code} does not find its own items.")
        visitor = trial.visitor(own)
        for query in ("", f"&bureau={other.code}", "&order=date", "&q=Item"):
            answer = visitor.get(f"{everything}{query}")
            yield from trial.secrets_in(answer, of=other, where=own)


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
