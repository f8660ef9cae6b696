"""What became of the items of a scenario, counted in the database, in the log and over HTTP."""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS = (
    "Scenario", "Items", "Public", "Laid aside", "Twice", "Lost", "Early", "Withdrawn seen again",
    "Log entries", "Delay median", "Delay worst",
)  # fmt: skip


@dataclass(frozen=True)
class Count:
    """One row of the table.

    Attributes:
        items: how many were due.
        public: how many the register, the log and the site know as public.
        parked: how many were laid aside for a person to look at.
        twice: how many were published more than once.
        early: how many were public before their moment.
        again: how often a page that had been withdrawn was seen.
        entries: of the bureau's publication log, verified; those of snapshots are left out.
        delays: seconds from the moment to the publication, in order.
    """

    scenario: str
    items: int
    public: int
    parked: int
    twice: int
    early: int
    again: int
    entries: int
    delays: tuple[float, ...]

    @property
    def lost(self) -> int:
        return self.items - self.public - self.parked

    def cells(self) -> list[str]:
        numbers = (
            self.items, self.public, self.parked, self.twice, self.lost, self.early, self.again,
            self.entries,
        )  # fmt: skip
        median, worst = self.delays[len(self.delays) // 2], self.delays[-1]
        return [self.scenario, *map(str, numbers), f"{median:.1f} s", f"{worst:.1f} s"]


def table(counts: list[Count]) -> str:
    """Return the counts as a table in Markdown."""
    rows = [list(COLUMNS), ["---", *["---:"] * (len(COLUMNS) - 1)]]
    rows += [count.cells() for count in counts]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
