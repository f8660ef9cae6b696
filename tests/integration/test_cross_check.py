"""What the front door gives is compared with what was captured, and never said to be checked when
nobody answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils.translation import override

from disclosure_plugin import models
from disclosure_plugin.snapshots import tasks
from disclosure_plugin.snapshots.admin import cross_check_of
from disclosure_plugin.snapshots.models import Snapshot, StoredResponse
from disclosure_plugin.snapshots.redacting import redact_quarantined
from disclosure_plugin.snapshots.requests import request_snapshot
from disclosure_plugin.snapshots.taking import take_waiting
from tests.factories.pages import ItemFactory
from tests.factories.removals import taken_down
from tests.factories.users import UserFactory, sign_in
from tests.snapshot_files import captured

pytestmark = pytest.mark.long

SAMPLE = 4
EVERYTHING = 1000


class FrontDoor:
    """A server on a port of its own that answers what it was given, by host and path."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.asked: list[str] = []
        front = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                url = f"http://{self.headers['Host']}{self.path}"
                front.asked.append(url)
                assert self.headers["Cookie"] is None
                status, payload = front.answers.get(url, (404, b"?"))
                self.send_response(status)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_port}"


@pytest.fixture
def front() -> Iterator[FrontDoor]:
    front = FrontDoor()
    thread = threading.Thread(target=front.server.serve_forever)
    thread.start()
    yield front
    front.server.shutdown()
    thread.join()
    front.server.server_close()


@pytest.fixture
def snapshot(no_snapshots, front, settings, tmp_path) -> Snapshot:
    """A snapshot, and a front door that gives what is in it."""
    settings.DISCLOSURE = {
        **settings.DISCLOSURE,
        "SNAPSHOT_FRONT_DOOR": front.address,
        "SNAPSHOT_CROSS_CHECKS": SAMPLE,
    }
    ItemFactory(published=True)
    request_snapshot(reason=Snapshot.Reason.REQUESTED)
    assert take_waiting() == 1
    snapshot = Snapshot.objects.get()
    assert (snapshot.state, snapshot.error, snapshot.cross_check) == ("COMPLETE", "", None)
    assert said(snapshot) == "not checked"
    front.answers = captured(snapshot, tmp_path)
    return snapshot


def said(snapshot: Snapshot) -> str:
    with override("en"):
        return cross_check_of(snapshot)


def compared(snapshot: Snapshot) -> Snapshot:
    tasks.cross_check(bureau="jsj", snapshot=snapshot.pk)
    snapshot.refresh_from_db()
    return snapshot


def test_a_sample_that_answers_as_captured(snapshot, front):
    check = compared(snapshot).cross_check
    assert (check["asked"], check["found"]) == (SAMPLE, [])
    assert said(snapshot) == "4 of 4 addresses answered as captured"
    assert len(front.asked) == len(set(front.asked)) == SAMPLE
    first = list(front.asked)
    compared(snapshot)
    assert front.asked == first * 2  # the same sample of the same snapshot


def test_other_bytes_at_the_front_door_are_a_difference(snapshot, front):
    compared(snapshot)
    url = front.asked[0]
    status, payload = front.answers[url]
    front.answers[url] = (status, payload + b"<script src=https://ads.example></script>")
    check = compared(snapshot).cross_check
    [found] = check["found"]
    assert (found["url"], found["kind"]) == (url, "different")
    assert said(snapshot) == (
        "3 of 4 addresses answered as captured · 1 answered otherwise at the front door"
    )
    editor = sign_in(UserFactory(is_superuser=True), "jsj.localhost")
    page = editor.get(f"/admin/disclosure_snapshots/{snapshot.pk}/").text
    assert page.count(url) == 1
    assert found["said"] in page


def test_another_status_is_a_difference_too(snapshot, front):
    compared(snapshot)
    url = front.asked[0]
    front.answers[url] = (403, front.answers[url][1])
    [found] = compared(snapshot).cross_check["found"]
    assert (found["url"], found["kind"]) == (url, "different")


def test_what_has_changed_since_is_no_difference(snapshot, front):
    """The application says the same as the front door does; only the archive is older."""
    StoredResponse.objects.filter(snapshot=snapshot).update(sha256="0" * 64)
    kinds = {one["kind"] for one in compared(snapshot).cross_check["found"]}
    assert kinds == {"changed"}
    assert said(snapshot) == "0 of 4 addresses answered as captured · 4 have changed since"


def test_of_what_is_taken_down_afterwards_no_address_stays(snapshot, front, settings):
    item = models.DisclosureItemPage.objects.get()
    every = {**settings.DISCLOSURE, "SNAPSHOT_CROSS_CHECKS": EVERYTHING}
    settings.DISCLOSURE = every
    front.answers = {}
    assert any(item.slug in one["url"] for one in compared(snapshot).cross_check["found"])
    taken_down(item)
    assert redact_quarantined() == 1
    snapshot.refresh_from_db()
    assert snapshot.was_redacted
    assert not any(item.slug in str(one) for one in snapshot.cross_check["found"])


def test_where_nobody_answers_nothing_is_said_to_be_checked(snapshot, front):
    front.server.shutdown()
    front.server.server_close()
    check = compared(snapshot).cross_check
    assert {one["kind"] for one in check["found"]} == {"unreachable"}
    assert said(snapshot) == "not checked: nobody answered at the front door"


def test_none_is_asked_where_none_is_to_be(snapshot, front, settings):
    settings.DISCLOSURE = {**settings.DISCLOSURE, "SNAPSHOT_CROSS_CHECKS": 0}
    assert compared(snapshot).cross_check["asked"] == 0
    assert front.asked == []
    assert said(snapshot) == "not checked"
