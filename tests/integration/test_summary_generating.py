"""A summary begun from records: it adds up, leads to what it counts, and stays as published."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from decimal import Decimal

import docx
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from lxml import html
from pypdf import PdfReader
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.actions.activities import put_in_bin
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from disclosure_plugin.actions.summary_generating import (
    NoSuchTemplate,
    YearToCome,
    recount,
    take_recount,
)
from disclosure_plugin.actions.summary_import import SummaryExists
from disclosure_plugin.domain.counts import Change
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import (
    AnnualSummaryPage,
    PlanTask,
    SummaryPlan,
    SummaryPlanAnswer,
)
from disclosure_plugin.queries.counters import Counter, count, register, registered, unregister
from disclosure_plugin.queries.page_texts import page_texts
from disclosure_plugin.queries.plan_tasks import tasks_of
from disclosure_plugin.queries.summaries import counted_now
from tests.factories import summaries
from tests.factories.activities import ActivityFactory
from tests.factories.pages import ItemFactory, SectionFactory, SummaryFactory
from tests.factories.reviews import colleague, publish
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"
TODAY = date(2026, 11, 27)


@pytest.fixture
def year(jsj):
    """Four outreaches with 23 people, 6 boards and 1,046 leaflets, and one of another year."""
    for month, people, boards, leaflets in (
        (3, 5, 1, 220), (6, 8, 2, 420), (9, 4, 1, 156), (11, 6, 2, 250),
    ):  # fmt: skip
        ActivityFactory(
            outreach=True, on=date(2026, month, 9), people=people, boards=boards,
            leaflets=leaflets, title=f"{month}月宣传",
        )  # fmt: skip
    ActivityFactory(outreach=True, on=date(2025, 12, 4), leaflets=9999)
    ActivityFactory(finding=True)
    return 2026


def begun(year: int = 2026, template: str = "five-parts") -> AnnualSummaryPage:
    return summaries.begun(year, today=TODAY, template=template)


def written(page: AnnualSummaryPage) -> AnnualSummaryPage:
    return summaries.written(page, today=TODAY)


def text_of(content: bytes) -> str:
    main = html.fromstring(content).find(".//main")
    return re.sub(r"\s+", "", main.text_content())


# --- Counted -------------------------------------------------------------------------------------


def test_the_draft_has_the_structure_and_the_years_figures(year):
    page = begun()
    assert page.title == "2026年政务公开工作总结"
    assert not page.live
    assert [block.value["heading"] for block in page.sections] == [
        "组织领导", "学习培训", "工作落实", "主要成效",
    ]  # fmt: skip
    figures = page.figures_counted()
    values = {code: figures[code]["value"] for code in figures if code.startswith("outreach")}
    assert values == {
        "outreach.events": "4", "outreach.people": "23", "outreach.boards": "6",
        "outreach.leaflets": "1046",
    }  # fmt: skip
    assert figures["finding.open"]["value"] == "1"
    assert figures["finding.rectified"]["value"] == "0"
    assert page.counts["counted_on"] == "2026-11-27"


def test_every_counter_gives_records_that_sum_to_it(year):
    ItemFactory(published=True)
    for code in registered():
        kept = count([code], 2026)[code]
        now = counted_now(code, 2026)
        assert now.total == Decimal(kept["value"]), code
        assert sum((one.amount for one in now.records), Decimal(0)) == now.total, code
        assert all(one.on.year == 2026 and one.address for one in now.records), code
        assert sum(map(Decimal, kept["months"])) == now.total, code
    assert counted_now("disclosed.items", 2026).total >= 1
    assert counted_now("reviews.approved", 2026).total >= 1


def test_a_figure_of_disclosure_says_numbers_and_no_titles(year):
    item = ItemFactory(published=True, title="某户的保障名单")
    [row] = list(count(["disclosed.items"], item.first_published_at.year)
        ["disclosed.items"]["rows"])  # fmt: skip
    assert row["text"] == item.register_entry.number


def test_another_part_of_the_site_adds_a_counter(jsj):
    register(Counter("cases.handled", "办件", "件", lambda year: []))
    try:
        assert count(["cases.handled"], 2026)["cases.handled"]["unit"] == "件"
    finally:
        unregister("cases.handled")
    assert "cases.handled" not in registered()


def test_refusals_make_nothing(year):
    with pytest.raises(NoSuchTemplate):
        begun(template="none")
    with pytest.raises(YearToCome):
        begun(2027)
    assert AnnualSummaryPage.objects.count() == 0
    begun()
    with pytest.raises(SummaryExists):
        begun()
    assert AnnualSummaryPage.objects.count() == 1


def test_counting_anew_shows_differences_and_touches_no_text(year):
    page = begun().get_latest_revision_as_object()
    page.introduction = "<p>人写的话。</p>"
    page.save_revision(user=colleague(EDITORS), clean=False)
    ActivityFactory(outreach=True, on=date(2026, 10, 1), people=2, boards=None, leaflets=30)
    page = page.get_latest_revision_as_object()
    found = recount(page, today=TODAY)
    assert {one.code: (one.change, one.before, one.after) for one in found.differences} == {
        "outreach.events": (Change.VALUE, Decimal(4), Decimal(5)),
        "outreach.people": (Change.VALUE, Decimal(23), Decimal(25)),
        "outreach.leaflets": (Change.VALUE, Decimal(1046), Decimal(1076)),
    }
    assert page.figures_counted()["outreach.events"]["value"] == "4"
    before = page.passages()
    take_recount(page, user=colleague(EDITORS), today=TODAY)
    page = AnnualSummaryPage.objects.get().get_latest_revision_as_object()
    assert page.figures_counted()["outreach.events"]["value"] == "5"
    assert page.introduction == "<p>人写的话。</p>"
    assert page.passages() == before


# --- Handed in and published ---------------------------------------------------------------------


def test_an_unwritten_summary_is_not_handed_in(year):
    page = begun()
    with pytest.raises(ActRefused) as refusal:
        page.get_workflow().start(page, colleague(EDITORS))
    said = str(refusal.value)
    assert "待填写" in said
    assert page.workflow_states.count() == 0
    with pytest.raises(ValidationError):
        publish(page)
    assert not Page.objects.get(pk=page.pk).live


def test_what_is_published_leads_to_what_it_counts_and_stays(year):
    page = written(begun())
    publish(page)
    address = page.get_url()
    answer = Client().get(address, headers={"host": HOST})
    assert "开展宣传活动4场，出动23人次，制作宣传栏6块，发放宣传单1,046份。" in text_of(
        answer.content
    )
    tree = html.fromstring(answer.content)
    line = next(one for one in tree.findall(".//p[@class='counted-line']")
                if "宣传单" in one.text_content())  # fmt: skip
    sums = []
    for link in line.findall("a"):
        heading = tree.get_element_by_id(link.get("href").removeprefix("#"))
        table = heading.getnext()
        amounts = [row.findall("td")[-1].text_content() for row in table.findall("tbody/tr")]
        total = sum(int(amount.replace(",", "")) for amount in amounts)
        assert f"{total:,}" == re.match(r"[\d,]+", link.text_content())[0]
        sums.append(total)
    assert sums == [4, 23, 6, 1046]
    put_in_bin(ActivityFactory._meta.model.objects.get(title="6月宣传"), by=colleague(EDITORS))
    assert Client().get(address, headers={"host": HOST}).content == answer.content
    client = sign_in(UserFactory(role=EDITORS), HOST)
    shown = text_of(client.get(f"/admin/disclosure/summary/{page.pk}/counts/").content)
    assert "1046份" in shown
    assert "626份" in shown


def test_records_show_exactly_what_is_counted(year):
    client = sign_in(UserFactory(role=EDITORS), HOST)
    answer = client.get("/admin/disclosure/counted/outreach.leaflets/2026/")
    tree = html.fromstring(answer.content)
    rows = tree.xpath("//td[contains(@class, 'disclosure-amount')]")
    assert [row.text_content() for row in rows] == ["220", "420", "156", "250"]
    assert tree.xpath("//td[contains(@class, 'disclosure-sum')]")[0].text_content() == "1,046"
    for nowhere in ("party.cake/2026", "outreach.leaflets/0", "outreach.leaflets/10000"):
        assert client.get(f"/admin/disclosure/counted/{nowhere}/").status_code == 404


def test_plans_become_tasks_and_the_next_summary_answers_for_them(year):
    SummaryFactory(
        year=2025, published=True, plans=[SummaryPlan(text="修订目录"), SummaryPlan(text="录方言")]
    )
    assert [task.text for task in tasks_of(2026)] == ["修订目录", "录方言"]
    page = written(begun())
    assert [answer.plan for answer in page.plan_answers.all()] == ["修订目录", "录方言"]
    with pytest.raises(ActRefused, match="修订目录"):
        publish(page)
    first, second = page.plan_answers.all()
    first.status, first.note = "done", "4月印发"
    second.status, second.note = "carried over", "设备6月才到"
    publish(page)
    assert [(task.text, task.status) for task in tasks_of(2026)] == [
        ("修订目录", "done"), ("录方言", "carried over"),
    ]  # fmt: skip
    assert [(task.text, task.from_year) for task in tasks_of(2027)] == [
        ("村镇公示栏每月核对一次", 2026), ("录方言", 2025),
    ]  # fmt: skip
    page.plans = [SummaryPlan(text="换一件")]
    publish(page)
    assert [task.text for task in tasks_of(2027)] == ["换一件", "录方言"]
    assert PlanTask.objects.get(text="村镇公示栏每月核对一次").is_withdrawn


def test_what_is_carried_over_and_planned_anew_keeps_its_new_day(jsj):
    section = SectionFactory()
    SummaryFactory(
        year=2024, published=True, plans=[SummaryPlan(text="修订目录", section=section)]
    )
    SummaryFactory(
        year=2025,
        published=True,
        plan_answers=[SummaryPlanAnswer(plan="修订目录", status="carried over", note="未完")],
        plans=[SummaryPlan(text="修订目录", due_on=date(2026, 6, 30))],
    )
    [task] = tasks_of(2026)
    assert (task.from_year, task.due_on, task.section) == (2024, date(2026, 6, 30), section)


def test_a_summary_whose_year_is_corrected_takes_its_plans_along(jsj):
    page = SummaryFactory(year=2025, published=True, plans=[SummaryPlan(text="修订目录")])
    page.year = 2024
    publish(page)
    assert [list(tasks_of(year).values_list("text", flat=True)) for year in (2025, 2026)] == [
        ["修订目录"], [],
    ]  # fmt: skip
    SummaryFactory(
        year=2025,
        published=True,
        plan_answers=[SummaryPlanAnswer(plan="修订目录", status="done", note="已印发")],
        plans=[SummaryPlan(text="录方言")],
    )
    publish(page)
    assert [task.text for task in tasks_of(2026)] == ["录方言"]


def test_plans_of_a_scheduled_summary_are_no_tasks_before_it_is_public(year, time_machine):
    page = SummaryFactory(year=2025, plans=[SummaryPlan(text="修订目录")])
    page.go_live_at = timezone.now() + timedelta(hours=1)
    publish(page)
    assert page.approved_schedule
    assert PlanTask.objects.count() == 0
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    Page.objects.get(pk=page.pk).scheduled_revision.publish()
    assert [task.text for task in tasks_of(2026)] == ["修订目录"]


def test_a_plan_that_was_deleted_from_the_form_still_waits_for_its_answer(year):
    SummaryFactory(year=2025, published=True, plans=[SummaryPlan(text="修订目录")])
    page = written(begun())
    page.plan_answers = []
    with pytest.raises(ActRefused, match="修订目录"):
        publish(page)
    assert not Page.objects.get(pk=page.pk).live


def test_figures_stand_beside_those_of_earlier_years(year):
    SummaryFactory(
        year=2025, published=True,
        counts={
            "year": 2025, "lines": {}, "chart": "", "earlier": {}, "counted_on": "2026-01-10",
            "figures": count(["outreach.leaflets"], 2025),
        },
    )  # fmt: skip
    page = written(begun())
    publish(page)
    answer = Client().get(page.get_url(), headers={"host": HOST})
    rows = html.fromstring(answer.content).xpath("//table[contains(@class, 'years')]//tr")
    [row] = [one for one in rows if "宣传单" in one.text_content()]
    assert [cell.text_content() for cell in row.findall("td")] == ["1,046", "9,999", "份"]


def test_the_words_of_records_are_read_for_personal_data(year):
    ActivityFactory(outreach=True, title="到13987654321家里宣传", on=date(2026, 5, 5))
    page = begun()
    texts = [text.text.text for text in page_texts(page.latest_revision).texts]
    assert "到13987654321家里宣传" in texts
    assert not any(re.fullmatch("[0-9a-f]{64}", text) for text in texts)


# --- Screens and files ---------------------------------------------------------------------------


def test_the_draft_is_begun_in_the_admin(year):
    client = sign_in(UserFactory(role=EDITORS), HOST)
    form = {"year": "2026", "template": "figures-first"}
    sent = client.post("/admin/disclosure/summary/new/", form)
    page = AnnualSummaryPage.objects.get()
    assert sent["Location"] == f"/admin/pages/{page.pk}/edit/"
    shown = client.get(sent["Location"])
    assert "待填写" in shown.content.decode()
    assert "个数字与现在的记录不一致" not in shown.content.decode()
    ActivityFactory(outreach=True, on=date(2026, 10, 1))
    shown = client.get(sent["Location"])
    assert "草稿里有 4 个数字与现在的记录不一致" in shown.content.decode()
    again = client.post("/admin/disclosure/summary/new/", form)
    assert again.status_code == 200
    assert AnnualSummaryPage.objects.count() == 1


def test_it_is_given_out_as_word_and_pdf(year):
    page = written(begun())
    page.save_revision(user=colleague(EDITORS))
    client = sign_in(UserFactory(role=EDITORS), HOST)
    word = client.get(f"/admin/disclosure/summary/{page.pk}/summary.docx")
    document = docx.Document(io.BytesIO(word.content))
    paragraphs = [one.text for one in document.paragraphs]
    assert paragraphs[0] == "2026年政务公开工作总结"
    assert "开展宣传活动4场，出动23人次，制作宣传栏6块，发放宣传单1,046份。" in paragraphs
    assert [table.rows[0].cells[0].text for table in document.tables] == ["问题", "统计项目"]
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.top_margin.mm)) == (210, 37)
    again = client.get(f"/admin/disclosure/summary/{page.pk}/summary.docx")
    assert again.content == word.content
    pdf = client.get(f"/admin/disclosure/summary/{page.pk}/summary.pdf")
    assert len(PdfReader(io.BytesIO(pdf.content)).pages) >= 2
    assert client.get(f"/admin/disclosure/summary/{page.pk}/summary.exe").status_code == 404


def test_another_bureau_reaches_neither_summary_nor_file(year):
    page = begun()
    with bureaus.activate("czj"):
        stranger = sign_in(UserFactory(role=ADMINISTRATORS), "czj.localhost")
    for path in ("counts/", "years/", "summary.docx", "summary.pdf"):
        address = f"/admin/disclosure/summary/{page.pk}/{path}"
        assert stranger.get(address).status_code == 404
        assert Client().get(address, headers={"host": HOST}).status_code == 302
    assert stranger.post(f"/admin/disclosure/summary/{page.pk}/counts/").status_code == 404
