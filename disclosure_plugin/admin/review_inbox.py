"""What waits for a person's signature: one by one, or several at once, each by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page, TaskState

from disclosure_plugin.actions.signing import check_signature, progress_of
from disclosure_plugin.domain.review_answers import all_hold
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.editor.review_forms import OverrideForm, ReturnForm, approval_form
from disclosure_plugin.models import ReviewStep
from disclosure_plugin.models.doorway import is_disclosed

from .menu import MenuItemFor
from .review_pages import MAY_OVERRIDE, ReviewScreen, signs_something

SHOWN = 20  # rows with a form each; the rest comes when these are done
APPROVE, RETURN, LEAVE = "approve", "return", "leave"


class DecisionForm(forms.Form):
    """What is to become of one item; nothing, unless somebody says so."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            (LEAVE, pgettext_lazy("decision on a review", "leave it for later")),
            (APPROVE, pgettext_lazy("decision on a review", "approve")),
            (RETURN, pgettext_lazy("decision on a review", "send back with the comment")),
        ],
        initial=LEAVE,
        widget=forms.RadioSelect,
    )
    # What was on the screen: another content is not approved by this click.
    content = forms.CharField(widget=forms.HiddenInput)


@dataclass
class Row:
    """One item that waits.

    Attributes:
        why_not: why this person may not sign it; "" if they may.
        result: what became of it in this turn.
        is_done: whether it was decided in this turn.
        stands_for: name of the absent reviewer for whom they sign.
    """

    state: Any
    page: Page
    content: str
    why_not: str
    stands_for: str
    decision: Any = None
    form: Any = None
    result: str = ""
    is_done: bool = False


def waiting_for(user: Any) -> list[TaskState]:
    """Return the steps of disclosed pages that wait for somebody, the oldest first."""
    states = TaskState.objects.reviewable_by(user).select_related("workflow_state", "revision")
    found = [
        state
        for state in states.order_by("started_at", "pk").distinct()
        if is_disclosed(state.workflow_state.content_object)
        and isinstance(state.task.specific, ReviewStep)
    ]
    return found


class InboxView(ReviewScreen):
    """Everything that waits, with the form of each; each is decided by itself."""

    template_name = "disclosure_plugin/admin/review_inbox.html"
    page_title = gettext_lazy("Waiting for my review")

    def may_open(self) -> bool:
        return signs_something(self.request.user)

    @cached_property
    def states(self) -> list[TaskState]:
        return waiting_for(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = self.states[:SHOWN]
        return {
            "rows": [row_of(state, self.request.user) for state in shown],
            **super().get_context_data(**kwargs),
            "more": len(self.states) - len(shown),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = [row_of(state, request.user, request.POST) for state in self.states]
        sent = [row for row in rows if f"{prefix_of(row.state)}-decision" in request.POST]
        for row in sent:
            decide(row, request.user)
        done = sum(row.is_done for row in sent)
        refused = sum(bool(row.result) and not row.is_done for row in sent)
        if not done and not refused:
            messages.info(request, _("Nothing was decided: choose a decision for an item."))
        else:
            text = _("Decided: %(done)s. Not decided, with the reason at each: %(refused)s.")
            said = text % {"done": done, "refused": refused}
            (messages.warning if refused else messages.success)(request, said)
        return self.render_to_response(self.get_context_data(rows=sent))


class ReviewView(InboxView):
    """The form of one item."""

    @cached_property
    def states(self) -> list[TaskState]:
        waiting = {state.pk: state for state in waiting_for(self.request.user)}
        state = waiting.get(self.kwargs["state"])
        if state is None:
            kept = get_object_or_404(TaskState, pk=self.kwargs["state"])
            if kept.status != TaskState.STATUS_IN_PROGRESS:
                return []
            raise Http404
        return [state]


def prefix_of(state: TaskState) -> str:
    return f"s{state.pk}"


def row_of(state: TaskState, user: Any, data: Any = None) -> Row:
    """Return an item with its forms, filled in from what was sent."""
    page = state.revision.as_object()
    progress = progress_of(state, page)
    checklist, confidentiality = progress.forms
    why_not, stands_for = "", ""
    try:
        signing = check_signature(state, user, page, answers=all_hold(), override_reason=None)
        stands_for = signing.stands_for.get_full_name() if signing.stands_for else ""
    except ActRefused as refused:
        why_not = str(refused)
    form_class = approval_form(checklist=checklist, confidentiality=confidentiality)
    prefix = prefix_of(state)
    sent = data if data is not None and f"{prefix}-decision" in data else None
    return Row(
        state=state,
        page=page,
        content=progress.content,
        why_not=why_not,
        stands_for=stands_for,
        decision=DecisionForm(sent, prefix=prefix, initial={"content": progress.content}),
        form=form_class(sent, prefix=prefix),
    )


def decide(row: Row, user: Any) -> None:
    """Do what was chosen for one item, and write into the row what became of it."""
    if not row.decision.is_valid():
        row.result = _("Choose what is to be done.")
        return
    chosen = row.decision.cleaned_data
    if chosen["decision"] == LEAVE:
        return
    if chosen["content"] != row.content:
        row.result = _("It was changed while you had it on the screen: read it again.")
        return
    step = row.state.task.specific
    if chosen["decision"] == APPROVE:
        said, act = row.form, "approve"
    else:
        said, act = ReturnForm(row.form.data, prefix=row.form.prefix), "reject"
    if not said.is_valid():
        row.result = " ".join(str(one) for errors in said.errors.values() for one in errors)
        return
    if act == "reject" and not said.cleaned_data["comment"].strip():
        row.result = _("Write in the comment what has to be changed.")
        return
    try:
        step.on_action(row.state, user, act, **said.cleaned_data)
    except ActRefused as refused:
        row.result = str(refused)
    else:
        row.is_done = True
        row.result = _("Approved.") if act == "approve" else _("Sent back.")


class OverrideView(ReviewScreen):
    """Sign a step whose reviewers are all absent; the county sees it."""

    template_name = "disclosure_plugin/admin/review_override.html"
    page_title = gettext_lazy("Sign for an absent reviewer")

    def may_open(self) -> bool:
        return bool(self.request.user.has_perm(MAY_OVERRIDE))

    @cached_property
    def state(self) -> Any:
        state = get_object_or_404(
            TaskState, pk=self.kwargs["state"], status=TaskState.STATUS_IN_PROGRESS
        )
        if not is_disclosed(state.workflow_state.content_object):
            raise Http404
        return state

    @cached_property
    def page(self) -> Any:
        return self.state.revision.as_object()

    def get_page_subtitle(self) -> str:
        return str(self.page.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        progress = progress_of(self.state)
        return {
            "reason": OverrideForm(),
            "form": self._form(None),
            **super().get_context_data(**kwargs),
            "page": self.page,
            "state": self.state,
            "content": progress.content,
        }

    def _form(self, data: Any) -> Any:
        checklist, confidentiality = progress_of(self.state).forms
        return approval_form(checklist=checklist, confidentiality=confidentiality)(data)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reason, form = OverrideForm(request.POST), self._form(request.POST)
        if reason.is_valid() and form.is_valid():
            said = dict(form.cleaned_data)
            try:
                if request.POST.get("content") != progress_of(self.state).content:
                    raise ActRefused(
                        _("It was changed while you had it on the screen: read it again."),
                        page=self.page,
                    )
                self.state.approve(
                    user=request.user,
                    comment=said.pop("comment", ""),
                    answers=said,
                    override_reason=reason.cleaned_data["override_reason"],
                )
            except ActRefused as refused:
                messages.error(request, str(refused))
            else:
                messages.success(request, _("Signed. The county sees it, with your reason."))
                return redirect("disclosure_review_sheet", self.page.pk)
        return self.render_to_response(self.get_context_data(reason=reason, form=form))


def menu_item() -> MenuItem:
    """Return the entry among the reports."""
    return MenuItemFor(
        _("Waiting for my review"),
        reverse("disclosure_reviews"),
        name="disclosure-reviews",
        icon_name="tasks",
        order=90,
        shown_to=signs_something,
    )


urlpatterns = [
    path("disclosure/reviews/", InboxView.as_view(), name="disclosure_reviews"),
    path("disclosure/reviews/<int:state>/", ReviewView.as_view(), name="disclosure_review"),
    path(
        "disclosure/reviews/<int:state>/override/",
        OverrideView.as_view(),
        name="disclosure_review_override",
    ),
]
