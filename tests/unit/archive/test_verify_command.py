"""How the verifier is called, what it prints, and that it is one file."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from disclosure_plugin.archive import verify_archive
from disclosure_plugin.archive.surt import surt_key
from disclosure_plugin.archive.verify_archive import (
    CERTIFICATE_CHECKS,
    COMMANDS,
    SENTENCES,
    index_key,
    main,
)
from tests.unit.archive.forging import (
    write_members,
)
from tests.unit.archive.proved_packages import VKEY

SOURCE = Path(verify_archive.__file__)


def test_exit_status_and_last_line(package, members, capsys):
    assert main(["structure", str(package), "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 13
    assert all(line.startswith("ok  ") for line in lines[:-1])
    assert lines[-1] == "Everything was checked and holds."
    write_members(package, {**members, "README": b""})
    assert main(["structure", str(package), "--lang", "en"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "FAILED  names: The file README does not belong into an archive." in lines
    assert lines[-1] == "Do not rely on this file: 2 of 12 checks FAILED."


@pytest.mark.parametrize(
    "arguments", [[], ["structure"], ["snapshot", "a.wacz"], ["other", "x"], ["entry", "a"]]
)
def test_a_command_that_is_not_understood(arguments):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "通过"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "C"}, "通过"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "ok"),
        ({}, "ok"),
    ],
)
def test_the_language_is_that_of_the_machine(package, monkeypatch, capsys, environment, words):
    for name in ("LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main(["structure", str(package)]) == 0
    assert capsys.readouterr().out.startswith(f"{words}  zip: ")
    assert main(["structure", str(package), "--lang", "zh"]) == 0
    assert capsys.readouterr().out.endswith("全部检查完毕，没有发现问题。\n")


def test_what_a_file_says_cannot_write_lines_of_its_own(package, members, capsys):
    name = "x\nok  all: fine\x1b[1A\u202e"
    write_members(package, {**members, name: b""})
    main(["structure", str(package), "--lang", "en"])
    shown = capsys.readouterr().out
    assert "FAILED  names: The file x\\nok  all: fine\\x1b[1A\\u202e does not" in shown
    assert "\x1b" not in shown
    assert "\nok  all" not in shown


def test_many_problems_are_counted_and_not_all_printed(package, members, capsys):
    many = {f"file-{number}": b"" for number in range(50)}
    write_members(package, {**members, **many})
    assert main(["structure", str(package), "--lang", "en"]) == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if " names: " in line]
    assert len(lines) == 21
    assert lines[-1] == "FAILED  names: … and 30 more like these."


def test_the_file_needs_the_standard_library_and_cryptography_alone():
    imported = set()
    for node in ast.walk(ast.parse(SOURCE.read_text())):
        if isinstance(node, ast.Import):
            imported |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(str(node.module).partition(".")[0])
    assert imported - sys.stdlib_module_names == {"cryptography"}


def test_the_file_runs_by_itself(package, tmp_path):
    copy = tmp_path / "verify_archive.py"
    copy.write_bytes(SOURCE.read_bytes())
    done = subprocess.run(
        [sys.executable, copy, "snapshot", package, "--key", VKEY, "--lang", "zh"],
        env={"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.splitlines()) == 19


def test_every_sentence_is_there_in_both_languages_with_the_same_places():
    source = SOURCE.read_text().partition("\nSENTENCES: ")[0]
    tree = list(ast.walk(ast.parse(source)))
    said = {
        node.args[0].value
        for node in tree
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in ("NotProved", "NotChecked")
        if isinstance(node.args[0], ast.Constant)
    }
    commands = (*COMMANDS.values(), CERTIFICATE_CHECKS)
    good = {f"ok_{name}" for checks in commands for name, _check, _needs in checks}
    texts = {node.value for node in tree if isinstance(node, ast.Constant)}
    assert len(said) > 40
    assert said | good <= SENTENCES.keys()
    assert SENTENCES.keys() - good <= texts
    for english, chinese in SENTENCES.values():
        places = [set(re.findall(r"%\((\w+)\)s", text)) for text in (english, chinese)]
        assert places[0] == places[1], english
        assert re.search(r"[\u4e00-\u9fff]", chinese)
        assert english.isascii() or not re.search(r"[\u4e00-\u9fff]", english)


@pytest.mark.parametrize(
    "address",
    [
        "https://jsj.example.gov.cn/",
        "http://www.example.gov.cn:8080/a/b/?b=2&a=1&a=0",
        "https://WWW2.Example.gov.cn./A//./b/../%E5%85%AC%e7%a4%ba/?Q=%41%2541",
        "https://example.gov.cn/a b%20c/#x",
        "https://例子.测试/路径?问=答",
        "https://example.gov.cn:443?x",
        "http://[::1]:8000/a",
        "https://example.gov.cn/../../a/..",
    ],
)
def test_keys_are_those_that_players_look_for(address):
    assert index_key(address) == surt_key(address)
