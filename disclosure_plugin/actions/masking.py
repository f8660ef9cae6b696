"""Masked copies: of what a page says as a new version, of a file as the file's next version.

The original stays: the version before, which Wagtail keeps, and the file before, which lies in
private storage. Neither was public.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision

from disclosure_plugin.documents import DEFAULT_LIMITS, DocumentRefused, read_parts
from disclosure_plugin.documents.masking import TextMasks, mask_document
from disclosure_plugin.domain.markup_text import MarkedText
from disclosure_plugin.domain.personal_data import MASKED_KINDS, Rules, Severity
from disclosure_plugin.domain.personal_data_masking import EVERYTHING, mask_table, mask_texts
from disclosure_plugin.domain.uploads import UploadRefused
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.personal_data import file_place, hits_sentence, kind_name
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import FileVersion
from disclosure_plugin.models.uploads import upload_models
from disclosure_plugin.queries.page_texts import (
    Path,
    closed_content,
    opened_content,
    page_texts,
)
from disclosure_plugin.queries.personal_data_rules import personal_data_rules

from .checking import begin_checks, check_file, hits_of_file

MASKED = "disclosure.mask_page"
FILE_MASKED = "disclosure.mask_file"
RESTORED = "disclosure.restore_unmasked"

# What masking the value of a field may break: a number's block takes no asterisks.
UNFIT = (ValidationError, ValueError, TypeError, ArithmeticError)


# --- What a page says ----------------------------------------------------------------------------


@transaction.atomic
def mask_page(
    page: Page, *, user: Any, severities: Iterable[Severity] = EVERYTHING
) -> Revision | None:
    """Save a version in which numbers and addresses are masked.

    Args:
        page: a disclosed page.
        user: who does it; they become one of its authors.
        severities: what is masked.

    Returns:
        The new version; None if there was nothing to mask.

    Raises:
        ActRefused: the page is locked, or what it says cannot be kept masked.
    """
    revision = _newest(page, user)
    content = opened_content(revision)
    if not _mask(revision, content, personal_data_rules().rules, frozenset(severities)):
        return None
    masked = _save(revision, content, user)
    log(page, MASKED, user=user, revision=masked, data={"of": revision.pk})
    begin_checks(masked)
    return masked


@transaction.atomic
def restore_page(page: Page, *, user: Any) -> Revision:
    """Save what the page said before it was masked as its newest version.

    Raises:
        ActRefused: the newest version is no masked one, or the page is locked.
    """
    revision = _newest(page, user)
    before = unmasked_version(revision)
    if before is None:
        raise ActRefused(
            _("The newest version of “%(title)s” was not made by masking.")
            % {"title": page.title},
            page=page,
        )
    restored = _save(before, opened_content(before), user)
    log(page, RESTORED, user=user, revision=restored, data={"of": before.pk})
    begin_checks(restored)
    return restored


def unmasked_version(revision: Revision) -> Revision | None:
    """Return the version of which this one is the masked copy; None if it is none."""
    entry = PageLogEntry.objects.filter(action=MASKED, revision=revision.pk).first()
    return Revision.objects.filter(pk=entry.data["of"]).first() if entry else None


def _newest(page: Page, user: Any) -> Revision:
    lock = page.specific.get_lock()
    if lock is not None and lock.for_user(user):
        raise ActRefused(
            _("“%(title)s” is locked, so nothing in it can be masked now.")
            % {"title": page.title},
            page=page,
        )
    return page.get_latest_revision()


def _mask(
    revision: Revision, content: dict[str, Any], rules: Rules, severities: frozenset[Severity]
) -> bool:
    """Mask what stands in the content; say whether anything changed."""
    said = page_texts(revision, content)
    changes: list[tuple[Path, str]] = []
    before = [one.text for one in said.texts]
    for one, old, new in zip(
        said.texts, before, mask_texts(before, rules, severities), strict=True
    ):
        if new.source != old.source:
            changes.append((one.path, new.source))
    for table in said.tables:
        masked = mask_table(table.rows, rules, severities, heads_known=table.heads_known)
        for paths, cells, line in zip(table.paths, table.cells, masked, strict=True):
            for path, cell, text in zip(paths, cells, line, strict=True):
                if path is not None and text != cell.text:
                    whole = [(0, len(cell.text), text)]
                    changes.append((path, cell.replaced(whole).source))
    for path, text in changes:
        _put(content, path, text)
    return bool(changes)


def _put(content: dict[str, Any], path: Path, text: str) -> None:
    inside: Any = content
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = text
    if path[-2:-1] == ("values",):  # a cell of a typed table: its column may have been of numbers
        table: Any = content
        for name in path[:-4]:
            table = table[name]
        table["columns"][path[-1]]["type"] = "text"


def _save(of: Revision, content: dict[str, Any], user: Any) -> Revision:
    page = Page.objects.get(pk=of.object_id).specific
    try:
        draft = page.with_content_json(closed_content(of, content))
        saved: Revision = draft.save_revision(user=user, log_action=True, clean=False)
        saved.as_object()
    except UNFIT as error:
        raise ActRefused(
            _(
                "“%(title)s” cannot be masked here: one of its fields takes no asterisks. Mask "
                "the number by hand."
            )
            % {"title": page.title},
            page=page,
        ) from error
    return saved


# --- Files ---------------------------------------------------------------------------------------


@transaction.atomic
def mask_file(
    version: FileVersion,
    *,
    page: Page,
    user: Any,
    severities: Iterable[Severity] = EVERYTHING,
) -> FileVersion:
    """Make the masked copy of a file its document's next version.

    Args:
        version: the newest of a document.
        page: on which it was looked at.
        user: who does it.
        severities: what is masked.

    Returns:
        The version with the masked copy.

    Raises:
        ActRefused: the file is of another kind, cannot be read, or something in it could not be
            masked; nothing is changed.
    """
    rules, wanted = personal_data_rules().rules, frozenset(severities)
    try:
        with version.open() as file:
            data = file.read(DEFAULT_LIMITS.file_size + 1)
        masked = mask_document(data, version.name, _masks(rules, wanted))
        _refuse_leftovers(masked, version.name, rules, wanted, page)
        kept = _next_version(version, masked)
    except (DocumentRefused, UploadRefused) as error:
        raise ActRefused(refusal_sentence(error), page=page) from error
    except OSError as error:
        raise ActRefused(
            _("“%(name)s” cannot be opened. Upload it again.") % {"name": version.name}, page=page
        ) from error
    log(_owner(kept), FILE_MASKED, user=user, data={"version": kept.number, "of": version.number})
    check_file(kept)
    begin_checks(page.get_latest_revision())  # with another file it is another content
    return kept


@transaction.atomic
def restore_file(version: FileVersion, *, page: Page, user: Any) -> FileVersion:
    """Make the original of a masked file its document's next version.

    Raises:
        ActRefused: it is no masked copy, or the original cannot be opened.
    """
    original = unmasked_file(version)
    if original is None:
        raise ActRefused(
            _("“%(name)s” was not made by masking.") % {"name": version.name}, page=page
        )
    try:
        with original.open() as file:
            restored = _next_version(original, file.read())
    except UploadRefused as error:
        raise ActRefused(refusal_sentence(error), page=page) from error
    except OSError as error:
        raise ActRefused(
            _("“%(name)s” cannot be opened. Upload it again.") % {"name": version.name}, page=page
        ) from error
    log(_owner(restored), RESTORED, user=user, data={"of": original.number})
    begin_checks(page.get_latest_revision())
    return restored


def unmasked_file(version: FileVersion) -> FileVersion | None:
    """Return the file of which this one is the masked copy; None if it is none."""
    if version.kind != FileVersion.Kind.DOCUMENT:
        return None
    entries = ModelLogEntry.objects.for_instance(_owner(version)).filter(action=FILE_MASKED)
    entry = next((one for one in entries if one.data["version"] == version.number), None)
    if entry is None:
        return None
    same = FileVersion.objects.filter(kind=version.kind, object_id=version.object_id)
    return same.filter(number=entry.data["of"]).first()


def _masks(rules: Rules, severities: frozenset[Severity]) -> TextMasks:
    def texts(said: Iterable[str]) -> list[str]:
        masked = mask_texts([MarkedText(text) for text in said], rules, severities)
        return [one.source for one in masked]

    return TextMasks(texts, partial(mask_table, rules=rules, severities=severities))


def _refuse_leftovers(
    data: bytes, name: str, rules: Rules, severities: frozenset[Severity], page: Page
) -> None:
    """Read the copy again: what was meant to be masked must not stand anywhere in it."""
    left = [
        hit
        for hit in hits_of_file(read_parts(data, name).parts, rules)
        if hit.kind in MASKED_KINDS and hit.severity in severities
    ]
    if left:
        named = [(kind_name(hit.kind), hit.masked, file_place(hit)) for hit in left]
        raise ActRefused(
            _(
                "Not everything in “%(name)s” could be masked, so nothing was changed: %(hits)s. "
                "Mask it in the program the file was made with, and upload it again."
            )
            % {"name": name, "hits": hits_sentence(named, len(left))},
            page=page,
        )


def _owner(version: FileVersion) -> Any:
    model = next(one for one in upload_models() if one.upload_kind == version.kind)
    return model._default_manager.get(pk=version.object_id)


def _next_version(of: FileVersion, data: bytes) -> FileVersion:
    document = _owner(of)
    document.file = ContentFile(data, name=of.name)
    document.save()
    newest: FileVersion = document.versions()[0]
    return newest
