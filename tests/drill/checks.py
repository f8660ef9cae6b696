"""The outside checks of a package, each by somebody else's program or our one-file verifier.

Every check says whether it found the package good and what it printed. None asks another.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import pywb, replayweb
from .evidence import Case, Evidence
from .running import Said, outcome, run, shortened
from .tools import Tools

LOG_JUDGES = Path(__file__).parent / "log_judges.py"
# Without the user's packages and ours: whoever checks has neither.
ISOLATED = "-I"


@dataclass(frozen=True)
class Result:
    """What a check found.

    Attributes:
        is_good: whether it accepts what it was given.
        said: its own words, or what was counted.
    """

    is_good: bool
    said: str


@dataclass(frozen=True)
class Check:
    """An outside check.

    Attributes:
        number: as in the guide for archivists; 9 is made twice, by ours and by others.
        title: what is asked, and of whom.
        judge: asks it. Takes the package, the tools and the log's verifier key.
    """

    number: str
    title: str
    judge: Callable[[Case, Tools, str], Result]


def warcio_check(case: Case, tools: Tools, _key: str) -> Result:
    said = run(tools.judges / "warcio", "check", *case.warcs)
    is_good = bool(case.warcs) and said == Said(0, "")
    return Result(is_good, said.last_line or f"no complaint about {len(case.warcs)} files")


def fastwarc_check(case: Case, tools: Tools, _key: str) -> Result:
    parts = [run(tools.judges / "fastwarc", "check", warc) for warc in case.warcs]
    said = outcome(parts) if parts else Said(1, "no WARC file")
    is_good = said.status == 0 and all("verified successfully" in part.text for part in parts)
    return Result(is_good, "; ".join(part.last_line for part in parts) or said.text)


def wacz_validate(case: Case, tools: Tools, _key: str) -> Result:
    said = run(tools.judges / "wacz", "validate", "-f", case.package)
    return Result(said.status == 0, said.last_line)


def structure(case: Case, tools: Tools, _key: str) -> Result:
    return _verify_archive(tools, "structure", case.package)


def revisits(case: Case, tools: Tools, _key: str) -> Result:
    return _verify_archive(tools, "revisits", case.package)


def snapshot(case: Case, tools: Tools, key: str) -> Result:
    return _verify_archive(tools, "snapshot", case.package, "--key", key)


def datapackage(case: Case, tools: Tools, _key: str) -> Result:
    """The hash that stands beside datapackage.json, by openssl."""
    said = run(tools.openssl, "dgst", "-sha256", "-r", case.folder / "datapackage.json")
    found = said.text.split(" ")[0]
    told = json.loads((case.folder / "datapackage-digest.json").read_bytes())["hash"]
    if told == f"sha256:{found}":
        return Result(True, f"{found[:16]}… as told beside it")
    return Result(False, f"{found[:16]}…, told beside it {told[7:23]}…")


def pywb_replay(case: Case, tools: Tools, _key: str) -> Result:
    rows, wrong = pywb.replayed(case, tools)
    return _counted(rows, wrong)


def browser_replay(case: Case, tools: Tools, _key: str) -> Result:
    played = replayweb.replayed(case, tools)
    counted = _counted(played.rows, [*played.wrong, *played.missing])
    return Result(counted.is_good, f"{counted.said}, shown in {played.picture.name}")


def log_judges(case: Case, tools: Tools, key: str) -> Result:
    said = run(tools.judges / "python", ISOLATED, LOG_JUDGES, "inclusion", case.manifest, key)
    return Result(said.status == 0, said.last_line)


def growth(old: Path, growth: Path, key: str, tools: Tools) -> Result:
    """The log was only added to since a checkpoint that somebody kept."""
    return _verify_archive(tools, "consistency", old, growth, "--key", key)


def certificate(proof: Path, key: str, tools: Tools) -> Result:
    """Whether a certificate follows from the signed log and from what was observed."""
    return _verify_archive(tools, "certificate", proof, "--key", key)


def growth_by_others(old: Path, growth: Path, entries: Path, key: str, tools: Tools) -> Result:
    """The same, by metamorphic-log, and both roots from the entries, by pymerkle."""
    arguments = ("consistency", old, growth, entries, key)
    said = run(tools.judges / "python", ISOLATED, LOG_JUDGES, *arguments)
    return Result(said.status == 0, said.last_line)


def stamp(state: Path, response: Path, evidence: Evidence, tools: Tools) -> Result:
    """Whether a time stamp is of a state, by somebody who is trusted, says openssl."""
    arguments = ("-data", state, "-in", response, "-CAfile", evidence.authority)
    said = run(tools.openssl, "ts", "-verify", *arguments)
    verdict = [line for line in said.text.splitlines() if line.startswith("Verification")]
    return Result(said.status == 0, verdict[0] if verdict else said.last_line)


def stamped_entry(proofs: Path, key: str, tools: Tools) -> Result:
    """The state that was stamped has the entry, and is the one in the proof."""
    proof = proofs / "stamped.tlog-proof"
    found = _verify_archive(tools, "entry", proofs / "entry.json", proof, "--key", key)
    note = proof.read_text().partition("\n\n")[2]
    if note != (proofs / "stamped-checkpoint.txt").read_text():
        return Result(False, "the proof is in another state")
    return found


def _verify_archive(tools: Tools, *arguments: str | Path) -> Result:
    command = (tools.judges / "python", ISOLATED, tools.verifier, *arguments, "--lang", "en")
    said = run(*command, folder=tools.verifier.parent)
    failed = [line for line in said.text.splitlines() if line.startswith("FAILED")]
    return Result(said.status == 0, shortened(" ".join(failed)) if failed else said.last_line)


def _counted(rows: int, wrong: list[str]) -> Result:
    if wrong:
        return Result(False, shortened(f"{len(wrong)} of {rows} wrong: {wrong[0]}"))
    return Result(rows > 0, f"{rows} of {rows} rows byte for byte")


CHECKS = (
    Check("1", "records and digests: `warcio check`", warcio_check),
    Check("2", "the same by another reader: `fastwarc check`", fastwarc_check),
    Check("3", "the package: `wacz validate`", wacz_validate),
    Check("4", "the package, strictly: `verify_archive.py structure`", structure),
    Check("5", "the hash of datapackage.json: `openssl dgst`", datapackage),
    Check("6", "replay from a fresh collection of pywb", pywb_replay),
    Check("7", "replay by ReplayWeb.page in Chromium", browser_replay),
    Check("8", "what is kept as unchanged: `verify_archive.py revisits`", revisits),
    Check("9", "all of it and the log: `verify_archive.py snapshot`", snapshot),
    Check("9′", "the log by others: metamorphic-log, pymerkle", log_judges),
)
BY_NUMBER = {check.number: check for check in CHECKS}
