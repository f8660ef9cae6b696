"""What the drill prints: a line for each check and each forgery."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line.

    Attributes:
        number: of the check, or letter of the forgery.
        what: was asked or done.
        said: what came out.
        holds: whether that is what must come out.
    """

    number: str
    what: str
    said: str
    holds: bool

    def __str__(self) -> str:
        verdict = "yes" if self.holds else "**NO**"
        cells = (self.number, self.what, self.said, verdict)
        # A bar in what a program printed would begin another cell.
        return f"| {' | '.join(cell.replace('|', '¦') for cell in cells)} |"


def table(head: tuple[str, str, str, str], lines: list[Line]) -> str:
    """Return a Markdown table."""
    return "\n".join(
        [f"| {' | '.join(head)} |", "|---|---|---|---|", *(str(line) for line in lines)]
    )
