"""A county served as on a server: the units' processes, PostgreSQL, Redis and nginx."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
import pytest
import redis
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from sandbox.services.children import Child

from .front_server import FrontServer
from .installation import (
    REPOSITORY,
    SERVICES,
    Places,
    filled_in,
    find_nginx,
    service_command,
    service_environment,
    service_lines,
)

DOMAIN = "zwgk.example.org"
BUREAUS = {"jsj": "云岭县住房和城乡建设局", "czj": "云岭县财政局"}
START_SECONDS = 60


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
            [str(REPOSITORY / "deploy" / "run"), *arguments],
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """An installation of its own without services, for tests that only read or check files."""
    return _make_places(tmp_path, "postgresql://nobody@127.0.0.1:1/none", "redis://127.0.0.1:1")


@pytest.fixture(scope="session")
def served_county() -> Iterator[ServedCounty]:
    """Two bureaus behind nginx; everything is stopped in order, and nothing may be left."""
    if not find_nginx():
        pytest.skip("nginx is not installed; on Debian or Ubuntu: apt-get install nginx-light")
    with ExitStack() as stack:
        # A short path: a socket lies below it.
        root = Path(tempfile.mkdtemp(prefix="county-", dir="/tmp"))
        stack.callback(shutil.rmtree, root)
        places = _make_places(
            root, stack.enter_context(_database()), stack.enter_context(_redis())
        )
        environment = service_environment("web", places)
        county = ServedCounty(places, FrontServer(places, DOMAIN), environment)
        _prepare(county)
        stack.enter_context(_running(county))
        yield county


def _make_places(root: Path, database_url: str, redis_url: str) -> Places:
    places = Places(root)
    places.data.mkdir()
    places.run.mkdir()
    places.environment_file.write_text(
        filled_in(
            {
                "SECRET_KEY": secrets.token_urlsafe(50),
                "COUNTY_DOMAIN": DOMAIN,
                "ADMIN_BASE_URL": f"https://{DOMAIN}",
                "DATABASE_URL": database_url,
                "REDIS_URL": redis_url,
                "DATA_DIR": str(places.data),
                "WEB_PROCESSES": "2",
            }
        )
    )
    return places


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
    url = os.environ["REDIS_URL"].rpartition("/")[0] + "/9"
    with redis.Redis.from_url(url) as connection:
        connection.flushdb()
        yield url
        connection.flushdb()


def _prepare(county: ServedCounty) -> None:
    """What deploy/README.md tells to do before the processes are started."""
    county.run("manage", "migrate_schemas", "--shared", "--noinput")
    county.run("manage", "collectstatic", "--noinput")
    for code, name in BUREAUS.items():
        county.run("manage", "create_bureau", code, "--name", name, "--host", county.host(code))


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
        name: [p for p in psutil.process_iter() if _session(p.pid) == child.pid]
        for name, child in children.items()
    }
    for child in children.values():
        child.ask_to_stop()
    for name, processes in members.items():
        _, alive = psutil.wait_procs(processes, timeout=30)
        assert not alive, f"{name} did not end: {alive}"
        assert children[name].returncode == 0, county.log(name)


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None
