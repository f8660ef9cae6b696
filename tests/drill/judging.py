"""Make every check of the true packages, then every forgery, and say what came out."""

from __future__ import annotations

from pathlib import Path

from sandbox.services.interruption import Interruption
from sandbox.services.progress import Progress

from . import tampering
from .checks import (
    BY_NUMBER,
    CHECKS,
    Result,
    certificate,
    growth,
    growth_by_others,
    stamp,
    stamped_entry,
)
from .evidence import Evidence, unpacked
from .forgeries import FORGERIES, Forgery
from .table import Line
from .tools import Tools


def judge(
    evidence: Evidence, tools: Tools, folder: Path, interruption: Interruption, progress: Progress
) -> list[Line]:
    """Let every check judge both snapshots; all must be good.

    Args:
        folder: for what the checks unpack.
    """
    key = evidence.told["key"]
    cases = [unpacked(package, folder) for package in (evidence.first, evidence.second)]
    lines = []
    for check in CHECKS:
        interruption.check()
        with progress.step(f"{check.number} {check.title}"):
            results = [check.judge(case, tools, key) for case in cases]
        said = "; ".join(
            f"{name}: {result.said}"
            for name, result in zip(("first", "second"), results, strict=True)
        )
        lines.append(Line(check.number, check.title, said, all(one.is_good for one in results)))
    ours = growth(evidence.old, evidence.growth, key, tools)
    others = growth_by_others(evidence.old, evidence.growth, evidence.entries, key, tools)
    return [
        *lines,
        Line("10", "only added to: `verify_archive.py consistency`", ours.said, ours.is_good),
        Line("10′", "the same: metamorphic-log, pymerkle", others.said, others.is_good),
        _time_stamp(evidence, tools, folder),
        _certificate(evidence, tools),
    ]


def _certificate(evidence: Evidence, tools: Tools) -> Line:
    found = certificate(evidence.certificate, evidence.told["key"], tools)
    title = "a notice's certificate: `verify_archive.py certificate`"
    return Line("13", title, found.said, found.is_good)


def _time_stamp(evidence: Evidence, tools: Tools, folder: Path) -> Line:
    """What the site and the package have of the stamp, and that it is of no other state."""
    proofs = folder / evidence.second.stem / "proofs"
    served = stamp(evidence.stamped, evidence.stamp, evidence, tools)
    packed = stamp(proofs / "stamped-checkpoint.txt", proofs / "stamped.tsr", evidence, tools)
    other = stamp(evidence.old, evidence.stamp, evidence, tools)
    entry = stamped_entry(proofs, evidence.told["key"], tools)
    said = (
        f"from the site: {served.said}; from the package: {packed.said}, {entry.said}; "
        f"of another state: {other.said}"
    )
    holds = served.is_good and packed.is_good and entry.is_good and not other.is_good
    return Line("11", "time stamp by a third party (RFC 3161): `openssl ts`", said, holds)


def forge_and_judge(
    evidence: Evidence, tools: Tools, folder: Path, interruption: Interruption, progress: Progress
) -> list[Line]:
    """Let the checks judge each forgery: those that must find it, and those that cannot."""
    lines = []
    for place, forgery in enumerate(FORGERIES):
        interruption.check()
        with progress.step(f"{forgery.letter} {forgery.what}"[:60]):
            package = tampering.write(forgery.forge(evidence), folder / f"forged-{place}.wacz")
            lines.append(_judged(forgery, package, tools, evidence.told["key"], folder))
    interruption.check()
    lines.insert(_before("g", lines), _rewritten_log(evidence, tools, folder))
    lines.insert(_before("–", lines), _widened_period(evidence, tools, folder))
    return lines


def _widened_period(evidence: Evidence, tools: Tools, folder: Path) -> Line:
    """(h): the certificate's own hash stands in the log."""
    forged = tampering.widen_the_period(evidence, folder)
    found = certificate(forged, evidence.told["key"], tools)
    what = "the certificate's period widened by a day"
    return Line("h", what, f"13: {found.said}", not found.is_good)


def _before(letter: str, lines: list[Line]) -> int:
    return next(place for place, line in enumerate(lines) if line.number == letter)


def _judged(forgery: Forgery, package: Path, tools: Tools, key: str, folder: Path) -> Line:
    case = unpacked(package, folder)
    asked = {
        number: BY_NUMBER[number].judge(case, tools, key)
        for number in (*forgery.found_by, *forgery.passes)
    }
    wrong = [number for number in forgery.found_by if asked[number].is_good]
    wrong += [number for number in forgery.passes if not asked[number].is_good]
    return Line(forgery.letter, forgery.what, _told(forgery, asked, wrong), not wrong)


def _told(forgery: Forgery, asked: dict[str, Result], wrong: list[str]) -> str:
    """Who found it, in the words of the last; who let it pass; who did other than it must."""
    refused = [number for number, result in asked.items() if not result.is_good]
    accepted = [number for number, result in asked.items() if result.is_good]
    last = forgery.found_by[0]
    said = [
        f"refused by {', '.join(refused) or 'nobody'} ({last}: {asked[last].said})",
        f"accepted by {', '.join(accepted) or 'nobody'}",
    ]
    said += [f"UNEXPECTED {number}: {asked[number].said}" for number in wrong]
    return "; ".join(said)


def _rewritten_log(evidence: Evidence, tools: Tools, folder: Path) -> Line:
    """(f): no signature shows it, only a checkpoint that somebody has kept."""
    key = evidence.told["key"]
    forged, entries = tampering.rewrite_the_log(evidence, folder)
    ours = growth(evidence.old, forged, key, tools)
    others = growth_by_others(evidence.old, forged, entries, key, tools)
    note = folder / "forged-checkpoint"
    note.write_text(forged.read_text().partition("\n\n")[2])
    alone = growth(note, _no_growth(note), key, tools)
    said = (
        f"10: {ours.said}; 10′: {others.said}; the new state by itself, without the kept one: "
        f"{alone.said}"
    )
    holds = not ours.is_good and not others.is_good and alone.is_good
    return Line("f", "an old entry changed, the log signed anew with the true key", said, holds)


def _no_growth(note: Path) -> Path:
    """The proof that a state continues itself, with which its signature is checked."""
    text = note.read_text()
    proof = note.with_name("forged-no-growth")
    proof.write_text(f"old {text.split(chr(10))[1]}\n\n{text}")
    return proof
