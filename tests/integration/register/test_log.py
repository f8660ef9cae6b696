"""The publication log grows, and cannot be changed unnoticed."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from disclosure_plugin.archive import merkle
from disclosure_plugin.register.log import EntryTooLong, Nodes, OutsideTransaction, append
from disclosure_plugin.register.models import Log, LogEntry, LogNode
from disclosure_plugin.register.verifying import BadLog, verify

ENTRIES, NODES, LOGS = (model._meta.db_table for model in (LogEntry, LogNode, Log))


def add(number: int, bureau: str = "jsj") -> LogEntry:
    return append(bureau, kind="page.published", subject=f"page{number}", hashes={"content": "ab"})


@pytest.fixture
def log(jsj) -> Log:
    for number in range(11):
        add(number)
    return Log.objects.get(bureau="jsj")


def test_an_entry_holds_the_bytes_that_are_hashed_and_no_person(jsj):
    entry = add(1)
    log = entry.log
    assert json.loads(entry.leaf) == {
        "v": 1,
        "log": log.origin,
        "kind": "page.published",
        "at": entry.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "subject": "page1",
        "hashes": {"content": "ab"},
    }
    assert log.origin.startswith("disclosure-log/")
    assert "jsj" not in log.origin
    assert LogNode.objects.get(log=log).hash == merkle.leaf_hash(entry.leaf)


def test_each_bureau_has_a_log_of_its_own(log):
    entry = add(1, bureau="czj")
    assert (entry.index, entry.log.size) == (0, 1)
    assert entry.log.origin != log.origin
    assert verify(Log.objects.get(bureau="jsj")).size == 11


def test_an_act_that_is_rolled_back_leaves_no_gap(log):
    with transaction.atomic():
        add(11)
        transaction.set_rollback(True)
    assert LogEntry.objects.filter(log=log).count() == 11
    assert add(11).index == 11
    log.refresh_from_db()
    assert verify(log).root == merkle.root(12, Nodes(log))


def test_an_entry_without_its_act_is_refused(outside_transactions):
    before = LogEntry.objects.count()
    with pytest.raises(OutsideTransaction):
        add(1)
    assert LogEntry.objects.count() == before


def test_an_entry_that_is_too_long_is_refused(jsj):
    with pytest.raises(EntryTooLong):
        append("jsj", kind="page.published", subject="x", hashes={"content": "a" * 70_000})
    assert LogEntry.objects.count() == 0


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {ENTRIES} SET kind = 'page.withdrawn' WHERE index = 3",
        f"UPDATE {ENTRIES} SET leaf = 'x'",
        f"DELETE FROM {ENTRIES} WHERE index = 10",
        f"TRUNCATE {ENTRIES} CASCADE",
        f"UPDATE {NODES} SET hash = 'x' WHERE level = 0 AND index = 3",
        f"DELETE FROM {NODES}",
        f"TRUNCATE {NODES}",
        f"UPDATE {LOGS} SET size = size - 1",
        f"UPDATE {LOGS} SET size = size + 2",
        f"UPDATE {LOGS} SET origin = 'other'",
        f"UPDATE {LOGS} SET bureau = 'czj'",
        f"DELETE FROM {LOGS}",
        f"TRUNCATE {LOGS} CASCADE",
    ],
)
def test_the_database_refuses_to_change_the_log(log, statement):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="publication log"), transaction.atomic():
            cursor.execute(statement)
    assert verify(log).size == 11


def tamper(*statements: str) -> None:
    """Change the tables as somebody would who owns them."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in (ENTRIES, NODES, LOGS):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        for table in (ENTRIES, NODES, LOGS):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


LEAF = "convert_to(replace(convert_from(leaf, 'utf8'), 'page7', 'page8'), 'utf8')"


@pytest.mark.parametrize(
    ("statements", "index"),
    [
        ([f"UPDATE {ENTRIES} SET leaf = {LEAF} WHERE index = 7"], 7),
        ([f"UPDATE {ENTRIES} SET leaf = 'not json' WHERE index = 4"], 4),
        ([f"UPDATE {ENTRIES} SET kind = 'page.withdrawn' WHERE index = 2"], 2),
        ([f"UPDATE {NODES} SET hash = 'x' WHERE level = 2 AND index = 1"], 7),
        ([f"DELETE FROM {ENTRIES} WHERE index = 5"], 5),
        ([f"DELETE FROM {ENTRIES} WHERE index = 10"], 10),
        ([f"DELETE FROM {NODES} WHERE completed_by = 9"], 9),
        (
            [f"DELETE FROM {ENTRIES} WHERE index = 10",
             f"DELETE FROM {NODES} WHERE completed_by = 10"],
            10,
        ),
        ([f"UPDATE {LOGS} SET size = 12"], 11),
        (
            [f"UPDATE {ENTRIES} SET index = 99 WHERE index = 3",
             f"UPDATE {ENTRIES} SET index = 3 WHERE index = 4",
             f"UPDATE {ENTRIES} SET index = 4 WHERE index = 99"],
            3,
        ),
    ],
)  # fmt: skip
def test_what_was_changed_behind_the_database_is_named(log, statements, index):
    tamper(*statements)
    log.refresh_from_db()
    with pytest.raises(BadLog) as found:
        verify(log)
    assert found.value.index == index


def test_the_command_checks_every_log_and_names_the_bad_one(log, capsys):
    add(1, bureau="czj")
    call_command("verify_log")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" ")[0] for line in lines] == ["czj", "jsj"]
    root = merkle.root(11, Nodes(log)).hex()
    assert lines[1].endswith(f": 11 entries, root {root}; nothing signed")
    tamper(f"UPDATE {ENTRIES} SET leaf = {LEAF} WHERE index = 7")
    with pytest.raises(CommandError, match="1 of 2 logs"):
        call_command("verify_log")
    shown = capsys.readouterr()
    assert "jsj" in shown.err
    assert "Entry 7: its hash is not the one that was written." in shown.err
    assert shown.out.startswith("czj ")
    with pytest.raises(CommandError, match="'nosuch' has no publication log"):
        call_command("verify_log", bureau="nosuch")
