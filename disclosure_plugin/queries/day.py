"""What an editor of the current bureau finds on the desk in the morning.

Each list is one query for its first rows and their number, however much there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from wagtail.models import Page, Revision, TaskState, WorkflowState, get_default_page_content_type
from wagtail.permission_policies.pages import PagePermissionPolicy

from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain.audiences import Audience
from disclosure_plugin.domain.register import due_by
from disclosure_plugin.domain.working_days import YearNotAnnounced
from disclosure_plugin.models import DisclosedMixin
from disclosure_plugin.register.clock import database_now
from disclosure_plugin.register.working_calendar import working_calendar

SHOWN = 5


@dataclass(frozen=True)
class Entry:
    """A page on a list.

    Attributes:
        page: its key.
        title: as it was saved last.
        at: since when, or when.
        until: the last day on which it is in time; None where none is reckoned.
        is_late: whether that day is over.
        note: what somebody wrote.
    """

    page: int
    title: str
    at: datetime | None = None
    until: date | None = None
    is_late: bool = False
    note: str = ""


@dataclass(frozen=True)
class Pile:
    """The first entries of a list, and how many it has."""

    entries: Sequence[Entry] = ()
    total: int = 0

    @property
    def more(self) -> int:
        """How many are not among the first."""
        return self.total - len(self.entries)


@dataclass(frozen=True)
class Day:
    """Everything on the desk.

    Attributes:
        to_disclose: drafts of what the law gives 20 working days for, the oldest first.
        returned: what reviewers sent back to this person.
        waiting: what waits for this person's decision.
        scheduled: approved pages whose time has not come.
        stale: drafts that nobody has touched for long.
        expiring: public pages that end soon.
    """

    to_disclose: Pile = field(default_factory=Pile)
    returned: Pile = field(default_factory=Pile)
    waiting: Pile = field(default_factory=Pile)
    scheduled: Pile = field(default_factory=Pile)
    stale: Pile = field(default_factory=Pile)
    expiring: Pile = field(default_factory=Pile)


def day_of(user: Any, *, today: date) -> Day:
    """Return what lies on somebody's desk in the current bureau.

    Args:
        user: who looks; only what they may see in the admin is named.
        today: the local day.
    """
    now = database_now()
    seen = PagePermissionPolicy().explorable_instances(user)
    return Day(
        to_disclose=_to_disclose(seen, today),
        returned=_returned(user),
        waiting=_waiting(user),
        scheduled=_scheduled(seen),
        stale=_stale(seen, now),
        expiring=_expiring(seen, now),
    )


def _counted(found: QuerySet[Any], *fields: str) -> list[dict[str, Any]]:
    """Return the first rows, each with the number of all."""
    rows = found.annotate(total=Window(Count("pk"))).values(*fields, "total")
    return list(rows[:SHOWN])


def _pile(rows: list[dict[str, Any]], entries: Sequence[Entry]) -> Pile:
    return Pile(entries, rows[0]["total"]) if rows else Pile()


def _never_public(seen: QuerySet[Page]) -> QuerySet[Page]:
    return seen.filter(live=False, first_published_at=None)


def _to_disclose(seen: QuerySet[Page], today: date) -> Pile:
    # What a draft says stands in its newest version; dates are written such that they sort.
    formed_on = KeyTextTransform("formed_on", "latest_revision__content")
    # What is for staff need not be disclosed within that time.
    for_staff = [Audience.STAFF.value, Audience.GROUP.value]
    found = (
        _never_public(seen)
        .exclude(latest_revision__content__audience__in=for_staff)
        .annotate(formed_on=formed_on)
        .filter(formed_on__isnull=False, formed_on__lte=today.isoformat())
        .order_by("formed_on", "pk")
    )
    rows = _counted(found, "pk", "draft_title", "formed_on")
    calendar = working_calendar()
    entries = []
    for row in rows:
        try:
            until = due_by(date.fromisoformat(row["formed_on"]), calendar).end
        except YearNotAnnounced:
            until = None
        late = until is not None and until < today
        entries.append(Entry(row["pk"], row["draft_title"], until=until, is_late=late))
    return _pile(rows, entries)


def _of_pages() -> Q:
    return Q(base_content_type=get_default_page_content_type())


def _page_of(field: str) -> dict[str, Any]:
    """Return the title of the page that something is about, which has no key to it."""
    pages = Page.objects.filter(pk=Cast(OuterRef(field), BigIntegerField()))
    return {
        "title": Subquery(pages.values("draft_title")[:1]),
        "owner": Subquery(pages.values("owner")[:1]),
    }


def _returned(user: Any) -> Pile:
    found = (
        WorkflowState.objects.filter(_of_pages(), status=WorkflowState.STATUS_NEEDS_CHANGES)
        .annotate(**_page_of("object_id"), comment=F("current_task_state__comment"))
        .filter(Q(owner=user.pk) | Q(requested_by=user), title__isnull=False)
        .order_by("-current_task_state__finished_at", "-pk")
    )
    rows = _counted(found, "object_id", "title", "comment", "current_task_state__finished_at")
    return _pile(
        rows,
        [
            Entry(
                int(row["object_id"]),
                row["title"],
                at=row["current_task_state__finished_at"],
                note=row["comment"] or "",
            )
            for row in rows
        ],
    )


def _waiting(user: Any) -> Pile:
    found = (
        TaskState.objects.reviewable_by(user)
        .filter(revision__base_content_type=get_default_page_content_type())
        .annotate(**_page_of("revision__object_id"))
        .filter(title__isnull=False)
        .order_by("started_at", "pk")
    )
    rows = _counted(found, "revision__object_id", "title", "started_at")
    return _pile(
        rows,
        [
            Entry(int(row["revision__object_id"]), row["title"], at=row["started_at"])
            for row in rows
        ],
    )


def _scheduled(seen: QuerySet[Page]) -> Pile:
    found = (
        Revision.page_revisions.filter(approved_go_live_at__isnull=False)
        .annotate(page_key=Cast("object_id", BigIntegerField()), **_page_of("object_id"))
        .filter(page_key__in=seen.values("pk"))
        .order_by("approved_go_live_at", "pk")
    )
    rows = _counted(found, "page_key", "title", "approved_go_live_at")
    return _pile(
        rows, [Entry(row["page_key"], row["title"], at=row["approved_go_live_at"]) for row in rows]
    )


def _stale(seen: Any, now: datetime) -> Pile:
    before = now - timedelta(days=get_settings().STALE_DRAFT_DAYS)
    found = (
        seen.type(DisclosedMixin)
        .filter(has_unpublished_changes=True, latest_revision_created_at__lt=before)
        .order_by("latest_revision_created_at", "pk")
    )
    rows = _counted(found, "pk", "draft_title", "latest_revision_created_at")
    return _pile(
        rows,
        [
            Entry(row["pk"], row["draft_title"], at=row["latest_revision_created_at"])
            for row in rows
        ],
    )


def _expiring(seen: QuerySet[Page], now: datetime) -> Pile:
    until = now + timedelta(days=get_settings().EXPIRING_DAYS)
    found = seen.filter(live=True, expire_at__gt=now, expire_at__lte=until).order_by(
        "expire_at", "pk"
    )
    rows = _counted(found, "pk", "draft_title", "expire_at")
    return _pile(rows, [Entry(row["pk"], row["draft_title"], at=row["expire_at"]) for row in rows])
