"""Change, deactivate and reactivate people; nobody is ever deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.models import Invitation, Person, Section
from disclosure_plugin.models.people import new_sign_in_key
from disclosure_plugin.queries import lockouts
from disclosure_plugin.queries.people import administrators, holdings, successors
from disclosure_plugin.queries.roles import may_manage, roles, roles_given_by

from .invitations import issue_link, void_invitations
from .sessions import end_sessions


class PersonRefused(DisclosureError):
    """The act is not possible; nothing was changed."""


@transaction.atomic
def change_person(
    user: User,
    *,
    full_name: str,
    email: str,
    post: str,
    phone: str,
    role_names: Iterable[str],
    by: User,
) -> None:
    """Change what the bureau knows of somebody, and their roles.

    New roles end all their sessions.

    Args:
        user: the account.
        full_name: the whole name.
        email: may be empty.
        post: may be empty.
        phone: may be empty.
        role_names: all roles they have from now on.
        by: who changes them.

    Raises:
        PersonRefused: the person may do more than ``by``, a role may not be given by ``by``, it
            is their own role, or nobody would be left who manages people.
    """
    user = _lock(user)
    _may(by, user)
    wanted = set(Group.objects.filter(name__in=set(role_names)))
    before = set(user.groups.all())
    _details(user, full_name, email, post, phone, by)
    if wanted != before:
        _change_roles(user, before, wanted, by)


def _details(user: User, full_name: str, email: str, post: str, phone: str, by: User) -> None:
    person, _made = Person.objects.get_or_create(user=user)
    old = (user.get_full_name(), user.email, person.post, person.phone)
    new = (full_name.strip(), email, post, phone)
    if old == new:
        return
    if not new[0]:
        raise PersonRefused(_("Give the whole name."))
    user.first_name, user.last_name, user.email = new[0], "", email
    person.post, person.phone = post, phone
    try:
        user.full_clean(exclude=["password", "username"])
        person.full_clean()
    except ValidationError as error:
        raise PersonRefused(" ".join(error.messages)) from error
    user.save(update_fields=["first_name", "last_name", "email"])
    person.save(update_fields=["post", "phone"])
    log(user, "disclosure.change_person", user=by, data={"before": old, "after": new})


def _change_roles(user: User, before: set[Group], wanted: set[Group], by: User) -> None:
    if user.pk == by.pk:
        raise PersonRefused(_("Somebody else must change your roles."))
    # Those that lead into the admin; other groups of the site are none of our business.
    ours = set(roles())
    changed = (wanted ^ before) & ours
    kept_out = changed - set(roles_given_by(by))
    if kept_out:
        names = "、".join(sorted(role.name for role in kept_out))
        raise PersonRefused(
            _("You may not give or take these roles: %(names)s") % {"names": names}
        )
    user.groups.remove(*(changed - wanted))
    user.groups.add(*(changed & wanted))
    _keep_an_administrator()
    log(
        user,
        "disclosure.change_roles",
        user=by,
        data={
            "name": user.get_full_name(),
            "before": sorted(role.name for role in before),
            "after": sorted(role.name for role in user.groups.all()),
        },
    )


@transaction.atomic
def say_whose_account(user: User, other: User | None, *, by: User) -> None:
    """Say that two accounts belong to one person, or that an account is nobody else's.

    One person signs once, and never what they wrote, whichever of their accounts they use.

    Args:
        user: an account.
        other: another account of the same person; None: of nobody else here.
        by: who says so.

    Raises:
        PersonRefused: one of the two may do more than ``by``, or they are one account.
    """
    _may(by, user)
    if other is not None:
        _may(by, other)
        if other.pk == user.pk:
            raise PersonRefused(_("Choose another account of the same person."))
    mine, _made = Person.objects.get_or_create(user=user)
    before = mine.human
    if other is None:
        mine.human = ""
    else:
        theirs, _made = Person.objects.get_or_create(user=other)
        theirs.human = theirs.human or mine.human or new_sign_in_key()
        theirs.save(update_fields=["human"])
        mine.human = theirs.human
    if mine.human == before:
        return
    mine.save(update_fields=["human"])
    log(
        user,
        "disclosure.change_person",
        user=by,
        data={"same_person": other.get_username() if other else ""},
    )


@transaction.atomic
def say_section(user: User, section: Section | None, *, by: User) -> None:
    """Say in which section somebody works.

    Args:
        user: the account.
        section: of the bureau; None: in none, or nobody says.
        by: who says so.

    Raises:
        PersonRefused: the person may do more than ``by``.
    """
    _may(by, user)
    person, _made = Person.objects.get_or_create(user=user)
    if person.section == section:
        return
    before = person.section.name if person.section else ""
    person.section = section
    person.save(update_fields=["section"])
    after = section.name if section else ""
    log(
        user,
        "disclosure.change_person",
        user=by,
        data={"section": {"before": before, "after": after}},
    )


@transaction.atomic
def deactivate(user: User, *, successor: User | None, by: User) -> None:
    """End somebody's access and put what is in their hands into a colleague's.

    Page locks and ownership go over; scheduled pages stay scheduled; open invitations that they
    have made become void. What they have signed keeps their name: the account stays.

    Args:
        user: who leaves.
        successor: the colleague; None only where nothing has to be taken over.
        by: who deactivates.

    Raises:
        PersonRefused: it is oneself, somebody who may do more, or the last administrator; there
            is something to take over and no colleague who can.
    """
    user = _lock(user)
    _may(by, user)
    if user.pk == by.pk:
        raise PersonRefused(_("Somebody else must deactivate you."))
    if not user.is_active:
        raise PersonRefused(_("This account is deactivated already."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    _keep_an_administrator()
    person, _made = Person.objects.get_or_create(user=user)
    person.left_on = timezone.localdate()
    person.save(update_fields=["left_on"])
    end_sessions(user)
    handed_over = _hand_over(user, successor, by)
    log(
        user,
        "disclosure.deactivate",
        user=by,
        data={
            "name": user.get_full_name(),
            "post": person.post,
            "successor": successor.get_full_name() if successor else "",
            "void_invitations": void_invitations(user),
            **handed_over,
        },
    )


def _hand_over(user: User, successor: User | None, by: User) -> dict[str, Any]:
    held = holdings(user)
    pages = list((held.locked | held.owned).distinct())
    if not pages:
        return {"pages": 0}
    if successor is None:
        raise PersonRefused(
            _("Name the colleague who takes over the %(count)s pages of this person.")
            % {"count": len(pages)}
        )
    if not successors(user).filter(pk=successor.pk).exists():
        raise PersonRefused(
            _("%(name)s cannot take over: they may not edit pages, or cannot sign in.")
            % {"name": successor.get_full_name() or successor.get_username()}
        )
    for page in pages:
        log(
            page.specific_deferred,
            "disclosure.hand_over",
            user=by,
            data={
                "from": user.get_full_name(),
                "to": successor.get_full_name(),
                "locked": page.locked_by_id == user.pk,
            },
        )
    # Not save(): this changes no content, and a page may be under review.
    Page.objects.filter(locked=True, locked_by=user).update(locked_by=successor)
    Page.objects.filter(owner=user).update(owner=successor)
    return {"pages": len(pages)}


@transaction.atomic
def reactivate(user: User, *, by: User) -> Invitation:
    """Let somebody come back, with the roles they had; they set a new password by a new link.

    Raises:
        PersonRefused: it is somebody who may do more, or who is active.
    """
    user = _lock(user)
    _may(by, user)
    if user.is_active:
        raise PersonRefused(_("This account is active."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    Person.objects.update_or_create(user=user, defaults={"left_on": None})
    log(user, "disclosure.reactivate", user=by, data={"name": user.get_full_name()})
    return issue_link(user, by=by)


def unlock(user: User, *, by: User) -> None:
    """Forget the failed sign-ins of an account.

    Raises:
        PersonRefused: it is somebody who may do more.
    """
    _may(by, user)
    if not lockouts.is_installed():
        return
    from axes.utils import reset

    with transaction.atomic():
        reset(username=user.get_username())
        log(user, "disclosure.unlock", user=by, data={"name": user.get_full_name()})


def _lock(user: User) -> User:
    # All who can manage people wait here for each other: two of them could otherwise take the
    # last role from one another in the same moment.
    list(Group.objects.select_for_update().order_by("pk").values_list("pk"))
    locked: User = get_user_model().objects.select_for_update().get(pk=user.pk)
    return locked


def _may(by: User, user: User) -> None:
    if not may_manage(by, user):
        raise PersonRefused(_("You may not change this account: it may do more than yours."))


def _keep_an_administrator() -> None:
    if not administrators().exists():
        raise PersonRefused(
            _("This is the last administrator who can sign in. Invite another one first.")
        )
