"""What case records may name in the current bureau, and the cases of a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q

from disclosure_plugin.domain.case_rows import Commitments
from disclosure_plugin.domain.cases import Case
from disclosure_plugin.domain.commitments import Commitment
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
    """Return what is promised in public now, with what was before; each number once."""
    found: dict[str, Commitment] = {}
    for page in public_lists():
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


def cases_of(first: date, last: date) -> Iterator[Case]:
    """Yield the cases that may have been decided between two days, both included."""
    found = CaseRecord.objects.filter(
        Q(finished=None) | Q(finished__gte=first), received__lte=last
    ).values_list("number", "commitment", "received", "finished", "pauses")
    for number, commitment, received, finished, pauses in found.iterator(CASES_AT_ONCE):
        yield Case(number, commitment, received, finished, pauses_said(pauses))
