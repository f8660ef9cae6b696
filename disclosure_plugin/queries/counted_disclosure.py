"""What the figures of a year count of disclosure itself: register, notices, boards, reviews.

Of an item no more than its number is said: a summary stands for ever, and the item may be taken
down.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import cast

from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from disclosure_plugin import bureaus
from disclosure_plugin.domain.channels import Act
from disclosure_plugin.domain.counts import Counted
from disclosure_plugin.models import Posting, SignOff
from disclosure_plugin.register.models import RegisterEntry

from .counters import Counter, register

# A number that is void disclosed nothing.
NOT_COUNTED = (RegisterEntry.State.VOID,)


def _entries(year: int) -> QuerySet[RegisterEntry]:
    found = RegisterEntry.objects.filter(
        bureau=bureaus.current(), first_published_at__year=year
    ).exclude(state__in=NOT_COUNTED)
    zone = timezone.get_current_timezone()
    return found.annotate(published_on=TruncDate("first_published_at", tzinfo=zone))


def _disclosed(condition: Q | None = None):
    def found(year: int) -> Iterable[Counted]:
        entries = _entries(year)
        for entry in entries.filter(condition) if condition is not None else entries:
            yield Counted(
                key=f"register {entry.number}",
                on=timezone.localdate(entry.first_published_at),
                text=entry.number,
                address=_page_address(entry.page),
            )

    return found


def _notices(year: int) -> Iterable[Counted]:
    for entry in RegisterEntry.objects.filter(
        bureau=bureaus.current(), period_from__year=year
    ).exclude(state__in=NOT_COUNTED):
        yield Counted(
            key=f"register {entry.number}",
            on=cast(date, entry.period_from),
            text=entry.number,
            address=_page_address(entry.page),
        )


def _postings(year: int) -> Iterable[Counted]:
    posted = Posting.objects.filter(act=Act.POSTED.value, at__year=year, undone_by=None)
    for row in posted.select_related("place"):
        yield Counted(
            key=f"posting {row.pk}",
            on=timezone.localdate(row.at),
            text=f"{row.place.name} {row.number}",
            address=reverse("disclosure_posting_place", args=[row.place_id]),
        )


def _signed(condition: Q):
    def found(year: int) -> Iterable[Counted]:
        rows = SignOff.objects.filter(condition, signed_at__year=year)
        for row in rows:
            yield Counted(
                key=f"sign-off {row.pk}",
                on=timezone.localdate(row.signed_at),
                text=row.step,
                address=reverse("disclosure_review_sheet", args=[row.page_id]),
            )

    return found


def _page_address(page: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page])


_ITEMS = pgettext_lazy("unit of items", "items")
_ON_TIME = Q(due_by__gte=F("published_on"))
_LATE = Q(due_by__lt=F("published_on"))
register(
    Counter(
        "disclosed.items", pgettext_lazy("figure", "items disclosed"), _ITEMS, _disclosed(), True
    )
)
register(
    Counter(
        "disclosed.on_time",
        pgettext_lazy("figure", "disclosed within the time limit"),
        _ITEMS,
        _disclosed(_ON_TIME),
        True,
    )
)
register(
    Counter(
        "disclosed.late",
        pgettext_lazy("figure", "disclosed after the time limit"),
        _ITEMS,
        _disclosed(_LATE),
        True,
    )
)
register(
    Counter(
        "notices.begun",
        pgettext_lazy("figure", "public notices"),
        pgettext_lazy("unit of notices", "times"),
        _notices,
        True,
    )
)
register(
    Counter(
        "board.posted",
        pgettext_lazy("figure", "sheets posted on boards"),
        pgettext_lazy("unit of sheets", "times"),
        _postings,
    )
)
register(
    Counter(
        "reviews.approved",
        pgettext_lazy("figure", "versions signed off"),
        pgettext_lazy("unit of versions", "versions"),
        _signed(Q(outcome=SignOff.Outcome.APPROVED, is_last=True)),
    )
)
register(
    Counter(
        "reviews.returned",
        pgettext_lazy("figure", "versions sent back"),
        pgettext_lazy("unit of versions", "versions"),
        _signed(Q(outcome=SignOff.Outcome.RETURNED)),
    )
)
