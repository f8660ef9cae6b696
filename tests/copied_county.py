"""A county of its own for work that ends with dropped schemas and deleted folders."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.db import connection
from psycopg import sql

from disclosure_plugin.actions.backups.database import Database
from disclosure_plugin.actions.backups.installation import Installation, this_installation
from sandbox.services.state import REPOSITORY

FOLDERS = ("private", "public", "archive", "evidence")

# Pages, a document, an image with a rendition and an archive file for every bureau.
FILL = """
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.snapshots.models import Snapshot
from tests.factories.pages import ItemFactory, SummaryFactory
from tests.factories.uploads import pdf
from tests.factories.users import UserFactory
for code in bureaus.every_code():
    with bureaus.activate(code):
        ItemFactory(published=True, title=f"{code} 的收费标准")
        SummaryFactory(published=True)
        UserFactory(username="bianji", role=EDITORS)
        image = get_image_model().objects.create(title="路", file=get_test_image_file("路.png"))
        image.get_rendition("width-50")
        get_document_model().objects.create(
            title="通知", file=ContentFile(pdf(f"{code} 通知" * 999), "通知.pdf"))
        Snapshot(reason="REQUESTED", state="COMPLETE").file.save(
            "一.wacz", ContentFile(f"archive of {code}".encode()))
print("{}")
"""


@dataclass(frozen=True)
class CopiedCounty:
    """A database and folders; commands run on them in processes of their own."""

    database: str
    data: Path

    @property
    def environment(self) -> dict[str, str]:
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{self.database}").geturl()
        # A database of Redis that no other test uses: a restore empties it.
        redis = urlsplit(os.environ["REDIS_URL"])._replace(path="/8").geturl()
        return {
            **os.environ,
            "DATABASE_URL": url,
            "REDIS_URL": redis,
            "DATA_DIR": str(self.data),
            "DJANGO_SETTINGS_MODULE": "tests.settings.tenants",
            "PYTHONPATH": str(REPOSITORY),
        }

    def python(self, code: str) -> dict:
        """Run code on this county; what it prints as JSON."""
        started = "import django; django.setup()\n"
        done = self._run([sys.executable, "-c", started + code])
        assert done.returncode == 0, done.stderr
        answer: dict = json.loads(done.stdout.splitlines()[-1])
        return answer

    def fill_with_tables(self) -> None:
        """Give an empty county the tables of one without bureaus."""
        done = self._run([sys.executable, "-m", "tests.tables"])
        assert done.returncode == 0, done.stderr

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run(self.command(*arguments))

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(REPOSITORY / "sandbox" / "manage.py"), *arguments]

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            env=self.environment,
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def installation(self) -> Installation:
        """The same for a call in this process."""
        here = this_installation()
        parameters = {**connection.get_connection_params(), "dbname": self.database}
        programs = here.database._programs
        folders = {alias: self.data / folder.name for alias, folder in here.folders.items()}
        return Installation(Database(parameters, programs), folders, [])

    def files(self) -> dict[str, tuple[str, int, int]]:
        """Path → digest, mode and time of every file in the storages."""
        return {
            str(path.relative_to(self.data)): (
                hashlib.sha256(path.read_bytes()).hexdigest(),
                path.stat().st_mode,
                int(path.stat().st_mtime),
            )
            for name in FOLDERS
            for path in (self.data / name).rglob("*")
            if path.is_file()
        }

    def rows(self) -> dict[str, str]:
        """Table → digest of its rows."""
        with psycopg.connect(self.environment["DATABASE_URL"]) as county:
            tables = county.execute(
                "SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^pg_'"
                " AND schemaname <> 'information_schema' ORDER BY 1, 2"
            ).fetchall()
            question = "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t"
            return {
                ".".join(table): str(
                    county.execute(sql.SQL(question).format(sql.Identifier(*table))).fetchone()
                )
                for table in tables
            }


@contextmanager
def copied_county(name: str, data: Path, *, empty: bool = False) -> Iterator[CopiedCounty]:
    """Copy the county of the test run, or make an empty place for one."""
    origin = "template1" if empty else connection.settings_dict["NAME"]
    connection.close()  # nobody may be connected to what is copied
    server_url = urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres").geturl()
    new = sql.Identifier(name)
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(new))
        others = _still_connected(server, origin)
        assert not others, others
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(new, sql.Identifier(origin))
        )
        try:
            yield CopiedCounty(name, data)
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(new))


def _still_connected(server: psycopg.Connection, database: str) -> list[tuple]:
    """Say who keeps a database from being copied: a test that left a connection open."""
    return server.execute(
        "SELECT state, backend_start, query FROM pg_stat_activity WHERE datname = %s"
        " AND backend_type = 'client backend'",
        [database],
    ).fetchall()


def nothing_there(place: CopiedCounty) -> bool:
    return not place.rows() and not place.files()
