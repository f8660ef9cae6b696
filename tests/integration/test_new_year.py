"""This year's page begins with last year's, and nothing of last year's standing goes with it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from disclosure_plugin import bureaus
from disclosure_plugin.actions import new_year
from disclosure_plugin.actions.new_year import begin_new_year, can_be_begun_anew
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.domain.new_year import NotOfAnEarlierYear, YearIsThere, moved_on
from disclosure_plugin.models import (
    AnnualSummaryPage,
    DisclosureItemPage,
    LegalBasis,
    SignOff,
    SummaryFigure,
)
from disclosure_plugin.queries.sign_offs import authors
from tests.at_once import Beside
from tests.factories.assessments import show_a_quarter
from tests.factories.pages import (
    BoardFactory,
    ColumnFactory,
    CommitmentListFactory,
    ItemFactory,
    NoticeFactory,
    SummaryFactory,
)
from tests.factories.reviews import colleague, publish
from tests.factories.users import UserFactory, sign_in

TODAY = date(2026, 11, 26)


@pytest.fixture
def editor(jsj):
    return UserFactory(role=EDITORS)


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


def fresh(page: Page):
    return Page.objects.get(pk=page.pk).specific


def last_years_item(column, **kwargs):
    values = {
        "title": "2025年收费标准",
        "abstract": "2025年的收费标准。",
        "formed_on": date(2025, 3, 3),
        "original_published_on": date(2024, 1, 1),
        "original_source": "旧网站",
        "body": [("text", "<p>2025年起按面积收费，二〇二五年不变。</p>")],
        "legal_bases": [LegalBasis(title="《价格法》", article="第三条")],
        "expire_at": timezone.now() + timedelta(days=30),
    }
    return fresh(ItemFactory(parent=column, published=True, **(values | kwargs)))


def test_an_item_goes_on_without_number_dates_and_approvals(editor, column):
    item = last_years_item(column)
    assert item.register_entry is not None
    begun = begin_new_year(item, user=editor, today=TODAY)
    page = begun.page
    assert (page.title, page.abstract) == ("2026年收费标准", "2026年的收费标准。")
    assert (begun.year, begun.earlier, begun.mentions) == (2026, 2025, 2)
    assert page.get_parent().pk == column.pk
    assert page.slug != item.slug
    assert (page.live, page.first_published_at, page.live_revision) == (False, None, None)
    assert (page.formed_on, page.expire_at, page.go_live_at) == (None, None, None)
    assert (page.original_published_on, page.original_source) == (None, "")
    assert page.register_entry is None
    assert not SignOff.objects.filter(page=page.pk).exists()
    assert [(one.title, one.article) for one in page.legal_bases.all()] == [
        ("《价格法》", "第三条")
    ]
    assert page.body[0].value.source == item.body[0].value.source
    assert authors(page.latest_revision) == {editor.pk}
    latest = page.get_latest_revision_as_object()
    assert (latest.title, latest.slug, latest.formed_on) == (page.title, page.slug, None)
    assert page.legal_bases.first().pk != item.legal_bases.first().pk
    assert fresh(item).live


def test_what_is_public_is_taken_over_and_not_a_newer_draft(editor, column):
    item = last_years_item(column)
    item.title = "2025年收费标准（改了一半）"
    item.save_revision(user=editor)
    begun = begin_new_year(fresh(item), user=editor, today=TODAY)
    assert begun.page.title == "2026年收费标准"


def test_a_commitment_list_goes_on_with_its_promises(editor):
    page = CommitmentListFactory(published=True, formed_on=date(2025, 1, 8))
    show_a_quarter(page)
    publish(page)
    page = fresh(page)
    assert page.assessments.count() == 1
    begun = begin_new_year(page, user=editor, today=TODAY)
    assert [one.text for one in begun.page.commitments.all()] == ["建筑工程施工许可"]
    assert begun.page.assessments.count() == 0


def test_a_summary_goes_on_to_the_next_year_without_its_figures(editor):
    figure = SummaryFigure(label="公开", value=1, unit="条", source="目录")
    page = fresh(SummaryFactory(published=True, year=2025, figures=[figure]))
    begun = begin_new_year(page, user=editor, today=TODAY)
    assert (begun.page.year, begun.page.title) == (2026, "2026年政务公开工作总结")
    assert begun.page.figures.count() == 0
    assert begun.page.get_latest_revision_as_object().figures.count() == 0
    assert len(begun.page.sections) == 1


def test_a_year_that_is_there_or_not_over_is_refused_and_nothing_is_made(editor, column):
    page = fresh(SummaryFactory(published=True, year=2025))
    SummaryFactory(year=2026)
    with pytest.raises(YearIsThere):
        begin_new_year(page, user=editor, today=TODAY)
    assert AnnualSummaryPage.objects.count() == 2
    item = last_years_item(column, formed_on=date(2026, 1, 2))
    with pytest.raises(NotOfAnEarlierYear):
        begin_new_year(item, user=editor, today=TODAY)
    assert DisclosureItemPage.objects.count() == 1


def test_what_was_for_some_people_only_stays_so(editor, column):
    item = ItemFactory(parent=column, formed_on=date(2025, 3, 3))
    restriction = PageViewRestriction.objects.create(page=item, restriction_type="groups")
    restriction.groups.add(editor.groups.first())
    publish(item)
    begun = begin_new_year(fresh(item), user=editor, today=TODAY)
    [copied] = PageViewRestriction.objects.filter(page=begun.page)
    assert list(copied.groups.all()) == [editor.groups.first()]


def test_drafts_and_notices_do_not_go_on(editor, column):
    assert not can_be_begun_anew(fresh(ItemFactory(parent=column)))
    assert not can_be_begun_anew(fresh(NoticeFactory(parent=column, published=True)))
    assert not can_be_begun_anew(column)


def test_who_may_not_add_pages_makes_none(column):
    item = last_years_item(column)
    with pytest.raises(PermissionDenied):
        begin_new_year(item, user=UserFactory(role=REVIEWERS), today=TODAY)
    assert DisclosureItemPage.objects.count() == 1


def address(page: Page) -> str:
    return f"/admin/disclosure/new-year/{page.pk}/"


def test_from_the_button_to_the_draft_with_what_was_left_out(editor, column):
    item = last_years_item(column)
    client = sign_in(editor, "jsj.localhost")
    assert address(item) in client.get(f"/admin/pages/{item.pk}/edit/").content.decode()
    assert client.get(address(item)).status_code == 200
    with bureaus.activate("jsj"):
        assert DisclosureItemPage.objects.count() == 1
    answer = client.post(address(item), follow=True)
    assert len(answer.context["messages"]) == 2
    with bureaus.activate("jsj"):
        assert DisclosureItemPage.objects.count() == 2


def test_others_find_no_such_screen(editor, column):
    item, draft = last_years_item(column), ItemFactory(parent=column)
    client = sign_in(editor, "jsj.localhost")
    assert client.get(address(draft)).status_code == 404
    with bureaus.activate("jsj"):
        reviewer = sign_in(UserFactory(role=REVIEWERS), "jsj.localhost")
    assert reviewer.post(address(item)).status_code in {302, 403, 404}
    with bureaus.activate("czj"):
        other = sign_in(UserFactory(role=EDITORS), "czj.localhost")
    assert other.post(address(item)).status_code == 404
    assert Client(headers={"host": "jsj.localhost"}).post(address(item)).status_code == 302
    with bureaus.activate("jsj"):
        assert DisclosureItemPage.objects.count() == 2


@pytest.mark.usefixtures("outside_transactions")
def test_two_at_once_begin_one_summary(monkeypatch):
    with bureaus.activate("jsj"):
        page = SummaryFactory(year=2025, published=True)
        others = []

        def begin():
            found = AnnualSummaryPage.objects.get(pk=page.pk)
            begin_new_year(found, user=colleague(ADMINISTRATORS), today=TODAY)

        def begins_meanwhile(*args, **kwargs):
            if not others:
                others.append(Beside(begin))
                others[0].until_it_waits()
            return moved_on(*args, **kwargs)

        colleague(ADMINISTRATORS)
        monkeypatch.setattr(new_year, "moved_on", begins_meanwhile)
        begin()
        assert isinstance(others[0].ended(), YearIsThere)
        assert AnnualSummaryPage.objects.filter(year=2026).count() == 1
