"""The bureau's side of a county session: come in, and leave."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from disclosure_plugin.tenancy.county_sessions import CountySession
from disclosure_plugin.tenancy.models import Bureau
from disclosure_plugin.tenancy.roots import roots
from disclosure_plugin.tenancy.visiting import BACKEND, SESSION_KEY, visit_of
from disclosure_plugin.tenancy.visits import CannotEnter, end, take_in


# The form comes from the county office's host, which has no cookie of this one: what proves it
# is the token, which is secret, short-lived and good once.
@csrf_exempt
@require_POST
@never_cache
@sensitive_post_parameters("token")
def begin(request: HttpRequest) -> HttpResponse:
    """Take in whoever brings a valid token; who is signed in here under another name leaves."""
    try:
        session, visitor = take_in(request.POST.get("token", ""))
    except CannotEnter as error:
        messages.error(request, str(error))
        return redirect("wagtailadmin_login")
    login(request, visitor, backend=BACKEND)
    request.session[SESSION_KEY] = session.pk
    # The row decides; the cookie only need not outlive it.
    request.session.set_expiry(max(1, int((session.expires_at - timezone.now()).total_seconds())))
    return redirect("wagtailadmin_home")


@require_POST
@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """End the session and show the way back to the county office."""
    visit = visit_of(request)
    if visit is None:
        return redirect("wagtailadmin_login")
    end(CountySession.objects.filter(pk=visit.pk), by=visit.full_name)
    logout(request)
    return render(
        request,
        "disclosure_tenancy/visit_ended.html",
        {"visit": visit, "county_address": _county_address()},
    )


def _county_address() -> str:
    county = Bureau.objects.filter(is_county_office=True).first()
    root = roots(county).admin if county else ""
    return f"{root}admin/" if root else ""
