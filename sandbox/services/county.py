"""A whole county on this machine: database, broker, migrations, content, web, workers, beat."""

import contextlib
import dataclasses
import http.client
import os
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import celery
import kombu.exceptions

from . import postgres, redis, state
from .children import Child, stop_leftovers
from .errors import SandboxError
from .interruption import Interruption
from .processes import Processes
from .progress import Progress

ADDRESS = "127.0.0.1"
READY_SECONDS = 60
SHARED_VARIABLES = ("DATABASE_URL", "REDIS_URL", "DATA_DIR", "PORT")


@dataclasses.dataclass(frozen=True)
class Plan:
    """The commands that make a county out of a database and a broker.

    Attributes:
        prepare: (what it is called, command), run one after the other before anything starts.
        web: command of the web server; must listen on the port given by PORT.
        workers: node name of each Celery worker → its command.
        beat: command of Celery beat.
        environment: variables for all of them, beside DATABASE_URL, REDIS_URL, DATA_DIR, PORT.
    """

    prepare: Sequence[tuple[str, Sequence[str]]]
    web: Sequence[str]
    workers: dict[str, Sequence[str]]
    beat: Sequence[str]
    environment: dict[str, str] = dataclasses.field(default_factory=dict)


def manage(*arguments: str) -> list[str]:
    """The command line of a management command of the sandbox project."""
    return [sys.executable, str(state.REPOSITORY / "sandbox" / "manage.py"), *arguments]


def sandbox_plan(port: int, folder: Path) -> Plan:
    """The plan of the sandbox project in this repository."""
    app = [sys.executable, "-m", "celery", "-A", "sandbox.config.celery"]

    # Workers of their own for publishing and archive: a long snapshot delays no page that is due.
    # Nor does it take the processor from one; nor do signatures.
    after_the_others = ("nice", "-n", "10")

    def worker(name: str, concurrency: int, *more_queues: str) -> list[str]:
        queues = ",".join((*more_queues, name))
        return [
            *(*app, "worker", "--queues", queues, "--concurrency", str(concurrency)),
            *("--hostname", f"{name}@demo-{port}", "--loglevel", "INFO", "--without-mingle"),
        ]

    return Plan(
        prepare=_preparation(folder),
        web=[
            *(sys.executable, "-m", "gunicorn", "sandbox.config.wsgi:application"),
            # Processes, not threads: a process serves one bureau at a time.
            # Preloaded: three starts of Django would take three times as long.
            *("--bind", f"{ADDRESS}:{port}", "--workers", "3", "--preload"),
            *("--access-logfile", "-", "--no-control-socket"),
        ],
        workers={
            f"publishing@demo-{port}": worker("publishing", 2, "schedule"),
            f"archive@demo-{port}": [*after_the_others, *worker("archive", 1)],
            # No other process is told where the key is.
            f"signing@demo-{port}": [
                *("env", f"LOG_KEY_FILES={folder / 'signing' / 'log.key'}"),
                *after_the_others,
                *worker("signing", 1),
            ],
        },
        beat=[*app, "beat", "--schedule", str(folder / "run" / "beat-schedule"), "--pidfile="],
        environment={"DJANGO_SETTINGS_MODULE": "sandbox.config.settings.demo"},
    )


def _preparation(folder: Path) -> list[tuple[str, list[str]]]:
    """The first time a line for each part; later there is little to do, and one Django does it."""
    if (folder / "static" / "staticfiles.json").exists():
        return [("Tables, static files and content", manage("prepare_demo"))]
    return [
        ("Database tables", manage("prepare_demo", "tables", "key")),
        ("Static files", manage("prepare_demo", "static")),
        ("County, bureaus and content", manage("prepare_demo", "content")),
    ]


@dataclasses.dataclass
class County:
    """A county that runs.

    Attributes:
        state: folder of everything it writes.
        port: of the web server on 127.0.0.1.
        database_url, redis_url: the services it uses.
        env: environment of its processes.
        processes: web, worker-*, beat.
    """

    state: Path
    port: int
    database_url: str
    redis_url: str
    env: dict[str, str]
    processes: Processes
    workers: list[str]
    postgres: postgres.PostgresServer | None
    redis: redis.RedisServer | None

    def get(self, host: str, path: str = "/") -> tuple[int, str]:
        """Fetch a page by HTTP; needs no name resolution.

        Returns:
            Status and body.
        """
        connection = http.client.HTTPConnection(ADDRESS, self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Host": f"{host}:{self.port}"})
            response = connection.getresponse()
            return response.status, response.read().decode("utf-8", "replace")

    def answering_workers(self, patience: float = 1) -> set[str]:
        """The node names of our workers that answer a ping within `patience` seconds."""
        with celery.Celery(broker=self.redis_url, set_as_current=False) as app:
            answers = app.control.ping(destination=self.workers, timeout=patience)
        return {name for answer in answers for name in answer}

    def check_alive(self) -> None:
        """Raise SandboxError when something we started has ended by itself."""
        ended = self.processes.ended()
        if ended is None and self.redis and self.redis.child and not self.redis.child.running:
            ended = self.redis.child
        if ended is not None:
            raise _ended(ended)
        if self.postgres and not self.postgres.running:
            raise SandboxError(
                f"PostgreSQL ended by itself. The last lines of {self.postgres.log}:\n"
                f"{self.postgres.last_lines()}"
            )


@contextlib.contextmanager
def running_county(
    folder: Path, port: int, plan: Plan, interruption: Interruption, progress: Progress
) -> Iterator[County]:
    """Start a county in `folder`, and stop at the end all that was started, last first.

    Raises:
        SandboxError: it cannot start; the message says why and what to do.
        Interrupted: somebody asked to stop meanwhile; what had started is stopped.
    """
    state.prepare(folder)
    with contextlib.ExitStack() as stack:
        stack.enter_context(state.only_one(folder))
        for name in stop_leftovers(folder):
            progress.say(f"Stopped {name}, which an earlier run had left behind.")
        ensure_free(port)
        own_postgres, database_url = _enter_postgres(stack, folder, progress)
        own_redis, redis_url = _enter_redis(stack, folder, progress)
        env = _environment(plan, folder, port, database_url, redis_url)
        state.tell_environment(folder, {name: env[name] for name in SHARED_VARIABLES})
        stack.callback(state.forget_environment, folder)
        for label, command in plan.prepare:
            _run(label, command, folder, env, interruption, progress)
        processes = stack.enter_context(Processes(folder, env, state.REPOSITORY))
        county = County(
            state=folder,
            port=port,
            database_url=database_url,
            redis_url=redis_url,
            env=env,
            processes=processes,
            workers=list(plan.workers),
            postgres=own_postgres,
            redis=own_redis,
        )
        stack.callback(_stop_processes, county, progress)
        _start_processes(county, plan, interruption, progress)
        yield county


@contextlib.contextmanager
def fresh_county(
    progress: Progress, *, prepare: Sequence[tuple[str, Sequence[str]]] = ()
) -> Iterator[County]:
    """Run the demo's county in a temporary folder and at a free port, which both go at the end.

    Args:
        progress: is told what is done.
        prepare: commands in the place of those that fill the demo, as in :class:`Plan`.

    Raises:
        SandboxError, Interrupted: as :func:`running_county`.
    """
    with tempfile.TemporaryDirectory(prefix="county-") as name, Interruption() as interruption:
        folder, port = Path(name), redis.free_port()
        folder.chmod(0o755)  # PostgreSQL runs as another account
        plan = sandbox_plan(port, folder)
        plan = dataclasses.replace(plan, prepare=prepare or plan.prepare)
        with running_county(folder, port, plan, interruption, progress) as county:
            yield county


def ensure_free(port: int) -> None:
    """Raise SandboxError when the web server could not listen on `port`."""
    try:
        socket.create_server((ADDRESS, port)).close()
    except OSError as error:
        raise SandboxError(
            f"Port {port} cannot be used ({os.strerror(error.errno or 0)}). "
            f"Choose another one: make demo PORT={port + 1 if port > 1023 else 8000}"
        ) from error


def _enter_postgres(
    stack: contextlib.ExitStack, folder: Path, progress: Progress
) -> tuple[postgres.PostgresServer | None, str]:
    given = os.environ.get("DATABASE_URL")
    if given:
        with progress.step("PostgreSQL of DATABASE_URL") as note:
            note(postgres.version(given))
        return None, given
    server = postgres.PostgresServer(folder, say=progress.say)
    stack.callback(server.stop)
    with progress.step("PostgreSQL, our own server") as note:
        server.start()
        note(postgres.version(server.url))
    return server, server.url


def _enter_redis(
    stack: contextlib.ExitStack, folder: Path, progress: Progress
) -> tuple[redis.RedisServer | None, str]:
    given = os.environ.get("REDIS_URL")
    if given:
        with progress.step("Redis of REDIS_URL") as note:
            note(redis.version(given))
        return None, given
    server = redis.RedisServer(folder)
    stack.callback(server.stop)
    with progress.step("Redis, our own server") as note:
        server.start()
        note(redis.version(server.url))
    return server, server.url


def _environment(
    plan: Plan, folder: Path, port: int, database_url: str, redis_url: str
) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        **plan.environment,
    }


def _run(
    label: str,
    command: Sequence[str],
    folder: Path,
    env: dict[str, str],
    interruption: Interruption,
    progress: Progress,
) -> None:
    """Run a command to its end, its output into a log file."""
    with progress.step(label):
        interruption.check()
        child = Child("prepare", command, folder, env=env, cwd=state.REPOSITORY)
        try:
            while child.running:
                interruption.wait(0.1)
        finally:
            child.stop()
    if child.returncode:
        raise _ended(child, label)


def _start_processes(
    county: County, plan: Plan, interruption: Interruption, progress: Progress
) -> None:
    with progress.step(f"Web server, {len(plan.workers)} workers, beat"):
        county.processes.start("web", plan.web)
        for node, command in plan.workers.items():
            county.processes.start(_process_name(node), command)
        county.processes.start("beat", plan.beat)
        deadline = time.monotonic() + READY_SECONDS
        while not (_web_answers(county) and _workers_answer(county)):
            county.check_alive()
            if time.monotonic() > deadline:
                raise SandboxError(
                    f"Web server and workers did not answer within {READY_SECONDS} s. "
                    f"Their logs: {county.state / 'logs'}"
                )
            interruption.wait(0.2)


def _stop_processes(county: County, progress: Progress) -> None:
    with progress.step("Stopping what was started"):
        workers = [name for name in county.processes.names if name.startswith("worker-")]
        for group in (["beat"], workers, ["web"]):
            county.processes.stop(*group)


def _process_name(node: str) -> str:
    return f"worker-{node.partition('@')[0]}"


def _web_answers(county: County) -> bool:
    try:
        status, _ = county.get(ADDRESS)
    except (OSError, http.client.HTTPException):
        return False
    if status >= 500:
        raise SandboxError(
            f"The web server answers {status}. Its log: {county.state}/logs/web.log"
        )
    return True


def _workers_answer(county: County) -> bool:
    try:
        return county.answering_workers() == set(county.workers)
    except kombu.exceptions.OperationalError:
        return False


def _ended(child: Child, label: str = "") -> SandboxError:
    return SandboxError(
        f"{label or child.name} ended by itself (exit status {child.returncode}). "
        f"The last lines of {child.log}:\n{child.last_lines()}"
    )
