"""A bureau takes a version of a catalogue into its own schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from disclosure_plugin.domain.catalogue import rows_hash
from disclosure_plugin.domain.catalogue_difference import difference
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.models import HeldCatalogue, HeldRow
from disclosure_plugin.register.models import CatalogueVersion

# Any number will do, as long as nothing else in the database takes the same.
CATALOGUE_LOCK = 720_813


class CannotTakeIn(Refused):
    """A version is not taken in; the bureau's catalogue stays as it is."""


class NoSuchVersion(CannotTakeIn):
    sentence = gettext_noop(
        "There is no version %(version)s of the catalogue %(catalogue)s. Push the catalogue again."
    )


class NotTheSameRows(CannotTakeIn):
    sentence = gettext_noop(
        "Version %(version)s of the catalogue %(catalogue)s is not what was sent: its SHA-256 "
        "differs. Tell county IT, then push the catalogue again."
    )


class OlderThanHeld(CannotTakeIn):
    sentence = gettext_noop(
        "The bureau has version %(held)s of this catalogue already, which is newer than version "
        "%(version)s."
    )


class CodeOfAnotherCatalogue(CannotTakeIn):
    sentence = gettext_noop(
        "The bureau has a row with the code %(code)s from the catalogue “%(catalogue)s”. Give the "
        "row another code and push again."
    )


@transaction.atomic
def take_in_catalogue(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Make the current bureau's catalogue what a version says.

    The same version twice changes nothing. A row that the version has no more stays, as no longer
    required: an item may refer to it, in a draft too.

    Args:
        payload: ``catalogue``, its code; ``version``, its number; ``sha256`` of its rows.

    Returns:
        How many rows were ``added``, ``changed`` and ``removed``, and the ``version``.

    Raises:
        CannotTakeIn: nothing is changed.
    """
    version = _version(payload)
    catalogue = version.catalogue
    with connection.cursor() as cursor:  # two at once could give one code to two catalogues
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [CATALOGUE_LOCK]
        )
    held = HeldCatalogue.objects.filter(code=catalogue.code).first()
    if held is not None and held.version > version.number:
        raise OlderThanHeld(held=held.version, version=version.number)
    if held is None:
        held = HeldCatalogue(code=catalogue.code)
    held.name, held.source = catalogue.name, catalogue.source
    held.version, held.taken_at = version.number, timezone.now()
    held.save()
    return {"version": version.number, **_follow(held, version)}


def _version(payload: Mapping[str, Any]) -> CatalogueVersion:
    told = {"catalogue": payload.get("catalogue"), "version": payload.get("version")}
    if not isinstance(told["version"], int):
        raise NoSuchVersion(**told)
    version = CatalogueVersion.objects.filter(
        catalogue__code=told["catalogue"], number=told["version"]
    ).first()
    if version is None:
        raise NoSuchVersion(**told)
    if not payload.get("sha256") == version.sha256 == rows_hash(version.rows):
        raise NotTheSameRows(**told)
    return version


def _follow(held: HeldCatalogue, version: CatalogueVersion) -> dict[str, int]:
    rows = version.read_rows()
    wanted = {row.code for row in rows}
    # What another catalogue has dropped may come back in this one: items go on naming it.
    others = HeldRow.objects.exclude(catalogue=held).filter(is_required=True)
    foreign = others.filter(code__in=wanted).first()
    if foreign is not None:
        raise CodeOfAnotherCatalogue(code=foreign.code, catalogue=foreign.catalogue.name)
    before = [one.row() for one in held.rows.filter(is_required=True)]
    HeldRow.objects.bulk_create(
        [
            HeldRow(
                catalogue=held,
                code=row.code,
                position=position,
                content=row.as_json(),
                is_required=True,
            )
            for position, row in enumerate(rows, 1)
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["catalogue", "position", "content", "is_required"],
    )
    held.rows.exclude(code__in=wanted).update(is_required=False)
    return difference(before, rows).counts
