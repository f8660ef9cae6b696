"""County sessions: what opens a bureau to somebody of the county, and what they may do there."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import timedelta

from django.db.models.functions import Now
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page

from disclosure_plugin.sealing import Asking, NotApplicable, Target, Trial, probe
from disclosure_plugin.tenancy.county_sessions import CountySession
from disclosure_plugin.tenancy.doctor.trial import form_token, origin_of, undone
from disclosure_plugin.tenancy.models import Bureau

MINUTE = timedelta(minutes=1)


@probe(
    "county-entries",
    "An entry from the county, at another bureau, too late, or twice",
    guards=["an entry from the county is good for one bureau, once, for a minute"],
)
def county_entries(trial: Trial) -> Iterator[str]:
    for own, other in trial.directions():
        with undone():
            if _enters(trial, own, _entry(other)):
                yield f"An entry for {other.code} opens {own.code}."
            if _enters(trial, own, _entry(own, still_good=-MINUTE)):
                yield f"An entry for {own.code} opens it after its time."
            entry = _entry(own)
            if not _enters(trial, own, entry):
                raise RuntimeError(f"{own.code} does not take its own entry.")
            if _enters(trial, own, entry):
                yield f"An entry for {own.code} opens it twice."


@probe(
    "county-visits",
    "A visitor from the county who only looks, and whose time is up",
    guards=["a visit ends in time, and one that looks sends nothing"],
)
def county_visits(trial: Trial) -> Iterator[str]:
    for own, _other in trial.directions():
        with undone():
            visitor = trial.visitor(own)
            visitor.post(_begin(), {"token": _entry(own)})
            edit = reverse("wagtailadmin_pages:edit", args=[own.keys["draft"]])
            token = form_token(visitor.get(edit).content_read)
            if not token:
                raise RuntimeError(f"{own.code} shows no editor to a visitor who may look.")
            before = _revision(trial, own)
            sent = {"title": "taken over", "csrfmiddlewaretoken": token}
            answer = visitor.post(edit, sent, **origin_of(own))
            if answer.status_code != 403 or _revision(trial, own) != before:
                yield f"{own.code} takes a form from a visitor who may only look."
            CountySession.objects.filter(bureau__code=own.code).update(expires_at=Now() - MINUTE)
            if _is_in(visitor):
                yield f"A visit to {own.code} goes on when its time is up."


def _entry(target: Target, *, still_good: timedelta = MINUTE) -> str:
    """Grant a session in a bureau as the county office does, and return what opens it."""
    token = secrets.token_urlsafe(32)
    bureau = Bureau.objects.get(code=target.code)
    CountySession.objects.create(
        bureau=bureau,
        bureau_name=bureau.name,
        person_id=0,
        username="doctor",
        full_name="doctor",
        reason="trial",
        access=CountySession.Access.LOOK,
        asked_at=Now(),
        handover_until=Now() + still_good,
        expires_at=Now() + 10 * MINUTE,
        token_sha256=hashlib.sha256(token.encode()).hexdigest(),
    )
    return token


def _enters(trial: Trial, target: Target, token: str) -> bool:
    visitor = trial.visitor(target)
    visitor.post(_begin(), {"token": token})
    return _is_in(visitor)


def _is_in(visitor: Asking) -> bool:
    return bool(visitor.get(reverse("wagtailadmin_home")).status_code == 200)


def _begin() -> str:
    try:
        return reverse("disclosure_county_visit:begin")
    except NoReverseMatch:
        raise NotApplicable("This project has no address for people of the county.") from None


def _revision(trial: Trial, target: Target) -> int | None:
    with trial.activate(target):
        revision: int | None = Page.objects.get(pk=target.keys["draft"]).latest_revision_id
    return revision
