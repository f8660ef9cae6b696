"""Masked copies of several texts that belong together, and of tables.

What is said in words (health, marks, placeholders, wrong words) stays: people have to decide.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from .markup_text import APART, MarkedText, Replacement
from .personal_data import (
    MASKED_KINDS,
    Finding,
    Rules,
    Severity,
    Spot,
    scan_table,
    scan_text,
)

# A masked number has been none of the kinds ever since; this ends what would never end.
MOST_ROUNDS = 20
EVERYTHING = frozenset(Severity)


def scan_texts(texts: Sequence[str], rules: Rules) -> list[tuple[int, Finding]]:
    """Return what stands in texts that are read as one: a list may be spread over them.

    Args:
        texts: in their order.
        rules: by what is judged.

    Returns:
        Which text, from 0, and what was found; places are those in that text.
    """
    starts = [0, *accumulate(len(text) + len(APART) for text in texts)]
    found = []
    for one in scan_text(APART.join(texts), rules):
        which = bisect_right(starts, one.spot.start) - 1
        first = starts[which]
        start, end = one.spot.start - first, min(one.spot.end - first, len(texts[which]))
        spot = Spot(start, end, paragraph=texts[which].count("\n", 0, start) + 1)
        found.append((which, Finding(one.kind, one.severity, spot, one.masked)))
    return found


def mask_texts(
    texts: Sequence[MarkedText], rules: Rules, severities: Iterable[Severity] = EVERYTHING
) -> list[MarkedText]:
    """Return texts in which numbers and addresses are masked; a scan finds none of them again.

    Args:
        texts: that are read as one.
        rules: by what is judged.
        severities: what is masked.
    """
    masked, wanted = list(texts), frozenset(severities)
    for _round in range(MOST_ROUNDS):
        changes: dict[int, list[Replacement]] = {}
        for which, one in scan_texts([text.text for text in masked], rules):
            if _is_masked(one, wanted):
                changes.setdefault(which, []).append((one.spot.start, one.spot.end, one.masked))
        if not changes:
            break
        for which, replacements in changes.items():
            masked[which] = masked[which].replaced(_side_by_side(replacements))
    return masked


def mask_table(
    rows: Sequence[Sequence[str]],
    rules: Rules,
    severities: Iterable[Severity] = EVERYTHING,
    *,
    heads_known: bool = False,
) -> list[list[str]]:
    """Return a table in which numbers and addresses are masked.

    Args:
        rows: the cells of each row.
        rules: by what is judged.
        severities: what is masked.
        heads_known: whether the first row and no other are the heads of the columns.
    """
    masked, wanted = [list(row) for row in rows], frozenset(severities)
    for _round in range(MOST_ROUNDS):
        changes: dict[tuple[int, int], list[Replacement]] = {}
        for one in scan_table(masked, rules, heads_known=heads_known):
            if _is_masked(one, wanted):
                spot = one.spot
                cell = changes.setdefault((spot.row - 1, spot.column - 1), [])
                cell.append((spot.start, spot.end, one.masked))
        if not changes:
            break
        for (row, column), replacements in changes.items():
            cell_text = MarkedText(masked[row][column]).replaced(_side_by_side(replacements))
            masked[row][column] = cell_text.source
    return masked


def _is_masked(finding: Finding, severities: frozenset[Severity]) -> bool:
    return finding.kind in MASKED_KINDS and finding.severity in severities


def _side_by_side(replacements: list[Replacement]) -> list[Replacement]:
    """Leave out what overlaps with one before it; the next round finds what is left."""
    kept: list[Replacement] = []
    for one in sorted(replacements):
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
    return kept
