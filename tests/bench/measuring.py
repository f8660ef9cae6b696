"""What every benchmark shares: measure, compare with a peer and a goal, print a table."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """Seconds of each run of one way to do something."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.seconds)

    def __str__(self) -> str:
        runs = len(self.seconds)
        unit, scale = ("s", 1) if self.median >= 0.01 else ("ms", 1000)
        said = f"{self.median * scale:.3f} {unit}"
        if runs == 1:
            return f"{said} (one run)"
        spread = f"{min(self.seconds) * scale:.3f}–{max(self.seconds) * scale:.3f}"
        return f"{said} ({spread}, {runs} runs)"


@dataclass(frozen=True)
class Comparison:
    """Ours against one peer: how many times as fast, and how many times it must be."""

    what: str
    ours: Figure
    peer: Figure
    goal: float

    @property
    def ratio(self) -> float:
        return self.peer.median / self.ours.median

    @property
    def holds(self) -> bool:
        return self.ratio >= self.goal


def measure(name: str, runs: int, work: Callable[[], object]) -> Figure:
    """Run the work and return the seconds of each run; nothing else may be inside."""
    seconds = []
    for _run in range(runs):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return Figure(name, tuple(seconds))


def measure_in_turn(runs: int, *ways: tuple[str, Callable[[], object]]) -> list[Figure]:
    """Run one way after the other, and all of them again: what disturbs one disturbs all.

    Args:
        runs: how often each way is run.
        ways: the name of each and its work.
    """
    rounds = [[measure(name, 1, work).median for name, work in ways] for _run in range(runs)]
    return [
        Figure(name, tuple(seconds))
        for (name, _work), seconds in zip(ways, zip(*rounds, strict=True), strict=True)
    ]


def table(comparisons: list[Comparison]) -> str:
    """Return a Markdown table, a row each."""
    lines = [
        "| What | Ours | Peer | Its time | Ratio | Goal | Holds |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in comparisons:
        lines.append(
            f"| {one.what} | {one.ours} | {one.peer.name} | {one.peer} "
            f"| {_times(one.ratio)} | ≥ {one.goal:g}× | {'yes' if one.holds else 'no'} |"
        )
    return "\n".join(lines)


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}×" if ratio >= 100 else f"{ratio:.1f}×" if ratio >= 3 else f"{ratio:.2f}×"
