"""Refusals travel between processes with what they say."""

import pickle

from disclosure_plugin.domain.working_days import YearNotAnnounced


def test_a_refusal_survives_the_way_to_another_process():
    refusal = pickle.loads(pickle.dumps(YearNotAnnounced(year=2035)))
    assert isinstance(refusal, YearNotAnnounced)
    assert refusal.params == {"year": 2035}
    assert str(refusal).startswith("The working days of 2035 are not known")
