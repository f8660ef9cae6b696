"""Probes: attacks of one bureau on another, that must get nothing.

Every app that keeps something of a bureau adds its own, in a module ``tenancy_probes.py``::

    @probe("minutes", "Minutes of meetings", guards=["MinutesView asks its own schema"])
    def minutes(trial: Trial) -> Iterator[str]:
        for own, other in trial.directions():
            answer = trial.editor(own).get(f"/minutes/{other.keys['minutes']}/")
            yield from trial.secrets_in(answer, of=other, where=own)

``tenancy_doctor`` finds the module, runs the probe and prints every sentence it yields as a
leak. Without tenants nobody asks for the probes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol


class NotApplicable(Exception):
    """This probe has nothing to look at here; the message says why."""


@dataclass(frozen=True)
class Target:
    """One of the two bureaus that are set against each other.

    Attributes:
        code: its code.
        host: host name of its site, without port.
        secrets: texts that stand in this bureau only; one that turns up at another is a leak.
            Empty on a live installation, whose texts nobody knows to be secret.
        keys: primary keys of its objects, by kind; the same in both seeded bureaus.
        paths: addresses on its site that it has and the other lacks, or that both have.
        files: names in its storages, by kind.
        username, password: its administrator; empty on a live installation.
    """

    code: str
    host: str
    secrets: tuple[str, ...] = ()
    keys: Mapping[str, int] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    username: str = ""
    password: str = ""


class Asking(Protocol):
    """Somebody at the site of one bureau; keeps cookies as a browser does.

    Answers are Django's, never an exception: a view that fails answers 500.
    """

    @property
    def cookies(self) -> Any: ...

    def get(self, path: str, **headers: str) -> Any: ...

    def post(self, path: str, data: dict[str, str], **headers: str) -> Any: ...


class Trial(Protocol):
    """What a probe is given.

    Attributes:
        a, b: the two bureaus.
        read_only: on a live installation: nothing may be written, and nothing can be.
    """

    a: Target
    b: Target
    read_only: bool

    def directions(self) -> Iterator[tuple[Target, Target]]:
        """Yield both bureaus twice: the one that asks, and the one that must not be heard."""
        ...

    def activate(self, target: Target) -> AbstractContextManager[None]:
        """Run a block in the name of one bureau."""
        ...

    def visitor(self, target: Target, *, host: str = "") -> Asking:
        """Return somebody new at a bureau's site, or at another host."""
        ...

    def editor(self, target: Target) -> Asking:
        """Return the bureau's administrator, signed in at its host."""
        ...

    def secrets_in(self, answer: Any, *, of: Target, where: Target) -> Iterator[str]:
        """Yield a leak for an answer that holds a secret, and for one that is an error (500)."""
        ...

    def look(self) -> None:
        """Count one thing that was looked at; requests count themselves."""
        ...


Run = Callable[[Trial], Iterable[str]]


@dataclass(frozen=True)
class Probe:
    """One kind of attack.

    Attributes:
        id: short name, for ``tenancy_doctor --probe``.
        title: what is attacked, for people.
        guards: what keeps the attack from getting anything.
        run: yields a sentence for each leak; must look at something, or raise NotApplicable.
        read_only: whether it writes nothing, so that it may run on a live installation.
        slow: whether it takes seconds rather than a fraction of one.
    """

    id: str
    title: str
    guards: tuple[str, ...]
    run: Run
    read_only: bool
    slow: bool


_probes: dict[str, Probe] = {}


def probe(
    id: str,
    title: str,
    *,
    guards: Sequence[str],
    read_only: bool = False,
    slow: bool = False,
) -> Callable[[Run], Run]:
    """Register the decorated function as a probe.

    Args:
        id, title, guards, read_only, slow: see :class:`Probe`.

    Raises:
        ValueError: another probe has this id.
    """

    def register(run: Run) -> Run:
        if id in _probes and _probes[id].run.__module__ != run.__module__:
            raise ValueError(f"Two probes are called {id!r}.")
        _probes[id] = Probe(id, title, tuple(guards), run, read_only, slow)
        return run

    return register


def probes() -> list[Probe]:
    """Return all registered probes, in order of their ids."""
    return [_probes[key] for key in sorted(_probes)]


def forget(id: str) -> None:
    """Take a probe back; for tests."""
    _probes.pop(id, None)
