"""Thirty bureaus hand their annual reports in; the county's sum is an independent one's.

Whether one was late is told by PostgreSQL's clock; the integration tests write rows of other days.
"""

from __future__ import annotations

from datetime import date

import pytest
from wagtail.models import PageLogEntry

from disclosure_plugin import bureaus
from disclosure_plugin.actions.annual_report_submitting import (
    RETURNED,
    DoesNotAddUpYet,
    accept,
    give_back,
    submit,
)
from disclosure_plugin.actions.inbox import take_in
from disclosure_plugin.domain.annual_report_form import CELLS
from disclosure_plugin.domain.annual_report_values import to_json
from disclosure_plugin.models import AnnualReportPage
from disclosure_plugin.queries.annual_report_rollup import roll_up
from disclosure_plugin.register.models import AnnualReportSubmission
from disclosure_plugin.tenancy.provisioning import create_bureau
from tests.factories.annual_reports import small_report
from tests.factories.pages import AnnualReportFactory

pytestmark = pytest.mark.long

TODAY = date(2026, 2, 10)
CODES = [f"bu{number}" for number in range(30)]


@pytest.fixture
def thirty(outside_transactions):
    for number, code in enumerate(CODES):
        create_bureau(code=code, name=f"云岭县第{number}局", host=f"{code}.localhost")


def report_of(number: int) -> dict:
    return small_report(new=8 + number, before=number % 5, over=number % 3, seed=number)


def hand_in(code: str, numbers: dict) -> AnnualReportSubmission:
    with bureaus.activate(code):
        page = AnnualReportPage.objects.first()
        if page is None:
            page = AnnualReportFactory(numbers=numbers)
        else:
            page.tables = to_json(numbers)
            page.save_revision()
        return submit(page.pk, user=None, by="某人")


def test_thirty_bureaus_one_late_and_one_wrong(thirty):
    late, wrong = CODES[11], CODES[17]
    with pytest.raises(DoesNotAddUpYet):
        hand_in(wrong, {**report_of(17), "3/1/person": 1000})
    handed_in = {
        code: hand_in(code, report_of(number))
        for number, code in enumerate(CODES)
        if code not in (late, wrong)
    }
    # It adds up, but the county knows better: returned, put right, accepted.
    first = hand_in(wrong, report_of(99))
    with bureaus.activate("county"):
        for one in handed_in.values():
            accept(one.pk, by="赵建国")
        give_back(first.pk, reason="与审批系统不一致。", by="赵建国")
        day = roll_up(2025, today=TODAY)
        assert {one.code for one in day.missing} >= {late, wrong}
    with bureaus.activate(wrong):
        take_in()  # or a worker has
        assert PageLogEntry.objects.filter(action=RETURNED).count() == 1
    with bureaus.activate("county"):
        accept(hand_in(wrong, report_of(17)).pk, by="赵建国")
    accept(hand_in(late, report_of(11)).pk, by="赵建国")
    # Handed in again after it was accepted: it waits, and the sum stays.
    hand_in(CODES[0], report_of(50))

    wanted = dict.fromkeys(CELLS, 0)
    for number in range(30):
        for code, value in report_of(number).items():
            wanted[code] += value
    with bureaus.activate("county"):
        found = roll_up(2025, today=TODAY)
    assert found.total == wanted
    assert len(found.counted) == 30
    assert {one.code for one in found.missing} == {"county", "jsj", "czj"}
    assert [one.code for one in found.waiting] == [CODES[0]]
    for code in CODES:  # nobody has anything of another's
        with bureaus.activate(code):
            assert AnnualReportPage.objects.count() == 1
            take_in()
