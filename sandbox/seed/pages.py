"""Turn records of content into pages, through the revisions an editor would leave."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from wagtail.models import Page

from disclosure_plugin.actions.posting import note_posted
from disclosure_plugin.actions.reviewing import review
from disclosure_plugin.domain.register import Category
from disclosure_plugin.models import (
    AnnualSummaryPage,
    BoardPanelItem,
    BureauHomePage,
    BureauSettings,
    DisclosedMixin,
    DisclosureBoardPage,
    DisclosureColumnPage,
    DisclosureItemPage,
    DisclosureNoticePage,
    GroupMember,
    ItemAttachment,
    LegalBasis,
    NoticeLegalBasis,
    PinnedItem,
    PostingPlace,
    Section,
    StaffCard,
    StaffListPage,
    SummaryFigure,
    SummaryPlan,
)

from .commitments import commitment_page, keep_cases
from .files import form_document, picture_image
from .parts import (
    Bureau,
    Cell,
    Column,
    Commitments,
    Item,
    Notice,
    Picture,
    Place,
    StaffList,
    Stage,
    Summary,
    Table,
    Text,
)
from .people import Staff
from .structured import interpreted, structured_page

# The hour at which the scheduled item goes live.
MORNING = time(9, 0)


# What a reviewer writes who sends something back.
RETURN_COMMENT = "请补充收费依据的文号和条款。"


def make_board(home: Page, bureau: Bureau, staff: Staff) -> None:
    """Make the disclosure board with its columns and items."""
    board = DisclosureBoardPage(
        title="政务公开栏",
        slug="board",
        introduction=bureau.board_introduction,
        show_in_menus=True,
    )
    add(home, board, staff.editor)
    publish(board, staff)
    columns = [(_make_column(board, column, staff), column) for column in bureau.columns]
    items = [(page, item, column.category) for page, column in columns for item in column.items]
    for page, item, category in sorted(items, key=lambda one: one[1].refers):
        make_item(page, item, category, staff)
    for page, column in columns:
        if column.pinned:
            _pin(page, column, staff)


def _make_column(board: Page, column: Column, staff: Staff) -> Page:
    page = DisclosureColumnPage(
        title=column.title,
        description=column.description,
        update_rule=column.update_rule,
        column_type=column.type,
        max_age_days=column.max_age_days,
    )
    add(board, page, staff.editor)
    publish(page, staff)
    return page


def _pin(page: Page, column: Column, staff: Staff) -> None:
    found = {one.title: one for one in page.get_children()}
    page.pinned_items = [PinnedItem(item=found[title]) for title in column.pinned]
    publish(page, staff)


def make_item(
    column: Page, item: Item, category: Category, staff: Staff, **more: Any
) -> DisclosedMixin:
    """Make an item of a column, as far as it has come.

    Args:
        more: values of further fields of its page.
    """
    said = {
        **more,
        "title": item.title,
        "abstract": item.correction or item.abstract,
        "formed_on": item.formed_on,
        "category": category,
        "catalogue_row": item.row,
        "responsible_section": Section.objects.get(name=item.section),
        "body": body_json(item.body, staff.editor),
    }
    if item.structure:
        page = structured_page(item, said, staff.editor)
    else:
        page = _notice(item, item.notice, said) if item.notice else _item(item, said, staff)
    add(column, page, staff.editor)
    if item.stage is Stage.SCHEDULED:
        page.go_live_at = _tomorrow_morning()
    if item.ends_in_days:
        page.expire_at = timezone.now() + timedelta(days=item.ends_in_days)
    if item.stage in (Stage.PUBLISHED, Stage.SCHEDULED):
        publish(page, staff)
    if item.stage in (Stage.IN_REVIEW, Stage.RETURNED):
        page.save_revision(user=staff.editor, log_action=True)
        page.get_workflow().start(page, staff.editor)
    if item.stage is Stage.RETURNED:
        page.current_workflow_task_state.reject(user=staff.reviewer, comment=RETURN_COMMENT)
    if item.stage in (Stage.DRAFT, Stage.STALE):
        page.save_revision(user=staff.editor, log_action=True)
    if item.stage is Stage.STALE:
        Page.objects.filter(pk=page.pk).update(
            latest_revision_created_at=timezone.now() - timedelta(days=60)
        )
    if item.correction:
        page.abstract = item.abstract
        publish(page, staff)
    return page


def _item(item: Item, said: dict[str, Any], staff: Staff) -> DisclosureItemPage:
    return DisclosureItemPage(
        **said,
        interprets=interpreted(item),
        legal_bases=[LegalBasis(title=law, article=article) for law, article in item.laws],
        attachments=[
            ItemAttachment(document=form_document(form, staff.editor)) for form in item.forms
        ],
    )


def _notice(item: Item, notice: Notice, said: dict[str, Any]) -> DisclosureNoticePage:
    settings = BureauSettings.objects.get()
    section = said["responsible_section"]
    return DisclosureNoticePage(
        **said,
        matter=notice.matter,
        days=notice.days,
        unit=notice.unit,
        accepted_by=section.name,
        objection_phone=f"0890-{section.phone}",
        objection_address=settings.office_address,
        objection_email=settings.office_email,
        supervision_phone=f"0890-{settings.report_phone}",
        legal_bases=[NoticeLegalBasis(title=law, article=article) for law, article in item.laws],
    )


def make_commitments(home: Page, commitments: Commitments, staff: Staff) -> None:
    """Make the commitment list, with what became of its promises where cases are invented."""
    page = commitment_page(commitments, _complaint_phone(home))
    add(home, page, staff.editor)
    publish(page, staff)
    if any(promise.cases for promise in commitments.promises):
        draft = keep_cases(page, commitments, staff.editor)
        if draft is not None:
            publish(draft, staff)


def make_staff_list(home: Page, people: StaffList, staff: Staff) -> None:
    """Make a list of leaders and staff."""
    sections = {section.name: section for section in Section.objects.all()}
    page = StaffListPage(
        title=people.title,
        abstract=people.abstract,
        formed_on=people.formed_on,
        category=Category.ORGANISATION,
        responsible_section=sections[people.section],
        introduction=people.introduction,
        group=[
            GroupMember(role=one.role, name=one.name, post=one.post, answers_for=one.answers_for)
            for one in people.leaders
        ],
        staff=[
            StaffCard(
                name=card.name,
                post=card.post,
                section=sections[card.section],
                heads_section=card.heads,
                number=card.number,
                duties=card.duties,
            )
            for card in people.cards
        ],
    )
    add(home, page, staff.editor)
    publish(page, staff)


def fill_panels(panels: Iterable[tuple[str, str]], staff: Staff) -> None:
    """Name items in the panels of the board."""
    board = DisclosureBoardPage.objects.get()
    board.panel_items = [
        BoardPanelItem(panel=panel, item=Page.objects.get(title=title)) for panel, title in panels
    ]
    publish(board, staff)


def make_place(place: Place, staff: Staff) -> None:
    """Make a posting place, and note what hangs there."""
    made = PostingPlace.objects.create(
        name=place.name,
        channel=place.channel,
        where=place.where,
        section=Section.objects.get(name=place.section),
    )
    made.columns.set(DisclosureColumnPage.objects.filter(title__in=place.columns))
    for title in place.posted:
        note_posted(Page.objects.get(title=title), made, by=staff.editor)


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
        plans=[SummaryPlan(text=text) for text in summary.plans],
    )
    add(home, page, staff.editor)
    publish(page, staff)


def describe_home(home: BureauHomePage, bureau: Bureau, staff: Staff) -> None:
    """Give the home page its welcome line and the frequent tasks."""
    home.introduction = bureau.introduction
    home.lists_bureaus = bureau.is_county_office
    home.frequent_tasks = json.dumps(
        [
            {
                "type": "task",
                "value": {
                    "page": Page.objects.type(DisclosedMixin).get(title=task.item).pk,
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


def add(parent: Page, page: Page, editor: AbstractUser) -> None:
    """Put a page where it belongs, as a draft of the editor's."""
    page.live = False
    page.owner = editor
    parent.add_child(instance=page)


def publish(page: Page, staff: Staff) -> None:
    """Publish a page: what is disclosed by a review."""
    revision = page.save_revision(user=staff.editor, log_action=True)
    if isinstance(page, DisclosedMixin):
        review(
            page,
            author=staff.editor,
            people=[staff.reviewer, staff.administrator],
            looked_through_by=staff.reviewer,
        )
    else:
        revision.publish(user=staff.administrator)
    page.refresh_from_db()


def _tomorrow_morning() -> datetime:
    tomorrow = timezone.localdate() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, MORNING))


def _complaint_phone(home: Page) -> str:
    return BureauSettings.for_site(home.get_site()).report_phone
