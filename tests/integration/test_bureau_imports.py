"""Many bureaus from one CSV file: checked, started once, resumed, reported."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from disclosure_plugin import bureaus
from disclosure_plugin.models import Invitation
from disclosure_plugin.tenancy import locks
from disclosure_plugin.tenancy.county_roles import COUNTY_ADMINISTRATORS
from disclosure_plugin.tenancy.importing import csv_files, preparing, running
from disclosure_plugin.tenancy.importing.csv_files import UnreadableList
from disclosure_plugin.tenancy.models import Bureau, BureauDomain, BureauImport, BureauImportRow
from disclosure_plugin.tenancy.tasks import run_imports
from tests.factories.users import UserFactory, sign_in

pytestmark = pytest.mark.long

LISTS = "/admin/disclosure_bureau_imports/"
HEADER = "代码,名称,主机名,其他主机名,统一社会信用代码,起始内容"
GOOD = f"""{HEADER}
lyj,云岭县林业局,lyj.localhost,a.localhost b.localhost,11100000000013338W,
slj,"云岭县
水利局",slj.localhost,,,
"""


@pytest.fixture(autouse=True)
def public(db):
    connection.set_schema_to_public()


@pytest.fixture
def county_it() -> Client:
    with bureaus.activate("county"):
        client = sign_in(UserFactory(role=COUNTY_ADMINISTRATORS), "county.localhost")
    connection.set_schema_to_public()
    return client


def prepared(text: str) -> BureauImport:
    return preparing.prepare(file_name="list.csv", data=text.encode())


def results(kept: BureauImport) -> list[tuple[int, str]]:
    return list(kept.rows.values_list("line", "state"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    "header", [HEADER, "Code,NAME,host,other_hosts,social_credit_code,blueprint"]
)
def test_a_list_is_read_in_the_encodings_of_spreadsheets(encoding, header):
    lines = csv_files.read(GOOD.replace(HEADER, header).encode(encoding))
    assert [(line.number, line.values["name"]) for line in lines] == [
        (2, "云岭县林业局"),
        (3, "云岭县\n水利局"),
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ""),
        (b"\n\n", ""),
        (HEADER.encode(), ""),
        (GOOD.encode("utf-16"), "UTF-8"),
        (b"\xff\xff\xff\xff", "GB18030"),
        (b"PK\x03\x04\0\0", "UTF-8"),
        ("代码,名称\nlyj,林业局\n".encode(), "主机名"),
        ("代码,名称,主机名,电话\n".encode(), "电话"),
        ("代码,名称,主机名,code\n".encode(), "code"),
        (f'{HEADER}\nlyj,"林业局,lyj.localhost\n'.encode(), "2"),
        (b"a" * (csv_files.MAX_BYTES + 1), "1 MB"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(data, words):
    with pytest.raises(UnreadableList) as refused:
        preparing.prepare(file_name="list.csv", data=data)
    assert words in str(refused.value)
    assert not BureauImport.objects.exists()


def test_a_list_that_is_too_long_is_refused(settings):
    settings.DISCLOSURE = {**settings.DISCLOSURE, "BUREAU_IMPORT_MAX_ROWS": 1}
    with pytest.raises(UnreadableList, match=r"2.*1"):
        prepared(GOOD)
    assert not BureauImport.objects.exists()


def test_each_line_gets_its_verdict_and_nothing_is_made():
    before = Bureau.objects.count()
    kept = prepared(
        f"""{HEADER}
lyj,云岭县林业局,lyj.localhost,,,
czj,云岭县财政局,czj.localhost,,,
jsj,别的局,jsj.localhost,,,
=1+1,公式局,formula.localhost,,,
lyj,云岭县林业局,other.localhost,,,
slj,云岭县水利局,LYJ.localhost.,,,
wlj,云岭县文旅局,wlj.localhost,,111000000000133380,nosuch
,,,,,
tyj,云岭县体育局,tyj.localhost,,,,多一格
"""
    )
    assert results(kept) == [
        (2, "new"),
        (3, "unchanged"),
        (4, "refused"),
        (5, "refused"),
        (6, "refused"),
        (7, "refused"),
        (8, "refused"),
        (10, "refused"),
    ]
    messages = dict(kept.rows.values_list("line", "message"))
    assert "云岭县住房和城乡建设局" in messages[4]
    assert "=1+1" in messages[5]
    assert "2" in messages[6]
    assert "2" in messages[7]
    assert "standard" in messages[8]
    assert Bureau.objects.count() == before


def test_one_failing_line_stops_no_other_and_nothing_is_made_twice(monkeypatch):
    kept = prepared(GOOD + "wlj,云岭县文旅局,wlj.localhost,,,\n")
    assert run_imports() is None
    assert Bureau.objects.count() == 3, "made before anybody asked"
    assert preparing.start(kept)
    assert not preparing.start(kept)
    BureauDomain.objects.create(
        domain="slj.localhost", tenant=Bureau.objects.get(code="czj"), is_primary=False
    )
    real = running.make

    def fail(new):
        if new.code == "lyj":
            real(new)
            raise RuntimeError("disk full")
        return real(new)

    monkeypatch.setattr(running, "make", fail)
    assert running.run_waiting() == 3
    assert results(kept) == [(2, "failed"), (3, "refused"), (5, "created")]
    assert "云岭县财政局" in kept.rows.get(line=3).message
    assert set(Bureau.objects.values_list("code", flat=True)) == {"county", "jsj", "czj", "wlj"}
    assert running.run_waiting() == 0
    assert Client(headers={"host": "wlj.localhost"}).get("/").status_code == 200


class Killed(BaseException):
    """What no handler of errors catches: the transaction goes with the worker."""


def test_a_killed_worker_leaves_its_line_to_the_next(monkeypatch):
    kept = prepared(GOOD)
    preparing.start(kept)
    real = running.make

    def killed(new):
        real(new)
        raise Killed

    monkeypatch.setattr(running, "make", killed)
    with pytest.raises(Killed):
        running.run_waiting()
    connection.set_schema_to_public()
    assert results(kept) == [(2, "new"), (3, "new")]
    assert Bureau.objects.count() == 3
    monkeypatch.setattr(running, "make", real)
    assert running.run_waiting() == 2
    assert results(kept) == [(2, "created"), (3, "created")]
    assert kept.rows.get(line=2).attempts == 2


def test_a_line_that_kills_its_worker_again_and_again_is_given_up():
    kept = prepared(GOOD)
    preparing.start(kept)
    kept.rows.filter(line=2).update(attempts=running.MAX_ATTEMPTS)
    assert running.run_waiting() == 1
    assert results(kept) == [(2, "failed"), (3, "created")]


def test_it_waits_for_a_migration_and_for_another_worker():
    kept = prepared(GOOD)
    preparing.start(kept)
    for lock in (locks.MIGRATING, locks.IMPORTING):
        with locks.alone(lock):
            assert running.run_waiting() == 0
    assert list(kept.rows.values_list("state", "attempts")) == [("new", 0), ("new", 0)]
    assert running.run_waiting() == 2


def test_county_it_uploads_looks_starts_and_reads_the_report(county_it):
    def upload(data: bytes):
        return county_it.post(f"{LISTS}new/", {"file": io.BytesIO(data)})

    assert "file" in upload(GOOD.encode("utf-16")).context["form"].errors
    answer = upload(GOOD.encode("gb18030") + b"jsj,x,jsj.localhost,,,\n")
    connection.set_schema_to_public()
    kept = BureauImport.objects.get()
    assert answer["Location"] == f"{LISTS}{kept.pk}/"
    page = county_it.get(answer["Location"])
    assert (page.context["new"], page.context["refused"]) == (2, 1)
    assert f"{LISTS}{kept.pk}/start/" in page.content.decode()
    progress = f"{LISTS}{kept.pk}/progress/"
    assert county_it.get(f"{LISTS}{kept.pk}/start/").status_code == 405
    assert county_it.post(f"{LISTS}{kept.pk}/start/").status_code == 302
    now = county_it.get(progress).json()
    assert (now["done"], now["total"], now["running"]) == (0, 2, True)
    connection.set_schema_to_public()
    running.run_waiting()
    now = county_it.get(progress).json()
    assert (now["done"], now["total"], now["running"]) == (2, 2, False)
    report = county_it.get(f"{LISTS}{kept.pk}/report/").content
    rows = list(csv.reader(io.StringIO(report.decode("utf-8-sig"), newline="")))
    assert [row[:2] for row in rows[1:]] == [["2", "lyj"], ["3", "slj"], ["5", "jsj"]]
    template = county_it.get(f"{LISTS}template/").content
    assert (
        template.decode("utf-8-sig").strip()
        == "代码,名称,主机名,其他主机名,统一社会信用代码,起始内容,"
        "路径,规范地址,管理员姓名,管理员用户名,管理员邮箱"
    )
    assert county_it.get(LISTS).status_code == 200


@pytest.mark.parametrize("name", ["=1+1", "＝1+1", "＠SUM(1)"])
def test_a_report_runs_nothing_in_a_spreadsheet(county_it, name):
    kept = prepared(f"code,name,host\nsjj,{name},sjj.localhost\n")
    assert kept.rows.get().message
    report = county_it.get(f"{LISTS}{kept.pk}/report/").content.decode("utf-8-sig")
    [line] = list(csv.reader(io.StringIO(report, newline="")))[1:]
    assert f"'{name}" in line
    assert name not in line


def test_the_command_does_the_same(tmp_path, capsys):
    path = tmp_path / "list.csv"
    path.write_text(GOOD + "jsj,x,jsj.localhost,,,\n", "utf-8")
    with pytest.raises(CommandError, match="1"):
        call_command("create_bureaus", str(path), "--check")
    assert (Bureau.objects.count(), BureauImportRow.objects.count()) == (3, 0)
    with pytest.raises(CommandError, match="1"):
        call_command("create_bureaus", str(path))
    assert set(Bureau.objects.values_list("code", flat=True)) >= {"lyj", "slj"}
    assert "5: jsj" in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"nosuch\.csv"):
        call_command("create_bureaus", str(tmp_path / "nosuch.csv"))


WITH_PEOPLE = """代码,名称,主机名,路径,规范地址,管理员姓名,管理员用户名,管理员邮箱
lyj,云岭县林业局,lyj.localhost,linye,路径,林青,linqing,
slj,云岭县水利局,slj.localhost,linye,,,,
zwj,云岭县政务局,zwj.localhost,search,,,,
msj,云岭县民宿局,msj.localhost,,路径,王平,wang ping,
"""


def test_a_list_has_paths_and_administrators(db):
    county = Bureau.objects.get(code="county")
    BureauDomain.objects.create(domain="admin.county.localhost", tenant=county, is_primary=False)
    kept = preparing.prepare(file_name="各局.csv", data=WITH_PEOPLE.encode(), by="赵敏")
    first, second, third, fourth = kept.rows.all()
    assert first.state == "new", first.message
    assert second.state == "refused"
    assert "search" in third.message
    # Both errors at once, each with its column's name.
    assert fourth.message.count("：") + fourth.message.count(": ") >= 2
    preparing.start(kept)
    running.run_waiting()
    first.refresh_from_db()
    assert first.state == "created", first.message
    made = Bureau.objects.get(code="lyj")
    assert (made.path, made.canonical) == ("linye", "path")
    assert Bureau.objects.count() == 4
    with bureaus.activate("lyj"):
        invitation = Invitation.objects.get()
        assert invitation.user.get_username() == "linqing"
    # Whoever sees the list must not be able to sign in as the administrator.
    assert "http" not in first.message
