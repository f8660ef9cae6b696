"""The search of visitors: one bureau, or for the county office, the whole county.

What is found is ranked by where it stands: in the title, the abstract, the text, an attachment;
then the newest first. So an order can be explained, and only as many rows are read as are shown or
counted: nothing is ranked that nobody will page to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from disclosure_plugin.domain.search_queries import Phrase, Query, Word, parse, tsquery
from disclosure_plugin.domain.search_snippets import Piece, highlighted, snippet
from disclosure_plugin.domain.search_text import mark, quoted
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.register.due import Due
from disclosure_plugin.register.models import RegisterEntry, SearchSection, SearchSynonym

from .register import Scope

Kind = SearchSection.Kind

# Counted exactly and paged through; of more it is said that there are more.
MOST_COUNTED = 1000
# A question that takes longer is given up, in milliseconds.
LONGEST_MILLISECONDS = 5000
QUERY_CANCELED = "57014"
# A part of what was looked for in vain is named from this length on, in units.
SHORTEST_PART = 2

TABLE = SearchSection._meta.db_table


class SearchTooLong(DisclosureError):
    """PostgreSQL was told to give up."""


@dataclass(frozen=True)
class SearchWanted:
    """What a visitor looks for; empty: everything.

    Attributes:
        words: as typed.
        category: a value of :class:`~disclosure_plugin.domain.register.Category`.
        column_type: a value of :class:`~disclosure_plugin.domain.update_cycles.ColumnType`.
        page_type: label of a page class, in lower case.
        since: first day of publication.
        until: last day of publication.
        bureau: code of the only bureau that is looked through.
        by_date: the newest first, wherever the words stand.
    """

    words: str = ""
    category: str = ""
    column_type: str = ""
    page_type: str = ""
    year: int | None = None
    since: date | None = None
    until: date | None = None
    bureau: str = ""
    by_date: bool = False

    @property
    def is_filtered(self) -> bool:
        return self != SearchWanted(words=self.words, by_date=self.by_date)


@dataclass(frozen=True)
class Hit:
    """An item that was found.

    Attributes:
        title: in pieces, with what was looked for marked.
        snippet: of the text around it, likewise.
        attachment: title of the file in which it stands; empty if it stands on the page.
        column: title of the column.
    """

    entry: RegisterEntry
    title: list[Piece]
    snippet: list[Piece]
    number: list[Piece]
    attachment: str
    column: str


@dataclass(frozen=True)
class Results:
    """Everything that was found.

    Attributes:
        query: the words as they were understood.
        entries: keys of the register entries in their order, at most ``MOST_COUNTED``.
        has_more: whether there are more than that.
    """

    query: Query
    entries: Sequence[int]
    has_more: bool

    def __len__(self) -> int:
        return len(self.entries)


def find(seen: Scope, wanted: SearchWanted) -> Results:
    """Find what is public and holds all words.

    Args:
        seen: whose items are looked through.
        wanted: all of it must fit.

    Raises:
        SearchTooLong: PostgreSQL would need longer than a visitor waits.
    """
    query = parse(wanted.words, synonyms())
    if wanted.words.strip() and not query:
        return Results(query, (), False)
    with _limited_time():
        found = _found(seen, wanted, query)
    return Results(query, found[:MOST_COUNTED], len(found) > MOST_COUNTED)


def shorter(seen: Scope, wanted: SearchWanted, query: Query) -> list[str]:
    """Return parts of what was looked for in vain that are found, in the same filters.

    Args:
        seen: whose items are looked through.
        wanted: what was asked for.
        query: its words.

    Raises:
        SearchTooLong: PostgreSQL would need longer than a visitor waits.
    """
    said = [word.phrases[0] for word in query.words]
    groups = synonyms()

    def is_found(words: str) -> bool:
        return _is_found(seen, wanted, parse(words, groups))

    if len(said) > 1:
        return [one.text for one in said if is_found(one.text)]
    return [part for one in said for part in _longest_parts(is_found, one)]


def hits(results: Results, keys: Iterable[int]) -> list[Hit]:
    """Return what is shown of some of the found items.

    Args:
        results: what was found.
        keys: of the entries of one page, in their order.
    """
    keys = list(keys)
    entries = RegisterEntry.objects.filter(state=RegisterEntry.State.PUBLIC).in_bulk(keys)
    columns = dict(
        SearchSection.objects.filter(entry__in=keys, kind=Kind.TITLE).values_list(
            "entry", "column"
        )
    )
    phrases = results.query.phrases
    texts = _texts(keys, results.query)
    found = []
    for key in keys:
        entry = entries.get(key)
        if entry is None:  # gone since it was found
            continue
        attachment, text = texts.get(key, ("", entry.abstract))
        found.append(
            Hit(
                entry,
                highlighted(entry.title, phrases),
                snippet(text, phrases),
                highlighted(entry.number, phrases),
                attachment,
                columns.get(key, ""),
            )
        )
    return found


def synonyms() -> list[list[str]]:
    """Return the county's groups of words for the same."""
    return [one.group() for one in SearchSynonym.objects.filter(is_used=True)]


# --- Steps ---------------------------------------------------------------------------------------


@contextmanager
def _limited_time() -> Iterator[None]:
    """Let PostgreSQL give up after a while, and say so in our words.

    Meanwhile it finds rows by the index of words alone. It does not reckon with what it costs to
    read a long vector, and would rather read those of all sections from the newest on.
    """
    settings = {
        "statement_timeout": f"{LONGEST_MILLISECONDS}ms",
        "enable_indexscan": "off",
        "enable_seqscan": "off",
    }
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            usual = {name: _setting(cursor, name) for name in settings}
            _set(cursor, settings)
            yield
            _set(cursor, usual)  # the transaction may be a larger one that goes on
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != QUERY_CANCELED:
            raise
        raise SearchTooLong("The search was given up.") from error


def _setting(cursor: CursorWrapper, name: str) -> str:
    cursor.execute("SELECT current_setting(%s)", [name])
    [value] = cursor.fetchone()
    return str(value)


def _set(cursor: CursorWrapper, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def _longest_parts(is_found: Callable[[str], bool], phrase: Phrase) -> Iterator[str]:
    """Yield the longest beginning and the longest end of a phrase that are found."""
    places = [one.start for one in phrase.units]
    for part in (
        lambda length: phrase.text[: places[length]].strip(),
        lambda length: phrase.text[places[len(places) - length] :].strip(),
    ):
        # What is found with a character more is found without it: halve, do not try each.
        fits, too_long = 1, len(places)
        while too_long - fits > 1:
            length = (fits + too_long) // 2
            if is_found(part(length)):
                fits = length
            else:
                too_long = length
        if fits >= SHORTEST_PART:
            yield part(fits)


def _is_found(seen: Scope, wanted: SearchWanted, query: Query) -> bool:
    search = _Search(seen, wanted, query)
    with _limited_time():
        return bool(query) and any(search.newest(kind, 1) for kind in Kind)


def _found(seen: Scope, wanted: SearchWanted, query: Query) -> list[int]:
    """Return keys of entries in the order that is wanted, one more than are counted at most."""
    search = _Search(seen, wanted, query)
    most = MOST_COUNTED + 1
    # Without words everything fits, and is counted by its title.
    kinds = list(Kind) if query else [Kind.TITLE]
    places: dict[int, tuple[int, datetime]] = {}
    for kind in kinds:
        if len(places) >= most and not wanted.by_date:
            break
        for key, published_at in search.newest(kind, most + len(places)):
            places.setdefault(key, (kind, published_at))
    over = _over(seen)
    order = sorted(
        (key for key in places if key not in over),
        key=lambda key: (
            0 if wanted.by_date else places[key][0],
            -places[key][1].timestamp(),
            -key,
        ),
    )
    return order[:most]


class _Search:
    """Asks PostgreSQL for sections."""

    def __init__(self, seen: Scope, wanted: SearchWanted, query: Query) -> None:
        self._words = query.words
        self._where = ["bureau = ANY(%s)"]
        codes = [code for code in seen.roots if wanted.bureau in ("", code)]
        self._values: list[Any] = [codes]
        marks = [mark("b", codes[0])] if len(codes) == 1 else []
        if len(codes) == 1:
            # One value, so that its index is walked through in the order of the days.
            self._where, self._values = ["bureau = %s"], [codes[0]]
        marks += [
            mark(kind, value)
            for kind, value in (
                ("c", wanted.category),
                ("k", wanted.column_type),
                ("t", wanted.page_type),
                ("y", str(wanted.year or "")),
            )
            if value
        ]
        self._marks = [quoted(one) for one in marks]
        if wanted.since is not None:
            self._where.append("published_at >= %s")
            self._values.append(_midnight(wanted.since))
        if wanted.until is not None:
            self._where.append("published_at < %s::timestamptz + interval '1 day'")
            self._values.append(_midnight(wanted.until))

    def newest(self, kind: int, most: int) -> list[tuple[int, datetime]]:
        """Return the newest entries that fit, with when they were published.

        Args:
            kind: where one of the words stands.
            most: of how many entries at most.
        """
        where, values = self._conditions(kind)
        return self._ask(
            f"SELECT entry_id, max(published_at) FROM {TABLE}"  # noqa: S608
            f" WHERE {' AND '.join(where)} GROUP BY entry_id ORDER BY 2 DESC, 1 DESC LIMIT %s",
            [*values, most],
        )

    def _conditions(self, kind: int) -> tuple[list[str], list[Any]]:
        where = ["kind = %s", *self._where]
        values: list[Any] = [kind, *self._values]
        said = [f"({tsquery(word)})" for word in self._words]
        # The index itself keeps what stands elsewhere apart: no other row is read.
        marks = [*self._marks, quoted(mark("p", str(int(kind))))]
        fits = " & ".join([*marks, *([" ( " + " | ".join(said) + " ) "] if said else [])])
        where.append("vector @@ %s::tsquery")
        values.append(fits)
        if len(said) > 1:
            # Each word somewhere in the item.
            for one in said:
                where.append(
                    f"entry_id IN (SELECT entry_id FROM {TABLE} WHERE vector @@ %s::tsquery)"  # noqa: S608
                )
                values.append(" & ".join([*self._marks, one]))
        return where, values

    def _ask(self, question: str, values: list[Any]) -> list[tuple[int, datetime]]:
        with connection.cursor() as cursor:
            cursor.execute(question, values)
            return cursor.fetchall()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())


def _over(seen: Scope) -> set[int]:
    """Return the entries whose time is over and which no worker has taken back yet."""
    due = Due.objects.open().filter(
        bureau__in=seen.roots,
        kind=Due.Kind.EXPIRE,
        object_type="wagtailcore.page",
        due_at__lte=Now(),
    )
    pages = [
        Q(bureau=bureau, page=page) for bureau, page in due.values_list("bureau", "object_id")
    ]
    if not pages:
        return set()
    entries = RegisterEntry.objects.filter(Q(*pages, _connector=Q.OR))
    return set(entries.values_list("pk", flat=True))


def _texts(keys: Sequence[int], query: Query) -> dict[int, tuple[str, str]]:
    """Return of each entry the text in which a word stands first, and the file it stands in.

    The title is shown anyway; an item of which only the title has a word is not in it.
    """
    if not keys or not query:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT wanted.id, first.attachment, first.text FROM unnest(%s::bigint[]) wanted (id)
            CROSS JOIN LATERAL (
                SELECT attachment, text FROM {TABLE}
                WHERE entry_id = wanted.id AND kind > %s AND vector @@ %s::tsquery
                ORDER BY kind, number LIMIT 1
            ) first
            """,  # noqa: S608
            [list(keys), Kind.TITLE, any_of(query.words)],
        )
        return {key: (attachment, text) for key, attachment, text in cursor.fetchall()}


def any_of(words: Iterable[Word]) -> str:
    """Return the ``tsquery`` that finds the sections in which one of the words stands."""
    return " | ".join(f"({tsquery(word)})" for word in words)
