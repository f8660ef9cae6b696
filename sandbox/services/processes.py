"""The named processes of one county: web, workers, beat."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from .children import Child
from .errors import SandboxError


class Processes:
    """Starts, watches and stops named processes; as a context it stops all at the end.

    Each writes to `logs/NAME.log` of the state folder.
    """

    def __init__(self, state: Path, env: Mapping[str, str], cwd: Path) -> None:
        self._state = state
        self._env = env
        self._cwd = cwd
        self._children: dict[str, Child] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for name in reversed(self.names):
            self.stop(name)

    @property
    def names(self) -> list[str]:
        """In the order of their start."""
        return list(self._children)

    def __getitem__(self, name: str) -> Child:
        return self._children[name]

    def start(self, name: str, command: Sequence[str]) -> Child:
        """Start a process under a name that no running process has."""
        if name in self._children and self._children[name].running:
            raise SandboxError(f"{name} runs already.")
        child = Child(name, command, self._state, env=self._env, cwd=self._cwd)
        self._children.pop(name, None)
        self._children[name] = child
        return child

    def stop(self, *names: str) -> None:
        """End processes in order (SIGTERM, then by force), all of them at the same time.

        Names of processes that were never started, or are stopped already, are passed over.
        """
        children = [self._children.pop(name) for name in names if name in self._children]
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.stop()

    def kill(self, name: str) -> None:
        """SIGKILL a process and everything it started, as a crash would."""
        self._children.pop(name).kill()

    def ended(self) -> Child | None:
        """A process that ended although nobody stopped it, or None."""
        return next((child for child in self._children.values() if not child.running), None)
