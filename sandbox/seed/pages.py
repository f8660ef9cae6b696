"""Turn records of content into pages, through the revisions an editor would leave."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from wagtail.models import Page

from disclosure_plugin.actions.reviewing import review
from disclosure_plugin.domain.register import Category
from disclosure_plugin.models import (
    AnnualSummaryPage,
    BureauHomePage,
    BureauSettings,
    Commitment,
    CommitmentListPage,
    DisclosedMixin,
    DisclosureBoardPage,
    DisclosureColumnPage,
    DisclosureItemPage,
    ItemAttachment,
    LegalBasis,
    Section,
    SummaryFigure,
)

from .files import form_document, picture_image
from .parts import Bureau, Cell, Column, Commitments, Item, Picture, Stage, Summary, Table, Text
from .people import Staff

# The hour at which the scheduled item goes live.
MORNING = time(9, 0)


def make_board(home: Page, bureau: Bureau, staff: Staff) -> None:
    """Make the disclosure board with its columns and items."""
    board = DisclosureBoardPage(
        title="政务公开栏",
        slug="board",
        introduction=bureau.board_introduction,
        show_in_menus=True,
    )
    _add(home, board, staff.editor)
    _publish(board, staff)
    for column in bureau.columns:
        _make_column(board, column, staff)


def _make_column(board: Page, column: Column, staff: Staff) -> None:
    page = DisclosureColumnPage(
        title=column.title, description=column.description, update_rule=column.update_rule
    )
    _add(board, page, staff.editor)
    _publish(page, staff)
    for item in column.items:
        _make_item(page, item, column.category, staff)


def _make_item(column: Page, item: Item, category: Category, staff: Staff) -> None:
    page = DisclosureItemPage(
        title=item.title,
        abstract=item.correction or item.abstract,
        formed_on=item.formed_on,
        category=category,
        responsible_section=Section.objects.get(name=item.section),
        body=body_json(item.body, staff.editor),
        legal_bases=[LegalBasis(title=law, article=article) for law, article in item.laws],
        attachments=[
            ItemAttachment(document=form_document(form, staff.editor)) for form in item.forms
        ],
    )
    _add(column, page, staff.editor)
    if item.stage is Stage.SCHEDULED:
        page.go_live_at = _tomorrow_morning()
    if item.stage in (Stage.PUBLISHED, Stage.SCHEDULED):
        _publish(page, staff)
    if item.stage is Stage.IN_REVIEW:
        page.save_revision(user=staff.editor, log_action=True)
        page.get_workflow().start(page, staff.editor)
    if item.stage is Stage.DRAFT:
        page.save_revision(user=staff.editor, log_action=True)
    if item.correction:
        page.abstract = item.abstract
        _publish(page, staff)


def make_commitments(home: Page, commitments: Commitments, staff: Staff) -> None:
    """Make the commitment list."""
    sections = {section.name: section for section in Section.objects.all()}
    phone = _complaint_phone(home)
    page = CommitmentListPage(
        title=commitments.title,
        abstract=commitments.abstract,
        formed_on=commitments.formed_on,
        category=Category.LICENCES,
        responsible_section=sections[commitments.section],
        introduction=commitments.introduction,
        show_in_menus=True,
        commitments=[
            Commitment(
                text=promise.text,
                section=sections[promise.section],
                statutory_days=promise.statutory,
                promised_days=promise.promised,
                breach_liability=promise.liability,
                complaint_phone=phone,
            )
            for promise in commitments.promises
        ],
    )
    for commitment in page.commitments.all():
        commitment.full_clean(exclude=["page"])
    _add(home, page, staff.editor)
    _publish(page, staff)


def make_summary(home: Page, summary: Summary, staff: Staff) -> None:
    """Make the annual summary."""
    ordinals = "一二三四五六七八九十"
    page = AnnualSummaryPage(
        title=f"{summary.year}年政务公开工作总结",
        year=summary.year,
        abstract=summary.abstract,
        formed_on=summary.formed_on,
        category=Category.OTHER,
        responsible_section=Section.objects.get(name=summary.section),
        introduction=f"<p>{summary.introduction}</p>",
        conclusion=f"<p>{summary.conclusion}</p>" if summary.conclusion else "",
        show_in_menus=True,
        sections=json.dumps(
            [
                {
                    "type": "section",
                    "value": {
                        "marker": f"{ordinal}、",
                        "heading": chapter.heading,
                        "body": f"<p>{chapter.text}</p>" if chapter.text else "",
                        "parts": [
                            {
                                "marker": marker,
                                "heading": heading,
                                "body": f"<p>{text}</p>",
                                "points": [],
                            }
                            for marker, heading, text in chapter.parts
                        ],
                    },
                }
                for ordinal, chapter in zip(ordinals, summary.chapters, strict=False)
            ]
        ),
        figures=[
            SummaryFigure(
                label=figure.label, value=figure.value, unit=figure.unit, source=figure.source
            )
            for figure in summary.figures
        ],
    )
    _add(home, page, staff.editor)
    _publish(page, staff)


def describe_home(home: BureauHomePage, bureau: Bureau, staff: Staff) -> None:
    """Give the home page its welcome line and the frequent tasks."""
    home.introduction = bureau.introduction
    home.lists_bureaus = bureau.is_county_office
    home.frequent_tasks = json.dumps(
        [
            {
                "type": "task",
                "value": {
                    "page": DisclosureItemPage.objects.get(title=task.item).pk,
                    "label": task.label,
                    "note": task.note,
                },
            }
            for task in bureau.tasks
        ]
    )
    home.save_revision(user=staff.administrator, log_action=True).publish(user=staff.administrator)


def body_json(parts: Iterable[Text | Table | Picture], owner: AbstractUser) -> str:
    """The stored form of an item's body; pictures go into the library of the current bureau."""
    return json.dumps([_block(part, owner) for part in parts])


def _block(part: Text | Table | Picture, owner: AbstractUser) -> dict[str, object]:
    if isinstance(part, Text):
        return {"type": "text", "value": part.html}
    if isinstance(part, Picture):
        image = picture_image(part, owner)
        value = {"image": image.pk, "decorative": False, "alt_text": part.alt}
        return {"type": "image", "value": value}
    columns = [
        _stored_column([row[index] for row in part.rows]) for index in range(len(part.head))
    ]
    return {
        "type": "table",
        "value": {
            "columns": [
                {"type": kind, "heading": heading}
                for heading, (kind, _cells) in zip(part.head, columns, strict=True)
            ],
            "rows": [
                {"values": list(cells)} for cells in zip(*(c for _kind, c in columns), strict=True)
            ],
            "caption": part.caption,
        },
    }


def _stored_column(cells: list[Cell]) -> tuple[str, list[str | None]]:
    """The type of a column and its cells as stored.

    Figures are stored as text with the same decimals all down the column: 0.6 as a binary
    fraction would come back as 0.59999….
    """
    if any(isinstance(cell, str) for cell in cells):
        return "text", ["" if cell is None else str(cell) for cell in cells]
    figures = [cell for cell in cells if cell is not None]
    decimals = max((len(str(figure).partition(".")[2]) for figure in figures), default=0)
    return "number", [None if cell is None else f"{cell:.{decimals}f}" for cell in cells]


def _add(parent: Page, page: Page, editor: AbstractUser) -> None:
    page.live = False
    page.owner = editor
    parent.add_child(instance=page)


def _publish(page: Page, staff: Staff) -> None:
    revision = page.save_revision(user=staff.editor, log_action=True)
    if isinstance(page, DisclosedMixin):
        review(page, author=staff.editor, people=[staff.reviewer, staff.administrator])
    else:
        revision.publish(user=staff.administrator)
    page.refresh_from_db()


def _tomorrow_morning() -> datetime:
    tomorrow = timezone.localdate() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, MORNING))


def _complaint_phone(home: Page) -> str:
    return BureauSettings.for_site(home.get_site()).report_phone
