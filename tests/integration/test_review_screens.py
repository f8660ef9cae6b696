"""The screens of the review: steps, what waits, the sheet and its files, preview links, county."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from wagtail.models import Comment, Page, PageViewRestriction, TaskState

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.previews import make_preview
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.domain.review_answers import all_hold
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import Person, ReviewPreview, SignOff
from disclosure_plugin.queries.review_chain import bureaus_workflow, chain_of
from disclosure_plugin.queries.sign_offs import authors
from disclosure_plugin.register.models import ReviewException, ReviewRule
from disclosure_plugin.tenancy.county_roles import AUDITORS, COUNTY_ADMINISTRATORS
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.reviews import answers_form, colleague, publish
from tests.factories.uploads import DocumentFactory
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"
COUNTY = "county.localhost"


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


def handed_in(column, by=None, **fields):
    by = by or colleague(EDITORS)
    item = ItemFactory(parent=column, **fields)
    item.save_revision(user=by)
    item.get_workflow().start(item, by)
    item.refresh_from_db()
    return item


def state_of(page):
    return Page.objects.get(pk=page.pk).current_workflow_task_state


def approve(page, user, **more):
    state_of(page).approve(user=user, **{"answers": all_hold(), **more})


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


# --- What waits ----------------------------------------------------------------------------------


def sent(client, *decisions) -> dict[str, object]:
    """Return what a browser sends from the list: each state with its decision and its form."""
    page = client.get(reverse("disclosure_reviews")).content.decode()
    form: dict[str, object] = {}
    for state, decision, more in decisions:
        prefix = f"s{state.pk}-"
        found = re.search(rf'name="{prefix}content" value="([0-9a-f]{{64}})"', page)
        assert found, page
        form[f"{prefix}content"] = found[1]
        form[f"{prefix}decision"] = decision
        for name, value in answers_form(**more).items():
            form[f"{prefix}{name}"] = value
    return form


def test_several_are_decided_at_once_each_by_itself(column):
    first, second, third, fourth = (handed_in(column) for _one in range(4))
    client = sign_in(UserFactory(role=REVIEWERS, first_name="孙梅"), HOST)
    states = [state_of(one) for one in (first, second, third, fourth)]
    form = sent(
        client,
        (states[0], "approve", {"note_true": "已核对"}),
        (states[1], "approve", {}),
        (states[2], "return", {"comment": "缺依据。", "ground": "privacy", "basis": "第十五条"}),
        (states[3], "leave", {}),
    )
    del form[f"s{states[1].pk}-lawful"]  # one point of one item was not ticked
    answer = client.post(reverse("disclosure_reviews"), form)
    assert answer.status_code == 200
    assert [TaskState.objects.get(pk=one.pk).status for one in states] == [
        "approved",
        "in_progress",
        "rejected",
        "in_progress",
    ]
    results = {row.page.pk: (row.is_done, bool(row.result)) for row in answer.context["rows"]}
    assert results == {
        first.pk: (True, True),
        second.pk: (False, True),
        third.pk: (True, True),
        fourth.pk: (False, False),
    }
    # What was filled in for the refused one is still there.
    assert f'name="s{states[1].pk}-true"' in answer.content.decode()
    signed = SignOff.objects.get(page=first.pk)
    assert signed.answers["checklist"][3]["note"] == "已核对"
    returned = SignOff.objects.get(page=third.pk)
    assert returned.answers["confidentiality"]["ground"] == "privacy"


def test_what_changed_while_it_was_on_the_screen_is_not_approved(column):
    item = handed_in(column)
    client = sign_in(UserFactory(role=REVIEWERS), HOST)
    state = state_of(item)
    form = sent(client, (state, "approve", {}))
    PageViewRestriction.objects.create(page=column, restriction_type="login")
    answer = client.post(reverse("disclosure_reviews"), form)
    assert answer.context["rows"][0].result
    assert (SignOff.objects.count(), state_of(item).status) == (0, "in_progress")


def test_sent_back_is_sent_back_with_a_word(column):
    item = handed_in(column)
    client = sign_in(UserFactory(role=REVIEWERS), HOST)
    form = sent(client, (state_of(item), "return", {"comment": "  "}))
    client.post(reverse("disclosure_reviews"), form)
    assert (SignOff.objects.count(), state_of(item).status) == (0, "in_progress")


def test_nobody_decides_what_is_not_theirs_on_the_list(column):
    item = handed_in(column)
    form = sent(sign_in(UserFactory(role=REVIEWERS), HOST), (state_of(item), "approve", {}))
    for user in (UserFactory(role=ADMINISTRATORS), UserFactory(role=EDITORS)):
        client = sign_in(user, HOST)
        client.post(reverse("disclosure_reviews"), form)
        assert client.get(reverse("disclosure_review", args=[state_of(item).pk])).status_code in (
            302,
            403,
            404,
        )
    assert SignOff.objects.count() == 0


def test_who_wrote_it_reads_why_it_is_not_theirs(column):
    both = UserFactory(role=REVIEWERS)
    item = handed_in(column, both)
    client = sign_in(both, HOST)
    (row,) = client.get(reverse("disclosure_reviews")).context["rows"]
    assert item.title in row.why_not
    form = {f"s{state_of(item).pk}-content": row.content}
    form |= {f"s{state_of(item).pk}-{name}": value for name, value in answers_form().items()}
    client.post(reverse("disclosure_reviews"), {**form, f"s{row.state.pk}-decision": "approve"})
    assert SignOff.objects.count() == 0


@pytest.mark.parametrize("garbage", ["x" * 70, "", "../../"])
def test_what_nobody_could_have_sent_answers_in_a_sentence(column, garbage):
    item = handed_in(column)
    client = sign_in(UserFactory(role=REVIEWERS), HOST)
    prefix = f"s{state_of(item).pk}-"
    form = {f"{prefix}decision": garbage or "approve", f"{prefix}content": garbage}
    answer = client.post(reverse("disclosure_reviews"), form)
    assert answer.status_code == 200
    assert answer.context["rows"][0].result
    assert SignOff.objects.count() == 0


# --- By override ---------------------------------------------------------------------------------


def test_an_override_is_signed_on_its_screen_and_refused_to_others(column):
    item = handed_in(column)
    address = reverse("disclosure_review_override", args=[state_of(item).pk])
    assert sign_in(UserFactory(role=EDITORS), HOST).get(address).status_code in (302, 403)
    chief = sign_in(UserFactory(role=ADMINISTRATORS, first_name="周强"), HOST)
    page = chief.get(address)
    content = page.context["content"]
    form = answers_form(content=content, override_reason="审查员休假")
    assert chief.post(address, {**form, "override_reason": ""}).status_code == 200
    assert chief.post(address, {**form, "content": "0" * 64}).status_code == 200
    assert SignOff.objects.count() == 0
    assert chief.post(address, form).status_code == 302
    assert SignOff.objects.get().override_reason == "审查员休假"
    sheet = chief.get(reverse("disclosure_review_sheet", args=[item.pk])).content.decode()
    assert "审查员休假" in sheet
    county = sign_in_county(COUNTY_ADMINISTRATORS)
    listed = county.get("/admin/disclosure_county_reviews/").content.decode()
    assert "审查员休假" in listed
    assert "周强" in listed
    assert item.title not in listed


# --- The sheet -----------------------------------------------------------------------------------


@pytest.fixture
def reviewed(column):
    """An item that was sent back once, approved by two and published."""
    reviewer = UserFactory(role=REVIEWERS, first_name="孙梅")
    Person.objects.update_or_create(user=reviewer, defaults={"post": "科长"})
    reviewer.refresh_from_db()
    item = handed_in(column)
    state_of(item).reject(user=reviewer, comment="=缺依据。")
    item.refresh_from_db()
    item.abstract = "补充了依据。"
    item.save_revision(user=colleague(EDITORS))
    item.current_workflow_state.resume(user=colleague(EDITORS))
    approve(item, reviewer, answers=all_hold(note_true="已核对原件"))
    approve(item, colleague(ADMINISTRATORS), comment="同意发布。")
    item.refresh_from_db()
    assert item.live
    return item


def test_the_sheet_says_who_signed_what_when(reviewed):
    client = sign_in(UserFactory(role=EDITORS), HOST)
    address = reverse("disclosure_review_sheet", args=[reviewed.pk])
    text = client.get(address).content.decode()
    for word in ("孙梅", "科长", "已核对原件", "同意发布。", "缺依据。"):
        assert word in text
    for one in SignOff.objects.filter(page=reviewed.pk):
        assert one.content_sha256 in text
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0800", text)


def test_the_sheet_is_a_pdf_an_excel_file_and_a_csv(reviewed):
    client = sign_in(UserFactory(role=EDITORS), HOST)

    def file(kind) -> bytes:
        address = reverse("disclosure_review_sheet_file", args=[reviewed.pk, kind])
        answer = client.get(address)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        return answer.content

    rows = list(csv.reader(io.StringIO(file("csv").decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert "'=缺依据。" in cells  # no spreadsheet runs what a reviewer wrote
    assert "同意发布。" in cells
    book = openpyxl.load_workbook(io.BytesIO(file("xlsx")))
    in_book = [
        str(cell) for row in book.active.iter_rows(values_only=True) for cell in row if cell
    ]
    assert set(cells) - {""} == set(in_book)
    pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(file("pdf"))).pages)
    words = re.sub(r"\s", "", pdf)
    for word in (
        "孙梅",
        "科长",
        "已核对原件",
        "同意发布。",
        SignOff.objects.first().content_sha256,
    ):
        assert word in words
    address = reverse("disclosure_review_sheet_file", args=[reviewed.pk, "exe"])
    assert client.get(address).status_code == 404


def test_a_very_long_note_is_still_a_pdf(column):
    item = handed_in(column)
    approve(
        item,
        colleague(REVIEWERS),
        answers=all_hold(**{f"note_{one}": "长" * 400 for one in ("lawful", "true", "uniform")}),
        comment="意见" * 2000,
    )
    client = sign_in(UserFactory(role=EDITORS), HOST)
    address = reverse("disclosure_review_sheet_file", args=[item.pk, "pdf"])
    assert client.get(address).content.startswith(b"%PDF")


def test_nobody_without_an_account_reads_the_sheet(reviewed):
    stranger = Client(headers={"host": HOST})
    for name, more in (
        ("disclosure_review_sheet", ()),
        ("disclosure_review_sheet_file", ("pdf",)),
    ):
        answer = stranger.get(reverse(name, args=[reviewed.pk, *more]))
        assert answer.status_code == 302
        assert "login" in answer["Location"]


def test_a_reduced_review_stands_on_the_sheet(column):
    kind = "disclosure_plugin.disclosureitempage"
    ReviewRule.objects.create(kind=kind, steps=1, reason="每日更新的价格")
    item = handed_in(column)
    approve(item, colleague(REVIEWERS))
    client = sign_in(UserFactory(role=EDITORS), HOST)
    text = client.get(reverse("disclosure_review_sheet", args=[item.pk])).content.decode()
    assert "每日更新的价格" in text


# --- The steps -----------------------------------------------------------------------------------


def steps_form(**changes):
    first, last = chain_of(bureaus_workflow())
    lines = [
        {"key": first.pk, "name": "科室审核", "kind": "section", "checklist": "on",
         "confidentiality": "on", "groups": [one.pk for one in first.groups.all()], "ORDER": 1},
        {"key": last.pk, "name": "领导签发", "kind": "leader",
         "groups": [one.pk for one in last.groups.all()], "ORDER": 2},
        *({"kind": "office", "ORDER": place} for place in (3, 4, 5)),
    ]  # fmt: skip
    form = {"form-TOTAL_FORMS": "5", "form-INITIAL_FORMS": "5"}
    for number, line in enumerate(lines):
        form |= {f"form-{number}-{name}": value for name, value in line.items()}
    return {**form, **changes}


def test_an_administrator_sets_the_steps(jsj):
    address = reverse("disclosure_review_steps")
    for role in (EDITORS, REVIEWERS):
        assert sign_in(UserFactory(role=role), HOST).get(address).status_code in (302, 403)
    client = sign_in(UserFactory(role=ADMINISTRATORS), HOST)
    assert client.get(address).status_code == 200
    groups = [one.pk for one in chain_of(bureaus_workflow())[0].groups.all()]
    added = {"form-2-name": "保密审查", "form-2-kind": "secrecy", "form-2-groups": groups}
    form = steps_form(**added, **{"form-2-ORDER": "1", "form-0-ORDER": "2", "form-1-ORDER": "3"})
    assert client.post(address, form).status_code == 302
    assert [one.name for one in chain_of(bureaus_workflow())] == [
        "保密审查",
        "科室审核",
        "领导签发",
    ]


def test_an_administrator_sets_no_less_than_the_county_demands(jsj):
    before = [(one.pk, one.name) for one in chain_of(bureaus_workflow())]
    client = sign_in(UserFactory(role=ADMINISTRATORS), HOST)
    form = steps_form(**{"form-1-name": ""})
    answer = client.post(reverse("disclosure_review_steps"), form)
    assert answer.status_code == 200
    assert "2" in said(answer)
    assert [(one.pk, one.name) for one in chain_of(bureaus_workflow())] == before


def test_one_bureau_reaches_no_sheet_and_no_review_of_another(column):
    item = handed_in(column)
    state = state_of(item)
    with bureaus.activate("czj"):
        other = sign_in(UserFactory(role=REVIEWERS), "czj.localhost")
        for name, key in (
            ("disclosure_review_sheet", item.pk),
            ("disclosure_previews", item.pk),
            ("disclosure_review", state.pk),
        ):
            assert other.get(reverse(name, args=[key])).status_code in (302, 403, 404)


# --- Accounts of one person ----------------------------------------------------------------------


def test_an_administrator_says_that_two_accounts_are_one_persons(column):
    writer = UserFactory(role=EDITORS, first_name="何军")
    other = UserFactory(role=REVIEWERS, first_name="何军")
    client = sign_in(UserFactory(role=ADMINISTRATORS), HOST)
    address = reverse("disclosure_people:edit", args=[other.pk])
    form = {"full_name": "何军", "roles": [EDITORS], "same_person": writer.pk}
    answer = client.post(address, {**form, "roles": [REVIEWERS]})
    assert answer.status_code == 302
    item = handed_in(column, writer)
    assert authors(item.get_latest_revision()) == {writer.pk, other.pk}
    with pytest.raises(ActRefused):
        approve(item, other)
    client.post(address, {"full_name": "何军", "roles": [REVIEWERS]})
    assert authors(item.get_latest_revision()) == {writer.pk}


# --- Comments ------------------------------------------------------------------------------------


def test_comments_are_never_public_and_end_no_approval(column):
    item = handed_in(column)
    approve(item, colleague(REVIEWERS))
    Comment.objects.create(
        page=item, user=colleague(REVIEWERS), text="内部批注不公开", contentpath="abstract"
    )
    page = Page.objects.get(pk=item.pk).specific
    page.save()
    approve(item, colleague(ADMINISTRATORS))
    item.refresh_from_db()
    assert item.live
    visitor = Client(headers={"host": HOST})
    for address in (item.url, "/register/", "/register/register.json"):
        assert "内部批注不公开" not in visitor.get(address).content.decode()


# --- Preview links -------------------------------------------------------------------------------


def previewed(item, **more):
    values = {"reader": "陈副县长", "days": 3, "by": colleague(EDITORS), **more}
    preview = make_preview(Page.objects.get(pk=item.pk), **values)
    return preview, "/" + preview.link.split("/", 3)[3]


def test_a_leader_without_an_account_reads_exactly_what_is_under_review(column):
    document = DocumentFactory(title="附件通知")
    item = ItemFactory(
        parent=column,
        abstract="送审的摘要",
        attachments=[models.ItemAttachment(document=document)],
    )
    item.save_revision(user=colleague(EDITORS))
    item.get_workflow().start(item, colleague(EDITORS))
    preview, address = previewed(item)
    assert preview.token_hash not in preview.link
    assert address.split("/")[-2] not in str(list(ReviewPreview.objects.values()))
    reader = Client(headers={"host": HOST})
    answer = reader.get(address)
    assert answer.status_code == 200
    assert "送审的摘要" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    (own,) = set(re.findall(rf'"({re.escape(address)}files/[^"]+)"', answer.content.decode()))
    assert b"".join(reader.get(own).streaming_content).startswith(b"%PDF")
    # Written later, it is another version: not what is under review.
    item.refresh_from_db()
    item.abstract = "后来改的摘要"
    item.save_revision(user=colleague(EDITORS))
    assert "后来改的摘要" not in reader.get(address).content.decode()
    assert [one.was_open for one in preview.openings.all()] == [True, True]
    assert preview.openings.first().address == "127.0.0.1"
    assert reader.get(item.url).status_code == 404


@pytest.mark.parametrize("why", ["expired", "revoked", "published", "staff only"])
def test_a_link_that_is_over_answers_gone(column, why):
    item = handed_in(column)
    preview, address = previewed(item)
    if why == "expired":
        ReviewPreview.objects.update(expires_at=Now() - timedelta(seconds=1))
    if why == "revoked":
        client = sign_in(UserFactory(role=EDITORS), HOST)
        screen = reverse("disclosure_previews", args=[item.pk])
        assert client.post(screen, {"revoke": preview.pk}).status_code == 302
    if why == "published":
        approve(item, colleague(REVIEWERS))
        approve(item, colleague(ADMINISTRATORS))
    if why == "staff only":
        PageViewRestriction.objects.create(page=column, restriction_type="login")
    answer = Client(headers={"host": HOST}).get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (410, "private, no-store")
    assert item.abstract not in answer.content.decode()
    assert [one.was_open for one in preview.openings.all()] == [False]


def test_a_link_that_nobody_made_is_not_there(column):
    item = handed_in(column)
    _preview, address = previewed(item)
    wrong = address.replace(address.split("/")[-2], "a" * 43)
    assert Client(headers={"host": HOST}).get(wrong).status_code == 404
    with bureaus.activate("czj"):
        assert Client(headers={"host": "czj.localhost"}).get(address).status_code == 404


def test_no_link_for_staff_only_pages_nor_what_is_not_under_review_nor_for_long(column):
    draft = ItemFactory(parent=column)
    draft.save_revision(user=colleague(EDITORS))
    item = handed_in(column)
    for page, days in ((draft, 3), (item, 8), (item, 0)):
        with pytest.raises(ActRefused):
            previewed(page, days=days)
    PageViewRestriction.objects.create(page=column, restriction_type="login")
    with pytest.raises(ActRefused):
        previewed(item)
    assert ReviewPreview.objects.count() == 0


def test_the_link_is_shown_once(column):
    item = handed_in(column)
    client = sign_in(UserFactory(role=EDITORS), HOST)
    address = reverse("disclosure_previews", args=[item.pk])
    answer = client.post(address, {"reader": "陈副县长", "days": "3"})
    link = answer.context["made"].link
    assert link in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    for wrong in ("x", "²", "9" * 5000):
        assert client.post(address, {"revoke": wrong}).status_code == 404
    assert link.rsplit("/", 2)[1] not in client.get(address).content.decode()
    assert sign_in(UserFactory(role=REVIEWERS), HOST).get(address).status_code in (200, 302, 403)


def test_a_published_page_is_in_no_preview(column):
    item = ItemFactory(parent=column)
    publish(item)
    with pytest.raises(ActRefused):
        previewed(item)


# --- The county ----------------------------------------------------------------------------------


def sign_in_county(role):
    with bureaus.activate("county"):
        from disclosure_plugin.tenancy.county_roles import set_up_county_roles

        set_up_county_roles()
        return sign_in(UserFactory(role=role), COUNTY)


def test_the_county_sets_rules_and_auditors_only_read_them(jsj):
    address = "/admin/disclosure_county_reviews/"
    chief = sign_in_county(COUNTY_ADMINISTRATORS)
    kind = "disclosure_plugin.annualsummarypage"
    form = {"kind": kind, "steps": "0", "reason": ""}
    assert chief.post(address, form).status_code == 200  # unexplained
    assert ReviewRule.objects.count() == 0
    assert chief.post(address, {**form, "reason": "由县政府办统一审核"}).status_code == 302
    rule = ReviewRule.objects.get()
    assert (rule.kind, rule.steps, rule.reason, rule.set_by) == (
        kind,
        0,
        "由县政府办统一审核",
        "王芳",
    )
    assert chief.post(address, {"kind": "", "steps": "0", "reason": "x"}).status_code == 200
    assert ReviewRule.objects.count() == 1
    auditor = sign_in_county(AUDITORS)
    assert "由县政府办统一审核" in auditor.get(address).content.decode()
    assert auditor.post(address, form).status_code in (302, 403)
    assert auditor.post(f"{address}{rule.pk}/forget/").status_code in (302, 403)
    assert ReviewRule.objects.count() == 1
    assert chief.post(f"{address}{rule.pk}/forget/").status_code == 302
    assert ReviewRule.objects.count() == 0
    with bureaus.activate("jsj"):
        superuser = sign_in(UserFactory(is_superuser=True), HOST)
        assert superuser.get(address).status_code in (302, 403, 404)
    assert ReviewException.objects.count() == 0
