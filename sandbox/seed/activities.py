"""Enter a year of activities, and write the summary that is begun from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils import timezone

from disclosure_plugin import models
from disclosure_plugin.actions.activities import make
from disclosure_plugin.actions.summary_generating import begin_summary
from disclosure_plugin.domain.register import Category

from .pages import publish
from .parts import Activity, BegunSummary
from .people import Staff


def make_activities(records: Iterable[Activity], staff: Staff) -> None:
    """Enter activities as the editor would; those of days to come have not taken place."""
    sections = {section.name: section for section in models.Section.objects.all()}
    for record in records:
        if record.on > timezone.localdate():
            continue
        activity = models.Activity(
            kind=record.kind,
            on=record.on,
            title=record.title,
            section=sections[record.section],
            people=record.people,
            boards=record.boards,
            leaflets=record.leaflets,
            hours=Decimal(record.hours) if record.hours else None,
            amount=Decimal(record.amount) if record.amount else None,
            laws=record.laws,
            supervision=record.supervision,
            rectification=record.rectification,
            rectified_on=record.rectified_on,
            notes=record.notes,
        )
        activity.full_clean()
        make(activity, by=staff.editor)


def make_summary(said: BegunSummary, staff: Staff) -> None:
    """Begin the summary, write what people write, and have it signed."""
    today = timezone.localdate()
    if today < said.formed_on:
        return
    sections = {section.name: section for section in models.Section.objects.all()}
    begun = begin_summary(year=said.year, template=said.template, user=staff.editor, today=today)
    page: Any = begun.get_latest_revision_as_object()
    page.abstract, page.formed_on = said.abstract, said.formed_on
    page.category, page.responsible_section = Category.OTHER, sections[said.section]
    page.introduction = f"<p>{said.introduction}</p>"
    page.conclusion = f"<p>{said.conclusion}</p>"
    page.sections = list(_written(page.sections, iter(said.texts), iter(said.parts)))
    page.shortcomings = [
        models.SummaryShortcoming(problem=problem, measure=measure)
        for problem, measure in said.shortcomings
    ]
    for answer, (status, note) in zip(page.plan_answers.all(), said.answers, strict=True):
        answer.status, answer.note = status, note
    page.plans = [
        models.SummaryPlan(text=text, section=sections[section], due_on=due_on)
        for text, section, due_on in said.plans
    ]
    page.show_in_menus = True
    publish(page, staff)


def _written(
    blocks: Any, texts: Iterator[str], parts: Iterator[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for block in blocks:
        section = block.value
        text = next(texts)
        yield (
            "section",
            {
                "marker": section["marker"],
                "heading": section["heading"],
                "body": f"<p>{text}</p>" if text else "",
                "lines": list(section["lines"]),
                "parts": [
                    {
                        "marker": part["marker"],
                        "heading": part["heading"],
                        "body": f"<p>{next(parts)}</p>",
                        "lines": list(part["lines"]),
                        "points": [],
                    }
                    for part in section["parts"]
                ],
            },
        )
