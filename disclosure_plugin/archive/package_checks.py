"""Checks of a package's four properties (四性): what an item is, and what came out of it.

The items are those that DA/T 70-2018 is quoted with (真实性, 完整性, 可用性, 安全性); its own text
was not at hand, so no conformity is claimed. They stand in ``authenticity``, ``integrity``,
``usability`` and ``safety``. What cannot be checked is *not checked* and never passes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from disclosure_plugin.archive.cdxj import IndexRow
from disclosure_plugin.archive.complete import ORIGINALS_NAME, FindOriginal
from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.metadata import Field
from disclosure_plugin.archive.reader import PackageReader
from disclosure_plugin.archive.records import UNREADABLE_RECORDS
from disclosure_plugin.errors import gettext_noop

PROBLEMS_TOLD = 3


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    NOT_CHECKED = "not_checked"


class Property(StrEnum):
    AUTHENTICITY = "authenticity"
    INTEGRITY = "integrity"
    USABILITY = "usability"
    SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out of one check.

    Attributes:
        outcome: Pass, fail, or not checked.
        evidence: What was seen, or why nothing was: an English sentence, marked for the
            translators, with a named placeholder for each parameter.
        params: Their values.
    """

    outcome: Outcome
    evidence: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """What is known of a package from elsewhere than itself.

    Attributes:
        sha256, size: Of the file, as it was noted when it was written; empty and None when
            nothing was.
        pages, records: How many were noted; None when nothing was.
        manifest: Root of its manifest; empty for one from before there were manifests.
        previous: Root of the manifest before it; empty for the first, None when nobody knows.
        entry: The log's entry that commits to the manifest; empty when there is none.
        proof: That the log has the entry, as a C2SP tlog-proof; empty while it is not signed.
        keys: Verifier keys of the log.
        redactions: How many entries the log has of records taken out of it.
        redacted: How often its row says so.
        requested, started, finished: Times of its making (UTC).
        twins: Numbers of other packages with the same manifest.
        time_stamped: Whether a third party's time stamp of the log's signed state was verified;
            None when there is no such stamp.
    """

    sha256: str = ""
    size: int | None = None
    pages: int | None = None
    records: int | None = None
    manifest: str = ""
    previous: str | None = None
    entry: bytes = b""
    proof: str = ""
    keys: tuple[str, ...] = ()
    redactions: int = 0
    redacted: int = 0
    requested: datetime | None = None
    started: datetime | None = None
    finished: datetime | None = None
    twins: tuple[str, ...] = ()
    time_stamped: bool | None = None


@dataclass(frozen=True)
class Subject:
    """A package that is to be checked.

    Attributes:
        file: Its file, seekable.
        package: The same, open.
        said: What is known of it from elsewhere.
        metadata: The fields that are handed over with it, filled.
        formats: Media types that are taken to stay readable.
        archival_code: Regular expression of archival codes (档号); empty: no rule is known.
        find_original: Finds what its revisits refer to in earlier packages.
        scan: Looks for viruses: gives the name of one, or empty for none. None: no scanner.
    """

    file: BinaryIO
    package: PackageReader
    said: Said
    metadata: Sequence[tuple[Field, str]]
    formats: frozenset[str]
    archival_code: str
    find_original: FindOriginal
    scan: "Scan | None" = None

    @property
    def captures(self) -> list[IndexRow]:
        """What was captured, without what a package to hand out has from earlier ones."""
        return [row for row in self.package.rows if row.filename != ORIGINALS_NAME]


class NoScanner(Exception):
    """The scanner did not answer, so nothing was checked; the message says why."""


Scan = Callable[[bytes], str]
Check = Callable[[Subject], Verdict]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is checked.

    Attributes:
        code: Its number in the list; stable.
        property: Which of the four it belongs to.
        title: What is asked, marked for the translators.
        object: What is looked at, likewise.
        basis: Against what, likewise.
        check: Looks.
    """

    code: str
    property: Property
    title: str
    object: str
    basis: str
    check: Check


@dataclass(frozen=True, slots=True)
class Result:
    """An item and what came out of it."""

    item: Item
    verdict: Verdict


def run(subject: Subject, items: Iterable[Item]) -> list[Result]:
    """Check a package; what cannot be read fails the item that had to read it."""
    return [Result(item, _run_one(subject, item)) for item in items]


def _run_one(subject: Subject, item: Item) -> Verdict:
    try:
        return item.check(subject)
    except (PackageError, OSError, *UNREADABLE_RECORDS) as error:
        return failed(UNREADABLE, problem=str(error))


def unreadable(items: Iterable[Item], reason: str) -> list[Result]:
    """The report of a file that cannot be opened: the first item fails, none is checked."""
    told = Verdict(Outcome.NOT_CHECKED, NOT_OPENED, {"problem": reason})
    results = [Result(item, told) for item in items]
    return [
        Result(one.item, failed(UNREADABLE, problem=reason)) if one.item.code == "21" else one
        for one in results
    ]


UNREADABLE = gettext_noop("It cannot be read: %(problem)s")
NOT_OPENED = gettext_noop("The package cannot be opened, so this was not checked: %(problem)s")
WRONG = gettext_noop("%(count)s wrong, first: %(problem)s")


def passed(evidence: str, **params: object) -> Verdict:
    return Verdict(Outcome.PASS, evidence, params)


def failed(evidence: str, **params: object) -> Verdict:
    return Verdict(Outcome.FAIL, evidence, params)


def not_checked(evidence: str, **params: object) -> Verdict:
    return Verdict(Outcome.NOT_CHECKED, evidence, params)


def judged(problems: Iterable[object], evidence: str, **params: object) -> Verdict:
    """Pass with the evidence if there is no problem; else fail and tell the first ones."""
    found = [str(one) for one in problems]
    if not found:
        return passed(evidence, **params)
    return failed(WRONG, count=len(found), problem="; ".join(found[:PROBLEMS_TOLD]))


def problems_of(
    package: PackageReader, *checks: Callable[[PackageReader], Iterator[PackageError]]
) -> Iterator[PackageError]:
    """What some checks of :mod:`disclosure_plugin.archive.validate` find wrong."""
    for check in checks:
        try:
            yield from check(package)
        except PackageError as error:  # what the check had to read cannot be read
            yield error


def compared(pairs: Mapping[str, tuple[object, object]]) -> Iterator[str]:
    """A sentence for each pair of what was found and what was noted that differ."""
    for name, (found, noted) in pairs.items():
        if found != noted:
            yield f"{name}: {found}, noted: {noted}"
