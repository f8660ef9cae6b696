"""Snapshots are handed over: whole, checked, described; nothing that was taken down is in it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from disclosure_plugin.archive.bag import bag_problems
from disclosure_plugin.models.file_storage import names_in
from disclosure_plugin.snapshots import custody_tasks, hand_over_claims, handing_over
from disclosure_plugin.snapshots.hand_overs import HandOver
from disclosure_plugin.snapshots.models import Snapshot, archive_storage
from disclosure_plugin.snapshots.package_reports import PackageReport
from disclosure_plugin.snapshots.redacting import redact_quarantined
from disclosure_plugin.snapshots.requests import request_snapshot
from disclosure_plugin.snapshots.taking import take_waiting
from tests.factories.logs import sign_log, signing_with
from tests.factories.pages import ColumnFactory, ItemFactory
from tests.factories.removals import taken_down
from tests.factories.users import UserFactory, sign_in
from tests.package_bytes import holds

pytestmark = pytest.mark.long

CANARY = "金丝雀身份证"
State = HandOver.State
PLACE = "/admin/disclosure_hand_overs/"


@pytest.fixture
def storage(no_snapshots):
    """The bureau's archive storage, empty before and after."""
    for name in list(names_in(archive_storage())):
        archive_storage().delete(name)
    yield archive_storage()
    for name in list(names_in(archive_storage())):
        archive_storage().delete(name)


@pytest.fixture
def column(storage):
    return ColumnFactory(title="一个栏目")


@pytest.fixture
def other(column):
    return ItemFactory(parent=column, published=True)


@pytest.fixture
def secret(column, other):
    return ItemFactory(parent=column, title=f"{CANARY}的处罚决定", published=True)


def take() -> Snapshot:
    request_snapshot(reason=Snapshot.Reason.REQUESTED)
    assert take_waiting() == 1
    return Snapshot.objects.latest("pk")


@pytest.fixture
def signed(secret, tmp_path) -> list[Snapshot]:
    """Two snapshots, the second refers to the first; the log is signed."""
    taken = [take(), take()]
    with signing_with(tmp_path / "key"):
        sign_log("jsj")
    return taken


def ask(**values) -> HandOver:
    today = timezone.localdate()
    return HandOver.objects.create(**{"period_from": today, "period_to": today, **values})


def done(hand_over: HandOver) -> HandOver:
    assert handing_over.work_off() == 1
    hand_over.refresh_from_db()
    return hand_over


def content(hand_over: HandOver) -> bytes:
    with hand_over.file.open() as file:
        return bytes(file.read())


def members(hand_over: HandOver) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content(hand_over))) as package:
        return {name.partition("/")[2]: package.read(name) for name in package.namelist()}


def test_a_hand_over_has_whole_packages_lists_reports_metadata_and_the_verifier(signed, tmp_path):
    made = done(ask())
    assert (made.state, made.error, made.failed_checks) == (State.COMPLETE, "", 0)
    found = members(made)
    assert made.sha256 == hashlib.sha256(content(made)).hexdigest()
    assert bag_problems(io.BytesIO(content(made))) == []
    told = json.loads(found["data/contents.json"])
    assert [one["snapshot"] for one in told["packages"]] == [one.pk for one in signed]
    assert (told["bureau"], told["left_out"]) == ("jsj", [])
    for one in told["packages"]:
        assert hashlib.sha256(found[f"data/{one['file']}"]).hexdigest() == one["sha256"]
        assert "archive/data.warc.gz" in _names(found[f"data/{one['file']}"])
    rows = list(csv.reader(io.StringIO(found["data/metadata.csv"].decode("utf-8-sig"))))
    assert len(rows) == 3
    row = dict(zip(rows[0], rows[1], strict=True))
    assert row["立档单位名称"] == "云岭县住房和城乡建设局"
    assert row["文件摘要值（SHA-256）"] == told["packages"][0]["sha256"]
    report = json.loads(found[f"data/reports/{signed[1].pk}.json"])
    assert {one["code"]: one["outcome"] for one in report}["1-1"] == "pass"
    kept = PackageReport.objects.filter(moment=PackageReport.Moment.HANDED_OVER)
    assert kept.count() == 2
    verdict = _verified_by_its_own_program(found, told["packages"][1]["file"], tmp_path)
    assert verdict.returncode == 0, verdict.stdout


def _names(package: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return opened.namelist()


def _verified_by_its_own_program(found: dict[str, bytes], name: str, folder: Path):
    """As somebody at the archives would, with nothing but what was handed over."""
    for path in ("verify/verify_archive.py", name):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(found[f"data/{path}"])
    key = found["data/verify/log-keys.txt"].decode().split("\n")[0]
    program = folder / "verify" / "verify_archive.py"
    return subprocess.run(
        [sys.executable, "-I", program, "snapshot", folder / name, "--key", key],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_same_snapshots_give_the_same_bytes(signed):
    first = done(ask())
    before = content(first)
    HandOver.objects.filter(pk=first.pk).update(state=State.WAITING, stray_file=first.file.name)
    again = done(first)
    assert content(again) == before
    assert again.packages.count() == 2


def test_sha256sum_accepts_it(signed, tmp_path):
    with zipfile.ZipFile(io.BytesIO(content(done(ask())))) as package:
        package.extractall(tmp_path)
    [folder] = [path for path in tmp_path.iterdir() if path.name.startswith("hand-over-")]
    for listing in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--quiet", "-c", listing], cwd=folder, check=True)


def test_what_is_not_signed_damaged_or_under_examination_is_left_out_and_named(
    other, column, tmp_path
):
    good, damaged = take(), take()
    with signing_with(tmp_path / "key"):
        sign_log("jsj")
    unsigned = take()
    Snapshot.objects.filter(pk=damaged.pk).update(damage="flipped")
    made = done(ask())
    assert made.left_out == [
        {"snapshot": damaged.pk, "reason": "damaged"},
        {"snapshot": unsigned.pk, "reason": "not-signed"},
    ]
    assert [one.snapshot_id for one in made.packages.all()] == [good.pk]
    assert json.loads(members(made)["data/contents.json"])["left_out"] == made.left_out


def test_what_was_taken_down_is_not_in_it(secret, signed, django_capture_on_commit_callbacks):
    taken_down(secret)
    kept_back = done(ask())
    assert kept_back.state == State.FAILED
    assert "No snapshot of this period" in kept_back.error
    with django_capture_on_commit_callbacks(execute=True):
        assert redact_quarantined() == 2
    made = done(ask())
    assert made.state == State.COMPLETE
    assert not holds(content(made), CANARY)
    for package in made.packages.all():
        assert not holds(members(made)[f"data/packages/{package.name}"], CANARY)


def test_a_take_down_withdraws_it_and_its_file_goes(
    secret, signed, django_capture_on_commit_callbacks
):
    made = done(ask())
    name = made.file.name
    administrator = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    fetched = administrator.get(f"{PLACE}{made.pk}/download/")
    assert hashlib.sha256(b"".join(fetched.streaming_content)).hexdigest() == made.sha256
    with django_capture_on_commit_callbacks(execute=True):
        taken_down(secret)
    made.refresh_from_db()
    assert (made.state, made.file.name) == (State.WITHDRAWN, "")
    assert not archive_storage().exists(name)
    assert administrator.get(f"{PLACE}{made.pk}/download/").status_code == 451
    assert administrator.get(f"{PLACE}{made.pk}/receipt/").status_code == 404
    assert administrator.get(f"{PLACE}{made.pk}/").status_code == 200


def test_a_file_that_could_not_be_removed_goes_with_the_next_sweep(secret, signed):
    made = done(ask())
    taken_down(secret)  # what follows the commit is not run here
    made.refresh_from_db()
    assert (made.state, made.file.name != "") == (State.WITHDRAWN, True)
    assert hand_over_claims.has_work(now=timezone.now())
    custody_tasks.put_hand_overs_together(bureau="jsj")
    made.refresh_from_db()
    assert made.file.name == ""
    assert not hand_over_claims.has_work(now=timezone.now())


def test_a_take_down_while_it_is_put_together_keeps_nothing(secret, signed, monkeypatch):
    write = handing_over.write_bag

    def taken_down_after(*arguments):
        put = write(*arguments)
        taken_down(secret)
        return put

    monkeypatch.setattr(handing_over, "write_bag", taken_down_after)
    made = done(ask())
    assert (made.state, made.file.name) == (State.FAILED, "")
    assert "taken down while" in made.error
    assert not [name for name in names_in(archive_storage()) if name.startswith("hand-overs/")]


def test_by_period_and_by_retention_class(signed, tmp_path):
    yesterday = timezone.localdate() - timedelta(days=1)
    nothing = done(ask(period_from=yesterday, period_to=yesterday))
    assert (nothing.state, nothing.packages.count()) == (State.FAILED, 0)
    rules = tmp_path / "rules.json"
    rules.write_text('{"retention": {"requested": "30-years"}}')
    with override_settings(DISCLOSURE={"ARCHIVE_RULES_FILE": str(rules)}):
        assert done(ask(retention="30-years")).packages.count() == 2
        assert done(ask(retention="permanent")).state == State.FAILED


def test_a_dead_worker_is_replaced_and_what_it_left_is_removed(signed):
    asked = ask()
    now = timezone.now()
    dead = hand_over_claims.claim(now=now)
    assert hand_over_claims.claim(now=now) is None
    left = archive_storage().save("hand-overs/left.zip", io.BytesIO(b"x"))
    hand_over_claims.renew(dead, now=now - timedelta(hours=1), stray_file=left)
    assert done(asked).state == State.COMPLETE
    assert not archive_storage().exists(left)


def test_a_full_disk_is_told_and_leaves_nothing(signed, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(archive_storage()), "save", full)
    made = done(ask())
    assert (made.state, made.file.name, made.stray_file) == (State.FAILED, "", "")
    assert "No space left on device" in made.error


def test_the_command_writes_the_file_and_says_its_digest(signed, tmp_path, capsys):
    today = f"{timezone.localdate():%Y-%m-%d}"
    call_command("hand_over", str(tmp_path), "--bureau=jsj", f"--from={today}", "--to=9999-12-31")
    made = HandOver.objects.get()
    written = tmp_path / f"jsj-hand-over-{made.pk}.zip"
    assert hashlib.sha256(written.read_bytes()).hexdigest() == made.sha256
    assert made.sha256 in capsys.readouterr().out
    for wrong in (
        ["--bureau=nobody", f"--from={today}", f"--to={today}"],
        ["--bureau=jsj", "--from=2026-02-02", "--to=2026-02-01"],
        ["--bureau=jsj", "--from=yesterday", f"--to={today}"],
        ["--bureau=jsj", "--from=2020-01-01", "--to=2020-01-02"],
    ):
        with pytest.raises(CommandError):
            call_command("hand_over", str(tmp_path), *wrong)
    assert [path.name for path in tmp_path.glob("*.zip")] == [written.name]


def test_an_administrator_asks_fetches_and_records_the_receipt_once(signed):
    administrator = sign_in(
        UserFactory(role=ADMINISTRATORS, first_name="李", last_name=""), "jsj.localhost"
    )
    today = f"{timezone.localdate():%Y-%m-%d}"
    form = {"period_from": today, "period_to": today, "retention": ""}
    assert administrator.post(f"{PLACE}ask/", form).status_code == 302
    made = HandOver.objects.get()
    assert made.state == State.WAITING
    done(made)
    shown = administrator.get(f"{PLACE}{made.pk}/").text
    assert made.sha256 in shown
    assert f"{PLACE}{made.pk}/receipt/" in shown
    receipt = {
        "received_on": today,
        "received_by": "云岭县档案馆",
        "received_role": "接收科",
        "received_number": "2026-017",
        "digest": "0" * 64,
    }
    refused = administrator.post(f"{PLACE}{made.pk}/receipt/", receipt)
    assert refused.status_code == 200
    made.refresh_from_db()
    assert made.received_on is None
    receipt["digest"] = f" {made.sha256.upper()}\n"
    assert administrator.post(f"{PLACE}{made.pk}/receipt/", receipt).status_code == 302
    made.refresh_from_db()
    assert (made.received_by, made.received_role, made.received_number) == (
        "云岭县档案馆", "接收科", "2026-017"
    )  # fmt: skip
    assert made.receipt_recorded_by
    assert "云岭县档案馆" in administrator.get(PLACE).text
    receipt["received_by"] = "别处"
    assert administrator.post(f"{PLACE}{made.pk}/receipt/", receipt).status_code == 404
    made.refresh_from_db()
    assert made.received_by == "云岭县档案馆"


@pytest.mark.parametrize(
    ("begin", "end"), [("2026-02-02", "2026-02-01"), ("x", "y"), ("", ""), ("2999-01-01",) * 2]
)
def test_a_period_that_cannot_be_is_refused(storage, begin, end):
    administrator = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    form = {"period_from": begin, "period_to": end, "retention": ""}
    assert administrator.post(f"{PLACE}ask/", form).status_code == 200
    assert not HandOver.objects.exists()


def test_others_see_nothing_of_it(signed):
    made = done(ask())
    editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    with bureaus.activate("czj"):
        foreigner = sign_in(UserFactory(role=ADMINISTRATORS), "czj.localhost")
    for path in ("", "download/", "receipt/"):
        assert editor.get(f"{PLACE}{made.pk}/{path}").status_code == 302
        assert foreigner.get(f"{PLACE}{made.pk}/{path}").status_code == 404
    assert editor.get(PLACE).status_code == 302
