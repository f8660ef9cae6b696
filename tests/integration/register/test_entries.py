"""The door writes the register: one row an item, with a number that is given once."""

from __future__ import annotations

import logging
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import Page, PageViewRestriction

from disclosure_plugin import bureaus
from disclosure_plugin.actions.content_hash import content_hash
from disclosure_plugin.actions.registering import (
    NoSuchEntry,
    NotReadyForTheRegister,
    NumberIsVoid,
    ReasonMissing,
    make_void,
    why_not_registered,
)
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.actions.version_at_door import VersionAtTheDoor
from disclosure_plugin.domain.index_numbers import NoOrganisationCode
from disclosure_plugin.domain.review_answers import all_hold
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import InternalNumberSeries
from disclosure_plugin.register.models import (
    LogEntry,
    NumberSeries,
    RegisterEntry,
)
from disclosure_plugin.register.numbers import take
from disclosure_plugin.tenancy.models import Bureau
from tests.factories.credit_codes import CREDIT_CODES
from tests.factories.forms import form_of
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.reviews import colleague, publish
from tests.factories.users import UserFactory, sign_in

JSJ, CZJ = CREDIT_CODES["jsj"], CREDIT_CODES["czj"]
DAY = date(2026, 11, 2)  # of ItemFactory


def entry_of(page) -> RegisterEntry:
    return RegisterEntry.objects.get(page=page.pk, bureau=bureaus.current())


def numbers() -> list[str]:
    return list(RegisterEntry.objects.order_by("pk").values_list("number", flat=True))


def publish_again(page, **changes) -> RegisterEntry:
    page = page.get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(page, name, value)
    publish(page)
    return entry_of(page)


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


def test_a_publication_is_registered(column):
    item = ItemFactory(
        parent=column,
        published=True,
        original_published_on=date(2013, 12, 3),
        original_source="旧网站",
    )
    entry = entry_of(item)
    assert entry.number == f"{JSJ}-/2026-1102001"
    assert not entry.outgrown
    assert (entry.bureau, entry.bureau_name) == ("jsj", "云岭县住房和城乡建设局")
    assert (entry.short_id, entry.title, entry.abstract) == (item.slug, item.title, item.abstract)
    assert (entry.category, entry.validity, entry.formed_on) == ("20.8", "valid", DAY)
    assert (entry.original_published_on, entry.original_source) == (date(2013, 12, 3), "旧网站")
    assert entry.content_hash == content_hash(item.live_revision, [])
    assert entry.first_published_at == entry.version_published_at
    assert abs(entry.first_published_at - timezone.now()) < timedelta(minutes=1)
    # From Tuesday, 3 November, 20 days without a holiday between.
    assert (entry.due_by, entry.due_unknown_year) == (date(2026, 11, 30), None)
    assert (entry.state, entry.state_reason) == ("public", "")


def test_a_draft_a_schedule_and_a_board_are_not(column):
    ItemFactory(parent=column)
    item = ItemFactory(parent=column)
    item.go_live_at = timezone.now() + timedelta(hours=1)
    publish(item)
    assert numbers() == []


def test_a_new_version_keeps_number_and_first_date(column):
    item = ItemFactory(parent=column, published=True)
    first = entry_of(item)
    second = publish_again(
        item, title="改后", formed_on=date(2026, 11, 5), validity="repealed", category="20.9"
    )
    assert second.pk == first.pk
    assert second.number == first.number
    assert second.first_published_at == first.first_published_at
    assert second.version_published_at >= first.version_published_at
    assert (second.title, second.formed_on, second.validity) == (
        "改后",
        date(2026, 11, 5),
        "repealed",
    )
    assert second.category == "20.9"
    assert second.content_hash != first.content_hash


def test_what_is_no_longer_public_keeps_its_row_and_comes_back_to_it(column):
    item = ItemFactory(parent=column, published=True)
    first = entry_of(item)
    item.unpublish()
    gone = entry_of(item)
    assert (gone.state, gone.number) == ("unpublished", first.number)
    assert gone.state_since >= first.state_since
    again = publish_again(item)
    assert (again.state, again.number) == ("public", first.number)
    assert again.first_published_at == first.first_published_at


def test_each_day_and_each_bureau_has_its_own_series(column):
    one, two = (entry_of(ItemFactory(parent=column, published=True)) for _i in range(2))
    other_day = entry_of(ItemFactory(parent=column, published=True, formed_on=date(2026, 11, 3)))
    assert [one.number[-3:], two.number[-3:]] == ["001", "002"]
    assert other_day.number == f"{JSJ}-/2026-1103001"
    with bureaus.activate("czj"):
        theirs = entry_of(ItemFactory(published=True))
    assert theirs.number == f"{CZJ}-/2026-1102001"
    assert theirs.bureau == "czj"


def test_the_county_sets_the_pattern(column, settings):
    settings.DISCLOSURE = {
        **settings.DISCLOSURE,
        "INDEX_NUMBER_PATTERN": "{organisation}/{category}/{year}-{serial:5}",
    }
    numbers = [entry_of(ItemFactory(parent=column, published=True)).number for _i in range(2)]
    assert numbers == [f"{JSJ}/20.8/2026-00001", f"{JSJ}/20.8/2026-00002"]


def test_a_number_that_outgrows_the_pattern_is_given_and_said(column, caplog):
    NumberSeries.objects.create(series=f"{JSJ}-/2026-1102#", last=999)
    with caplog.at_level(logging.WARNING, logger="disclosure_plugin.register"):
        entry = entry_of(ItemFactory(parent=column, published=True))
    assert entry.number == f"{JSJ}-/2026-11021000"
    assert entry.outgrown
    assert [record.number for record in caplog.records] == [entry.number]


def test_a_year_without_a_table_is_said_and_not_guessed(column):
    entry = entry_of(ItemFactory(parent=column, published=True, formed_on=date(2001, 5, 8)))
    assert (entry.due_by, entry.due_unknown_year) == (None, 2001)


def test_without_the_code_nothing_is_published(column):
    Bureau.objects.filter(code="jsj").update(social_credit_code="")
    with bureaus.activate("jsj"):
        item = ItemFactory(parent=column)
        with pytest.raises(ActRefused) as refused:
            publish(item)
        assert refused.value.sentences == (refusal_sentence(NoOrganisationCode()),)
        assert not Page.objects.get(pk=item.pk).live
    assert numbers() == []
    assert not LogEntry.objects.filter(subject=item.slug).exists()


def test_the_reviewer_is_told_of_the_code_in_a_sentence(column):
    Bureau.objects.filter(code="jsj").update(social_credit_code="")
    reviewer = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    item = ItemFactory(parent=column)
    author = colleague(EDITORS)
    item.save_revision(user=author)
    review = item.get_workflow().start(item, author)
    first = review.current_task_state
    first.task.specific.on_action(first, colleague(REVIEWERS), "approve", **all_hold())
    review.refresh_from_db()
    state = review.current_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=(item.pk, "approve", state.pk))
    answer = reviewer.post(address, {}, follow=True)
    assert answer.status_code == 200
    sentence = refusal_sentence(NoOrganisationCode())
    assert sentence in [str(message).strip() for message in answer.context["messages"]]
    assert not Page.objects.get(pk=item.pk).live
    assert numbers() == []


def test_without_a_category_nothing_is_published(column):
    item = ItemFactory(parent=column)
    item.category = ""
    revision = item.save_revision(clean=False)
    sentence = refusal_sentence(NotReadyForTheRegister(title=item.title))
    assert why_not_registered(VersionAtTheDoor(item, revision)) == sentence
    item.category = "20.8"
    assert why_not_registered(VersionAtTheDoor(item, revision)) == ""


@pytest.mark.parametrize(
    "half", [{"original_source": "旧网站"}, {"original_published_on": date(2013, 12, 3)}]
)
def test_half_an_earlier_publication_is_refused(column, half):
    item = ItemFactory(parent=column)
    for name, value in half.items():
        setattr(item, name, value)
    with pytest.raises(ValidationError) as refused:
        item.full_clean()
    [missing] = {"original_published_on", "original_source"} - set(half)
    assert list(refused.value.message_dict) == [missing]


def test_what_is_rolled_back_leaves_no_hole(column):
    entry_of(ItemFactory(parent=column, published=True))
    lost = ItemFactory(parent=column)
    with transaction.atomic():
        publish(lost)
        assert [number[-3:] for number in numbers()] == ["001", "002"]
        transaction.set_rollback(True)
    entry_of(ItemFactory(parent=column, published=True))
    assert [number[-3:] for number in numbers()] == ["001", "002"]


def test_a_void_number_stays_with_its_reason(column):
    item = ItemFactory(parent=column, published=True)
    number = entry_of(item).number
    with pytest.raises(NoSuchEntry):
        make_void(number, reason="还公开着")
    assert entry_of(item).state == "public"
    item.unpublish()
    with pytest.raises(ReasonMissing):
        make_void(number, reason=" ")
    with bureaus.activate("czj"), pytest.raises(NoSuchEntry):
        make_void(number, reason="不是本局的")
    assert entry_of(item).state == "unpublished"
    make_void(number, reason="重复公开，以另一件为准。")
    entry = entry_of(item)
    assert (entry.state, entry.state_reason, entry.number) == (
        "void",
        "重复公开，以另一件为准。",
        number,
    )
    with pytest.raises(NoSuchEntry):
        make_void(number, reason="再来一次")
    void = refusal_sentence(NumberIsVoid(number=number, reason="重复公开，以另一件为准。"))
    with pytest.raises(ActRefused) as refused:
        publish(item)
    assert refused.value.sentences == (void,)
    assert not Page.objects.get(pk=item.pk).live
    assert entry_of(ItemFactory(parent=column, published=True)).number != number


CHANGES = [
    "UPDATE disclosure_register_registerentry SET number = number || '9'",
    "UPDATE disclosure_register_registerentry SET bureau = 'czj'",
    "UPDATE disclosure_register_registerentry SET page = page + 1",
    "UPDATE disclosure_register_registerentry SET first_published_at = '2013-12-03'",
    "DELETE FROM disclosure_register_registerentry",
    "TRUNCATE disclosure_register_registerentry",
    "UPDATE disclosure_register_numberseries SET last = 0",
    "UPDATE disclosure_register_numberseries SET last = last + 2",
    "UPDATE disclosure_register_numberseries SET series = 'other'",
    "DELETE FROM disclosure_register_numberseries",
    "TRUNCATE disclosure_register_numberseries",
    "UPDATE disclosure_register_registerentry SET due_by = NULL, due_unknown_year = NULL",
    "UPDATE disclosure_register_registerentry SET state = 'void', state_reason = ''",
    "UPDATE disclosure_register_registerentry SET original_source = 'x'",
    "INSERT INTO disclosure_register_numberseries (series, last) "
    "SELECT series, 0 FROM disclosure_register_numberseries",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_postgresql_refuses(column, statement):
    before = entry_of(ItemFactory(parent=column, published=True))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    after = RegisterEntry.objects.get()
    assert {f.attname: getattr(after, f.attname) for f in after._meta.fields} == {
        f.attname: getattr(before, f.attname) for f in before._meta.fields
    }
    assert [series.last for series in NumberSeries.objects.all()] == [1]


def test_postgresql_keeps_a_void_number_void(column):
    item = ItemFactory(parent=column, published=True)
    item.unpublish()
    make_void(entry_of(item).number, reason="重复公开")
    with pytest.raises(DatabaseError), transaction.atomic():
        RegisterEntry.objects.update(state="public")
    assert entry_of(item).state == "void"


def test_numbers_for_staff_are_the_bureaus_own(jsj):
    with transaction.atomic():
        assert [take(InternalNumberSeries, "内-2026") for _i in range(2)] == [1, 2]
    with bureaus.activate("czj"), transaction.atomic():
        assert not InternalNumberSeries.objects.exists()
        assert take(InternalNumberSeries, "内-2026") == 1
    assert not NumberSeries.objects.exists()


def test_nobody_gets_a_category_by_chance(column):
    editor = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    address = reverse(
        "wagtailadmin_pages:add", args=("disclosure_plugin", "disclosureitempage", column.pk)
    )
    form = editor.get(address).context["form"]
    assert form["category"].value() in (None, "")
    assert form.fields["category"].choices[0][0] == ""
    sent = editor.post(
        address,
        form_of(
            ItemFactory(parent=column),
            **{"category": "", "action-publish": "1", "title": "没有类别"},
        ),
    )
    assert "category" in sent.context["form"].errors
    assert not Page.objects.filter(title="没有类别").exists()


def test_what_is_for_certain_people_is_not_registered(column):
    PageViewRestriction.objects.create(page=column, restriction_type=PageViewRestriction.LOGIN)
    assert ItemFactory(parent=column, published=True).live
    assert numbers() == []


def test_what_was_for_certain_people_is_public_from_its_first_entry_on(column):
    item = ItemFactory(parent=column, restriction={"restriction_type": "login"}, published=True)
    item.unpublish()
    item.view_restrictions.all().delete()
    before = timezone.now()
    publish(item)
    assert item.first_published_at >= before
    began = item.first_published_at
    item.unpublish()
    publish(item)
    assert item.first_published_at == began


def test_who_edits_a_page_reads_its_number_and_that_it_outgrew(column):
    NumberSeries.objects.create(series=f"{JSJ}-/2026-1102#", last=999)
    editor = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    item = ItemFactory(parent=column)
    address = reverse("wagtailadmin_pages:edit", args=(item.pk,))
    without = gettext("The index number is given at the first publication.")
    assert without in editor.get(address).content.decode()
    publish(item)
    shown = editor.get(address).content.decode()
    assert f"{JSJ}-/2026-11021000" in shown
    assert without not in shown
    longer = gettext(
        "The number is valid, and longer than the county's pattern provides for. Tell the county: "
        "more items of one day than the pattern has numbers."
    )
    assert longer in shown
