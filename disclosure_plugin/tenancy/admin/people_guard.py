"""What Wagtail's own screens for people may not do: hand out the county, or touch visitors."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser, Group
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from disclosure_plugin.domain.asked import key_in
from disclosure_plugin.tenancy.county_roles import COUNTY_ROLES, holds, in_county_office
from disclosure_plugin.tenancy.visitor_roles import VISITORS_EDITING, VISITORS_LOOKING
from disclosure_plugin.tenancy.visits import is_visitor

USERS = "wagtailusers_users:index"
OF_THE_COUNTY = (*COUNTY_ROLES, VISITORS_EDITING, VISITORS_LOOKING)


def may_give(person: AbstractUser, group: Group) -> bool:
    """Say whether somebody may put another into a group.

    Roles of the county are given by county administrators, those of visitors by nobody.
    """
    if group.name in (VISITORS_EDITING, VISITORS_LOOKING):
        return False
    return group.name not in COUNTY_ROLES or holds(person, "give_county_role")


def refuse_unfit_change(
    request: HttpRequest, people: Iterable[AbstractUser] = ()
) -> HttpResponse | None:
    """Return an answer instead of the screen, if it would go beyond what the person may do.

    Args:
        request: the request to add, edit or delete people.
        people: whom it is about; nobody yet when one is being added.
    """
    people = list(people)
    if any(is_visitor(one) for one in people):
        return _refused(
            request,
            _("This account belongs to visits by the county; it cannot be changed here."),
        )
    person = request.user
    if not isinstance(person, AbstractUser):
        return None
    keys = [one.pk for one in people]
    holders = Group.objects.filter(user__in=keys, name__in=COUNTY_ROLES)
    if in_county_office() and holders.exists() and not holds(person, "give_county_role"):
        return _refused(
            request,
            _("Only a county administrator can change people who hold a role of the county."),
        )
    wanted = map(key_in, request.POST.getlist("groups") + request.POST.getlist("role"))
    asked_for = Group.objects.filter(
        pk__in=[key for key in wanted if key is not None], name__in=OF_THE_COUNTY
    )
    for group in asked_for:
        if not may_give(person, group):
            return _refused(
                request, _("You cannot give anybody the role %(role)s.") % {"role": group.name}
            )
    return None


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect(USERS)
