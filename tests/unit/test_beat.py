"""Beat goes on when the machine's clock is set back, and stops when nobody answers."""

from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery
from celery.beat import PersistentScheduler
from kombu import Producer

from disclosure_plugin.beat import MOST_WAITING, SteadyScheduler

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


@pytest.fixture
def scheduler(tmp_path):
    app = Celery(broker="memory://", set_as_current=False)
    app.conf.task_default_queue = "unread"
    scheduler = SteadyScheduler(app, schedule_filename=str(tmp_path / "beat"), lazy=False)
    yield scheduler
    with app.connection() as connection:
        connection.default_channel.queue_purge("unread")
    scheduler.close()


def waiting(scheduler) -> int:
    return scheduler.producer.channel.queue_declare("unread", passive=True).message_count


def send(scheduler, times: int, **options) -> None:
    entry = scheduler.Entry(
        "question", task="question", schedule=1.0, app=scheduler.app, options=options
    )
    for _time in range(times):
        scheduler.apply_entry(entry, producer=scheduler.producer)


def test_it_asks_no_more_when_nobody_answers_and_goes_on_when_somebody_does(scheduler):
    send(scheduler, MOST_WAITING + 100, expires=2)
    assert waiting(scheduler) == MOST_WAITING
    scheduler.producer.channel.queue_purge("unread")
    send(scheduler, 3, expires=2)
    assert waiting(scheduler) == 3


def test_what_does_not_expire_is_always_sent(scheduler):
    send(scheduler, MOST_WAITING + 100)
    assert waiting(scheduler) == MOST_WAITING + 100


def test_it_sends_when_the_broker_cannot_be_asked(scheduler):
    """Sending tells what is wrong, and makes the lost connection anew."""
    sent = []
    scheduler.apply_async = lambda entry, **kwargs: sent.append(entry)
    entry = scheduler.Entry(
        "question", task="question", schedule=1.0, app=scheduler.app, options={"expires": 2}
    )
    lost = Producer(scheduler.connection.channel())
    lost.channel.close()
    scheduler.apply_entry(entry, producer=lost)
    assert sent == [entry]
