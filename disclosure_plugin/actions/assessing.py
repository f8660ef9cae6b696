"""A quarter is assessed, looked at and frozen; what is frozen never changes."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from wagtail.models import Page

from disclosure_plugin.domain.case_statistics import (
    Assessment,
    Difference,
    Period,
    assess,
    difference,
    quarter,
)
from disclosure_plugin.domain.cases import Case
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.models import CaseAssessment, Person, ShownAssessment
from disclosure_plugin.queries.cases import cases_of, named_twice
from disclosure_plugin.register.working_calendar import working_calendar, working_days_table


class CannotAssess(Refused):
    """A quarter is not assessed or not frozen; nothing was kept."""


class QuarterNotOver(CannotAssess):
    sentence = gettext_noop(
        "The quarter ends on %(last)s. It can be assessed from the day after on."
    )


class ChangedMeanwhile(CannotAssess):
    sentence = gettext_noop(
        "The case records have changed since you looked. Look at the new figures, then freeze."
    )


class NothingToCorrect(CannotAssess):
    sentence = gettext_noop(
        "This quarter is frozen, and the case records say the same today. There is nothing to "
        "correct."
    )


class ReasonNeeded(CannotAssess):
    sentence = gettext_noop(
        "This quarter is frozen already. Write why it has to be corrected; the reason is public."
    )


@dataclass(frozen=True)
class Looked:
    """What a quarter adds up to today, and what was frozen of it.

    Attributes:
        frozen: the newest frozen one; None if there is none.
        difference: what has changed since; None if nothing was frozen.
        elsewhere: how many cases count for which other list, by its title.
    """

    period: Period
    assessment: Assessment
    frozen: CaseAssessment | None
    difference: Difference | None
    elsewhere: dict[str, int]


def look(page: Any, year: int, number: int, *, today: date) -> Looked:
    """Assess a quarter of a list without keeping anything.

    Args:
        page: a public commitment list, of its own class, as the public reads it.
        year, number: which quarter.
        today: the local day.

    Raises:
        QuarterNotOver: it is not.
        YearNotAnnounced: days of a year count whose holidays nobody has entered.
    """
    period = quarter(year, number)
    if today <= period.last:
        raise QuarterNotOver(last=period.last.isoformat())
    elsewhere: Counter[str] = Counter()
    found = assess(
        _cases_for(page, period, elsewhere),
        [one for one in page.promises() if one.code],
        working_calendar(),
        period,
        announced=working_days_table(),
    )
    frozen = newest(page, year, number)
    changed = difference(unpacked(frozen), found.inputs) if frozen else None
    return Looked(period, found, frozen, changed, dict(elsewhere))


def _cases_for(page: Any, period: Period, elsewhere: Counter[str]) -> Iterator[Case]:
    """Yield the cases that count for a list; count the others that name one of its numbers."""
    twice = named_twice(period.last)
    own = {one.code for one in page.promises()}
    for case in cases_of(period.first, period.last):
        other = twice.list_of(case)
        if other is None or other.pk == page.pk:
            yield case
        elif case.commitment in own:
            elsewhere[other.title] += 1


def newest(page: Any, year: int, number: int) -> CaseAssessment | None:
    """Return what was frozen last of a quarter."""
    frozen = CaseAssessment.objects.filter(page=page.pk, year=year, quarter=number)
    return frozen.order_by("-version").first()


def unpacked(assessment: CaseAssessment) -> bytes:
    """Return the inputs of a frozen quarter, as its SHA-256 is reckoned from."""
    return zlib.decompress(bytes(assessment.inputs))


@transaction.atomic
def freeze(
    page: Any,
    year: int,
    number: int,
    *,
    sha256: str,
    user: Any,
    today: date,
    reason: str = "",
) -> CaseAssessment:
    """Keep a quarter as it adds up today, for good.

    Args:
        page: a public commitment list, of its own class.
        year, number: which quarter.
        sha256: of the inputs that were looked at.
        user: who freezes it.
        today: the local day.
        reason: why what was frozen before is corrected; public.

    Raises:
        CannotAssess: nothing was kept.
        YearNotAnnounced: days of a year count whose holidays nobody has entered.
    """
    Page.objects.select_for_update().get(pk=page.pk)  # one at a time
    looked = look(page, year, number, today=today)
    if looked.assessment.sha256 != sha256:
        raise ChangedMeanwhile
    if looked.frozen and looked.frozen.sha256 == sha256:
        raise NothingToCorrect
    reason = " ".join(reason.split())[:300]
    if looked.frozen and not reason:
        raise ReasonNeeded
    post = Person.objects.filter(user=user).values_list("post", flat=True).first()
    return CaseAssessment.objects.create(
        page_id=page.pk,
        year=year,
        quarter=number,
        version=looked.frozen.version + 1 if looked.frozen else 1,
        reason=reason if looked.frozen else "",
        figures=figures(looked, page),
        inputs=zlib.compress(looked.assessment.inputs, 9),
        sha256=sha256,
        frozen_by=user,
        by_name=user.get_full_name() or user.get_username(),
        by_post=post or "",
    )


def figures(looked: Looked, page: Any) -> dict[str, Any]:
    """Return what a quarter adds up to, as JSON keeps it."""
    accounts = looked.assessment.accounts
    return {
        "first": looked.period.first.isoformat(),
        "last": looked.period.last.isoformat(),
        "commitments": [
            {
                "code": one.code,
                "text": one.text,
                "running": accounts[one.code].running,
                "without_promise": accounts[one.code].without_promise,
                "months": {
                    month: tally.as_stored()
                    for month, tally in sorted(accounts[one.code].months.items())
                },
            }
            for one in page.commitments.all()
            if one.code
        ],
    }


@transaction.atomic
def show(page: Any, assessment: CaseAssessment, *, user: Any) -> Any:
    """Begin a version of the list that shows a frozen quarter; it goes through review.

    Args:
        page: the list, of its own class.
        assessment: one of the list's.
        user: in whose name.

    Returns:
        the new revision; None if the newest version shows it already.
    """
    draft = type(page)._default_manager.get(pk=page.pk).get_latest_revision_as_object()
    if any(one.assessment_id == assessment.pk for one in draft.assessments.all()):
        return None
    draft.assessments.add(ShownAssessment(assessment=assessment))
    return draft.save_revision(user=user)
