"""Pages that are kept for the next visitor."""

from __future__ import annotations

from collections.abc import Iterator

from disclosure_plugin.conf import get_settings
from disclosure_plugin.sealing import NotApplicable, Target, Trial, probe
from disclosure_plugin.tenancy.doctor.trial import undone
from disclosure_plugin.tenancy.models import Bureau

ADDRESS = "a kept page belongs to scheme, host and path"
ASKED = "the database is asked whether a kept page is still good"
FORWARDED = ("x_forwarded_host", "x_host", "x_original_url", "forwarded")


@probe("page-cache", "Pages kept for the next visitor", guards=[ADDRESS, ASKED])
def page_cache(trial: Trial) -> Iterator[str]:
    """The two have pages with equal addresses; each is asked for after the other's is kept."""
    if not get_settings().PAGE_CACHE_URL:
        raise NotApplicable("No page is kept here: PAGE_CACHE_URL is empty.")
    for own, other in trial.directions():
        path = own.paths["item"]
        _keep(trial, own, path)
        yield from _asked_elsewhere(trial, own, other, path)
        yield from _private(trial, own)
        with undone():
            yield from _suspended(trial, own, path)


def _keep(trial: Trial, own: Target, path: str) -> None:
    for _time in range(3):
        answer = trial.visitor(own).get(path)
    if answer.status_code != 200 or own.secrets[0].encode() not in answer.content_read:
        raise RuntimeError(f"{path} of {own.code} answers {answer.status_code}.")


def _asked_elsewhere(trial: Trial, own: Target, other: Target, path: str) -> Iterator[str]:
    for query in ("", "?view=large", f"?host={own.host}", "?from=x"):
        answer = trial.visitor(other).get(f"{path}{query}")
        yield from trial.secrets_in(answer, of=own, where=other)
    for name in FORWARDED:
        value = f"host={other.host}" if name == "forwarded" else other.host
        # Whoever asks with such a header must not leave the answer for those who ask without.
        trial.visitor(own).get(path, **{name: value})
        yield from trial.secrets_in(trial.visitor(other).get(path), of=own, where=other)
    for host in (f"{other.host}:8000", f"{other.host.upper()}.", f"{other.host}."):
        answer = trial.visitor(other, host=host).get(path)
        yield from trial.secrets_in(answer, of=own, where=other)


def _private(trial: Trial, own: Target) -> Iterator[str]:
    """What an editor has just looked at is not there for a visitor."""
    path = own.paths["private_item"]
    for _time in range(2):
        trial.editor(own).get(path)
    answer = trial.visitor(own).get(path)
    if own.secrets[0].encode() in answer.content_read:
        yield f"{path} of {own.code} is kept for visitors after its editor looked at it."


def _suspended(trial: Trial, own: Target, path: str) -> Iterator[str]:
    Bureau.objects.filter(code=own.code).update(state=Bureau.State.SUSPENDED, state_reason="trial")
    answer = trial.visitor(own).get(path)
    if answer.status_code != 503:
        yield f"{path} of {own.code}, which is suspended, answers {answer.status_code}."
