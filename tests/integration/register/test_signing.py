"""States of the log are signed by whoever has the key, and a changed history by nobody."""

from __future__ import annotations

import json

import metamorphic_log
import pytest
from celery import current_app
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from disclosure_plugin.archive import verify_archive
from disclosure_plugin.register import signing, tasks
from disclosure_plugin.register.checks import SIGNING
from disclosure_plugin.register.keeping import fingerprint, keep_logs
from disclosure_plugin.register.log import append, follow
from disclosure_plugin.register.models import Log, LogCheckpoint, LogEntry, LogKey, LogNode
from disclosure_plugin.register.signing import HistoryChanged, sign_all
from disclosure_plugin.register.verifying import BadLog, verify
from tests.factories.logs import add_entries, sign_log, signing_with

ENTRIES, NODES, LOGS, STATES, KEYS = (
    model._meta.db_table for model in (LogEntry, LogNode, Log, LogCheckpoint, LogKey)
)


@pytest.fixture
def key(tmp_path):
    return tmp_path / "log.key"


@pytest.fixture
def signed(jsj, key) -> Log:
    """Eleven entries, with states of 4, 9 and 11 signed."""
    with signing_with(key):
        for count in (4, 5, 2):
            add_entries("jsj", count)
            sign_log("jsj")
    return Log.objects.get(bureau="jsj")


def as_owner(*statements: str) -> None:
    """Change the tables as somebody would who owns them."""
    tables = (ENTRIES, NODES, LOGS, STATES, KEYS)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_a_state_is_accepted_by_another_implementation(signed):
    (key,) = LogKey.objects.filter(log=signed).values_list("verifier_key", flat=True)
    for state in LogCheckpoint.objects.filter(log=signed):
        assert metamorphic_log.checkpoint_verify(state.note, [key])
        assert verify_archive.verify_note(state.note, key).size == state.size
    assert [state.size for state in signed.checkpoints.order_by("size")] == [4, 9, 11]
    assert verify(signed).checkpoints == 3


def test_nothing_new_is_signed_once(signed, key):
    with signing_with(key):
        assert sign_log("jsj") is None
        assert sign_all() == 0
    assert signed.checkpoints.count() == 3


def test_without_the_key_nothing_is_signed(jsj):
    log = add_entries("jsj", 1)
    with pytest.raises(CommandError, match="Only the signing worker has one"):
        call_command("sign_logs")
    tasks.sign_all_logs()  # a line in the log, no traceback and no retry for ever
    assert LogCheckpoint.objects.filter(log=log).count() == 0


def test_one_log_that_cannot_be_signed_stops_no_other(signed, key, capsys):
    add_entries("czj", 2)
    add_entries("jsj", 1)
    as_owner(f"UPDATE {NODES} SET hash = sha256('x') WHERE level = 2 AND log_id = {signed.pk}")
    with signing_with(key), pytest.raises(CommandError, match="1 of 2 logs were not signed"):
        call_command("sign_logs")
    assert [state.log.bureau for state in LogCheckpoint.objects.order_by("-pk")[:1]] == ["czj"]
    assert signed.checkpoints.count() == 3


def test_a_state_that_is_refused_is_told_of_once(signed, key, caplog):
    add_entries("jsj", 1)
    as_owner(f"DELETE FROM {NODES} WHERE level = 3")

    def times() -> int:
        return caplog.text.count("A publication log is not signed")

    with signing_with(key):
        tasks.sign_all_logs()
        tasks.sign_all_logs()
        assert times() == 1
        # One more entry is another state, whose tree is as damaged.
        as_owner(f"UPDATE {LOGS} SET size = size + 1 WHERE id = {signed.pk}")
        tasks.sign_all_logs()
    assert times() == 2
    assert signed.checkpoints.count() == 3


@pytest.mark.parametrize(
    "statements",
    [
        [f"UPDATE {NODES} SET hash = sha256('x') WHERE level = 0 AND index = 10"],
        [f"UPDATE {NODES} SET hash = sha256('x') WHERE level = 3 AND index = 0"],
        [f"DELETE FROM {NODES} WHERE level = 3"],
        [f"UPDATE {STATES} SET note = 'x' || note"],
        [f"DELETE FROM {KEYS}"],
    ],
)
def test_a_history_that_was_changed_is_not_signed(signed, key, statements):
    add_entries("jsj", 1)
    as_owner(*statements)
    with signing_with(key), pytest.raises(HistoryChanged, match="verify_log"):
        sign_log("jsj")
    assert signed.checkpoints.count() == 3


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {STATES} SET size = 12",
        f"DELETE FROM {STATES}",
        f"TRUNCATE {STATES} CASCADE",  # time stamps refer to it
        f"UPDATE {KEYS} SET verifier_key = 'x'",
        f"DELETE FROM {KEYS}",
        f"TRUNCATE {KEYS}",
    ],
)
def test_the_database_refuses_to_change_what_was_signed(signed, statement):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="publication log"), transaction.atomic():
            cursor.execute(statement)
    assert verify(signed).signed == 11


def rewrite(log: Log, index: int) -> list[str]:
    """Statements that change one entry with every hash above it, as the owner could."""
    from disclosure_plugin.archive import merkle

    leaves = [bytes(leaf) for leaf in log.entries.order_by("index").values_list("leaf", flat=True)]
    leaves[index] = leaves[index].replace(b'"ab"', b'"cd"')
    nodes: dict[tuple[int, int], bytes] = {}
    for number, leaf in enumerate(leaves):
        made = merkle.new_nodes(number, merkle.leaf_hash(leaf), lambda *at: nodes[at])
        nodes.update({(level, place): value for level, place, value in made})
    return [
        f"UPDATE {ENTRIES} SET leaf = decode('{leaves[index].hex()}', 'hex') "
        f"WHERE log_id = {log.pk} AND index = {index}",
        *(
            f"UPDATE {NODES} SET hash = decode('{value.hex()}', 'hex') "
            f"WHERE log_id = {log.pk} AND level = {level} AND index = {place}"
            for (level, place), value in nodes.items()
        ),
    ]


@pytest.mark.parametrize(("changed", "named", "last"), [(6, 4, 8), (2, 0, 3), (10, 9, 10)])
def test_a_history_rewritten_with_all_its_hashes_is_found(signed, key, changed, named, last):
    as_owner(*rewrite(signed, changed))
    with pytest.raises(BadLog, match=f"up to {last} is not the one that was signed") as found:
        verify(signed)
    assert found.value.index == named
    # The true key does not help: what was signed before is asked.
    add_entries("jsj", 1)
    with signing_with(key), pytest.raises(HistoryChanged):
        sign_log("jsj")


def test_one_changed_leaf_is_named_by_its_place(signed):
    as_owner(
        f"UPDATE {ENTRIES} SET leaf = convert_to(replace(convert_from(leaf, 'utf8'), "
        f"'\"ab\"', '\"cd\"'), 'utf8') WHERE index = 7"
    )
    with pytest.raises(BadLog) as found:
        verify(signed)
    assert found.value.index == 7


def test_entries_cut_off_below_a_signed_state_are_missed(signed):
    as_owner(
        f"DELETE FROM {ENTRIES} WHERE index = 10",
        f"DELETE FROM {NODES} WHERE completed_by = 10",
        f"UPDATE {LOGS} SET size = 10",
    )
    signed.refresh_from_db()
    with pytest.raises(BadLog, match="a state with 11 was signed") as found:
        verify(signed)
    assert found.value.index == 10


def test_a_state_signed_by_a_stranger_is_found(signed, tmp_path, capsys):
    """The owner rewrites everything, signs with a key of their own and names it: only a key that
    was kept elsewhere tells."""
    kept = tmp_path / "kept"
    kept.write_text("\n".join(LogKey.objects.values_list("verifier_key", flat=True)))
    call_command("verify_log", keys=kept)
    as_owner(*rewrite(signed, 6), f"DELETE FROM {STATES}", f"DELETE FROM {KEYS}")
    with signing_with(tmp_path / "other.key"):
        sign_log("jsj")
    call_command("verify_log")
    with pytest.raises(CommandError, match="1 of 1 logs"):
        call_command("verify_log", keys=kept)
    assert "is signed by no key of the log" in capsys.readouterr().err
    (tmp_path / "empty").touch()
    with pytest.raises(CommandError, match="holds no verifier key"):
        call_command("verify_log", keys=tmp_path / "empty")


def test_while_a_key_is_changed_both_sign_and_the_log_tells(signed, key, tmp_path):
    new = tmp_path / "new.key"
    add_entries("jsj", 1)
    with signing_with(key, new):
        state = sign_log("jsj")
    old_key, new_key = LogKey.objects.order_by("pk").values_list("verifier_key", flat=True)
    for one in (old_key, new_key):
        assert verify_archive.verify_note(state.note, one).size == 12
        assert metamorphic_log.checkpoint_verify(state.note, [one])
    keep_logs()
    keep_logs()
    (entry,) = LogEntry.objects.filter(kind="key.added")
    assert json.loads(entry.leaf)["hashes"] == {"key": fingerprint(new_key)}
    with signing_with(new):
        later = sign_log("jsj")
    assert verify_archive.verify_note(later.note, new_key).size == 13
    with pytest.raises(verify_archive.NotProved):
        verify_archive.verify_note(later.note, old_key)
    assert verify(Log.objects.get(bureau="jsj")).checkpoints == 5


def test_a_closed_log_is_followed_by_one_that_names_it(signed, key):
    Log.objects.filter(pk=signed.pk).update(closed_at="2026-11-25T00:00:00Z")
    with transaction.atomic():
        entry = append("jsj", kind="page.published", subject="x", hashes={})
    assert entry.index == 1
    first = LogEntry.objects.get(log=entry.log, index=0)
    told = json.loads(first.leaf)
    root = verify(signed).root
    assert (told["kind"], told["subject"]) == ("log.continued", signed.origin)
    assert told["before"]["left"] == {"size": 11, "root": root.hex()}
    assert told["before"]["signed"]["size"] == 11
    with transaction.atomic():
        assert follow("jsj") == entry.log
    with signing_with(key):
        assert sign_all() == 1
    assert signed.checkpoints.count() == 3
    assert verify(signed).lost == 0


def test_the_sweep_opens_what_follows(signed):
    Log.objects.filter(pk=signed.pk).update(closed_at="2026-11-25T00:00:00Z")
    keep_logs()
    keep_logs()
    (log,) = Log.objects.filter(bureau="jsj", closed_at=None)
    assert [entry.kind for entry in log.entries.all()] == ["log.continued"]


def test_an_act_that_is_logged_waits_for_no_broker(jsj, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting:
        log = add_entries("jsj", 1)
    assert waiting == []
    assert signing.unsigned().get() == log


def test_beat_asks_for_signatures():
    entry = settings.CELERY_BEAT_SCHEDULE["disclosure-register-sign-all-logs"]
    assert entry["task"] == tasks.sign_all_logs.name == SIGNING
    assert entry["schedule"] == 5


def test_signing_goes_to_a_queue_of_its_own():
    router = current_app.amqp.router
    assert router.route({}, SIGNING)["queue"].name == "signing"
    assert router.route({}, "disclosure_register.keep_logs")["queue"].name == "publishing"
