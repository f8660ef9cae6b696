"""The tenancy doctor finds nothing in kept pages, and finds each guard that is switched off."""

import pytest
import redis

from disclosure_plugin.tenancy.doctor.running import Outcome, chosen, run
from disclosure_plugin.tenancy.doctor.seeding import seeded_trial
from disclosure_plugin.tenancy.doctor.temporary import two_bureaus
from tests.long.doctor_guards import guards

from .conftest import page_cache

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")]


def test_kept_pages_are_sealed_and_each_guard_is_missed(outside_transactions, static_files, url):
    server = redis.Redis.from_url(url)
    probes = chosen(["page-cache"], read_only=False)
    with two_bureaus() as (a, b):
        trial = seeded_trial(a, b)
        # Where no page is kept there is nothing to look at.
        assert [one.outcome for one in run(trial, probes)] == [Outcome.SKIPPED]
        with page_cache(url):
            outcomes = tried(trial, probes, server)
    server.close()
    assert set(outcomes.values()) == {Outcome.LEAK}
    assert len(outcomes) == 2


def tried(trial, probes, server):
    """Ask with all guards on, without each, and with all of them again."""
    outcomes = {}
    assert [one.outcome for one in run(trial, probes)] == [Outcome.SEALED]
    for guard in guards():
        if "page-cache" in guard.slow:
            with guard.off(trial):
                outcomes[guard.name] = run(trial, probes)[0].outcome
            server.flushdb()
    assert [one.outcome for one in run(trial, probes)] == [Outcome.SEALED]
    return outcomes
