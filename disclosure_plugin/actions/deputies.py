"""Name a deputy for a reviewer who is away, and end that early."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from disclosure_plugin.domain.deputies import (
    AlreadyRepresented,
    CannotSignIn,
    DeputyIsAway,
    DeputyIsSelf,
    SignsNothing,
    check_days,
)
from disclosure_plugin.models import ReviewDeputy, ReviewStep
from disclosure_plugin.queries.people import can_work
from disclosure_plugin.queries.sign_offs import accounts_of_same_people

from .signing import name_of

MANAGE = "wagtailcore.change_workflow"


def may_name_for(user: Any, reviewer: Any) -> bool:
    """Say whether somebody may name a deputy for a reviewer: their own, or as administrator."""
    return bool(user.pk == reviewer.pk or user.has_perm(MANAGE))


@transaction.atomic
def name_deputy(
    reviewer: Any, deputy: Any, *, from_day: date, to_day: date, by: Any
) -> ReviewDeputy:
    """Let a colleague sign for a reviewer from one day to another, both included.

    Args:
        reviewer: who is away.
        deputy: who signs for them. They sign under their own name, for the reviewer, and not
            what either of them has written.
        from_day: the first day, in the bureau's time zone.
        to_day: the last day.
        by: who names them.

    Raises:
        PermissionDenied: it is not theirs to do.
        DaysWrong, TooLong, DeputyIsSelf, CannotSignIn, SignsNothing, AlreadyRepresented,
            DeputyIsAway: they may not be named so.
    """
    if not may_name_for(by, reviewer):
        raise PermissionDenied
    check_days(from_day, to_day, today=timezone.localdate(_now()))
    _wait_for_turn()
    if deputy.pk in accounts_of_same_people([reviewer.pk]):
        raise DeputyIsSelf
    if not can_work().filter(pk=deputy.pk).exists():
        raise CannotSignIn(name=name_of(deputy))
    steps = ReviewStep.objects.filter(active=True, groups__in=reviewer.groups.all())
    if not steps.exists():
        raise SignsNothing(name=name_of(reviewer))
    begins_at, ends_at = _start_of(from_day), _start_of(to_day + timedelta(days=1))
    others = ReviewDeputy.objects.overlapping(begins_at, ends_at)
    if others.filter(reviewer=reviewer).exists():
        raise AlreadyRepresented(name=name_of(reviewer))
    for person in (reviewer, deputy):
        chained = Q(deputy=person) if person is reviewer else Q(reviewer=person)
        if others.filter(chained).exists():
            raise DeputyIsAway(name=name_of(person))
    named = ReviewDeputy.objects.create(
        reviewer=reviewer,
        deputy=deputy,
        from_day=from_day,
        to_day=to_day,
        begins_at=begins_at,
        ends_at=ends_at,
        reviewer_name=name_of(reviewer),
        deputy_name=name_of(deputy),
        made_by_name=name_of(by),
    )
    named.refresh_from_db()
    return named


@transaction.atomic
def end_deputy(named: ReviewDeputy, *, by: Any) -> ReviewDeputy:
    """End now what would have ended by itself later; what was signed stays signed.

    Raises:
        PermissionDenied: it is not theirs to do.
    """
    if not may_name_for(by, named.reviewer):
        raise PermissionDenied
    ReviewDeputy.objects.not_over().filter(pk=named.pk).update(
        ends_at=Now(), ended_by_name=name_of(by)
    )
    named.refresh_from_db()
    return named


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        [[now]] = cursor.fetchall()
    moment: datetime = now
    return moment


def _wait_for_turn() -> None:
    """One after the other: two at once could make a chain of deputies that neither sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.deputies'))")
