"""What is disclosed to staff, and to whom: who may read it, who has, and who has not yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from wagtail.models import Page

from disclosure_plugin.domain.audiences import Audience
from disclosure_plugin.models import (
    InternalEntry,
    InternalHandover,
    InternalRead,
    InternalVersion,
    SignOff,
)
from disclosure_plugin.models.internal_register import InternalEntryQuerySet

# Accounts of people who are no staff of the bureau, although they may sign in there.
_no_staff: list[Q] = []


def leave_out(accounts: Q) -> None:
    """Say which accounts are nobody's of the bureau; called at start-up."""
    if accounts not in _no_staff:
        _no_staff.append(accounts)


def staff() -> QuerySet[User]:
    """Return the accounts of the bureau's own people who work there now, by name."""
    found = get_user_model().objects.filter(is_active=True)
    for accounts in _no_staff:
        found = found.exclude(accounts)
    return found.select_related("disclosure_person__section").order_by("first_name", "username")


def is_staff(user: Any) -> bool:
    """Say whether somebody is one of the bureau's own people."""
    return user.pk is not None and staff().filter(pk=user.pk).exists()


def is_for(user: Any) -> Q:
    """Return the condition for entries whose audience somebody of the staff belongs to."""
    groups = list(user.groups.values_list("pk", flat=True))
    return Q(audience=Audience.STAFF) | Q(audience=Audience.GROUP, audience_group__in=groups)


def disclosed_to(user: Any) -> InternalEntryQuerySet:
    """Return what is disclosed to somebody now, the latest first; nothing to who is no staff."""
    if not is_staff(user):
        return InternalEntry.objects.none()
    return InternalEntry.objects.disclosed().filter(is_for(user)).select_related("audience_group")


def belongs_to_audience(entry: InternalEntry, user: Any) -> bool:
    """Say whether an item is for somebody."""
    return is_staff(user) and InternalEntry.objects.filter(is_for(user), pk=entry.pk).exists()


def works_on(entry: InternalEntry, user: Any) -> bool:
    """Say whether somebody of the staff writes or reviews an item."""
    if not is_staff(user):
        return False
    may_edit = entry.page.permissions_for_user(user).can_edit()
    return bool(may_edit or SignOff.objects.filter(page=entry.page_id, signer=user.pk).exists())


def may_read(entry: InternalEntry, user: Any) -> bool:
    """Say whether somebody may read an item: it is for them, or they work on it."""
    return belongs_to_audience(entry, user) or works_on(entry, user)


def current_version(entry: InternalEntry) -> InternalVersion:
    """Return the version that was disclosed last."""
    found = entry.versions.select_related("revision").order_by("-number").first()
    if found is None:  # written in the transaction that makes the entry
        raise InternalVersion.DoesNotExist(str(entry))
    return found


def was_disclosed_to_staff(revision: Any) -> bool:
    """Say whether a version is what staff read now."""
    entry = InternalEntry.objects.filter(page=revision.object_id, live=True).first()
    return entry is not None and current_version(entry).revision_id == revision.pk


# --- The list of one reader ----------------------------------------------------------------------


def list_of(user: Any) -> InternalEntryQuerySet:
    """Return what is disclosed to somebody now, the latest first.

    Returns:
        entries with ``is_read``, whether they have opened this version, and ``is_handed``,
        whether it was handed to their section.
    """
    section = getattr(getattr(user, "disclosure_person", None), "section_id", None)
    handed = InternalHandover.objects.filter(entry=OuterRef("pk"), section=section)
    return disclosed_to(user).annotate(
        is_read=Exists(InternalRead.objects.filter(version=latest_version(), user=user.pk)),
        is_handed=Exists(handed),
    )


def with_words(entries: InternalEntryQuerySet, words: str) -> InternalEntryQuerySet:
    """Keep the entries in which all words stand: in title, abstract, text or number."""
    for word in words.split():
        entries = entries.filter(
            Q(title__icontains=word)
            | Q(abstract__icontains=word)
            | Q(text__icontains=word)
            | Q(number__icontains=word)
        )
    return entries


def in_column(entries: InternalEntryQuerySet, column: Page) -> InternalEntryQuerySet:
    """Keep the entries of the pages right below one."""
    return entries.filter(page__path__startswith=column.path, page__depth=column.depth + 1)


def latest_version() -> Subquery:
    """Return the key of the last version of the entry that is asked about, one level above."""
    versions = InternalVersion.objects.filter(entry=OuterRef(OuterRef("pk"))).order_by("-number")
    return Subquery(versions.values("pk")[:1])


def column_titles(entries: Iterable[InternalEntry]) -> dict[int, str]:
    """Return, by the keys of entries, the titles of the pages they stand below."""
    pages = {one.page_id: one.pk for one in entries}
    found = Page.objects.filter(pk__in=pages).values_list("pk", "path")
    above = {pages[page]: path[: -Page.steplen] for page, path in found}
    titles = dict(Page.objects.filter(path__in=above.values()).values_list("path", "draft_title"))
    return {entry: titles.get(path, "") for entry, path in above.items()}


def columns_of(user: Any) -> QuerySet[Page]:
    """Return the pages below which something is disclosed to somebody, in the site's order."""
    paths = disclosed_to(user).order_by().values_list("page__path", flat=True)
    above = {path[: -Page.steplen] for path in paths}
    return Page.objects.filter(path__in=above).order_by("path")


# --- Who has read it -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Reader:
    """Somebody an item is for.

    Attributes:
        section: name of their section; empty if nobody has said.
        read_at: when they first opened this version; None: not yet.
        is_handed: whether it was handed to their section.
    """

    name: str
    section: str
    read_at: datetime | None
    is_handed: bool


@dataclass(frozen=True)
class Readership:
    """Who is to read the present version of an item, and who has.

    Attributes:
        readers: everybody it is for who works here now; where it was handed to sections, those
            of these sections, and whoever else has read it. Who has not stands first.
        former: those who have read it and are no readers of it any more, with the time.
    """

    version: InternalVersion
    readers: list[Reader]
    former: list[Reader]

    @property
    def read(self) -> int:
        return sum(one.read_at is not None for one in self.readers)

    @property
    def missing(self) -> list[Reader]:
        return [one for one in self.readers if one.read_at is None]


def audience_of(entry: InternalEntry) -> QuerySet[User]:
    """Return the people of the staff an item is for."""
    found = staff()
    if entry.audience == Audience.GROUP:
        found = found.filter(groups=entry.audience_group_id)
    return found


def readership(entry: InternalEntry) -> Readership:
    """Return who is to read the present version of an item, and who has."""
    version = current_version(entry)
    reads = {read.user_id: read for read in version.reads.all()}
    handed = {one.section_id for one in entry.handovers.all()}
    readers, known = [], set()
    for user in audience_of(entry):
        section = getattr(getattr(user, "disclosure_person", None), "section", None)
        is_handed = section is not None and section.pk in handed
        read = reads.get(user.pk)
        if handed and not is_handed and read is None:
            continue
        known.add(user.pk)
        readers.append(
            Reader(
                user.get_full_name() or user.get_username(),
                section.name if section else "",
                read.read_at if read else None,
                is_handed,
            )
        )
    readers.sort(key=lambda one: one.read_at is not None)
    former = [
        Reader(read.user_name, read.section_name, read.read_at, False)
        for read in version.reads.order_by("read_at")
        if read.user_id not in known
    ]
    return Readership(version, readers, former)


def seen_by(user: Any) -> list[InternalEntry]:
    """Return every entry that somebody may read, ended ones included, the latest first."""
    if not is_staff(user):
        return []
    entries = InternalEntry.objects.select_related("page", "audience_group").prefetch_related(
        "handovers__section"
    )
    theirs = set(entries.filter(is_for(user)).values_list("pk", flat=True))
    return [one for one in entries if one.pk in theirs or works_on(one, user)]
