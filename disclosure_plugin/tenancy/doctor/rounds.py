"""A whole round: the bureaus, the probes, the results."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.sealing import Probe

from .live import live_trials
from .running import Outcome, Result, run
from .seeding import seeded_trial
from .temporary import two_bureaus

PAIRS = 5

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
    trials = list(live_trials(PAIRS))
    if not trials:
        raise TooFewBureaus("Fewer than two bureaus are open: there is nothing to keep apart.")
    results = []
    for probe in wanted:
        result = _together([run(trial, [probe])[0] for trial in trials])
        report(result)
        results.append(result)
    return results


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
