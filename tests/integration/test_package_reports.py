"""Reports of the package checks (四性): made when a file is read, kept, shown and taken away."""

from __future__ import annotations

import csv
import io
import json
import socket
import socketserver
import struct
import threading

import pytest
from django.test import override_settings
from django.utils import translation
from django.utils.translation import gettext

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import EDITORS, REVIEWERS
from disclosure_plugin.archive.package_checks import NoScanner
from disclosure_plugin.snapshots import verifying
from disclosure_plugin.snapshots.models import Snapshot, archive_storage
from disclosure_plugin.snapshots.package_reports import PackageReport
from disclosure_plugin.snapshots.redacting import redact_quarantined
from disclosure_plugin.snapshots.requests import request_snapshot
from disclosure_plugin.snapshots.taking import take_waiting
from disclosure_plugin.snapshots.virus_scanner import scan
from tests.factories.logs import sign_log, signing_with
from tests.factories.pages import ItemFactory
from tests.factories.removals import taken_down
from tests.factories.users import UserFactory, sign_in

pytestmark = pytest.mark.long

Moment = PackageReport.Moment


@pytest.fixture
def item(no_snapshots):
    return ItemFactory(published=True)


def take() -> Snapshot:
    request_snapshot(reason=Snapshot.Reason.REQUESTED)
    assert take_waiting() == 1
    return Snapshot.objects.latest("pk")


@pytest.fixture
def snapshot(item) -> Snapshot:
    return take()


def newest(snapshot: Snapshot) -> PackageReport:
    return snapshot.reports.latest("pk")


def outcomes(report: PackageReport) -> dict[str, str]:
    return {row["code"]: row["outcome"] for row in report.results}


def failed(report: PackageReport) -> dict[str, str]:
    return {
        row["code"]: row["evidence"] % row["params"]
        for row in report.results
        if row["outcome"] == "fail"
    }


def place(snapshot: Snapshot, report: PackageReport) -> str:
    return f"/admin/disclosure_snapshots/{snapshot.pk}/reports/{report.pk}/"


def test_the_first_report_is_of_archiving_and_the_later_ones_of_keeping(snapshot, tmp_path):
    verifying.verify(snapshot)
    first = newest(snapshot)
    assert (first.moment, first.sha256) == (Moment.ARCHIVED, snapshot.sha256)
    assert failed(first) == {}
    assert first.passed + first.not_checked == len(first.results) == 30
    assert outcomes(first)["1-1"] == "not_checked"  # nobody has signed the log yet
    assert outcomes(first)["27"] == "not_checked"
    with signing_with(tmp_path / "key"):
        sign_log("jsj")
    verifying.verify(snapshot)
    second = newest(snapshot)
    assert (second.moment, failed(second)) == (Moment.KEPT, {})
    assert outcomes(second)["1-1"] == "pass"


def test_a_second_snapshot_names_the_one_before(snapshot):
    second = take()
    verifying.verify(second)
    assert failed(newest(second)) == {}
    assert outcomes(newest(second))["17"] == "pass"


def test_a_flipped_byte_fails_and_a_lost_file_is_a_report_too(snapshot):
    name = archive_storage().path(snapshot.file.name)
    with open(name, "rb+") as file:  # noqa: PTH123
        file.seek(2000)
        byte = file.read(1)
        file.seek(2000)
        file.write(bytes([byte[0] ^ 1]))
    verifying.verify(snapshot)
    assert "11" in failed(newest(snapshot))
    archive_storage().delete(snapshot.file.name)
    verifying.verify(snapshot)
    lost = newest(snapshot)
    assert (lost.passed, set(failed(lost))) == (0, {"21"})


def test_rules_that_cannot_be_used_are_told_and_stop_no_verification(snapshot, tmp_path, caplog):
    rules = tmp_path / "rules.json"
    rules.write_text('{"retention": {"nightly": "for a while"}}')
    with override_settings(DISCLOSURE={"ARCHIVE_RULES_FILE": str(rules)}):
        assert verifying.verify(snapshot) == ""
        editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
        shown = editor.get(f"/admin/disclosure_snapshots/{snapshot.pk}/")
    assert not snapshot.reports.exists()
    assert "a class of “retention” is one of" in caplog.text
    assert shown.status_code == 200
    assert str(rules) in shown.text


def test_whoever_sees_snapshots_sees_the_report_and_takes_it_away(snapshot):
    verifying.verify(snapshot)
    report = newest(snapshot)
    editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    inspected = editor.get(f"/admin/disclosure_snapshots/{snapshot.pk}/").text
    assert place(snapshot, report) in inspected
    shown = editor.get(place(snapshot, report)).text
    with translation.override("zh-hans"):
        assert gettext("No virus scanner is set up.") in shown
    told = json.loads(editor.get(f"{place(snapshot, report)}report.json").content)
    assert told["sha256"] == snapshot.sha256
    assert [row["code"] for row in told["results"]] == [row["code"] for row in report.results]
    answer = editor.get(f"{place(snapshot, report)}report.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 31
    assert editor.get(f"{place(snapshot, report)}report.xml").status_code == 404
    assert (
        editor.get(f"{place(snapshot, report)}".replace(str(report.pk), "9" * 30)).status_code
        == 404
    )


def test_others_do_not(snapshot):
    verifying.verify(snapshot)
    report = newest(snapshot)
    reviewer = sign_in(UserFactory(role=REVIEWERS), "jsj.localhost")
    assert reviewer.get(place(snapshot, report)).status_code == 302
    with bureaus.activate("czj"):
        foreigner = sign_in(UserFactory(role=EDITORS), "czj.localhost")
    assert foreigner.get(place(snapshot, report)).status_code == 404


def test_no_cell_of_the_csv_runs_as_a_formula(snapshot):
    verifying.verify(snapshot)
    report = newest(snapshot)
    report.results[0]["evidence"] = "%(problem)s"
    report.results[0]["params"] = {"problem": '=HYPERLINK("http://x")'}
    report.save()
    editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    text = editor.get(f"{place(snapshot, report)}report.csv").content.decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text.splitlines()[1])))[-1].startswith("'=HYPERLINK")


def test_under_examination_no_report_is_shown_and_afterwards_it_names_nothing(
    item, snapshot, django_capture_on_commit_callbacks
):
    verifying.verify(snapshot)
    report = newest(snapshot)
    report.results[0]["params"] = {"problem": item.full_url}
    report.results[0]["evidence"] = "%(problem)s"
    report.save()
    editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    taken_down(item)
    assert editor.get(place(snapshot, report)).status_code == 404
    assert (
        place(snapshot, report)
        not in editor.get(f"/admin/disclosure_snapshots/{snapshot.pk}/").text
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert redact_quarantined() == 1
    shown = editor.get(place(snapshot, report))
    assert shown.status_code == 200
    assert item.slug not in shown.text
    report.refresh_from_db()
    assert item.slug not in json.dumps(report.results)


def test_a_redacted_file_is_judged_as_the_new_file_that_it_is(
    item, snapshot, django_capture_on_commit_callbacks
):
    ItemFactory(parent=item.get_parent(), published=True)
    second = take()
    taken_down(item)
    with django_capture_on_commit_callbacks(execute=True):
        assert redact_quarantined() == 2
    second.refresh_from_db()
    verifying.verify(second)
    report = newest(second)
    assert (report.moment, failed(report)) == (Moment.ARCHIVED, {})


class Clamd(socketserver.BaseRequestHandler):
    """Speaks clamd's INSTREAM; knows one virus, and refuses more than 1,000 bytes."""

    def handle(self):
        assert self._read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self._read(4))[0]:
            content += self._read(size)
            if len(content) > 1000:
                self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = b"Test-Virus FOUND" if b"EVIL" in content else b"OK"
        self.request.sendall(b"stream: " + found + b"\0")

    def _read(self, count: int) -> bytes:
        read = b""
        while len(read) < count:
            read += self.request.recv(count - len(read))
        return read


@pytest.fixture
def clamd():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_scanner_is_asked_by_its_socket(clamd):
    assert scan(b"harmless", clamd) == ""
    assert scan(b"", clamd) == ""
    assert scan(b"EVIL", clamd) == "Test-Virus"
    with pytest.raises(NoScanner):
        scan(b"x" * 2_000_000, clamd)


def test_a_scanner_that_is_away_is_no_pass(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        for nowhere in (
            f"127.0.0.1:{taken.getsockname()[1]}", str(tmp_path / "none"), "nonsense", "x:y"
        ):  # fmt: skip
            with pytest.raises(NoScanner):
                scan(b"x", nowhere)


def test_large_contents_that_the_scanner_refuses_are_not_checked(snapshot, clamd):
    with override_settings(DISCLOSURE={"CLAMD_SOCKET": clamd}):
        verifying.verify(snapshot)
    report = newest(snapshot)
    assert outcomes(report)["27"] == "not_checked"
