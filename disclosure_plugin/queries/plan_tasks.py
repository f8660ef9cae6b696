"""The tasks of a year, for the next summary and for whoever assesses the year."""

from __future__ import annotations

from django.db.models import QuerySet

from disclosure_plugin.models import PlanTask


def tasks_of(year: int) -> QuerySet[PlanTask]:
    """Return what is to be carried out in a year, in the order in which it was planned."""
    return PlanTask.objects.filter(year=year, is_withdrawn=False).select_related("section")
