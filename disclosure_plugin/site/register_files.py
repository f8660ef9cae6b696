"""The register as a file: the columns of the list for people, and the same for machines."""

from __future__ import annotations

from datetime import date, datetime
from typing import IO

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from disclosure_plugin.documents.tables import write_csv, write_json, write_xlsx
from disclosure_plugin.queries.register import Scope
from disclosure_plugin.register.models import RegisterEntry

from .addresses import number_address, register_address

KINDS = ("csv", "json", "xlsx")


def write_file(file: IO[bytes], kind: str, entries: QuerySet[RegisterEntry], scope: Scope) -> None:
    """Write entries into a file, one after the other: a county has a hundred thousand.

    Args:
        file: where to.
        kind: one of :data:`KINDS`.
        entries: what to write, in order.
        scope: whose entries they are.
    """
    found = (machine_row(entry, scope) for entry in entries.iterator(chunk_size=500))
    if kind == "json":
        write_json(file, {"register": register_address()}, "entries", found)
        return
    columns = _columns()
    header = list(columns.values())
    rows = ([str(row[name] or "") for name in columns] for row in found)
    if kind == "csv":
        write_csv(file, header, rows)
    else:
        write_xlsx(file, _("Register"), header, rows)


def machine_row(entry: RegisterEntry, scope: Scope) -> dict[str, str | int | None]:
    """Return what the register says of an item; dates as ISO 8601, with the zone where timed."""
    return {
        "number": entry.number,
        "title": entry.title,
        "abstract": entry.abstract,
        "category": entry.category,
        "category_name": entry.get_category_display(),
        "bureau": entry.bureau,
        "bureau_name": entry.bureau_name,
        "formed_on": _day(entry.formed_on),
        "first_published_at": _time(entry.first_published_at),
        "version_published_at": _time(entry.version_published_at),
        "original_published_on": _day(entry.original_published_on),
        "original_source": entry.original_source or None,
        "due_by": _day(entry.due_by),
        "due_unknown": _why_no_day(entry),
        "validity": entry.validity,
        "validity_name": str(entry.get_validity_display()),
        "period_from": _day(entry.period_from),
        "period_to": _day(entry.period_to),
        "period_unit": entry.period_unit or None,
        "period_days": entry.period_days,
        "period_opens_at": _time(entry.period_opens_at) if entry.period_opens_at else None,
        "period_closes_at": _time(entry.period_closes_at) if entry.period_closes_at else None,
        "period_ended_at": _time(entry.period_ended_at) if entry.period_ended_at else None,
        "address": number_address(scope.roots[entry.bureau], entry.number),
        "content_sha256": entry.content_hash,
    }


def _columns() -> dict[str, str]:
    """Return the columns for people, in order."""
    return {
        "number": _("Index number"),
        "title": _("Title"),
        "abstract": _("Abstract"),
        "category_name": _("Category"),
        "bureau_name": _("Issuing bureau"),
        "formed_on": _("Formed on"),
        "first_published_at": pgettext("register", "First published"),
        "version_published_at": _("This version published"),
        "original_published_on": _("First published elsewhere"),
        "original_source": _("Published elsewhere where"),
        "due_by": _("To be disclosed by"),
        "due_unknown": _("Why no day is given"),
        "validity_name": _("Validity"),
        "period_from": _("Period from"),
        "period_to": _("Period to"),
        "address": _("Address"),
        "content_sha256": _("SHA-256 of the content"),
    }


def _why_no_day(entry: RegisterEntry) -> str | None:
    if entry.due_unknown_year is None:
        return None
    return _("The working days of %(year)s are not known to this installation.") % {
        "year": entry.due_unknown_year
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _time(value: datetime) -> str:
    return timezone.localtime(value).isoformat(timespec="seconds")
