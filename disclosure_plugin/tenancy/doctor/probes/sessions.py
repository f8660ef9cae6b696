"""Sessions, cookies and forms carried from one bureau to another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils.translation import gettext_noop
from wagtail.models import Page

from disclosure_plugin.sealing import Target, Trial, probe
from disclosure_plugin.tenancy.doctor.trial import form_token, origin_of

OWN_ROWS = "a session is a row in its bureau's schema"
OWN_NAMES = "cookies carry the bureau's code in their names"


def _names(target: Target, other: Target) -> list[str]:
    name = settings.SESSION_COOKIE_NAME
    return [name, f"{name}_{target.code}", f"{name}_{other.code}"]


def _session(trial: Trial, target: Target) -> str:
    found = [
        cookie.value
        for name, cookie in trial.editor(target).cookies.items()
        if name.startswith(settings.SESSION_COOKIE_NAME) and cookie.value
    ]
    if not found:
        raise RuntimeError(f"{target.code} gave its editor no session.")
    return str(found[-1])


@probe("sessions", "A session of one bureau at another", guards=[OWN_ROWS])
def sessions(trial: Trial) -> Iterator[str]:
    """The accounts are twins: the same key, the same hash of the same password."""
    for own, other in trial.directions():
        session = _session(trial, other)
        for name in _names(own, other):
            thief = trial.visitor(own)
            thief.cookies[name] = session
            for path in (reverse("wagtailadmin_home"), own.paths["private_item"]):
                answer = thief.get(path)
                if answer.status_code == 200 and b'name="password"' not in answer.content_read:
                    yield f"A session of {other.code} opens {path} of {own.code} as {name}."


@probe("session-rows", "Where sessions are kept", guards=[OWN_ROWS])
def session_rows(trial: Trial) -> Iterator[str]:
    for own, other in trial.directions():
        session = _session(trial, other)
        trial.look()
        with trial.activate(other):
            if not Session.objects.filter(pk=session).exists():
                yield f"The session of {other.code} is no row of {other.code}."
        with trial.activate(own):
            if Session.objects.filter(pk=session).exists():
                yield f"The session of {other.code} is a row of {own.code}."


@probe("cookie-names", "Cookies that somebody else planted", guards=[OWN_NAMES])
def cookie_names(trial: Trial) -> Iterator[str]:
    """A page of one bureau can plant a cookie for the domain that both live below."""
    for own, other in trial.directions():
        session = _session(trial, own)
        for name in _names(own, other):
            if name.endswith(f"_{own.code}"):
                continue
            planted = trial.visitor(own)
            planted.cookies[name] = session
            if planted.get(reverse("wagtailadmin_home")).status_code == 200:
                yield f"{own.code} reads a session from the cookie {name}."


@probe(
    "cookies",
    "What browsers are told about cookies",
    guards=["cookies belong to one host, are hidden from script and stay on the site"],
)
def cookies(trial: Trial) -> Iterator[str]:
    for own, _other in trial.directions():
        for name, cookie in trial.editor(own).cookies.items():
            trial.look()
            if cookie["domain"]:
                yield f"{name} of {own.code} goes to every host below {cookie['domain']}."
            if cookie["samesite"] not in ("Lax", "Strict"):
                yield f"{name} of {own.code} goes along with requests of strangers' pages."
            if name.startswith(settings.SESSION_COOKIE_NAME) and not cookie["httponly"]:
                yield f"{name} of {own.code} can be read by script."


@probe(
    "forms",
    "A form on a page of one bureau, sent to another's admin",
    guards=["forms are taken from the bureau's own pages only, with its own token"],
    slow=True,
)
def forms(trial: Trial) -> Iterator[str]:
    """The editor of one looks at a page of the other, which sends a form with their cookies."""
    for own, other in trial.directions():
        editor = trial.editor(own)
        address = reverse("wagtailadmin_pages:edit", args=[own.keys["draft"]])
        token = form_token(editor.get(address).content_read)
        foreign = form_token(trial.editor(other).get(address).content_read)
        with trial.activate(own):
            before = Page.objects.get(pk=own.keys["draft"]).latest_revision_id
        for headers, sent in (
            (origin_of(other), token),  # a token that leaked does not help
            (origin_of(other), ""),
            (origin_of(own), foreign),
            (origin_of(own), ""),
        ):
            answer = editor.post(
                address, {"title": "taken over", "csrfmiddlewaretoken": sent}, **headers
            )
            if answer.status_code != 403:
                told = "a token" if sent else "no token"
                yield f"{own.code} takes a form sent from {headers['origin']} with {told}."
        with trial.activate(own):
            if Page.objects.get(pk=own.keys["draft"]).latest_revision_id != before:
                yield f"A form from outside changed a page of {own.code}."


@probe(
    "headers",
    gettext_noop("What browsers are told about answers"),
    guards=["every answer has a policy that keeps others from showing it in a frame"],
    read_only=True,
)
def headers(trial: Trial) -> Iterator[str]:
    for own, _other in trial.directions():
        visitor = trial.visitor(own)
        for path in ("/", settings.LOGIN_URL, "/nothing-is-here/"):
            answer = visitor.get(path)
            policy = answer.headers.get("Content-Security-Policy", "")
            if not re.search(r"frame-ancestors '(none|self)'(;|$)", policy):
                yield f"{path} of {own.code} may be shown in a frame of any site."
            if answer.headers.get("X-Content-Type-Options") != "nosniff":
                yield f"{path} of {own.code} may be taken for what it is not."
            if "access-control-allow-origin" in answer.headers:
                yield f"{path} of {own.code} may be read by script of other sites."
