"""A structured item or a summary that lacks something is neither handed in nor published.

The form of the admin says so first and keeps what was typed; here every other way is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.models import Workflow, WorkflowState

from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import AnnualSummaryMixin, StructuredMixin

from .wrapping import wrap

# Types that say what they lack, and wait until it is there.
WAITING = (StructuredMixin, AnnualSummaryMixin)


def keep_incomplete_back() -> None:
    """Attach to Wagtail's workflows; called once, at start-up."""
    wrap(Workflow, "start", _start)
    wrap(WorkflowState, "resume", _resume)


def why_not_complete(page: Any, revision: Any = None) -> str:
    """Say what a page lacks; a gate of the door.

    Args:
        page: as it would be published.
        revision: the version; not read.

    Returns:
        sentences that say what is still to be written; empty if nothing, or if its type asks for
        nothing.
    """
    return " ".join(page.reasons_to_wait()) if isinstance(page, WAITING) else ""


def _start(
    wagtails: Callable[..., Any], workflow: Any, obj: Any, *args: Any, **kwargs: Any
) -> Any:
    _refuse_incomplete(obj)
    return wagtails(obj, *args, **kwargs)


def _resume(wagtails: Callable[..., Any], state: Any, *args: Any, **kwargs: Any) -> Any:
    _refuse_incomplete(state.content_object)
    return wagtails(*args, **kwargs)


def _refuse_incomplete(handed_in: Any) -> None:
    """What is reviewed is the newest version, whatever the page at hand says."""
    if not issubclass(getattr(handed_in, "specific_class", None) or type(None), WAITING):
        return
    page = handed_in.get_latest_revision_as_object()
    if sentence := why_not_complete(page):
        raise ActRefused(sentence, page=page)
