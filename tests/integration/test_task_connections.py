"""A worker keeps its connection between tasks, and notices that it is gone."""

from types import SimpleNamespace

import psycopg
import pytest
from celery.signals import task_prerun
from django.db import connection

from disclosure_plugin.register import generations
from sandbox.config.celery import app


@pytest.fixture
def own_connection(outside_transactions):
    """A connection that this test may lose."""
    connection.close()
    yield
    connection.close()


def begin_task(*, eager: bool = False) -> int:
    """What Celery does before a task; the process that then answers at PostgreSQL."""
    sender = SimpleNamespace(request=SimpleNamespace(is_eager=eager))
    for receiver in task_prerun._live_receivers(sender):
        if getattr(receiver, "__module__", "") == "disclosure_plugin.task_connections":
            receiver(sender=sender)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def end_process(pid: int) -> None:
    given = connection.get_connection_params()
    url = {key: given[key] for key in ("dbname", "user", "host", "port") if key in given}
    with psycopg.connect(**url, password=given.get("password", "")) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_celery_is_told_to_keep_connections():
    assert app.conf.get("CELERY_DB_REUSE_MAX") == 100_000


def test_the_next_task_has_the_same_connection(own_connection):
    assert begin_task() == begin_task()


def test_one_that_the_server_ended_is_replaced_before_the_task(own_connection):
    first = begin_task()
    end_process(first)
    assert begin_task() != first


def test_one_that_is_too_old_is_replaced(own_connection, monkeypatch):
    first = begin_task()
    connection.close_at = 0.0  # long ago, by the clock that Django asks
    assert begin_task() != first


def test_the_page_caches_question_is_the_check_of_its_connection(own_connection):
    """It is asked instead of Django's, so it must survive what that one would have found."""
    first = begin_task()
    end_process(first)
    assert generations.ask(generations.shared_place()).clock > 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone()[0] != first


def test_an_eager_task_leaves_the_transaction_it_runs_in(db):
    first = begin_task(eager=True)
    assert begin_task(eager=True) == first
