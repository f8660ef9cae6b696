"""Is everything there (完整性)?"""

import json
from collections.abc import Iterator

from disclosure_plugin.archive.complete import originals_wanted
from disclosure_plugin.archive.manifest import NAME as MANIFEST_NAME
from disclosure_plugin.archive.package_checks import (
    Item,
    Property,
    Subject,
    Verdict,
    compared,
    judged,
    not_checked,
    passed,
    problems_of,
)
from disclosure_plugin.archive.validate import (
    check_datapackage,
    check_datapackage_digest,
    check_index,
    check_listed,
    check_pages,
    check_pages_captured,
)
from disclosure_plugin.errors import gettext_noop

_NO_MANIFEST = gettext_noop("It was made before there were manifests: no log commits to it.")


def counts(subject: Subject) -> Verdict:
    """As many records and pages as were noted."""
    said = subject.said
    if said.records is None or said.pages is None:
        return not_checked(gettext_noop("No numbers of records and pages were noted."))
    records, pages = len(subject.captures), len(subject.package.pages[1:])
    return judged(
        compared({"records": (records, said.records), "pages": (pages, said.pages)}),
        gettext_noop("%(records)s records and %(pages)s pages, as noted."),
        records=records,
        pages=pages,
    )


def size(subject: Subject) -> Verdict:
    """As many bytes as were noted."""
    if subject.said.size is None:
        return not_checked(gettext_noop("No size of the file was noted."))
    found = subject.file.seek(0, 2)
    return judged(
        compared({"bytes": (found, subject.said.size)}),
        gettext_noop("%(bytes)s bytes, as noted."),
        bytes=found,
    )


def fields(subject: Subject) -> Verdict:
    """Each field of the data file is there; which of them are empty is told."""
    if not subject.metadata:
        return not_checked(gettext_noop("The data file maps no field of this kind."))
    empty = [field.name for field, value in subject.metadata if not value]
    return passed(
        gettext_noop("All %(count)s fields are there; empty: %(empty)s."),
        count=len(subject.metadata),
        empty=", ".join(empty) or "–",
    )


def required(subject: Subject) -> Verdict:
    """What may not be empty is not."""
    wanted = [(field, value) for field, value in subject.metadata if field.required]
    if not wanted:
        return not_checked(gettext_noop("The data file maps no field of this kind."))
    return judged(
        (field.name for field, value in wanted if not value.strip()),
        gettext_noop("%(count)s fields that may not be empty are filled."),
        count=len(wanted),
    )


def process(subject: Subject) -> Verdict:
    """What was done with it is told: asked for, begun, finished, logged, and each redaction."""
    said = subject.said
    told = {
        "requested": said.requested,
        "started": said.started,
        "finished": said.finished,
        "snapshot.created": said.entry,
    }
    missing = [name for name, value in told.items() if not value]
    missing += compared({"redaction": (said.redactions, said.redacted)})
    return judged(
        missing,
        gettext_noop(
            "Asked for, begun, finished and entered in the log; redactions noted and logged: "
            "%(count)s."
        ),
        count=said.redacted,
    )


def chain(subject: Subject) -> Verdict:
    """The manifest names the one before it: none is missing in between."""
    said = subject.said
    if not said.manifest:
        return not_checked(_NO_MANIFEST)
    if said.previous is None:
        return not_checked(gettext_noop("Which snapshot came before is not known."))
    first = json.loads(_manifest_lines(subject)[0])
    named = first.get("previous", "")
    return judged(
        compared({"previous": (named, said.previous)}),
        gettext_noop("It names the manifest before it: %(previous)s."),
        previous=named or "–",
    )


def contents(subject: Subject) -> Verdict:
    """The bytes of each line of the manifest are here, or in the package that it refers to."""
    if not subject.said.manifest:
        return not_checked(_NO_MANIFEST)
    lines = _captured(subject)
    return judged(
        _not_there(subject, lines),
        gettext_noop("The bytes of all %(count)s captures are there."),
        count=len(lines),
    )


def _not_there(subject: Subject, lines: list[dict[str, str]]) -> Iterator[str]:
    digests = {(row.url, row.timestamp): row.sha256 for row in subject.captures}
    for line in lines:
        timestamp = "".join(filter(str.isdigit, line["at"]))
        if digests.get((line["url"], timestamp)) != line["sha256"]:
            yield line["url"]
    for url, timestamp in originals_wanted(subject.package):
        if subject.find_original(url, timestamp) is None:
            yield f"{url} {timestamp}"


def description(subject: Subject) -> Verdict:
    """What describes the package itself is whole."""
    return judged(
        problems_of(
            subject.package,
            check_datapackage,
            check_datapackage_digest,
            check_listed,
            check_index,
            check_pages,
            check_pages_captured,
        ),
        gettext_noop("Description, list, index and pages are whole."),
    )


def lines(subject: Subject) -> Verdict:
    """As many records as the manifest has lines."""
    if not subject.said.manifest:
        return not_checked(_NO_MANIFEST)
    found, told = len(subject.captures), len(_captured(subject))
    return judged(
        compared({"records": (found, told)}),
        gettext_noop("%(count)s records, as many as lines of the manifest."),
        count=found,
    )


def _captured(subject: Subject) -> list[dict[str, str]]:
    """The lines of the manifest whose records were not taken out."""
    found = map(json.loads, _manifest_lines(subject)[1:])
    return [line for line in found if "removed" not in line]


def _manifest_lines(subject: Subject) -> list[bytes]:
    return subject.package.read(f"proofs/{MANIFEST_NAME}").splitlines()


_METADATA = gettext_noop("Metadata that are handed over")
_MAPPING = gettext_noop("The data file of the archives")
_RECORDS = gettext_noop("Records and pages")
_PACKAGE = gettext_noop("The package")
_MANIFEST = gettext_noop("The manifest")
_ROW = gettext_noop("What was noted when it was made")
_LOG = gettext_noop("The publication log")

ITEMS = (
    Item("12", Property.INTEGRITY, gettext_noop("Numbers agree"), _RECORDS, _ROW, counts),
    Item("13", Property.INTEGRITY, gettext_noop("Bytes agree"), _PACKAGE, _ROW, size),
    Item("14", Property.INTEGRITY, gettext_noop("All metadata are there"), _METADATA, _MAPPING,
         fields),
    Item("15", Property.INTEGRITY, gettext_noop("Required metadata are filled"), _METADATA,
         _MAPPING, required),
    Item("16", Property.INTEGRITY, gettext_noop("The process is told"),
         gettext_noop("Times and entries of the log"), _LOG, process),
    Item("17", Property.INTEGRITY, gettext_noop("No snapshot is missing"),
         gettext_noop("The manifest and the one before it"), _ROW, chain),
    Item("18", Property.INTEGRITY, gettext_noop("All contents are there"), _RECORDS, _MANIFEST,
         contents),
    Item("19", Property.INTEGRITY, gettext_noop("The description of the package is whole"),
         gettext_noop("datapackage.json, index and pages"), gettext_noop("WACZ 1.1.1"),
         description),
    Item("20", Property.INTEGRITY, gettext_noop("Contents and list agree in number"), _RECORDS,
         _MANIFEST, lines),
)  # fmt: skip
