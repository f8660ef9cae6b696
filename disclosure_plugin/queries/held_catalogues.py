"""The catalogues the current bureau follows, with what answers their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Case, F, Q, TextField, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.dateparse import parse_date
from wagtail.models import Page

from disclosure_plugin.domain.catalogue import Row
from disclosure_plugin.domain.catalogue_states import Answer, Standing, became_public, standing
from disclosure_plugin.models import DisclosedMixin, HeldCatalogue, HeldRow
from disclosure_plugin.register.working_calendar import working_calendar

from .disclosed_pages import disclosed_pages

TEXT = TextField()


@dataclass(frozen=True)
class RowStanding:
    """A row with where the bureau stands.

    Attributes:
        held: as the bureau holds it.
        row: what it says.
        standing: nothing, late or fine.
        pages: the items that answer it, drafts included, the latest first.
    """

    held: HeldRow
    row: Row
    standing: Standing
    pages: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class PublicRow:
    """A row as visitors read it: with the public pages that answer it."""

    row: Row
    pages: list[Page]


@dataclass(frozen=True)
class PublicCatalogue:
    """A catalogue as visitors read it; rows by matter of level one."""

    catalogue: HeldCatalogue
    matters: dict[str, list[PublicRow]]


def rows_with_standing() -> list[RowStanding]:
    """Return the rows of the current bureau that are required or answered, in order."""
    answering = _pages_by_row([*_tied(Q(live=True)), *_tied_drafts()])
    today, calendar = timezone.localdate(), working_calendar()
    found = []
    for held in HeldRow.objects.select_related("catalogue"):
        pages = answering.get(held.code, [])
        if not held.is_required and not pages:
            continue
        row = held.row()
        answers = [_answer(page) for page in pages]
        state = standing(
            row, answers, today=today, calendar=calendar, is_required=held.is_required
        )
        found.append(RowStanding(held, row, state, pages))
    return found


def public_catalogues() -> list[PublicCatalogue]:
    """Return the catalogues of the current bureau with what answers them, for everybody.

    Nothing here depends on the day it is asked: the same rows and pages give the same answer.
    """
    visible = disclosed_pages().values("pk")
    answering = _pages_by_row(_tied(Q(pk__in=visible)))
    found = []
    for catalogue in HeldCatalogue.objects.all():
        matters: dict[str, list[PublicRow]] = defaultdict(list)
        for held in catalogue.rows.filter(is_required=True):
            row = held.row()
            matters[row.level_one].append(PublicRow(row, answering.get(row.code, [])))
        found.append(PublicCatalogue(catalogue, dict(matters)))
    return found


def _tied(condition: Q) -> Iterable[Any]:
    """Yield the pages whose public version is tied to a row."""
    for model in _disclosed_models():
        pages = model._default_manager.filter(condition).exclude(catalogue_row="")
        yield from pages.defer_streamfields()


def _tied_drafts() -> Iterable[Any]:
    """Yield the pages that were never public and whose newest version is tied to a row.

    A draft is saved into its revision; the page's own columns are what it was made with.
    """
    for model in _disclosed_models():
        pages = model._default_manager.filter(live=False, first_published_at=None).annotate(
            draft_row=Coalesce(_said("catalogue_row"), F("catalogue_row"), output_field=TEXT),
            draft_formed_on=Case(  # emptied in the draft, it is empty
                When(latest_revision=None, then=Cast("formed_on", TEXT)),
                default=_said("formed_on"),
                output_field=TEXT,
            ),
        )
        for page in pages.filter(draft_row__gt="").defer_streamfields():
            page.catalogue_row = page.draft_row
            page.formed_on = parse_date(page.draft_formed_on or "")
            yield page


def _said(name: str) -> KeyTextTransform:
    """What the newest revision of a page says in a field."""
    return KeyTextTransform(name, "latest_revision__content")


def _disclosed_models() -> list[Any]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, DisclosedMixin) and not model._meta.proxy
    ]


def _pages_by_row(pages: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for page in pages:
        found[page.catalogue_row].append(page)
    for tied in found.values():
        tied.sort(key=lambda page: (str(page.first_published_at or ""), page.pk), reverse=True)
    return found


def _answer(page: Any) -> Answer:
    if not page.live or page.first_published_at is None:
        return Answer(page.formed_on, None)
    first = timezone.localdate(page.first_published_at)
    last = timezone.localdate(page.last_published_at)
    public_since = became_public(
        page.formed_on, first=first, last=last, elsewhere=page.original_published_on
    )
    return Answer(page.formed_on, public_since, updated_on=last)
