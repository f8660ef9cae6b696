"""The publication log's tree, checkpoints and proofs, against other people's code."""

from __future__ import annotations

import base64
import hashlib
import itertools

import metamorphic_log
import pymerkle
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from disclosure_plugin.archive import merkle, verify_archive
from disclosure_plugin.archive.checkpoints import (
    Checkpoint,
    CheckpointError,
    consistency_file,
    proof_file,
    sign,
    verifier_key,
)
from disclosure_plugin.archive.verify_archive import NotProved, VerifiedCheckpoint
from tests.unit.archive.memory_log import ORIGIN, Log

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SIZES = 34  # past two powers of two


@pytest.fixture(scope="module")
def log() -> Log:
    return Log([f"entry {number}".encode() for number in range(SIZES)])


def test_published_vectors_of_the_certificate_transparency_project():
    # The reference entries and roots of google/certificate-transparency's test suite.
    entries = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]  # fmt: skip
    log = Log([bytes.fromhex(entry) for entry in entries])
    assert merkle.root(0, log.node).hex() == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
    assert merkle.root(1, log.node).hex() == (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
    assert merkle.root(8, log.node).hex() == (
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    )


def test_every_root_is_the_one_another_implementation_finds(log):
    other = pymerkle.InmemoryTree(algorithm="sha256")
    for size, entry in enumerate(log.entries, start=1):
        other.append_entry(entry)
        assert merkle.root(size, log.node) == other.get_root()


def test_every_entry_is_proved_in_every_size(log):
    for size in range(1, SIZES + 1):
        for index in range(size):
            path = merkle.inclusion_proof(index, size, log.node)
            at, entry = log.at(size), log.entries[index]
            verify_archive.verify_inclusion(entry, index, path, at)
            leaf = merkle.leaf_hash(entry)
            metamorphic_log.verify_inclusion(index, size, leaf, path, at.root)


def test_no_proof_holds_for_another_entry_place_size_or_path(log):
    for size, index in itertools.product((1, 2, 7, 8, 33), repeat=2):
        if index >= size:
            continue
        path = merkle.inclusion_proof(index, size, log.node)
        at = log.at(size)
        wrong = [
            (b"another", index, path, at),
            (log.entries[index], index + 1, path, at),
            (log.entries[index], index, [*path, bytes(32)], at),
            (log.entries[index], index, path, log.at(size + 1)),
        ]
        if path:
            wrong.append((log.entries[index], index, path[:-1], at))
            wrong.append((log.entries[index], index, [bytes(32), *path[1:]], at))
        for case in wrong:
            with pytest.raises(NotProved):
                verify_archive.verify_inclusion(*case)


def test_every_growth_is_proved_and_no_other_history(log):
    rewritten = Log([b"changed", *log.entries[1:]])
    for old, new in itertools.combinations_with_replacement(range(1, SIZES + 1), 2):
        path = merkle.consistency_proof(old, new, log.node)
        verify_archive.verify_consistency(log.at(old), log.at(new), path)
        metamorphic_log.verify_consistency(old, new, path, log.at(old).root, log.at(new).root)
        for other in (rewritten.at(old), VerifiedCheckpoint("other", old, log.at(old).root)):
            with pytest.raises(NotProved):
                verify_archive.verify_consistency(other, log.at(new), path)
        with pytest.raises(NotProved):
            verify_archive.verify_consistency(log.at(old), log.at(new), [*path, bytes(32)])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_what_is_not_in_the_log_has_no_proof(log, index, size):
    with pytest.raises(IndexError):
        merkle.inclusion_proof(index, size, log.node)


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3)])
def test_a_log_does_not_shrink(log, old, new):
    with pytest.raises(IndexError):
        merkle.consistency_proof(old, new, log.node)
    with pytest.raises(NotProved):
        verify_archive.verify_consistency(log.at(old), log.at(new), [])


def test_a_checkpoint_is_accepted_by_another_implementation(log):
    note = sign(Checkpoint(ORIGIN, 9, merkle.root(9, log.node)), KEY)
    key = verifier_key(ORIGIN, KEY)
    assert verify_archive.verify_note(note, key) == log.at(9)
    assert metamorphic_log.checkpoint_verify(note, [key])
    changed = note.replace("\n9\n", "\n8\n")
    with pytest.raises(metamorphic_log.VerifyError):
        metamorphic_log.checkpoint_verify(changed, [key])


def test_signatures_by_others_are_passed_over(log):
    note = sign(Checkpoint(ORIGIN, 9, merkle.root(9, log.node)), KEY)
    witness = "— witness.example " + base64.b64encode(b"abcd" + bytes(64)).decode()
    assert verify_archive.verify_note(f"{note}{witness}\n", verifier_key(ORIGIN, KEY)).size == 9


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda note: note.replace("\n9\n", "\n8\n"), "not signed by"),
        (lambda note: note.replace("log.example", "log.elsewhere"), "not signed by"),
        (lambda note: note.partition("\n\n")[0] + "\n", "has no signature"),
        (lambda note: note.rstrip("\n"), "has no signature"),
        (lambda note: note.replace("— ", "- "), "not signed by"),
        (lambda note: "", "has no signature"),
    ],
)
def test_a_changed_checkpoint_is_refused(log, change, sentence):
    note = sign(Checkpoint(ORIGIN, 9, merkle.root(9, log.node)), KEY)
    with pytest.raises(NotProved, match=sentence):
        verify_archive.verify_note(change(note), verifier_key(ORIGIN, KEY))


def test_a_key_of_another_is_refused(log):
    note = sign(Checkpoint(ORIGIN, 9, merkle.root(9, log.node)), KEY)
    other = verifier_key(ORIGIN, Ed25519PrivateKey.generate())
    with pytest.raises(NotProved, match="not signed by"):
        verify_archive.verify_note(note, other)
    for broken in ("", "a+b+c", other.replace("+", "+00", 1), f"{ORIGIN}+00000000+AAAA"):
        with pytest.raises(NotProved, match="key"):
            verify_archive.verify_note(note, broken)


def test_a_proof_file_holds_all_that_is_needed(log):
    size, index = 21, 13
    note = sign(Checkpoint(ORIGIN, size, merkle.root(size, log.node)), KEY)
    written = proof_file(index, merkle.inclusion_proof(index, size, log.node), note)
    proof = verify_archive.read_proof_file(written)
    checkpoint = verify_archive.verify_note(proof.note, verifier_key(ORIGIN, KEY))
    verify_archive.verify_inclusion(b"entry 13", proof.index, proof.path, checkpoint)
    with pytest.raises(NotProved, match="was changed"):
        verify_archive.verify_inclusion(b"entry 14", proof.index, proof.path, checkpoint)


@pytest.mark.parametrize(
    "text", ["", "c2sp.org/tlog-proof@v1\nindex x\n\n", "c2sp.org/tlog-proof@v1\nindex 1\n!\n\nx"]
)
def test_what_is_no_proof_file_is_refused(text):
    with pytest.raises(NotProved):
        verify_archive.read_proof_file(text)


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "line\nbreak"])
def test_a_log_without_a_proper_name_signs_nothing(origin):
    with pytest.raises(CheckpointError, match="one word without spaces"):
        sign(Checkpoint(origin, 0, hashlib.sha256(b"").digest()), KEY)


def test_two_keys_sign_one_state_while_a_key_is_changed(log):
    new = Ed25519PrivateKey.generate()
    note = sign(Checkpoint(ORIGIN, 9, merkle.root(9, log.node)), KEY, new)
    for key in (verifier_key(ORIGIN, KEY), verifier_key(ORIGIN, new)):
        assert verify_archive.verify_note(note, key) == log.at(9)
        assert metamorphic_log.checkpoint_verify(note, [key])


@pytest.mark.parametrize(("old", "new"), [(1, 1), (1, 34), (8, 13), (33, 34)])
def test_a_file_about_two_states_holds_all_that_is_needed(log, old, new):
    note = sign(Checkpoint(ORIGIN, new, merkle.root(new, log.node)), KEY)
    written = consistency_file(old, merkle.consistency_proof(old, new, log.node), note)
    proof = verify_archive.read_consistency_file(written)
    assert proof.old == old
    later = verify_archive.verify_note(proof.note, verifier_key(ORIGIN, KEY))
    verify_archive.verify_consistency(log.at(old), later, proof.path)
    rewritten = Log([b"changed", *log.entries[1:]])
    with pytest.raises(NotProved):
        verify_archive.verify_consistency(rewritten.at(old), later, proof.path)


@pytest.mark.parametrize(
    "text", ["", "old x\n\nnote", "new 3\n\nnote", "old 3\n!\n\nnote", "old 3"]
)
def test_what_is_no_file_about_two_states_is_refused(text):
    with pytest.raises(NotProved):
        verify_archive.read_consistency_file(text)


def test_the_command_line_tells_the_proved_from_the_rest(log, tmp_path, capsys):
    key = verifier_key(ORIGIN, KEY)
    old, new = (
        sign(Checkpoint(ORIGIN, size, merkle.root(size, log.node)), KEY) for size in (5, 21)
    )
    files = {
        "old": old,
        "new": new,
        "entry": "entry 13",
        "proof": proof_file(13, merkle.inclusion_proof(13, 21, log.node), new),
        "grown": consistency_file(5, merkle.consistency_proof(5, 21, log.node), new),
        "shorter": consistency_file(4, merkle.consistency_proof(4, 21, log.node), new),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content.encode())

    def run(command: str, *names: str) -> int:
        return verify_archive.main(
            [command, *(str(tmp_path / name) for name in names), "--key", key]
        )

    assert run("checkpoint", "new") == run("entry", "entry", "proof") == 0
    assert run("consistency", "old", "grown") == 0
    assert capsys.readouterr().err == ""
    for words in (
        ("checkpoint", "entry"),
        ("entry", "old", "proof"),
        ("entry", "entry", "absent"),
        ("consistency", "new", "grown"),
        ("consistency", "old", "shorter"),
    ):
        assert run(*words) == 1, words
        shown = capsys.readouterr()
        assert shown.out == ""
        assert shown.err.startswith("NOT PROVED: ")
