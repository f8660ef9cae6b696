"""Snapshots of the construction bureau, and whoever asks for them."""

from __future__ import annotations

from datetime import UTC

import pytest
from bs4 import BeautifulSoup
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from disclosure_plugin import bureaus
from disclosure_plugin.models.file_storage import names_in
from disclosure_plugin.snapshots.models import Capture, Snapshot, archive_storage
from disclosure_plugin.snapshots.redacting import redact_quarantined
from disclosure_plugin.snapshots.requests import request_snapshot
from disclosure_plugin.snapshots.taking import take_waiting
from tests.factories.pages import ColumnFactory, ItemFactory
from tests.factories.reviews import publish

ARCHIVE = "/archive/"


def get(address: str, *, code: str = "jsj", status: int = 200, **headers: str):
    """Ask as a visitor; the body is in ``body`` and its text in ``text``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Client().get(address, headers={"host": f"{code}.localhost", **named})
    answer.body = body_of(answer)
    # The client has switched on again what would end the test's transaction (see tests/conftest).
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    soup = BeautifulSoup(answer.body if is_page else b"", "lxml")
    answer.text_of_page = soup.get_text(" ", strip=True)
    assert answer.status_code == status, (address, answer.status_code, answer.text_of_page[:300])
    return answer


def body_of(answer) -> bytes:
    """Read an answer to its end, which closes its file."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def soup_of(address: str, **kwargs) -> BeautifulSoup:
    return BeautifulSoup(get(address, **kwargs).body, "lxml")


def take(reason: str = Snapshot.Reason.REQUESTED) -> Snapshot:
    request_snapshot(reason=reason)
    assert take_waiting() == 1
    snapshot = Snapshot.objects.latest("pk")
    assert snapshot.error == ""
    return snapshot


def retitled(item, title: str):
    """Publish a page under another title."""
    item.title = title
    publish(item)
    return item


def redact_now(capture) -> int:
    """Do the work of the task, and what it does after the commit."""
    with capture(execute=True):
        return redact_quarantined()


def moment_of(page, snapshot: Snapshot) -> str:
    at = Capture.objects.get(snapshot=snapshot, response__url=page.full_url).at
    return f"{at.astimezone(UTC):%Y%m%d%H%M%S}"


def replay_of(page, snapshot: Snapshot, how: str = "") -> str:
    return f"{ARCHIVE}{moment_of(page, snapshot)}{how}/{page.full_url}"


@pytest.fixture
def storage(no_snapshots):
    """The bureau's archive storage, empty before and after."""
    yield archive_storage()
    for code in ("jsj", "county", "czj"):
        with bureaus.activate(code):
            for name in list(names_in(archive_storage())):
                archive_storage().delete(name)


@pytest.fixture
def column(storage):
    return ColumnFactory(title="一个栏目")


@pytest.fixture
def item(column):
    return ItemFactory(parent=column, title="占道收费标准", published=True)


@pytest.fixture
def two_versions(item):
    """The item in two snapshots, with another title in the second."""
    first = take()
    retitled(item, "占道收费标准（修订）")
    return first, take()
