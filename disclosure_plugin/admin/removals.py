"""Withdraw a page, take it down, and decide what somebody else has begun."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.models import Page

from disclosure_plugin.actions import removing
from disclosure_plugin.actions.removing import By
from disclosure_plugin.domain.removals import (
    REASON_MAX_CHARACTERS,
    TAKE_DOWN_BASES,
    WITHDRAWAL_BASES,
    Basis,
)
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.removals import basis_choices
from disclosure_plugin.errors import Refused
from disclosure_plugin.models import DisclosedMixin, Removal
from disclosure_plugin.models.doorway import is_disclosed

ASK, DECIDE, VIEW = (f"disclosure_plugin.{verb}_removal" for verb in ("add", "change", "view"))
SHOWN = 200

# What a second person may do, by what the first one did: its name, its button and the act.
Decision = tuple[str, Any, Callable[..., Removal]]
DECISIONS: dict[str, tuple[Decision, ...]] = {
    Removal.Kind.WITHDRAWAL: (
        ("agree", gettext_lazy("Agree and withdraw"), removing.agree),
        ("decline", gettext_lazy("Do not agree"), removing.decline),
    ),
    Removal.Kind.TAKE_DOWN: (
        ("confirm", gettext_lazy("Confirm"), removing.confirm),
        ("lift", gettext_lazy("It was a mistake: lift it"), removing.lift),
    ),
}


class BasisForm(forms.Form):
    """On what a take-down rests; the first one is chosen, so that it is one click."""

    basis = forms.ChoiceField(
        label=gettext_lazy("Basis"),
        choices=basis_choices(TAKE_DOWN_BASES),
        initial=TAKE_DOWN_BASES[0].value,
        widget=forms.RadioSelect,
    )


class WithdrawalForm(forms.Form):
    """On what a withdrawal rests, and what visitors read."""

    basis = forms.ChoiceField(
        label=gettext_lazy("Basis"),
        choices=basis_choices(WITHDRAWAL_BASES),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=pgettext_lazy("of a withdrawal", "Reason"),
        max_length=REASON_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Visitors read it at the old address. No personal data."),
    )


class RemovalMixin(WagtailAdminTemplateMixin):
    header_icon = "warning"
    _show_breadcrumbs = True
    permission = ASK

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        here = []
        if request_may_view(self.request) and not isinstance(self, RemovalsView):
            here = [{"url": reverse("disclosure_removals"), "label": RemovalsView.page_title}]
        return [*self.breadcrumbs_items, *here, {"url": "", "label": self.get_page_title()}]


def request_may_view(request: HttpRequest) -> bool:
    return bool(request.user.has_perm(VIEW))


class BeginView(RemovalMixin, FormView):
    """A form that begins a removal of one page."""

    template_name = "disclosure_plugin/admin/removal_form.html"

    @cached_property
    def page(self) -> Page:
        return get_object_or_404(Page, pk=self.kwargs["page"])

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            page=self.page,
            is_possible=self.is_possible,
            view=self,
        )

    @property
    def is_possible(self) -> bool:
        return self.page.live and is_disclosed(self.page)

    def form_valid(self, form):
        try:
            removal = self.begin(form.cleaned_data)
        except Refused as refused:
            form.add_error("reason", refusal_sentence(refused))
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        if request_may_view(self.request):
            return redirect("disclosure_removal", removal.pk)
        return redirect("wagtailadmin_explore", self.page.get_parent().pk)

    def begin(self, data: Mapping[str, str]) -> Removal:
        raise NotImplementedError


class WithdrawView(BeginView):
    """Ask for a page to be withdrawn."""

    form_class = WithdrawalForm
    page_title = gettext_lazy("Withdraw")
    explanation = gettext_lazy(
        "The page stays public until somebody else agrees. Then its address answers with the "
        "index number, the day, the basis and your reason."
    )
    button = gettext_lazy("Ask for the withdrawal")
    done = gettext_lazy("Asked for. Somebody else has to agree; until then the page is public.")

    def begin(self, data):
        by = By.account(self.request.user)
        return removing.ask_withdrawal(
            self.page, basis=Basis(data["basis"]), reason=data["reason"], by=by
        )


class TakeDownView(BeginView):
    """Take a page down, at once."""

    form_class = BasisForm
    page_title = gettext_lazy("Take down now")
    explanation = gettext_lazy(
        "For personal data or a secret. The page, its files and everything that was made of them "
        "stop at once. Its address answers with the index number, the day and the basis, and "
        "not with the title. Somebody else confirms or lifts it afterwards. Of what has left the "
        "site already the register's words and all archived versions stop."
    )
    button = gettext_lazy("Take down now")
    done = gettext_lazy("Taken down. Somebody else has to confirm or lift it.")

    @property
    def is_possible(self) -> bool:
        return removing.may_be_taken_down(self.page)

    def begin(self, data):
        by = By.account(self.request.user)
        return removing.take_down(self.page, basis=Basis(data["basis"]), by=by)


class RemovalsView(RemovalMixin, TemplateView):
    """What was withdrawn or taken down; what waits for somebody stands first."""

    template_name = "disclosure_plugin/admin/removals.html"
    page_title = gettext_lazy("Withdrawals and take-downs")
    permission = VIEW

    def get_context_data(self, **kwargs):
        removals = Removal.objects.select_related("page")
        return super().get_context_data(
            **kwargs,
            waiting=removals.undecided(),
            decided=removals.exclude(outcome="")[:SHOWN],
        )


class RemovalView(RemovalMixin, TemplateView):
    """One of them, with what a second person may do."""

    template_name = "disclosure_plugin/admin/removal.html"
    permission = VIEW

    @cached_property
    def removal(self) -> Removal:
        return get_object_or_404(Removal.objects.select_related("page"), pk=self.kwargs["pk"])

    def get_page_title(self):
        return self.removal.get_kind_display()

    def get_page_subtitle(self):
        return self.removal.page.get_admin_display_title()

    def get_context_data(self, **kwargs):
        removal = self.removal
        is_own = removal.asked_by_id == self.request.user.pk
        may = not removal.outcome and self.request.user.has_perm(DECIDE)
        return super().get_context_data(
            **kwargs,
            removal=removal,
            is_own=is_own,
            may_be_void=bool(removal.outcome and removal.number)
            and not removal.page.live
            and self.request.user.has_perm(DECIDE),
            decisions=DECISIONS[removal.kind] if may and not is_own else (),
        )

    def post(self, request, *args, **kwargs):
        if not request.user.has_perm(DECIDE):
            raise PermissionDenied
        acts = {name: act for name, _label, act in DECISIONS[self.removal.kind]}
        act = acts.get(request.POST.get("decision", ""))
        if act is None:
            messages.error(request, _("Choose what is to be done."))
            return redirect("disclosure_removal", self.removal.pk)
        try:
            decided = act(self.removal, by=By.account(request.user))
        except Refused as refused:
            messages.error(request, refusal_sentence(refused))
        else:
            messages.success(
                request,
                pgettext("of a removal", "Decided: %(outcome)s.")
                % {"outcome": decided.get_outcome_display()},
            )
        return redirect("disclosure_removal", self.removal.pk)


class RemovalsPanel(Component):
    """The panel of the dashboard: what waits for a second person, for those who may be it."""

    name = "disclosure_removals"
    template_name = "disclosure_plugin/admin/removals_panel.html"
    order = 80

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        request: HttpRequest = (parent_context or {})["request"]
        waiting = Removal.objects.none()
        if request.user.has_perm(DECIDE):
            waiting = Removal.objects.undecided().exclude(asked_by=request.user.pk)
        return {"waiting": waiting.select_related("page")}


def buttons(page: Page, user: Any) -> Iterator[Button]:
    """Yield what somebody may do with a page that is public, or was."""
    if not (user.has_perm(ASK) and removing.may_be_taken_down(page)):
        return
    if page.live:
        yield Button(
            _("Withdraw"),
            reverse("disclosure_withdraw", args=[page.pk]),
            icon_name="undo",
            priority=61,
        )
    yield Button(
        _("Take down now"),
        reverse("disclosure_take_down", args=[page.pk]),
        icon_name="warning",
        priority=62,
    )


def lead_to_withdrawal(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Ask for a reason and a second person where Wagtail would unpublish a disclosed page."""
    if not is_disclosed(page):
        return _refuse(request, _public_below(request, [page]))
    messages.info(request, _("What was disclosed is withdrawn, with a reason and by two people."))
    return redirect("disclosure_withdraw", page.pk)


def refuse_bulk_unpublishing(
    request: HttpRequest, action_type: str, objects: Iterable[Page]
) -> HttpResponse | None:
    """Refuse to unpublish disclosed pages by the list's bulk action."""
    if action_type != "unpublish":
        return None
    pages = list(objects)
    kept = next(filter(is_disclosed, pages), None)
    return _refuse(request, kept or _public_below(request, pages))


def _public_below(request: HttpRequest, pages: Iterable[Page]) -> Page | None:
    """Return a disclosed page that Wagtail would unpublish together with one above it."""
    if not request.POST.get("include_descendants"):
        return None
    below = (Page.objects.descendant_of(page).live().type(DisclosedMixin) for page in pages)
    return next(filter(None, (found.first() for found in below)), None)


def _refuse(request: HttpRequest, kept: Page | None) -> HttpResponse | None:
    if kept is None:
        return None
    messages.error(
        request,
        _("“%(title)s” was disclosed: withdraw it by itself, with a reason. Nothing was changed.")
        % {"title": kept},
    )
    return redirect("wagtailadmin_explore", kept.get_parent().pk)


class RemovalsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request_may_view(request)


def menu_item() -> MenuItem:
    """Return the entry among the reports."""
    return RemovalsMenuItem(
        _("Withdrawals and take-downs"),
        reverse("disclosure_removals"),
        name="disclosure-removals",
        icon_name="warning",
        order=1200,
    )


urlpatterns = [
    path("disclosure/removals/", RemovalsView.as_view(), name="disclosure_removals"),
    path("disclosure/removals/<int:pk>/", RemovalView.as_view(), name="disclosure_removal"),
    path("disclosure/withdraw/<int:page>/", WithdrawView.as_view(), name="disclosure_withdraw"),
    path("disclosure/take-down/<int:page>/", TakeDownView.as_view(), name="disclosure_take_down"),
]
