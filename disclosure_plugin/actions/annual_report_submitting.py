"""A bureau hands its annual report in to the county; the county returns or accepts it.

Handed in are the numbers of the tables. The bureau writes a row of its own in the shared schema;
the county writes its decision into that row, and a message into the bureau's inbox: its own task
notes the decision in the history of the page (:mod:`disclosure_plugin.actions.inbox`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from wagtail.log_actions import log

from disclosure_plugin import bureaus
from disclosure_plugin.domain.annual_report_checks import Fault
from disclosure_plugin.domain.annual_report_values import to_json
from disclosure_plugin.domain.canonical import sha256
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.models import AnnualReportPage
from disclosure_plugin.queries.annual_reports import has_county
from disclosure_plugin.register import inbox
from disclosure_plugin.register.models import AnnualReportSubmission, InboxItem
from disclosure_plugin.signals import inbox_filled

State = AnnualReportSubmission.State

SUBMITTED = "disclosure.submit_annual_report"
ACCEPTED = "disclosure.annual_report_accepted"
RETURNED = "disclosure.annual_report_returned"
REASON_MAX_CHARACTERS = 1000


class CannotSubmit(Refused):
    """A report is not handed in; nothing is changed."""


class NoCounty(CannotSubmit):
    sentence = gettext_noop(
        "This site serves one bureau alone: download the tables and send them to the county."
    )


class DoesNotAddUpYet(CannotSubmit):
    """Attributes: faults: what has to be put right first."""

    sentence = gettext_noop("The tables are not complete or do not add up. Put that right first.")

    def __init__(self, faults: Sequence[Fault] = ()) -> None:
        self.faults = list(faults)
        super().__init__()


class HandedInAlready(CannotSubmit):
    sentence = gettext_noop(
        "The county has these very numbers already. Change the report, then hand it in again."
    )


class CannotDecide(Refused):
    """A decision is not made; nothing is changed."""


class DecidedAlready(CannotDecide):
    sentence = gettext_noop(
        "This report was decided on, or handed in anew, meanwhile. Look at it again."
    )


class ReasonMissing(CannotDecide):
    sentence = gettext_noop("Say what the bureau has to put right.")


class ReasonTooLong(CannotDecide):
    sentence = gettext_noop("Say it in at most %(limit)s characters.")


class NoSuchSubmission(Refused):
    sentence = gettext_noop("This bureau has not handed in the report that was decided on.")


@transaction.atomic
def submit(page: int, *, user: Any, by: str) -> AnnualReportSubmission:
    """Hand the newest version of a report in.

    One that the county has not looked at yet is replaced. What the county has accepted stays
    what it adds up, until it accepts this one; so does what it accepted for another year, if the
    year of the page was put right.

    Args:
        page: key of the report.
        user: for the history of the page.
        by: name of the person, for the county.

    Raises:
        CannotSubmit: nothing is changed.
    """
    if not has_county():
        raise NoCounty
    report = AnnualReportPage.objects.select_for_update(of=("self",)).get(pk=page)
    newest = report.get_latest_revision_as_object()
    faults = newest.faults()
    blocking = [fault for fault in faults if fault.is_blocking]
    if blocking:
        raise DoesNotAddUpYet(blocking)
    bureau = bureaus.identity()
    tables = to_json(newest.cells)
    digest = sha256(tables)
    earlier = AnnualReportSubmission.objects.of(bureau.code).on(newest.year).select_for_update()
    last = earlier.standing().exclude(state=State.REPLACED).order_by("-number").first()
    if last is not None and last.sha256 == digest and last.state != State.RETURNED:
        raise HandedInAlready
    earlier.filter(state=State.SUBMITTED).update(state=State.REPLACED)
    of_page = AnnualReportSubmission.objects.of(bureau.code).filter(short_id=report.slug)
    of_page.filter(state=State.SUBMITTED).update(state=State.REPLACED)  # its year was put right
    number = earlier.order_by().aggregate(last=Max("number"))["last"] or 0
    made = AnnualReportSubmission.objects.create(
        bureau=bureau.code,
        bureau_name=bureau.name,
        year=newest.year,
        number=number + 1,
        page=report.pk,
        short_id=report.slug,
        tables=tables,
        sha256=digest,
        remarks=[[fault.rule.value, dict(fault.params)] for fault in faults if _is_told(fault)],
        submitted_by=by,
    )
    log(report, SUBMITTED, user=user, data={"number": made.number, "sha256": digest})
    return made


def _is_told(fault: Fault) -> bool:
    """Numbers and names of cells only: of the text nothing leaves the bureau before its page."""
    return not fault.is_blocking and "words" not in fault.params


@transaction.atomic
def accept(submission: int, *, by: str) -> AnnualReportSubmission:
    """Accept a report: from now on it is what the county adds up for the bureau.

    Raises:
        CannotDecide: nothing is changed.
    """
    return _decide(submission, State.ACCEPTED, by=by, reason="")


@transaction.atomic
def give_back(submission: int, *, reason: str, by: str) -> AnnualReportSubmission:
    """Return a report with what has to be put right.

    Raises:
        CannotDecide: nothing is changed.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    if len(reason) > REASON_MAX_CHARACTERS:
        raise ReasonTooLong(limit=REASON_MAX_CHARACTERS)
    return _decide(submission, State.RETURNED, by=by, reason=reason)


def _decide(submission: int, state: str, *, by: str, reason: str) -> AnnualReportSubmission:
    row = AnnualReportSubmission.objects.select_for_update().get(pk=submission)
    if row.state != State.SUBMITTED:
        raise DecidedAlready
    row.state, row.reason, row.decided_by, row.decided_at = state, reason, by, Now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    inbox.send(row.bureau, InboxItem.Kind.ANNUAL_REPORT, {"submission": row.pk}, by=by)
    bureau = row.bureau
    transaction.on_commit(
        lambda: inbox_filled.send(sender=InboxItem, bureaus=[bureau]), robust=True
    )
    row.refresh_from_db()
    return row


def take_in_decision(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Note in the history of the current bureau's page what the county has decided.

    Args:
        payload: ``submission``, its key.

    Returns:
        the ``state`` and the key of the ``page``, None where that was deleted.

    Raises:
        NoSuchSubmission: it is none of this bureau's.
    """
    key = payload.get("submission")
    rows = AnnualReportSubmission.objects.of(bureaus.current()).exclude(decided_at=None)
    row = rows.filter(pk=key).first() if isinstance(key, int) else None
    if row is None:
        raise NoSuchSubmission
    page = AnnualReportPage.objects.filter(pk=row.page).first()
    if page is not None:
        action = ACCEPTED if row.state == State.ACCEPTED else RETURNED
        log(page, action, data={"by": row.decided_by, "reason": row.reason})
    return {"state": row.state, "page": None if page is None else page.pk}
