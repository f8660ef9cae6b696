"""Find the account somebody has in this bureau; never make one, never widen its rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from disclosure_plugin.conf import get_settings
from disclosure_plugin.errors import DisclosureError

from .models import SignOnIdentity

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class NoAccount(DisclosureError):
    """Nobody in this bureau is bound to the subject."""


class CannotBind(DisclosureError):
    """The account or the subject is bound already, or the account is not one to bind."""


def account_of(claims: dict[str, Any]) -> User:
    """Return the active account that is bound to the subject of an ID token.

    With ``OIDC_USERNAME_CLAIM`` a subject that is bound to nobody is bound to the account whose
    user name the claim names, if that one is not bound yet and no superuser.

    Args:
        claims: of the verified token.

    Raises:
        NoAccount: there is none; nothing was changed.
    """
    issuer, subject = get_settings().OIDC_ISSUER, claims["sub"]
    identity = (
        SignOnIdentity.objects.select_related("user")
        .filter(issuer=issuer, subject=subject)
        .first()
    )
    if identity is not None:
        user: User = identity.user
        if not user.is_active:
            raise NoAccount(subject)
        return user
    named = _named_by(claims)
    if named is None:
        raise NoAccount(subject)
    try:
        bind(named, claims)
    except CannotBind as error:
        raise NoAccount(subject) from error
    return named


def bind(user: User, claims: dict[str, Any]) -> SignOnIdentity:
    """Bind an account of this bureau to the subject of an ID token, for good.

    Args:
        user: somebody who has proved to own the account.
        claims: of the verified token.

    Raises:
        CannotBind: one of the two is bound to another; nothing was changed.
    """
    issuer, subject = get_settings().OIDC_ISSUER, claims["sub"]
    try:
        with transaction.atomic():
            identity, made = SignOnIdentity.objects.get_or_create(
                user=user, defaults={"issuer": issuer, "subject": subject}
            )
            if made:
                log(instance=user, action="disclosure.bind_sign_on", user=user)
    except IntegrityError as error:
        raise CannotBind("the subject is bound to another account") from error
    if (identity.issuer, identity.subject) != (issuer, subject):
        raise CannotBind("the account is bound to another subject")
    return identity


def _named_by(claims: dict[str, Any]) -> User | None:
    claim = get_settings().OIDC_USERNAME_CLAIM
    name = claims.get(claim) if claim else None
    if not isinstance(name, str):
        return None
    people = get_user_model().objects
    try:
        # Accounts that are not people's own have names no person can be given.
        people.model._meta.get_field("username").run_validators(name)
    except ValidationError:
        return None
    user: User | None = people.filter(
        username=name, is_active=True, is_superuser=False, sign_on_identity=None
    ).first()
    return user
