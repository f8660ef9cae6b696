"""Find certificates of the current bureau; nothing of another bureau's is ever found."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from django.db.models import QuerySet

from disclosure_plugin import bureaus
from disclosure_plugin.certificates.models import Certificate, Probe
from disclosure_plugin.register.models import RegisterEntry

NUMBER = re.compile(r"\s*(\d{4})\s*[-/]\s*(\d{1,9})\s*", re.ASCII)
SHA256 = re.compile(r"[0-9a-f]{64}")
CODE = re.compile(r"[0-9a-f]{20}")


@dataclass(frozen=True)
class Match:
    """A file that a certificate knows.

    Attributes:
        certificate: the certificate.
        what: ``document``, ``pdf`` or ``attachment``.
    """

    certificate: Certificate
    what: str


def certificates() -> QuerySet[Certificate]:
    """Return the current bureau's certificates, the newest first."""
    found = Certificate.objects.filter(bureau=bureaus.current())
    return found.select_related("entry", "log_entry__log")


def is_taken_down(entry: RegisterEntry) -> bool:
    """Whether nothing but its number may be shown of an item.

    A number may become void after the take-down; the title that went with it does not come back.
    """
    state = RegisterEntry.State
    return entry.state == state.TAKEN_DOWN or (entry.state == state.VOID and not entry.title)


def is_hidden(certificate: Certificate) -> bool:
    """Whether nothing but its number may be shown: the item was taken down."""
    return is_taken_down(certificate.entry)


def by_code(code: str) -> Certificate | None:
    """Return the certificate with a check code."""
    return certificates().filter(code=code).first() if CODE.fullmatch(code) else None


def by_number_and_code(number: str, code: str) -> Certificate | None:
    """Return the certificate with a number and check code, as they were typed."""
    parts = NUMBER.fullmatch(number)
    plain = re.sub(r"[\s-]", "", code).lower()
    if parts is None or not CODE.fullmatch(plain) or int(parts[2]) > 2**31 - 1:
        return None
    return certificates().filter(year=int(parts[1]), serial=int(parts[2]), code=plain).first()


def of_item(short_id: str) -> tuple[RegisterEntry, list[Certificate]] | None:
    """Return an item of the current bureau and its certificates, the newest first."""
    entries = RegisterEntry.objects.filter(bureau=bureaus.current(), short_id=short_id)
    entry = entries.order_by("-pk").first()
    if entry is None:
        return None
    return entry, list(certificates().filter(entry=entry))


def by_sha256(sha256: str) -> list[Match]:
    """Return the certificates that know a file."""
    found = [
        *(Match(one, "document") for one in certificates().filter(sha256=sha256)),
        *(Match(one, "pdf") for one in certificates().filter(pdf_sha256=sha256)),
    ]
    seen = Probe.objects.filter(
        bureau=bureaus.current(), kind=Probe.Kind.FILE, sha256=sha256, problem=""
    )
    for one in certificates().filter(entry__in=seen.values("entry")):
        if any(
            stretch["sha256"] == sha256
            for attachment in json.loads(bytes(one.document))["attachments"]
            for stretch in attachment["found"]
        ):
            found.append(Match(one, "attachment"))
    return found
