"""What hangs on boards and screens: what to post and to take off, noted with one button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page

from disclosure_plugin.actions import posting
from disclosure_plugin.documents.tables import csv_bytes
from disclosure_plugin.domain.channels import NOTE_MAX_CHARACTERS, Act, Sheet
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.models import DisclosureColumnMixin, Posting, PostingPhoto, PostingPlace
from disclosure_plugin.queries.channels import (
    PlaceState,
    page_by_number,
    places_in_use,
    states,
)

from .downloads import download
from .menu import BOARD, MenuItemFor

ADD, VIEW = "disclosure_plugin.add_posting", "disclosure_plugin.view_posting"
DELETE_PHOTO = "disclosure_plugin.delete_postingphoto"
SHOWN = 100

SHEETS = {
    Sheet.TO_REMOVE: pgettext_lazy("sheet", "No longer public: take it off"),
    Sheet.OUTDATED: pgettext_lazy("sheet", "Changed on the web: print and post it anew"),
    Sheet.TO_POST: pgettext_lazy("sheet", "Public on the web, not posted here"),
    Sheet.CURRENT: pgettext_lazy("sheet", "Posted, as on the web"),
}


class PostingPlaceForm(WagtailAdminModelForm):
    """A place; its columns are chosen from those of the boards."""

    columns = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Columns that are to be posted here"),
        help_text=gettext_lazy(
            "Everything public in them is wanted here. Other items may hang here too."
        ),
        queryset=Page.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = PostingPlace
        fields = ["name", "channel", "where", "section", "columns", "in_use"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = Page.objects.type(DisclosureColumnMixin).order_by("path")
        self.fields["columns"].queryset = columns


class PostingPlaceViewSet(ModelViewSet):
    model = PostingPlace
    name = "disclosure_posting_places"
    icon = "site"
    menu_label = gettext_lazy("Posting places")
    menu_order = 215
    menu_hook = BOARD.hook
    list_display = ["name", "channel", "where", "in_use"]
    search_fields = ["name", "where"]

    def get_form_class(self, for_update: bool = False) -> type[PostingPlaceForm]:
        return PostingPlaceForm


posting_place_viewset = PostingPlaceViewSet()


class PostingMixin(WagtailAdminTemplateMixin):
    header_icon = "site"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PostingView(PostingMixin, TemplateView):
    """Every place with what has to be done there."""

    template_name = "disclosure_plugin/admin/posting.html"
    page_title = gettext_lazy("Posted on boards")

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("export") == "csv":
            return download(csv_bytes(*_report(places_in_use())), "posting.csv")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = places_in_use()
        return super().get_context_data(
            **kwargs,
            names=[SHEETS[sheet] for sheet in SHEETS],
            places=[
                {"place": one.place, "counts": [len(one.of(sheet)) for sheet in SHEETS]}
                for one in found
            ],
            may_add_place=self.request.user.has_perm("disclosure_plugin.add_postingplace"),
        )


class PlaceView(PostingMixin, TemplateView):
    """One place on a phone: what to take off, to renew, to post; and what was noted last."""

    template_name = "disclosure_plugin/admin/posting_place.html"

    @cached_property
    def place(self) -> PostingPlace:
        found = PostingPlace.objects.prefetch_related("columns")
        return get_object_or_404(found, pk=self.kwargs["place"])

    def get_page_title(self):
        return self.place.name

    def get_page_subtitle(self):
        return self.place.where

    def get_breadcrumbs_items(self):
        above = {"url": reverse("disclosure_posting"), "label": PostingView.page_title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.place.name}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("export") == "csv":
            return download(csv_bytes(*_log(self.place)), "posting-log.csv")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        [state] = states([self.place])
        log = self.place.postings.select_related("page", "photo", "undone_by")
        groups = [
            {"name": name, "sheet": sheet.value, "rows": state.of(sheet)}
            for sheet, name in SHEETS.items()
        ]
        return super().get_context_data(
            at=self.place,
            groups=[group for group in groups if group["rows"]],
            log=log[:SHOWN],
            undoable={row.last.pk for row in state.rows if row.last},
            may_add=self.request.user.has_perm(ADD),
            may_delete_photo=self.request.user.has_perm(DELETE_PHOTO),
            note_max=NOTE_MAX_CHARACTERS,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note as posted what is named by its index number."""
        _may_add(request)
        number = request.POST.get("number", "").strip()
        page = page_by_number(number)
        if page is None:
            sentence = _("There is no public item with this index number. Nothing was changed.")
            messages.error(request, sentence)
            return redirect("disclosure_posting_place", self.place.pk)
        return note(request, self.place.pk, page.pk)


def _may_add(request: HttpRequest) -> None:
    if not request.user.has_perm(ADD):
        raise PermissionDenied


@require_POST
def note(request: HttpRequest, place: int, page: int) -> HttpResponse:
    """Note that a sheet was posted or taken off."""
    _may_add(request)
    at, item = get_object_or_404(PostingPlace, pk=place), get_object_or_404(Page, pk=page)
    said = request.POST.get("note", "").strip()
    act = request.POST.get("act", "")
    try:
        if act == Act.POSTED:
            posting.note_posted(
                item, at, by=request.user, note=said, photo=request.FILES.get("photo")
            )
            done = _("Noted as posted: %(title)s. A mistake? Undo it below.")
        elif act == Act.REMOVED:
            posting.note_removed(item, at, by=request.user, note=said)
            done = _("Noted as taken off: %(title)s. A mistake? Undo it below.")
        else:
            messages.error(request, _("Choose what is to be done."))
            return redirect("disclosure_posting_place", place)
    except DisclosureError as refused:
        messages.error(request, refusal_sentence(refused))
    else:
        messages.success(request, done % {"title": item.get_admin_display_title()})
    return redirect("disclosure_posting_place", place)


@require_POST
def undo(request: HttpRequest, posting_key: int) -> HttpResponse:
    """Take the last note of an item at a place back."""
    _may_add(request)
    row = get_object_or_404(Posting.objects.select_related("page"), pk=posting_key)
    try:
        posting.undo(row, by=request.user)
    except DisclosureError as refused:
        messages.error(request, refusal_sentence(refused))
    else:
        messages.success(request, _("Undone. Both entries stay in the log."))
    return redirect("disclosure_posting_place", row.place_id)


@require_safe
def photo(request: HttpRequest, posting_key: int) -> HttpResponse:
    """Show the photo of a posted sheet to the bureau's staff."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    found = get_object_or_404(PostingPhoto, posting=posting_key)
    response = HttpResponse(bytes(found.jpeg), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def delete_photo(request: HttpRequest, posting_key: int) -> HttpResponse:
    """Delete the photo of a posted sheet, for example because it shows passers-by."""
    if not request.user.has_perm(DELETE_PHOTO):
        raise PermissionDenied
    found = get_object_or_404(PostingPhoto.objects.select_related("posting"), posting=posting_key)
    found.delete()
    messages.success(request, _("The photo is deleted. The entry of the log stays."))
    return redirect("disclosure_posting_place", found.posting.place_id)


def _report(found: list[PlaceState]) -> tuple[list[str], list[list[str]]]:
    header = [
        pgettext("of a posted sheet", "Place"),
        _("State"),
        _("Index number"),
        _("Item"),
        pgettext("of a sheet", "Posted at"),
        pgettext("of a sheet", "Posted by"),
    ]
    rows = [
        [
            one.place.name,
            str(SHEETS[row.sheet]),
            row.number,
            row.page.get_admin_display_title(),
            _moment(row.posted.at) if row.posted else "",
            row.posted.by_name if row.posted else "",
        ]
        for one in found
        for row in one.of(*SHEETS)
    ]
    return header, rows


def _log(place: PostingPlace) -> tuple[list[str], list[list[str]]]:
    header = [
        pgettext("of a posted sheet", "Noted at"),
        _("What was done"),
        _("Index number"),
        _("Item"),
        _("Noted by"),
        pgettext("of a sheet", "Note"),
        _("SHA-256 of the content"),
    ]
    log = place.postings.order_by("pk").select_related("page")
    rows = [
        [
            _moment(row.at),
            row.get_act_display(),
            row.number,
            row.page.get_admin_display_title(),
            row.by_name,
            row.note,
            row.content_sha256,
        ]
        for row in log
    ]
    return header, rows


def _moment(at: Any) -> str:
    return date_format(localtime(at), "Y-m-d H:i")


class PostingPanel(Component):
    """The panel of the dashboard: places to which somebody has to go."""

    name = "disclosure_posting"
    template_name = "disclosure_plugin/admin/posting_panel.html"
    order = 97

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        request: HttpRequest = (parent_context or {})["request"]
        if not request.user.has_perm(VIEW):
            return {"places": []}
        return {
            "places": [
                {"place": one.place, "to_remove": len(one.of(Sheet.TO_REMOVE)),
                 "to_do": len(one.to_do)}
                for one in places_in_use()
                if one.to_do
            ]
        }  # fmt: skip


def menu_item() -> MenuItem:
    """Return the entry among the reports."""
    return MenuItemFor(
        _("Posted on boards"),
        reverse("disclosure_posting"),
        name="disclosure-posting",
        icon_name="site",
        order=1230,
        shown_to=lambda user: user.has_perm(VIEW),
    )


urlpatterns = [
    path("disclosure/posting/", PostingView.as_view(), name="disclosure_posting"),
    path("disclosure/posting/<int:place>/", PlaceView.as_view(), name="disclosure_posting_place"),
    path("disclosure/posting/<int:place>/<int:page>/", note, name="disclosure_note_posting"),
    path("disclosure/posting/undo/<int:posting_key>/", undo, name="disclosure_undo_posting"),
    path("disclosure/posting/photo/<int:posting_key>/", photo, name="disclosure_posting_photo"),
    path(
        "disclosure/posting/photo/<int:posting_key>/delete/",
        delete_photo,
        name="disclosure_delete_posting_photo",
    ),
]
