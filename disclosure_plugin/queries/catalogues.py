"""Read catalogues: the county's rows and versions, and where its bureaus stand with them."""

from __future__ import annotations

from dataclasses import dataclass

from disclosure_plugin import bureaus
from disclosure_plugin.domain.catalogue import Row, rows_hash
from disclosure_plugin.register.models import (
    Catalogue,
    CatalogueRow,
    CatalogueVersion,
    InboxItem,
)


@dataclass(frozen=True)
class Recipient:
    """A bureau that may be sent a catalogue, and what became of the last time it was.

    Attributes:
        code, name: of the bureau.
        last: the newest message about this catalogue; None if it was never sent one.
        version: the version of that message; 0 if there is none.
    """

    code: str
    name: str
    last: InboxItem | None = None
    version: int = 0


def working_rows(catalogue: Catalogue) -> list[Row]:
    """Return the rows of a catalogue as the county edits them, in order."""
    return [one.row() for one in CatalogueRow.objects.filter(catalogue=catalogue)]


def working_hash(catalogue: Catalogue) -> str:
    """Return the SHA-256 of the rows as they are edited now."""
    return rows_hash([row.as_json() for row in working_rows(catalogue)])


def codes_elsewhere(catalogue: Catalogue) -> dict[str, str]:
    """Return the codes of other catalogues' rows, with the catalogue's name."""
    others = CatalogueRow.objects.exclude(catalogue=catalogue)
    return dict(others.values_list("code", "catalogue__name"))


def last_version(catalogue: Catalogue) -> CatalogueVersion | None:
    """Return the version that was pushed last; None if none was."""
    return CatalogueVersion.objects.filter(catalogue=catalogue).order_by("-number").first()


def recipients() -> dict[str, str]:
    """Return who may be sent a catalogue, by code: all bureaus of the county, or the only one."""
    listed = {one.code: one.name for one in bureaus.directory()}
    if listed:
        return listed
    own = bureaus.identity()
    return {own.code: own.name}


def recipients_of(catalogue: Catalogue) -> list[Recipient]:
    """Return who may be sent a catalogue, with what became of it, by name."""
    sent = InboxItem.objects.filter(
        kind=InboxItem.Kind.CATALOGUE, payload__catalogue=catalogue.code
    )
    last = {one.bureau: one for one in sent.order_by("bureau", "-pk").distinct("bureau")}
    found = [
        Recipient(
            code,
            name,
            last.get(code),
            last[code].payload["version"] if code in last else 0,
        )
        for code, name in recipients().items()
    ]
    return sorted(found, key=lambda one: one.name)
