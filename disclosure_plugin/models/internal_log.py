"""The private log of a bureau: what was disclosed to its staff, in rows that are only added.

It stands in the bureau's own schema and says no title. PostgreSQL refuses to change a row.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.internal_log import BEGINNING, Link, chained, check, content
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.register.clock import database_now

# Any number will do, as long as nothing else in the database takes the same.
INTERNAL_LOG_LOCK = 720_811


class OutsideTransaction(DisclosureError):
    """An entry was to be added without the act it tells of."""


class InternalLogEntry(models.Model):
    """One entry; its hash is of the one before and of what it says."""

    index = models.PositiveBigIntegerField(_("place in the log"), unique=True)
    previous = models.CharField(_("hash of the entry before"), max_length=64, unique=True)
    content = models.TextField(_("what it says"))
    hash = models.CharField(pgettext_lazy("of a log entry", "hash"), max_length=64, unique=True)
    kind = models.CharField(pgettext_lazy("of a log entry", "kind"), max_length=40)
    subject = models.CharField(pgettext_lazy("of a log entry", "subject"), max_length=255)
    at = models.DateTimeField(pgettext_lazy("of a log entry", "at"))

    class Meta:
        verbose_name = _("entry of the internal log")
        verbose_name_plural = _("entries of the internal log")
        ordering = ["index"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.index}: {self.kind}"


def append(
    *, kind: str, subject: str, hashes: Mapping[str, str], by: str = "", to: str = ""
) -> InternalLogEntry:
    """Add an entry to the current bureau's private log, in the transaction of what it tells of.

    The log is locked until that transaction ends: the last step of an act.

    Args:
        kind: what happened, e.g. ``item.disclosed``.
        subject: what it happened to: a short id.
        hashes: names and hexadecimal values of what the entry commits to.
        by: who did it; empty for nobody in particular.
        to: whom it was handed to; empty for nobody.

    Raises:
        OutsideTransaction: there is no transaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("Add to the log inside the transaction of what it tells of.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [INTERNAL_LOG_LOCK]
        )
    last = InternalLogEntry.objects.order_by("-index").first()
    index, previous = (last.index + 1, last.hash) if last else (0, BEGINNING)
    at = database_now()
    said = content(index, kind=kind, at=at, subject=subject, hashes=hashes, by=by, to=to)
    return InternalLogEntry.objects.create(
        index=index,
        previous=previous,
        content=said,
        hash=chained(previous, said),
        kind=kind,
        subject=subject,
        at=at,
    )


def verify() -> tuple[int, str]:
    """Check the current bureau's private log from its first entry.

    Returns:
        how many entries there are, and the hash of the last.

    Raises:
        ChainBroken: an entry is not what was written.
    """
    rows = InternalLogEntry.objects.order_by("index").iterator(chunk_size=2000)
    return check(Link(row.index, row.previous, row.content, row.hash) for row in rows)
