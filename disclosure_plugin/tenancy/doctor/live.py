"""Two bureaus that exist, for a trial that writes nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.sealing import Target
from disclosure_plugin.tenancy.models import Bureau

from .trial import BureauTrial

ADDRESSES = 5  # of each bureau, in one trial
CANDIDATES = 200


def live_trials(pairs: int, *, skip: int = 0) -> Iterator[BureauTrial]:
    """Pair the open bureaus, each with its neighbour in order of code.

    Args:
        pairs: the most trials to return.
        skip: how many pairs to leave out first; after the last one comes the first again.
    """
    found = Bureau.objects.filter(state=Bureau.State.OPEN, domains__isnull=False)
    all_pairs = list(itertools.pairwise(found.order_by("code").distinct()))
    if not all_pairs:
        return
    from_there = itertools.islice(itertools.cycle(all_pairs), skip % len(all_pairs), None)
    for a, b in itertools.islice(from_there, min(pairs, len(all_pairs))):
        addresses = {bureau.code: _addresses(bureau) for bureau in (a, b)}
        yield BureauTrial(
            _target(a, addresses[a.code], addresses[b.code]),
            _target(b, addresses[b.code], addresses[a.code]),
            read_only=True,
        )


def _addresses(bureau: Bureau) -> dict[str, str]:
    """Return the addresses of a bureau's pages, published or not, the newest first."""
    with bureaus.activate(bureau.code):
        pages = Page.objects.filter(depth__gt=2).order_by("-pk")[:CANDIDATES]
        return {page.url_path: page.url for page in pages if page.url}


def _target(bureau: Bureau, own: dict[str, str], others: dict[str, str]) -> Target:
    """Keep addresses that the other bureau does not have."""
    only_here = [address for path, address in own.items() if path not in others]
    paths = {f"page {number}": path for number, path in enumerate(only_here[:ADDRESSES], 1)}
    return Target(code=bureau.code, host=bureau.domains.all()[0].domain, paths=paths)
