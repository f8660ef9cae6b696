"""Links for the administrators of bureaus, made by the county office.

Only for people who have set no password yet: with a link for an account that is in use the
county could sign in as somebody else. It enters a bureau by a county session.
"""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from disclosure_plugin import bureaus
from disclosure_plugin.actions.invitations import CannotInvite, invite, reissue
from disclosure_plugin.actions.site_setup import ADMINISTRATORS
from disclosure_plugin.models import Invitation

from .missing_schema import why_unusable
from .models import Bureau


def waiting(code: str) -> User | None:
    """Return the bureau's administrator who has set no password yet; the first, of several."""
    if _why_unusable(code):
        return None
    with bureaus.activate(code):
        people = get_user_model().objects.filter(groups__name=ADMINISTRATORS, is_active=True)
        for person in people.order_by("pk"):
            if not person.has_usable_password() and person.last_login is None:
                return person
    return None


def link(code: str, *, full_name: str, username: str, email: str) -> Invitation:
    """Make a one-time link for an administrator of a bureau.

    Args:
        code: code of the bureau.
        full_name: the person's whole name; of an account that exists it stays as it is.
        username: what they sign in with. An account that waits for its first password gets a
            new link; one that does not exist is made.
        email: their address, for a new account; may be empty.

    Raises:
        CannotInvite: a value is not acceptable, or the account is in use. Nothing was changed.
    """
    if unusable := _why_unusable(code):
        raise CannotInvite(unusable)
    with bureaus.activate(code), transaction.atomic():
        person = get_user_model().objects.select_for_update().filter(username=username).first()
        if person is None:
            return invite(
                full_name=full_name,
                username=username,
                email=email,
                role=ADMINISTRATORS,
                invited_by=None,
            )
        is_administrator = person.groups.filter(name=ADMINISTRATORS).exists()
        if person.has_usable_password() or person.last_login or not is_administrator:
            raise CannotInvite(
                _(
                    "This account is in use, or is no administrator's. Its own bureau makes a "
                    "link for it; or choose another user name here."
                ),
                "username",
            )
        return reissue(person, by=None)


def _why_unusable(code: str) -> str:
    bureau = Bureau.objects.filter(code=code).first()
    return why_unusable(bureau) if bureau else ""  # of one that is not there, ``activate`` says so
