"""Write what the search finds: with the publication, and a little later the attachments' texts.

To read files may take a minute, and publishing does not wait for that. What ends with a
publication ends in PostgreSQL itself (:mod:`disclosure_plugin.register.search_sections`).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, BinaryIO, cast

from django.db import connection, transaction
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.documents import read_parts
from disclosure_plugin.domain.search_text import joined, mark, sections, vector, with_marks
from disclosure_plugin.models import (
    DisclosureColumnMixin,
    FileVersion,
    PreparedSections,
    PublicUse,
    SignOff,
)
from disclosure_plugin.models.uploads import upload_models
from disclosure_plugin.queries.audiences import is_for_everybody
from disclosure_plugin.queries.search_texts import (
    ATTACHMENT_CHARACTERS,
    body_text,
    is_all_written,
    parts_text,
)
from disclosure_plugin.register.models import RegisterEntry, SearchSection
from disclosure_plugin.signals import attachments_to_read

from .turn import wait_for_turn
from .version_at_door import VersionAtTheDoor, locked_entry

logger = logging.getLogger("disclosure_plugin.search")

Kind = SearchSection.Kind
State = RegisterEntry.State

# Text of a section, and its lexemes as PostgreSQL reads them, without marks.
Taken = tuple[str, str]


def prepare_sections(sign_off: SignOff) -> None:
    """Take the text of a scheduled version apart now that it is approved, for its publication.

    What was prepared of an earlier version goes. Of a version that is published at once, or is
    for certain people only, nothing is prepared.

    Args:
        sign_off: the last signature on a version.
    """
    PreparedSections.objects.filter(sign_off__page=sign_off.page_id).delete()
    revision = sign_off.revision
    if not revision.content.get("go_live_at"):
        return
    page = revision.as_object()
    if is_all_written(type(page)) and is_for_everybody(revision, page):
        taken = [*_taken_apart(body_text(page, revision))]
        PreparedSections.objects.create(sign_off=sign_off, sections=taken)


def write_sections(
    version: VersionAtTheDoor, entry: RegisterEntry, *, is_new: bool = False
) -> None:
    """Write the sections of a page that has just become public, in the same transaction.

    Its attachments are read after the commit.

    Args:
        version: what was published.
        entry: its row in the register, locked.
        is_new: whether it has no sections yet.
    """
    if _write(version.page, version.revision, entry, _prepared(version), is_new=is_new):
        _send(entry.bureau, [entry.pk])


def _prepared(version: VersionAtTheDoor) -> list[Taken] | None:
    """Take what was prepared of exactly this content, if there is anything."""
    approval = version.approval
    if approval is None or approval.content_sha256 != version.content:
        return None
    with connection.cursor() as cursor:
        cursor.execute(TAKE_PREPARED, [approval.pk])
        row = cursor.fetchone()
    return json.loads(row[0]) if row else None


def _taken_apart(text: str) -> Iterator[Taken]:
    for one in sections(text):
        yield one.text, vector(one.lexemes)


def _write(
    page: Any,
    revision: Any,
    entry: RegisterEntry,
    body: Iterable[Taken] | None = None,
    *,
    is_new: bool,
) -> bool:
    """Write all sections but those of attachments; return whether there are any to be read."""
    entry.refresh_from_db(fields=["first_published_at"])  # by PostgreSQL's clock
    if not is_new:
        SearchSection.objects.filter(entry=entry).delete()
    row = _Rows(entry, page)
    waits = _documents(page).exists()
    # A title without a letter is no section, but its marks are found.
    title = [*_taken_apart(joined([entry.title, entry.number]))]
    rows = [*row.of(Kind.TITLE, title or [(entry.title, "")])]
    rows[0].waits = waits
    rows += row.of(Kind.ABSTRACT, _taken_apart(entry.abstract))
    if body is None:
        body = _taken_apart(body_text(page, revision))
    rows += row.of(Kind.BODY, body)
    SearchSection.objects.bulk_create(rows)
    return bool(waits)


def read_attachments(entry: int) -> int:
    """Put the texts of an entry's attachments into the search.

    Args:
        entry: key of an entry of the current bureau.

    Returns:
        How many sections were written; 0 if none waits for it, or if the entry is public no more
        or was published anew meanwhile.
    """
    found = RegisterEntry.objects.filter(
        pk=entry, bureau=bureaus.current(), state=State.PUBLIC
    ).first()
    page = _live_page(found)
    if found is None or page is None:
        return 0
    if not SearchSection.objects.filter(entry=found, waits=True).exists():
        return 0
    row = _Rows(found, page)
    rows = [*_of_files(row, _documents(page))]
    with transaction.atomic():
        # A file may be stopped on another page meanwhile: whoever does that has the turn.
        wait_for_turn()
        now = locked_entry(found.bureau, page)
        if (
            now is None
            or now.state != State.PUBLIC
            or now.version_published_at != found.version_published_at
        ):
            return 0
        shown = set(_documents(page).values_list("sha256", flat=True))
        rows = [one for one in rows if one.file in shown]
        kept = SearchSection.objects.filter(entry=found)
        kept.filter(kind=Kind.ATTACHMENT).delete()
        SearchSection.objects.bulk_create(rows)
        kept.filter(waits=True).update(waits=False)
    return len(rows)


def forget_files(hashes: Iterable[str]) -> None:
    """Take the texts of files out of the search, whichever pages of the bureau show them.

    Called in the transaction that stops the files; the pages stay.

    Args:
        hashes: SHA-256 of their bytes.
    """
    SearchSection.objects.filter(
        bureau=bureaus.current(), kind=Kind.ATTACHMENT, file__in=set(hashes)
    ).delete()


def read_again(page: Page) -> None:
    """Have the attachments of a live page read after the commit: it shows others now."""
    bureau = bureaus.current()
    titles = SearchSection.objects.filter(bureau=bureau, kind=Kind.TITLE, entry__page=page.pk)
    if titles.update(waits=True):
        _send(bureau, list(titles.values_list("entry", flat=True)))


def _send(bureau: str, entries: list[int]) -> None:
    send = partial(attachments_to_read.send, sender=SearchSection, bureau=bureau, entries=entries)
    # Robust: what is committed is committed, whatever becomes of the message.
    transaction.on_commit(send, robust=True)


def waiting() -> list[tuple[str, int]]:
    """Return bureau and key of the entries of all bureaus whose attachments were not read yet."""
    found = SearchSection.objects.filter(waits=True).order_by("bureau", "entry")
    return list(found.values_list("bureau", "entry"))


def rebuild(tell: Callable[[int, int], None] = lambda done, items: None) -> int:
    """Write all sections of the current bureau anew, attachments included; nothing else changes.

    Each item is a transaction of its own, so that nobody waits and everything is found meanwhile.

    Args:
        tell: is told how many items are done, and of how many.

    Returns:
        How many items the search finds now.
    """
    bureau = bureaus.current()
    # By older code, perhaps; the door takes the texts apart itself.
    PreparedSections.objects.all().delete()
    entries = RegisterEntry.objects.filter(bureau=bureau, state=State.PUBLIC)
    keys = list(entries.order_by("pk").values_list("pk", flat=True))
    written = 0
    for done, key in enumerate(keys, 1):
        if _rebuild(bureau, key):
            read_attachments(key)
            written += 1
        tell(done, len(keys))
    return written


@transaction.atomic
def _rebuild(bureau: str, key: int) -> bool:
    """Write the sections of one entry anew; return whether everybody may see it."""
    entry = (
        RegisterEntry.objects.select_for_update()
        .filter(pk=key, bureau=bureau, state=State.PUBLIC)
        .first()
    )
    page = _live_page(entry)
    if entry is None or page is None:
        SearchSection.objects.filter(entry=key).delete()
        return False
    _write(page, page.live_revision, entry, is_new=False)
    return True


def _live_page(entry: RegisterEntry | None) -> Any:
    """Return the page of an entry, of its own class; None if not everybody may see it."""
    if entry is None:
        return None
    page = Page.objects.live().public().filter(pk=entry.page).first()
    return page.specific if page is not None and page.live_revision_id else None


TAKE_PREPARED = """
    DELETE FROM disclosure_plugin_preparedsections WHERE sign_off_id = %s RETURNING sections
"""


class _Rows:
    """Makes rows of one entry.

    Args:
        entry: in the register.
        page: of its own class.
    """

    def __init__(self, entry: RegisterEntry, page: Any) -> None:
        self._entry = entry
        above = page.get_parent()
        column = above.specific if above is not None else None
        self._column = above.title if above is not None and above.depth > 2 else ""
        self._marks = marks(
            bureau=entry.bureau,
            category=entry.category,
            year=entry.first_published_at.year,
            page_type=page._meta.label_lower,
            column_type=(column.column_type if isinstance(column, DisclosureColumnMixin) else ""),
        )

    def of(
        self,
        kind: SearchSection.Kind,
        found: Iterable[Taken],
        *,
        attachment: str = "",
        file: str = "",
        after: int = 0,
    ) -> Iterator[SearchSection]:
        """Yield the rows of some sections.

        Args:
            kind: where they stand.
            found: the sections.
            attachment: title of the file.
            file: SHA-256 of its bytes.
            after: how many of the kind there are already.
        """
        for number, (text, lexemes) in enumerate(found, after + 1):
            yield SearchSection(
                entry=self._entry,
                bureau=self._entry.bureau,
                kind=kind,
                number=number,
                attachment=attachment[:255],
                file=file,
                column=self._column,
                text=text,
                published_at=self._entry.first_published_at,
                vector=with_marks(lexemes, [*self._marks, mark("p", str(int(kind)))]),
            )


def marks(*, bureau: str, category: str, year: int, page_type: str, column_type: str) -> list[str]:
    """Return what every section of an item is filtered by."""
    return [
        mark("b", bureau),
        mark("c", category),
        mark("y", str(year)),
        mark("t", page_type),
        *([mark("k", column_type)] if column_type else []),
    ]


def _documents(page: Any) -> Any:
    """Return the documents that are public with a page."""
    uses = PublicUse.objects.filter(page_id=page.pk).values("version")
    return FileVersion.objects.filter(pk__in=uses, kind=FileVersion.Kind.DOCUMENT).order_by("pk")


def _of_files(row: _Rows, versions: Iterable[FileVersion]) -> Iterator[SearchSection]:
    left, after = ATTACHMENT_CHARACTERS, 0
    for version in versions:
        text = _text_of(version)
        if len(text) > left:
            logger.warning(
                "An attachment is found by its beginning only",
                extra={"bureau": bureaus.current(), "file": version.pk},
            )
        for one in row.of(
            Kind.ATTACHMENT,
            _taken_apart(text[:left]),
            attachment=_title(version),
            file=version.sha256,
            after=after,
        ):
            after += 1
            yield one
        left = max(0, left - len(text))


def _text_of(version: FileVersion) -> str:
    """Return what a file says; nothing if it cannot be read."""
    try:
        with version.open() as content:
            return parts_text(read_parts(cast(BinaryIO, content.file), version.name).parts)
    except OSError:
        logger.exception("A file cannot be read", extra={"file": version.pk})
        return ""


def _title(version: FileVersion) -> str:
    model = next(one for one in upload_models() if one.upload_kind == version.kind)
    owner: Any = model._default_manager.filter(pk=version.object_id).first()
    return str(owner) if owner is not None else version.name
