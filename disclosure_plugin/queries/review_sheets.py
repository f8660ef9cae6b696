"""The review sheet of a page: who signed what, when and with which words, in order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import Page, WorkflowState

from disclosure_plugin.editor.reviews import STEP_KINDS, answer_lines
from disclosure_plugin.models import PersonalDataOverride, ReviewDeputy, SignOff
from disclosure_plugin.register.review_rules import reason_of, requirement

from .review_chain import kind_of


@dataclass(frozen=True)
class SheetRow:
    """One thing that happened.

    Attributes:
        at: when, by the database's clock.
        what: in a few words.
        step: at which step; "" where it was at none.
        by: name and post of who did it.
        content: SHA-256 of the content it was about, in hexadecimal; "" where it is about none.
        words: what they wrote.
        lines: what they filled in, as pairs of a name and what it says.
        is_unusual: whether the county's office sees it in its list.
    """

    at: datetime
    what: str
    step: str = ""
    by: str = ""
    content: str = ""
    words: str = ""
    lines: list[tuple[str, str]] = field(default_factory=list)
    is_unusual: bool = False

    @property
    def time(self) -> str:
        """When, to the second, with the offset of the zone."""
        return timezone.localtime(self.at).strftime("%Y-%m-%d %H:%M:%S %z")


@dataclass(frozen=True)
class Sheet:
    """The whole sheet.

    Attributes:
        title: of the page.
        facts: what stands above the rows, as pairs of a name and what it says.
        rows: the oldest first.
    """

    title: str
    facts: list[tuple[str, str]]
    rows: list[SheetRow]


def review_sheet(page: Page) -> Sheet:
    """Read the review sheet of a disclosed page.

    Args:
        page: it, of any class.
    """
    page = page.specific
    rows = [*_hand_ins(page), *_signatures(page), *_overrides(page)]
    return Sheet(
        title=page.get_admin_display_title(),
        facts=_facts(page),
        rows=sorted(rows, key=lambda row: row.at),
    )


def as_table(sheet: Sheet) -> tuple[list[str], list[list[str]]]:
    """Return the rows of a sheet as a table of texts, with its header."""
    header = [
        pgettext("column of the review sheet", "Time"),
        pgettext("column of the review sheet", "What"),
        pgettext("column of the review sheet", "Step"),
        pgettext("column of the review sheet", "By"),
        pgettext("column of the review sheet", "Words"),
        pgettext("column of the review sheet", "Filled in"),
        _("SHA-256 of the content"),
    ]
    rows = [
        [
            row.time,
            row.what,
            row.step,
            row.by,
            row.words,
            "\n".join(f"{name}: {said}" for name, said in row.lines),
            row.content,
        ]
        for row in sheet.rows
    ]
    return header, rows


def _facts(page: Any) -> list[tuple[str, str]]:
    demanded = requirement(kind_of(page))
    entry = page.register_entry
    facts = [
        (pgettext("review sheet", "Item"), page.get_admin_display_title()),
        (pgettext("review sheet", "Kind of item"), str(page.specific_class._meta.verbose_name)),
        (_("Index number"), entry.number if entry else ""),
        (_("responsible section"), str(page.responsible_section or "")),
        (pgettext("review sheet", "Steps demanded by the county"), str(demanded.steps)),
    ]
    if demanded.is_reduced:
        facts.append(
            (
                pgettext("review sheet", "Reduced review"),
                reason_of(kind_of(page)),
            )
        )
    return [(name, said) for name, said in facts if said]


def _hand_ins(page: Page) -> Iterator[SheetRow]:
    reviews = WorkflowState.objects.filter(
        base_content_type=page.get_base_content_type(), object_id=str(page.pk)
    )
    for review in reviews.select_related("requested_by"):
        by = review.requested_by
        yield SheetRow(
            at=review.created_at,
            what=pgettext("review sheet", "handed in"),
            by=(by.get_full_name() or by.get_username()) if by else "",
        )


def _signatures(page: Page) -> Iterator[SheetRow]:
    signed = SignOff.objects.filter(page=page.pk).order_by("signed_at", "pk")
    for one in signed:
        yield SheetRow(
            at=one.signed_at,
            what=_what(one),
            step=_step(one),
            by=_by(one),
            content=one.content_sha256,
            words=" ".join(filter(None, [one.override_reason, one.comment])),
            lines=answer_lines(one.answers),
            is_unusual=bool(one.override_reason or one.is_reduced),
        )
        if one.published_at:
            yield SheetRow(
                at=one.published_at,
                what=pgettext("review sheet", "published"),
                content=one.content_sha256,
            )
        if one.voided_at:
            yield SheetRow(
                at=one.voided_at,
                what=pgettext("review sheet", "approval ended"),
                step=one.step,
                words=one.get_void_reason_display(),
                content=one.content_sha256,
            )


def _what(signed: SignOff) -> str:
    if signed.outcome == SignOff.Outcome.RETURNED:
        return str(signed.get_outcome_display())
    if signed.signer_id is None and not signed.signer_name:
        return pgettext("review sheet", "no review by the county's rule")
    if signed.override_reason:
        return pgettext("review sheet", "approved by override")
    if signed.is_reduced and signed.is_last:
        return pgettext("review sheet", "approved, with a reduced review")
    return str(signed.get_outcome_display())


def _step(signed: SignOff) -> str:
    kind = str(STEP_KINDS.get(signed.kind, ""))
    return _("%(step)s (%(kind)s)") % {"step": signed.step, "kind": kind} if kind else signed.step


def _by(signed: SignOff) -> str:
    name = signed.signer_name
    if signed.signer_post:
        name = _("%(name)s, %(post)s") % {"name": name, "post": signed.signer_post}
    if not signed.stands_for_name:
        return name
    return _("%(name)s, as deputy for %(absent)s (%(days)s)") % {
        "name": name,
        "absent": signed.stands_for_name,
        "days": _days_of(signed),
    }


def _days_of(signed: SignOff) -> str:
    named = ReviewDeputy.objects.filter(
        reviewer=signed.stands_for,
        deputy=signed.signer,
        begins_at__lte=signed.signed_at,
        ends_at__gte=signed.signed_at,
    ).first()
    return f"{named.from_day} – {named.to_day}" if named else "–"


def _overrides(page: Page) -> Iterator[SheetRow]:
    for one in PersonalDataOverride.objects.filter(page=page.pk):
        yield SheetRow(
            at=one.at,
            what=pgettext("review sheet", "personal data let pass"),
            by=_("%(name)s, %(post)s") % {"name": one.by_name, "post": one.by_post}
            if one.by_post
            else one.by_name,
            words=f"{one.basis_sentence} {one.reason}",
            content=one.content_sha256,
            is_unusual=True,
        )
