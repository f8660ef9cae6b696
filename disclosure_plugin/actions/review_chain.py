"""Put the steps of a bureau's review together, and let nobody take them apart another way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.signals import pre_delete, pre_save
from django.utils.translation import gettext as _
from wagtail.models import (
    GroupApprovalTask,
    Task,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from disclosure_plugin.domain.review_chain import StepKind, WantedStep, check_chain
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import ReviewStep
from disclosure_plugin.queries.review_chain import bureaus_workflow, chain_of
from disclosure_plugin.register.review_rules import least_steps

from .wrapping import wrap

_changing: ContextVar[bool] = ContextVar("disclosure_changes_chain", default=False)


@dataclass(frozen=True)
class StepPlan:
    """A step as an administrator wants it.

    Attributes:
        name: what it is called.
        kind: whose it is.
        groups: whose members sign it.
        checklist: whether the six points are asked for.
        confidentiality: whether the confidentiality form is.
        key: of the step that it is now; None: a new one.
    """

    name: str
    kind: StepKind
    groups: Sequence[Group]
    checklist: bool
    confidentiality: bool
    key: int | None = None


@transaction.atomic
def set_chain(plans: Sequence[StepPlan]) -> list[ReviewStep]:
    """Make these the steps of the current bureau's review, in this order.

    Reviews that are going on follow the new chain from their next step on. A step that is left
    out is switched off and stays, for the signatures at it.

    Args:
        plans: what is wanted.

    Returns:
        the steps.

    Raises:
        TooFewSteps, TooManySteps, SameName, NobodySigns, NoChecklist, NoConfidentiality: the
            county does not allow it, or it is no chain.
        ActRefused: something waits at a step that would be left out.
    """
    check_chain(
        [
            WantedStep(one.name, bool(one.groups), one.checklist, one.confidentiality)
            for one in plans
        ],
        least=least_steps(),
    )
    workflow = bureaus_workflow()
    if workflow is None:
        raise ActRefused(
            _("This bureau has no review yet: have its site set up again by the county's IT.")
        )
    Workflow.objects.select_for_update().get(pk=workflow.pk)
    before = {step.pk: step for step in chain_of(workflow)}
    kept = {one.key for one in plans}
    for step in before.values():
        if step.pk not in kept:
            _refuse_where_something_waits(step)
    with changing_the_chain():
        WorkflowTask.objects.filter(workflow=workflow, task__in=before).delete()
        steps = [_put(one, before, workflow, order) for order, one in enumerate(plans)]
        for step in before.values():
            if step.pk not in kept:
                step.active = False
                step.save()
    return steps


def _put(
    plan: StepPlan, before: dict[int, ReviewStep], workflow: Workflow, order: int
) -> ReviewStep:
    step = before.get(plan.key or 0) or ReviewStep()
    step.name, step.kind = plan.name, plan.kind.value
    step.asks_checklist, step.asks_confidentiality = plan.checklist, plan.confidentiality
    step.save()
    step.groups.set(plan.groups)
    WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=order)
    return step


def _refuse_where_something_waits(step: ReviewStep) -> None:
    waiting = TaskState.objects.filter(task=step.pk, status=TaskState.STATUS_IN_PROGRESS).count()
    if waiting:
        raise ActRefused(
            _(
                "%(count)s pages wait at the step “%(step)s”: have them decided, or take them "
                "back, before the step is left out."
            )
            % {"count": waiting, "step": step.name}
        )


def adopt_steps(workflow: Workflow) -> None:
    """Make steps of the review of what were Wagtail's own approval tasks, where they stand.

    Reviews that are going on and signatures go on naming them. Safe to repeat.
    """
    tasks = list(
        GroupApprovalTask.objects.filter(workflow_tasks__workflow=workflow, active=True).order_by(
            "workflow_tasks__sort_order"
        )
    )
    is_first = not chain_of(workflow)
    for place, task in enumerate(tasks):
        step = ReviewStep(
            task_ptr_id=task.pk,
            name=task.name,
            active=True,
            content_type=ContentType.objects.get_for_model(ReviewStep),
            kind=StepKind.LEADER if place and place == len(tasks) - 1 else StepKind.SECTION,
            asks_checklist=is_first and place == 0,
            asks_confidentiality=is_first and place == 0,
        )
        step.save()
        step.groups.set(task.groups.all())
        task.delete(keep_parents=True)


# --- Wagtail's own screens are no way around -----------------------------------------------------


@contextmanager
def changing_the_chain() -> Iterator[None]:
    """Let this module change the bureau's workflow inside the block."""
    token = _changing.set(True)
    try:
        yield
    finally:
        _changing.reset(token)


def guard_chain() -> None:
    """Attach to Wagtail's workflows, whoever changes them; called once, at start-up."""
    wrap(Workflow, "deactivate", _keep_workflow)
    wrap(Task, "deactivate", _keep_task)
    for signal, model, guard in (
        (pre_save, Workflow, _keep_active),
        (pre_save, ReviewStep, _keep_step_active),
        (pre_save, WorkflowTask, _keep_order),
        (pre_save, WorkflowPage, _keep_assignment),
        (pre_delete, WorkflowTask, _keep_order),
        (pre_delete, WorkflowPage, _keep_assigned),
        (pre_delete, Workflow, _keep_for_good),
        (pre_delete, ReviewStep, _keep_for_good),
    ):
        signal.connect(
            guard, sender=model, dispatch_uid=f"disclosure.{guard.__name__}.{model.__name__}"
        )


def _refuse() -> None:
    raise ActRefused(
        _(
            "This is the review of the bureau: it is not switched off, and its steps are set "
            "under “Steps of the review”. Nothing was changed."
        )
    )


def _is_bureaus(workflow: int | None) -> bool:
    ours = None if _changing.get() else bureaus_workflow()
    return ours is not None and ours.pk == workflow


def _keep_workflow(wagtails: Callable[..., Any], workflow: Any, *args: Any, **kwargs: Any) -> Any:
    if _is_bureaus(workflow.pk):
        _refuse()
    return wagtails(*args, **kwargs)


def _keep_task(wagtails: Callable[..., Any], task: Any, *args: Any, **kwargs: Any) -> Any:
    if _is_used(task):
        _refuse()
    return wagtails(*args, **kwargs)


def _is_used(task: Any) -> bool:
    ours = None if _changing.get() else bureaus_workflow()
    return (
        ours is not None
        and task.pk is not None
        and WorkflowTask.objects.filter(workflow=ours, task=task.pk).exists()
    )


def _keep_active(instance: Any, **kwargs: Any) -> None:
    if not instance.active and instance.pk and _is_bureaus(instance.pk):
        _refuse()


def _keep_step_active(instance: Any, **kwargs: Any) -> None:
    if not instance.active and _is_used(instance):
        _refuse()


def _keep_order(instance: Any, origin: Any = None, **kwargs: Any) -> None:
    if _is_bureaus(instance.workflow_id):
        _refuse()


def _keep_assignment(instance: Any, **kwargs: Any) -> None:
    ours = None if _changing.get() else bureaus_workflow()
    if ours is None or ours.pk == instance.workflow_id:
        return
    if WorkflowPage.objects.filter(page=instance.page_id, workflow=ours).exists():
        _refuse()


def _keep_assigned(instance: Any, origin: Any = None, **kwargs: Any) -> None:
    # With its page it goes; by itself it stays.
    by_itself = getattr(origin, "model", type(origin)) is WorkflowPage
    if by_itself and _is_bureaus(instance.workflow_id):
        _refuse()


def _keep_for_good(instance: Any, **kwargs: Any) -> None:
    """A step or a review that was ever used names signatures."""
    states = (
        TaskState.objects.filter(task=instance.pk)
        if isinstance(instance, Task)
        else TaskState.objects.filter(workflow_state__workflow=instance.pk)
    )
    if _is_used(instance) if isinstance(instance, Task) else _is_bureaus(instance.pk):
        _refuse()
    if states.exists():
        raise ProtectedError(str(instance), set(states))
