"""The steps of a bureau's review, and what of a review is done and due."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wagtail.models import Page, Task, TaskState, Workflow, WorkflowPage

from disclosure_plugin.domain.review_chain import (
    Requirement,
    Step,
    forms_due,
    steps_due,
)
from disclosure_plugin.domain.sign_offs import steps_left
from disclosure_plugin.models import BureauHomePage, ReviewStep, SignOff
from disclosure_plugin.register.review_rules import requirement

from .sign_offs import accounts_of_same_people


def bureaus_workflow() -> Workflow | None:
    """Return the workflow of the current bureau's home page, under which every page stands."""
    home = BureauHomePage.objects.first()
    assigned = WorkflowPage.objects.filter(page=home).select_related("workflow").first()
    return assigned.workflow if assigned else None


def chain_of(workflow: Workflow | None) -> list[ReviewStep]:
    """Return the steps of a workflow in their order; a site's own tasks are none of them."""
    if workflow is None:
        return []
    return list(
        ReviewStep.objects.filter(active=True, workflow_tasks__workflow=workflow)
        .order_by("workflow_tasks__sort_order")
        .prefetch_related("groups")
    )


def kind_of(page: Page) -> str:
    """Return the name of a page's type, by which the county sets its rules."""
    return str(page.specific_class._meta.label_lower)


@dataclass
class Progress:
    """How far the review of one version is.

    Args:
        state: a task state of Wagtail's, of a disclosed page.
        content: SHA-256 of the content that is signed; a signature on other content is none.
    """

    state: TaskState
    content: str

    @cached_property
    def page(self) -> Page:
        """The page under review, as it is kept."""
        return Page.objects.get(pk=self.state.revision.object_id)

    @cached_property
    def requirement(self) -> Requirement:
        """What the county demands for this kind of item."""
        return requirement(kind_of(self.page))

    @cached_property
    def chain(self) -> list[Step]:
        """All steps of the bureau's review."""
        return [step.step() for step in chain_of(self.state.workflow_state.workflow)]

    @cached_property
    def due(self) -> list[Step]:
        """Those that this kind of item goes through."""
        return steps_due(self.chain, self.requirement)

    @cached_property
    def signed(self) -> list[SignOff]:
        """The signatures of this review on exactly this content."""
        return list(
            SignOff.objects.valid().filter(
                workflow_state=self.state.workflow_state,
                revision=self.state.revision,
                content_sha256=self.content,
            )
        )

    @cached_property
    def signed_by(self) -> set[int]:
        """All accounts of the people who have signed, or for whom it was signed."""
        keys = {one.signer_id for one in self.signed} | {one.stands_for_id for one in self.signed}
        return accounts_of_same_people(key for key in keys if key is not None)

    @cached_property
    def is_last(self) -> bool:
        """Whether no step is left after the present one."""
        review = self.state.workflow_state
        tasks = Task.objects.filter(workflow_tasks__workflow=review.workflow, active=True)
        not_due = {step.key for step in self.chain} - {step.key for step in self.due}
        skipped = review.task_states.filter(
            revision=self.state.revision, status=TaskState.STATUS_SKIPPED
        ).exclude(task__in=[step.key for step in self.due])
        done = {
            self.state.task_id,
            *(one.task_id for one in self.signed),
            *skipped.values_list("task_id", flat=True),
        }
        wanted = set(tasks.values_list("pk", flat=True)) - not_due
        return not steps_left(wanted, {key for key in done if key is not None})

    @cached_property
    def forms(self) -> tuple[bool, bool]:
        """Whether the six points and the confidentiality check are asked for at this step."""
        task: Any = self.state.task.specific
        step = task.step() if isinstance(task, ReviewStep) else Step(task.pk, False, False)
        answered = {name for one in self.signed for name in one.answers}
        return forms_due(step, is_last=self.is_last, answered=answered)
