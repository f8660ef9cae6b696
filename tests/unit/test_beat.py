"""Beat goes on when the machine's clock is set back."""

from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery
from celery.beat import PersistentScheduler

from disclosure_plugin.beat import SteadyScheduler

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def ran(scheduler_class, folder, time_machine, moments: list[datetime]) -> list[datetime]:
    """Return at which of the moments an entry of one second was sent."""
    time_machine.move_to(moments[0], tick=False)
    app = Celery(broker="memory://", set_as_current=False)
    app.conf.timezone = "UTC"
    app.conf.beat_schedule = {"question": {"task": "question", "schedule": 1.0}}
    scheduler = scheduler_class(app, schedule_filename=str(folder / "beat"), lazy=False)
    sent: list[datetime] = []
    scheduler.apply_entry = lambda entry, producer=None: sent.append(now)
    try:
        for now in moments:
            time_machine.move_to(now, tick=False)
            for _time in range(3):
                scheduler.tick()
    finally:
        scheduler.close()
    return [moment for moment in sent if moment != moments[0]]


@pytest.fixture
def moments():
    """Three seconds, then the same clock an hour earlier."""
    back = NOON - timedelta(hours=1)
    return [
        *(NOON + timedelta(seconds=number) for number in range(4)),
        *(back + timedelta(seconds=number) for number in range(4)),
    ]


def test_it_asks_every_second_also_after_the_clock_was_set_back(tmp_path, time_machine, moments):
    sent = ran(SteadyScheduler, tmp_path, time_machine, moments)
    assert len([moment for moment in sent if moment >= NOON]) == 3
    assert len([moment for moment in sent if moment < NOON]) >= 3


def test_celerys_own_waits_for_an_hour(tmp_path, time_machine, moments):
    """If this fails Celery has learned it, and ours can go."""
    sent = ran(PersistentScheduler, tmp_path, time_machine, moments)
    assert [moment for moment in sent if moment < NOON] == []
