"""What the screens of lists that are uploaded as spreadsheets have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import DisclosureError

ROWS_A_PAGE = 100


def spreadsheet(label: Any) -> forms.FileField:
    """Return the field of a form that takes a list."""
    return forms.FileField(
        label=label,
        help_text=gettext_lazy("A .xlsx or .csv file with the columns of the template."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class ForSomeMixin:
    """A view for those whom ``require`` does not refuse; it raises ``PermissionDenied``."""

    require: Callable[[HttpRequest], None]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.require(request)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class UploadedListsView(ForSomeMixin, IndexView):
    """All lists, the newest first.

    Attributes:
        namespace: of the addresses; ``inspect`` shows one list.
        standing: says in words how a list stands.
    """

    namespace: str
    standing: Callable[[Any], str]
    any_permission_required = None  # asked in dispatch(): it is a right on pages
    default_ordering = "-uploaded_at"
    paginate_by = 20

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "file_name",
                label=_("File"),
                get_url=lambda kept: reverse(f"{self.namespace}:inspect", args=[kept.pk]),
            ),
            Column("state", label=_("State"), accessor=self.standing),
            Column("uploaded_by", label=_("Uploaded by")),
            DateColumn("uploaded_at", label=_("Uploaded")),
        ]


class UploadedListMixin(ForSomeMixin, WagtailAdminTemplateMixin):
    """A screen below the index of the lists.

    Attributes:
        namespace: of the addresses; ``index`` lists all.
        lists_title: what the index is called.
    """

    namespace: str
    lists_title: Any
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{self.namespace}:index"), "label": self.lists_title},
            {"url": "", "label": self.get_page_title()},
        ]


class UploadView(UploadedListMixin, FormView):
    """Upload a list; nothing is made of it yet.

    Attributes:
        form_class: has a field ``file`` (:func:`spreadsheet`).
        headings: of the columns, by their codes.
        required: codes of the columns that must be there.
        most_bytes: a larger file is read no further.
    """

    headings: Mapping[Any, str]
    required: Sequence[Any]
    most_bytes: int

    def most_rows(self) -> int:
        """Return how many rows a list may have."""
        raise NotImplementedError

    def keep(self, *, file_name: str, data: bytes) -> Any:
        """Keep a list and return its row; what cannot be read is refused."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        optional = (name for one, name in self.headings.items() if one not in self.required)
        return {
            **super().get_context_data(**kwargs),
            "required": "、".join(self.headings[one] for one in self.required),
            "optional": "、".join(optional),
            "limit": self.most_rows(),
        }

    def form_valid(self, form: forms.Form) -> HttpResponse:
        file = form.cleaned_data["file"]
        try:
            kept = self.keep(file_name=file.name, data=file.read(self.most_bytes + 1))
        except DisclosureError as error:
            form.add_error("file", refusal_sentence(error))
            return self.form_invalid(form)
        return redirect(f"{self.namespace}:inspect", kept.pk)
