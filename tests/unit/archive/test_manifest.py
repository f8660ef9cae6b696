"""What the publication log commits to: a line for everything captured."""

import hashlib
import io
import json
from dataclasses import replace

import pytest
from pymerkle import InmemoryTree

from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.manifest import Manifest, manifest_root, without
from tests.unit.archive.manifests import STARTED, a_manifest
from tests.unit.archive.writing import row_of

HOME = Exchange(
    "https://jsj.gov.cn/", STARTED, "200 OK", (("Content-Type", "Text/HTML; charset=utf-8"),),
    "首页".encode(), "wsgi",
)  # fmt: skip
NEWS = replace(HOME, url="https://jsj.gov.cn/a/", payload=b"news", via="storage")
AT = "20261123010203"


def content(*exchanges: Exchange) -> bytes:
    output, begun = io.BytesIO(), a_manifest(previous="ab" * 32)
    manifest = Manifest(output, begun.first_line, new_salt=begun.new_salt)
    for exchange in exchanges:
        manifest.add(row_of(exchange))
    assert manifest.root == manifest_root(output.getvalue())
    return output.getvalue()


def test_lines():
    first, home, news = map(json.loads, content(HOME, NEWS).splitlines())
    assert first == {
        "bureau": "jsj",
        "format": "disclosure-manifest-1",
        "previous": "ab" * 32,
        "salt": "00000000000000000000000000000001",
        "snapshot": "7",
        "started": "2026-11-23T01:02:03Z",
    }
    assert home == {
        "at": "2026-11-23T01:02:03Z",
        "head": hashlib.sha256(
            b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=utf-8\r\n\r\n"
        ).hexdigest(),
        "salt": "00000000000000000000000000000002",
        "sha256": hashlib.sha256("首页".encode()).hexdigest(),
        "status": 200,
        "type": "text/html",
        "url": "https://jsj.gov.cn/",
        "via": "wsgi",
    }
    assert (news["url"], news["via"]) == (NEWS.url, "storage")


def test_lines_are_canonical():
    for line in content(HOME).splitlines():
        fields = json.loads(line)
        written = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert line == written.encode()


@pytest.mark.parametrize("count", [0, 1, 2, 6])
def test_the_root_is_that_of_others(count):
    lines = content(*(replace(HOME, url=f"{HOME.url}{n}/") for n in range(count)))
    tree = InmemoryTree(algorithm="sha256")
    for line in lines.splitlines():
        tree.append_entry(line)
    assert manifest_root(lines) == tree.get_root().hex()


def test_a_line_that_was_taken_out_leaves_its_hash_and_the_root():
    before = content(HOME, NEWS)
    after = without(before, {(NEWS.url, AT)})
    assert manifest_root(after) == manifest_root(before)
    first, home, removed = after.splitlines()
    assert [first, home] == before.splitlines()[:2]
    line = before.splitlines()[2]
    assert json.loads(removed) == {"removed": hashlib.sha256(b"\0" + line).hexdigest()}
    # Once more, and the other one too.
    assert without(after, {(NEWS.url, AT)}) == after
    assert manifest_root(without(after, {(HOME.url, AT)})) == manifest_root(before)


def test_the_same_address_at_another_time_stays():
    before = content(HOME)
    assert without(before, {(HOME.url, "20261123010204")}) == before


def test_any_other_change_changes_the_root():
    before = content(HOME, NEWS)
    lines = before.splitlines(keepends=True)
    changes = [
        b"".join(lines[:2]),
        b"".join([lines[0], lines[2], lines[1]]),
        before.replace(b"200", b"404", 1),
        before + lines[2],
    ]
    assert manifest_root(before) not in {manifest_root(one) for one in changes}
