"""Let somebody of the county into a bureau: asked and revoked there, taken in and ended here.

The county's side writes the shared table only. The account the visitor works with is made in
the bureau's schema by the bureau's own request.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from disclosure_plugin.conf import get_settings
from disclosure_plugin.errors import DisclosureError

from .county_roles import holds, in_county_office, posts_of
from .county_sessions import CountySession
from .models import Bureau
from .visitor_roles import give_only_role

if TYPE_CHECKING:
    from django.contrib.auth.models import User

HANDOVER_SECONDS = 60
# No form takes a colon in a user name, so nobody can be made by hand who is named like this.
VISITOR_PREFIX = "county:"
REASON_MAX_LENGTH = 500


class CannotEnter(DisclosureError):
    """The bureau cannot be entered like this; nothing was changed."""


@dataclass(frozen=True)
class Handover:
    """A session that was granted, with the secret that opens it once."""

    session: CountySession
    token: str


def ask_to_enter(
    *, person: AbstractUser, bureau: Bureau, reason: str, access: str, minutes: int
) -> Handover:
    """Grant somebody of the county a session in a bureau; they have a minute to begin it.

    Args:
        person: account in the county office, which must be active.
        bureau: the bureau to enter.
        reason: why, in a sentence; the bureau's administrators read it.
        access: a value of :class:`CountySession.Access`.
        minutes: how long at the most, counted from now.

    Raises:
        CannotEnter: the person may not, or a value is not acceptable; nothing is written.
    """
    if not holds(person, "add_countysession"):
        raise CannotEnter(_("Your role in the county office does not let you enter bureaus."))
    if access == CountySession.Access.EDIT and not holds(person, "edit_in_bureau"):
        raise CannotEnter(_("Your role lets you look, not edit: choose “look only”."))
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_MAX_LENGTH:
        raise CannotEnter(
            _("Say in one to %(limit)d characters why you enter: the bureau will read it.")
            % {"limit": REASON_MAX_LENGTH}
        )
    most = get_settings().COUNTY_SESSION_MINUTES
    if not 1 <= minutes <= most:
        raise CannotEnter(_("Choose between 1 and %(most)d minutes.") % {"most": most})
    if bureau.is_county_office:
        raise CannotEnter(_("You are in the county office already."))
    if bureau.state != Bureau.State.OPEN:
        raise CannotEnter(
            _("%(name)s is suspended or closed: nobody can enter it.") % {"name": bureau.name}
        )
    token = secrets.token_urlsafe(32)
    session = CountySession.objects.create(
        bureau=bureau,
        bureau_name=bureau.name,
        person_id=person.pk,
        username=person.get_username(),
        full_name=person.get_full_name() or person.get_username(),
        post="、".join(posts_of(person)),
        reason=reason,
        access=access,
        asked_at=Now(),
        handover_until=Now() + timedelta(seconds=HANDOVER_SECONDS),
        expires_at=Now() + timedelta(minutes=minutes),
        token_sha256=_digest(token),
    )
    session.refresh_from_db()
    return Handover(session=session, token=token)


@transaction.atomic
def take_in(token: str) -> tuple[CountySession, User]:
    """Begin a session in the current bureau, in the bureau's own request.

    Returns:
        The session and the visiting account, which has the granted rights and no others.

    Raises:
        CannotEnter: the token is unknown, used, too old, or another bureau's; which of these is
            not said.
    """
    # One statement, so that of two requests with one token one finds nothing.
    begun = (
        CountySession.objects.waiting()
        .filter(token_sha256=_digest(token), bureau_id=_bureau_id())
        .update(used_at=Now())
    )
    if not begun:
        raise CannotEnter(
            _("This entry is not valid any more. Ask for a new one in the county office.")
        )
    session = CountySession.objects.get(token_sha256=_digest(token))
    earlier = CountySession.objects.open().filter(
        bureau_id=_bureau_id(), person_id=session.person_id
    )
    end(earlier.exclude(pk=session.pk), by=session.full_name)
    visitor = _visiting_account(session)
    log(
        instance=visitor,
        action="disclosure.county_session",
        user=visitor,
        data={"reason": session.reason, "access": session.access, "county_session": session.pk},
    )
    return session, visitor


def end(sessions: QuerySet[CountySession], *, by: str) -> int:
    """End sessions that are not over yet, begun or not; the next request finds the door shut.

    Args:
        sessions: which ones.
        by: name of who ends them, for the list.

    Returns:
        How many.
    """
    open_ones = CountySession.objects.open().filter(pk__in=sessions.values("pk"))
    return open_ones.update(ended_at=Now(), ended_by=by)


def end_all_of(person: AbstractUser) -> int:
    """End what somebody who has left, or lost a role in the county office, has open."""
    return end(CountySession.objects.filter(person_id=person.pk), by=_("the county office"))


def visible_to(person: AbstractUser) -> QuerySet[CountySession] | None:
    """Return the sessions somebody may read about; None for people who have no business here.

    In the county office: all of them, or one's own. In a bureau: its own, to those who look
    after its people.
    """
    if holds(person, "view_countysession"):
        return CountySession.objects.all()
    if holds(person, "add_countysession"):
        return CountySession.objects.filter(person_id=person.pk)
    if not in_county_office() and person.has_perm("disclosure_plugin.change_person"):
        return CountySession.objects.filter(bureau_id=_bureau_id())
    return None


def may_end(person: AbstractUser, session: CountySession) -> bool:
    """Say whether somebody of the county may end this session from the list."""
    if holds(person, "change_countysession"):
        return True
    return holds(person, "add_countysession") and session.person_id == person.pk


def is_visitor(user: object) -> bool:
    """Say whether an account is one that visitors from the county work with."""
    return str(getattr(user, "username", "")).startswith(VISITOR_PREFIX)


def live_session_of(visitor: AbstractUser, pk: int | None = None) -> CountySession | None:
    """Return the session in which a visiting account works now in this bureau.

    Args:
        visitor: the visiting account.
        pk: the one session that is meant; any, when it is left out.
    """
    person_id = visitor.get_username().removeprefix(VISITOR_PREFIX)
    live = CountySession.objects.live().filter(bureau_id=_bureau_id(), person_id=person_id)
    return live.first() if pk is None else live.filter(pk=pk).first()


def _visiting_account(session: CountySession) -> User:
    """Whatever was done to the account since the last visit is undone."""
    county = Bureau.objects.filter(is_county_office=True).values_list("name", flat=True).first()
    # A name is data; data is Chinese.
    name = f"{session.full_name}（{county}）"
    visitor, _made = get_user_model().objects.update_or_create(
        username=f"{VISITOR_PREFIX}{session.person_id}",
        defaults={
            "first_name": name[:150],
            "last_name": "",
            "email": "",
            "is_active": True,
            "is_staff": False,
            "is_superuser": False,
        },
    )
    visitor.set_unusable_password()
    visitor.save(update_fields=["password"])
    visitor.user_permissions.clear()
    give_only_role(visitor, can_edit=session.can_edit)
    return visitor


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _bureau_id() -> int:
    """Number 0 is nobody's: outside a bureau nothing is found."""
    return getattr(getattr(connection, "tenant", None), "pk", None) or 0
