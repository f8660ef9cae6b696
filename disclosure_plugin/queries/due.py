"""What is due in the current bureau, for its editors; and how punctual bureaus were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Avg, Count, Max, Q
from wagtail.models import ModelLogEntry, Page, PageLogEntry
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from disclosure_plugin import bureaus
from disclosure_plugin.domain.due import PUNCTUAL, Standing, is_silent
from disclosure_plugin.register.clock import database_now
from disclosure_plugin.register.due import Due, Heartbeat
from disclosure_plugin.register.due_claims import SCHEDULER

PAGE = "wagtailcore.page"
PARKED = "disclosure.parked"


@dataclass(frozen=True)
class Item:
    """Something due that somebody may see, with what it is about.

    Attributes:
        sentence: why it was laid aside; empty if the history does not say.
        may_retry: whether this person may publish it, and so ask for another attempt.
    """

    row: Due
    instance: Any
    standing: Standing
    may_retry: bool
    sentence: str = ""


@dataclass(frozen=True)
class Overview:
    """What somebody sees of a bureau's schedule.

    Attributes:
        last_seen: when the scheduler last asked; None: never.
        silent: whether it counts as stopped.
        counts: of all open rows of the bureau, by where they stand.
        items: those that this person may see, the most urgent first, at most a few.
    """

    last_seen: datetime | None
    now: datetime
    silent: bool
    counts: dict[Standing, int] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)

    @property
    def seconds_ago(self) -> int:
        """Whole seconds since the scheduler last asked."""
        ago = self.now - self.last_seen if self.last_seen else timedelta(0)
        return max(0, int(ago.total_seconds()))


def overview(user: Any, *, most: int) -> Overview:
    """Return the current bureau's schedule as somebody may see it.

    Args:
        user: who looks.
        most: how many items are shown.
    """
    now = database_now()
    seen = Heartbeat.objects.filter(name=SCHEDULER).values_list("at", flat=True).first()
    rows = Due.objects.of(bureaus.current()).open()
    late = Q(parked_at=None, due_at__lt=now - PUNCTUAL)
    parked = Q(parked_at__isnull=False)
    counts = rows.aggregate(
        scheduled=Count("pk", filter=~late & ~parked),
        late=Count("pk", filter=late),
        parked=Count("pk", filter=parked),
    )
    # Twice as many as are shown: some may be nothing for this person.
    urgent = [*rows.filter(parked)[:most], *rows.filter(parked_at=None)[: 2 * most]]
    return Overview(
        last_seen=seen,
        now=now,
        silent=is_silent(last_seen=seen, now=now),
        counts={Standing(name): count for name, count in counts.items()},
        items=visible(urgent, user, now=now)[:most],
    )


def visible(rows: Sequence[Due], user: Any, *, now: datetime) -> list[Item]:
    """Return those rows of the current bureau whose objects somebody may see, with the objects."""
    instances = _instances(rows, user)
    sentences = _sentences([row for row in rows if row.parked_at])
    items = []
    for row in rows:
        key = (row.object_type, row.object_id)
        if key in instances:
            items.append(
                Item(
                    row=row,
                    instance=instances[key],
                    standing=row.standing(now=now),
                    may_retry=bool(row.attempts) and may_publish(user, instances[key]),
                    sentence=sentences.get(key, ""),
                )
            )
    return items


def may_publish(user: Any, instance: Any) -> bool:
    """Say whether somebody may publish an object, now."""
    if isinstance(instance, Page):
        return bool(instance.permissions_for_user(user).can_publish())
    return bool(ModelPermissionPolicy(type(instance)).user_has_permission(user, "publish"))


def _instances(rows: Iterable[Due], user: Any) -> dict[tuple[str, str], Any]:
    keys: dict[str, set[str]] = {}
    for row in rows:
        keys.setdefault(row.object_type, set()).add(row.object_id)
    found: dict[tuple[str, str], Any] = {}
    for label, ids in keys.items():
        try:
            model = apps.get_model(label)
        except LookupError:
            continue
        if label == PAGE:
            objects = PagePermissionPolicy().explorable_instances(user).filter(pk__in=ids)
        elif ModelPermissionPolicy(model).user_has_any_permission(user, ["change", "publish"]):
            objects = model._default_manager.filter(pk__in=ids)
        else:
            continue
        found |= {(label, str(instance.pk)): instance for instance in objects}
    return found


def _sentences(rows: Iterable[Due]) -> dict[tuple[str, str], str]:
    """Return the newest reason of each object, from its history in the bureau."""
    sentences = {}
    for row in rows:
        if row.object_type == PAGE:
            entries = PageLogEntry.objects.filter(page=row.object_id)
        else:
            entries = ModelLogEntry.objects.filter(
                content_type__app_label=row.object_type.partition(".")[0],
                content_type__model=row.object_type.partition(".")[2],
                object_id=row.object_id,
            )
        entry = entries.filter(action=PARKED).order_by("-timestamp").first()
        if entry is not None:
            sentences[row.object_type, row.object_id] = entry.data.get("reason", "")
    return sentences


@dataclass(frozen=True)
class Punctuality:
    """How punctual one bureau was, and what waits.

    Attributes:
        done: what was done in the period.
        punctual: how much of it within the time that counts as punctual.
        average, worst: delays; None if nothing was done.
        late, parked: what is overdue now, and what was laid aside.
    """

    bureau: str
    done: int = 0
    punctual: int = 0
    average: timedelta | None = None
    worst: timedelta | None = None
    scheduled: int = 0
    late: int = 0
    parked: int = 0


def punctuality(*, since: datetime) -> dict[str, Punctuality]:
    """Return how punctual each bureau was that had something due; by its code.

    Args:
        since: the beginning of the period in which something was done.
    """
    now = database_now()
    done = Q(outcome=Due.Outcome.DONE, ended_at__gte=since)
    is_open = Q(ended_at=None)
    late = Q(parked_at=None, due_at__lt=now - PUNCTUAL)
    parked = Q(parked_at__isnull=False)
    rows = (
        Due.objects.filter(done | is_open)
        .order_by()
        .values("bureau")
        .annotate(
            done=Count("pk", filter=done),
            punctual=Count("pk", filter=done & Q(delay__lte=PUNCTUAL)),
            average=Avg("delay", filter=done),
            worst=Max("delay", filter=done),
            scheduled=Count("pk", filter=is_open & ~late & ~parked),
            late=Count("pk", filter=is_open & late),
            parked=Count("pk", filter=is_open & parked),
        )
    )
    return {row["bureau"]: Punctuality(**row) for row in rows}
