"""What holds personal data is not published, by any door, until it is masked or let pass."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Page

from disclosure_plugin import bureaus, models, tasks
from disclosure_plugin.actions import checking, clearing
from disclosure_plugin.actions.reviewing import review
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.documents import DEFAULT_LIMITS
from disclosure_plugin.domain.personal_data_overrides import (
    AuthorOverrides,
    Basis,
    ReasonMissing,
    SecretStays,
)
from disclosure_plugin.domain.review_answers import all_hold
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import (
    PersonalDataCheck,
    PersonalDataOverride,
    SignOff,
)
from disclosure_plugin.queries.personal_data import standing
from disclosure_plugin.register.models import Override
from tests.corpus.files import csv_file, excel_file
from tests.factories.pages import ItemFactory
from tests.factories.personal_data import HEADS, people, table_block, values
from tests.factories.reviews import colleague, publish
from tests.factories.uploads import DocumentFactory, ImageFactory, pdf, picture

REASON = "行政处罚决定依法公开，不作去标识化处理。"


def draft(column, **fields):
    """A draft that its editor has saved."""
    item = ItemFactory(parent=column, **fields)
    item.save_revision(user=colleague(EDITORS))
    return item


def hand_in(item):
    item.get_workflow().start(item, colleague(EDITORS))
    item.refresh_from_db()


def approve(item, *roles):
    for role in roles:
        state = Page.objects.get(pk=item.pk).current_workflow_task_state
        state.specific.task.specific.on_action(state, colleague(role), "approve", **all_hold())


def is_live(item) -> bool:
    return Page.objects.get(pk=item.pk).live


def attached(column, *documents, **fields):
    attachments = [models.ItemAttachment(document=one) for one in documents]
    return draft(column, attachments=attachments, **fields)


def let_pass(item, role=REVIEWERS, **changes):
    said = {"basis": Basis.PENALTY, "reason": REASON, **changes}
    return clearing.let_pass(item.get_latest_revision(), user=colleague(role), **said)


# --- A page without anything to hide flows as before ---------------------------------------------


def test_what_holds_no_personal_data_is_checked_when_it_is_handed_in_and_published(column):
    item = draft(column)
    assert PersonalDataCheck.objects.count() == 0
    hand_in(item)
    check = PersonalDataCheck.objects.get()
    assert (check.subject, check.page_id, check.hits, check.blocking) == (
        "content",
        item.pk,
        [],
        0,
    )
    approve(item, REVIEWERS, ADMINISTRATORS)
    assert is_live(item)
    assert SignOff.objects.filter(content_sha256=check.sha256).count() == 2


# --- The text ------------------------------------------------------------------------------------


def test_a_list_in_a_table_is_refused_at_each_step_with_row_and_column(column):
    rows = people(2)
    item = draft(column, body=[("text", "<p>公示如下。</p>"), table_block(rows)])
    hand_in(item)
    before = SignOff.objects.count()
    with pytest.raises(ActRefused) as refused:
        approve(item, REVIEWERS)
    sentence = str(refused.value)
    masked = f"{rows[1][2][:2]}{'*' * 13}{rows[1][2][-3:]}"
    assert masked in sentence
    assert "138****5670" in sentence
    for value in values(rows):
        assert value not in sentence
    assert (SignOff.objects.count(), is_live(item)) == (before, False)
    check = PersonalDataCheck.objects.get()
    found = [hit for hit in check.found() if hit.kind == "resident_id"]
    assert [(hit.field, hit.block, hit.block_type, hit.row, hit.column) for hit in found] == [
        ("body", 2, "table", 1, "身份证号"),
        ("body", 2, "table", 2, "身份证号"),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "王小明{id}公示"},
        {"abstract": "身份证号{id}"},
        {"body": [("text", "<p>王小明，身份证号{first}<b>{rest}</b>。</p>")]},
        {"body": [("text", '<p><a href="https://a.cn/?身份证号={id}">名单</a></p>')]},
        {"legal_bases": [models.LegalBasis(title="身份证号{id}")]},
        {"original_source": "身份证号{id}", "original_published_on": timezone.localdate()},
    ],
    ids=["title", "abstract", "spread over elements", "link", "child row", "other field"],
)
def test_every_field_is_read(column, fields):
    [row] = people(1)
    number = {"id": row[2], "first": row[2][:7], "rest": row[2][7:]}

    def filled(value):
        if isinstance(value, str):
            return value.format(**number)
        if isinstance(value, models.LegalBasis):
            return models.LegalBasis(title=value.title.format(**number))
        if isinstance(value, list | tuple):
            return type(value)(filled(one) for one in value)
        return value

    item = draft(column, **{name: filled(value) for name, value in fields.items()})
    hand_in(item)
    assert [hit.kind for hit in PersonalDataCheck.objects.get().found()] == ["resident_id"]
    with pytest.raises(ActRefused):
        approve(item, REVIEWERS)


def test_no_value_that_was_found_is_stored(column, files):
    rows = people(3)
    item = attached(
        column,
        DocumentFactory(data=excel_file("名单", [HEADS, *rows]), name="名单.xlsx"),
        body=[table_block(rows)],
    )
    checking.check_everything(item.get_latest_revision())
    let_pass(item)
    kept = [
        *(str(row) for row in PersonalDataCheck.objects.values()),
        *(str(row) for row in PersonalDataOverride.objects.values()),
        *(str(row) for row in Override.objects.values()),
    ]
    assert len(kept) == 4
    for value in values(rows):
        assert not any(value in row for row in kept)


def test_the_bureaus_own_numbers_are_no_hits(column):
    section = models.Section.objects.create(name="房管股", phone="13887651234、13887651235")
    models.BureauSettings.objects.update(report_phone="13900001111")
    numbers = ["13887651234", "13887651235", "13900001111", "13700002222"]
    text = "".join(f"<p>联系人王小明 {number}</p>" for number in numbers)
    item = draft(column, body=[("text", text)])
    hand_in(item)
    assert [hit.masked for hit in PersonalDataCheck.objects.get().found()] == ["137****2222"]
    section.delete()


# --- Files ---------------------------------------------------------------------------------------


def test_a_file_is_checked_by_its_task_and_refused_with_sheet_and_cell(
    column, files, django_capture_on_commit_callbacks, monkeypatch
):
    sent = []
    monkeypatch.setattr(tasks.check_file, "apply_async", lambda **call: sent.append(call))
    rows = people(2)
    document = DocumentFactory(data=excel_file("名单", [HEADS, *rows]), name="名单.xlsx")
    item = attached(column, document)
    with django_capture_on_commit_callbacks(execute=True):
        hand_in(item)
    with pytest.raises(ActRefused) as refused:
        approve(item, REVIEWERS)
    assert "名单.xlsx" in str(refused.value)  # not yet checked
    assert [call["kwargs"]["bureau"] for call in sent] == ["jsj"]
    tasks.check_file(**sent[0]["kwargs"])
    with pytest.raises(ActRefused) as refused:
        approve(item, REVIEWERS)
    assert "C3" in str(refused.value)
    assert "138****5670" in str(refused.value)
    found = PersonalDataCheck.objects.get(subject="file").found()
    assert {(hit.file, hit.sheet, hit.row, hit.cell) for hit in found if hit.kind == "mobile"} == {
        ("名单.xlsx", "Sheet", 3, "D3"),
        ("名单.xlsx", "Sheet", 4, "D4"),
    }
    assert not is_live(item)


def test_the_same_bytes_are_checked_once(column, files, monkeypatch):
    read = []
    real = checking.read_parts
    monkeypatch.setattr(checking, "read_parts", lambda *args: read.append(args[1]) or real(*args))
    data = csv_file("清单", [["项目", "金额"], ["道路", "12"]])
    for _number in range(2):
        document = DocumentFactory(data=data, name="清单.csv")
        item = attached(column, document)
        checking.check_everything(item.get_latest_revision())
    assert read == ["清单.csv"]
    assert PersonalDataCheck.objects.filter(subject="file").count() == 1


def test_the_same_bytes_under_another_ending_are_read_anew(column, files):
    rows = people(3)
    data = "\n".join(",".join(row) for row in [HEADS, *rows]).encode()
    for name in ("a.txt", "a.csv"):
        item = attached(column, DocumentFactory(data=data, name=name))
        checking.check_everything(item.get_latest_revision())
    found = PersonalDataCheck.objects.filter(subject="file").order_by("extension")
    assert [check.extension for check in found] == ["csv", "txt"]
    assert "D2" in {hit.cell for hit in found[0].found()}


def test_a_picture_waits_until_somebody_has_looked_through_it(column, files):
    image = ImageFactory()
    item = draft(column, body=[("image", {"image": image, "alt_text": "图", "decorative": False})])
    people = [colleague(REVIEWERS), colleague(ADMINISTRATORS)]
    with pytest.raises(ActRefused) as refused:
        review(item, author=colleague(EDITORS), people=people)
    assert "plan.png" in str(refused.value)
    assert not is_live(item)
    [version] = image.versions()
    checking.check_everything(item.get_latest_revision())
    clearing.look_through(version, page=item, user=colleague(REVIEWERS))
    review(item, author=colleague(EDITORS), people=people)
    assert is_live(item)
    look = PersonalDataCheck.objects.get(subject="file").look
    assert (look.by, look.by_name) == (colleague(REVIEWERS), REVIEWERS)
    entry = item.specific.get_latest_revision()  # another picture is another file
    image.file = ContentFile(picture("blue"), name="other.png")
    image.save()
    assert not standing("", image.versions()[:1]).files[0].is_looked_through
    assert entry is not None


def test_a_file_that_is_too_large_to_be_read_waits_for_a_person(column, files):
    too_large = pdf() + b"%" + b"x" * DEFAULT_LIMITS.file_size
    document = DocumentFactory(data=too_large, name="plan.pdf")
    item = draft(column, attachments=[models.ItemAttachment(document=document)])
    people = [colleague(REVIEWERS), colleague(ADMINISTRATORS)]
    with pytest.raises(ActRefused) as refused:
        review(item, author=colleague(EDITORS), people=people)
    assert "plan.pdf" in str(refused.value)
    assert not is_live(item)
    review(
        item,
        author=colleague(EDITORS),
        people=people,
        looked_through_by=colleague(REVIEWERS),
    )
    assert is_live(item)


# --- A second person -----------------------------------------------------------------------------


def test_a_second_person_lets_it_pass_and_the_county_reads_of_it(column, jsj):
    rows = people(2)
    item = draft(column, title="处罚决定公示", body=[table_block(rows)])
    hand_in(item)
    override = let_pass(item)
    assert (override.by_name, override.kinds) == (
        REVIEWERS,
        {"resident_id": 2, "mobile": 2, "home_address": 2},
    )
    approve(item, REVIEWERS, ADMINISTRATORS)
    assert is_live(item)
    seen = Override.objects.get()
    assert (seen.bureau, seen.page, seen.subject, seen.basis, seen.reason, seen.by_name) == (
        "jsj",
        item.pk,
        item.slug,
        "penalty",
        REASON,
        REVIEWERS,
    )
    assert "处罚" not in str(Override.objects.values("subject", "kinds"))


def test_an_author_cannot_let_it_pass(column):
    item = draft(column, body=[table_block(people(2))])
    hand_in(item)
    with pytest.raises(AuthorOverrides):
        let_pass(item, role=EDITORS)
    # Who changes what is under review has become one.
    item = Page.objects.get(pk=item.pk).specific
    item.save_revision(user=colleague(REVIEWERS))
    checking.begin_checks(item.get_latest_revision())
    with pytest.raises(AuthorOverrides):
        let_pass(item, role=REVIEWERS)
    assert (PersonalDataOverride.objects.count(), Override.objects.count()) == (0, 0)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_a_reason_nothing_is_let_pass(column, reason):
    item = draft(column, body=[table_block(people(2))])
    hand_in(item)
    with pytest.raises(ReasonMissing):
        let_pass(item, reason=reason)
    assert (PersonalDataOverride.objects.count(), Override.objects.count()) == (0, 0)


def test_no_reason_lets_a_secret_pass_but_a_mistake_may_be_named(column):
    item = draft(column, body=[("text", "<p>密级：秘密</p><p>关于印发方案的通知。</p>")])
    hand_in(item)
    for basis in (Basis.PENALTY, Basis.MANDATORY, Basis.CONSENT, Basis.PUBLIC_INTEREST):
        with pytest.raises(SecretStays):
            let_pass(item, basis=basis)
    assert (PersonalDataOverride.objects.count(), Override.objects.count()) == (0, 0)
    assert let_pass(item, basis=Basis.FALSE_ALARM).kinds == {"secrecy_mark": 1}


@pytest.mark.parametrize("change", ["text", "date"])
def test_what_is_changed_afterwards_needs_another_decision(column, change):
    rows = people(2)
    item = draft(column, body=[table_block(rows)])
    hand_in(item)
    let_pass(item)
    later = Page.objects.get(pk=item.pk).specific
    if change == "text":
        later.abstract = "另一份摘要。"
    else:
        later.go_live_at = timezone.now() + timedelta(days=1)
    later.save_revision(user=colleague(EDITORS))
    later.current_workflow_state.cancel()
    hand_in(later)
    with pytest.raises(ActRefused):
        approve(later, REVIEWERS)
    assert not is_live(item)


def test_what_is_let_pass_on_one_page_is_not_on_another(column, files):
    data = excel_file("名单", [HEADS, *people(2)])
    first, second = (
        attached(column, DocumentFactory(data=data, name="名单.xlsx")) for _number in range(2)
    )
    for item in (first, second):
        checking.check_everything(item.get_latest_revision())
    let_pass(first)
    people_ = [colleague(REVIEWERS), colleague(ADMINISTRATORS)]
    review(first, author=colleague(EDITORS), people=people_)
    with pytest.raises(ActRefused):
        review(second, author=colleague(EDITORS), people=people_)
    assert (is_live(first), is_live(second)) == (True, False)


def test_nothing_is_let_pass_that_was_not_checked_or_holds_nothing(column, files):
    unchecked = attached(column, DocumentFactory(data=excel_file("名单", [HEADS, *people(2)])
                                                 , name="名单.xlsx"))  # fmt: skip
    clean = draft(column)
    checking.check_everything(clean.get_latest_revision())
    for item in (unchecked, clean):
        with pytest.raises(ActRefused):
            let_pass(item)
    assert PersonalDataOverride.objects.count() == 0


# --- The door ------------------------------------------------------------------------------------


def test_the_door_compares_the_hash_and_asks_one_question(
    column, files, django_assert_num_queries
):
    item = attached(column, DocumentFactory(data=pdf("fees"), name="a.pdf"))
    publish(item)
    revision = item.get_latest_revision()
    sign_off = SignOff.objects.filter(is_last=True).get()
    with django_assert_num_queries(1):
        stands = standing(sign_off.content_sha256, list(sign_off.versions.all()[:0]))
    assert stands.is_clear
    documents = list(sign_off.versions.all())
    with django_assert_num_queries(1):
        assert standing(sign_off.content_sha256, documents).is_clear
    assert revision.pk == item.live_revision_id


def test_an_approval_without_a_check_is_refused_at_the_door(column):
    """As one given before the gate was there."""
    item = draft(column, go_live_at=timezone.now() + timedelta(hours=1))
    hand_in(item)
    approve(item, REVIEWERS, ADMINISTRATORS)
    revision = Page.objects.get(pk=item.pk).scheduled_revision
    PersonalDataCheck.objects.all().delete()
    with pytest.raises(ActRefused) as refused:
        revision.publish()
    assert item.title in str(refused.value)
    assert not is_live(item)


def test_a_scheduled_page_passes_at_its_time_by_its_hash_alone(column, monkeypatch):
    item = draft(column, go_live_at=timezone.now() + timedelta(hours=1))
    hand_in(item)
    approve(item, REVIEWERS, ADMINISTRATORS)
    revision = Page.objects.get(pk=item.pk).scheduled_revision

    def nobody_reads(*args, **kwargs):
        raise AssertionError("read at the door")

    for name in ("scan_texts", "scan_table", "read_parts"):
        monkeypatch.setattr(checking, name, nobody_reads)
    revision.publish()
    assert Page.objects.get(pk=item.pk).scheduled_revision == revision


# --- Another bureau ------------------------------------------------------------------------------


def test_another_bureau_has_none_of_it(column, files):
    item = attached(column, DocumentFactory(data=excel_file("名单", [HEADS, *people(2)])
                                            , name="名单.xlsx"))  # fmt: skip
    checking.check_everything(item.get_latest_revision())
    let_pass(item)
    assert PersonalDataCheck.objects.count() == 2
    with bureaus.activate("czj"):
        assert PersonalDataCheck.objects.count() == 0
        assert PersonalDataOverride.objects.count() == 0
