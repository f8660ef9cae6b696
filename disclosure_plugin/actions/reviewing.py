"""Sign-offs: written when a step of a review is approved, and asked for at the door.

Both attach to Wagtail's task states, which every way of approving leads through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, Task, TaskState

from disclosure_plugin.domain.sign_offs import (
    Missing,
    Signature,
    steps_left,
    what_is_missing,
)
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import SignOff
from disclosure_plugin.models.doorway import is_disclosed
from disclosure_plugin.models.uploads import current_versions
from disclosure_plugin.queries.sign_offs import authors

from .content_hash import content_hash
from .version_at_door import VersionAtTheDoor
from .wrapping import wrap


def keep_sign_offs() -> None:
    """Attach to Wagtail's task states and schedules; called once, at start-up."""
    wrap(TaskState, "approve", _approve)
    wrap(TaskState, "reject", _reject)
    post_save.connect(
        _after_revision_saved, sender=Revision, dispatch_uid="disclosure_plugin.unscheduled"
    )


# --- Signing -----------------------------------------------------------------------------------


def _approve(
    wagtails: Callable[..., Any], state: Any, user: Any = None, *args: Any, **kwargs: Any
) -> Any:
    with transaction.atomic():
        if _concerns_us(state):
            _refuse_to_sign(state, user)
            comment = args[1] if len(args) > 1 else kwargs.get("comment", "")
            _sign(state, user, comment, SignOff.Outcome.APPROVED)
        return wagtails(user, *args, **kwargs)


def _reject(
    wagtails: Callable[..., Any], state: Any, user: Any = None, *args: Any, **kwargs: Any
) -> Any:
    with transaction.atomic():
        if _concerns_us(state):
            comment = args[1] if len(args) > 1 else kwargs.get("comment", "")
            _sign(state, user, comment, SignOff.Outcome.RETURNED)
        return wagtails(user, *args, **kwargs)


def _concerns_us(state: Any) -> bool:
    return state.status == TaskState.STATUS_IN_PROGRESS and is_disclosed(
        state.workflow_state.content_object
    )


def _refuse_to_sign(state: Any, user: Any) -> None:
    page = Page.objects.get(pk=state.revision.object_id)
    if user is None:
        raise ActRefused(_("A sign-off is a person's: say who approves."), page=page)
    if page.latest_revision_id != state.revision_id:
        raise ActRefused(
            _(
                "“%(title)s” was changed after it had been handed in, so what is under review is "
                "no longer its newest version. Restart the review."
            )
            % {"title": page.title},
            page=page,
        )
    if user.pk in authors(state.revision):
        raise ActRefused(
            _(
                "You have written in “%(title)s” since it was last published. Somebody else has "
                "to approve it."
            )
            % {"title": page.title},
            page=page,
        )
    for version in current_versions(state.revision.as_object()):
        if version.made_at > state.started_at:
            raise ActRefused(
                _(
                    "The file “%(name)s” was replaced after “%(title)s” had been handed in. "
                    "Restart the review."
                )
                % {"name": version.name, "title": page.title},
                page=page,
            )


def _sign(state: Any, user: Any, comment: str, outcome: SignOff.Outcome) -> SignOff:
    revision = state.revision
    files = current_versions(revision.as_object())
    content = content_hash(revision, files)
    sign_off = SignOff.objects.create(
        page_id=int(revision.object_id),
        revision=revision,
        content_sha256=content,
        outcome=outcome,
        comment=comment,
        signer=user,
        signer_name=(user.get_full_name() or user.get_username()) if user else "",
        signer_post=_post(user),
        workflow_state=state.workflow_state,
        task=state.task,
        step=state.task.name,
        is_last=outcome == SignOff.Outcome.APPROVED and not _steps_left(state, content),
    )
    sign_off.versions.set(files)
    return sign_off


def _post(user: Any) -> str:
    person = getattr(user, "disclosure_person", None)
    return person.post if person else ""


def _steps_left(state: Any, content: str) -> set[int]:
    """Which steps remain after this one; those signed on other content count for nothing."""
    review = state.workflow_state
    steps = Task.objects.filter(workflow_tasks__workflow=review.workflow, active=True)
    signed = SignOff.objects.valid().filter(
        workflow_state=review, revision=state.revision, content_sha256=content
    )
    skipped = review.task_states.filter(revision=state.revision, status=TaskState.STATUS_SKIPPED)
    return steps_left(
        steps.values_list("pk", flat=True),
        {
            state.task_id,
            *signed.values_list("task_id", flat=True),
            *skipped.values_list("task_id", flat=True),
        },
    )


# --- At the door -------------------------------------------------------------------------------


def why_not_approved(version: VersionAtTheDoor) -> str:
    """Say what is missing where a version was not approved, exactly as it is, by somebody else.

    Returns:
        a sentence that says what to do; empty if it may be published.
    """
    signatures = [
        Signature(one.signer_id, one.content_sha256, one.is_last)
        for one in version.approvals
        if one.revision_id == version.revision.pk
        # What lets a later version be published ends this one's.
        and (version.approval is not None or not one.is_last)
    ]
    missing = what_is_missing(
        signatures, content=version.content, authors=authors(version.revision)
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
    }[missing]


# --- What ends an approval -----------------------------------------------------------------------


def void_approvals(page: Page, reason: SignOff.Void, *, keep: Revision | None = None) -> None:
    """End the approvals of a page; to be published again it is reviewed again.

    Args:
        page: the page.
        reason: why they end.
        keep: a revision whose approvals stay.
    """
    ended = SignOff.objects.valid().filter(page=page.pk)
    if keep is not None:
        ended = ended.exclude(revision=keep.pk)
    ended.update(voided_at=timezone.now(), void_reason=reason)


def _after_revision_saved(
    sender: type[Revision], instance: Revision, update_fields: Any = None, **kwargs: Any
) -> None:
    """Wagtail cancels a schedule by saving this one field."""
    if "approved_go_live_at" in (update_fields or ()) and instance.approved_go_live_at is None:
        SignOff.objects.valid().filter(revision=instance.pk).update(
            voided_at=timezone.now(), void_reason=SignOff.Void.UNSCHEDULED
        )


# --- Reviewing without a screen ------------------------------------------------------------------


@transaction.atomic
def review(page: Page, *, author: AbstractBaseUser, people: Iterable[AbstractBaseUser]) -> None:
    """Hand in the newest version of a page and have every step approved by who may do it.

    For imports and demonstrations: what is written down is what a review in the admin writes.

    Args:
        page: a page whose newest version is to be published.
        author: who hands it in.
        people: who may approve; of those whom a step allows, the first approves.

    Raises:
        ActRefused: nobody of them may approve a step, or the door refuses; nothing is changed.
    """
    review = page.get_workflow().start(page, author)
    while review.status == review.STATUS_IN_PROGRESS:
        state = review.current_task_state.specific
        step = state.task.specific
        signer = next((user for user in people if step.get_actions(page, user)), None)
        if signer is None:
            raise ActRefused(
                _("Nobody of these people may approve at the step “%(step)s”.")
                % {"step": step.name},
                page=page,
            )
        step.on_action(state, signer, "approve")
        review.refresh_from_db()
