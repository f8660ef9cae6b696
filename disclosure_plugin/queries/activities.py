"""Activities: lists for staff, and what the figures of a year count of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.activities import Kind, Rectification
from disclosure_plugin.domain.counts import Counted
from disclosure_plugin.models import Activity

from .counters import Counter, Records, register


def activities(
    *, year: int | None = None, kind: str = "", section: int | None = None
) -> QuerySet[Activity]:
    """Return what lies in no bin, the latest first; all that is given must fit."""
    found = Activity.objects.standing().select_related("section")
    if year is not None:
        found = found.in_year(year)
    if kind:
        found = found.filter(kind=kind)
    if section is not None:
        found = found.filter(section=section)
    return found


def years() -> list[int]:
    """Return the years in which there are activities, the latest first."""
    found = Activity.objects.standing().order_by().annotate(year=ExtractYear("on"))
    return sorted(set(found.values_list("year", flat=True)), reverse=True)


def _records(kind: Kind, measure: str = "", condition: Q | None = None) -> Records:
    """Return how to find the records of a kind; ``measure`` names the field that is added up."""

    def found(year: int) -> Iterable[Counted]:
        chosen = activities(year=year, kind=kind.value)
        if condition is not None:
            chosen = chosen.filter(condition)
        if measure:
            chosen = chosen.exclude(**{measure: None}).exclude(**{measure: 0})
        for one in chosen:
            yield Counted(
                key=f"activity {one.pk}",
                on=one.on,
                text=one.title,
                amount=Decimal(getattr(one, measure)) if measure else Decimal(1),
                address=reverse("disclosure_activities:edit", args=[one.pk]),
            )

    return found


_DONE = Q(rectification=Rectification.DONE.value)
_TABLE: list[tuple[str, Any, Any, Callable[[int], Iterable[Counted]]]] = [
    (
        "meeting.events",
        pgettext_lazy("figure", "meetings"),
        pgettext_lazy("unit of meetings", "times"),
        _records(Kind.MEETING),
    ),
    (
        "training.events",
        pgettext_lazy("figure", "training courses"),
        pgettext_lazy("unit of training courses", "times"),
        _records(Kind.TRAINING),
    ),
    (
        "training.people",
        pgettext_lazy("figure", "people trained"),
        pgettext_lazy("unit of people", "people"),
        _records(Kind.TRAINING, "people"),
    ),
    (
        "training.hours",
        pgettext_lazy("figure", "class hours"),
        pgettext_lazy("unit of class hours", "hours"),
        _records(Kind.TRAINING, "hours"),
    ),
    (
        "outreach.events",
        pgettext_lazy("figure", "outreach"),
        pgettext_lazy("unit of outreach", "events"),
        _records(Kind.OUTREACH),
    ),
    (
        "outreach.people",
        pgettext_lazy("figure", "people sent out"),
        pgettext_lazy("unit of people", "people"),
        _records(Kind.OUTREACH, "people"),
    ),
    (
        "outreach.boards",
        pgettext_lazy("figure", "display boards made"),
        pgettext_lazy("unit of display boards", "boards"),
        _records(Kind.OUTREACH, "boards"),
    ),
    (
        "outreach.leaflets",
        pgettext_lazy("figure", "leaflets handed out"),
        pgettext_lazy("unit of leaflets", "leaflets"),
        _records(Kind.OUTREACH, "leaflets"),
    ),
    (
        "inspection.events",
        pgettext_lazy("figure", "inspections"),
        pgettext_lazy("unit of inspections", "times"),
        _records(Kind.INSPECTION),
    ),
    (
        "finding.events",
        pgettext_lazy("figure", "findings of supervision"),
        pgettext_lazy("unit of findings", "findings"),
        _records(Kind.FINDING),
    ),
    (
        "finding.rectified",
        pgettext_lazy("figure", "findings put right"),
        pgettext_lazy("unit of findings", "findings"),
        _records(Kind.FINDING, condition=_DONE),
    ),
    (
        "finding.open",
        pgettext_lazy("figure", "findings not yet put right"),
        pgettext_lazy("unit of findings", "findings"),
        _records(Kind.FINDING, condition=~_DONE),
    ),
    (
        "group.events",
        pgettext_lazy("figure", "changes of the leading group"),
        pgettext_lazy("unit of changes of the group", "times"),
        _records(Kind.GROUP),
    ),
    (
        "spending.amount",
        pgettext_lazy("figure", "spent on disclosure"),
        pgettext_lazy("unit of money", "yuan"),
        _records(Kind.SPENDING, "amount"),
    ),
]
for _code, _label, _unit, _found in _TABLE:
    register(Counter(_code, _label, _unit, _found))
