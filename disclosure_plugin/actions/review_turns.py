"""Of two people who act on one review at once, the second acts on it as the first has left it.

Rows are locked in one order: the page, its review, the step. Whoever publishes or takes down has
the turn of the bureau before any of them.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from disclosure_plugin.editor.refusals import ActRefused


def lock_page(key: Any) -> None:
    """Let nobody else save a version of a page, or hand it in, until the transaction ends."""
    Page.objects.select_for_update(of=("self",)).filter(pk=key).first()


def lock_review(review: WorkflowState, *states: str) -> None:
    """Lock a review, which was read before, and bring it up to date.

    Args:
        review: the review.
        states: in which of its states it can be acted on.

    Raises:
        ActRefused: somebody else has ended it, or taken it on, meanwhile.
    """
    now = WorkflowState.objects.select_for_update(of=("self",)).filter(pk=review.pk).first()
    if now is None or now.status not in states:
        _refuse(review)
    review.status, review.current_task_state_id = now.status, now.current_task_state_id


def lock_step(state: TaskState) -> None:
    """Lock a step of a review that is to be decided.

    Raises:
        ActRefused: somebody else has decided it.
    """
    lock_review(state.workflow_state, WorkflowState.STATUS_IN_PROGRESS)
    now = TaskState.objects.select_for_update(of=("self",)).get(pk=state.pk)
    if now.status != TaskState.STATUS_IN_PROGRESS:
        _refuse(state.workflow_state)


def refuse_second_review(page: Any) -> None:
    """Refuse to hand in what somebody has handed in.

    Raises:
        ActRefused: a review of it goes on.
    """
    lock_page(page.pk)
    if WorkflowState.objects.active().for_instance(page).exists():
        raise ActRefused(
            _("“%(title)s” was handed in meanwhile. Look at the page as it is now.")
            % {"title": page.title or page.draft_title},
            page=page,
        )


def _refuse(review: WorkflowState) -> None:
    raise ActRefused(
        _("This step was decided meanwhile. Look at the page as it is now."),
        page=review.content_object,
    )
