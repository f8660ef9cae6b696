"""The county pushes a catalogue: its rows become a version, and bureaus find it in their inbox.

Nothing is written into the schema of a bureau; see :mod:`disclosure_plugin.actions.inbox` for
the other half.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from disclosure_plugin.domain.catalogue import rows_hash
from disclosure_plugin.domain.catalogue_difference import Difference, difference
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.queries.catalogues import last_version, recipients, working_rows
from disclosure_plugin.register import inbox
from disclosure_plugin.register.models import Catalogue, CatalogueVersion, InboxItem
from disclosure_plugin.signals import inbox_filled


class CannotPush(Refused):
    """Nothing is pushed; no version is made."""


class NothingToPush(CannotPush):
    sentence = gettext_noop(
        "The catalogue “%(catalogue)s” has no row. Enter its rows, or upload a table."
    )


class NobodyChosen(CannotPush):
    sentence = gettext_noop("Choose the bureaus that shall follow the catalogue.")


class NoSuchRecipient(CannotPush):
    sentence = gettext_noop("There is no bureau with the code %(code)s to send it to.")


@dataclass(frozen=True)
class Pushed:
    """What was sent.

    Attributes:
        version: the version that bureaus shall follow.
        is_new: whether the rows differed from those pushed before.
        sent: the bureaus that find it in their inbox.
        had: those that were sent this version before and have not refused it.
    """

    version: CatalogueVersion
    is_new: bool
    sent: tuple[str, ...]
    had: tuple[str, ...]


def what_a_push_would_change(catalogue: Catalogue) -> Difference:
    """Return the difference of the rows from the version that was pushed last."""
    before = last_version(catalogue)
    return difference(before.read_rows() if before else [], working_rows(catalogue))


@transaction.atomic
def push(catalogue: int, *, to: Iterable[str], by: str) -> Pushed:
    """Freeze the rows of a catalogue and send them to bureaus; twice sends them once.

    Args:
        catalogue: its key.
        to: codes of the bureaus that shall follow it.
        by: name of the person who pushes.

    Raises:
        CannotPush: nothing is sent and nothing is frozen.
        Catalogue.DoesNotExist: there is no such catalogue.
    """
    one = Catalogue.objects.select_for_update().get(pk=catalogue)
    codes = sorted(set(to))
    known = recipients()
    if not codes:
        raise NobodyChosen
    for code in codes:
        if code not in known:
            raise NoSuchRecipient(code=code)
    version, is_new = _version(one, by)
    payload = {"catalogue": one.code, "version": version.number, "sha256": version.sha256}
    had = _who_had(version)
    sent = [code for code in codes if code not in had]
    for code in sent:
        inbox.send(code, InboxItem.Kind.CATALOGUE, payload, by=by)
    if sent:
        transaction.on_commit(
            lambda: inbox_filled.send(sender=InboxItem, bureaus=sent), robust=True
        )
    return Pushed(version, is_new, tuple(sent), tuple(code for code in codes if code in had))


def _version(one: Catalogue, by: str) -> tuple[CatalogueVersion, bool]:
    rows = [row.as_json() for row in working_rows(one)]
    if not rows:
        raise NothingToPush(catalogue=one.name)
    sha256 = rows_hash(rows)
    last = last_version(one)
    if last is not None and last.sha256 == sha256:
        return last, False
    version = CatalogueVersion.objects.create(
        catalogue=one,
        number=last.number + 1 if last else 1,
        rows=rows,
        sha256=sha256,
        frozen_by=by,
    )
    return version, True


def _who_had(version: CatalogueVersion) -> set[str]:
    """Return who has this version waiting, or took it in."""
    sent = InboxItem.objects.filter(
        kind=InboxItem.Kind.CATALOGUE,
        payload__catalogue=version.catalogue.code,
        payload__version=version.number,
        refusal="",
    )
    return set(sent.values_list("bureau", flat=True))
