"""Content for the browser: one page of every type in one bureau, nothing in another.

`python -m tests.browser.county_content` makes it in the database of DATABASE_URL and prints the
paths and the keys of the pages as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import django
from django.core.files.base import ContentFile

if TYPE_CHECKING:
    from wagtail.models import Page

BUREAUS = [
    ("county", "云岭县人民政府办公室"),
    ("jsj", "云岭县住房和城乡建设局"),
    ("czj", "云岭县财政局"),
]
SETTINGS = {
    "seal_text": "云岭住建",
    "county_name": "云岭县人民政府",
    "county_address": "http://county.localhost/",
    "report_phone": "0890-6121971",
    "report_phone_note": "工作日有人接听",
    "enquiry_phone": "12345",
    "enquiry_phone_note": "24小时有人接听",
    "window_place": "政务中心3号窗口",
    "window_hours": "工作日8:30—11:30，14:30—17:30",
    "report_box_place": "局大院门口东侧",
    "office_name": "云岭县住房和城乡建设局办公室",
    "office_address": "云岭县翠屏路18号",
    "office_phone": "0890-6121900",
    "office_email": "office@yunling.example",
    "host_unit": "云岭县人民政府办公室",
    "site_code": "5399990017",
}
GONE = "已撤下的收费标准"
TABLE = {
    "caption": "收费标准",
    "columns": [
        {"type": "text", "heading": "项目"},
        {"type": "number", "heading": "标准（元）"},
        {"type": "text", "heading": "单位"},
    ],
    "rows": [
        {"values": ["城市道路占用费", "0.30", "每平方米每日"]},
        {"values": ["城市道路挖掘修复费（沥青）", "220", "每平方米"]},
    ],
}


def make_construction_bureau() -> dict[str, Page]:
    from django.utils.timezone import localdate
    from wagtail.documents import get_document_model
    from wagtail.models import Site

    from disclosure_plugin import models
    from disclosure_plugin.actions import catalogue_pushing, inbox
    from disclosure_plugin.actions.posting import note_posted
    from disclosure_plugin.actions.site_setup import EDITORS
    from disclosure_plugin.register.models import Catalogue
    from tests.factories import pages, uploads
    from tests.factories.annual_reports import small_report
    from tests.factories.assessments import show_a_quarter
    from tests.factories.boards import PostingPlaceFactory
    from tests.factories.reviews import colleague, publish
    from tests.factories.summaries import begun, make_year, written

    catalogue_pushing.push(Catalogue.objects.get(code="general").pk, to=["jsj"], by="林青")
    inbox.take_in()
    settings = models.BureauSettings.for_site(Site.objects.get())
    for name, value in SETTINGS.items():
        setattr(settings, name, value)
    settings.save()

    board = pages.BoardFactory(introduction="本局应当公开的事项，一栏一类。")
    column = pages.ColumnFactory(parent=board, update_rule="有变动20个工作日内")
    empty = pages.ColumnFactory(parent=board, title="预算决算与“三公”经费")
    for number in range(21):
        pages.ItemFactory(parent=column, published=True, title=f"收费标准调整的说明之{number}")
    document = get_document_model()(title="收费目录清单")
    document.file.save("list.pdf", ContentFile(uploads.pdf()))
    picture = uploads.ImageFactory(title="缴费窗口")
    picture.contextual_alt_text = "政务中心3号窗口"
    table = models.DisclosureItemPage.body.field.stream_block.child_blocks["table"]
    item = pages.ItemFactory(
        parent=column,
        published=True,
        title="占用、挖掘城市道路的收费项目和标准",
        catalogue_row="art20-08",
        body=[
            ("text", "<p>按面积和天数收费。</p><h3>怎样缴费</h3><ul><li>到窗口缴。</li></ul>"),
            ("table", table.to_python(TABLE)),
            ("image", picture),
        ],
        legal_bases=[models.LegalBasis(title="《城市道路管理条例》", article="第三十七条")],
        attachments=[models.ItemAttachment(document=document)],
    )
    pages.ItemFactory(
        parent=column,
        published=True,
        audience="staff",
        title="2026年10月公务接待费",
        attachments=[models.ItemAttachment(document=document)],
    )
    commitments = pages.CommitmentListFactory()
    for code, statutory_days, promised_days in (("02", None, 20), ("03", 30, 12)):
        commitments.commitments.add(
            pages.commitment(
                code=code,
                text="占用、挖掘城市道路审批",
                section=pages.SectionFactory(),
                statutory_days=statutory_days,
                promised_days=promised_days,
                breach_liability="三个工作日内书面说明；一年内超期三次的，追究责任。",
                complaint_phone="0890-6121971",
            )
        )
    points = ["不准让来办事的人空跑", "不准办私事", "不准接受宴请"]
    commitments.fixed_lists = [("points", {"title": "三不准", "count": 3, "points": points})]
    publish(commitments)
    show_a_quarter(commitments)
    publish(commitments)
    summary = pages.SummaryFactory(
        published=True,
        introduction="<p>全年主动公开政府信息432条。</p>",
        figures=[
            models.SummaryFigure(label="主动公开", value=432, unit="条", source="公开目录432行"),
            models.SummaryFigure(
                label="宣传单", value=3260, unit="份", approximate=True, source="活动台账9条"
            ),
        ],
        conclusion="<p>下一年按月公布台账。</p>",
    )
    earlier = small_report(over=1, seed=-1)  # what it hands on comes over in the next
    pages.AnnualReportFactory(year=2024, numbers=earlier, published=True)
    report = pages.AnnualReportFactory(published=True)
    today = localdate()
    make_year(today.year)
    counted = written(begun(today.year, today=today), today=today)
    publish(counted)
    portrait = uploads.ImageFactory(title="王芳")
    people = pages.StaffListFactory(published=False)
    card = people.staff.first()
    card.photo, card.photo_alt = portrait, "王芳的证件照"
    card.consent_note = "2026年11月2日书面同意"
    people.staff = [card]
    publish(people)
    board.panel_items = [models.BoardPanelItem(panel="fees", item=item)]
    board.save_revision().publish()
    place = PostingPlaceFactory(columns=[column])
    note_posted(item, place, by=colleague(EDITORS))
    standard = pages.FeeStandardFactory(parent=column, published=True)
    procedure = pages.ServiceProcedureFactory(
        parent=column, charged=True, fee_standard=standard.page_ptr
    )
    paper = procedure.materials.first()
    paper.document = document
    procedure.materials.add(paper)
    publish(procedure)
    rule = pages.RuleDocumentFactory(parent=column, published=True)
    pages.ItemFactory(
        parent=column, published=True, title="占用道路新规定解读", interprets=rule.page_ptr
    )
    home = models.BureauHomePage.objects.get()
    home.introduction = "查公开事项，提意见，找窗口。"
    home.frequent_tasks = [
        ("task", {"page": item, "label": "查收费项目和标准", "note": "2项"}),
        ("task", {"page": column, "label": "", "note": ""}),
    ]
    home.save_revision().publish()
    return {
        "gone": pages.ItemFactory(parent=column, published=True, title=GONE),
        "home": home,
        "board": board,
        "column": column,
        "empty column": empty,
        "item": item,
        "notice": pages.NoticeFactory(parent=column, published=True),
        "service procedure": procedure,
        "fee standard": standard,
        "penalty procedure": pages.PenaltyProcedureFactory(parent=column, published=True),
        "finance statement": pages.FinanceStatementFactory(
            parent=column, public=True, published=True
        ),
        "internal matter": pages.InternalMatterFactory(parent=column, public=True, published=True),
        "rule document": rule,
        "repealed document": pages.RuleDocumentFactory(
            parent=column, repealed=True, published=True
        ),
        "commitments": commitments,
        "summary": summary,
        "annual report": report,
        "counted summary": counted,
        "staff": people,
    }


def make_county() -> dict[str, dict[str, object]]:
    from disclosure_plugin import bureaus, models
    from disclosure_plugin.actions.site_setup import ADMINISTRATORS, REVIEWERS
    from disclosure_plugin.register.models import RegisterEntry
    from disclosure_plugin.tenancy.county_roles import COUNTY_ADMINISTRATORS
    from disclosure_plugin.tenancy.provisioning import create_bureau
    from tests.factories.credit_codes import CREDIT_CODES
    from tests.factories.users import UserFactory

    for code, name in BUREAUS:
        create_bureau(
            code=code,
            name=name,
            host=f"{code}.localhost",
            is_county_office=code == "county",
            social_credit_code=CREDIT_CODES[code],
        )
    with bureaus.activate("county"):
        home = models.BureauHomePage.objects.get()
        home.lists_bureaus = True
        home.save_revision().publish()
        UserFactory(username="lin", first_name="林青", role=COUNTY_ADMINISTRATORS)
        UserFactory(username="zhao", role=COUNTY_ADMINISTRATORS)
    with bureaus.activate("jsj"):
        UserFactory(username="zhou", first_name="周明远", role=ADMINISTRATORS)
        UserFactory(username="wu", first_name="吴岚", role=REVIEWERS)
        # A name that is wider than a phone, for every list of colleagues.
        UserFactory(username="ouyang", first_name="欧阳某某（质量安全监督站）" * 4)
        pages = make_construction_bureau()
        gone = next(page for page in pages.values() if page.title == GONE)
        gone.unpublish()
        number = RegisterEntry.objects.get(bureau="jsj", page=gone.pk).number
        return {
            "paths": {
                **{kind: page.url for kind, page in pages.items()},
                "register": "/register/",
                "filtered register": "/register/?q=收费标准&category=20.8&page=2",
                "empty register": "/register/?q=没有这样的事",
                "wrong register": "/register/?year=1900",
                "search": "/search/",
                "found": "/search/?q=收费&category=20.8&order=date",
                "not found": "/search/?q=收费标准验收办法",
                "wrong search": "/search/?year=1900",
                "tombstone": f"/n/{number}",
                "catalogue": "/catalogue/",
                "platform": "/open-information/",
                "site map": "/site-map/",
                "open data": "/api/disclosure/v1/",
            },
            "keys": {kind: page.pk for kind, page in pages.items()},
        }


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(make_county()) + "\n")
