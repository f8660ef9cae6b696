"""What case records may name in the current bureau, and the cases of a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from disclosure_plugin.domain.case_rows import Commitments
from disclosure_plugin.domain.cases import Case
from disclosure_plugin.domain.commitments import Commitment, answering
from disclosure_plugin.models import CaseRecord, CommitmentListMixin, CommitmentListPage
from disclosure_plugin.models.cases import pauses_said

from .disclosed_pages import disclosed_pages

CASES_AT_ONCE = 5_000


def public_lists() -> list[Any]:
    """Return the bureau's public commitment lists, of their own classes, in their order."""
    found = disclosed_pages().type(CommitmentListMixin).order_by("path")
    return list(found.specific(defer=False))


def may_keep_cases(user: Any) -> bool:
    """Say whether somebody keeps the bureau's case records: who edits a commitment list does."""
    lists = CommitmentListPage.objects.all()
    return any(page.permissions_for_user(user).can_edit() for page in lists)


def public_commitments() -> list[Commitment]:
    """Return what is promised in public now, with what was before; each number once.

    Of several lists that name a number the one published last is asked.
    """
    found: dict[str, Commitment] = {}
    for page in sorted(public_lists(), key=_since, reverse=True):
        for one in page.promises():
            if one.code:
                found.setdefault(one.code, one)
    return list(found.values())


def nameable(commitments: list[Commitment]) -> Commitments:
    """Return what cases may name: a commitment by its number, or by a text that it alone has."""
    times = Counter(one.text for one in commitments)
    by_text = {one.text: "" if times[one.text] > 1 else one.code for one in commitments}
    by_code = {one.code: one.code for one in commitments}
    known = "、".join(f"{one.code} {one.text}" for one in commitments)
    return Commitments(by_text | by_code, known)


@dataclass(frozen=True)
class NamedTwice:
    """Commitments whose number several public lists name.

    Attributes:
        commitments: by their number, each with the list it stands in; who answers first is first.
    """

    commitments: dict[str, list[tuple[Any, Commitment]]]

    def list_of(self, case: Case) -> Any:
        """Return the list for which a case counts; None if only one names its commitment."""
        named = self.commitments.get(case.commitment)
        if named is None:
            return None
        chosen = answering([one for _page, one in named], case.received)
        return next(page for page, one in named if one is chosen)


def named_twice(last: date) -> NamedTwice:
    """Return the commitments whose number several public lists name.

    Args:
        last: the last day of a quarter. Lists that were public by then answer first, the newest of
            them before all others; then those that were not, the oldest first.
    """
    lists = public_lists()
    then = sorted((one for one in lists if _since(one) <= last), key=_since, reverse=True)
    later = sorted((one for one in lists if _since(one) > last), key=_since)
    found: dict[str, list[tuple[Any, Commitment]]] = defaultdict(list)
    for page in then + later:
        for one in page.promises():
            if one.code:
                found[one.code].append((page, one))
    return NamedTwice({code: named for code, named in found.items() if len(named) > 1})


def _since(page: Any) -> date:
    return timezone.localdate(page.first_published_at)


def cases_of(first: date, last: date) -> Iterator[Case]:
    """Yield the cases that may have been decided between two days, both included."""
    found = CaseRecord.objects.filter(
        Q(finished=None) | Q(finished__gte=first), received__lte=last
    ).values_list("number", "commitment", "received", "finished", "pauses")
    for number, commitment, received, finished, pauses in found.iterator(CASES_AT_ONCE):
        yield Case(number, commitment, received, finished, pauses_said(pauses))
