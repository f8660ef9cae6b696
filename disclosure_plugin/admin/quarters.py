"""The quarterly assessment of commitments: compute, look, freeze, see what has changed since."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from disclosure_plugin.actions import assessing
from disclosure_plugin.domain.case_statistics import Tally
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.models import CaseAssessment
from disclosure_plugin.queries.cases import public_lists
from disclosure_plugin.queries.commitments import Told

from .case_imports import require
from .downloads import download

# Numbers of cases that are named one by one; the rest is counted.
MOST_NAMED = 50


class QuarterForm(forms.Form):
    """Which quarter of which list."""

    page = forms.ChoiceField(label=gettext_lazy("Commitment list"))
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2999)
    quarter = forms.TypedChoiceField(
        label=pgettext_lazy("of a year", "Quarter"),
        coerce=int,
        choices=[(number, str(number)) for number in (1, 2, 3, 4)],
    )

    def __init__(self, *args: Any, lists: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lists = {str(page.pk): page for page in lists}
        field: Any = self.fields["page"]
        field.choices = [(key, page.title) for key, page in self.lists.items()]

    @property
    def chosen(self) -> tuple[Any, int, int]:
        """The list, the year and the quarter."""
        said = self.cleaned_data
        return self.lists[said["page"]], said["year"], said["quarter"]


class QuarterScreen(WagtailAdminTemplateMixin):
    header_icon = "history"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("disclosure_cases:index"), "label": _("Case records")},
            {"url": "", "label": self.get_page_title()},
        ]


class QuarterView(QuarterScreen, TemplateView):
    """Choose a quarter, look at what it adds up to, and freeze it."""

    template_name = "disclosure_plugin/admin/quarter.html"
    page_title = gettext_lazy("Assess a quarter")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lists = public_lists()
        asked = self.request.GET if "year" in self.request.GET else None
        form = QuarterForm(asked, lists=lists, initial=_last_quarter())
        context = {
            **super().get_context_data(**kwargs),
            "form": form,
            "lists": lists,
            "frozen": CaseAssessment.objects.defer("inputs").select_related("page"),
        }
        if form.is_bound and form.is_valid():
            context |= _looked(*form.chosen)
        return context


def _last_quarter() -> dict[str, int]:
    today = timezone.localdate()
    number = (today.month - 1) // 3
    return {"year": today.year - (number == 0), "quarter": number or 4}


def _looked(page: Any, year: int, number: int) -> dict[str, Any]:
    try:
        looked = assessing.look(page, year, number, today=timezone.localdate())
    except DisclosureError as error:
        return {"refusal": refusal_sentence(error)}
    accounts = looked.assessment.accounts
    before = _before(looked.frozen)
    rows = [
        {
            "commitment": one,
            "told": Told(accounts[one.code].total),
            "running": accounts[one.code].running,
            "without_promise": accounts[one.code].without_promise,
            "before": before.get(one.code),
        }
        for one in page.commitments.all()
        if one.code
    ]
    total = sum((row["told"].tally for row in rows), Tally())
    return {
        "looked": looked,
        "page_of_list": page,
        "year": year,
        "quarter": number,
        "rows": rows,
        "total": Told(total),
        "same": looked.difference is not None and not looked.difference,
        "differing": _named(looked.difference) if looked.difference else [],
    }


def _before(frozen: CaseAssessment | None) -> dict[str, Told]:
    if frozen is None:
        return {}
    return {
        one["code"]: Told(sum(map(Tally.stored, one["months"].values()), Tally()))
        for one in frozen.figures["commitments"]
    }


def _named(difference: Any) -> list[tuple[str, int, str]]:
    """Return for each kind of difference how many there are, and which."""
    kinds = (
        (_("cases that came later"), difference.added),
        (_("cases that are gone"), difference.removed),
        (_("cases that say something else"), difference.changed),
        (_("promises and days off that are others"), difference.others),
    )
    return [
        (
            kind,
            len(found),
            "、".join(found[:MOST_NAMED]) + ("…" if len(found) > MOST_NAMED else ""),
        )
        for kind, found in kinds
        if found
    ]


@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Keep a quarter that has been looked at, for good."""
    require(request)
    form = QuarterForm(request.POST, lists=public_lists())
    if not form.is_valid():
        messages.error(request, _("Choose a list, a year and a quarter."))
        return redirect("disclosure_quarters:index")
    page, year, number = form.chosen
    try:
        kept = assessing.freeze(
            page,
            year,
            number,
            sha256=request.POST.get("sha256", ""),
            user=request.user,
            today=timezone.localdate(),
            reason=request.POST.get("reason", ""),
        )
    except DisclosureError as error:
        messages.error(request, refusal_sentence(error))
        query = f"?page={page.pk}&year={year}&quarter={number}"
        return redirect(reverse("disclosure_quarters:index") + query)
    return redirect("disclosure_quarters:inspect", kept.pk)


class FrozenView(QuarterScreen, TemplateView):
    """A frozen quarter, and what today's records say otherwise."""

    template_name = "disclosure_plugin/admin/quarter_frozen.html"

    @cached_property
    def kept(self) -> CaseAssessment:
        return get_object_or_404(CaseAssessment, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.kept)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = self.kept
        page = kept.page.specific
        rows = [
            (one, Told(sum(map(Tally.stored, one["months"].values()), Tally())))
            for one in kept.figures["commitments"]
        ]
        return {
            **super().get_context_data(**kwargs),
            "object": kept,
            "page_of_list": page,
            "rows": rows,
            "total": Told(kept.total),
            "difference": self._difference(page),
            "can_show": page.permissions_for_user(self.request.user).can_edit(),
            "is_shown": page.get_latest_revision_as_object()
            .assessments.filter(assessment=kept)
            .exists(),
        }

    def _difference(self, page: Any) -> dict[str, Any]:
        """Compare it with what the records say today; only the newest of a quarter is."""
        kept = self.kept
        if assessing.newest(page, kept.year, kept.quarter) != kept:
            return {"is_corrected": True}
        if not page.live:
            return {"refusal": _("The list is not public now, so nothing is compared.")}
        public = type(page)._default_manager.get(pk=page.pk)
        looked = _looked(public, kept.year, kept.quarter)
        return {key: looked[key] for key in ("refusal", "same", "differing") if key in looked}


@require_safe
def inputs(request: HttpRequest, pk: int) -> HttpResponse:
    """Send what a frozen quarter was reckoned from; its SHA-256 is the one that was frozen."""
    require(request)
    kept = get_object_or_404(CaseAssessment, pk=pk)
    name = f"assessment-{kept.year}-{kept.quarter}-{kept.version}.txt"
    return download(assessing.unpacked(kept), name)


@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a version of the list that shows a frozen quarter."""
    require(request)
    kept = get_object_or_404(CaseAssessment, pk=pk)
    page = kept.page.specific
    permissions = page.permissions_for_user(request.user)
    if not permissions.can_edit() or permissions.page_locked():
        messages.error(request, _("The list is locked now, or you may not edit it."))
        return redirect("disclosure_quarters:inspect", pk)
    if assessing.show(page, kept, user=request.user) is None:
        messages.warning(request, _("The newest version of the list shows this quarter already."))
    else:
        messages.success(
            request,
            _("A draft of the list shows the quarter. Hand it in for review to publish it."),
        )
    return redirect("wagtailadmin_pages:edit", page.pk)


class QuarterViewSet(ViewSet):
    """Addresses; the way in is the screen of case records."""

    name = "disclosure_quarters"
    icon = "history"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", QuarterView.as_view(), name="index"),
            path("freeze/", freeze, name="freeze"),
            path("<int:pk>/", FrozenView.as_view(), name="inspect"),
            path("<int:pk>/inputs/", inputs, name="inputs"),
            path("<int:pk>/show/", show, name="show"),
        ]


quarter_viewset = QuarterViewSet()
