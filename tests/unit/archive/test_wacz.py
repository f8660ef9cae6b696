"""What a package says of itself, and what no package is made of."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.validate import validate
from disclosure_plugin.archive.wacz import PackageInfo, Page, WARCPart, build_wacz
from disclosure_plugin.archive.warc import Original, WARCFile

NOW = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)
HOME = Exchange("https://jsj.gov.cn/", NOW, "200 OK", (), b"home", "wsgi")
NEWS = replace(HOME, url="https://jsj.gov.cn/n/", payload=b"news")
PAGES = [Page(HOME.url, NOW, "建设局"), Page(NEWS.url, NOW, "公示")]


def part(name: str, *exchanges: Exchange) -> WARCPart:
    output = io.BytesIO()
    warc = WARCFile(output, created=NOW, info={})
    return WARCPart(name, output, [warc.write_response(exchange) for exchange in exchanges])


@pytest.fixture
def info() -> PackageInfo:
    return PackageInfo(title="建设局公开页面", created=NOW, software="disclosure-plugin 0")


def refused(warcs, pages, info, proofs=None) -> str:
    output = io.BytesIO()
    with pytest.raises(PackageError) as error:
        build_wacz(output, warcs, pages, info, proofs)
    assert output.getvalue() == b""
    return error.value.code


def test_refusals(info):
    both = part("data.warc.gz", HOME, NEWS)
    later = Page(HOME.url, NOW + timedelta(seconds=1), "x")
    assert refused([], PAGES, info) == "no-warc"
    assert refused([part("data.warc.gz", HOME)], PAGES, info) == "page-not-captured"
    assert refused([both], [later], info) == "page-not-captured"
    assert refused([both], PAGES, replace(info, main_page=later)) == "page-not-captured"
    eight = NOW.astimezone(timezone(timedelta(hours=8)))
    assert refused([both], PAGES, replace(info, created=eight)) == "bad-time"


@pytest.mark.parametrize("name", ["", "data.warc", "../x.warc.gz", "Data.warc.gz", "a/b.warc.gz"])
def test_name_no_warc_may_have(info, name):
    assert refused([part(name, HOME, NEWS)], PAGES, info) == "bad-name"


def test_two_warcs_of_one_name(info):
    parts = [part("data.warc.gz", HOME), part("data.warc.gz", NEWS)]
    assert refused(parts, PAGES, info) == "bad-name"


@pytest.mark.parametrize("name", ["", "note", "rows.csv", "../x.json", "a/b.json", "公示.json"])
def test_name_no_proof_may_have(info, name):
    parts = [part("data.warc.gz", HOME, NEWS)]
    assert refused(parts, PAGES, info, {name: b"{}"}) == "bad-name"


def test_datapackage_lists_every_file_with_its_hash(info):
    output = io.BytesIO()
    parts = [part("a.warc.gz", HOME), part("b.warc.gz", NEWS)]
    info = replace(info, description="每日归档", main_page=PAGES[1])
    build_wacz(output, parts, PAGES, info, {"manifest.json": b"{}", "head.tlog-proof": b"x"})
    with zipfile.ZipFile(output) as package:
        content = json.loads(package.read("datapackage.json"))
        resources = content.pop("resources")
        names = [entry["path"] for entry in resources]
        for entry in resources:
            member = package.read(entry["path"])
            assert entry["bytes"] == len(member)
            assert entry["hash"] == f"sha256:{hashlib.sha256(member).hexdigest()}"
        assert package.namelist() == [*names, "datapackage.json", "datapackage-digest.json"]
    assert names == [
        "archive/a.warc.gz",
        "archive/b.warc.gz",
        "indexes/index.cdx.gz",
        "indexes/index.idx",
        "pages/pages.jsonl",
        "proofs/head.tlog-proof",
        "proofs/manifest.json",
    ]
    assert content == {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": "建设局公开页面",
        "description": "每日归档",
        "created": "2026-11-23T01:02:03Z",
        "software": "disclosure-plugin 0",
        "mainPageUrl": "https://jsj.gov.cn/n/",
        "mainPageDate": "2026-11-23T01:02:03Z",
    }
    assert {finding.level for finding in validate(output)} == {"ok"}


def test_pages_have_a_header_and_a_stable_id(info):
    # RFC 9562, version 5, in the URL namespace, of "https://jsj.gov.cn/ 2026-11-23T01:02:03Z"
    output = io.BytesIO()
    build_wacz(output, [part("data.warc.gz", HOME, NEWS)], PAGES, info)
    with zipfile.ZipFile(output) as package:
        lines = package.read("pages/pages.jsonl").decode().splitlines()
    assert [json.loads(line) for line in lines] == [
        {"format": "json-pages-1.0", "id": "pages", "title": "Pages"},
        {
            "id": "fdb56ba4-580b-5ca1-8cc0-8c63ac3d40c1",
            "url": "https://jsj.gov.cn/",
            "ts": "2026-11-23T01:02:03Z",
            "title": "建设局",
        },
        {
            "id": "17250916-5584-5645-ba9b-254bac086107",
            "url": "https://jsj.gov.cn/n/",
            "ts": "2026-11-23T01:02:03Z",
            "title": "公示",
        },
    ]


def revisited(*, complete: bool, head: str = "", **changes: object) -> io.BytesIO:
    """A package whose second day is a revisit of the first, with or without the first.

    Args:
        head: what the revisit knows of the first's; if it is the same it has none of its own.
        changes: to the line of the index about the revisit.
    """
    first, second, output = io.BytesIO(), io.BytesIO(), io.BytesIO()
    original = WARCFile(first, created=NOW, info={}).write_response(HOME)
    later = replace(HOME, at=NOW + timedelta(days=1))
    entry = WARCFile(second, created=NOW, info={}).write_revisit(
        later, Original(original.url, original.at, original.digest, head)
    )
    parts = [WARCPart("two.warc.gz", second, [replace(entry, **changes)])]
    if complete:
        parts.append(WARCPart("one.warc.gz", first, [original]))
    info = PackageInfo(title="x", created=NOW, software="x")
    build_wacz(output, parts, [Page(HOME.url, later.at, "x")], info)
    return output


def test_revisit_without_its_original_is_no_sound_package():
    found = [f for f in validate(revisited(complete=False)) if f.level != "ok"]
    assert [(f.check, f.code) for f in found] == [("revisits", "revisit-unresolved")]


@pytest.mark.parametrize("head", ["", HOME.head_sha256])
def test_revisit_with_its_original_is_sound(head):
    assert {f.level for f in validate(revisited(complete=True, head=head))} == {"ok"}


def test_revisit_without_a_head_has_the_status_of_its_original():
    forged = revisited(complete=True, head=HOME.head_sha256, status=404)
    found = [f for f in validate(forged) if f.level != "ok"]
    assert [(f.check, f.code) for f in found] == [("revisits", "revisit-unresolved")]
    found = [f for f in validate(revisited(complete=True, status=404)) if f.level != "ok"]
    assert [(f.check, f.code) for f in found][:1] == [("records", "row-differs")]
