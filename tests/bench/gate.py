"""make bench-gate: how much personal data of a corpus is found, and what is mistaken for it."""

from __future__ import annotations

import argparse
import platform
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files

from disclosure_plugin.documents import DocumentParts, TablePart, TextPart, read_parts
from disclosure_plugin.domain.personal_data import (
    MASKED_KINDS,
    Finding,
    Kind,
    Rules,
    mask_text,
    scan_table,
    scan_text,
)
from disclosure_plugin.domain.personal_data_lists import read_lists
from tests.corpus.documents import SEED, TODAY, Document, documents
from tests.corpus.look_alikes import BUREAU_PHONES

RECALL = {Kind.RESIDENT_ID: 0.995, Kind.BANK_CARD: 0.995, Kind.MOBILE: 0.98}
PRECISION = 0.98
PROCESSES = 2
# Gaps of a template are found by a rule of their own, with tests of its own.
NOT_MEASURED = frozenset({Kind.PLACEHOLDER, Kind.WRONG_WORD})


@dataclass
class Score:
    planted: int = 0
    found: int = 0

    @property
    def share(self) -> float:
        return self.found / self.planted if self.planted else 1.0


@dataclass
class Result:
    """What a run over the corpus gave.

    Attributes:
        by_way: planted and found for each kind and way of writing.
        by_file: the same for each kind and file format.
        true, false: right and wrong findings in documents of look-alikes, for each kind.
        elsewhere: wrong findings in the other documents.
        missed, mistaken: examples, for those who want to make it better.
    """

    files: int = 0
    values: int = 0
    by_way: dict[tuple[str, str], Score] = field(default_factory=dict)
    by_file: dict[tuple[str, str], Score] = field(default_factory=dict)
    true: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    elsewhere: Counter[str] = field(default_factory=Counter)
    found_after_masking: int = 0
    masked: int = 0
    not_checked: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    mistaken: list[str] = field(default_factory=list)

    def recall(self, kind: str) -> Score:
        scores = [score for (one, _way), score in self.by_way.items() if one == kind]
        return Score(sum(one.planted for one in scores), sum(one.found for one in scores))

    def precision(self, kind: str) -> float:
        found = self.true[kind] + self.false[kind]
        return self.true[kind] / found if found else 1.0

    def holds(self) -> bool:
        return (
            all(self.recall(kind).share >= goal for kind, goal in RECALL.items())
            and all(self.precision(kind) >= PRECISION for kind in RECALL)
            and not any(self.false[kind] for kind in Kind if kind not in RECALL)
            and self.found_after_masking == 0
            and not self.not_checked
        )


def rules() -> Rules:
    shipped = files("disclosure_plugin") / "data" / "personal_data.csv"
    return Rules(read_lists(shipped.read_text("utf-8")), TODAY, allowed_numbers=BUREAU_PHONES)


def run(scale: float, seed: int = SEED) -> Result:
    """Read and scan the corpus, mask it and scan it again."""
    judged, result = rules(), Result()
    with ThreadPoolExecutor(PROCESSES) as pool:
        made = documents(scale, seed)
        for document, read in pool.map(lambda one: (one, read_parts(one.data, one.name)), made):
            _score(result, document, read, judged)
            _mask(result, read, judged)
    return result


def _score(result: Result, document: Document, read: DocumentParts, judged: Rules) -> None:
    result.files += 1
    result.values += document.values
    result.not_checked += [str(one) for one in read.not_checked]
    found = Counter(
        (finding.kind.value, _key(finding.kind, written))
        for finding, written in _findings(read, judged)
        if finding.kind not in NOT_MEASURED
    )
    for one in document.planted:
        key = (one.kind, _key(one.kind, one.written))
        hit = found[key] > 0
        found[key] -= hit
        for table, group in ((result.by_way, one.way), (result.by_file, document.suffix)):
            score = table.setdefault((one.kind, group), Score())
            score.planted += 1
            score.found += hit
        if not hit:
            result.missed.append(f"{document.name}: {one}")
        elif document.group == "look-alike":
            result.true[one.kind] += 1
    wrong = result.false if document.group == "look-alike" else result.elsewhere
    for (kind, key), count in found.items():
        wrong[kind] += count
        if count:
            result.mistaken.append(f"{document.name}: {kind} {key} ×{count}")


def _findings(read: DocumentParts, judged: Rules) -> Iterator[tuple[Finding, str]]:
    """Yield each finding with the words it is about."""
    for part in read.parts:
        if isinstance(part, TextPart):
            for one in scan_text(part.text, judged):
                yield one, part.text[one.spot.start : one.spot.end]
        else:
            for one in scan_table(part.rows, judged):
                cell = part.rows[one.spot.row - 1][one.spot.column - 1]
                yield one, cell[one.spot.start : one.spot.end]


def _key(kind: str, written: str) -> str:
    """Return letters and digits only, so that spaces a format adds make no difference."""
    shown = unicodedata.normalize("NFKC", written).upper()
    key = "".join(sign for sign in shown if sign.isalnum())
    return key[-11:] if kind == Kind.MOBILE else key  # without a country's code


def _mask(result: Result, read: DocumentParts, judged: Rules) -> None:
    for part in read.parts:
        text = (
            "\n".join("  ".join(row) for row in part.rows)
            if isinstance(part, TablePart)
            else part.text
        )
        masked = mask_text(text, judged)
        result.masked += masked != text
        result.found_after_masking += sum(
            one.kind in MASKED_KINDS for one in scan_text(masked, judged)
        )


def report(result: Result, seconds: float) -> str:
    """Return the tables in Markdown."""
    lines = [
        f"`make bench-gate`, {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, "
        f"pypdf {version('pypdf')}, xlrd {version('xlrd')}, lxml {version('lxml')}. "
        f"{result.files:,} files with {sum(s.planted for s in result.by_way.values()):,} invented "
        f"values and {result.values:,} look-alikes, read and scanned in {seconds:.0f} s.\n",
        "| Kind | Planted | Found | Recall | Goal | Right and wrong among look-alikes | Precision "
        "| Goal | Holds |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    masked_again = result.found_after_masking
    for kind in _measured(result):
        recall, goal = result.recall(kind), RECALL.get(Kind(kind))
        precision = result.precision(kind)
        right = goal is not None and result.true[kind] > 0
        lines.append(
            f"| {kind} | {recall.planted:,} | {recall.found:,} | {recall.share:.4f} | "
            f"{f'≥ {goal:g}' if goal else '–'} | {result.true[kind]:,}, {result.false[kind]:,} | "
            f"{f'{precision:.4f}' if right else '–'} | "
            f"{f'≥ {PRECISION:g}' if right else '0 wrong'} | "
            f"{_said(recall.share >= (goal or 0) and _is_precise(result, kind))} |"
        )
    lines += [
        "",
        f"{result.masked:,} texts were masked; scanned again, {masked_again} numbers "
        f"or addresses were found in them (goal 0). Wrong findings in lists and running text: "
        f"{sum(result.elsewhere.values())}. Files not checked: {len(result.not_checked)}.\n",
        "| Kind | Way of writing | Planted | Found | Recall |",
        "|---|---|---|---|---|",
        *_rows(result.by_way),
        "",
        "| Kind | File | Planted | Found | Recall |",
        "|---|---|---|---|---|",
        *_rows(result.by_file),
    ]
    return "\n".join(lines)


def _measured(result: Result) -> list[str]:
    return sorted({kind for kind, _way in result.by_way} | set(result.false))


def _is_precise(result: Result, kind: str) -> bool:
    if Kind(kind) in RECALL:
        return result.precision(kind) >= PRECISION
    return result.false[kind] == 0


def _rows(scores: dict[tuple[str, str], Score]) -> Iterable[str]:
    for (kind, group), score in sorted(scores.items()):
        yield f"| {kind} | {group} | {score.planted:,} | {score.found:,} | {score.share:.4f} |"


def _said(holds: bool) -> str:
    return "yes" if holds else "no"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-gate")
    parser.add_argument("--scale", type=float, default=1.0, help="1 for some 2,400 files")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--examples", type=int, default=0, help="print so many misses and mistakes"
    )
    options = parser.parse_args()
    started = time.perf_counter()
    result = run(options.scale, options.seed)
    print(report(result, time.perf_counter() - started))  # noqa: T201
    for line in (*result.missed[: options.examples], *result.mistaken[: options.examples]):
        print(line)  # noqa: T201
    for line in result.not_checked[: options.examples]:
        print(line)  # noqa: T201
    return int(not result.holds())


if __name__ == "__main__":
    sys.exit(main())
