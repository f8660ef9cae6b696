"""Copy what a live page shows to public storage, and take it back.

Called when a page is published or unpublished; may run inside a larger transaction. The order
is always: a file first, its row with the transaction; a row first, its file after the commit.
So what is left by a process that dies on the way is a file that no row names, which is served
to nobody and removed by :func:`sweep`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from disclosure_plugin import bureaus
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.models import FileVersion, PublicFile, PublicUse, SignOff
from disclosure_plugin.models.doorway import is_disclosed
from disclosure_plugin.models.file_storage import (
    INCOMING,
    ORIGINALS,
    lock_files,
    names_in,
    originals_storage,
    place,
    private_storage,
    public_storage,
    remove,
)
from disclosure_plugin.models.public_files import make_public
from disclosure_plugin.models.uploads import current_versions, upload_models
from disclosure_plugin.queries.sign_offs import approved_files

from .search_sections import forget_files, read_again

logger = logging.getLogger("disclosure_plugin.files")


class FileMissing(DisclosureError):
    """The bytes of a version are not in private storage."""


def publish_files(
    page: Page, versions: Iterable[FileVersion] | None = None, *, was_public: bool = True
) -> list[FileVersion]:
    """Make public what a page shows, and only that.

    Args:
        page: the page as it is published, of its own class.
        versions: the files that were approved with it; None takes the newest of each document
            and image the page refers to.
        was_public: whether it may show files already.

    Returns:
        The versions the page shows from now on. A document or image whose collection is private
        is not among them.

    Raises:
        FileMissing: bytes are not where they should be; nothing is changed.
    """
    shown = [
        version
        for version in (current_versions(page) if versions is None else versions)
        if not version.taken_down_at and not _is_kept_back(version)
    ]
    uses = PublicUse.objects.filter(page_id=page.pk)
    before = set(uses.values_list("version_id", flat=True)) if was_public else set()
    if shown or before:
        _show(page, shown, before)
    return shown


@transaction.atomic
def _show(page: Page, shown: list[FileVersion], before: set[int]) -> None:
    lock_files()
    for version in shown:
        if version.kind == FileVersion.Kind.DOCUMENT:
            _copy_document(version)
        PublicUse.objects.get_or_create(page_id=page.pk, version=version)
    PublicUse.objects.filter(page_id=page.pk).exclude(version__in=shown).delete()
    _forget_unused(before - {version.pk for version in shown})


def publish_approved_files(page: Page, files: Iterable[FileVersion], *, was_public: bool) -> None:
    """Make public the files a page was approved with, also where newer ones are there by now.

    Args:
        page: the page as it is published.
        files: what its approval names.
        was_public: whether it may show files already.

    Raises:
        ActRefused: the bytes of one are missing; nothing may be published.
    """
    try:
        publish_files(page, files, was_public=was_public)
    except (FileMissing, OSError) as error:
        logger.exception("An approved file cannot be read", extra={"page": page.pk})
        raise ActRefused(
            _(
                "“%(title)s” was not published: a file that belongs to it cannot be read. Ask "
                "county IT to look at the storage; nothing was changed."
            )
            % {"title": page.title},
            page=page,
        ) from error


@transaction.atomic
def unpublish_files(page: Page) -> None:
    """Take back what a page showed, except what another live page shows.

    From the commit on nobody gets it; the bytes go right after.
    """
    lock_files()
    uses = PublicUse.objects.filter(page_id=page.pk)
    versions = set(uses.values_list("version_id", flat=True))
    uses.delete()
    _forget_unused(versions)


def stop_versions(versions: Iterable[FileVersion]) -> None:
    """Take file versions back from every page, and let none show them again.

    From the commit on nobody gets them; the bytes go right after.
    """
    keys = {version.pk for version in versions}
    lock_files()
    stopped = FileVersion.objects.filter(pk__in=keys)
    stopped.update(taken_down_at=Now())
    forget_files(stopped.values_list("sha256", flat=True))
    PublicUse.objects.filter(version_id__in=keys).delete()
    _forget_unused(keys)


def publish_again(versions: Iterable[FileVersion]) -> None:
    """Let pages show file versions that were stopped; the live ones show them at once."""
    keys = {version.pk for version in versions}
    FileVersion.objects.filter(pk__in=keys).update(taken_down_at=None)
    approved = SignOff.objects.valid().filter(is_last=True, versions__in=keys)
    for page in Page.objects.live().filter(live_revision__in=approved.values("revision")):
        publish_files(page.specific, approved_files(page))
        read_again(page)


@dataclass
class Swept:
    """What :func:`sweep` put right; all zero when nothing was wrong."""

    files_removed: int = 0
    files_restored: int = 0
    pages_published: int = 0
    uses_ended: int = 0


def sweep() -> Swept:
    """Make public storage of the current bureau what the live pages say.

    Safe at any moment and to repeat. Repairs what a killed process, a restored backup or a
    change past Wagtail's actions left behind.
    """
    swept = Swept()
    with transaction.atomic():
        lock_files()
        ended = PublicUse.objects.exclude(page__live=True)
        versions = set(ended.values_list("version_id", flat=True))
        swept.uses_ended, _by_model = ended.delete()
        idle = set(
            FileVersion.objects.filter(uses=None).exclude(copies=None).values_list("pk", flat=True)
        )
        _forget_unused(versions | idle)
    for page in _pages_without_their_files():
        try:
            swept.pages_published += bool(publish_files(page.specific, approved_files(page)))
        except FileMissing:
            logger.exception("A page's file is missing", extra={"page": page.pk})
    with transaction.atomic():
        lock_files()
        _restore_copies(swept)
        named = set(PublicFile.objects.values_list("name", flat=True))
        for name in list(names_in(public_storage())):
            if name not in named:
                remove(public_storage(), name)
                swept.files_removed += 1
        kept = set(FileVersion.objects.values_list("file", flat=True))
        for folder in (ORIGINALS, INCOMING):
            for name in list(names_in(private_storage(), folder)):
                if name not in kept:
                    remove(private_storage(), name)
                    swept.files_removed += 1
    return swept


def _copy_document(version: FileVersion) -> None:
    try:
        with version.open() as content:
            make_public(version, content, version.name)
    except FileNotFoundError as error:
        raise FileMissing(f"The file of {version} is missing from private storage.") from error


def _is_kept_back(version: FileVersion) -> bool:
    model = next(one for one in upload_models() if one.upload_kind == version.kind)
    owner: Any = model._default_manager.get(pk=version.object_id)
    return bool(owner.collection.get_view_restrictions())


def _forget_unused(versions: set[int]) -> None:
    """Delete the copies of versions that no page shows any more."""
    copies = PublicFile.objects.filter(version_id__in=versions, version__uses=None)
    names = set(copies.values_list("name", flat=True))
    PublicFile.objects.filter(pk__in=list(copies.values_list("pk", flat=True))).delete()
    if names:
        after = partial(_remove_unnamed, names, bureau=bureaus.current())
        transaction.on_commit(after, robust=True)


def _remove_unnamed(names: set[str], *, bureau: str) -> None:
    with bureaus.activate(bureau), transaction.atomic():
        lock_files()
        named = PublicFile.objects.filter(name__in=names).values_list("name", flat=True)
        for name in names - set(named):
            remove(public_storage(), name)


def _restore_copies(swept: Swept) -> None:
    for copy in PublicFile.objects.select_related("version"):
        if public_storage().exists(copy.name):
            continue
        if copy.filter_spec:
            copy.delete()  # made again when the page is shown
            continue
        with copy.version.open() as content:
            place(public_storage(), copy.name, content)
        swept.files_restored += 1


def _pages_without_their_files() -> list[Page]:
    types = [ReferenceIndex._get_base_content_type(model).pk for model in upload_models()]
    page_type = ReferenceIndex._get_base_content_type(Page).pk
    found = ReferenceIndex.objects.filter(
        base_content_type=page_type, to_content_type__in=types
    ).values_list("object_id", flat=True)
    with_uses = PublicUse.objects.values_list("page_id", flat=True)
    wanted = {int(pk) for pk in found} - set(with_uses)
    return list(Page.objects.live().filter(pk__in=wanted))


# --- Signals: what calls the above -------------------------------------------------------------


def after_publish(sender: type[Page], instance: Page, **kwargs: object) -> None:
    """Publish a page's files with it. A missing file must not leave the page half published.

    Those of a disclosed page are published by the door, as they were approved. Wagtail sends its
    signal also when a page that never was public is scheduled: that one waits.
    """
    if is_disclosed(instance) or not instance.live:
        return
    try:
        publish_files(instance)
    except (FileMissing, OSError):
        logger.exception("The files of a page are not public", extra={"page": instance.pk})


def after_unpublish(sender: type[Page], instance: Page, **kwargs: object) -> None:
    unpublish_files(instance)


def after_upload_deleted(sender: type, instance: object, **kwargs: object) -> None:
    """Delete all versions of a document or image, public copies included, with it."""
    versions = FileVersion.objects.filter(
        kind=sender.upload_kind,  # type: ignore[attr-defined]
        object_id=str(instance.pk),  # type: ignore[attr-defined]
    )
    private = set(versions.values_list("file", flat=True))
    forget_files(versions.values_list("sha256", flat=True))
    public = set(PublicFile.objects.filter(version__in=versions).values_list("name", flat=True))
    versions.delete()
    code = bureaus.current()
    transaction.on_commit(partial(_remove_originals, private, bureau=code), robust=True)
    transaction.on_commit(partial(_remove_unnamed, public, bureau=code), robust=True)


def _remove_originals(names: set[str], *, bureau: str) -> None:
    with bureaus.activate(bureau):
        for name in names:
            originals_storage().delete(name)


def register_signal_handlers() -> None:
    """Connect to Wagtail's signals; called once, at start-up."""
    from django.core.signals import request_finished, request_started
    from django.db.models.signals import post_delete
    from wagtail.signals import page_published, page_unpublished

    from disclosure_plugin.models import shown_page

    page_published.connect(after_publish, dispatch_uid="disclosure.files_published")
    page_unpublished.connect(after_unpublish, dispatch_uid="disclosure.files_unpublished")
    for model in upload_models():
        post_delete.connect(
            after_upload_deleted, sender=model, dispatch_uid=f"disclosure.{model.__name__}_deleted"
        )
    for signal in (request_started, request_finished):
        signal.connect(shown_page.forget, dispatch_uid="disclosure.no_page_shown")
