"""Write what the search finds: with the publication, and a little later the attachments' texts.

To read files may take a minute, and publishing does not wait for that, nor for what the admin's
own search finds. What ends with a publication ends in PostgreSQL itself
(:mod:`disclosure_plugin.register.search_sections`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, BinaryIO, cast

from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from psycopg.types.json import Jsonb
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

from .search_index import put_into_index
from .turn import wait_for_turn
from .version_at_door import VersionAtTheDoor, locked_entry

logger = logging.getLogger("disclosure_plugin.search")

Kind = SearchSection.Kind
State = RegisterEntry.State

# How long an entry is left alone after it failed.
REST_SECONDS = 600
# Name of the lock of an entry that a worker has taken.
LOCK = "disclosure_plugin.search_sections"
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

    What else finds it is brought up to date when it has been public for some seconds.

    Args:
        version: what was published.
        entry: its row in the register, locked.
        is_new: whether it has no sections yet.
    """
    approval = version.approval
    if approval is not None and approval.content_sha256 != version.content:
        approval = None
    _write(version.page, version.revision, entry, approval, is_new=is_new)


def _taken_apart(text: str) -> Iterator[Taken]:
    for one in sections(text):
        yield one.text, vector(one.lexemes)


def _write(
    page: Any, revision: Any, entry: RegisterEntry, approval: SignOff | None, *, is_new: bool
) -> None:
    """Write all sections but those of attachments; for these it waits then."""
    if not is_new:
        SearchSection.objects.filter(entry=entry).delete()
    row = _Rows(entry, page)
    # A title without a letter is no section, but its marks are found.
    title = [*_taken_apart(joined([entry.title, entry.number]))] or [(entry.title, "")]
    begun = [*row.of(Kind.TITLE, title), *row.of(Kind.ABSTRACT, _taken_apart(entry.abstract))]
    if not row.write(begun, approval):
        row.write(row.of(Kind.BODY, _taken_apart(body_text(page, revision))))


def index_published(entry: int) -> int:
    """Put an entry into the admin's search, and the texts of its attachments into the public one.

    Args:
        entry: key of an entry of the current bureau.

    Returns:
        How many sections of attachments were written; 0 if the entry does not wait for it, is
        public no more, was published anew meanwhile or is at another worker.
    """
    with _alone_with(entry) as is_alone:
        return _index_published(entry) if is_alone else 0


def index_waiting(entry: int) -> None:
    """Do what :func:`index_published` does, unless it failed in the last minutes.

    What waits is sent for again and again; a file that breaks its reader must not keep the
    worker from everything else.
    """
    failed = f"disclosure-index-failed-{entry}"
    if cache.get(failed):
        return
    try:
        index_published(entry)
    except OperationalError:  # the database was away or busy: no fault of the item's
        raise
    except Exception:
        cache.set(failed, True, REST_SECONDS)
        raise


@contextmanager
def _alone_with(entry: int) -> Iterator[bool]:
    """Hold an entry for a block, if no other worker does: to read its files may take a minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, %s))", [LOCK, entry])
        [is_alone] = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_unlock(hashtextextended(%s, %s))", [LOCK, entry]
                )


def _index_published(entry: int) -> int:
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
        rows = [one for one in rows if one["file"] in shown]
        kept = SearchSection.objects.filter(entry=found)
        kept.filter(kind=Kind.ATTACHMENT).delete()
        row.write(rows)
        kept.filter(waits=True).update(waits=False)
        put_into_index(page)
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
    """Have the attachments of a live page read some seconds later: it shows others now."""
    SearchSection.objects.filter(
        bureau=bureaus.current(), kind=Kind.TITLE, entry__page=page.pk
    ).update(waits=True)


def waiting(settled: timedelta = timedelta(0)) -> list[tuple[str, int]]:
    """Return bureau and key of the entries of all bureaus that not everything finds yet.

    Args:
        settled: how long they must have been public.
    """
    found = SearchSection.objects.filter(
        waits=True, entry__version_published_at__lte=Now() - settled
    )
    return list(found.order_by("bureau", "entry").values_list("bureau", "entry"))


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
            index_published(key)
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
    _write(page, page.live_revision, entry, None, is_new=False)
    return True


def _live_page(entry: RegisterEntry | None) -> Any:
    """Return the page of an entry, of its own class; None if not everybody may see it."""
    if entry is None:
        return None
    page = Page.objects.live().public().filter(pk=entry.page).first()
    return page.specific if page is not None and page.live_revision_id else None


# One statement for all of them: each stands in every publication.
WRITE = """
    WITH prepared AS (
        DELETE FROM disclosure_plugin_preparedsections WHERE sign_off_id = %(sign_off)s
        RETURNING sections
    ), found AS (
        SELECT * FROM jsonb_to_recordset(%(rows)s) AS given
            (kind int, number int, text text, lexemes text, attachment text, file text)
        UNION ALL
        SELECT %(body)s, number, section ->> 0, section ->> 1, '', ''
        FROM prepared, jsonb_array_elements(sections) WITH ORDINALITY AS given (section, number)
    ), written AS (
        INSERT INTO disclosure_register_searchsection (
            entry_id, bureau, kind, number, attachment, file, "column", text, published_at,
            waits, vector
        )
        SELECT
            entry.id, entry.bureau, kind, found.number, attachment, file, %(column)s, text,
            first_published_at, kind = %(title)s AND found.number = 1,
            concat_ws(
                ' ', nullif(lexemes, ''), %(marks)s,
                '''=y:' || extract(year FROM first_published_at AT TIME ZONE %(zone)s) || '''',
                '''=p:' || kind || ''''
            )::tsvector
        FROM found, disclosure_register_registerentry entry WHERE entry.id = %(entry)s
    )
    SELECT EXISTS (SELECT FROM prepared)
"""


class _Rows:
    """Makes and writes rows of one entry.

    Args:
        entry: in the register.
        page: of its own class.
    """

    def __init__(self, entry: RegisterEntry, page: Any) -> None:
        above = page.get_parent()
        marked = marks(
            bureau=entry.bureau,
            category=entry.category,
            page_type=page._meta.label_lower,
            column_type=_column_type(above),
        )
        self._values = {
            "entry": entry.pk,
            "column": above.title if above is not None and above.depth > 2 else "",
            "marks": with_marks("", marked),
            "zone": timezone.get_current_timezone_name(),
            "title": int(Kind.TITLE),
            "body": int(Kind.BODY),
        }

    def of(
        self,
        kind: SearchSection.Kind,
        found: Iterable[Taken],
        *,
        attachment: str = "",
        file: str = "",
        after: int = 0,
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of some sections.

        Args:
            kind: where they stand.
            found: the sections.
            attachment: title of the file.
            file: SHA-256 of its bytes.
            after: how many of the kind there are already.
        """
        for number, (text, lexemes) in enumerate(found, after + 1):
            yield {
                "kind": int(kind),
                "number": number,
                "text": text,
                "lexemes": lexemes,
                "attachment": attachment[:255],
                "file": file,
            }

    def write(self, rows: Iterable[dict[str, Any]], approval: SignOff | None = None) -> bool:
        """Write rows, and those that were prepared when a version was approved.

        Args:
            rows: as :meth:`of` makes them.
            approval: of the version; what was prepared is taken.

        Returns:
            Whether anything was prepared.
        """
        values: dict[str, Any] = {
            **self._values,
            "rows": Jsonb([*rows]),
            "sign_off": approval.pk if approval is not None else None,
        }
        with connection.cursor() as cursor:
            cursor.execute(WRITE, values)
            [was_prepared] = cursor.fetchone()
        return bool(was_prepared)


def _column_type(above: Page | None) -> str:
    """Return the type of the column below which a page stands, if that is a column."""
    model: Any = above.specific_class if above is not None else None
    if above is None or model is None or not issubclass(model, DisclosureColumnMixin):
        return ""
    return str(model._base_manager.values_list("column_type", flat=True).get(pk=above.pk))


def marks(*, bureau: str, category: str, page_type: str, column_type: str) -> list[str]:
    """Return what every section of an item is filtered by, but for its year."""
    return [
        mark("b", bureau),
        mark("c", category),
        mark("t", page_type),
        *([mark("k", column_type)] if column_type else []),
    ]


def _documents(page: Any) -> Any:
    """Return the documents that are public with a page."""
    uses = PublicUse.objects.filter(page_id=page.pk).values("version")
    return FileVersion.objects.filter(pk__in=uses, kind=FileVersion.Kind.DOCUMENT).order_by("pk")


def _of_files(row: _Rows, versions: Iterable[FileVersion]) -> Iterator[dict[str, Any]]:
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
