"""The people of a bureau: in which state they are, and what is in their hands."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group, User
from django.db import models
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.db.models.functions import Cast
from django.utils.translation import pgettext_lazy
from wagtail.models import Page, Revision, Task, TaskState
from wagtail.permission_policies.pages import PagePermissionPolicy

from disclosure_plugin.models import Invitation, Person

from .lockouts import locked_usernames

MANAGE = "change_person"


class State(models.TextChoices):
    """In which state an account is."""

    ACTIVE = "active", pgettext_lazy("of an account", "active")
    INVITED = "invited", pgettext_lazy("of an account", "invited")
    LOCKED = "locked", pgettext_lazy("of an account", "locked")
    LEFT = "left", pgettext_lazy("of an account", "left")


def people() -> QuerySet[User]:
    """All accounts with their ``state``, post and roles, in order of user name."""
    return (
        get_user_model()
        .objects.annotate(
            state=Case(
                When(is_active=False, then=Value(State.LEFT)),
                When(
                    password__startswith=UNUSABLE_PASSWORD_PREFIX,
                    then=Value(State.INVITED),
                ),
                When(username__in=locked_usernames(), then=Value(State.LOCKED)),
                default=Value(State.ACTIVE),
                output_field=CharField(),
            )
        )
        .select_related("disclosure_person")
        .prefetch_related("groups")
        .order_by("username")
    )


def can_work() -> QuerySet[User]:
    """The accounts by which somebody can sign in."""
    return (
        get_user_model()
        .objects.filter(is_active=True)
        .exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    )


def administrators() -> QuerySet[User]:
    """Those who can sign in and manage people by their role; county IT does not count."""
    managing = Group.objects.filter(
        permissions__content_type__app_label=Person._meta.app_label, permissions__codename=MANAGE
    )
    return can_work().filter(groups__in=managing).distinct()


def successors(user: User) -> QuerySet[User]:
    """The colleagues who can take over what is in somebody's hands."""
    editors = PagePermissionPolicy().users_with_any_permission({"add", "change"})
    return can_work().filter(pk__in=editors.values("pk")).exclude(pk=user.pk).order_by("username")


@dataclass(frozen=True)
class WaitingTask:
    """A step of a workflow at which a page waits for one of a group.

    Attributes:
        page_title: of the page that waits.
        step: name of the step.
        others: how many others can do it.
    """

    page_title: str
    step: str
    others: int


@dataclass(frozen=True)
class Holdings:
    """What is in somebody's hands.

    Attributes:
        locked: pages that they have locked.
        owned: pages that are theirs.
        scheduled: those of ``owned`` that will be published on their own.
        invited: open invitations they have made.
        waiting: pages that wait for a step they may do.
    """

    locked: QuerySet[Page]
    owned: QuerySet[Page]
    scheduled: QuerySet[Page]
    invited: QuerySet[Invitation]
    waiting: list[WaitingTask]

    def needs_successor(self) -> bool:
        """Say whether there is something that somebody has to take over."""
        return self.locked.exists() or self.owned.exists()


def holdings(user: User) -> Holdings:
    """List what is in somebody's hands."""
    owned = Page.objects.filter(owner=user).order_by("title")
    scheduled = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    numbers = scheduled.annotate(number=Cast("object_id", models.BigIntegerField()))
    return Holdings(
        locked=Page.objects.filter(locked=True, locked_by=user).order_by("title"),
        owned=owned,
        scheduled=owned.filter(pk__in=numbers.values("number")),
        invited=Invitation.objects.open().filter(invited_by=user).select_related("user"),
        waiting=_waiting(user),
    )


def _waiting(user: User) -> list[WaitingTask]:
    found = []
    mine = Q(task__groupapprovaltask__groups__user=user) | Q(task__reviewstep__groups__user=user)
    states = TaskState.objects.filter(mine, status=TaskState.STATUS_IN_PROGRESS).distinct()
    for state in states.select_related("task", "workflow_state", "revision"):
        task: Task = state.task.specific
        others = can_work().filter(groups__in=task.groups.all()).exclude(pk=user.pk).distinct()
        page = state.workflow_state.content_object
        found.append(
            WaitingTask(
                page_title=page.get_admin_display_title(), step=task.name, others=others.count()
            )
        )
    return found


# Rows of these go with the account and say nothing about what somebody has done.
OWN_ROWS = {
    "disclosure_plugin.Person.user",
    "disclosure_plugin.Invitation.user",
    "wagtailadmin.EditingSession.user",
    "wagtailadmin.FormState.user",
    "wagtailcore.APIToken.user",
    "wagtailcore.PageSubscription.user",
    "wagtailusers.UserProfile.user",
}


def has_left_traces(user: User) -> bool:
    """Say whether anything but their own settings names this account: then it must stay.

    Every key to accounts counts, of whatever app, so that none can be forgotten.
    """
    for relation in user._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.many_to_many:
            continue
        field = relation.field
        if field.model._meta.auto_created or f"{field.model._meta.label}.{field.name}" in OWN_ROWS:
            continue
        if field.model._base_manager.filter(**{field.name: user.pk}).exists():
            return True
    return False


def without_holder(user: User) -> list[Group]:
    """The user's roles that nobody who can sign in would hold without them."""
    others = can_work().exclude(pk=user.pk).filter(groups=OuterRef("pk"))
    return list(user.groups.filter(~Exists(others)).order_by("pk"))


def another_account(user: User) -> User | None:
    """Return another account of the same person, if it was said that there is one."""
    person = Person.objects.filter(user=user).exclude(human="").first()
    if person is None:
        return None
    same = get_user_model().objects.filter(disclosure_person__human=person.human)
    return same.exclude(pk=user.pk).order_by("username").first()
