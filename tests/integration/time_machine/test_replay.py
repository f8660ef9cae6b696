"""An archived page as it was: the bytes, a copy to look at, and our page around it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import timedelta

import pytest
from django.test import Client

from disclosure_plugin import models
from disclosure_plugin.archive.manifest import NAME
from disclosure_plugin.snapshots.models import (
    Capture,
    Snapshot,
    StoredResponse,
    archive_storage,
)
from disclosure_plugin.snapshots.public import payloads
from disclosure_plugin.snapshots.taking import take_waiting
from disclosure_plugin.tenancy.addresses import set_address
from tests.factories.pages import ItemFactory
from tests.factories.removals import withdrawn
from tests.factories.uploads import DocumentFactory, pdf
from tests.snapshot_files import handed_out

from .conftest import ARCHIVE, get, moment_of, replay_of, retitled, soup_of, take


def test_the_bytes_are_those_of_the_manifest(item, tmp_path):
    snapshot = take()
    with zipfile.ZipFile(handed_out(snapshot, tmp_path)) as package:
        lines = package.read(f"proofs/{NAME}").splitlines()[1:]
    rows = list(map(json.loads, lines))
    assert len(rows) > 5
    for row in rows:
        moment = "".join(filter(str.isdigit, row["at"]))
        answer = get(f"{ARCHIVE}{moment}id_/{row['url']}")
        assert hashlib.sha256(answer.body).hexdigest() == row["sha256"], row["url"]


def test_the_newest_capture_at_or_before_the_time_is_shown(item, two_versions):
    first, second = two_versions
    early, late = moment_of(item, first), moment_of(item, second)
    just_before = str(int(late) - 1)
    titles = ["占道收费标准", "占道收费标准（修订）"]
    for moment, title in ((early, titles[0]), (just_before, titles[0]), (late, titles[1])):
        soup = soup_of(f"{ARCHIVE}{moment}id_/{item.full_url}")
        assert soup.h1.get_text() == title
    soup = soup_of(f"{ARCHIVE}{int(early) - 1}/{item.full_url}", status=404)
    assert soup.select_one(".links a")["href"] == replay_of(item, first)


def test_what_came_back_is_met_again(item, two_versions):
    """The bytes are stored once; when they are served again, that is another capture."""
    retitled(item, "占道收费标准")
    third = take()
    assert StoredResponse.objects.filter(page=item.pk).count() >= 2
    raw = soup_of(replay_of(item, third, "id_"))
    assert raw.h1.get_text() == "占道收费标准"


def test_the_frame_may_do_nothing(item):
    snapshot = take()
    for how in ("id_", "mp_"):
        answer = get(replay_of(item, snapshot, how))
        policy = answer["Content-Security-Policy"]
        assert policy.split("; ")[-1] == "sandbox allow-top-navigation-by-user-activation"
        assert "script-src 'none'" in policy
        assert "default-src 'self' data:" in policy
        assert "frame-ancestors 'self'" in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert answer["Memento-Datetime"].endswith("GMT")
        assert "Set-Cookie" not in answer.headers
    around = soup_of(replay_of(item, snapshot))
    [frame] = around.select("iframe")
    assert frame["src"] == replay_of(item, snapshot, "mp_")
    assert " ".join(frame["sandbox"]) == "allow-top-navigation-by-user-activation"
    policy = get(replay_of(item, snapshot))["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "script-src 'self'" in policy


def test_links_and_files_of_the_copy_lead_into_the_archive(item):
    snapshot = take()
    then = f"{snapshot.finished_at:%Y%m%d%H%M%S}"
    raw, copy = (soup_of(replay_of(item, snapshot, how)) for how in ("id_", "mp_"))
    assert copy.select("script") == []
    assert raw.select("script") != []
    for link in copy.select("link[rel=stylesheet], img"):
        assert (link.get("href") or link["src"]).startswith(f"{ARCHIVE}{then}mp_/http")
    links = [one["href"] for one in copy.select("a[href]")]
    assert f"{ARCHIVE}{then}/{item.get_parent().full_url}" in links
    assert all(
        link.startswith((f"{ARCHIVE}{then}/http", "#", "tel:", "mailto:")) for link in links
    )
    [sheet, *_others] = copy.select("link[rel=stylesheet]")
    answer = get(sheet["href"])
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert b"--paper" in answer.body


def test_what_was_captured_after_the_page_is_of_the_same_snapshot(item):
    """A snapshot takes longer than a second: files come after the page that shows them."""
    snapshot = take()
    page = Capture.objects.get(snapshot=snapshot, response__url=item.full_url)
    later = Capture.objects.filter(snapshot=snapshot).exclude(pk=page.pk)
    later.update(at=page.at + timedelta(seconds=9))
    Snapshot.objects.filter(pk=snapshot.pk).update(finished_at=page.at + timedelta(seconds=10))
    copy = soup_of(replay_of(item, snapshot, "mp_"))
    sheet = copy.select_one("link[rel=stylesheet]")["href"]
    assert b"--paper" in get(sheet).body
    column = next(one for one in copy.select(".breadcrumbs a") if one.get_text() == "一个栏目")
    assert "已归档" in get(column["href"]).text_of_page


def test_a_link_that_was_not_captured_says_so(item):
    snapshot = take()
    moment = moment_of(item, snapshot)
    text = get(f"{ARCHIVE}{moment}/{item.full_url}?view=nosuch&x=1", status=404).text_of_page
    assert "没有存" in text


def test_theme_and_text_size_are_no_part_of_the_address(item):
    snapshot = take()
    soup = soup_of(f"{replay_of(item, snapshot)}?view=large")
    assert soup.html["data-view"] == "large"
    assert soup.select("iframe")


def test_the_band_says_which_version_it_is(item, two_versions, tmp_path):
    first, second = two_versions
    old, new = soup_of(replay_of(item, first)), soup_of(replay_of(item, second))
    text = old.select_one(".band").get_text(" ", strip=True)
    assert "已归档" in text
    assert "占道收费标准，第1版" in text
    assert "起已有另一版" in text
    assert old.h1.get_text().startswith("您看的是")
    assert "已被代替" in old.h1.get_text()
    [button] = old.select(".band-button")
    assert button["href"] == item.full_url
    hrefs = [one["href"] for one in old.select(".band-desk a")]
    assert replay_of(item, second) in hrefs
    assert f"{ARCHIVE}page/{item.slug}/compare/?from={moment_of(item, first)}" in hrefs
    assert f"{ARCHIVE}snapshots/{first.pk}/snapshot.wacz" in hrefs
    sha256 = Capture.objects.get(snapshot=first, response__url=item.full_url).response.sha256
    shown = old.select_one(".band-desk .band-fingerprint").get_text()
    assert shown == f"{sha256[:4]} {sha256[4:8]} … {sha256[-4:]}"
    marks = old.select(".band-line > svg")
    assert [one["x"] for one in marks] == ["0.00%", "89.00%"]
    assert "已被代替" not in new.h1.get_text()


def test_a_withdrawn_page_has_no_current_version(item):
    snapshot = take()
    withdrawn(item)
    assert take_waiting() == 1
    after = Snapshot.objects.latest("pk")
    soup = soup_of(replay_of(item, snapshot))
    assert soup.select(".band-button") == []
    assert "撤回" in soup.select_one(".band").get_text()
    # And what its address answers since then is in the archive too.
    text = get(replay_of(item, after)).text_of_page
    assert "410" in text


def test_a_redirect_is_a_link(column):
    target = ItemFactory(parent=column, title="转到的一件", published=True)
    number = f"/n/{target.register_entry.number}"
    ItemFactory(
        parent=column, body=[("text", f'<p><a href="{number}">见此</a></p>')], published=True
    )
    snapshot = take()
    url = f"http://jsj.localhost:8000{number}"
    capture = Capture.objects.get(snapshot=snapshot, response__url=url)
    soup = soup_of(f"{ARCHIVE}{capture.at:%Y%m%d%H%M%S}/{url}")
    assert soup.select("iframe") == []
    [link] = soup.select("main a")
    assert link["href"] == f"{ARCHIVE}{snapshot.finished_at:%Y%m%d%H%M%S}/{target.full_url}"


def test_a_file_is_saved_and_not_run(column):
    document = DocumentFactory(data=pdf("表"), name="表.pdf")
    ItemFactory(
        parent=column, attachments=[models.ItemAttachment(document=document)], published=True
    )
    snapshot = take()
    capture = Capture.objects.get(snapshot=snapshot, response__url__contains="/media/")
    moment = f"{capture.at:%Y%m%d%H%M%S}"
    soup = soup_of(f"{ARCHIVE}{moment}/{capture.response.url}")
    assert soup.select("iframe") == []
    [link] = soup.select("main a")
    answer = get(link["href"])
    assert answer.body == pdf("表")
    assert answer["Content-Disposition"] == "attachment"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_who_has_the_bytes_is_told_in_a_line(item):
    snapshot = take()
    address = replay_of(item, snapshot, "id_")
    etag = get(address)["ETag"]
    answer = get(address, status=304, if_none_match=etag)
    assert "sandbox" in answer["Content-Security-Policy"]


def test_bytes_that_are_not_what_was_captured_are_not_shown(item, monkeypatch):
    snapshot = take()
    StoredResponse.objects.filter(url=item.full_url).update(sha256="0" * 64)
    for how in ("", "id_", "mp_"):
        answer = get(replay_of(item, snapshot, how), status=503)
        assert "现在读不出来" in answer.text_of_page
        assert item.title not in answer.text_of_page


def test_a_missing_file_is_a_sentence(item):
    snapshot = take()
    archive_storage().delete(snapshot.file.name)
    get(replay_of(item, snapshot, "id_"), status=503)
    get(f"{ARCHIVE}snapshots/{snapshot.pk}/snapshot.wacz", status=503)
    with pytest.raises(payloads.CannotRead):
        payloads.read(Capture.objects.get(response__url=item.full_url).response)


def test_it_works_below_a_path(item):
    set_address("county", other_hosts=["office.localhost"])
    set_address("jsj", path="jsj", canonical="path")
    item.refresh_from_db()
    snapshot = take()
    capture = Capture.objects.get(snapshot=snapshot, response__page=item.pk)
    assert capture.response.url.startswith("http://county.localhost:8000/jsj/")
    address = f"/jsj/archive/{capture.at:%Y%m%d%H%M%S}/{capture.response.url}"
    soup = soup_of(address, code="county")
    [frame] = soup.select("iframe")
    assert frame["src"].startswith("/jsj/archive/")
    copy = soup_of(frame["src"], code="county")
    links = [one["href"] for one in copy.select("a[href]") if one["href"][0] == "/"]
    assert links
    assert all(link.startswith("/jsj/archive/") for link in links)
    urls = set(Capture.objects.filter(snapshot=snapshot).values_list("response__url", flat=True))
    assert [url for url in urls if "/archive/" in url] == []
    page = Client().get("/jsj/archive/", headers={"host": "county.localhost"})
    assert f"/jsj/archive/snapshots/{snapshot.pk}/" in page.content.decode()
    # Nothing of it at the county office's own archive.
    get(address.removeprefix("/jsj"), code="county", status=404)
