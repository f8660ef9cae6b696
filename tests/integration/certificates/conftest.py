"""An item with a period, a clock that can be moved, and a site that is asked over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.db.models import DateTimeField, Value
from django.test import override_settings
from django.utils import timezone

from disclosure_plugin.actions import noticing, registering
from disclosure_plugin.certificates import admin, issuing, probing, tasks
from disclosure_plugin.domain.notices import closes_at
from disclosure_plugin.register import log as publication_log
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.register.notice_matters import PeriodUnit
from tests.factories.pages import ItemFactory

# Monday, 9 o'clock; seven working days follow, the last of which is Wednesday the 11th.
PUBLISHED_AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
FIRST_DAY, LAST_DAY = date(2026, 11, 3), date(2026, 11, 11)
CLOSES_AT = datetime(2026, 11, 11, 16, 0, tzinfo=UTC)
CLOCK = "clock_timestamp()"


class Clock:
    """The database's clock, as the register, the log and the observations read it."""

    def __init__(self, monkeypatch) -> None:
        self._monkeypatch = monkeypatch
        self._question = publication_log.OPEN_LOG
        assert CLOCK in self._question
        for module in (admin, issuing, noticing, probing, tasks):
            monkeypatch.setattr(module, "database_now", lambda: self.now)
        monkeypatch.setattr(
            registering, "Now", lambda: Value(self.now, output_field=DateTimeField())
        )
        self.set(PUBLISHED_AT)

    def set(self, now: datetime) -> None:
        self.now = now
        said = f"timestamptz '{now.isoformat()}'"
        self._monkeypatch.setattr(publication_log, "OPEN_LOG", self._question.replace(CLOCK, said))

    def go(self, **length: float) -> None:
        self.set(self.now + timedelta(**length))


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch)


def with_period(page, *, last_day: date = LAST_DAY) -> RegisterEntry:
    """Give a published item a period that no change begins anew, as only a notice has."""
    entry = RegisterEntry.objects.get(bureau="jsj", page=page.pk)
    entry.period_from, entry.period_to = FIRST_DAY, last_day
    entry.period_unit, entry.period_days = PeriodUnit.WORKING_DAYS, 7
    entry.period_opens_at = entry.first_published_at
    entry.period_closes_at = closes_at(last_day, timezone.get_default_timezone())
    entry.period_content = entry.content_hash
    entry.save()
    return entry


@pytest.fixture
def item(jsj, clock):
    """A notice that was just published."""
    page = ItemFactory(title="公租房分配名单公示", published=True)
    with_period(page)
    return page


@pytest.fixture
def entry(item) -> RegisterEntry:
    return RegisterEntry.objects.get(bureau="jsj", page=item.pk)


@dataclass
class Site:
    """The site behind a real socket.

    Attributes:
        port: where it listens.
        status: what it answers instead of its pages, such as ``503 Service Unavailable``.
        asked: host and path of every request.
    """

    port: int = 0
    status: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture
def site(jsj, static_files, keep_the_test_transaction) -> Iterator[Site]:
    """Serve the county in the test's own transaction, over HTTP."""
    served, found = Site(), get_wsgi_application()
    shared = connections["default"]
    shared.inc_thread_sharing()

    def answer(environ: dict, start_response: Callable) -> list[bytes]:
        served.asked.append((environ["HTTP_HOST"], environ["PATH_INFO"]))
        if served.status:
            start_response(served.status, [("Content-Length", "0")])
            return []
        connections["default"] = shared
        return found(environ, start_response)

    server = make_server("127.0.0.1", 0, answer, server_class=Threads, handler_class=Quiet)
    served.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    changed = {
        "PUBLIC_PORT": 80,
        "PROBE_MINUTES": 60,
        "PROBE_VANTAGE": "测试机",
        "PROBE_CONNECT_TO": f"127.0.0.1:{served.port}",
    }
    with override_settings(DISCLOSURE=changed):
        yield served
    server.shutdown()
    server.server_close()
    thread.join()
    shared.dec_thread_sharing()
    assert connection.connection is not None
