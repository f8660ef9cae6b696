"""Probes of the register, for tenancy_doctor: its rows stand in the schema that all share."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_noop

from disclosure_plugin.sealing import Target, Trial, probe


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
