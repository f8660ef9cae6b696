"""Two at once, on two connections, and no clock: one goes on when the other waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, connections

from disclosure_plugin import bureaus

PATIENCE = 60  # seconds; nobody waits so long unless something is wrong


class Beside:
    """Something that is done in a bureau by a thread of its own."""

    def __init__(self, act: Callable[[], Any], *, bureau: str = "jsj") -> None:
        self._act, self._bureau = act, bureau
        self._backend = 0
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._failure: BaseException | None = None
        self._thread.start()

    def _run(self) -> None:
        try:
            with bureaus.activate(self._bureau):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    [self._backend] = cursor.fetchone()
                self._begun.set()
                self._act()
        except BaseException as failure:  # noqa: BLE001  (the test looks at it)
            self._failure = failure
        finally:
            self._begun.set()
            connections.close_all()

    def until_it_waits(self) -> None:
        """Return when it waits for a lock, or has ended."""
        assert self._begun.wait(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while self._thread.is_alive():
            with connection.cursor() as cursor:
                cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [self._backend])
                [waits] = cursor.fetchone()
            if waits:
                return
            assert time.monotonic() < deadline

    def ended(self) -> BaseException | None:
        """Wait for its end, and return what it raised, or None."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return self._failure
