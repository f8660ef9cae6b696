"""What lacks something is neither handed in nor published.

A structured item or a summary says itself what it lacks; any version may have lost what was
deleted after it was written.

The form of the admin says so first and keeps what was typed; here every other way is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Workflow, WorkflowState

from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import AnnualSummaryMixin, StructuredMixin
from disclosure_plugin.models.doorway import is_disclosed
from disclosure_plugin.models.missing_keys import emptied

from .content_hash import NOT_CONTENT
from .review_turns import lock_page, lock_review, refuse_second_review
from .wrapping import wrap

# Types that say what they lack, and wait until it is there.
WAITING = (StructuredMixin, AnnualSummaryMixin)


def keep_incomplete_back() -> None:
    """Attach to Wagtail's workflows; called once, at start-up."""
    wrap(Workflow, "start", _start)
    wrap(WorkflowState, "resume", _resume)


def why_not_complete(page: Any, revision: Any) -> str:
    """Say what a version lacks.

    Args:
        page: as it would be published, read from the version.
        revision: the version; None if it has none.

    Returns:
        sentences that say what is still to be written, and what was deleted since; empty if
        nothing.
    """
    reasons = list(page.reasons_to_wait()) if isinstance(page, WAITING) else []
    content = revision.content if revision is not None else {}
    said = {name: value for name, value in content.items() if name not in NOT_CONTENT}
    if gone := dict.fromkeys(str(name) for name in emptied(page, said)):
        reasons.append(
            _(
                "Something that this version names was deleted since: %(gone)s. Open the page, "
                "enter what takes its place, save it and submit it for review."
            )
            % {"gone": "、".join(gone)}
        )
    return " ".join(reasons)


def _start(
    wagtails: Callable[..., Any], workflow: Any, obj: Any, *args: Any, **kwargs: Any
) -> Any:
    with transaction.atomic():
        if is_disclosed(obj):
            refuse_second_review(obj)
            _refuse_incomplete(obj)
        return wagtails(obj, *args, **kwargs)


def _resume(wagtails: Callable[..., Any], state: Any, *args: Any, **kwargs: Any) -> Any:
    with transaction.atomic():
        if is_disclosed(state.content_object):
            if state.status == state.STATUS_NEEDS_CHANGES:
                lock_page(state.object_id)
                lock_review(state, state.STATUS_NEEDS_CHANGES)
            _refuse_incomplete(state.content_object)
        return wagtails(*args, **kwargs)


def _refuse_incomplete(handed_in: Any) -> None:
    """What is reviewed is the newest version, whatever the page at hand says."""
    page = handed_in.get_latest_revision_as_object()
    if sentence := why_not_complete(page, handed_in.get_latest_revision()):
        raise ActRefused(sentence, page=page)
