"""A report of package checks as people and programs take it away."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from disclosure_plugin.documents.tables import csv_bytes, json_bytes

from .package_reports import PackageReport

KINDS = ("csv", "json")


def outcome_in_words(outcome: str) -> str:
    """Say how a check ended."""
    return {
        "pass": pgettext("outcome of a package check", "passed"),
        "fail": pgettext("outcome of a package check", "failed"),
        "not_checked": pgettext("outcome of a package check", "not checked"),
    }[outcome]


def property_in_words(name: str) -> str:
    """Return the name of one of the four properties."""
    return {
        "authenticity": pgettext("property of an archive", "Authenticity"),
        "integrity": pgettext("property of an archive", "Integrity"),
        "usability": pgettext("property of an archive", "Usability"),
        "safety": pgettext("property of an archive", "Safety"),
    }[name]


def rows_of(results: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the results of a report in words, in the reader's language."""
    return [
        {
            "code": row["code"],
            "property": property_in_words(row["property"]),
            "item": _(row["item"]),
            "object": _(row["object"]),
            "basis": _(row["basis"]),
            "outcome": row["outcome"],
            "in_words": outcome_in_words(row["outcome"]),
            "evidence": _(row["evidence"]) % row["params"],
        }
        for row in results
    ]


def csv_of(results: list[dict[str, Any]]) -> bytes:
    """Write the results of a report for a spreadsheet; no cell of it runs as a formula."""
    header = [
        pgettext("of a check", "Code"), _("Property"), _("Item"), _("Object"), _("Basis"),
        _("Result"), _("Evidence"),
    ]  # fmt: skip
    names = ("code", "property", "item", "object", "basis", "in_words", "evidence")
    return csv_bytes(header, ([row[name] for name in names] for row in rows_of(results)))


def json_of(report: PackageReport) -> bytes:
    """Write a report for programs: the codes and the English sentences as they are kept."""
    return json_bytes(
        {
            "snapshot": report.snapshot_id,
            "moment": report.moment.lower(),
            "made_at": timezone.localtime(report.made_at).isoformat(timespec="seconds"),
            "software": report.software,
            "sha256": report.sha256,
            "passed": report.passed,
            "failed": report.failed,
            "not_checked": report.not_checked,
            "results": report.results,
        }
    )


def file_of(report: PackageReport, kind: str) -> bytes:
    """Return a report as a file.

    Args:
        kind: one of :data:`KINDS`.
    """
    return json_of(report) if kind == "json" else csv_of(report.results)
