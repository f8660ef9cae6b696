"""The one honest way for a test to publish a disclosed page: written by one, signed by others."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from wagtail.models import Page

from disclosure_plugin.actions.reviewing import review
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.domain.review_answers import all_hold


def colleague(role: str) -> User:
    """Return the account of a role that writes or signs for tests; nobody can sign in by it."""
    user, made = get_user_model().objects.get_or_create(
        username=f"factory-{Group.objects.get(name=role).pk}", defaults={"first_name": role}
    )
    if made:
        user.set_unusable_password()
        user.save()
        user.groups.add(Group.objects.get(name=role))
    return user


def publish(page: Page) -> None:
    """Save the page as it is as an editor's version and have it approved at every step.

    A page with a time to go live is scheduled.
    """
    save(page)
    approve(page)


def save(page: Page) -> None:
    page.save_revision(user=colleague(EDITORS))


def approve(page: Page) -> None:
    """Have the page approved at every step, by people who look through its pictures first."""
    people = [colleague(REVIEWERS), colleague(ADMINISTRATORS)]
    review(page, author=colleague(EDITORS), people=people, looked_through_by=people[0])
    page.refresh_from_db()


def answers_form(**more: object) -> dict[str, object]:
    """Return what a browser sends from the form of a step at which everything is in order."""
    said = {name: "on" if value is True else value for name, value in all_hold().items()}
    return {"comment": "", **said, **more}
