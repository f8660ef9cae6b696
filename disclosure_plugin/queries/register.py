"""Read the register: what a bureau has disclosed, or for the county office, the whole county."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, ExtractYear, Now
from django.utils import timezone
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.models.disclosed import not_expired
from disclosure_plugin.register.due import Due
from disclosure_plugin.register.models import RegisterEntry

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scope:
    """Whose entries a site shows.

    Attributes:
        bureau: code of the bureau whose site it is.
        roots: by code, where the public pages of the bureaus begin whose entries are shown:
            its own alone, or at the county office those of all.
        names: their names, by code.
    """

    bureau: str
    roots: Mapping[str, str]
    names: Mapping[str, str]

    @property
    def is_county(self) -> bool:
        """Whether entries of other bureaus are shown too."""
        return len(self.roots) > 1

    def entries(self) -> QuerySet[RegisterEntry]:
        """Return all entries of these bureaus, in every state."""
        return RegisterEntry.objects.filter(bureau__in=self.roots)

    def public(self) -> QuerySet[RegisterEntry]:
        """Return what is public now, the latest first."""
        entries = self.entries().filter(state=RegisterEntry.State.PUBLIC)
        entries = entries.exclude(Exists(_over()))
        return entries.order_by("-first_published_at", "-pk")


def _over() -> QuerySet[Due]:
    """Return what has expired and was not taken back yet, of the entry that is asked about."""
    return Due.objects.open().filter(
        bureau=OuterRef("bureau"),
        kind=Due.Kind.EXPIRE,
        object_type="wagtailcore.page",
        object_id=Cast(OuterRef("page"), CharField()),
        due_at__lte=Now(),
    )


@dataclass(frozen=True)
class Wanted:
    """What a visitor looks for; empty: everything.

    Attributes:
        words: each in the title, the abstract or the number.
        category: code of a category.
        year: of the first disclosure.
        bureau: code of a bureau.
        number: index number, as a whole.
        first, last: days between which it was disclosed first, by the county's clock.
    """

    words: str = ""
    category: str = ""
    year: int | None = None
    bureau: str = ""
    number: str = ""
    first: date | None = None
    last: date | None = None


def scope() -> Scope:
    """Return whose entries the current bureau's site shows."""
    own = bureaus.identity()
    roots, names = {own.code: bureaus.public_address()}, {own.code: own.name}
    if own.is_county_office:
        # A bureau on trial or one that is no more is in no list.
        for other in bureaus.directory():
            roots[other.code], names[other.code] = other.address, other.name
    return Scope(own.code, roots, names)


def find(seen: Scope, wanted: Wanted) -> QuerySet[RegisterEntry]:
    """Return the public entries that fit, the latest first.

    Args:
        seen: whose entries are looked through.
        wanted: all of it must fit; words in the title, the abstract or the number.
    """
    entries = seen.public()
    for word in wanted.words.split():
        entries = entries.filter(
            Q(title__icontains=word) | Q(abstract__icontains=word) | Q(number__icontains=word)
        )
    if wanted.category:
        entries = entries.filter(category=wanted.category)
    if wanted.year is not None:
        entries = entries.filter(first_published_at__year=wanted.year)
    if wanted.bureau:
        entries = entries.filter(bureau=wanted.bureau)
    if wanted.number:
        entries = entries.filter(number=wanted.number)
    if wanted.first:
        entries = entries.filter(first_published_at__gte=_midnight(wanted.first))
    if wanted.last:
        entries = entries.filter(first_published_at__lt=_midnight(wanted.last + ONE_DAY))
    return entries


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_default_timezone())


def years(seen: Scope) -> list[int]:
    """Return the years in which something was disclosed that is public, the latest first."""
    found = seen.public().order_by().annotate(year=ExtractYear("first_published_at"))
    return sorted(set(found.values_list("year", flat=True).distinct()), reverse=True)


def by_number(seen: Scope, number: str) -> RegisterEntry | None:
    """Return the entry with a number, in whatever state; None if this site knows of none."""
    if "\0" in number:  # PostgreSQL knows no such text
        return None
    return seen.entries().filter(number=number).first()


def by_short_id(bureau: str, short_id: str) -> RegisterEntry | None:
    """Return the entry of a bureau's page by its address, if it is not public any more."""
    if not short_id or "\0" in short_id:
        return None
    gone = RegisterEntry.objects.exclude(state=RegisterEntry.State.PUBLIC)
    return gone.filter(bureau=bureau, short_id=short_id).first()


def public_pages(entries: Iterable[RegisterEntry]) -> dict[int, Page]:
    """Return the pages of entries of the current bureau that everybody may see, by their key."""
    keys = [entry.page for entry in entries]
    return Page.objects.live().public().filter(not_expired()).in_bulk(keys) if keys else {}
