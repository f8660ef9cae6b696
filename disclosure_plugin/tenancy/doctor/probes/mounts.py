"""Bureaus below one host: each under a path of the county office's site."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import get_script_prefix, reverse

from disclosure_plugin.conf import get_settings
from disclosure_plugin.sealing import NotApplicable, Target, Trial, probe
from disclosure_plugin.tenancy.doctor.trial import origin_of, undone
from disclosure_plugin.tenancy.models import Bureau

OWN_ORIGIN = "the admin and its cookies are on a host of the bureau's own"
ONE_REQUEST = "the path in front of addresses goes with its request"


@probe(
    "mounts",
    "Bureaus below one host, each under a path",
    guards=[OWN_ORIGIN, ONE_REQUEST],
)
def mounts(trial: Trial) -> Iterator[str]:
    """No other process ever sees the two paths: the transaction is not committed."""
    host = _county_host()
    with undone():
        for target in (trial.a, trial.b):
            Bureau.objects.filter(code=target.code).update(
                path=target.code, canonical=Bureau.Canonical.PATH
            )
        for own, other in trial.directions():
            yield from _pages(trial, own, other, host)
            yield from _cookies(trial, own, host)


def _county_host() -> str:
    county = Bureau.objects.filter(is_county_office=True, domains__isnull=False).first()
    if county is None:
        raise NotApplicable("There is no county office below which bureaus could be.")
    if get_settings().UNSAFE_ADMIN_ON_SHARED_ORIGIN:
        raise NotApplicable("UNSAFE_ADMIN_ON_SHARED_ORIGIN is on: nothing is kept apart here.")
    return str(county.domains.all()[0].domain)


def _pages(trial: Trial, own: Target, other: Target, host: str) -> Iterator[str]:
    visitor = trial.visitor(own, host=host)
    shown = visitor.get(f"/{own.code}{own.paths['item']}")
    if shown.status_code != 200 or own.secrets[0].encode() not in shown.content_read:
        raise RuntimeError(f"{own.code} is not shown below {host}: {shown.status_code}.")
    if get_script_prefix() != "/":
        yield f"After a request to {own.code} every address begins with {get_script_prefix()}."
    for kind, path in other.paths.items():
        for address in (f"/{own.code}{path}", f"/{own.code}/{other.code}{path}"):
            answer = visitor.get(address)
            yield from trial.secrets_in(answer, of=other, where=own)
            if kind.startswith("only") and answer.status_code == 200:
                yield f"{address} shows the {kind} of {other.code}."


def _cookies(trial: Trial, own: Target, host: str) -> Iterator[str]:
    """A page beside it may have taken the cookies, or the browser may send them by mistake."""
    guest = trial.visitor(own, host=host)
    for name, cookie in trial.editor(own).cookies.items():
        guest.cookies[name] = cookie.value
    known = set(guest.cookies)
    answer = guest.get(f"/{own.code}{own.paths['private_item']}")
    if answer.status_code == 200 and own.secrets[0].encode() in answer.content_read:
        yield f"{own.code} reads cookies on the host {host}, which others share."
    for path in (settings.LOGIN_URL, reverse("wagtailadmin_home")):
        if guest.get(f"/{own.code}{path}").status_code == 200:
            yield f"{own.code} shows its admin on the host {host}, which others share."
    sent = {"username": own.username, "password": own.password}
    guest.post(f"/{own.code}{settings.LOGIN_URL}", sent, **origin_of(own))
    for name in sorted(set(guest.cookies) - known):
        yield f"{own.code} sets the cookie {name} on the host {host}, which others share."
