"""A summary begun from records, with what people write into it."""

from __future__ import annotations

from datetime import date
from typing import Any

from disclosure_plugin import models
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.actions.summary_generating import begin_summary
from disclosure_plugin.domain.register import Category

from .activities import ActivityFactory
from .pages import SectionFactory
from .reviews import colleague

# People, boards and leaflets of four days of outreach: 23, 6 and 1,046.
OUTREACH = ((5, 1, 220), (8, 2, 420), (4, 1, 156), (6, 2, 250))


def make_year(year: int) -> None:
    """Enter a year's activities; all of them on its first day, which is over on every other."""
    day = date(year, 1, 1)
    for number, (people, boards, leaflets) in enumerate(OUTREACH, 1):
        ActivityFactory(
            outreach=True,
            on=day,
            title=f"第{number}次宣传",
            people=people,
            boards=boards,
            leaflets=leaflets,
        )
    ActivityFactory(on=day)
    ActivityFactory(training=True, on=day)
    ActivityFactory(finding=True, on=day)
    ActivityFactory(spending=True, on=day)


def begun(year: int, *, today: date, template: str = "five-parts") -> Any:
    """Begin a summary as an editor does."""
    return begin_summary(year=year, template=template, user=colleague(EDITORS), today=today)


def written(page: Any, *, today: date) -> Any:
    """Write what people write, so that it can be handed in; it is not saved."""
    page = page.get_latest_revision_as_object()
    page.abstract, page.formed_on, page.category = "全年的数字。", today, Category.OTHER
    page.responsible_section = SectionFactory()
    page.introduction = "<p>全年按时公开。</p>"
    stream = []
    for block in page.sections:
        section = dict(block.value)
        section["body"] = "<p>每季度研究一次。</p>"
        section["parts"] = [{**part, "body": "<p>逐项检查。</p>"} for part in section["parts"]]
        stream.append(("section", section))
    page.sections = stream
    page.shortcomings = [
        models.SummaryShortcoming(problem="两个村的公示栏缺危改结果", measure="每月核对一次")
    ]
    page.plans = [models.SummaryPlan(text="村镇公示栏每月核对一次")]
    return page
