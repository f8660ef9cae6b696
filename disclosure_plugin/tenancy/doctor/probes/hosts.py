"""Host names: nobody's, and spelt to deceive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_noop

from disclosure_plugin.sealing import Target, Trial, probe
from disclosure_plugin.tenancy.models import Bureau, BureauDomain

UNKNOWN = "an unknown host is refused before Wagtail is asked"


@probe("unknown-host", gettext_noop("Hosts nobody has"), guards=[UNKNOWN], read_only=True)
def unknown_host(trial: Trial) -> Iterator[str]:
    parent = trial.a.host.partition(".")[2] or "localhost"
    deceiving = f"{trial.a.code}.{trial.b.host}"
    asked = {f"nobody-has-this.{parent}", parent, deceiving, "127.0.0.1", "_", "[::1]"}
    named = set(BureauDomain.objects.values_list("domain", flat=True))
    for host in sorted(asked - named):
        for path in ("/", settings.LOGIN_URL):
            answer = trial.visitor(trial.a, host=host).get(path)
            if answer.status_code not in (400, 404):
                yield f"{path} at the host {host!r} answers {answer.status_code}."
            for target in (trial.a, trial.b):
                yield from trial.secrets_in(answer, of=target, where=Target("nobody", host))


@probe(
    "host-header",
    gettext_noop("Host headers that are spelt to deceive"),
    guards=["the host is read once, from Host alone, and normalised"],
    read_only=True,
)
def host_header(trial: Trial) -> Iterator[str]:
    for own, other in trial.directions():
        home = _home(trial, own)
        for host in (f"{own.host}:8000", f"{own.host.upper()}."):
            answer = trial.visitor(own, host=host).get("/")
            yield from _not_own(answer, home, other, host)
        for name in ("x_forwarded_host", "forwarded", "x_host"):
            value = f"host={other.host}" if name == "forwarded" else other.host
            answer = trial.visitor(own).get("/", **{name: value})
            spelt = f"{own.host} with {name.replace('_', '-')}"
            yield from _not_own(answer, home, other, spelt)
        for host in (f"{own.host},{other.host}", f"{own.host}@{other.host}", f"{other.host}/"):
            answer = trial.visitor(own, host=host).get("/")
            if answer.status_code not in (400, 404):
                yield f"The host {host!r} answers {answer.status_code}."


REDIRECTS = (301, 302, 307, 308)


def _home(trial: Trial, target: Target) -> Any:
    """Return the answer at the root: the page, or the way to where the bureau is at home."""
    answer = trial.visitor(target).get("/")
    if answer.status_code not in (200, *REDIRECTS):
        raise RuntimeError(f"The home page of {target.code} answers {answer.status_code}.")
    return answer


def _not_own(answer: Any, home: Any, other: Target, spelt: str) -> Iterator[str]:
    """A redirect to the canonical host is as good as the page itself."""
    if answer.status_code in (400, 404):
        return
    if answer.status_code in REDIRECTS:
        to = answer["Location"]
        at_home = home.status_code in REDIRECTS and home["Location"] == to
        if not at_home and urlsplit(to).hostname == other.host:
            yield f"{spelt} leads to {other.code}."
    elif answer.content_read != home.content_read:
        yield f"{spelt} does not lead to the page of its own bureau."


@probe(
    "suspended",
    "A bureau that is suspended or closed",
    guards=["the first middleware holds to the state of the bureau"],
)
def suspended(trial: Trial) -> Iterator[str]:
    row = Bureau.objects.filter(code=trial.b.code)
    before = row.get()
    editor = trial.editor(trial.b)
    try:
        row.update(state=Bureau.State.SUSPENDED, state_reason="trial")
        for path in ("/", *trial.b.paths.values(), reverse("wagtailadmin_home")):
            answer = editor.get(path)
            if answer.status_code != 503:
                yield f"{path} of a suspended bureau answers {answer.status_code}."
            yield from trial.secrets_in(answer, of=trial.b, where=trial.b)
        row.update(state=Bureau.State.CLOSED)
        edit = reverse("wagtailadmin_pages:edit", args=[trial.b.keys["item"]])
        for answer in (editor.get(edit), editor.post(edit, {"title": "changed"})):
            if answer.status_code != 403:
                yield f"{edit} of a closed bureau answers {answer.status_code}."
    finally:
        row.update(state=before.state, state_reason=before.state_reason)
