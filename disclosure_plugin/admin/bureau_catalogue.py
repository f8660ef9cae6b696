"""Our catalogue: what the bureau must disclose, and where it stands with each row."""

from __future__ import annotations

from collections import Counter
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from disclosure_plugin.domain.catalogue import CODE
from disclosure_plugin.domain.catalogue_states import RowState, Standing
from disclosure_plugin.models import (
    DisclosedMixin,
    DisclosureColumnPage,
    HeldCatalogue,
    HeldRow,
)
from disclosure_plugin.queries.held_catalogues import RowStanding, rows_with_standing
from disclosure_plugin.queries.view_restrictions import (
    whose_newest_title_may_be_seen,
    with_what_may_be_seen,
)

STATES = {
    RowState.NOTHING: pgettext_lazy("state of a row", "nothing disclosed"),
    RowState.LATE: pgettext_lazy("state of a row", "late"),
    RowState.FINE: pgettext_lazy("state of a row", "fine"),
    RowState.ON_REQUEST: pgettext_lazy("state of a row", "on request"),
    RowState.NO_LONGER_REQUIRED: pgettext_lazy("state of a row", "no longer required"),
}
# In the query of the page on which an item is made.
ASKED = "catalogue_row"
WRONG = (RowState.LATE, RowState.NOTHING)


class FilterForm(forms.Form):
    """What of the catalogue is shown."""

    q = forms.CharField(label=gettext_lazy("Words in any column"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=pgettext_lazy("of a row", "State"),
        required=False,
        choices=[("", pgettext_lazy("filter", "all")), *((s.value, w) for s, w in STATES.items())],
    )


def standing_in_words(standing: Standing) -> str:
    """Say what is known of a row's limit beside its state."""
    if standing.unknown_year is not None:
        return _("The working days of %(year)s are not known to this installation.") % {
            "year": standing.unknown_year
        }
    if standing.due_on is not None:
        return pgettext("of a row", "until %(day)s") % {"day": standing.due_on.isoformat()}
    if standing.state is RowState.FINE:
        return _("The limit cannot be reckoned from the item’s dates.")
    return ""


class BureauCatalogueView(WagtailAdminTemplateMixin, TemplateView):
    """The rows with their state; everybody who works in the bureau may read them.

    What answers a row is named to those who may see it: it may be a draft, or for a group.
    """

    template_name = "disclosure_plugin/admin/bureau_catalogue.html"
    page_title = gettext_lazy("Our catalogue")
    header_icon = "list-ul"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = FilterForm(self.request.GET)
        rows = rows_with_standing()
        counts = Counter(one.standing.state for one in rows)
        found = [one for one in rows if _fits(one, form)] if form.is_valid() else rows
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "catalogues": HeldCatalogue.objects.all(),
            "counts": [(state.value, words, counts[state]) for state, words in STATES.items()],
            "count": len(rows),
            "rows": _shown(found, self.request.user),
            "may_add": bool(_columns(self.request)),
        }


def _fits(one: RowStanding, form: FilterForm) -> bool:
    asked = form.cleaned_data
    if asked["state"] and one.standing.state != asked["state"]:
        return False
    text = " ".join(one.row.as_json().values())
    return all(word in text for word in asked["q"].split())


def _shown(rows: list[RowStanding], user: Any) -> list[dict[str, Any]]:
    answering = Page.objects.filter(pk__in={page.pk for one in rows for page in one.pages})
    seen = set(with_what_may_be_seen(answering, user).values_list("pk", flat=True))
    newest = whose_newest_title_may_be_seen(answering, user)
    titles = dict(newest.values_list("pk", "draft_title"))
    return [
        {
            "row": one.row,
            "pages": [
                {"pk": page.pk, "live": page.live, "title": titles.get(page.pk) or page.title}
                for page in one.pages
                if page.pk in seen
            ],
            "state": one.standing.state,
            "words": STATES[one.standing.state],
            "note": standing_in_words(one.standing),
            "is_wrong": one.standing.state in WRONG,
        }
        for one in rows
    ]


def _columns(request: HttpRequest) -> list[Page]:
    """Return the columns in which the user may make an item, in the order of the site."""
    return [
        column
        for column in DisclosureColumnPage.objects.order_by("path")
        if column.permissions_for_user(request.user).can_add_subpage()
    ]


class AnswerRowView(WagtailAdminTemplateMixin, TemplateView):
    """Where an item that answers a row shall stand, and of which kind it shall be."""

    template_name = "disclosure_plugin/admin/answer_row.html"
    page_title = gettext_lazy("New item for a row")
    header_icon = "list-ul"
    _show_breadcrumbs = True

    @cached_property
    def held(self) -> HeldRow:
        return get_object_or_404(HeldRow, code=self.kwargs["code"], is_required=True)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        ours = {"url": reverse("disclosure_bureau_catalogue"), "label": _("Our catalogue")}
        return [*self.breadcrumbs_items, ours, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = urlencode({ASKED: self.held.code})
        columns = _columns(self.request)
        if not columns:
            raise PermissionDenied
        return {
            **super().get_context_data(**kwargs),
            "row": self.held.row(),
            "columns": [
                {
                    "title": column.title,
                    "kinds": [
                        {
                            "name": model.get_verbose_name(),
                            "url": f"{_add_address(model, column)}?{query}",
                        }
                        for model in type(column).creatable_subpage_models()
                    ],
                }
                for column in columns
            ],
        }


def _add_address(model: Any, column: Page) -> str:
    kind = model._meta
    return reverse("wagtailadmin_pages:add", args=[kind.app_label, kind.model_name, column.pk])


# Wagtail tells the hook of the request and not of the page, and the signal the other way round.
_asked: ContextVar[str] = ContextVar("disclosure_asked_row", default="")


def note_asked_row(request: HttpRequest) -> None:
    """Remember for which row the page is made that is about to be."""
    code = request.GET.get(ASKED, "")
    _asked.set(code if CODE.fullmatch(code) else "")


def choose_asked_row(sender: type, page: Any, **kwargs: Any) -> None:
    """Tie a page that is about to be made to the row it is made for."""
    code = _asked.get()
    if code and isinstance(page, DisclosedMixin) and HeldRow.objects.filter(code=code).exists():
        page.catalogue_row = code


def menu_item() -> MenuItem:
    """Return the entry of the main menu."""
    return MenuItem(
        _("Our catalogue"),
        reverse("disclosure_bureau_catalogue"),
        name="disclosure-catalogue",
        icon_name="list-ul",
        order=205,
    )


urlpatterns = [
    path(
        "disclosure/catalogue/", BureauCatalogueView.as_view(), name="disclosure_bureau_catalogue"
    ),
    path(
        "disclosure/catalogue/<slug:code>/new/",
        AnswerRowView.as_view(),
        name="disclosure_answer_row",
    ),
]
