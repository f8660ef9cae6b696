"""The commitment list, a year of invented cases, and the quarters that they add up to."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from disclosure_plugin.actions import assessing, case_import
from disclosure_plugin.domain.case_rows import HEADINGS
from disclosure_plugin.domain.register import Category
from disclosure_plugin.domain.working_days import WorkingCalendar
from disclosure_plugin.models import (
    BreachExplanation,
    Commitment,
    CommitmentLegalBasis,
    CommitmentListPage,
    EarlierPromise,
    Section,
)
from disclosure_plugin.register.working_calendar import working_calendar

from .parts import Commitments, Promise

# The year of the cases; what is still to come on the day of the demo is left out.
FIRST, LAST = date(2026, 1, 9), date(2026, 11, 20)
SUPERVISION = "局办公室每季度按办件记录核对，结果在本页公布。"


def commitment_page(commitments: Commitments, phone: str) -> CommitmentListPage:
    """Return the list as an editor would leave it, not saved yet."""
    sections = {section.name: section for section in Section.objects.all()}
    numbered = list(enumerate(commitments.promises, 1))
    page = CommitmentListPage(
        title=commitments.title,
        abstract=commitments.abstract,
        formed_on=commitments.formed_on,
        category=Category.LICENCES,
        responsible_section=sections[commitments.section],
        introduction=commitments.introduction,
        show_in_menus=True,
        fixed_lists=json.dumps([_fixed_list(one) for one in commitments.fixed_lists]),
        commitments=[
            Commitment(
                sort_order=number,
                code=code(number),
                text=promise.text,
                basis=promise.basis,
                conditions=promise.conditions,
                procedure=promise.procedure,
                fee=promise.fee,
                section=sections[promise.section],
                handler=promise.handler or f"{promise.section}负责人",
                statutory_days=promise.statutory,
                promised_days=promise.promised,
                promised_unit=promise.unit,
                in_force_from=promise.since or commitments.formed_on,
                loosening_reason=promise.reason,
                breach_liability=promise.liability,
                supervision=SUPERVISION,
                complaint_phone=phone,
            )
            for number, promise in numbered
        ],
        earlier_promises=[
            EarlierPromise(
                code=code(number), promised_days=earlier.days, in_force_from=earlier.since
            )
            for number, promise in numbered
            for earlier in promise.earlier
        ],
        legal_bases=[
            CommitmentLegalBasis(title=law, article=article) for law, article in commitments.laws
        ],
    )
    for commitment in page.commitments.all():
        commitment.full_clean(exclude=["page"])
    return page


def _fixed_list(one) -> dict:
    points = [
        {"type": "item", "value": point, "id": str(uuid5(NAMESPACE_URL, f"{one.title}{point}"))}
        for point in one.points
    ]
    value = {
        "title": one.title,
        "count": len(one.points),
        "in_force_from": one.since.isoformat(),
        "points": points,
    }
    return {"type": "points", "value": value, "id": str(uuid5(NAMESPACE_URL, one.title))}


def code(number: int) -> str:
    """Return the number of a commitment as it is written."""
    return f"{number:02}"


def keep_cases(
    page: CommitmentListPage, commitments: Commitments, editor: AbstractUser
) -> CommitmentListPage | None:
    """Take a year of cases in, freeze the quarters that are over, and put them into a draft.

    Args:
        page: the public list.
        commitments: what it was made from.
        editor: who uploads, freezes and writes.

    Returns:
        the list with its quarters, not saved; None if no quarter is over yet.
    """
    today = timezone.localdate()
    data = case_file(commitments, working_calendar(), until=min(LAST, today))
    kept = case_import.upload(file_name="2026年办件.csv", data=data, user=editor)
    case_import.run_waiting()
    case_import.take_in(kept)
    case_import.run_waiting()
    over = [number for number in (1, 2, 3, 4) if today > assessing.quarter(2026, number).last]
    for number in over:
        looked = assessing.look(page, 2026, number, today=today)
        frozen = assessing.freeze(
            page, 2026, number, sha256=looked.assessment.sha256, user=editor, today=today
        )
        assessing.show(page, frozen, user=editor)
    if not over:
        return None
    page.refresh_from_db()
    draft: CommitmentListPage = page.get_latest_revision_as_object()
    draft.explanations = [
        BreachExplanation(code=code(number), text=promise.explanation)
        for number, promise in enumerate(commitments.promises, 1)
        if promise.explanation
    ]
    return draft


def case_file(commitments: Commitments, calendar: WorkingCalendar, *, until: date) -> bytes:
    """Write the invented cases as another system would; the same file each time.

    Args:
        until: nothing has happened later.
    """
    lines = [",".join(HEADINGS.values())]
    for number, promise in enumerate(commitments.promises, 1):
        lines += _lines(number, promise, calendar, until)
    return "\r\n".join(lines).encode("utf-8-sig")


def _lines(number: int, promise: Promise, calendar: WorkingCalendar, until: date) -> Iterator[str]:
    chance = random.Random(number)
    for case in range(1, promise.cases + 1):
        received = FIRST + (LAST - FIRST) * case / (promise.cases + 1)
        while not calendar.is_working_day(received):
            received += timedelta(days=1)
        least = min([promise.promised, *(one.days for one in promise.earlier)])
        is_late = chance.random() * 1000 < promise.late
        took = promise.promised + chance.randint(1, 6) if is_late else chance.randint(1, least)
        finished = calendar.reckon(received, took).end
        if promise.unit == "calendar" and not is_late:
            finished = received + timedelta(days=chance.randint(0, promise.promised))
        pause = ("", "")
        if case % 25 == 0 and not is_late and promise.promised >= 7:
            first = received + timedelta(days=1)
            pause = (first.isoformat(), (first + timedelta(days=6)).isoformat())
            finished = calendar.reckon(first + timedelta(days=6), took).end
        if received > until:
            continue
        days = [received.isoformat(), "", finished.isoformat() if finished <= until else ""]
        if pause[1] > until.isoformat():
            pause = ("", "")
        yield ",".join([f"2026-{code(number)}-{case:04}", code(number), *days, *pause])
