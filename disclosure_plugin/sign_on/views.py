"""Sign in through the provider, or bind the account one is signed in to."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from .accounts import CannotBind, NoAccount, account_of, bind
from .provider import NotProved, ProviderAway, begin, finish, is_on

# The rights of an account come from its bureau, by Django's usual way.
BACKEND = "django.contrib.auth.backends.ModelBackend"
BINDING = "disclosure_sign_on_binding"


@require_GET
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Send somebody who wants to sign in to the provider."""
    _only_when_on()
    request.session.pop(BINDING, None)
    return _send(request, back="wagtailadmin_login")


@require_GET
@never_cache
def connect(request: HttpRequest) -> HttpResponse:
    """Send somebody who is signed in to the provider, to bind their account."""
    _only_when_on()
    if not may_bind(request.user):
        return redirect("wagtailadmin_login")
    request.session[BINDING] = request.user.pk
    return _send(request, back="wagtailadmin_account")


@require_GET
@never_cache
def callback(request: HttpRequest) -> HttpResponse:
    """Take in whom the provider sends back."""
    _only_when_on()
    binding = request.session.pop(BINDING, None)
    back = "wagtailadmin_account" if binding is not None else "wagtailadmin_login"
    try:
        claims = finish(request)
        if binding is not None:
            return _bind(request, claims, binding)
        user = account_of(claims)
    except ProviderAway:
        return _refuse(request, _away(), back)
    except NotProved:
        sentence = _("The sign-on could not be confirmed. Begin it again, at this bureau.")
        return _refuse(request, sentence, back)
    except NoAccount:
        sentence = _(
            "You are known to the single sign-on, but no account in this bureau is connected "
            "to you. Sign in with your password and connect it under your account, or ask the "
            "bureau's administrator for an invitation."
        )
        return _refuse(request, sentence, back)
    login(request, user, backend=BACKEND)
    return redirect("wagtailadmin_home")


def may_bind(user: object) -> bool:
    """Say whether an account is a person's own, which they open with a password so far."""
    people = get_user_model()
    return isinstance(user, people) and user.is_active and user.has_usable_password()


def _bind(request: HttpRequest, claims: dict[str, object], binding: int) -> HttpResponse:
    user = request.user
    # Somebody else may have signed in meanwhile, in the same browser.
    if user.pk != binding or not isinstance(user, get_user_model()) or not may_bind(user):
        return _refuse(
            request,
            _("The sign-on could not be confirmed. Begin it again, at this bureau."),
            "wagtailadmin_login",
        )
    try:
        bind(user, claims)
    except CannotBind:
        sentence = _("This account, or this person, is connected already. Nothing was changed.")
        return _refuse(request, sentence, "wagtailadmin_account")
    messages.success(request, _("Your account is connected. You can use the single sign-on now."))
    return redirect("wagtailadmin_account")


def _send(request: HttpRequest, back: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("disclosure_sign_on:callback"))
    try:
        return begin(request, address)
    except ProviderAway:
        return _refuse(request, _away(), back)


def _away() -> str:
    return _("The single sign-on does not answer. Try again later, or sign in with a password.")


def _refuse(request: HttpRequest, sentence: str, back: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect(back)


def _only_when_on() -> None:
    if not is_on():
        raise Http404
