"""Cache keys of every alias, and what Wagtail keeps under them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import gettext_noop
from wagtail.images import get_image_model
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.sealing import NotApplicable, Target, Trial, probe

KEYS = "the key function of every cache alias puts the bureau first"
WIDTHS = itertools.count(5)  # each run asks for a size that neither bureau has made yet


def _aliases() -> list[str]:
    found = [name for name, config in settings.CACHES.items() if "Dummy" not in config["BACKEND"]]
    if not found:
        raise NotApplicable("No cache keeps anything here.")
    return found


@probe("cache-keys", "One key in the cache, set by two bureaus", guards=[KEYS])
def cache_keys(trial: Trial) -> Iterator[str]:
    for alias in _aliases():
        cache = caches[alias]
        try:
            for own, other in trial.directions():
                trial.look()
                with trial.activate(other):
                    cache.set("doctor", other.code, timeout=60)
                with trial.activate(own):
                    if cache.get("doctor") == other.code:
                        yield f"{own.code} reads from the cache {alias!r} what {other.code} set."
                    cache.delete("doctor")
                with trial.activate(other):
                    if cache.get("doctor") != other.code:
                        yield f"{own.code} deletes from the cache {alias!r} what {other.code} set."
        finally:
            for target in (trial.a, trial.b):
                with trial.activate(target):
                    cache.delete("doctor")


@probe("cache-names", gettext_noop("Names of cache keys"), guards=[KEYS], read_only=True)
def cache_names(trial: Trial) -> Iterator[str]:
    """Asks how a key would be called and sets none."""
    for alias in _aliases():
        names = []
        for target in (trial.a, trial.b):
            trial.look()
            with trial.activate(target):
                names.append(caches[alias].make_key("doctor"))
        if names[0] == names[1]:
            yield f"The cache {alias!r} calls the key of both bureaus {names[0]!r}."
        try:
            name = caches[alias].make_key("doctor")
        except bureaus.NoBureau:
            continue
        yield f"The cache {alias!r} takes a key for no bureau: {name!r}."


@probe("site-roots", "Addresses that Wagtail remembers", guards=[KEYS])
def site_roots(trial: Trial) -> Iterator[str]:
    for own, other in trial.directions():
        for target in (other, own):
            trial.look()
            with trial.activate(target):
                address = Page.objects.get(pk=target.keys["item"]).full_url or ""
            if target is own and other.host in address:
                yield f"A page of {own.code} says that its address is {address}."


@probe("renditions", "Renditions that Wagtail remembers", guards=[KEYS])
def renditions(trial: Trial) -> Iterator[str]:
    """The same emblem was uploaded to both: the key and the bytes that name it are equal."""
    small = f"width-{next(WIDTHS)}"
    for own, other in trial.directions():
        for target in (other, own):
            trial.look()
            with trial.activate(target):
                emblem = _emblem(target)
                # Wagtail puts the asking image in place: what is a stranger's is the row.
                rendition = emblem.get_rendition(small)
                # The twins count alike: the stranger's key may be that of another size here.
                rows = emblem.renditions.filter(pk=rendition.pk, filter_spec=small)
                known = rows.exists()
            if not known:
                yield f"The emblem of {target.code} is shown by a row of another bureau."


def _emblem(target: Target) -> Any:
    return get_image_model().objects.get(pk=target.keys["emblem"])
