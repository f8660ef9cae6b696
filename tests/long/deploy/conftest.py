"""A county served as on a server: the units' processes, PostgreSQL, Redis and nginx."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import psutil
import psycopg
import pytest
import redis
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from sandbox.services.children import Child
from tests.factories.credit_codes import CREDIT_CODES
from tests.integration.deploy.front_server import FrontServer
from tests.integration.deploy.installation import (
    REPOSITORY,
    SERVICES,
    Places,
    find_nginx,
    make_places,
    service_command,
    service_environment,
    service_lines,
)

DOMAIN = "zwgk.example.org"
BUREAUS = {"jsj": "云岭县住房和城乡建设局", "czj": "云岭县财政局"}
START_SECONDS = 60
STOP_SECONDS = 30  # TimeoutStopSec= of most units


@dataclass
class ServedCounty:
    """A county that answers over HTTPS.

    Attributes:
        front: nginx, by which visitors come in.
        logs: of each process.
        environment: of the web process.
    """

    places: Places
    front: FrontServer
    environment: dict[str, str]

    def host(self, bureau: str) -> str:
        return f"{bureau}.{DOMAIN}"

    def log(self, name: str) -> str:
        return (self.places.root / "logs" / f"{name}.log").read_text()

    def run(self, *arguments: str, **variables: str) -> str:
        """A command of deploy/run, as typed by the county's administrator; its output."""
        done = subprocess.run(
            [str(self.places.program / "deploy" / "run"), *arguments],
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr


@pytest.fixture(scope="session")
def served_county() -> Iterator[ServedCounty]:
    """Two bureaus behind nginx; everything is stopped in order, and nothing may be left."""
    if not find_nginx():
        pytest.skip("nginx is not installed; on Debian or Ubuntu: apt-get install nginx-light")
    with ExitStack() as stack:
        # A short path: a socket lies below it.
        root = Path(tempfile.mkdtemp(prefix="county-", dir="/tmp"))
        stack.callback(shutil.rmtree, root)
        places = make_places(
            root,
            domain=DOMAIN,
            database_url=stack.enter_context(_database()),
            redis_url=stack.enter_context(_redis()),
            program=_install_program(root / "program"),
        )
        environment = service_environment("web", places)
        county = ServedCounty(places, FrontServer(places, DOMAIN), environment)
        _prepare(county)
        stack.enter_context(_running(county))
        yield county


def _install_program(folder: Path) -> Path:
    """The repository's own files with the locked packages of production and no others."""
    listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    files = subprocess.run(listed, cwd=REPOSITORY, check=True, capture_output=True).stdout
    for name in files.decode().rstrip("\0").split("\0"):
        if (REPOSITORY / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, folder / name)
    subprocess.run([sys.executable, "-m", "venv", ".venv"], cwd=folder, check=True)
    done = subprocess.run(
        [
            *(".venv/bin/pip", "install", "--quiet", "--require-hashes"),
            *("--only-binary", ":all:", "-r", "requirements/server.txt"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@contextmanager
def _database() -> Iterator[str]:
    """A database whose owner has no other right, as deploy/README.md makes it."""
    name = f"county_{secrets.token_hex(4)}"
    server = os.environ["DATABASE_URL"]
    given = conninfo_to_dict(server)
    with psycopg.connect(server, autocommit=True) as connection:
        identifier = sql.Identifier(name)
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(identifier, sql.Literal(name))
        )
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(identifier, identifier))
        try:
            port = f"&port={given['port']}" if given.get("port") else ""
            host = quote(str(given.get("host", "127.0.0.1")), safe="/")
            yield f"postgresql://{name}:{name}@/{name}?host={host}{port}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))
            connection.execute(sql.SQL("DROP ROLE {}").format(identifier))


@contextmanager
def _redis() -> Iterator[str]:
    """A database of the test's Redis that no other test uses."""
    url = urlsplit(os.environ["REDIS_URL"])._replace(path="/9").geturl()
    with redis.Redis.from_url(url) as connection:
        assert connection.dbsize() == 0, f"Database 9 of {url} is in use; it is kept as it is."
        yield url
        connection.flushdb()


def _prepare(county: ServedCounty) -> None:
    """What deploy/README.md tells to do before the processes are started."""
    county.run("manage", "migrate_bureaus")
    county.run("manage", "generate_log_key", str(county.places.signing / "log.key"))
    county.run("manage", "collectstatic", "--noinput")
    for code, name in BUREAUS.items():
        place = ["--host", county.host(code), "--credit-code", CREDIT_CODES[code]]
        county.run("manage", "create_bureau", code, "--name", name, *place)


@contextmanager
def _running(county: ServedCounty) -> Iterator[None]:
    children: dict[str, Child] = {}
    notices = county.places.root / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(str(notices))
        notify.settimeout(START_SECONDS)
        try:
            for name in SERVICES:
                children[name] = _start(name, county.places, str(notices))
                if service_lines(name, county.places).get("Type") == ["notify"]:
                    _wait_until_ready(notify)
            children["nginx"] = county.front.start()
            yield
            _stop_in_order(children, county)
        finally:
            for child in children.values():
                child.kill()


def _start(name: str, places: Places, notices: str) -> Child:
    return Child(
        name,
        service_command(name, places),
        places.root,
        env={**service_environment(name, places), "NOTIFY_SOCKET": notices},
        cwd=Path(service_lines(name, places)["WorkingDirectory"][0]),
    )


def _wait_until_ready(notify: socket.socket) -> None:
    """Wait for what a unit of Type=notify tells systemd."""
    while b"READY=1" not in notify.recv(4096):
        pass


def _stop_in_order(children: dict[str, Child], county: ServedCounty) -> None:
    """SIGTERM to each main process alone, as KillMode=mixed does; nothing may need force."""
    members = {
        name: [p for p in psutil.process_iter() if _session(p.pid) == child.pid != p.pid]
        for name, child in children.items()
    }
    for child in children.values():
        child.ask_to_stop()
    deadline = time.monotonic() + STOP_SECONDS
    for name, child in children.items():
        while child.running and time.monotonic() < deadline:
            time.sleep(0.1)
        assert child.returncode == 0, f"{name}: {child.returncode}\n{county.log(name)}"
        _, alive = psutil.wait_procs(members[name], timeout=1)
        assert not alive, f"{name} left processes behind: {alive}"


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None
