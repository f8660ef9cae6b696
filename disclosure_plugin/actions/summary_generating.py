"""Begin a year's summary from a template, and count its figures anew; what people wrote stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from disclosure_plugin.domain.counts import Difference, differences
from disclosure_plugin.domain.summary_rules import PartTemplate, Template, figures_of
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.editor.summary_rules import summary_rules
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.models import AnnualSummaryPage, BureauHomePage, SummaryPlanAnswer
from disclosure_plugin.models.sign_offs import is_fixed
from disclosure_plugin.queries.counters import count
from disclosure_plugin.queries.plan_tasks import tasks_of

from .summary_import import NoHomePage, SummaryExists

BEGUN = "disclosure.summary_begun"
COUNTED = "disclosure.summary_counted"
# How many earlier years stand beside the year's figures.
EARLIER_YEARS = 3


class NoSuchTemplate(Refused):
    """A template was asked for that the rules do not have."""

    sentence = gettext_noop("There is no template “%(code)s” any more. Choose another one.")


class YearToCome(Refused):
    """A year was to be summed up that has not begun."""

    sentence = gettext_noop("%(year)s has not begun. Choose a year that has.")


@dataclass(frozen=True)
class Recount:
    """What counting anew gives, and how it differs from what the page holds."""

    counts: dict[str, Any]
    differences: list[Difference]


def begin_summary(*, year: int, template: str, user: Any, today: date) -> Any:
    """Make a draft with the structure of a template, the year's figures and last year's plan.

    Args:
        year: it reports on.
        template: a code of the rules.
        user: in whose name.
        today: the local day.

    Raises:
        SummaryExists, NoHomePage, NoSuchTemplate, YearToCome, NoSuchCounter: nothing was made.
    """
    rules = summary_rules()
    if template not in rules.templates:
        raise NoSuchTemplate(code=template)
    if year > today.year:
        raise YearToCome(year=year)
    chosen = rules.templates[template]
    with transaction.atomic():
        home = BureauHomePage.objects.select_for_update(of=("self",)).first()
        if home is None:
            raise NoHomePage(_("The bureau has no home page yet. Set up its site first."))
        there = AnnualSummaryPage.objects.filter(year=year).first()
        if there is not None:
            raise SummaryExists(there)
        page: Any = AnnualSummaryPage(
            title=chosen.title.format(year=year),
            year=year,
            introduction=f"<p>{escape(chosen.introduction)}</p>" if chosen.introduction else "",
            sections=json.dumps([_section(one) for one in chosen.sections]),
            template_code=chosen.code,
            counts=counted(year, chosen.lines(), template=chosen, today=today),
            live=False,
            has_unpublished_changes=True,
            owner=user,
        )
        page.plan_answers = [SummaryPlanAnswer(plan=task.text) for task in tasks_of(year)]
        home.add_child(instance=page)
        page.save_revision(user=user, log_action=True, clean=False)
        log(page, BEGUN, user=user, data={"template": chosen.code, "year": year})
    return page


def _section(part: PartTemplate) -> dict[str, Any]:
    parts = [{**_part(one), "points": []} for one in part.parts]
    return {"type": "section", "value": {**_part(part), "parts": parts}}


def _part(part: PartTemplate) -> dict[str, Any]:
    return {
        "marker": part.marker,
        "heading": part.heading,
        "body": f"<p>{escape(part.text)}</p>" if part.text else "",
        "lines": list(part.lines),
    }


def counted(
    year: int, lines: list[str], *, template: Template | None, today: date
) -> dict[str, Any]:
    """Count what sentences name, as a page keeps it.

    Args:
        year: the calendar year.
        lines: codes of sentences; those that the rules do not have any more are left out.
        template: says which figures stand large and which is drawn; None: none.
        today: the local day, which the page says beside the figures.

    Raises:
        NoSuchCounter: a sentence names what nothing counts.
    """
    rules = summary_rules()
    known = {line: rules.lines[line] for line in dict.fromkeys(lines) if line in rules.lines}
    codes = [code for text in known.values() for code in figures_of(text)]
    large = list(template.figures) if template else []
    chart = template.chart if template else ""
    figures = count([*codes, *large, *([chart] if chart else [])], year)
    return {
        "year": year,
        "counted_on": today.isoformat(),
        "lines": known,
        "figures": figures,
        "order": list(figures),
        "large": large,
        "chart": chart,
        "earlier": dict(_earlier(year, figures)),
    }


def _earlier(year: int, figures: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what the published summaries of the years before say of the same figures."""
    before = AnnualSummaryPage.objects.filter(
        year__lt=year, year__gte=year - EARLIER_YEARS, live=True
    ).order_by("-year")
    for page in before:
        own = page.figures_counted()
        by_hand = {(one.label, one.unit): one.value for one in page.figures.all()}
        values, months = {}, {}
        for code, figure in figures.items():
            if code in own:
                values[code], months[code] = own[code]["value"], own[code]["months"]
            elif (figure["label"], figure["unit"]) in by_hand:
                value = by_hand[figure["label"], figure["unit"]]
                values[code] = f"{value.normalize():f}"
        yield str(page.year), {"page": page.pk, "values": values, "months": months}


def recount(page: AnnualSummaryPage, *, today: date) -> Recount:
    """Count the figures of a summary anew and compare; nothing is written.

    Args:
        page: as its newest version stands.
        today: the local day.

    Raises:
        NoSuchCounter: a sentence names what nothing counts.
    """
    template = summary_rules().templates.get(page.template_code)
    counts = counted(page.year, _lines_in(page), template=template, today=today)
    return Recount(counts, differences(page.figures_counted(), counts["figures"]))


def take_recount(page: AnnualSummaryPage, *, user: Any, today: date) -> Recount:
    """Put newly counted figures into a new version of a draft, and plans that wait for an answer.

    No text that a person wrote is touched.

    Args:
        page: as its newest version stands.
        user: in whose name.
        today: the local day.

    Raises:
        ActRefused: its newest version is in review, or scheduled.
        NoSuchCounter: a sentence names what nothing counts.
    """
    lock = page.get_lock()
    if lock is not None and lock.for_user(user):
        raise ActRefused(str(lock.get_message(user)), page=page)
    latest = page.get_latest_revision()
    if page.workflow_in_progress and latest is not None and is_fixed(latest):
        raise ActRefused(
            _("This version is in review. Count anew when it has come back."), page=page
        )
    found = recount(page, today=today)
    page.counts = found.counts
    there = {one.plan for one in page.plan_answers.all()}
    for task in tasks_of(page.year):
        if task.text not in there:
            page.plan_answers.add(SummaryPlanAnswer(plan=task.text))
    with transaction.atomic():
        page.save_revision(user=user, log_action=True, clean=False)
        log(page, COUNTED, user=user, data={"figures": len(found.differences)})
    return found


def _lines_in(page: AnnualSummaryPage) -> list[str]:
    """Return the sentences that stand in the page now, in the order of its text."""
    found: list[str] = []
    for block in page.sections:
        found += block.value["lines"]
        for part in block.value["parts"]:
            found += part["lines"]
    return found
