"""Somebody signs for a reviewer who is away: for how long, what, and what not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from disclosure_plugin.actions.deputies import end_deputy, name_deputy
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.domain.deputies import (
    AlreadyRepresented,
    CannotSignIn,
    DaysWrong,
    DeputyIsAway,
    DeputyIsSelf,
    SignsNothing,
    TooLong,
    check_days,
)
from disclosure_plugin.domain.review_answers import all_hold
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import Person, ReviewDeputy, SignOff
from disclosure_plugin.queries.review_sheets import review_sheet
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.reviews import colleague
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"


@pytest.fixture
def reviewer(jsj):
    return UserFactory(role=REVIEWERS, first_name="孙梅")


@pytest.fixture
def deputy(jsj):
    return UserFactory(role=EDITORS, first_name="何军")


def handed_in(by=None):
    by = by or colleague(EDITORS)
    item = ItemFactory(parent=ColumnFactory(parent=BoardFactory()))
    item.save_revision(user=by)
    item.get_workflow().start(item, by)
    item.refresh_from_db()
    return item


def approve(item, user):
    item.refresh_from_db()
    item.current_workflow_task_state.approve(user=user, answers=all_hold())


def today() -> date:
    return timezone.localdate()


def named(reviewer, deputy, *, first=0, last=7, by=None) -> ReviewDeputy:
    days = {"from_day": today() + timedelta(first), "to_day": today() + timedelta(last)}
    return name_deputy(reviewer, deputy, **days, by=by or reviewer)


def test_a_deputy_signs_under_their_own_name_for_whom_is_away(reviewer, deputy):
    item = handed_in()
    with pytest.raises(ActRefused):
        approve(item, deputy)
    named(reviewer, deputy)
    approve(item, deputy)
    signed = SignOff.objects.get()
    assert (signed.signer, signed.stands_for, signed.stands_for_name) == (
        deputy,
        reviewer,
        "孙梅",
    )
    by = next(row.by for row in review_sheet(item).rows if row.step)
    assert by.startswith("何军")
    assert "孙梅" in by
    assert str(today()) in by


@pytest.mark.parametrize(("first", "last"), [(1, 7), (-9, -1)])
def test_before_and_after_their_days_a_deputy_signs_nothing(reviewer, deputy, first, last):
    one = named(reviewer, deputy, first=1)
    # By PostgreSQL's clock: the rows are moved, not the clock.
    ReviewDeputy.objects.filter(pk=one.pk).update(
        begins_at=Now() + timedelta(days=first), ends_at=Now() + timedelta(days=last)
    )
    item = handed_in()
    with pytest.raises(ActRefused):
        approve(item, deputy)
    assert SignOff.objects.count() == 0


def test_what_is_ended_early_ends_now(reviewer, deputy):
    one = named(reviewer, deputy)
    end_deputy(one, by=reviewer)
    item = handed_in()
    with pytest.raises(ActRefused):
        approve(item, deputy)
    assert ReviewDeputy.objects.get().ended_by_name == "孙梅"


def test_a_deputy_signs_neither_their_own_text_nor_the_text_of_whom_is_away(reviewer, deputy):
    named(reviewer, deputy)
    for author in (deputy, reviewer):
        item = handed_in(author)
        with pytest.raises(ActRefused):
            approve(item, deputy)
    assert SignOff.objects.count() == 0


def test_a_deputy_of_two_signs_for_the_one_who_has_not_written_it(reviewer, deputy):
    other = UserFactory(role=REVIEWERS, first_name="另一人")
    named(reviewer, deputy)
    named(other, deputy)
    approve(handed_in(reviewer), deputy)
    assert SignOff.objects.get().stands_for == other


def test_one_signature_of_a_person_is_enough_also_by_deputy(reviewer, deputy):
    chief = UserFactory(role=ADMINISTRATORS, first_name="局长")
    chief.groups.add(*reviewer.groups.all())
    item = handed_in()
    named(chief, deputy)
    approve(item, chief)
    with pytest.raises(ActRefused):  # for whom has signed the first step
        approve(item, deputy)
    assert SignOff.objects.count() == 1


def test_a_deputy_of_a_deputy_signs_for_nobody(reviewer, deputy):
    third = UserFactory(role=EDITORS)
    named(reviewer, deputy)
    with pytest.raises(DeputyIsAway):
        named(UserFactory(role=REVIEWERS), reviewer)
    deputy.groups.add(*reviewer.groups.all())
    with pytest.raises(DeputyIsAway):
        named(deputy, third)
    # Not in other days either way round.
    named(deputy, third, first=20, last=22)
    assert ReviewDeputy.objects.count() == 2


def test_who_may_not_be_named(reviewer, deputy):
    second_account = UserFactory(role=EDITORS)
    for user in (reviewer, second_account):
        Person.objects.update_or_create(user=user, defaults={"human": "h"})
    gone = UserFactory(role=EDITORS, is_active=False)
    for person, refusal in (
        (reviewer, DeputyIsSelf),
        (second_account, DeputyIsSelf),
        (gone, CannotSignIn),
    ):
        with pytest.raises(refusal):
            named(reviewer, person)
    with pytest.raises(SignsNothing):
        named(deputy, UserFactory(role=EDITORS), by=deputy)
    with pytest.raises(DaysWrong):
        named(reviewer, deputy, first=3, last=2)
    with pytest.raises(DaysWrong):
        named(reviewer, deputy, first=-3, last=-1)
    with pytest.raises(TooLong):
        named(reviewer, deputy, last=366)
    named(reviewer, deputy)
    with pytest.raises(AlreadyRepresented):
        named(reviewer, UserFactory(role=EDITORS), first=5, last=9)
    assert ReviewDeputy.objects.count() == 1


def test_nobody_names_a_deputy_for_others_but_administrators(reviewer, deputy):
    with pytest.raises(PermissionDenied):
        named(reviewer, deputy, by=UserFactory(role=REVIEWERS))
    one = named(reviewer, deputy, by=UserFactory(role=ADMINISTRATORS))
    with pytest.raises(PermissionDenied):
        end_deputy(one, by=deputy)


def test_days_of_one_day_are_days():
    check_days(date(2026, 2, 28), date(2026, 2, 28), today=date(2026, 2, 28))
    with pytest.raises(DaysWrong):
        check_days(date(2026, 2, 27), date(2026, 2, 27), today=date(2026, 2, 28))


def test_the_screen_names_and_ends_and_shows_administrators_everybodys(reviewer, deputy):
    client = sign_in(reviewer, HOST)
    address = reverse("disclosure_deputies")
    form = {
        "reviewer": reviewer.pk,
        "deputy": deputy.pk,
        "from_day": today().isoformat(),
        "to_day": (today() + timedelta(3)).isoformat(),
    }
    answer = client.post(address, {**form, "deputy": reviewer.pk})
    assert answer.status_code == 200
    assert ReviewDeputy.objects.count() == 0
    assert client.post(address, form).status_code == 302
    one = ReviewDeputy.objects.get()
    chief = sign_in(UserFactory(role=ADMINISTRATORS), HOST)
    assert "何军" in chief.get(address).content.decode()
    stranger = sign_in(UserFactory(role=REVIEWERS), HOST)
    assert not stranger.get(address).context["running"]
    end = reverse("disclosure_deputy_end", args=[one.pk])
    assert stranger.post(end).status_code in (302, 403)
    one.refresh_from_db()
    assert not one.ended_by_name
    assert client.post(end).status_code == 302
    one.refresh_from_db()
    assert one.ended_by_name == "孙梅"


def test_the_last_day_that_there_is_has_no_day_after_it(reviewer, deputy):
    form = {"reviewer": reviewer.pk, "deputy": deputy.pk}
    form |= {"from_day": "9999-12-31", "to_day": "9999-12-31"}
    refused = sign_in(reviewer, HOST).post(reverse("disclosure_deputies"), form)
    assert refused.status_code == 200
    assert "9999-12-30" in refused.context["form"].errors["to_day"][0]
    assert not ReviewDeputy.objects.exists()


def test_a_deputy_opens_the_editor_and_finds_it_in_their_list(reviewer, deputy):
    item = handed_in()
    client = sign_in(deputy, HOST)
    inbox = reverse("disclosure_reviews")
    assert client.get(inbox, follow=True).status_code in (200, 302)
    named(reviewer, deputy)
    answer = client.get(inbox)
    assert answer.status_code == 200
    assert item.title in answer.content.decode()
    assert "孙梅" in answer.content.decode()
