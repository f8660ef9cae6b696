"""Issue a certificate: what it says, its number and its entry in the log in one transaction."""

from __future__ import annotations

import hashlib
import logging
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from disclosure_plugin import bureaus
from disclosure_plugin.domain.canonical import canonical_json
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.register.clock import database_now
from disclosure_plugin.register.log import append, follow
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.register.numbers import take

from .days import log_days
from .documents import Material, document
from .log_events import captured, days_of, events_of, observations, short_ids
from .models import Certificate, CertificateSeries, Probe, new_code
from .periods import NOT_LOOKED_AT, Period, ended, period_of

logger = logging.getLogger("disclosure_plugin.certificates")

ISSUED = "certificate.issued"
AUTOMATIC, EDITOR = "automatic", "editor"
# An observation that was begun before the period ended may be written down after it.
AFTER_THE_END = timedelta(minutes=5)


class NoPeriod(Refused):
    sentence = gettext_noop("The item %(number)s has no period, so there is nothing to certify.")


class NothingToCertify(Refused):
    sentence = gettext_noop(
        "Nothing is certified of %(number)s: it was taken down, or its number is void."
    )


class AlreadyIssued(Refused):
    sentence = gettext_noop(
        "The period of %(number)s is over and was certified: see the certificate %(certificate)s."
    )


class NoSuchItem(Refused):
    sentence = gettext_noop("This bureau has no item with the index number %(number)s.")


def waiting(now: datetime) -> QuerySet[RegisterEntry]:
    """Return the entries of all bureaus whose period is over and is to be certified.

    Those that were never looked at are left out: their periods ended before anybody looked.
    """
    certified = Certificate.objects.filter(
        entry=OuterRef("pk"), period_to=OuterRef("period_to"), is_final=True
    )
    seen = Probe.objects.filter(entry=OuterRef("pk"))
    found = ended(now - AFTER_THE_END).exclude(state__in=NOT_LOOKED_AT)
    return found.filter(Exists(seen), ~Exists(certified)).order_by("pk")


def issue_ended() -> int:
    """Certify every period of the current bureau that is over; one refused stops no other.

    Returns:
        how many certificates were issued.
    """
    done = 0
    for entry in waiting(database_now()).filter(bureau=bureaus.current()):
        try:
            issue(entry.number, role=AUTOMATIC)
        except Refused as refusal:
            logger.warning(
                "No certificate: %s",
                refusal,
                extra={"bureau": entry.bureau, "number": entry.number},
            )
        else:
            done += 1
    return done


@transaction.atomic
def issue(number: str, *, role: str) -> Certificate:
    """Certify the period of an item of the current bureau, as far as it has gone.

    Args:
        number: its index number.
        role: ``automatic`` or ``editor``.

    Raises:
        NoSuchItem, NoPeriod, NothingToCertify, AlreadyIssued: there is nothing to certify.
        NotInTheLog, LogReplaced: nothing can be proved of it.
    """
    bureau = bureaus.current()
    # Two who issue at once do so one after the other; the publication log is locked next, so
    # that nothing is entered between what the certificate says and its own entry.
    entry = RegisterEntry.objects.select_for_update().filter(bureau=bureau, number=number).first()
    if entry is None:
        raise NoSuchItem(number=number)
    period = _period(entry)
    follow(bureau)
    log_days(bureau)
    now = database_now().astimezone(UTC).replace(microsecond=0)
    is_final = period.is_over(now)
    if is_final:
        _check_not_issued(entry, period)
    material = _material(entry, period, now)
    year = timezone.localdate(now).year
    serial = take(CertificateSeries, f"{bureau}/{year}")
    code = new_code()
    content = canonical_json(document(material, year=year, serial=serial, code=code, role=role))
    sha256 = hashlib.sha256(content).hexdigest()
    logged = append(
        bureau,
        kind=ISSUED,
        subject=f"certificate/{year}-{serial}",
        hashes={"certificate": sha256},
    )
    return Certificate.objects.create(
        bureau=bureau,
        entry=entry,
        year=year,
        serial=serial,
        code=code,
        is_final=is_final,
        period_to=period.last_day,
        issued_at=now,
        document=content,
        sha256=sha256,
        log_entry=logged,
    )


def _period(entry: RegisterEntry) -> Period:
    period = period_of(entry)
    if period is None:
        raise NoPeriod(number=entry.number)
    if entry.state in NOT_LOOKED_AT:
        raise NothingToCertify(number=entry.number)
    return period


def _check_not_issued(entry: RegisterEntry, period: Period) -> None:
    found = Certificate.objects.filter(
        bureau=entry.bureau, entry=entry, period_to=period.last_day, is_final=True
    ).first()
    if found is not None:
        raise AlreadyIssued(number=entry.number, certificate=found.number)


def _material(entry: RegisterEntry, period: Period, now: datetime) -> Material:
    names = short_ids(entry)
    events = events_of(entry, names, period.opens_at)
    log = follow(entry.bureau)
    days = days_of(entry, log, since=events[0].at, until=min(period.closes_at, now))
    return Material(
        entry=entry,
        period=period,
        names=names,
        events=events,
        pages=observations(entry, days, Probe.Kind.PAGE),
        files=observations(entry, days, Probe.Kind.FILE),
        days=days,
        captured=captured(entry, names, events[0].index),
        origin=log.origin,
        issued_at=now,
    )
