"""Sign-offs: written when a step of a review is approved, and asked for at the door.

Both attach to Wagtail's task states, which every way of approving leads through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.workflows import publish_workflow_state

from disclosure_plugin.domain.review_answers import Disclosure, all_hold
from disclosure_plugin.domain.review_chain import steps_due
from disclosure_plugin.domain.sign_offs import Missing, Signature, what_is_missing
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import PreparedSections, ReviewStep, SignOff
from disclosure_plugin.models.doorway import is_disclosed
from disclosure_plugin.queries.review_chain import chain_of, kind_of
from disclosure_plugin.queries.sign_offs import accounts_of_same_people, authors
from disclosure_plugin.register.review_rules import requirement

from .checking import begin_checks, check_everything
from .clearing import look_through, standing_of
from .review_turns import lock_page, lock_review, lock_step
from .signing import Answers, check_signature, sign, sign_nothing, sign_return
from .turn import wait_for_turn
from .version_at_door import VersionAtTheDoor
from .wrapping import wrap


def keep_sign_offs() -> None:
    """Attach to Wagtail's task states and schedules; called once, at start-up."""
    wrap(TaskState, "approve", _approve)
    wrap(TaskState, "reject", _reject)
    wrap(ReviewStep, "start", _start)
    wrap(WorkflowState, "cancel", _cancel)
    if WorkflowState.on_finish is publish_workflow_state:  # or the site does something else then
        wrap(WorkflowState, "on_finish", _finish)
    post_save.connect(
        _after_revision_saved, sender=Revision, dispatch_uid="disclosure_plugin.unscheduled"
    )


# --- Signing -----------------------------------------------------------------------------------


def _approve(
    wagtails: Callable[..., Any],
    state: Any,
    user: Any = None,
    update: bool = True,
    comment: str = "",
    *,
    answers: Answers | None = None,
    override_reason: str | None = None,
) -> Any:
    concerns_us = _concerns_us(state)
    if concerns_us:
        version = begin_checks(state.revision)  # kept also where the signature is refused
    with transaction.atomic():
        if concerns_us:
            # The last step publishes: the turn before any row, in the order of a take-down.
            wait_for_turn()
            lock_page(state.workflow_state.object_id)
            lock_step(state)
            signing = check_signature(
                state, user, version, answers=answers, override_reason=override_reason
            )
            sign(signing, user, comment)
        return wagtails(user, update, comment)


def _reject(
    wagtails: Callable[..., Any],
    state: Any,
    user: Any = None,
    update: bool = True,
    comment: str = "",
    *,
    answers: Answers | None = None,
) -> Any:
    with transaction.atomic():
        if _concerns_us(state):
            lock_step(state)
            sign_return(state, user, comment, answers)
        return wagtails(user, update, comment)


def _cancel(wagtails: Callable[..., Any], review: Any, user: Any = None) -> Any:
    if not is_disclosed(review.content_object):
        return wagtails(user=user)
    with transaction.atomic():
        if review.is_active:
            lock_review(review, review.STATUS_IN_PROGRESS, review.STATUS_NEEDS_CHANGES)
        return wagtails(user=user)


def _start(
    wagtails: Callable[..., Any], step: ReviewStep, workflow_state: Any, user: Any = None
) -> Any:
    """Pass over a step that the county does not demand for this kind of item."""
    page = workflow_state.content_object
    if not is_disclosed(page):
        return wagtails(workflow_state, user=user)
    demanded = requirement(kind_of(page))
    due = steps_due([one.step() for one in chain_of(workflow_state.workflow)], demanded)
    if not demanded.is_reduced or step.pk in [one.key for one in due]:
        return wagtails(workflow_state, user=user)
    state = step.get_task_state_class()(
        workflow_state=workflow_state,
        revision=page.get_latest_revision(),
        task=step,
        status=TaskState.STATUS_SKIPPED,
        finished_at=timezone.now(),
    )
    state.save()
    if not due and not _is_signed(state):
        begin_checks(state.revision)
        sign_nothing(state)
    return state


def _finish(wagtails: Callable[..., Any], review: Any, user: Any = None) -> Any:
    """Publish what was signed, also where who signed last may publish nothing else."""
    if not is_disclosed(review.content_object):
        return wagtails(user=user)
    return review.current_task_state.revision.publish(user=user, skip_permission_checks=True)


def _is_signed(state: Any) -> bool:
    signed = SignOff.objects.valid().filter(workflow_state=state.workflow_state)
    return signed.filter(revision=state.revision).exists()


def _concerns_us(state: Any) -> bool:
    return state.status == TaskState.STATUS_IN_PROGRESS and is_disclosed(
        state.workflow_state.content_object
    )


# --- At the door -------------------------------------------------------------------------------


def why_not_approved(version: VersionAtTheDoor) -> str:
    """Say what is missing where a version was not approved, exactly as it is, by somebody else.

    Returns:
        a sentence that says what to do; empty if it may be published.
    """
    signatures = [
        Signature(
            one.signer_id,
            one.content_sha256,
            one.is_last,
            restricts=one.disclosure not in ("", Disclosure.OPEN),
        )
        for one in version.approvals
        if one.revision_id == version.revision.pk
        # What lets a later version be published ends this one's.
        and (version.approval is not None or not one.is_last)
    ]
    missing = what_is_missing(
        signatures,
        content=version.content,
        authors=authors(version.revision),
        is_public=version.is_for_everybody,
    )
    # A version that was damaged has no title of its own.
    title = version.page.title or version.page.draft_title
    return _sentence(missing) % {"title": title} if missing else ""


def _sentence(missing: Missing) -> str:
    return {
        Missing.REVIEW: _(
            "“%(title)s” has not been reviewed as it is now, so it was not published. Submit it "
            "for review: it is published when the last step has approved it."
        ),
        Missing.LAST_STEP: _(
            "“%(title)s” has not been approved at every step of its review, so it was not "
            "published. If it was changed meanwhile, restart the review."
        ),
        Missing.SAME_CONTENT: _(
            "“%(title)s” is not what was approved: its text, its dates, a file or who may see it "
            "is another. It was not published. Submit it for review again."
        ),
        Missing.SECOND_PERSON: _(
            "“%(title)s” was approved by somebody who has written in it, so it was not "
            "published. Submit it for review again."
        ),
        Missing.OPENNESS: _(
            "“%(title)s” was approved for disclosure on request only, or not at all, and its page "
            "is public. It was not published: restrict the page to staff, and submit it again."
        ),
    }[missing]


# --- What ends an approval -----------------------------------------------------------------------


def void_approvals(
    page: Page,
    reason: SignOff.Void,
    *,
    keep: Revision | None = None,
    review: WorkflowState | None = None,
) -> None:
    """End the approvals of a page; to be published again it is reviewed again.

    Args:
        page: the page.
        reason: why they end.
        keep: a revision whose approvals stay.
        review: one under way, whose approvals stay.
    """
    ended = SignOff.objects.valid().filter(page=page.pk)
    if keep is not None:
        ended = ended.exclude(revision=keep.pk)
    if review is not None:
        ended = ended.exclude(workflow_state=review.pk)
    _void(ended, reason)


def _after_revision_saved(
    sender: type[Revision], instance: Revision, update_fields: Any = None, **kwargs: Any
) -> None:
    """Wagtail cancels a schedule by saving this one field."""
    if "approved_go_live_at" in (update_fields or ()) and instance.approved_go_live_at is None:
        _void(SignOff.objects.valid().filter(revision=instance.pk), SignOff.Void.UNSCHEDULED)


def _void(ended: QuerySet[SignOff], reason: SignOff.Void) -> None:
    PreparedSections.objects.filter(sign_off__in=ended).delete()
    ended.update(voided_at=timezone.now(), void_reason=reason)


# --- Reviewing without a screen ------------------------------------------------------------------


@transaction.atomic
def review(
    page: Page,
    *,
    author: AbstractBaseUser,
    people: Iterable[Any],
    looked_through_by: AbstractBaseUser | None = None,
    answers: Answers | None = None,
) -> None:
    """Hand in the newest version of a page and have every step approved by who may do it.

    For imports and demonstrations: what is written down is what a review in the admin writes.
    Its texts and files are checked for personal data here and now.

    Args:
        page: a page whose newest version is to be published.
        author: who hands it in.
        people: who may approve; of those whom a step allows, the first approves.
        answers: what they say where a step asks for the six points or the confidentiality
            check, as its form sends it; None: all points hold, and it is open to everybody.
        looked_through_by: who has looked through the files that no program can read; None:
            nobody has, and a page with such a file is refused.

    Raises:
        ActRefused: nobody of them may approve a step, the page holds personal data, or the door
            refuses; nothing is changed.
    """
    revision = page.get_latest_revision()
    check_everything(revision)
    if looked_through_by is not None:
        for file in standing_of(revision).files:
            if file.waits_for_a_look and not file.is_refused:
                look_through(file.version, page=page, user=looked_through_by)
    people = list(people)
    review = page.get_workflow().start(page, author)
    signed: set[int] = set()
    while review.status == review.STATUS_IN_PROGRESS:
        state = review.current_task_state.specific
        step = state.task.specific
        allowed = [user for user in people if step.get_actions(page, user)]
        # Different steps need different people, unless the county says otherwise.
        others = [user for user in allowed if user.pk not in signed]
        signer = next(iter(others or allowed), None)
        if signer is None:
            raise ActRefused(
                _("Nobody of these people may approve at the step “%(step)s”.")
                % {"step": step.name},
                page=page,
            )
        signed |= accounts_of_same_people([signer.pk])
        said = all_hold() if answers is None else answers
        step.on_action(state, signer, "approve", **(said if isinstance(step, ReviewStep) else {}))
        review.refresh_from_db()
