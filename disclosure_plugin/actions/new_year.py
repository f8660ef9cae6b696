"""Begin this year's page with what was published for an earlier year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Page, PageViewRestriction, Revision

from disclosure_plugin.domain.new_year import (
    NotOfAnEarlierYear,
    YearIsThere,
    mentions,
    moved_on,
)
from disclosure_plugin.domain.register import Validity
from disclosure_plugin.models import (
    AnnualSummaryMixin,
    BureauHomePage,
    CommitmentListMixin,
    DisclosureItemMixin,
    NoticeMixin,
)
from disclosure_plugin.models.disclosed import new_address
from disclosure_plugin.queries.page_texts import page_texts

KINDS = (AnnualSummaryMixin, CommitmentListMixin, DisclosureItemMixin)


@dataclass(frozen=True)
class Begun:
    """A draft for another year.

    Attributes:
        page: the draft.
        year: its year.
        mentions: how often its texts still name the year before.
    """

    page: Any
    year: int
    earlier: int
    mentions: int


def can_be_begun_anew(page: Any) -> bool:
    """Say whether a page is a public one of a kind that comes back each year.

    Args:
        page: of its own class. A notice stands for its own case and period.
    """
    is_yearly = issubclass(type(page), KINDS) and not issubclass(type(page), NoticeMixin)
    return is_yearly and bool(page.live)


def year_of(page: Any) -> int:
    """Return the year a page is about, or was made in."""
    if isinstance(page, AnnualSummaryMixin):
        return int(page.year)
    day = page.formed_on or timezone.localdate(page.first_published_at)
    return int(day.year)


@transaction.atomic
def begin_new_year(page: Any, *, user: Any, today: date) -> Begun:
    """Make a draft from what is public, with its year moved on.

    Not taken over: index number, sign-offs, schedule, the day it was formed, an earlier
    publication elsewhere, comments, the figures of a summary, which are counted anew, and what
    became of an earlier list's promises.

    Args:
        page: public, of its own class, as it stands in the database: not its newest draft.
        user: in whose name.
        today: the local day; a summary goes on to the year after its own, the others to today's.

    Raises:
        NotOfAnEarlierYear, YearIsThere: nothing was made.
        PermissionDenied: the person may not add a page there.
    """
    earlier = year_of(page)
    is_summary = isinstance(page, AnnualSummaryMixin)
    year = earlier + 1 if is_summary else today.year
    if year <= earlier or (is_summary and year > today.year):
        raise NotOfAnEarlierYear(title=page.title, year=earlier)
    if is_summary:
        # As whoever generates or imports one: two at once would each see none of the year.
        BureauHomePage.objects.select_for_update(of=("self",)).first()
        there = type(page)._default_manager.filter(year=year).first()
        if there is not None:
            raise YearIsThere(year=year, title=there.title)
    changes: dict[str, Any] = {
        "title": moved_on(page.title, year=earlier, to=year),
        "slug": new_address(),
        "abstract": moved_on(page.abstract, year=earlier, to=year),
        "formed_on": None,
        "validity": Validity.VALID.value,
        "original_published_on": None,
        "original_source": "",
        "go_live_at": None,
        "expire_at": None,
    }
    if is_summary:
        changes |= {"year": year, "counts": {}}
    draft = CopyPageAction(
        page,
        to=page.get_parent(),
        update_attrs=changes,
        exclude_fields=_not_taken_over(page),
        copy_revisions=False,
        keep_live=False,
        user=user,
    ).execute()
    _restrict_alike(page, draft)
    draft.refresh_from_db()
    return Begun(draft, year, earlier, _mentions(draft.latest_revision, earlier))


def _not_taken_over(page: Any) -> list[str]:
    if isinstance(page, AnnualSummaryMixin):
        # What is counted or said of its own year alone.
        return ["figures", "shortcomings", "plan_answers", "plans"]
    return ["assessments", "explanations"] if isinstance(page, CommitmentListMixin) else []


def _restrict_alike(page: Page, draft: Page) -> None:
    """What was for some people only does not begin as something for all."""
    # Copied with the page or not, by the release of Wagtail, and without their groups.
    PageViewRestriction.objects.filter(page=draft).delete()
    for restriction in page.get_view_restrictions().filter(page=page):
        groups = list(restriction.groups.all())
        copied = PageViewRestriction.objects.create(
            page=draft,
            restriction_type=restriction.restriction_type,
            password=restriction.password,
        )
        copied.groups.set(groups)


def _mentions(revision: Revision, year: int) -> int:
    return sum(mentions(text.text.text, year) for text in page_texts(revision).texts)
