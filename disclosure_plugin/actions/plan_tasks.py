"""Make what a published summary plans the tasks of the next year."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import Page
from wagtail.signals import page_published

from disclosure_plugin.domain.summary_checks import PlanStatus
from disclosure_plugin.models import AnnualSummaryMixin, PlanTask, SignOff


def keep_plans() -> None:
    """Attach to Wagtail's publications; called once, at start-up."""
    page_published.connect(_after_publishing, dispatch_uid="disclosure.keep_plans")


def _after_publishing(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    # Wagtail sends its signal also when a page that never was public is scheduled.
    if instance.live and isinstance(instance, AnnualSummaryMixin):
        take_plans(instance)


@transaction.atomic
def take_plans(page: Any) -> None:
    """Write the tasks of the year after a summary, and what it says of those of its own year.

    Safe to repeat. A task whose plan a later version leaves out is marked, and stays.

    Args:
        page: a published summary.
    """
    _leave_other_years(page)
    _answer(page)
    planned = {
        plan.text: {
            "section_id": plan.section_id,
            "due_on": plan.due_on,
            "from_year": page.year,
        }
        for plan in page.plans.all()
    }
    carried_over = PlanTask.objects.filter(
        year=page.year, status=PlanStatus.CARRIED_OVER.value, is_withdrawn=False
    )
    for task in carried_over:
        # It may be planned anew, with a day of its own; it is as old as it was all the same.
        values = planned.setdefault(task.text, {"section_id": None, "due_on": None})
        values["section_id"] = values["section_id"] or task.section_id
        values["from_year"] = task.from_year
    for place, (text, values) in enumerate(planned.items()):
        PlanTask.objects.update_or_create(
            year=page.year + 1,
            text=text,
            defaults={**values, "place": place, "is_withdrawn": False},
        )
    PlanTask.objects.filter(year=page.year + 1).exclude(text__in=planned).update(is_withdrawn=True)


def _leave_other_years(page: Any) -> None:
    """Mark the tasks that the page has planned when it was published for another year."""
    signed = SignOff.objects.filter(page=page.pk, is_last=True, published_at__isnull=False)
    years = set(signed.values_list("revision__content__year", flat=True)) - {page.year}
    others = type(page)._default_manager.filter(live=True, year__in=years)
    for year in years - set(others.values_list("year", flat=True)):
        PlanTask.objects.filter(year=year + 1).update(is_withdrawn=True)


def _answer(page: Any) -> None:
    tasks = PlanTask.objects.filter(year=page.year)
    for answer in page.plan_answers.all():
        tasks.filter(text=answer.plan).update(status=answer.status, note=answer.note)
