"""A commitment list as it is read: what is promised, since when, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from disclosure_plugin.domain.case_statistics import Tally, half_days, percent
from disclosure_plugin.domain.commitments import Promise
from disclosure_plugin.models import CaseAssessment

# Up to here each broken promise is drawn; above, the number says enough.
MOST_SQUARES = 20
# The bar is this many parts wide; a broken promise is seen, however few there are.
BAR, BAR_GAP, BAR_LEAST = 720, 4, 16


@dataclass(frozen=True)
class Told:
    """Figures of some cases, as they are printed.

    Attributes:
        tally: what they are reckoned from.
        unit: of the days; empty where they have different ones.
    """

    tally: Tally
    unit: str = ""

    @property
    def rate(self) -> str:
        return percent(self.tally.rate)

    @property
    def median(self) -> str:
        return half_days(self.tally.median)

    @property
    def squares(self) -> range:
        """One for each broken promise, where they can be counted by eye."""
        return range(self.tally.broken if self.tally.broken <= MOST_SQUARES else 0)

    @property
    def bar(self) -> tuple[int, int, int]:
        """Width of the kept part, where the broken part begins, and its width."""
        broken = 0
        if self.tally.broken:
            part = BAR * self.tally.broken // self.tally.handled
            broken = min(max(part, BAR_LEAST), BAR if not self.tally.kept else BAR - BAR_LEAST)
        gap = BAR_GAP if broken and self.tally.kept else 0
        return BAR - broken - gap if self.tally.kept else 0, BAR - broken, broken


@dataclass(frozen=True)
class CommitmentLine:
    """One commitment.

    Attributes:
        row: of the page.
        promises: what it promised, the newest first; more than one if it was changed.
        told: what became of it in the quarters that are shown; None if none is shown.
        running: how many cases ran at the end of the last of them.
        explanation: why promises were broken; empty if nothing is written.
    """

    row: Any
    promises: list[Promise]
    told: Told | None = None
    running: int = 0
    explanation: str = ""


@dataclass(frozen=True)
class MonthLine:
    """One month of all commitments; its first day stands for it."""

    first: date
    told: Told


@dataclass(frozen=True)
class Progress:
    """What became of a list's promises in the newest year of which something is shown.

    Attributes:
        first, last: from when to when.
        has_gaps: whether a quarter between them is not shown.
        quarters: those that are shown, by their number.
        corrections: frozen quarters that correct another, each with what it corrects.
        gone: figures of commitments that the list names no more.
    """

    year: int
    first: date
    last: date
    quarters: list[CaseAssessment]
    told: Told
    months: list[MonthLine]
    commitments: int
    corrections: list[tuple[CaseAssessment, CaseAssessment | None]] = field(default_factory=list)
    gone: list[tuple[str, str, Told]] = field(default_factory=list)

    @property
    def has_gaps(self) -> bool:
        numbers = [one.quarter for one in self.quarters]
        return numbers != list(range(numbers[0], numbers[-1] + 1))

    @property
    def quarter_numbers(self) -> str:
        """The numbers of the quarters that are shown."""
        return "、".join(str(one.quarter) for one in self.quarters)


@dataclass(frozen=True)
class CommitmentPage:
    """Everything a page of commitments prints."""

    lines: list[CommitmentLine]
    progress: Progress | None

    @property
    def broken(self) -> list[CommitmentLine]:
        """Commitments with broken promises, the most first."""
        with_some = [one for one in self.lines if one.told and one.told.tally.broken]
        return sorted(with_some, key=lambda one: -(one.told.tally.broken if one.told else 0))


def commitment_page(page: Any) -> CommitmentPage:
    """Return what a page of commitments prints; nothing of it depends on the time.

    Args:
        page: a commitment list of its own class, published or not.
    """
    quarters = _shown([one.assessment for one in page.assessments.all()])
    accounts = _accounts(quarters)
    explanations = {one.code: one.text for one in page.explanations.all()}
    promised = {one.code: one.promises for one in page.promises()}
    lines = []
    for row in page.commitments.all():
        account = accounts.get(row.code)
        lines.append(
            CommitmentLine(
                row,
                list(reversed(promised.get(row.code, ()))),
                Told(account.tally, _unit(row, promised.get(row.code, ()))) if account else None,
                account.running if account else 0,
                explanations.get(row.code, ""),
            )
        )
    listed = {line.row.code for line in lines}
    gone = [
        (code, one.text, Told(one.tally)) for code, one in accounts.items() if code not in listed
    ]
    return CommitmentPage(lines, _progress(quarters, accounts, gone) if quarters else None)


def _unit(row: Any, promises: Iterable[Promise]) -> str:
    """Return in what all days of a commitment are counted; empty if its unit was changed."""
    units = {row.promised_unit, *(one.limit.unit.value for one in promises)}
    return row.promised_unit if len(units) == 1 else ""


@dataclass
class _Account:
    text: str
    tally: Tally = field(default_factory=Tally)
    running: int = 0
    months: dict[str, Tally] = field(default_factory=dict)


def _shown(assessments: Iterable[CaseAssessment]) -> list[CaseAssessment]:
    """Keep of the newest year each quarter as it was corrected last."""
    found: dict[tuple[int, int], CaseAssessment] = {}
    for one in sorted(assessments, key=lambda one: one.version):
        found[one.year, one.quarter] = one
    newest = max((year for year, _quarter in found), default=0)
    return [found[key] for key in sorted(found) if key[0] == newest]


def _accounts(quarters: list[CaseAssessment]) -> dict[str, _Account]:
    found: dict[str, _Account] = {}
    for one in quarters:
        for said in one.figures["commitments"]:
            account = found.setdefault(said["code"], _Account(said["text"]))
            account.running = said["running"]
            for month, kept in said["months"].items():
                tally = Tally.stored(kept)
                account.tally += tally
                account.months[month] = account.months.get(month, Tally()) + tally
    return found


def _progress(
    quarters: list[CaseAssessment],
    accounts: dict[str, _Account],
    gone: list[tuple[str, str, Told]],
) -> Progress:
    months: dict[str, Tally] = {}
    for account in accounts.values():
        for month, tally in account.months.items():
            months[month] = months.get(month, Tally()) + tally
    day = date.fromisoformat
    corrected = [one for one in quarters if one.version > 1]
    return Progress(
        quarters[0].year,
        day(quarters[0].figures["first"]),
        day(quarters[-1].figures["last"]),
        quarters,
        Told(sum((one.tally for one in accounts.values()), Tally())),
        [MonthLine(day(f"{month}-01"), Told(tally)) for month, tally in sorted(months.items())],
        len(accounts),
        [(one, _before(one)) for one in corrected],
        gone,
    )


def _before(corrected: CaseAssessment) -> CaseAssessment | None:
    return CaseAssessment.objects.filter(
        page=corrected.page_id,
        year=corrected.year,
        quarter=corrected.quarter,
        version=corrected.version - 1,
    ).first()
