"""Run a program of somebody else, and keep what it said."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LONGEST_SECONDS = 600
LONGEST_LINE = 160


@dataclass(frozen=True)
class Said:
    """What came out of a program.

    Attributes:
        status: its exit status.
        text: all it printed.
    """

    status: int
    text: str

    @property
    def last_line(self) -> str:
        """The last line that is not empty, cut where it is very long."""
        lines = [line.strip() for line in self.text.splitlines() if line.strip()]
        return shortened(lines[-1]) if lines else ""


def run(
    *command: str | Path, folder: Path | None = None, env: Mapping[str, str] | None = None
) -> Said:
    """Run a program to its end.

    Args:
        command: the program and its arguments.
        folder: where it runs; None: here.
        env: its variables; None: ours.
    """
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=None if env is None else dict(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=LONGEST_SECONDS,
        check=False,
    )
    return Said(done.returncode, done.stdout)


def outcome(parts: Sequence[Said]) -> Said:
    """Put together what a program said of several files; the worst status counts."""
    return Said(max(part.status for part in parts), "".join(part.text for part in parts))


def shortened(text: str) -> str:
    """Return a line that fits into a table."""
    return text if len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE]}…"
