"""Who has read what is disclosed to staff: of one item, and of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from disclosure_plugin.actions.internal_reading import hand_to_sections
from disclosure_plugin.documents.media_types import TABLE_KINDS
from disclosure_plugin.documents.tables import csv_bytes, xlsx_bytes
from disclosure_plugin.domain.asked import key_in
from disclosure_plugin.models import InternalEntry, Section
from disclosure_plugin.queries.internal_items import Reader, Readership, readership, seen_by

from .downloads import download
from .internal_screens import HAND, LOOK, EntryScreen, InternalScreen, minute
from .menu import MenuItemFor

ENTRIES_A_PAGE = 30


class ReadersView(EntryScreen, TemplateView):
    """Who is to read the present version of one item and who has; to whom it was handed."""

    template_name = "disclosure_plugin/admin/internal_readers.html"
    page_title = gettext_lazy("Who has read it")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind = request.GET.get("export", "")
        if kind in TABLE_KINDS:
            return _file(f"readers-{self.entry.short_id}", kind, *_readers(self.entry))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = self.entry
        handed = list(entry.handovers.select_related("section"))
        known = [one.section_id for one in handed]
        return super().get_context_data(
            **kwargs,
            entry=entry,
            readership=readership(entry),
            handed=handed,
            sections=Section.objects.exclude(pk__in=known),
            may_hand=entry.live and self.request.user.has_perm(HAND),
            versions=entry.versions.all(),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(HAND):
            raise PermissionDenied
        keys = map(key_in, request.POST.getlist("section"))
        chosen = Section.objects.filter(pk__in=[key for key in keys if key is not None])
        new = hand_to_sections(self.entry, chosen, user=request.user)
        if new:
            names = "、".join(section.name for section in new)
            messages.success(request, _("Handed to: %(sections)s") % {"sections": names})
        else:
            messages.error(request, _("Choose at least one section it was not handed to yet."))
        return redirect("disclosure_internal_readers", self.entry.page_id)


class ReportView(InternalScreen, TemplateView):
    """Everything that is or was disclosed to staff, with how many have read it."""

    template_name = "disclosure_plugin/admin/internal_report.html"
    page_title = gettext_lazy("Who has read what")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind = request.GET.get("export", "")
        if kind in TABLE_KINDS:
            rows = _with_readers(seen_by(request.user))
            return _file("disclosed-to-staff-readers", kind, *_report(rows))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = Paginator(seen_by(self.request.user), ENTRIES_A_PAGE)
        page = pages.get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs, page=page, rows=_with_readers(page))


def _with_readers(entries: Iterable[InternalEntry]) -> list[tuple[InternalEntry, Readership]]:
    return [(entry, readership(entry)) for entry in entries]


def _report(rows: list[tuple[InternalEntry, Readership]]) -> tuple[list[str], list[list[str]]]:
    header = [
        _("Index number"),
        _("Title"),
        pgettext("of an item", "Audience"),
        _("State"),
        pgettext("internal register", "This version disclosed"),
        _("Handed to sections"),
        pgettext("internal register", "Have read it"),
        pgettext("internal register", "Are to read it"),
        _("Have not read it yet"),
    ]
    return header, [
        [
            entry.number,
            entry.title,
            entry.audience_name,
            str(entry.get_state_display()),
            minute(entry.version_published_at),
            "、".join(one.section.name for one in entry.handovers.all()),
            str(found.read),
            str(len(found.readers)),
            "、".join(one.name for one in found.missing),
        ]
        for entry, found in rows
    ]


def _readers(entry: InternalEntry) -> tuple[list[str], Iterator[list[str]]]:
    found = readership(entry)
    header = [
        pgettext("of a person", "Name"),
        _("Section"),
        _("Handed to the section"),
        _("First read at"),
        _("Note"),
    ]
    return header, (
        _line(reader, former)
        for readers, former in ((found.readers, False), (found.former, True))
        for reader in readers
    )


def _line(reader: Reader, former: bool) -> list[str]:
    return [
        reader.name,
        reader.section,
        pgettext("internal register", "yes")
        if reader.is_handed
        else pgettext("internal register", "no"),
        minute(reader.read_at) if reader.read_at else _("not yet"),
        _("no longer among the readers") if former else "",
    ]


def _file(name: str, kind: str, header: list[str], rows: Any) -> HttpResponse:
    content = csv_bytes(header, rows) if kind == "csv" else xlsx_bytes(_("Readers"), header, rows)
    return download(content, f"{name}.{kind}")


def report_menu_item() -> MenuItem:
    """Return the entry among the reports."""
    return MenuItemFor(
        _("Who has read what"),
        reverse("disclosure_internal_report"),
        name="disclosure-internal-report",
        icon_name="lock-open",
        order=1210,
        shown_to=lambda user: user.has_perm(LOOK),
    )
