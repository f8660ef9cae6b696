"""The manifest, the log's entry and its proof say the same, each in the one way it may."""

from __future__ import annotations

import hashlib
import json

import pytest

from disclosure_plugin.archive.verify_archive import main, read_manifest
from tests.unit.archive import proved_packages as proved
from tests.unit.archive.forging import (
    read_members,
    relist,
    write_members,
)
from tests.unit.archive.proved_packages import (
    NOW,
    TODAY,
    VKEY,
    canonical,
    exchange,
    failed,
    make_parts,
    results,
    told_of,
    url,
)


def test_an_entry_of_another_snapshot_of_the_same_log(parts, target):
    """Hashes, proof and signature hold, and yet it is not about this one."""
    entry = proved.log_entry(parts.lines, subject="snapshot/40")
    parts.proofs = {"entry.json": entry, "entry.tlog-proof": proved.log_proof(entry)}
    parts.write(target)
    assert failed(target) == {("root", "entry_subject")}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"kind": "redaction"}, ("root", "entry_kind")),
        ({"log": "log.example/other"}, ("inclusion", "entry_other_log")),
        ({"hashes": {"manifest": "0" * 64}}, ("root", "root_differs")),
        ({"hashes": "manifest"}, ("root", "root_differs")),
        ({"v": 2}, ("root", "entry_unreadable")),
    ],
)
def test_an_entry_that_is_in_the_log_and_says_something_else(parts, target, changes, expected):
    entry = proved.log_entry(parts.lines, **changes)
    parts.proofs = {"entry.json": entry, "entry.tlog-proof": proved.log_proof(entry)}
    parts.write(target)
    found = failed(target)
    assert expected in found
    assert found <= {expected, ("inclusion", "entry_unreadable")}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("status", 404, "row_missing"),
        ("at", "2026-11-26T12:00:01Z", "row_missing"),
        ("url", url("/elsewhere/"), "row_missing"),
        ("sha256", "0" * 64, "row_content"),
        ("type", "text/plain", "row_type"),
        ("head", "0" * 64, "row_head"),
    ],
)
def test_a_row_that_no_record_fits(target, field, value, expected):
    """Even if the log vouches for it: then the snapshot was not what was logged."""
    new = make_parts()
    [number] = [number for number, line in enumerate(new.lines) if b"/old/" in line]
    changed = {**json.loads(new.lines[number]), field: value}
    del new.lines[number]
    new.lines = [
        new.lines[0],
        *sorted([*new.lines[1:], canonical(changed)], key=lambda line: json.loads(line)["url"]),
    ]
    new.prove().write(target)
    assert ("rows", expected) in failed(target)
    assert told_of(target, "rows") == [changed["url"]]
    assert {check for check, _code in failed(target)} <= {"rows", "added"}


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace(b'":"', b'": "', 1),
        lambda line: line.replace(b"200", b"200.0").replace(b"301", b"301.0"),
        lambda line: line.replace(b"https", b"\\u0068ttps"),
        lambda line: line[:-1] + b',"zz":1}',
        lambda line: line.replace(b'"wsgi"', b'"post"'),
        lambda line: line.replace(b'"at"', b'"at":"x","at"'),
        lambda line: line + b"\r",
        lambda line: b"\xff" + line,
        lambda line: b"",
        lambda line: b"[" * 5000,
        lambda line: b"[]",
        lambda line: b'{"removed":7}',
        lambda line: b'{"removed":"' + b"A" * 64 + b'"}',
        lambda line: line[:-1] + b',"x":"' + b"x" * 70_000 + b'"}',
    ],
)
def test_a_line_that_is_not_written_as_it_is_hashed(target, change):
    new = make_parts()
    assert change(new.lines[3]) != new.lines[3]
    new.lines[3] = change(new.lines[3])
    new.write(target)
    found = {(one.check, one.code, one.params.get("number")) for one in results(target)}
    assert ("manifest", "manifest_line", 4) in found


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "disclosure-manifest-2"},
        {"salt": "short"},
        {"previous": "none"},
        {"started": "yesterday"},
        {"more": "x"},
    ],
)
def test_a_manifest_without_a_proper_header(parts, target, changes):
    parts.lines[0] = proved.header_line(**changes)
    parts.write(target)
    assert ("manifest", "manifest_header") in failed(target)


def test_a_manifest_in_another_order_or_with_a_row_twice(target):
    for place in (1, 2):
        new = make_parts()
        new.lines.insert(3, new.lines[place])
        new.prove().write(target)
        assert ("manifest", "manifest_unsorted") in failed(target)


@pytest.mark.parametrize("cut", [1, 20])
def test_a_manifest_that_is_cut(parts, target, cut):
    members = read_members(parts.write(target))
    manifest = members["proofs/manifest.txt"][:-cut]
    write_members(target, relist({**members, "proofs/manifest.txt": manifest}))
    assert ("manifest", "manifest_end") in failed(target)


def test_no_manifest(parts, target):
    members = read_members(parts.write(target))
    del members["proofs/manifest.txt"]
    write_members(target, relist(members))
    assert failed(target) == {("manifest", "missing")} | {
        (check, "needs") for check in ("rows", "added", "root")
    }


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        (["entry.tlog-proof"], {("inclusion", "no_log_proof")}),
        (
            ["entry.json", "entry.tlog-proof"],
            {("root", "no_log_entry"), ("inclusion", "no_log_entry")},
        ),
    ],
)
def test_what_is_not_signed_yet_never_looks_like_a_pass(
    parts, target, tmp_path, capsys, missing, expected
):
    given = {name: tmp_path / name for name in ("entry.json", "entry.tlog-proof")}
    for name, path in given.items():
        path.write_bytes(parts.proofs[name])
    for name in missing:
        del parts.proofs[name]
    parts.write(target)
    assert failed(target) == expected
    levels = {one.level for one in results(target) if one.check in ("root", "inclusion")}
    assert "not_checked" in levels
    assert "failed" not in levels
    command = ["snapshot", str(target), "--key", VKEY, "--lang", "en"]
    assert main(command) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == (
        f"Nothing failed, but {len(expected)} of 18 checks could not be made: nothing is proved "
        "yet."
    )
    files = ["--log-entry", str(given["entry.json"]), "--proof", str(given["entry.tlog-proof"])]
    assert main([*command, *files]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Everything was checked and holds."


def test_files_that_are_named_stand_for_those_of_the_package(parts, target, tmp_path):
    parts.write(target)
    newer = tmp_path / "newer"
    newer.write_bytes(b"no proof")
    assert failed(target, proof=newer) == {("inclusion", "no_proof_file")}
    assert failed(target, entry=newer) == {
        ("root", "entry_unreadable"),
        ("inclusion", "entry_changed"),
    }


def test_the_root_of_a_manifest_written_out_once():
    one, two = proved.header_line(), canonical(proved.row(exchange("/", TODAY["/"], NOW)))
    leaf = [hashlib.sha256(b"\0" + line).digest() for line in (one, two)]
    pair = hashlib.sha256(b"\1" + leaf[0] + leaf[1]).digest()
    root = hashlib.sha256(b"\1" + pair + bytes.fromhex("ab" * 32)).hexdigest()
    lines = [one, two, canonical({"removed": "ab" * 32})]
    found = read_manifest(b"".join(line + b"\n" for line in lines))
    assert (found.root, len(found.rows), found.removed, found.problems) == (root, 1, 1, [])
    assert proved.manifest_root(lines) == root
