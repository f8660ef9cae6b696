"""Check a version of a page and its files for personal data, and keep what was found.

Texts are checked at once. Files may take long and are checked by a task; a file is checked once,
whichever pages show it. What is kept is bound to the hash of what was checked, so that the door
has to compare hashes only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, BinaryIO, cast

from django.db import transaction
from django.db.models.functions import Now
from wagtail.models import Page, Revision, TaskState
from wagtail.signals import task_submitted

from disclosure_plugin import bureaus
from disclosure_plugin.documents import NotChecked, Reason, TablePart, TextPart, read_parts
from disclosure_plugin.domain.personal_data import Finding, Rules, scan_table, scan_text
from disclosure_plugin.domain.personal_data_hits import Hit, as_json
from disclosure_plugin.domain.personal_data_masking import scan_texts
from disclosure_plugin.models import FileVersion, PersonalDataCheck
from disclosure_plugin.models.doorway import is_disclosed
from disclosure_plugin.models.uploads import current_versions, upload_models
from disclosure_plugin.queries.page_texts import page_texts
from disclosure_plugin.queries.personal_data import kept_extension
from disclosure_plugin.queries.personal_data_rules import KnownRules, personal_data_rules
from disclosure_plugin.queries.published_personal_data import Approved
from disclosure_plugin.signals import file_checks_wanted

from .content_hash import content_hash

Subject = PersonalDataCheck.Subject

# Hits of a check that are kept; all are counted.
MOST_KEPT = 300
# What a person can look through although no program can read it, or only at too high a cost.
# Everything else a file is refused for: it is locked, damaged or hostile, and can be made anew.
FOR_EYES = frozenset(
    {
        Reason.WRONG_TYPE, Reason.PICTURE_FILE, Reason.PICTURES, Reason.SCANNED_PAGES,
        Reason.UNREADABLE_FONT, Reason.EMBEDDED, Reason.OLD_WORD, Reason.TOO_LARGE,
    }
)  # fmt: skip
# Names of what belongs to a page and is shown with it.
FILES_FIELD = "files"


def check_what_is_handed_in() -> None:
    """Attach to Wagtail's workflow; called once, at start-up."""
    task_submitted.connect(_after_task_began, dispatch_uid="disclosure_plugin.check")


def _after_task_began(sender: type, instance: TaskState, **kwargs: Any) -> None:
    revision = instance.revision
    if revision is None or not is_disclosed(Page.objects.get(pk=revision.object_id)):
        return
    earlier = TaskState.objects.filter(workflow_state=instance.workflow_state, revision=revision)
    if not earlier.exclude(pk=instance.pk).exists():  # at its first step
        begin_checks(revision)


def begin_checks(revision: Revision) -> Page:
    """Check the texts of a version now, and have its files checked by a task.

    Args:
        revision: of a disclosed page.

    Returns:
        The page as the version has it.
    """
    known = personal_data_rules()
    page = revision.as_object()
    files = current_versions(page)
    check_content(revision, files, known)
    wanted = [version.pk for version in files if _last_check(version, known) is None]
    if wanted:
        # Robust: what is committed is committed, whatever becomes of the message.
        send = partial(
            file_checks_wanted.send,
            sender=FileVersion,
            bureau=bureaus.current(),
            versions=wanted,
        )
        transaction.on_commit(send, robust=True)
    return page


def check_everything(revision: Revision) -> None:
    """Check the texts and all files of a version now.

    Args:
        revision: of a disclosed page.
    """
    known = personal_data_rules()
    files = current_versions(revision.as_object())
    check_content(revision, files, known)
    for version in files:
        check_file(version, known)


def check_content(
    revision: Revision, files: Sequence[FileVersion], known: KnownRules | None = None
) -> PersonalDataCheck:
    """Check what a version says, unless exactly that was checked with the same rules.

    Args:
        revision: of a disclosed page.
        files: the versions of documents and images that belong to it.
        known: the rules; None asks for them.
    """
    sha256 = content_hash(revision, files)
    return _check_texts(revision, files, sha256, known or personal_data_rules())


def check_approved(approved: Approved, known: KnownRules) -> None:
    """Check a version that was approved, by the hash that was signed, with its files.

    Args:
        approved: a version that is public or scheduled.
        known: the rules.
    """
    _check_texts(approved.revision, approved.files, approved.content_sha256, known)
    for version in approved.files:
        check_file(version, known)


def _check_texts(
    revision: Revision, files: Sequence[FileVersion], sha256: str, known: KnownRules
) -> PersonalDataCheck:
    done = PersonalDataCheck.objects.filter(
        subject=Subject.CONTENT, sha256=sha256, rules=known.fingerprint
    ).first()
    if done is not None:
        return done
    return _keep(
        Subject.CONTENT,
        sha256,
        known,
        _hits_of_page(revision, files, known.rules),
        page_id=int(revision.object_id),
    )


def check_file(version: FileVersion, known: KnownRules | None = None) -> PersonalDataCheck:
    """Check a file, unless exactly these bytes were checked with the same rules.

    Args:
        version: of a document or image.
        known: the rules; None asks for them.
    """
    known = known or personal_data_rules()
    done = _last_check(version, known)
    if done is not None:
        return done
    try:
        with version.open() as content:
            parts = read_parts(cast(BinaryIO, content.file), version.name)
        hits, not_read = hits_of_file(parts.parts, known.rules), parts.not_checked
    except OSError:
        hits, not_read = [], (NotChecked(version.name, Reason.NOT_FOUND),)
    return _keep(
        Subject.FILE,
        version.sha256,
        known,
        hits,
        extension=kept_extension(version.name),
        not_read=not_read,
    )


def _last_check(version: FileVersion, known: KnownRules) -> PersonalDataCheck | None:
    return PersonalDataCheck.objects.filter(
        subject=Subject.FILE,
        sha256=version.sha256,
        extension=kept_extension(version.name),
        rules=known.fingerprint,
    ).first()


def _keep(
    subject: PersonalDataCheck.Subject,
    sha256: str,
    known: KnownRules,
    hits: list[Hit],
    *,
    extension: str = "",
    page_id: int | None = None,
    not_read: Iterable[NotChecked] = (),
) -> PersonalDataCheck:
    hits = sorted(hits, key=lambda hit: not hit.blocks)
    blocking = sum(hit.blocks for hit in hits)
    written = [(one.reason, [one.file, one.reason, dict(one.params)]) for one in not_read]
    check, _made = PersonalDataCheck.objects.update_or_create(
        subject=subject,
        sha256=sha256,
        extension=extension,
        defaults={
            "page_id": page_id,
            "rules": known.fingerprint,
            "checked_at": Now(),
            "hits": [as_json(hit) for hit in hits[:MOST_KEPT]],
            "blocking": blocking,
            "to_look_at": len(hits) - blocking,
            "not_checked": [one for reason, one in written if reason in FOR_EYES],
            "unreadable": [one for reason, one in written if reason not in FOR_EYES],
        },
    )
    return check


def _hits_of_page(revision: Revision, files: Sequence[FileVersion], rules: Rules) -> list[Hit]:
    said = page_texts(revision)
    names = _names_of(files)
    hits = []
    found = scan_texts([*(one.text.text for one in said.texts), *names], rules)
    for which, finding in found:
        if which < len(said.texts):
            one = said.texts[which]
            hits.append(_hit(finding, field=one.field, block=one.block, type=one.block_type))
        else:
            hits.append(_hit(finding, field=FILES_FIELD))
    for table in said.tables:
        for finding in scan_table(table.rows, rules, heads_known=table.heads_known):
            hits.append(
                _hit(
                    finding, field=table.field, block=table.block, type=table.block_type,
                    # Its first row are the heads, which nobody counts.
                    row=max(0, finding.spot.row - 1),
                )
            )  # fmt: skip
    return hits


def _hit(finding: Finding, *, field: str, block: int = 0, type: str = "", row: int = 0) -> Hit:
    return Hit(
        finding.kind,
        finding.severity,
        finding.masked,
        field=field,
        block=block,
        block_type=type,
        row=row,
        column=finding.spot.column_name,
        paragraph=finding.spot.paragraph,
    )


def _names_of(files: Sequence[FileVersion]) -> list[str]:
    """Return the names of files and the titles of what they belong to: links show them."""
    names = [version.name for version in files]
    for model in cast("list[Any]", upload_models()):
        keys = [version.object_id for version in files if version.kind == model.upload_kind]
        if keys:
            names += model._default_manager.filter(pk__in=keys).values_list("title", flat=True)
    return names


def hits_of_file(parts: Sequence[TextPart | TablePart], rules: Rules) -> list[Hit]:
    """Return what stands in the parts of a file, with its place."""
    hits = []
    for part in parts:
        place = part.place
        for finding in (
            scan_text(part.text, rules)
            if isinstance(part, TextPart)
            else scan_table(part.rows, rules)
        ):
            spot, row, cell = finding.spot, 0, ""
            if isinstance(part, TablePart):
                row = part.row_numbers[spot.row - 1]
                cell = f"{part.columns[spot.column - 1]}{row}"
            hits.append(
                Hit(
                    finding.kind,
                    finding.severity,
                    finding.masked,
                    file=place.file,
                    area=place.area.value,
                    sheet=place.sheet,
                    page=place.page,
                    table=place.table,
                    row=row,
                    cell=cell,
                    column=spot.column_name,
                    paragraph=spot.paragraph,
                )
            )
    return hits
