"""A signature at a step of a review: who may give it, what it needs, and what is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState

from disclosure_plugin import bureaus
from disclosure_plugin.domain.review_answers import check_answers, returned_opinion
from disclosure_plugin.domain.review_chain import (
    check_is_enough,
    check_override_reason,
    check_signs_once,
)
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.editor.reviews import review_refusal
from disclosure_plugin.errors import Refused
from disclosure_plugin.models import FileVersion, ReviewStep, SignOff
from disclosure_plugin.models.uploads import current_versions
from disclosure_plugin.queries.audiences import is_for_everybody
from disclosure_plugin.queries.personal_data import standing
from disclosure_plugin.queries.review_chain import Progress, kind_of
from disclosure_plugin.queries.sign_offs import accounts_of_same_people, authors
from disclosure_plugin.register.models import ReviewException
from disclosure_plugin.register.review_rules import reason_of

from .clearing import why_standing_is_not_clear
from .content_hash import content_hash
from .search_sections import prepare_sections

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Signing:
    """A signature that somebody is about to give.

    Attributes:
        progress: of the review, at the content as it is now.
        files: of the version.
        answers: what the form of the step asked for, as it is kept.
        stands_for: whose deputy signs.
        override_reason: why somebody signs a step that is not theirs.
    """

    progress: Progress
    files: list[FileVersion]
    answers: dict[str, Any]
    stands_for: Any = None
    override_reason: str = ""


def progress_of(state: TaskState, version: Any = None) -> Progress:
    """Return how far the review at a step is, for the content as it is now.

    Args:
        state: of the step.
        version: the page as the version under review has it; None puts it together.
    """
    return Progress(state, content_hash(state.revision, _files(state, version)))


def check_signature(
    state: TaskState,
    user: Any,
    version: Any = None,
    *,
    answers: Answers | None,
    override_reason: str | None,
) -> Signing:
    """Check that somebody may approve a step as they want to.

    Args:
        state: of the step, in progress.
        user: who approves.
        version: the page as the version under review has it; None puts it together.
        answers: what the form of the step asks for, as it was sent.
        override_reason: why they sign a step that is not theirs; None: it is theirs.

    Raises:
        ActRefused: they may not, or something is missing; each says what to do.
    """
    if version is None:
        version = state.revision.as_object()
    files = current_versions(version)
    progress = Progress(state, content_hash(state.revision, files))
    page = progress.page
    _check_is_current(state, page)
    if user is None:
        raise ActRefused(_("A sign-off is a person's: say who approves."), page=page)
    wrote = authors(state.revision)
    if accounts_of_same_people([user.pk]) & wrote:
        raise ActRefused(
            _(
                "You have written in “%(title)s” since it was last published. Somebody else has "
                "to approve it."
            )
            % {"title": page.title},
            page=page,
        )
    _check_files_are_old(state, files, page)
    stands_for = _stands_for(progress, user, wrote, override_reason)
    checklist, confidentiality = progress.forms
    try:
        check_is_enough(progress.chain, progress.requirement)
        check_signs_once(
            signer=user.pk,
            stands_for=stands_for.pk if stands_for else None,
            signed=progress.signed_by,
            requirement=progress.requirement,
        )
        said = check_answers(
            answers,
            checklist=checklist,
            confidentiality=confidentiality,
            is_public=is_for_everybody(state.revision, page),
        )
    except Refused as refused:
        raise ActRefused(_about(page, review_refusal(refused)), page=page) from refused
    if "confidentiality" in said:
        said["confidentiality"] |= _form_of_page(state, version, files)
    stands = standing(progress.content, files)
    if sentence := why_standing_is_not_clear(stands, version.title, version):
        raise ActRefused(sentence, page=page)
    return Signing(progress, files, said, stands_for, override_reason or "")


def sign(signing: Signing, user: Any, comment: str) -> SignOff:
    """Write down an approval that was checked, and let the county know of what is unusual."""
    progress = signing.progress
    is_reduced = progress.requirement.is_reduced
    sign_off = _write(
        progress.state,
        signing.files,
        progress.content,
        signer=user,
        outcome=SignOff.Outcome.APPROVED,
        comment=comment,
        answers=signing.answers,
        stands_for=signing.stands_for,
        stands_for_name=name_of(signing.stands_for),
        override_reason=signing.override_reason,
        is_reduced=is_reduced,
        is_last=progress.is_last,
    )
    if signing.override_reason:
        _tell_county(sign_off, ReviewException.What.OVERRIDE, signing.override_reason)
    if is_reduced and progress.is_last:
        _tell_county(sign_off, ReviewException.What.REDUCED, reason_of(kind_of(progress.page)))
    return sign_off


def sign_return(state: TaskState, user: Any, comment: str, answers: Answers | None) -> SignOff:
    """Write down that a version was sent back."""
    files = _files(state)
    return _write(
        state,
        files,
        content_hash(state.revision, files),
        signer=user,
        outcome=SignOff.Outcome.RETURNED,
        comment=comment,
        answers=returned_opinion(answers),
    )


def sign_nothing(state: TaskState) -> SignOff:
    """Write down that the county demands no review of this kind of item."""
    files = _files(state)
    content = content_hash(state.revision, files)
    page = Page.objects.get(pk=state.revision.object_id)
    sign_off = _write(
        state,
        files,
        content,
        signer=None,
        outcome=SignOff.Outcome.APPROVED,
        comment=reason_of(kind_of(page)),
        is_reduced=True,
        is_last=True,
    )
    _tell_county(sign_off, ReviewException.What.REDUCED, sign_off.comment)
    return sign_off


def name_of(user: Any) -> str:
    """Return somebody's name as it is kept; nobody's is empty."""
    return (user.get_full_name() or user.get_username()) if user else ""


# --- Checks --------------------------------------------------------------------------------------


def _check_is_current(state: TaskState, page: Page) -> None:
    if page.latest_revision_id != state.revision_id:
        raise ActRefused(
            _(
                "“%(title)s” was changed after it had been handed in, so what is under review is "
                "no longer its newest version. Restart the review."
            )
            % {"title": page.title},
            page=page,
        )


def _check_files_are_old(state: TaskState, files: list[FileVersion], page: Page) -> None:
    for version in files:
        if version.made_at > state.started_at:
            raise ActRefused(
                _(
                    "The file “%(name)s” was replaced after “%(title)s” had been handed in. "
                    "Restart the review."
                )
                % {"name": version.name, "title": page.title},
                page=page,
            )


def _stands_for(
    progress: Progress, user: Any, wrote: set[int], override_reason: str | None
) -> Any:
    """Return whose deputy signs, or None; refuse whose step it is not."""
    step: Any = progress.state.task.specific
    if not isinstance(step, ReviewStep):  # a task of the site's own asks who may do it
        return None
    is_theirs = user.is_superuser or step.signs_by_role(user)
    absent = [one.reviewer for one in step.represented_by(user).select_related("reviewer")]
    if override_reason is not None:
        if is_theirs or absent:
            raise ActRefused(
                _("You may sign this step yourself: approve it without an override."),
                page=progress.page,
            )
        try:
            check_override_reason(override_reason)
        except Refused as refused:
            raise ActRefused(review_refusal(refused), page=progress.page) from refused
        return None
    if is_theirs:
        return None
    if not absent:
        raise ActRefused(
            _("“%(step)s” is not your step to sign.") % {"step": step.name}, page=progress.page
        )
    # For one who may sign it, if there is one.
    for reviewer in absent:
        if reviewer.pk not in wrote and reviewer.pk not in progress.signed_by:
            return reviewer
    raise ActRefused(
        _(
            "%(name)s has written in “%(title)s” or signed another step of it, so nobody signs "
            "this step in their place."
        )
        % {"name": name_of(absent[0]), "title": progress.page.title},
        page=progress.page,
    )


def _about(page: Page, sentence: str) -> str:
    return _("“%(title)s” was not approved: %(sentence)s") % {
        "title": page.title or page.draft_title,
        "sentence": sentence,
    }


# --- What is written down ------------------------------------------------------------------------


def _files(state: TaskState, version: Any = None) -> list[FileVersion]:
    return current_versions(state.revision.as_object() if version is None else version)


def _form_of_page(state: TaskState, page: Any, files: list[FileVersion]) -> dict[str, Any]:
    """Return the fields of the confidentiality form that the page and its review say."""
    section = getattr(page, "responsible_section", None)
    return {
        "title": page.title,
        "section": str(section or ""),
        "applicant": name_of(state.workflow_state.requested_by),
        "planned_at": page.go_live_at.isoformat() if page.go_live_at else "",
        "summary": getattr(page, "abstract", ""),
        "files": [file.name for file in files],
    }


def _write(
    state: TaskState, files: list[FileVersion], content: str, *, signer: Any, **said: Any
) -> SignOff:
    step: Any = state.task.specific
    person = getattr(signer, "disclosure_person", None)
    sign_off = SignOff.objects.create(
        page_id=int(state.revision.object_id),
        revision=state.revision,
        content_sha256=content,
        signer=signer,
        signer_name=name_of(signer),
        signer_post=person.post if person else "",
        workflow_state=state.workflow_state,
        task=state.task,
        step=step.name,
        kind=step.kind if isinstance(step, ReviewStep) else "",
        **said,
    )
    sign_off.versions.set(files)
    if sign_off.is_last:
        prepare_sections(sign_off)
    return sign_off


def _tell_county(sign_off: SignOff, what: ReviewException.What, reason: str) -> None:
    page = Page.objects.get(pk=sign_off.page_id)
    ReviewException.objects.create(
        bureau=bureaus.current(),
        page=page.pk,
        subject=page.slug,
        kind=kind_of(page),
        content_sha256=sign_off.content_sha256,
        what=what,
        step=sign_off.step,
        reason=reason,
        by_name=sign_off.signer_name,
        by_post=sign_off.signer_post,
    )
