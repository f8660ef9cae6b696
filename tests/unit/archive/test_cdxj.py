"""Keys and lines as the tools of the field write them; blocks that fit their list."""

import gzip
import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from disclosure_plugin.archive.cdxj import cdxj_line
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.surt import surt_key
from disclosure_plugin.archive.warc import IndexEntry, WARCFile
from tests.package_index import packed_index

CDXJ_INDEXER = Path(sys.executable).parent / "cdxj-indexer"
NOW = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)

URLS = [
    "https://www.county.gov.cn/",
    "https://www2.county.gov.cn/a",
    "https://wwwx.gov.cn/",
    "https://www.jsj.www.gov.cn/a",
    "https://jsj.gov.cn./a",
    "http://jsj.localhost:8000/",
    "http://jsj.localhost:8000/n/0/",
    "http://jsj.gov.cn:443/n/0/",
    "https://jsj.gov.cn:80/n/0/",
    "https://jsj.gov.cn/%E5%85%AC%E7%A4%BA/",
    "https://jsj.gov.cn/%e5%85%ac%e7%a4%ba/A.PDF",
    "https://jsj.gov.cn/a%20b/c+d",
    "https://jsj.gov.cn/a%2Fb%3Fc%23d%25e",
    "https://jsj.gov.cn/a%2525",
    "https://jsj.gov.cn//a//b/",
    "https://jsj.gov.cn/a/./b/../c",
    "https://jsj.gov.cn/a,b;c=d(e)!'~*$@:[x]",
    "https://jsj.gov.cn/%41%7E%7b%5B",
    "https://jsj.gov.cn/%",
    "https://jsj.gov.cn/%zz%2",
    "https://jsj.gov.cn/a%00b%0a",
    "https://jsj.gov.cn/%ff%fe",
    "https://jsj.gov.cn/?page=2",
    "https://jsj.gov.cn/list?b=2&a=1",
    "https://jsj.gov.cn/list?b=2&a=1&",
    "https://jsj.gov.cn/list?",
    "https://jsj.gov.cn/list/?q=%E5%85%AC",
    "https://jsj.gov.cn/list?Q=ABC&q=abd",
    "https://jsj.gov.cn/list?a&b=&c=1",
    "https://jsj.gov.cn/list?b=2&a=2&a=1",
    "https://jsj.gov.cn/list?a=%2f&b=%20+%26",
    "https://jsj.gov.cn/a?x=1?y=2",
    "https://jsj.gov.cn/a?x=1&&y=2",
    "https://jsj.gov.cn/a?z=1&y",
    "https://jsj.gov.cn/a?a=1&a%5B%5D=2&ab=3&a-b=4",
    "https://jsj.gov.cn/a?q=%ff",
    "https://jsj.gov.cn/a?b=/c/&d",
    "https://jsj.gov.cn/static/app.5d41402abc4b.css",
    "https://xn--dgt56dkw8d.xn--fiqs8s/",
    "http://127.0.0.1:8000/a",
]


@pytest.mark.parametrize("url", ["", "/a", "mailto:a@jsj.gov.cn", "ftp://jsj.gov.cn/"])
def test_no_key_for_what_is_no_page(url):
    with pytest.raises(ValueError, match="Not an http or https URL"):
        surt_key(url)


def test_lines_are_those_that_cdxj_indexer_writes(tmp_path):
    path = tmp_path / "data.warc.gz"
    with path.open("wb") as output:
        warc = WARCFile(output, created=NOW, info={})
        entries = [warc.write_response(page(url)) for url in URLS]
    command = [CDXJ_INDEXER, path]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    theirs = [split(line) for line in result.stdout.splitlines()]
    ours = [split(cdxj_line(entry, path.name)) for entry in entries]
    for _, fields in ours:
        fields.pop("recordDigest")  # theirs has it only when requests are recorded too
    assert ours == theirs
    assert len(ours) == 40


def test_key_of_a_host_in_chinese():
    assert surt_key("https://建设局.中国/") == surt_key("https://xn--dgt56dkw8d.xn--fiqs8s/")


def test_one_line():
    entry = IndexEntry(
        url="https://jsj.gov.cn/a",
        at=NOW,
        status=204,
        mime="",
        digest="sha256:AAAA",
        record_digest="sha256:00",
        offset=5,
        length=7,
    )
    assert cdxj_line(entry, "data.warc.gz") == (
        'cn,gov,jsj)/a 20261123010203 {"url": "https://jsj.gov.cn/a", "status": "204", '
        '"digest": "sha256:AAAA", "length": "7", "offset": "5", "filename": "data.warc.gz", '
        '"recordDigest": "sha256:00"}\n'
    )


def test_blocks_of_three_thousand_lines():
    lines = [f"cn,gov,jsj)/{number:05} 20261123010203 {{}}\n" for number in range(6001)]
    blocks, listing = packed_index(lines[::-1])
    assert gzip.decompress(blocks).decode() == "".join(lines)
    meta, *listed = listing.decode().splitlines()
    assert meta == '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'
    heads = ["cn,gov,jsj)/00000", "cn,gov,jsj)/03000", "cn,gov,jsj)/06000"]
    assert [line.split(" ", 2)[:2] for line in listed] == [[h, "20261123010203"] for h in heads]
    for number, line in enumerate(listed):
        place = json.loads(line.split(" ", 2)[2])
        block = blocks[place["offset"] :][: place["length"]]
        assert place["digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"
        expected = lines[number * 3000 : (number + 1) * 3000]
        assert gzip.decompress(block).decode() == "".join(expected)


def test_brace_in_the_key_of_a_block():
    line = 'cn,gov,jsj)/a{b 20261123010203 {"url": "https://jsj.gov.cn/a%7Bb"}\n'
    _, listing = packed_index([line])
    assert listing.decode().splitlines()[1].startswith('cn,gov,jsj)/a{b 20261123010203 {"offset"')


def page(url: str) -> Exchange:
    return Exchange(url, NOW, "200 OK", (("Content-Type", "text/html"),), b"x", "wsgi")


def split(line: str) -> tuple[str, dict[str, str]]:
    key, timestamp, fields = line.split(" ", 2)
    return f"{key} {timestamp}", json.loads(fields)
