"""Check anew what is public: rules and words change, and what was published before stays.

Each bureau does its own part. The county reads numbers; which pages it is about is read in the
bureau.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from disclosure_plugin import bureaus
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.queries.personal_data import standing
from disclosure_plugin.queries.personal_data_rules import personal_data_rules
from disclosure_plugin.queries.published_personal_data import approved_versions
from disclosure_plugin.register.models import Rescan

from .checking import check_approved

# A part that said nothing for so long is done by nobody any more.
ABANDONED = timedelta(hours=1)


class NoSuchRescan(DisclosureError):
    """The row is another bureau's, or gone."""


def ask_rescans(codes: Iterable[str], *, by: str) -> list[Rescan]:
    """Write down that these bureaus are to check anew what they have published.

    A bureau that is at it already is not asked twice.

    Args:
        codes: of the bureaus.
        by: name of who asks.

    Returns:
        The rows that wait, one a bureau.
    """
    running = Rescan.objects.filter(
        Q(state=Rescan.State.WAITING) | Q(state=Rescan.State.RUNNING),
        asked_at__gt=Now() - ABANDONED,
    ).values_list("bureau", flat=True)
    busy = set(running)
    return [Rescan.objects.create(bureau=code, asked_by=by) for code in codes if code not in busy]


def rescan(key: int, tell: Callable[[int, int], None] = lambda done, pages: None) -> Rescan:
    """Check anew what the current bureau has published or scheduled.

    Args:
        key: of its row.
        tell: is told how many pages are done, and of how many.

    Returns:
        The row with its numbers.

    Raises:
        NoSuchRescan: it is not the current bureau's.
    """
    row = Rescan.objects.filter(pk=key, bureau=bureaus.current()).first()
    if row is None:
        raise NoSuchRescan(f"There is no check {key} of bureau {bureaus.current()!r}.")
    approved = approved_versions()
    row.state, row.pages, row.done = Rescan.State.RUNNING, len(approved), 0
    row.with_hits = row.overridden = row.not_checked = 0
    row.save()
    try:
        known = personal_data_rules()
        for one in approved:
            check_approved(one, known)
            stands = standing(one.content_sha256, one.files)
            row.with_hits += bool(stands.blocking)
            row.overridden += bool(stands.blocking and stands.is_overridden)
            row.not_checked += sum(
                file.is_refused or file.waits_for_a_look for file in stands.files
            )
            row.done += 1
            row.save()
            tell(row.done, row.pages)
    except Exception:
        Rescan.objects.filter(pk=key).update(state=Rescan.State.FAILED, finished_at=Now())
        raise
    row.state, row.finished_at = Rescan.State.DONE, Now()
    row.save()
    row.refresh_from_db()
    return row
