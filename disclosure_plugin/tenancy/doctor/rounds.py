"""A whole round: the bureaus, the probes, the results."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.sealing import Probe
from disclosure_plugin.tenancy.doctor_runs import DoctorRun

from .live import live_trials
from .running import Outcome, Result, chosen, run
from .seeding import seeded_trial
from .temporary import two_bureaus
from .trial import BureauTrial

PAIRS = 5
PAIRS_AT_ONCE = 2  # while somebody waits for the page
ENOUGH_SECONDS = 5.0  # after which no other pair is begun

Report = Callable[[Result], None]


class TooFewBureaus(DisclosureError):
    """There are no two bureaus that could be set against each other."""


def full_round(wanted: Sequence[Probe], report: Report) -> list[Result]:
    """Make two bureaus, attack each from the other, and drop them however it ends."""
    with two_bureaus() as (a, b):
        return run(seeded_trial(a, b), wanted, report)


def read_only_round(wanted: Sequence[Probe], report: Report) -> list[Result]:
    """Let bureaus that exist ask for each other's addresses; write nothing.

    Raises:
        TooFewBureaus: fewer than two bureaus are open.
    """
    trials = _some_trials(PAIRS)
    results = []
    for probe in wanted:
        result = _together([run(trial, [probe])[0] for trial in trials])
        report(result)
        results.append(result)
    return results


def kept_round(*, by: str) -> DoctorRun:
    """Look at some bureaus that exist, as somebody waits for it, and keep what was found.

    The next round takes the next bureaus. On a busy machine one pair is enough.

    Args:
        by: name of who wants to know.

    Raises:
        TooFewBureaus: fewer than two bureaus are open; nothing is kept.
    """
    began = time.monotonic()
    looked_at = sum(len(pairs) for pairs in DoctorRun.objects.values_list("pairs", flat=True))
    wanted = chosen([], read_only=True)
    found: list[list[Result]] = []
    trials = _some_trials(PAIRS_AT_ONCE, skip=looked_at)
    for trial in trials:
        if found and time.monotonic() - began > ENOUGH_SECONDS:
            break
        found.append(run(trial, wanted))
    results = [_together(list(of_one)) for of_one in zip(*found, strict=True)]
    return DoctorRun.objects.create(
        ran_by=by,
        seconds=time.monotonic() - began,
        pairs=[[trial.a.code, trial.b.code] for trial in trials[: len(found)]],
        results=[one.as_json() for one in results],
        leaks=leaks_in(results),
        broken=broken_in(results),
    )


def leaks_in(results: Sequence[Result]) -> int:
    """Return how many leaks were found."""
    return sum(len(one.findings) for one in results if one.outcome == Outcome.LEAK)


def broken_in(results: Sequence[Result]) -> int:
    """Return how many probes could not look."""
    return sum(1 for one in results if one.outcome == Outcome.BROKEN)


def _some_trials(pairs: int, *, skip: int = 0) -> list[BureauTrial]:
    trials = list(live_trials(pairs, skip=skip))
    if not trials:
        raise TooFewBureaus(_("Fewer than two bureaus are open: there is nothing to keep apart."))
    return trials


WORST_FIRST = (Outcome.LEAK, Outcome.BROKEN, Outcome.SEALED, Outcome.SKIPPED)


def _together(results: list[Result]) -> Result:
    """Return one result for a probe that ran on several pairs: the worst counts."""
    worst = min(results, key=lambda one: WORST_FIRST.index(one.outcome)).outcome
    findings = [text for one in results if one.outcome == worst for text in one.findings]
    return Result(
        probe=results[0].probe,
        title=results[0].title,
        outcome=worst,
        looked=sum(one.looked for one in results),
        findings=tuple(dict.fromkeys(findings)),
        seconds=sum(one.seconds for one in results),
    )
