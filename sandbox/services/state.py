"""The one folder that holds everything the sandbox writes."""

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from .errors import SandboxError, cannot_write

REPOSITORY = Path(__file__).resolve().parents[2]
MARKER = "demo.lock"
ENVIRONMENT = "run/environment.json"

# A fresh demo with five bureaus takes about 150 MB, half of it PostgreSQL's write-ahead log;
# the rest is room for uploads and snapshots.
ROOM_NEEDED = 400 * 1024 * 1024


def default_state() -> Path:
    """The folder named by DEMO_STATE, else `.sandbox` at the root of the repository."""
    return Path(os.environ.get("DEMO_STATE") or REPOSITORY / ".sandbox").expanduser().absolute()


def prepare(state: Path, room: int = ROOM_NEEDED) -> None:
    """Make the state folder, or accept the one that stands there.

    Args:
        state: the folder; parents are made too.
        room: bytes that must be free on its disk.

    Raises:
        SandboxError: it cannot be written, holds something else, or the disk is nearly full.
    """
    marker = state / MARKER
    try:
        state.mkdir(parents=True, exist_ok=True)
        if not marker.exists() and any(state.iterdir()):
            raise SandboxError(
                f"{state} holds files that the demo did not make. "
                "Set DEMO_STATE to an empty folder or one that does not exist."
            )
        marker.touch()
        for name in ("logs", "run", "media"):
            (state / name).mkdir(exist_ok=True)
        free = shutil.disk_usage(state).free
    except OSError as error:
        raise cannot_write(state, error) from error
    if free < room:
        raise SandboxError(
            f"Only {free // 2**20} MB are free on the disk of {state}, the demo needs "
            f"{room // 2**20} MB. Free some space, or set DEMO_STATE to a folder on another disk."
        )


def tell_environment(state: Path, environment: Mapping[str, str]) -> None:
    """Let management commands find the services of the demo that runs in this folder.

    Args:
        state: the demo's folder.
        environment: the variables by which the services are found; they hold a password.
    """
    file = state / ENVIRONMENT
    file.touch(mode=0o600)
    file.write_text(json.dumps(dict(environment)))


def forget_environment(state: Path) -> None:
    """The services are about to stop."""
    (state / ENVIRONMENT).unlink(missing_ok=True)


def told_environment(state: Path) -> dict[str, str]:
    """The variables of the demo that runs in this folder; empty when none runs."""
    try:
        environment: dict[str, str] = json.loads((state / ENVIRONMENT).read_text())
    except (OSError, ValueError):
        return {}
    return environment


@contextlib.contextmanager
def only_one(state: Path) -> Iterator[None]:
    """Hold the state folder for this process; the kernel lets go of it even after SIGKILL.

    Raises:
        SandboxError: another demo runs in the same folder.
    """
    with (state / MARKER).open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SandboxError(
                f"A demo already runs in {state} (process {file.read().strip() or 'unknown'}). "
                "Stop it with Ctrl-C in its terminal, or set DEMO_STATE to another folder."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def holder(state: Path) -> int | None:
    """The id of the process that holds the state folder, or None when nobody does."""
    try:
        file = (state / MARKER).open("r+")
    except OSError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            text = file.read().strip()
            return int(text) if text.isdigit() else None
    return None


def remove(state: Path) -> None:
    """Delete the state folder with everything in it; a folder that is not ours stays.

    Raises:
        SandboxError: the folder was not made by the demo, or cannot be deleted.
    """
    if not state.exists():
        return
    if not (state / MARKER).exists():
        raise SandboxError(f"{state} was not made by the demo, so it is not deleted.")
    try:
        shutil.rmtree(state)
    except OSError as error:
        raise cannot_write(state, error) from error
