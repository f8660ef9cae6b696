"""`make demo`: a county with its bureaus on this machine, until Ctrl-C."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sandbox import access
from sandbox.services import state
from sandbox.services.children import stop_leftovers
from sandbox.services.county import Plan, running_county, sandbox_plan
from sandbox.services.errors import SandboxError, cannot_write, is_failed_write
from sandbox.services.interruption import Interrupted, Interruption
from sandbox.services.postgres import PostgresServer
from sandbox.services.progress import Progress

DEFAULT_PORT = 8000
STOP_SECONDS = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo, or with --reset delete what earlier runs left.

    Returns:
        The exit status: 0 when it ran until it was asked to stop, else 1, or 128 + the number of
        the signal that came while it was starting.
    """
    parser = argparse.ArgumentParser(prog="python -m sandbox.demo", description=__doc__)
    parser.add_argument(
        "--reset", action="store_true", help="stop the demo, delete its state folder, and end"
    )
    options = parser.parse_args(arguments)
    folder = state.default_state()
    if options.reset:
        return speak_plainly(lambda: reset(folder), folder)
    return speak_plainly(lambda: run(folder), folder)


def speak_plainly(work: Callable[[], int], folder: Path) -> int:
    """Do `work`; where it fails for a reason outside the program, say so in a sentence."""
    try:
        return work()
    except SandboxError as error:
        print(f"\n{error}", file=sys.stderr)
    except OSError as error:
        if not is_failed_write(error):
            raise
        print(f"\n{cannot_write(folder, error)}", file=sys.stderr)
    return 1


def run(
    folder: Path,
    plan: Callable[[int, Path], Plan] = sandbox_plan,
    access_command: Sequence[str] = access.COMMAND,
) -> int:
    """Start the county in `folder`, print who finds what where, and wait until asked to stop."""
    port = chosen_port()
    progress = Progress()
    progress.say(f"The demo keeps everything it writes in {folder}")
    ready = False
    with Interruption() as interruption:
        try:
            with running_county(
                folder, port, plan(port, folder), interruption, progress
            ) as county:
                print("\n" + access.access_table(access.read_access(county, access_command)))
                progress.say(f"\nReady after {progress.seconds:.0f} s. Ctrl-C stops it.")
                ready = True
                while True:
                    interruption.wait(1)
                    county.check_alive()
        except Interrupted as interrupted:
            progress.say("Stopped.")
            return 0 if ready else 128 + interrupted.signal_number


def reset(folder: Path) -> int:
    """Stop the demo that runs in `folder`, whoever started it, and delete the folder."""
    running = state.holder(folder)
    if running:
        os.kill(running, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while state.holder(folder) and time.monotonic() < deadline:
            time.sleep(0.2)
        if state.holder(folder):
            raise SandboxError(f"The demo (process {running}) did not stop in {STOP_SECONDS} s.")
    stop_leftovers(folder)
    if (folder / "pg").exists():
        PostgresServer(folder).stop()
    state.remove(folder)
    print(f"Deleted {folder}.")
    if os.environ.get("DATABASE_URL"):
        print("The database of DATABASE_URL was not touched; drop it yourself to start over.")
    return 0


def chosen_port() -> int:
    """The port of the variable PORT, else 8000."""
    text = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise SandboxError(f"PORT is '{text}'; it must be a number from 1 to 65535.")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
