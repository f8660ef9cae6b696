"""Annual summaries in the admin: begun from records, counted anew, exported, compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.models import Page

from disclosure_plugin.actions.summary_generating import begin_summary, recount, take_recount
from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain.asked import year_in
from disclosure_plugin.domain.counts import Change
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.summary_rules import template_choices
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.models import AnnualSummaryMixin, AnnualSummaryPage, BureauHomePage
from disclosure_plugin.paper.official import read_layout
from disclosure_plugin.paper.official_pdf import pdf_bytes
from disclosure_plugin.paper.official_word import word_bytes
from disclosure_plugin.queries import summaries as queries
from disclosure_plugin.queries.counters import NoSuchCounter

from .downloads import download
from .menu import MenuItemFor
from .year_addresses import YEAR_PART

VIEW = "disclosure_plugin.view_activity"


def may_begin(user: Any) -> bool:
    """Say whether somebody may add a summary below the home page."""
    home = BureauHomePage.objects.first()
    return home is not None and bool(home.permissions_for_user(user).can_add_subpage())


class BeginForm(forms.Form):
    """The year and the structure."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1949, max_value=2999)
    template = forms.ChoiceField(label=gettext_lazy("Structure of the summary"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        template: Any = self.fields["template"]
        template.choices = template_choices()


class Screen(WagtailAdminTemplateMixin):
    header_icon = "doc-full-inverse"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class BeginView(Screen, FormView):
    """Make a draft from the year's records."""

    form_class = BeginForm
    template_name = "disclosure_plugin/admin/summary_begin.html"
    page_title = gettext_lazy("Begin a summary from the year's records")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_begin(request.user):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_initial(self) -> dict[str, Any]:
        today = timezone.localdate()
        return {"year": today.year if today.month > 6 else today.year - 1}

    def form_valid(self, form: BeginForm) -> HttpResponse:
        try:
            page = begin_summary(
                **form.cleaned_data, user=self.request.user, today=timezone.localdate()
            )
        except DisclosureError as error:
            form.add_error(None, refusal_sentence(error))
            answer: HttpResponse = self.form_invalid(form)
            return answer
        messages.success(
            self.request,
            _("The draft is begun: its figures are counted, its texts are yours to write."),
        )
        return redirect("wagtailadmin_pages:edit", page.pk)


class SummaryScreen(Screen, TemplateView):
    """A screen about one summary, for those who may edit it or look at activities."""

    @cached_property
    def page(self) -> AnnualSummaryPage:
        found = AnnualSummaryPage.objects.filter(pk=self.kwargs["page"]).first()
        if found is None:
            raise Http404
        newest: AnnualSummaryPage = found.get_latest_revision_as_object()
        return newest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        may = self.page.permissions_for_user(request.user)
        if not (may.can_edit() or request.user.has_perm(VIEW)):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        here = {"url": "", "label": self.get_page_title()}
        return [
            *self.breadcrumbs_items,
            {"url": edit, "label": self.page.get_admin_display_title()},
            here,
        ]


class CountsView(SummaryScreen):
    """The figures as the summary holds them, as they are now, and as they are published."""

    template_name = "disclosure_plugin/admin/summary_counts.html"
    page_title = gettext_lazy("Counted figures")
    header_icon = "list-ol"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.page
        published = page.live and AnnualSummaryPage.objects.get(pk=page.pk).figures_counted()
        try:
            now = recount(page, today=timezone.localdate())
            refusal = ""
        except NoSuchCounter as error:
            now, refusal = None, refusal_sentence(error)
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "rows": _rows(page, now.counts["figures"] if now else {}, published or {}),
            "changed": len(now.differences) if now else 0,
            "refusal": refusal,
            "is_published": bool(published),
            "may_take": page.permissions_for_user(self.request.user).can_edit(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        try:
            found = take_recount(self.page, user=request.user, today=timezone.localdate())
        except DisclosureError as error:
            messages.error(request, refusal_sentence(error))
        else:
            if found.differences:
                messages.success(
                    request,
                    _(
                        "The new figures are in the draft. No text that a person wrote was "
                        "touched."
                    ),
                )
            else:
                messages.success(request, _("The figures were as they are now."))
        return redirect("disclosure_summary_counts", self.page.pk)


def _rows(
    page: AnnualSummaryPage, now: dict[str, Any], published: dict[str, Any]
) -> list[dict[str, Any]]:
    held = page.figures_counted()
    rows = []
    for code in dict.fromkeys([*now, *held, *published]):
        any_of = now.get(code) or held.get(code) or published[code]
        rows.append(
            {
                "label": any_of["label"],
                "unit": any_of["unit"],
                "held": held.get(code),
                "now": now.get(code),
                "published": published.get(code),
                "state": _state(held.get(code), now.get(code)),
                "state_of_published": _state(published.get(code), now.get(code)),
                "address": reverse("disclosure_counted", args=[code, page.year]),
            }
        )
    return rows


def _state(before: Any, now: Any) -> str:
    """Say in words how a figure differs from what is counted now; empty if it does not."""
    states = {
        Change.NEW: pgettext("of a figure", "not counted yet"),
        Change.GONE: pgettext("of a figure", "named nowhere any more"),
        Change.VALUE: pgettext("of a figure", "other number now"),
        Change.RECORDS: pgettext("of a figure", "same number, other records"),
    }
    if before is None or now is None:
        return "" if before is now else states[Change.NEW if before is None else Change.GONE]
    if before["value"] != now["value"]:
        return states[Change.VALUE]
    return states[Change.RECORDS] if before["sha256"] != now["sha256"] else ""


class RecordsView(Screen, TemplateView):
    """Exactly the records that a figure of a year counts, with their sum."""

    template_name = "disclosure_plugin/admin/counted.html"
    header_icon = "list-ol"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        try:
            self.counted = queries.counted_now(kwargs["code"], kwargs["year"])
        except NoSuchCounter as error:
            raise Http404 from error
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_page_title(self) -> str:
        return str(self.counted.counter.label)

    def get_page_subtitle(self) -> str:
        return str(self.counted.year)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "counted": self.counted}


class YearsView(SummaryScreen):
    """A summary beside another year's: figures, then section by section."""

    template_name = "disclosure_plugin/admin/summary_years.html"
    page_title = gettext_lazy("Beside another year")
    header_icon = "copy"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = AnnualSummaryPage.objects.exclude(pk=self.page.pk).exclude(year=self.page.year)
        asked = year_in(self.request.GET.get("year", ""))
        years = sorted(set(others.values_list("year", flat=True)), reverse=True)
        before = [year for year in years if year < self.page.year]
        year = asked if asked in years else next(iter(before or years), None)
        other = others.filter(year=year).first() if year else None
        other = other.get_latest_revision_as_object() if other is not None else None
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "other": other,
            "years": years,
            "figures": _beside(self.page, other) if other is not None else [],
            "texts": _texts_beside(self.page, other) if other is not None else [],
        }


def _beside(page: AnnualSummaryPage, other: AnnualSummaryPage) -> list[dict[str, str]]:
    def said(one: AnnualSummaryPage) -> dict[tuple[str, str], str]:
        kept = {(figure.label, figure.unit): queries.grouped(figure.value)
                for figure in queries.figures(one)}  # fmt: skip
        by_hand = {(figure.label, figure.unit): queries.grouped(figure.value)
                   for figure in one.figures.all()}  # fmt: skip
        return {**by_hand, **kept}

    now, before = said(page), said(other)
    return [
        {"label": label, "unit": unit, "now": now.get((label, unit), "—"),
         "before": before.get((label, unit), "—")}
        for label, unit in dict.fromkeys([*now, *before])
    ]  # fmt: skip


def _texts_beside(page: AnnualSummaryPage, other: AnnualSummaryPage) -> list[tuple[str, str]]:
    """Return the texts of both, the first beside the first and so on: sections have no names."""
    now = [passage.text for passage in page.passages()]
    before = [passage.text for passage in other.passages()]
    length = max(len(now), len(before))
    return list(
        zip(
            [*now, *[""] * (length - len(now))],
            [*before, *[""] * (length - len(before))],
            strict=True,
        )
    )


@require_safe
def summary_file(request: HttpRequest, page: int, kind: str) -> HttpResponse:
    """Give a summary, as its newest version stands, as a Word file or a PDF."""
    found = AnnualSummaryPage.objects.filter(pk=page).first()
    if found is None or kind not in ("docx", "pdf"):
        raise Http404
    may = found.permissions_for_user(request.user)
    if not (may.can_edit() or request.user.has_perm(VIEW)):
        raise PermissionDenied
    document = queries.document_of(found.get_latest_revision_as_object())
    layout = read_layout(queries.layout_data())
    if kind == "docx":
        content = word_bytes(document, layout)
    else:
        font_file = get_settings().CERTIFICATE_FONT_FILE
        content = pdf_bytes(document, layout, font_file=font_file)
    return download(content, f"summary-{found.year}.{kind}")


def buttons(page: Page, user: Any) -> Iterator[Button]:
    """Yield the ways from a summary to its figures, its files and other years."""
    if not issubclass(page.specific_class or Page, AnnualSummaryMixin):
        return
    may = page.permissions_for_user(user)
    if not (may.can_edit() or user.has_perm(VIEW)):
        return
    yield Button(
        _("Counted figures"),
        reverse("disclosure_summary_counts", args=[page.pk]),
        icon_name="list-ol",
        priority=40,
    )
    yield Button(
        _("Beside another year"),
        reverse("disclosure_summary_years", args=[page.pk]),
        icon_name="copy",
        priority=41,
    )
    for place, (kind, name) in enumerate(
        (("docx", _("Download as Word")), ("pdf", _("Download as PDF"))), 42
    ):
        yield Button(
            name,
            reverse("disclosure_summary_file", args=[page.pk, kind]),
            icon_name="download",
            priority=place,
        )


def menu_item() -> MenuItem:
    """Return the entry of the main menu."""
    return MenuItemFor(
        _("Begin a summary"),
        reverse("disclosure_begin_summary"),
        name="disclosure-begin-summary",
        icon_name="doc-full-inverse",
        order=206,
        shown_to=may_begin,
    )


urlpatterns = [
    path("disclosure/summary/new/", BeginView.as_view(), name="disclosure_begin_summary"),
    path(
        "disclosure/summary/<int:page>/counts/",
        CountsView.as_view(),
        name="disclosure_summary_counts",
    ),
    path(
        "disclosure/summary/<int:page>/years/",
        YearsView.as_view(),
        name="disclosure_summary_years",
    ),
    path(
        "disclosure/summary/<int:page>/summary.<str:kind>",
        summary_file,
        name="disclosure_summary_file",
    ),
    path(
        f"disclosure/counted/<str:code>/{YEAR_PART}/",
        RecordsView.as_view(),
        name="disclosure_counted",
    ),
]
