"""The log over HTTP: anybody can check it with one file, and nobody sees another bureau's."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import cffi
import cryptography
import pytest
from django.test import Client

from disclosure_plugin.archive import merkle, verify_archive
from disclosure_plugin.register.log import Nodes
from disclosure_plugin.register.models import Log, LogEntry, LogKey
from disclosure_plugin.register.signing import sign_all
from tests.factories.logs import add_entries, sign_log, signing_with


@pytest.fixture
def key(tmp_path):
    return tmp_path / "log.key"


@pytest.fixture
def log(db, key) -> Log:
    """Of the construction bureau, with 300 entries, and states of 3, 260 and 300; one is not
    signed yet."""
    with signing_with(key):
        for count in (3, 257, 40):
            add_entries("jsj", count)
            sign_log("jsj")
    return add_entries("jsj", 1)


def get(path: str, host: str = "jsj.localhost"):
    return Client(raise_request_exception=True).get(path, headers={"host": host})


def base(log: Log) -> str:
    return f"/transparency/{log.origin.partition('/')[2]}"


def ok(path: str, host: str = "jsj.localhost") -> bytes:
    answer = get(path, host)
    assert answer.status_code == 200, (path, answer.content.decode())
    assert not answer.cookies
    assert not answer.has_header("Vary")
    assert answer["Cache-Control"].startswith("public, max-age=")
    assert get(path, host).content == answer.content
    return answer.content


def every_address(log: Log) -> list[str]:
    names = [
        *("checkpoint", "checkpoint/3", "vkey", "entry/0", "entry/299", "proof/0", "proof/2/3"),
        *("consistency/3/300", "consistency/300/300", "tile/0/000", "tile/0/001.p/44"),
        *("tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44"),
    ]
    return [f"{base(log)}/{name}" for name in names]


def test_every_address_answers_the_same_bytes_each_time(log):
    for path in ["/transparency/", "/transparency/checkpoint", *every_address(log)]:
        ok(path)
    for_ever = get(f"{base(log)}/entry/0")["Cache-Control"]
    assert for_ever == "public, max-age=31536000, immutable"
    assert get(f"{base(log)}/checkpoint")["Cache-Control"] == "public, max-age=5"


def test_the_list_says_where_everything_is(log):
    (told,) = json.loads(ok("/transparency/"))["logs"]
    assert told == {
        "origin": log.origin,
        "path": f"{log.origin.partition('/')[2]}/",
        "state": "open",
        "signed": 300,
        "left": 300,
        "keys": [LogKey.objects.get().verifier_key],
        "stamped": None,
    }
    assert ok("/transparency/checkpoint") == ok(f"/transparency/{told['path']}checkpoint")
    assert ok(f"/transparency/{told['path']}vkey").decode() == f"{told['keys'][0]}\n"


def test_a_whole_log_can_be_read_from_its_tiles(log):
    """As a monitor does it: hashes from the tiles, entries from the bundles, nothing else."""
    bundles = [ok(f"{base(log)}/tile/entries/{name}") for name in ("000", "001.p/44")]
    entries = []
    for content in bundles:
        while content:
            size = int.from_bytes(content[:2], "big")
            entries.append(content[2 : 2 + size])
            content = content[2 + size :]
    assert len(entries) == 300
    assert entries[299] == ok(f"{base(log)}/entry/299")
    leaves = ok(f"{base(log)}/tile/0/000") + ok(f"{base(log)}/tile/0/001.p/44")
    assert leaves == b"".join(hashlib.sha256(b"\0" + entry).digest() for entry in entries)
    nodes: dict[tuple[int, int], bytes] = {}
    for number, entry in enumerate(entries):
        made = merkle.new_nodes(number, merkle.leaf_hash(entry), lambda *at: nodes[at])
        nodes.update({(level, place): value for level, place, value in made})
    assert ok(f"{base(log)}/tile/1/000.p/1") == nodes[8, 0]
    note = ok(f"{base(log)}/checkpoint").decode()
    signed = verify_archive.verify_note(note, LogKey.objects.get().verifier_key)
    assert signed.root == merkle.root(300, lambda *at: nodes[at]) == merkle.root(300, Nodes(log))


@pytest.mark.parametrize("host", ["jsj.localhost", "county.localhost"])
def test_the_verifier_is_handed_out_as_it_is(db, host):
    list_of_logs = "/transparency/county" if host == "county.localhost" else "/transparency/"
    name = json.loads(ok(list_of_logs, host))["verifier"]
    answer = get(f"/transparency/{name}", host)
    assert answer.content == Path(verify_archive.__file__).read_bytes()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert ok(f"/transparency/{name}", host) == answer.content
    assert Client().post(f"/transparency/{name}", headers={"host": host}).status_code == 405


@pytest.fixture
def outsider(tmp_path):
    """A machine with Python, ``cryptography`` and our one file, and nothing else."""
    place = tmp_path / "outside"
    place.mkdir()
    shutil.copy(verify_archive.__file__, place / "verify_archive.py")
    packages = Path(cryptography.__file__).parent.parent
    for name in ("cryptography", "cffi", *(path.name for path in packages.glob("_cffi_backend*"))):
        (place / name).symlink_to(packages / name)
    assert cffi.__file__.startswith(str(packages))

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        code = (
            f"import sys; sys.path.insert(0, {str(place)!r})\n"
            "import verify_archive\n"
            "assert not {'disclosure_plugin', 'django'} & set(sys.modules)\n"
            "sys.exit(verify_archive.main(sys.argv[1:]))"
        )
        return subprocess.run(
            [sys.executable, "-I", "-S", "-c", code, *words],
            cwd=place,
            env={},
            capture_output=True,
            text=True,
            check=False,
        )

    return place, run


def test_an_outsider_verifies_what_was_fetched_with_one_file(log, outsider):
    place, run = outsider
    (vkey,) = ok(f"{base(log)}/vkey").decode().split()
    fetched = {
        "old": f"{base(log)}/checkpoint/3",
        "new": f"{base(log)}/checkpoint",
        "entry": f"{base(log)}/entry/2",
        "proof": f"{base(log)}/proof/2",
        "old_proof": f"{base(log)}/proof/2/3",
        "grown": f"{base(log)}/consistency/3/300",
    }
    for name, path in fetched.items():
        (place / name).write_bytes(ok(path))
    origin = log.origin
    said = {
        ("checkpoint", "new"): f"Signed: {origin}, 300 entries, root ",
        ("entry", "entry", "proof"): f"Proved: entry 2 of the 300 of {origin}",
        ("entry", "entry", "old_proof"): f"Proved: entry 2 of the 3 of {origin}",
        ("consistency", "old", "grown"): (
            f"Proved: {origin} was only added to, from 3 to 300 entries"
        ),
    }
    for words, sentence in said.items():
        done = run(*words, "--key", vkey)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(sentence)

    (place / "other").write_bytes(ok(f"{base(log)}/entry/3"))
    changed = (place / "new").read_text().replace("\n300\n", "\n299\n")
    (place / "changed").write_text(changed)
    for words in (
        ("entry", "other", "proof"),
        ("checkpoint", "changed"),
        ("consistency", "new", "grown"),
        ("entry", "entry", "grown"),
        ("checkpoint", "absent"),
    ):
        done = run(*words, "--key", vkey)
        assert (done.returncode, done.stdout) == (1, ""), words
        assert done.stderr.startswith("NOT PROVED: "), words


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("checkpoint/4", 404),
        ("checkpoint/301", 404),
        ("checkpoint/0", 404),
        ("checkpoint/-1", 400),
        ("checkpoint/03", 400),
        ("checkpoint/x", 400),
        ("checkpoint/٣", 400),
        ("checkpoint/9999999999999999999", 400),
        ("checkpoint/" + "9" * 5000, 400),
        ("entry/300", 404),  # there, and not signed yet
        ("entry/9223372036854775807", 404),
        ("entry/1.5", 400),
        ("proof/300", 404),
        ("proof/5/3", 404),
        ("proof/5/4", 404),
        ("proof/a/3", 400),
        ("consistency/3/4", 404),
        ("consistency/4/300", 404),
        ("consistency/300/3", 404),
        ("consistency/0/300", 404),
        ("consistency/3/x", 400),
        ("tile/0/001", 404),
        ("tile/0/001.p/45", 404),
        ("tile/0/002.p/1", 404),
        ("tile/1/000", 404),
        ("tile/2/000.p/1", 404),
        ("tile/8/000", 400),
        ("tile/00/000", 400),
        ("tile/0/0", 400),
        ("tile/0/000.p/256", 400),
        ("tile/0/../../entries/000", 400),
        ("tile/entries/x999/x999/x999/x999/x999/999", 404),
        ("tile/data/000", 400),
    ],
)
def test_what_is_not_there_is_refused_with_a_sentence(log, path, status):
    answer = get(f"{base(log)}/{path}")
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().strip()
    assert "<" not in answer.content.decode()


def test_nothing_can_be_sent(log):
    for path in every_address(log):
        client = Client()
        assert client.post(path, headers={"host": "jsj.localhost"}).status_code == 405
    assert LogEntry.objects.filter(log=log).count() == 301


def test_another_bureaus_log_is_nowhere(log, key):
    other = add_entries("czj", 2)
    with signing_with(key):
        sign_all()
    for path in every_address(log):
        for host in ("czj.localhost", "county.localhost"):
            assert get(path, host).status_code == 404, (path, host)
    told = ok("/transparency/", "czj.localhost").decode()
    assert other.origin in told
    assert log.origin not in told
    assert ok("/transparency/checkpoint", "czj.localhost").decode().startswith(other.origin)


def test_the_county_office_lists_every_log_with_its_keys(log, key):
    add_entries("czj", 2)
    with signing_with(key):
        sign_all()
    listed = json.loads(ok("/transparency/county", "county.localhost"))["logs"]
    assert [one["bureau"] for one in listed] == ["czj", "jsj"]
    for one in listed:
        assert one["keys"] == list(
            LogKey.objects.filter(log__origin=one["origin"]).values_list("verifier_key", flat=True)
        )
        host, _slash, path = one["address"].removeprefix("http://").partition("/")
        note = ok(f"/{path}checkpoint", host.partition(":")[0]).decode()
        assert verify_archive.verify_note(note, one["keys"][0]).size == one["signed"]
    assert get("/transparency/county").status_code == 404


def test_before_anything_is_signed_a_sentence_says_so(db):
    for path in ("/transparency/checkpoint",):
        assert get(path).status_code == 404
    assert json.loads(ok("/transparency/")) == {"logs": [], "verifier": "verify_archive.py"}
    log = add_entries("jsj", 1)
    for name in ("checkpoint", "vkey", "entry/0", "proof/0", "tile/0/000.p/1"):
        assert get(f"{base(log)}/{name}").status_code == 404, name


def test_a_closed_log_still_answers_and_says_what_is_lost(log, key):
    """A restore has left 301 entries of a log of which more was published."""
    from disclosure_plugin.register.models import LogCheckpoint

    LogCheckpoint.objects.create(log=log, size=310, note=LogCheckpoint.objects.last().note)
    Log.objects.filter(pk=log.pk).update(closed_at="2026-11-25T00:00:00Z")
    follower = add_entries("jsj", 1)
    with signing_with(key):
        sign_log("jsj")
    told = json.loads(ok("/transparency/"))["logs"]
    assert [(one["state"], one["signed"], one["left"]) for one in told] == [
        ("open", 2, 2),
        ("closed", 310, 301),
    ]
    assert ok("/transparency/checkpoint").decode().startswith(follower.origin)
    ok(f"{base(log)}/proof/2/300")
    assert get(f"{base(log)}/entry/301").status_code == 404
    assert get(f"{base(log)}/proof/2").status_code == 404
    assert get(f"{base(log)}/proof/2/310").status_code == 404
    assert get(f"{base(log)}/consistency/300/310").status_code == 404
