"""Is the package what it is said to be (真实性)?"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from disclosure_plugin.archive.manifest import NAME as MANIFEST_NAME
from disclosure_plugin.archive.manifest import manifest_root
from disclosure_plugin.archive.package_checks import (
    Item,
    Property,
    Subject,
    Verdict,
    compared,
    failed,
    judged,
    not_checked,
    passed,
    problems_of,
)
from disclosure_plugin.archive.rewriting import moment_of
from disclosure_plugin.archive.validate import check_hashes, check_index_order, check_records
from disclosure_plugin.archive.verify_archive import (
    NotProved,
    VerifiedCheckpoint,
    read_log_entry,
    read_proof_file,
    verify_inclusion,
    verify_note,
)
from disclosure_plugin.errors import gettext_noop

# Times in archives are whole seconds, and the row notes when the file was already written.
ROUNDING = timedelta(seconds=1)


def fixity(subject: Subject) -> Verdict:
    """Digest and signature: the signed log commits to the very manifest in the package."""
    said = subject.said
    if not said.manifest:
        return not_checked(
            gettext_noop("It was made before there were manifests: no log commits to it.")
        )
    root = manifest_root(subject.package.read(f"proofs/{MANIFEST_NAME}"))
    if root != said.manifest:
        return failed(
            gettext_noop("The manifest has the root %(root)s; noted is %(noted)s."),
            root=root,
            noted=said.manifest,
        )
    if not said.proof:
        return not_checked(
            gettext_noop(
                "The state of the publication log that holds its entry is not signed yet."
            )
        )
    return _proved(subject, root)


def _proved(subject: Subject, root: str) -> Verdict:
    said = subject.said
    try:
        named = read_log_entry(said.entry)["hashes"]["manifest"]  # type: ignore[index]
        proof = read_proof_file(said.proof)
        state = _signed_state(proof.note, said.keys)
        verify_inclusion(said.entry, proof.index, proof.path, state)
    except (NotProved, KeyError, TypeError) as error:
        return failed(gettext_noop("The log does not prove it: %(problem)s"), problem=str(error))
    if named != root:
        return failed(
            gettext_noop("The manifest has the root %(root)s; noted is %(noted)s."),
            root=root,
            noted=named,
        )
    return passed(
        gettext_noop(
            "Entry %(index)s of %(log)s names the root %(root)s, and is proved in the signed "
            "state of %(size)s entries."
        ),
        index=proof.index,
        log=state.origin,
        root=root,
        size=state.size,
    )


def _signed_state(note: str, keys: Iterable[str]) -> VerifiedCheckpoint:
    """The state that one of the keys has signed; while a key is changed there are two."""
    problem = NotProved("no_signature")
    for key in keys:
        try:
            return verify_note(note, key)
        except NotProved as error:
            problem = error
    raise problem


def time_stamp(subject: Subject) -> Verdict:
    """A third party's word for when the log was in this state (RFC 3161)."""
    stamped = subject.said.time_stamped
    if stamped is None:
        return not_checked(gettext_noop("There is no time stamp of a third party."))
    if stamped:
        return passed(gettext_noop("The time stamp of the log's signed state was verified."))
    return failed(gettext_noop("The time stamp of the log's signed state cannot be verified."))


def _no_mapping() -> Verdict:
    return not_checked(gettext_noop("The data file maps no field of this kind."))


def lengths(subject: Subject) -> Verdict:
    limited = [(field, value) for field, value in subject.metadata if field.max_length]
    if not limited:
        return _no_mapping()
    return judged(
        (
            f"{field.name}: {len(value)} > {field.max_length}"
            for field, value in limited
            if len(value) > field.max_length
        ),
        gettext_noop("%(count)s fields are within their lengths."),
        count=len(limited),
    )


def types(subject: Subject) -> Verdict:
    values = [(field, value) for field, value in subject.metadata if value]
    if not values:
        return _no_mapping()
    return judged(
        (f"{field.name}: {value}" for field, value in values if not field.fits_type(value)),
        gettext_noop("%(count)s values are of their types."),
        count=len(values),
    )


def ranges(subject: Subject) -> Verdict:
    limited = [(field, value) for field, value in subject.metadata if field.values and value]
    limited += [(field, value) for field, value in subject.metadata if field.pattern and value]
    if not limited:
        return _no_mapping()
    return judged(
        (
            f"{field.name}: {value}"
            for field, value in limited
            if (field.values and value not in field.values)
            or (field.pattern and not re.fullmatch(field.pattern, value))
        ),
        gettext_noop("%(count)s values are among those that are allowed."),
        count=len(limited),
    )


def reasonable(subject: Subject) -> Verdict:
    """It was asked for, begun and finished in this order, and captured in between."""
    said = subject.said
    if not (said.requested and said.started and said.finished):
        return not_checked(gettext_noop("Not all times of its making are noted."))
    return judged(
        _unreasonable(subject, said.requested, said.started, said.finished),
        gettext_noop("Asked for, begun and finished in order; %(count)s captures in between."),
        count=len(subject.captures),
    )


def _unreasonable(
    subject: Subject, requested: datetime, started: datetime, finished: datetime
) -> Iterator[str]:
    if not requested <= started <= finished:
        yield f"{_utc(requested)} – {_utc(started)} – {_utc(finished)}"
    for row in subject.captures:
        if not started - ROUNDING <= moment_of(row.timestamp) <= finished + ROUNDING:
            yield f"{row.timestamp} {row.url}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def characters(subject: Subject) -> Verdict:
    """Nothing that cannot be shown: control characters, halves of characters, replacements."""
    texts = [(field.name, value) for field, value in subject.metadata]
    texts += [("url", row.url) for row in subject.package.rows]
    return judged(
        (f"{name}: {value!r}" for name, value in texts if not all(map(_can_be_shown, value))),
        gettext_noop("%(count)s texts have no special character."),
        count=len(texts),
    )


def _can_be_shown(character: str) -> bool:
    return character != "\ufffd" and unicodedata.category(character) not in ("Cc", "Cs", "Cn")


def archival_code(subject: Subject) -> Verdict:
    if not subject.archival_code:
        return not_checked(gettext_noop("The data file has no rule for archival codes."))
    codes = [value for field, value in subject.metadata if field.value == "archival_code"]
    if not codes:
        return _no_mapping()
    return judged(
        (code for code in codes if not re.fullmatch(subject.archival_code, code)),
        gettext_noop("The archival code fits the rule."),
    )


def unique(subject: Subject) -> Verdict:
    if not subject.said.manifest:
        return not_checked(
            gettext_noop("It was made before there were manifests: no log commits to it.")
        )
    return judged(
        subject.said.twins, gettext_noop("No other snapshot of the bureau has its manifest.")
    )


def attributes(subject: Subject) -> Verdict:
    """Names, sizes and digests of the files in it are those that its list gives."""
    return judged(
        problems_of(subject.package, check_hashes),
        gettext_noop("%(count)s files have the sizes and SHA-256 of the list."),
        count=len(subject.package.resources),
    )


def linked(subject: Subject) -> Verdict:
    """Every line of the index stands where it says, and its record is whole."""
    return judged(
        problems_of(subject.package, check_index_order, check_records),
        gettext_noop("%(count)s lines of the index lead to their records."),
        count=len(subject.package.rows),
    )


def same_file(subject: Subject) -> Verdict:
    """The file is the one that was noted when it was written, or handed over."""
    said = subject.said
    if not said.sha256:
        return not_checked(gettext_noop("No SHA-256 of the file was noted before."))
    sha256 = file_sha256(subject)
    return judged(
        compared({"SHA-256": (sha256, said.sha256)}),
        gettext_noop("The file has the SHA-256 %(sha256)s, as noted."),
        sha256=sha256,
    )


def file_sha256(subject: Subject) -> str:
    """Return the SHA-256 of the whole file, in hexadecimal."""
    subject.file.seek(0)
    sha256 = hashlib.sha256()
    while chunk := subject.file.read(1 << 20):
        sha256.update(chunk)
    return sha256.hexdigest()


_METADATA = gettext_noop("Metadata that are handed over")
_MAPPING = gettext_noop("The data file of the archives")
_PACKAGE = gettext_noop("The package")
_ROW = gettext_noop("What was noted when it was made")

ITEMS = (
    Item(
        "1-1",
        Property.AUTHENTICITY,
        gettext_noop("Digest and signature are valid"),
        gettext_noop("Manifest, log entry and proof"),
        gettext_noop("The signed publication log (C2SP tlog-proof)"),
        fixity,
    ),
    Item(
        "1-2",
        Property.AUTHENTICITY,
        gettext_noop("The time stamp is valid"),
        gettext_noop("Signed state of the publication log"),
        gettext_noop("RFC 3161"),
        time_stamp,
    ),
    Item("2", Property.AUTHENTICITY, gettext_noop("Lengths of the metadata"), _METADATA, _MAPPING,
         lengths),
    Item("3", Property.AUTHENTICITY, gettext_noop("Types of the metadata"), _METADATA, _MAPPING,
         types),
    Item("4", Property.AUTHENTICITY, gettext_noop("Values of the metadata"), _METADATA, _MAPPING,
         ranges),
    Item(
        "5",
        Property.AUTHENTICITY,
        gettext_noop("Times are reasonable"),
        gettext_noop("Times of the snapshot and its captures"),
        _ROW,
        reasonable,
    ),
    Item(
        "6",
        Property.AUTHENTICITY,
        gettext_noop("No special characters"),
        gettext_noop("Metadata and addresses"),
        gettext_noop("Unicode: no control, half or replaced characters"),
        characters,
    ),
    Item("7", Property.AUTHENTICITY, gettext_noop("The archival code is well formed"), _METADATA,
         _MAPPING, archival_code),
    Item(
        "8",
        Property.AUTHENTICITY,
        gettext_noop("It is there once"),
        gettext_noop("Manifests of the bureau's snapshots"),
        _ROW,
        unique,
    ),
    Item(
        "9",
        Property.AUTHENTICITY,
        gettext_noop("Files are as they are described"),
        gettext_noop("Files of the package"),
        gettext_noop("datapackage.json (WACZ 1.1.1)"),
        attributes,
    ),
    Item(
        "10",
        Property.AUTHENTICITY,
        gettext_noop("Descriptions lead to their contents"),
        gettext_noop("Index and records"),
        gettext_noop("CDXJ, WARC/1.1 (GB/T 33994-2017)"),
        linked,
    ),
    Item("11", Property.AUTHENTICITY, gettext_noop("The package is the one that was noted"),
         _PACKAGE, _ROW, same_file),
)  # fmt: skip
