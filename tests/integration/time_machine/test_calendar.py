"""The calendar, one snapshot, and its file."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone

from disclosure_plugin.archive.validate import validate
from disclosure_plugin.snapshots.models import Snapshot
from disclosure_plugin.snapshots.stored_packages import whole_package
from disclosure_plugin.snapshots.taking import take_waiting
from tests.factories.logs import sign_log, signing_with
from tests.factories.pages import ItemFactory

from .conftest import ARCHIVE, body_of, get, replay_of, retitled, soup_of, take

pytestmark = pytest.mark.long

Reason, State = Snapshot.Reason, Snapshot.State


def rows() -> list[list[str]]:
    soup = soup_of(ARCHIVE)
    return [
        [" ".join(cell.get_text().split()) for cell in row.select("td")]
        for row in soup.select("table.snapshots tbody tr")
    ]


def test_an_empty_archive_says_so(storage):
    assert "还没有快照。第一次公开内容时开始做。" in get(ARCHIVE).text_of_page


def test_the_calendar_says_time_reason_extent_and_state(item):
    take()
    take(Reason.NIGHTLY)
    take(Reason.NIGHTLY)
    retitled(item, "改了标题")
    assert take_waiting() == 1
    Snapshot.objects.create(
        state=State.FAILED, reason=Reason.NIGHTLY, error="秘密路径", requested_at=timezone.now()
    )
    found = rows()
    assert found[0] == ["每夜一次", "整个网站", "—", "没有做成"]
    assert found[1][:2] == ["有内容公开", "有变化的页面"]
    assert found[1][3] == "完成"
    assert found[2][0:3] == ["每夜一次", "整个网站", "—"]
    assert found[2][3].endswith("起没有变化，查了2次")
    assert found[3] == ["人工发起", "整个网站", "3", "完成"]
    assert "秘密路径" not in get(ARCHIVE).text_of_page


def test_a_damaged_file_is_called_so(item):
    snapshot = take()
    Snapshot.objects.filter(pk=snapshot.pk).update(damage="秘密路径")
    assert [row[-1] for row in rows()] == ["已损坏"]
    assert "秘密路径" not in get(f"{ARCHIVE}snapshots/{snapshot.pk}/").text_of_page


def test_what_waits_or_runs_is_not_listed(item):
    assert Snapshot.objects.get().state == State.WAITING
    assert rows() == []


def test_every_year_has_a_page(item):
    first = take()
    Snapshot.objects.filter(pk=first.pk).update(requested_at=timezone.now() - timedelta(days=800))
    retitled(item, "改了标题")
    take()
    soup = soup_of(ARCHIVE)
    years = [one.get_text() for one in soup.select(".pagination li")]
    assert len(years) == 2
    assert years == sorted(years, reverse=True)
    assert len(soup.select("table.snapshots tbody tr")) == 1
    older = soup_of(f"{ARCHIVE}?year={years[1]}")
    [link] = older.select("table.snapshots tbody th a")
    assert link["href"] == f"{ARCHIVE}snapshots/{first.pk}/"
    assert older.select_one("link[rel=canonical]")["href"].endswith(f"/archive/?year={years[1]}")


def test_a_snapshot_shows_its_pages_hash_and_entry(item, tmp_path):
    snapshot = take()
    address = f"{ARCHIVE}snapshots/{snapshot.pk}/"
    text = get(address).text_of_page
    assert snapshot.manifest in text
    assert "尚未签名" in text
    links = {one.get_text(): one["href"] for one in soup_of(address).select(".captured a")}
    assert links[item.title] == replay_of(item, snapshot)
    assert len(links) == snapshot.pages == 3
    with signing_with(tmp_path / "log.key"):
        sign_log("jsj")
    hrefs = [one["href"] for one in soup_of(address).select(".facts a")]
    [entry] = [one for one in hrefs if "/entry/" in one]
    [proof] = [one for one in hrefs if "/proof/" in one]
    assert snapshot.manifest in get(entry).content.decode()
    get(proof)
    [program] = [one for one in hrefs if one.endswith(".py")]
    assert get(program)["Content-Type"].startswith("text/plain")


def test_a_night_without_change_has_no_page_of_its_own(item):
    take()
    same = take(Reason.NIGHTLY)
    get(f"{ARCHIVE}snapshots/{same.pk}/", status=404)


@pytest.fixture
def file(item) -> tuple[str, bytes]:
    take()
    ItemFactory(parent=item.get_parent(), title="又一件", published=True)
    snapshot = take()  # it refers to the first
    with whole_package(snapshot) as package:
        return f"{ARCHIVE}snapshots/{snapshot.pk}/snapshot.wacz", package.read()


def test_the_file_is_whole_and_can_be_read_from_other_sites(file):
    address, content = file
    answer = get(address)
    assert answer.body == content
    assert answer["Content-Type"] == "application/wacz"
    assert answer["Content-Length"] == str(len(content))
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Disposition"].endswith('.wacz"')
    assert {one.level for one in validate(BytesIO(answer.body))} == {"ok"}
    for other in (ARCHIVE, address.rpartition("/")[0] + "/"):
        assert "Access-Control-Allow-Origin" not in get(other).headers


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=100-", 100, None),
        ("bytes=-22", -22, None),
        ("bytes=10-99999999999", 10, None),
        ("bytes=-99999999999", 0, None),
    ],
)
def test_a_part_of_the_file(file, asked, start, end):
    address, content = file
    answer = get(address, status=206, range=asked)
    wanted = content[start:end]
    assert answer.body == wanted
    assert answer["Content-Length"] == str(len(wanted))
    first = len(content) + start if start < 0 else start
    assert answer["Content-Range"] == f"bytes {first}-{first + len(wanted) - 1}/{len(content)}"


@pytest.mark.parametrize("asked", ["bytes=99999999999-", "bytes=-0"])
def test_no_such_part(file, asked):
    address, content = file
    answer = get(address, status=416, range=asked)
    assert answer["Content-Range"] == f"bytes */{len(content)}"


@pytest.mark.parametrize(
    "asked", ["bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b", "x"]
)
def test_what_is_no_single_range_gets_the_whole(file, asked):
    address, content = file
    assert get(address, range=asked).body == content


def test_the_central_directory_can_be_read_by_parts(file):
    address, content = file

    class Remote(BytesIO):
        """A file of which each read is a request, as players do it."""

        def __init__(self) -> None:
            super().__init__()
            self.place, self.size = 0, len(content)

        def seekable(self):
            return True

        def seek(self, offset, whence=0):
            self.place = {0: 0, 1: self.place, 2: self.size}[whence] + offset
            return self.place

        def tell(self):
            return self.place

        def read(self, size=-1):
            end = self.size if size is None or size < 0 else min(self.size, self.place + size)
            if end <= self.place:
                return b""
            got = get(address, status=206, range=f"bytes={self.place}-{end - 1}").body
            self.place = end
            return got

    with zipfile.ZipFile(Remote()) as package:
        names = package.namelist()
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert names == package.namelist()


def test_its_parts_are_of_one_file_that_is_put_together_once(file, monkeypatch):
    address, content = file
    first = get(address, status=206, range="bytes=0-9").body

    def again(*args, **kwargs):
        raise AssertionError("It was put together again.")

    monkeypatch.setattr("disclosure_plugin.snapshots.public.snapshot_views.whole_package", again)
    parts = [
        get(address, status=206, range=f"bytes={start}-{start + 999}").body
        for start in range(10, len(content), 1000)
    ]
    assert first + b"".join(parts) == content


def test_who_has_the_file_is_told_in_a_line(file):
    address, _content = file
    etag = get(address)["ETag"]
    answer = get(address, status=304, if_none_match=etag)
    assert answer.body == b""
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert len(get(address, status=206, range="bytes=0-4", if_range=etag).body) == 5
    assert len(get(address, range="bytes=0-4", if_range='"other"').body) > 5


def test_its_head_says_its_length(file):
    address, content = file
    answer = Client().head(address, headers={"host": "jsj.localhost"})
    assert (answer.status_code, answer["Content-Length"]) == (200, str(len(content)))
    assert body_of(answer) == b""


def test_the_mark_of_the_file_changes_with_its_bytes(item, tmp_path):
    snapshot = take()
    address = f"{ARCHIVE}snapshots/{snapshot.pk}/snapshot.wacz"
    before = get(address)
    with signing_with(tmp_path / "log.key"):
        sign_log("jsj")
    after = get(address)
    assert before.body != after.body
    assert before["ETag"] != after["ETag"]
    assert hashlib.sha256(get(address).body).digest() == hashlib.sha256(after.body).digest()
    assert get(address)["ETag"] == after["ETag"]
