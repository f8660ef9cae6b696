"""A `wagtail start` project in an empty environment, with the plugin's wheel added to it."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import conninfo, sql

from sandbox.services.redis import free_port

BUREAU = "jsj"
BUREAU_NAME = "云岭县住房和城乡建设局"
ADMINISTRATOR = "administrator"
SIGNERS = ("signer", "leader")
PASSWORD = f"only-for-this-run-{secrets.token_hex(8)}"

# What a person adds to the project that `wagtail start` makes.
LOCAL_SETTINGS = """
from .base import INSTALLED_APPS, MIDDLEWARE, STORAGES, TEMPLATES, BASE_DIR

INSTALLED_APPS = [
    "disclosure_plugin.register",
    "disclosure_plugin.snapshots",
    "disclosure_plugin",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    *INSTALLED_APPS,
]
MIDDLEWARE = [*MIDDLEWARE, "disclosure_plugin.admin.refusals.RefusalMiddleware"]
DATABASES = {{"default": {database!r}}}
for name, address in (
    ("private", "/uploads/"),
    ("public", None),
    ("archive", None),
    ("evidence", None),
):
    STORAGES[f"disclosure_{{name}}"] = {{
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {{"location": BASE_DIR / name, "base_url": address}},
    }}
WAGTAILDOCS_DOCUMENT_MODEL = "disclosure_plugin.DisclosureDocument"
WAGTAILIMAGES_IMAGE_MODEL = "disclosure_plugin.DisclosureImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "disclosure_plugin.editor.image_forms.DisclosureImageForm"
DISCLOSURE = {{"BUREAU_CODE": {bureau!r}, "ORGANISATION_CODE": "11539999000000002B"}}
CELERY_BROKER_URL = {broker!r}
CELERY_TASK_DEFAULT_QUEUE = {queue!r}
from disclosure_plugin.snapshots.schedule import BEAT_SCHEDULE
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
"""
SQLITE_SETTINGS = """
from .dev import *

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
"""
CELERY_APPLICATION = """
import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings.dev")
app = Celery("mysite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
"""
ADDRESSES_OF_SEARCH = '    path("search/", search_views.search, name="search"),\n'
ADDRESSES_OF_ADMIN = '    path("admin/", include(wagtailadmin_urls)),\n'
ADDRESSES_OF_ACCOUNTS = '    path("admin/", include("disclosure_plugin.admin.urls")),\n'
ADDRESSES_OF_PLUGIN = (
    '    path("", include("disclosure_plugin.urls")),\n'
    '    path("archive/", include("disclosure_plugin.snapshots.urls")),\n'
)


class WagtailProject:
    """The project ``mysite`` in ``folder``, with an environment and a database of its own.

    Args:
        folder: an empty folder; everything is written there.
        database_url: the PostgreSQL database of the project.
        broker_url: the Redis that Celery uses.
    """

    def __init__(self, folder: Path, *, database_url: str, broker_url: str) -> None:
        self.folder = folder
        self.root = folder / "mysite"
        self.python = folder / "env" / "bin" / "python"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self._database_url = database_url
        self._broker_url = broker_url
        self._queue = f"matrix-{secrets.token_hex(4)}"

    def install(self, wheel: Path, wagtail: str, *more: str) -> None:
        """Install the wheel beside a Wagtail; pip takes them from where it always does."""
        run(sys.executable, "-m", "venv", "--without-pip", str(self.folder / "env"))
        run(
            *(sys.executable, "-m", "pip", "--python", str(self.python), "install", "--quiet"),
            *("--disable-pip-version-check", wagtail, "Django~=5.2.0"),
            *("psycopg[binary]", "gunicorn", *more, str(wheel)),
        )

    def start_project(self) -> None:
        """Run `wagtail start` and add the plugin as its documentation says."""
        run(str(self.python.with_name("wagtail")), "start", "mysite", cwd=self.folder)
        package = self.root / "mysite"
        (package / "settings" / "local.py").write_text(
            LOCAL_SETTINGS.format(
                database=django_database(self._database_url),
                bureau=BUREAU,
                broker=self._broker_url,
                queue=self._queue,
            )
        )
        (package / "settings" / "sqlite.py").write_text(SQLITE_SETTINGS)
        (package / "celery.py").write_text(CELERY_APPLICATION)
        (package / "__init__.py").write_text("from .celery import app\n")
        addresses = (package / "urls.py").read_text()
        assert ADDRESSES_OF_SEARCH in addresses
        assert ADDRESSES_OF_ADMIN in addresses
        addresses = addresses.replace(
            ADDRESSES_OF_ADMIN, ADDRESSES_OF_ACCOUNTS + ADDRESSES_OF_ADMIN
        )
        (package / "urls.py").write_text(
            addresses.replace(ADDRESSES_OF_SEARCH, ADDRESSES_OF_SEARCH + ADDRESSES_OF_PLUGIN)
        )

    def set_up(self) -> None:
        """Make the tables, the bureau's site and two superusers: one writes, one approves."""
        self.manage("migrate", "--verbosity", "0")
        self.manage("set_up_disclosure", "--name", BUREAU_NAME, "--address", self.address)
        for name in (ADMINISTRATOR, *SIGNERS):
            self.manage(
                *("createsuperuser", "--noinput"),
                *("--username", name, "--email", f"{name}@example.org"),
                DJANGO_SUPERUSER_PASSWORD=PASSWORD,
            )

    def manage(self, *arguments: str, **variables: str) -> str:
        """Run a management command that must succeed; return what it printed."""
        return run(str(self.python), "manage.py", *arguments, cwd=self.root, **variables)

    @contextlib.contextmanager
    def serving(self) -> Iterator[None]:
        """Serve the project with gunicorn for as long as the context lasts."""
        options = ["--bind", f"127.0.0.1:{self.port}", "--timeout", "60", "mysite.wsgi"]
        with self._process("gunicorn", *options) as (process, log):
            wait_for_answer(f"{self.address}admin/login/", process, log)
            yield

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """Run one Celery worker of the project, with beat, for as long as the context lasts."""
        options = ["-A", "mysite", "worker", "--pool", "solo", "--loglevel", "INFO"]
        options += ["--beat", "--schedule", str(self.folder / "beat-schedule")]
        with self._process("celery", *options):
            yield

    @contextlib.contextmanager
    def _process(self, program: str, *options: str) -> Iterator[tuple[subprocess.Popen, Path]]:
        log = self.folder / f"{program}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [str(self.python), "-m", program, *options],
                cwd=self.root,
                env=environment(),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            yield process, log
        finally:
            process.terminate()
            process.wait(30)


@contextlib.contextmanager
def own_database(server_url: str) -> Iterator[str]:
    """A fresh database on the server of another one; it goes with the context."""
    name = f"matrix_{secrets.token_hex(6)}"
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield conninfo.make_conninfo(server_url, dbname=name)
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def django_database(database_url: str) -> dict[str, str]:
    """Return a connection as an entry of Django's DATABASES setting."""
    given = conninfo.conninfo_to_dict(database_url)
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    entry = {"ENGINE": "django.db.backends.postgresql", "PORT": str(given.get("port", ""))}
    return entry | {name: str(given.get(key, "")) for name, key in names.items()}


def environment(**variables: str) -> dict[str, str]:
    """Return this process's variables without those that point to this repository."""
    ours = ("PYTHONPATH", "DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "DATA_DIR")
    return {name: value for name, value in os.environ.items() if name not in ours} | variables


def completed(*command: str, cwd: Path | None = None, **variables: str) -> tuple[int, str]:
    """Run a command to its end; return its status and everything it printed."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


def run(*command: str, cwd: Path | None = None, **variables: str) -> str:
    """Run a command that must succeed; return what it printed."""
    status, said = completed(*command, cwd=cwd, **variables)
    assert status == 0, f"{' '.join(command)} ended with {status}:\n{said}"
    return said


def wait_for_answer(url: str, process: subprocess.Popen, log: Path, seconds: float = 60) -> None:
    """Wait until a server that was just started answers."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=30):
                return
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
        assert process.poll() is None, f"The server ended:\n{log.read_text()}"
        assert time.monotonic() < deadline, f"Nobody answers at {url}:\n{log.read_text()}"
        time.sleep(0.2)
