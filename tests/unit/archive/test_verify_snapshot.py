"""Whoever tampers with a snapshot is caught, by the check that is for it."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from disclosure_plugin.archive import merkle
from disclosure_plugin.archive.checkpoints import consistency_file
from disclosure_plugin.archive.validate import validate
from disclosure_plugin.archive.verify_archive import COMMANDS, check_package, main
from tests.unit.archive import proved_packages as proved
from tests.unit.archive.forging import (
    accepted_by_wacz,
    read_members,
    relist,
    write_members,
)
from tests.unit.archive.memory_log import Log
from tests.unit.archive.proved_packages import (
    BEFORE,
    HTML,
    NOW,
    TODAY,
    VKEY,
    Parts,
    canonical,
    exchange,
    failed,
    make_parts,
    removed_line,
    results,
    told_of,
    url,
    yesterday,
)

ALL = ["zip", *(name for name, _check, _needs in COMMANDS["snapshot"])]


def test_a_true_snapshot_passes_every_check(parts, target):
    found = results(parts.write(target))
    assert [(one.check, one.level) for one in found] == [(name, "ok") for name in ALL]
    said = {one.check: one.line("en") for one in found}
    assert said["zip"] == (
        "ok  zip: It is a ZIP file of 10 files, and no byte stands beside them."
    )
    assert said["manifest"] == (
        "ok  manifest: The manifest of snapshot 41 of jsj has 5 rows; 0 more were taken out later."
    )
    assert said["revisits"] == (
        "ok  revisits: Kept as unchanged: 2. Each refers to a response in this file with those "
        "bytes."
    )
    assert said["inclusion"] == (
        "ok  inclusion: The log log.example/7f3a91 has this entry: number 5 of 9, signed with "
        "your key."
    )


def test_other_judges_accept_what_this_one_accepts(parts, target):
    parts.write(target)
    assert {one.level for one in validate(target)} == {"ok"}
    assert accepted_by_wacz(target)


def test_a_flipped_byte_in_a_record(parts, target):
    parts.write(target)
    content = bytearray(target.read_bytes())
    style = next(one for one in parts.originals.entries if one.url == url("/style.css"))
    place = content.index(parts.originals.output.getvalue()) + style.offset + style.length // 2
    content[place] ^= 1
    target.write_bytes(content)
    assert failed(target) == {
        ("hashes", "damaged"),
        ("records", "record_nowhere"),
        ("revisits", "revisit_unresolved"),
        ("rows", "row_content"),
    }
    assert told_of(target, "rows") == [url("/style.css")]


def add_member(path: Path, name: str, content: bytes) -> None:
    """Add a file although one of that name may be there."""
    with (
        zipfile.ZipFile(path, "a") as package,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        package.writestr(name, content)


def forged() -> Parts:
    """Somebody has written a page anew, with every digest, the index and the manifest."""
    return make_parts({**TODAY, "/": ("200 OK", HTML, b"<title>Home</title><p>forged")})


def test_a_page_rewritten_with_everything_but_the_log(parts, target):
    new = forged()
    new.proofs = parts.proofs
    new.write(target)
    assert {one.level for one in validate(target)} == {"ok"}
    assert accepted_by_wacz(target)
    assert failed(target) == {("root", "root_differs")}


def test_a_page_rewritten_with_the_true_manifest(parts, target):
    new = forged()
    new.lines, new.proofs = parts.lines, parts.proofs
    new.write(target)
    assert failed(target) == {("rows", "row_content")}
    assert told_of(target, "rows") == [url("/")]


def test_a_page_rewritten_with_the_entry_too(parts, target):
    new = forged().prove()
    new.proofs["entry.tlog-proof"] = parts.proofs["entry.tlog-proof"]
    new.write(target)
    assert failed(target) == {("inclusion", "entry_changed")}


def test_a_page_rewritten_and_proved_in_a_log_of_the_forgers_own(target):
    forged().prove().write(target)
    other = proved.verifier_key(
        proved.ORIGIN, proved.Ed25519PrivateKey.from_private_bytes(bytes(32))
    )
    assert failed(target, key=other) == {("inclusion", "not_signed")}


def test_pages_removed_and_delisted(parts, target):
    members = read_members(parts.write(target))
    del members["pages/pages.jsonl"]
    write_members(target, relist(members))
    assert accepted_by_wacz(target)
    assert failed(target) == {("pages", "missing")}


def test_a_row_dropped_from_the_manifest(parts, target):
    [dropped] = [line for line in parts.lines if b"/old/" in line]
    parts.lines.remove(dropped)
    parts.write(target)
    assert failed(target) == {("added", "added"), ("root", "root_differs")}
    assert told_of(target, "added") == [url("/old/")]


def test_a_row_and_its_record_dropped(parts, target):
    new = make_parts({path: answer for path, answer in TODAY.items() if path != "/old/"})
    new.proofs = parts.proofs
    new.write(target)
    assert failed(target) == {("root", "root_differs")}


def test_a_digit_of_the_checkpoint_changed(parts, target):
    proof = parts.proofs["entry.tlog-proof"]
    parts.proofs["entry.tlog-proof"] = proof.replace(b"\n9\n", b"\n8\n")
    assert parts.proofs["entry.tlog-proof"] != proof
    parts.write(target)
    assert failed(target) == {("inclusion", "not_signed")}


def test_an_old_event_changed_and_signed_anew(parts, tmp_path, capsys):
    """The forger has the key. Only a state that somebody has kept tells."""
    log = proved.log_with(parts.proofs["entry.json"])
    rewritten = Log([log.entries[0], b"changed", *log.entries[2:]])
    kept = tmp_path / "kept"
    kept.write_bytes(proved.signed(log, 4).encode())
    for name, history in (("true", log), ("false", rewritten)):
        proof = consistency_file(
            4, merkle.consistency_proof(4, 9, history.node), proved.signed(history, 9)
        )
        (tmp_path / name).write_bytes(proof.encode())
    command = ["consistency", str(kept), "--key", VKEY, "--lang", "en"]
    assert main([*command, str(tmp_path / "true")]) == 0
    assert main([*command, str(tmp_path / "false")]) == 1
    assert capsys.readouterr().err == (
        "NOT PROVED: The history was changed between the checkpoints.\n"
    )


def test_a_file_nobody_listed(parts, target):
    members = read_members(parts.write(target))
    write_members(target, {**members, "proofs/note.txt": b"read this"})
    assert failed(target) == {("listed", "unlisted")}


def without(path: str) -> Parts:
    """Today's snapshot, of which the record at a path was taken out."""
    whole, new = make_parts(), make_parts({key: TODAY[key] for key in TODAY if key != path})
    new.lines = [
        removed_line(line) if canonical(url(path)) in line else line for line in whole.lines
    ]
    new.proofs = whole.prove().proofs
    return new


@pytest.mark.parametrize("path", ["/old/", "/style.css"])
def test_what_was_taken_out_leaves_the_rest_proved(target, path):
    found = results(without(path).write(target))
    assert {one.level for one in found} == {"ok"}
    [said] = [one.params for one in found if one.check == "manifest"]
    assert (said["count"], said["removed"]) == (4, 1)


def test_a_row_taken_out_with_a_wrong_hash(target):
    new = without("/old/")
    new.lines = [
        canonical({"removed": "0" * 64}) if b"removed" in line else line for line in new.lines
    ]
    new.write(target)
    assert failed(target) == {("root", "root_differs")}


def test_a_row_taken_out_whose_record_is_still_there(parts, target):
    parts.lines = [removed_line(line) if b"/old/" in line else line for line in parts.lines]
    parts.write(target)
    assert failed(target) == {("added", "added")}


def test_a_record_that_the_manifest_does_not_list(parts, target):
    parts.own.respond(exchange("/added/", ("200 OK", HTML, b"never captured"), NOW))
    parts.write(target)
    assert failed(target) == {("added", "added")}
    assert told_of(target, "added") == [url("/added/")]


def test_a_record_at_another_time_that_the_manifest_does_not_list(parts, target):
    parts.own.respond(exchange("/", ("200 OK", HTML, b"never captured"), BEFORE))
    parts.write(target)
    assert failed(target) == {("added", "added")}


def test_an_earlier_record_to_which_nothing_refers(parts, target):
    source, before = yesterday()
    parts.originals.copy(before["/forgotten/"], source)
    parts.write(target)
    assert failed(target) == {("added", "original_unused")}
    assert told_of(target, "added") == [url("/forgotten/")]


def pointed(**elsewhere) -> Parts:
    """A snapshot whose revisit of the style sheet refers to something else."""
    new = make_parts({key: answer for key, answer in TODAY.items() if key != "/style.css"})
    source, before = yesterday()
    new.originals.copy(before["/style.css"], source)
    one = exchange("/style.css", TODAY["/style.css"], NOW)
    new.own.revisit(one, replace(before["/style.css"], **elsewhere))
    whole = make_parts().prove()
    new.lines, new.proofs = whole.lines, whole.proofs
    return new


@pytest.mark.parametrize(
    ("elsewhere", "code"),
    [
        ({"url": url("/notice/")}, "revisit_differs"),
        ({"url": url("/notice/"), "at": NOW}, "revisit_of_revisit"),
        ({"url": url("/style.css"), "at": NOW}, "revisit_of_revisit"),
        ({"url": url("/"), "at": NOW}, "revisit_differs"),
        ({"url": url("/nowhere/")}, "revisit_unresolved"),
        ({"at": NOW.replace(hour=1)}, "revisit_unresolved"),
    ],
)
def test_a_revisit_pointed_elsewhere(target, elsewhere, code):
    pointed(**elsewhere).write(target)
    assert failed(target) == {
        ("revisits", code),
        ("rows", "row_content"),
        ("added", "original_unused"),  # that to which it had referred
    }
    assert told_of(target, "revisits") == [url("/style.css")]
    only = {
        (one.check, one.code) for one in check_package(target, "revisits") if one.level != "ok"
    }
    assert only == {("revisits", code)}


def test_a_revisit_without_a_head_whose_status_is_another(parts, target):
    """The status stands in its line of the index alone; the response it refers to tells it."""
    entries = parts.own.entries
    [place] = [number for number, one in enumerate(entries) if one.url == url("/notice/")]
    entries[place] = replace(entries[place], status=404)
    parts.write(target)
    assert failed(target) == {("revisits", "revisit_differs"), ("rows", "row_missing")}
    assert told_of(target, "revisits") == [url("/notice/")]


def test_a_second_manifest_beside_the_first(parts, target):
    parts.proofs["manifest-2.jsonl"] = b"".join(line + b"\n" for line in forged().lines)
    parts.write(target)
    assert failed(target) == {("manifest", "two_manifests")} | {
        (check, "needs") for check in ("rows", "added", "root")
    }


def test_a_second_manifest_of_the_same_name(parts, target):
    other = b"".join(line + b"\n" for line in forged().lines)
    add_member(parts.write(target), "proofs/manifest.txt", other)
    assert failed(target) == {
        ("names", "name_twice"),
        ("hashes", "hash_differs"),
        ("rows", "row_content"),
        ("root", "root_differs"),
    }


def test_two_manifests_in_one_file(parts, target):
    parts.lines += forged().lines
    parts.write(target)
    assert ("manifest", "manifest_line") in failed(target)


def test_another_bureaus_snapshot_with_this_ones_proof(parts, target):
    other = make_parts({"/": ("200 OK", HTML, b"another bureau")})
    other.lines[0] = proved.header_line(bureau="czj", snapshot="7")
    other.proofs = parts.proofs
    other.write(target)
    assert failed(target) == {("root", "entry_subject"), ("root", "root_differs")}
