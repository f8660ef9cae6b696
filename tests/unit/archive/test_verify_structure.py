"""What the usual validator passes is found."""

from __future__ import annotations

import json

import pytest

from disclosure_plugin.archive.verify_archive import (
    COMMANDS,
    check_package,
)
from tests.unit.archive.forging import (
    BLOCKS,
    INDEX,
    WARC,
    accepted_by_wacz,
    change_row,
    index_lines,
    own_index,
    relist,
    sign,
    with_index,
    write_members,
)
from tests.unit.archive.proved_packages import failed


def not_looked_at(*names: str) -> set[tuple[str, str]]:
    return {(name, "needs") for name in names}


WITHOUT_INDEX = not_looked_at("order", "records", "hidden", "pages")


@pytest.mark.parametrize("command", ["structure", "revisits"])
def test_a_sound_package_passes_every_check(package, command):
    found = list(check_package(package, command))
    names = ["zip", *(name for name, _check, _needs in COMMANDS[command])]
    assert [(one.check, one.level) for one in found] == [(name, "ok") for name in names]


def test_a_package_without_proofs_passes_too(snapshot):
    assert failed(snapshot, "structure") == set()
    assert failed(snapshot, "revisits") == set()


@pytest.mark.parametrize(
    ("gone", "expected"),
    [
        ("pages/pages.jsonl", {("pages", "missing")}),
        (INDEX, {("index", "missing")} | WITHOUT_INDEX),
        (BLOCKS, {("index", "missing")} | WITHOUT_INDEX),
        ("archive/originals.warc.gz", {("records", "record_nowhere")}),
    ],
)
def test_what_was_removed_and_delisted(package, members, gone, expected):
    del members[gone]
    write_members(package, relist(members))
    assert accepted_by_wacz(package)  # why this check exists
    assert failed(package, "structure") == expected


def test_all_records_removed_and_delisted(package, members):
    left = {name: one for name, one in members.items() if not name.startswith("archive/")}
    write_members(package, relist(left))
    assert failed(package, "structure") == {("records", "no_warc"), ("records", "record_nowhere")}


def test_the_digest_of_the_list_removed(package, members):
    del members["datapackage-digest.json"]
    write_members(package, members)
    assert failed(package, "structure") == {("digest", "missing")}


def test_the_list_changed(package, members):
    changed = members["datapackage.json"].replace("建设局".encode(), "财政局".encode())
    write_members(package, {**members, "datapackage.json": changed})
    assert failed(package, "structure") == {("digest", "datapackage_changed")}


@pytest.mark.parametrize("key", ["profile", "wacz_version"])
def test_another_format(package, members, key):
    datapackage = {**json.loads(members["datapackage.json"]), key: "else"}
    write_members(package, sign(members, datapackage))
    assert failed(package, "structure") == {("datapackage", "wrong_format")} | not_looked_at(
        "listed", "hashes", "pages"
    )


@pytest.mark.parametrize("resources", [None, {}, [7], [{"name": "a", "path": "b", "hash": "c"}]])
def test_a_list_without_files(package, members, resources):
    datapackage = {**json.loads(members["datapackage.json"]), "resources": resources}
    write_members(package, sign(members, datapackage))
    assert ("datapackage", "bad_resources") in failed(package, "structure")


@pytest.mark.parametrize(
    ("name", "foreign"),
    [
        ("proofs/note.json", False),
        ("proofs/a/note.json", True),
        ("proofs/../../note.json", True),
        ("archive/../../etc/passwd", True),
        ("/etc/passwd", True),
        ("..\\note.json", True),
        ("README", True),
        ("archive/", True),
        ("pages/extraPages.jsonl", True),  # players list it, nothing checks it
        ("proofs/注.json", True),
    ],
)
def test_a_file_that_does_not_belong_here(package, members, name, foreign):
    write_members(package, {**members, name: b""})
    expected = {("listed", "unlisted")} | ({("names", "name_foreign")} if foreign else set())
    assert failed(package, "structure") == expected
    if foreign and "/" in name and not name.endswith("/"):
        write_members(package, relist({**members, name: b""}))
        assert failed(package, "structure") == {("names", "name_foreign")}


def test_a_listed_file_that_is_missing_and_one_that_is_listed_twice(package, members):
    listed = relist({**members, "proofs/note.json": b"{}"})
    del listed["proofs/note.json"]
    write_members(package, listed)
    assert failed(package, "structure") == {("listed", "listed_missing")}
    datapackage = json.loads(members["datapackage.json"])
    datapackage["resources"].append(datapackage["resources"][0])
    write_members(package, sign(members, datapackage))
    assert failed(package, "structure") == {("listed", "listed_twice")}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"hash": "sha256:" + "0" * 64}, ("hashes", "hash_differs")),
        ({"bytes": 1}, ("hashes", "hash_differs")),
        ({"bytes": True}, ("datapackage", "bad_resources")),
        ({"bytes": "1"}, ("datapackage", "bad_resources")),
    ],
)
def test_a_file_with_another_hash_or_size(package, members, change, expected):
    datapackage = json.loads(members["datapackage.json"])
    datapackage["resources"][0].update(change)
    write_members(package, sign(members, datapackage))
    assert expected in failed(package, "structure")


@pytest.mark.parametrize("name", [WARC, INDEX])
def test_a_member_that_is_compressed_twice(package, members, name):
    write_members(package, members, deflate=(name,))
    expected = {("stored", "compressed_twice"), *not_looked_at("index")} | WITHOUT_INDEX
    assert failed(package, "structure") == expected


def lines_with(members: dict[str, bytes], path: str, **fields: str) -> list[str]:
    return [
        change_row(line, **fields) if f")/{path} " in line else line
        for line in index_lines(members)
    ]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": "200"}, "row_differs"),
        ({"mime": "text/plain"}, "row_differs"),
        ({"digest": "sha256:" + "A" * 52 + "===="}, "row_differs"),
        ({"recordDigest": "sha256:" + "0" * 64}, "row_differs"),
        ({"mime": "warc/revisit"}, "record_elsewhere"),
    ],
)
def test_a_row_that_says_something_else_than_its_record(package, members, fields, code):
    write_members(package, relist(with_index(members, lines_with(members, "none", **fields))))
    assert failed(package, "structure") == {("records", code)}


@pytest.mark.parametrize("offset", ["1", "99999999", "999999999999999999"])
def test_a_row_that_points_nowhere(package, members, offset):
    write_members(package, relist(with_index(members, lines_with(members, "none", offset=offset))))
    assert {("records", "record_nowhere"), ("hidden", "not_indexed")} <= failed(
        package, "structure"
    )


@pytest.mark.parametrize("offset", ["-1", "01", "x", "", "1e3", "9" * 5000])
def test_a_row_without_a_place(package, members, offset):
    write_members(package, relist(with_index(members, lines_with(members, "none", offset=offset))))
    assert ("index", "index_line") in failed(package, "structure")


@pytest.mark.parametrize(
    "line", ["zz\n", "zz)/ 20261126120000 {}\n", 'zz)/ 20261126120000 {"url"}\n', "\n"]
)
def test_a_row_that_is_none(package, members, line):
    write_members(package, relist({**members, **own_index([*index_lines(members), line])}))
    assert failed(package, "structure") == {("index", "index_line")} | WITHOUT_INDEX


def test_a_row_of_an_address_that_no_player_opens(package, members):
    lines = lines_with(members, "none", url="ftp://jsj.example/")
    write_members(package, relist(with_index(members, lines)))
    assert failed(package, "structure") == {
        ("order", "index_key"),
        ("records", "record_elsewhere"),
    }


def test_a_record_without_a_row(package, members):
    lines = [line for line in index_lines(members) if ")/none " not in line]
    write_members(package, relist(with_index(members, lines)))
    assert failed(package, "structure") == {("hidden", "not_indexed")}


def test_two_rows_for_one_record(package, members):
    lines = index_lines(members)
    [row] = [line for line in lines if ")/none " in line]
    write_members(package, relist(with_index(members, [*lines, change_row(row, more="x")])))
    assert failed(package, "structure") == {
        ("order", "index_twice"),
        ("records", "record_nowhere"),
        ("hidden", "records_overlap"),
    }


def test_two_pages_exchanged_in_the_index(package, members):
    """Players trust the key: each page would show at the address of the other."""
    lines = [
        line.replace(")/none ", ")/old~ ").replace(")/old ", ")/none ").replace("/old~ ", "/old ")
        for line in index_lines(members)
    ]
    assert sorted(lines) != index_lines(members)
    write_members(package, relist(with_index(members, lines)))
    assert failed(package, "structure") == {("order", "index_key")}


def test_an_index_that_is_not_sorted(package, members):
    lines = index_lines(members)
    lines[1], lines[-1] = lines[-1], lines[1]
    write_members(package, relist({**members, **own_index(lines)}))
    assert failed(package, "structure") == {("order", "index_unsorted")}


@pytest.mark.parametrize(
    "changes",
    [
        {"offset": 5},
        {"offset": None},
        {"length": None},
        {"length": 7},
        {"length": 10**9},
        {"digest": "sha256:0"},
    ],
)
def test_blocks_that_index_idx_does_not_list(package, members, changes):
    index = own_index(index_lines(members), **changes)
    write_members(package, relist({**members, **index}))
    assert ("index", "index_block") in failed(package, "structure")


def test_an_index_of_more_blocks_than_one(package, members, monkeypatch):
    from disclosure_plugin.archive import cdxj

    monkeypatch.setattr(cdxj, "LINES_PER_BLOCK", 2)
    parts = with_index(members, index_lines(members))
    assert len(parts[BLOCKS].splitlines()) == 5
    write_members(package, relist(parts))
    assert failed(package, "structure") == set()
    cut = b"".join(parts[BLOCKS].splitlines(keepends=True)[:-1])
    write_members(package, relist({**parts, BLOCKS: cut}))
    assert ("index", "index_block") in failed(package, "structure")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.split(b"\n", 1)[1] * 2, "pages_header"),
        (lambda text: text.split(b"\n", 1)[0] + b"\n", "pages_none"),
        (lambda text: text + b'{"url": "https://jsj.example/"}\n', "page_bad"),
        (lambda text: text + b"\xff\n", "page_bad"),
        (lambda text: text.replace(b"T12:00:00Z", b"T12:00:01Z"), "page_not_captured"),
    ],
)
def test_a_list_of_pages_that_is_none(package, members, change, code):
    pages = change(members["pages/pages.jsonl"])
    write_members(package, relist({**members, "pages/pages.jsonl": pages}))
    assert failed(package, "structure") == {("pages", code)}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"mainPageUrl": "https://jsj.example/"}, "page_not_captured"),
        ({"mainPageDate": 7}, "main_page"),
    ],
)
def test_a_main_page_that_is_none(package, members, change, code):
    datapackage = {**json.loads(members["datapackage.json"]), **change}
    write_members(package, sign(members, datapackage))
    assert failed(package, "structure") == {("pages", code)}
