"""Statements, matters and assessments of a bureau of the demo, and how they are made."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group
from wagtail.models import Page, Site

from disclosure_plugin.actions import assessments
from disclosure_plugin.actions.reviewing import review
from disclosure_plugin.domain.finance import Line, begun_lines
from disclosure_plugin.domain.months import Month
from disclosure_plugin.domain.register import Category
from disclosure_plugin.models import (
    Assessment,
    AssessmentCriterion,
    AssessmentSubject,
    DisclosureColumnPage,
    FinanceSettings,
    FinanceStatementPage,
    InternalMatterPage,
    MatterLegalBasis,
    MatterRow,
    Section,
)
from disclosure_plugin.register.finance_lines import line_kinds
from disclosure_plugin.register.models import AssessmentGrade

from .account_parts import Accounts, Matter, MonthOf, Reviewed
from .people import Staff

ASSESSORS = "考核小组"
# The county's own, like everything here invented: no rule names such scores.
GRADES = {
    "优秀": ("90", "年终奖按标准的百分之一百一十发放（演示）"),
    "良好": ("80", "年终奖按标准发放（演示）"),
    "合格": ("60", "年终奖按标准的百分之九十发放（演示）"),
    "不合格": ("0", "不发年终奖，限期整改（演示）"),
}


def make_accounts(accounts: Accounts, staff: Staff) -> None:
    """Make statements, matters and assessments, through the review as editors do."""
    FinanceSettings.objects.update_or_create(
        site=Site.objects.get(is_default_site=True),
        defaults={"due_day": 10, "explained_percent": 10, "explained_amount": 10_000},
    )
    column = DisclosureColumnPage.objects.get(title=accounts.column)
    section = Section.objects.get(name=accounts.section)
    for month in accounts.months:
        _make_month(month, accounts, column, section, staff)
    for matter in accounts.matters:
        _disclose(_matter(matter, section), column, staff)
    if accounts.assessments:
        _set_grades()
        group, _made = Group.objects.get_or_create(name=ASSESSORS)
        for user in (staff.administrator, staff.reviewer):
            user.groups.add(group)
        for one in accounts.assessments:
            _assess(one, group, staff)


def _make_month(
    month: MonthOf, accounts: Accounts, column: Page, section: Section, staff: Staff
) -> None:
    of_month = Month(month.year, month.month)
    page = FinanceStatementPage(
        title=f"{month.year}年{month.month}月财务收支情况",
        abstract=f"{month.year}年{month.month}月收入、支出和接待费、差旅费、用车、培训费等开支情况。",
        year=month.year,
        month=month.month,
        formed_on=of_month.after().last_day.replace(day=6),
        category=Category.OTHER,
        responsible_section=section,
    )
    lines = [_line(line, month, accounts.reasons) for line in begun_lines(line_kinds())]
    page.set_lines(lines)
    if month.is_draft:
        _add(page, column, staff)
        page.save_revision(user=staff.editor, log_action=True)
    else:
        _disclose(page, column, staff)


def _line(line: Line, month: MonthOf, reasons: Mapping[tuple[str, int], str]) -> Line:
    kinds = line_kinds()

    def added_up(code: str, name: str) -> Decimal:
        if code in month.given:
            return Decimal(getattr(month.given[code], name))
        parts = [kind.code for kind in kinds if kind.part_of == code]
        return sum((added_up(part, name) for part in parts), Decimal(0))

    cells = {name: added_up(line.code, name) for name in ("budget", "actual", "last_year")}
    more = (cells["actual"] > cells["last_year"]) - (cells["actual"] < cells["last_year"])
    return Line(
        code=line.code,
        name=line.name,
        part_of=line.part_of,
        is_always_explained=line.is_always_explained,
        reason=reasons.get((line.code, more), ""),
        **cells,
    )


def _matter(matter: Matter, section: Section) -> InternalMatterPage:
    return InternalMatterPage(
        kind=matter.kind,
        title=matter.title,
        abstract=matter.abstract,
        formed_on=matter.formed_on,
        category=Category.OTHER,
        responsible_section=section,
        period_from=matter.period[0],
        period_to=matter.period[1],
        rows=[
            MatterRow(
                subject=row.subject,
                matter=row.matter,
                before=row.before,
                after=row.after,
                amount=row.amount,
                approved_by=row.approved_by,
            )
            for row in matter.rows
        ],
        legal_bases=[MatterLegalBasis(title=matter.basis)] if matter.basis else [],
    )


def _add(page: Any, column: Page, staff: Staff) -> None:
    page.live, page.owner = False, staff.editor
    column.refresh_from_db()
    column.add_child(instance=page)


def _disclose(page: Any, column: Page, staff: Staff) -> None:
    _add(page, column, staff)
    page.save_revision(user=staff.editor, log_action=True)
    review(
        page,
        author=staff.editor,
        people=[staff.reviewer, staff.administrator],
        looked_through_by=staff.reviewer,
    )


def _set_grades() -> None:
    for name, (lowest, consequence) in GRADES.items():
        AssessmentGrade.objects.filter(name=name, lowest=None).update(
            lowest=Decimal(lowest), consequence=consequence
        )


def _assess(one: Reviewed, group: Group, staff: Staff) -> None:
    made = Assessment.objects.create(title=one.title, year=one.year, group=group)
    actions_by = (staff.administrator, staff.reviewer)
    assessments.add_tasks(staff.administrator, made.pk, one.tasks)
    for of, name, weight in one.criteria:
        AssessmentCriterion(assessment=made, of=of, name=name, weight=Decimal(weight)).save()
    for subject in one.subjects:
        row = AssessmentSubject(
            assessment=made,
            kind=subject.kind,
            name=subject.name,
            post=subject.post,
            account=staff.editor if subject.is_editor else None,
        )
        row.save()
        if one.is_signed:
            _score(row, subject.scores, actions_by)
    if one.is_signed:
        for user in actions_by:
            assessments.sign(user, made.pk)


def _score(row: AssessmentSubject, scores: tuple[str, ...], assessors: tuple[Any, ...]) -> None:
    criteria = list(row.assessment.criteria.filter(of=row.kind))
    for place, user in enumerate(assessors):
        own = scores[place * len(criteria) :][: len(criteria)]
        given = {one: (Decimal(score), "") for one, score in zip(criteria, own, strict=True)}
        assessments.give_scores(user, row, given)
