"""Invite people: an account without a password, and a link by which its person sets one."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Site

from disclosure_plugin import bureaus
from disclosure_plugin.conf import get_settings
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.models import Invitation, Person
from disclosure_plugin.queries.roles import may_manage, roles_given_by

from .sessions import end_sessions

logger = logging.getLogger("disclosure_plugin.people")

TOKEN_BYTES = 32  # 256 random bits
# With these nobody ever gets a letter: the link is printed instead.
UNDELIVERED = ("dummy", "console", "filebased")


class CannotInvite(DisclosureError):
    """The person cannot be invited; nothing was made.

    Attributes:
        field: the argument that is wrong; empty if it is not one of them.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class LinkRefused(DisclosureError):
    """The link sets no password: nobody made it here, or it was used, made void or expired."""

    def __init__(self) -> None:
        # One sentence for every reason: a stranger who tries links learns nothing.
        super().__init__(
            _(
                "This link is not valid here. It may have been used, replaced by a newer one, or "
                "expired. Ask your bureau's administrator for a new one."
            )
        )


def invite(
    *,
    full_name: str,
    username: str,
    email: str,
    role: str,
    invited_by: User | None,
    post: str = "",
    phone: str = "",
) -> Invitation:
    """Make an account that cannot sign in yet, in the current bureau, with a one-time link.

    Where mail can be sent and there is an address, the link is sent after the transaction has
    been committed; ``mail`` of the invitation then says how that went.

    Args:
        full_name: the person's whole name.
        username: what they will sign in with.
        email: their address; may be empty.
        role: name of the group they get.
        invited_by: who invites; None for county IT and commands, who may give every role.
        post: their post 职务.
        phone: their phone number.

    Returns:
        The invitation; its ``link`` is the only copy there is.

    Raises:
        CannotInvite: a value is not acceptable, or the inviting person may not give the role.
    """
    user = get_user_model()(username=username, first_name=full_name.strip(), email=email)
    user.set_unusable_password()
    if invited_by is not None and not invited_by.has_perm("disclosure_plugin.add_person"):
        raise CannotInvite(_("You may not invite people. An administrator may."))
    group = _role(role, invited_by)
    _check(user)
    try:
        with transaction.atomic():
            user.save()
            user.groups.add(group)
            Person.objects.update_or_create(user=user, defaults={"post": post, "phone": phone})
            log(
                user,
                "disclosure.invite",
                user=invited_by,
                data={"name": user.first_name, "post": post, "roles": [group.name]},
            )
            return _issue(user, invited_by)
    except IntegrityError as error:  # somebody took the name a moment ago
        raise CannotInvite(_("There is an account of this name already."), "username") from error


def reissue(user: User, *, by: User | None) -> Invitation:
    """Make a new link for an account; earlier links and its password are worth nothing then.

    The password goes at once, so that nobody can be given a link behind their back: they
    notice at their next sign-in.

    Raises:
        CannotInvite: the account is deactivated, or can do more than the asking person's.
    """
    with transaction.atomic():
        user = get_user_model().objects.select_for_update().get(pk=user.pk)
        if not user.is_active:
            raise CannotInvite(_("This account is deactivated. Reactivate it first."))
        if by is not None and (by.pk == user.pk or not may_manage(by, user)):
            raise CannotInvite(_("You may not make a link for this account."))
        return issue_link(user, by=by)


def issue_link(user: User, *, by: User | None) -> Invitation:
    """Take the password away and make a link; the caller has asked whether that may be done.

    To be called in a transaction that has locked the account.
    """
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_sessions(user)
    log(user, "disclosure.reissue_invitation", user=by, data={"name": user.get_full_name()})
    return _issue(user, by)


def find(token: str) -> Invitation:
    """Return the invitation that a link of the current bureau stands for.

    Raises:
        LinkRefused: there is none that can be used.
    """
    try:
        return Invitation.objects.usable().select_related("user").get(token_hash=_hash(token))
    except Invitation.DoesNotExist:
        raise LinkRefused from None


@transaction.atomic
def accept(token: str, *, password: str) -> User:
    """Set the first password and use the link up.

    Args:
        token: from the link.
        password: one that Django's validators have accepted for this account.

    Raises:
        LinkRefused: the link cannot be used, or was by somebody else a moment ago.
    """
    invitation = find(token)
    # In the order in which an account is deactivated: account, then its invitations.
    user = get_user_model().objects.select_for_update().get(pk=invitation.user_id)
    used = Invitation.objects.usable().filter(pk=invitation.pk).update(used_at=timezone.now())
    if not used:
        raise LinkRefused
    user.set_password(password)
    user.save(update_fields=["password"])
    log(user, "disclosure.accept_invitation", user=user, data={"name": user.get_full_name()})
    return user


def void_invitations(user: User) -> int:
    """Make the open link of an account worthless, and those it has made for others.

    Returns:
        How many of others' there were.
    """
    now = timezone.now()
    Invitation.objects.open().filter(user=user).update(voided_at=now)
    # Somebody who has left may still have them on paper.
    return Invitation.objects.open().filter(invited_by=user).update(voided_at=now)


def can_mail() -> bool:
    """Say whether the project sends letters at all."""
    return not any(name in settings.EMAIL_BACKEND for name in UNDELIVERED)


def _role(name: str, invited_by: User | None) -> Group:
    group = Group.objects.filter(name=name).first()
    if group is None:
        raise CannotInvite(_("There is no role %(name)s here.") % {"name": name}, "role")
    if invited_by is not None and group not in roles_given_by(invited_by):
        raise CannotInvite(
            _("You cannot give the role %(name)s: it may do more than you.") % {"name": name},
            "role",
        )
    return group


def _check(user: User) -> None:
    if not user.first_name:
        raise CannotInvite(_("Give the whole name."), "full_name")
    # Wang and wang would be two accounts, and one could pass for the other.
    if get_user_model().objects.filter(username__iexact=user.get_username()).exists():
        raise CannotInvite(_("There is an account of this name already."), "username")
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        field = {"first_name": "full_name", "__all__": ""}.get(field, field)
        raise CannotInvite(" ".join(messages), field) from error


def _issue(user: User, by: User | None) -> Invitation:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Invitation.objects.open().filter(user=user).update(voided_at=timezone.now())
    letter = bool(user.email) and can_mail()
    invitation = Invitation.objects.create(
        user=user,
        token_hash=_hash(token),
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=get_settings().INVITATION_DAYS),
        mail=Invitation.Mail.WAITING if letter else Invitation.Mail.NONE,
    )
    invitation.link = _address(token)
    if letter:
        code = bureaus.current()
        transaction.on_commit(lambda: _send(invitation, code), robust=True)
    return invitation


def _hash(token: str) -> str:
    """What is stored of a link; another for each bureau, so that a link counts in one only."""
    salt = f"disclosure_plugin.invitation.{bureaus.current()}"
    return salted_hmac(salt, token, algorithm="sha256").hexdigest()


def _address(token: str) -> str:
    return bureaus.admin_address(reverse("disclosure_account:first_login", args=[token]))


def _send(invitation: Invitation, code: str) -> None:
    """Send the letter; whatever goes wrong, the account stands and the link can be printed."""
    with bureaus.activate(code):
        words = {
            "name": invitation.user.get_full_name(),
            "username": invitation.user.get_username(),
            "bureau": Site.objects.get(is_default_site=True).site_name,
            "link": invitation.link,
            "until": timezone.localtime(invitation.expires_at).strftime("%Y-%m-%d %H:%M"),
        }
        text = _(
            "%(name)s,\n\n"
            "there is an account for you at %(bureau)s.\n\n"
            "User name: %(username)s\n"
            "Set your password here: %(link)s\n\n"
            "The link works once, until %(until)s. Do not pass it on."
        )
        try:
            send_mail(
                _("Your account at %(bureau)s") % words,
                text % words,
                None,
                [invitation.user.email],
            )
            invitation.mail = Invitation.Mail.SENT
        except Exception:  # a mail server fails in many ways
            logger.exception("The invitation could not be sent", extra={"bureau": code})
            invitation.mail = Invitation.Mail.FAILED
        Invitation.objects.filter(pk=invitation.pk).update(mail=invitation.mail)
