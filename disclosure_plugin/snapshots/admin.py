"""Snapshots in the admin: what there is, how far a running one is, download, ask for one."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from disclosure_plugin import bureaus
from disclosure_plugin.admin.menu import ARCHIVE, PermittedMenuItem

from .cross_checking import CHANGED, DIFFERENT, UNREACHABLE
from .keeping import appraisal_in_words, retention_in_words
from .models import Snapshot, SnapshotRedaction
from .report_views import ReportView, report_file
from .requests import request_snapshot
from .stored_packages import whole_package

permission_policy = ModelPermissionPolicy(Snapshot)
ACTIVE_STATES = [Snapshot.State.WAITING, Snapshot.State.RUNNING]


def state_of(snapshot: Snapshot) -> str:
    """Say in words how a snapshot stands, with its progress."""
    if snapshot.quarantine:
        return _kept_back(snapshot.quarantine)
    if snapshot.state == Snapshot.State.RUNNING:
        return _("running: %(done)d of %(total)d addresses") % {
            "done": snapshot.addresses_done,
            "total": snapshot.addresses_total,
        }
    if snapshot.was_redacted:
        return _("complete, redacted") if snapshot.pages else _("redacted, nothing was left")
    if snapshot.damage:
        return _("damaged")
    if snapshot.same_as:
        return _("nothing changed since %(moment)s") % {"moment": snapshot.same_as}
    if snapshot.state == Snapshot.State.COMPLETE and snapshot.problems:
        return _("complete, %(count)d addresses to look at") % {"count": len(snapshot.problems)}
    return snapshot.get_state_display()


def _kept_back(open_redactions: list[SnapshotRedaction]) -> str:
    failed = next((one for one in open_redactions if one.error), None)
    since = _moment(open_redactions[0].redaction.wanted_at)
    if failed is None:
        return _("under examination since %(since)s") % {"since": since}
    return _(
        "under examination since %(since)s; attempt %(attempts)d failed, the next one is made "
        "at %(next)s"
    ) % {"since": since, "attempts": failed.attempts, "next": _moment(failed.next_at)}


def _moment(value: datetime) -> str:
    return date_format(timezone.localtime(value), "DATETIME_FORMAT")


def extent_of(snapshot: Snapshot) -> str:
    """Say how much of the site it is of."""
    return _("the whole site") if snapshot.whole_site else _("what changed")


def cross_check_of(snapshot: Snapshot) -> str:
    """Say whether a sample of the addresses answers through the front door as it was captured."""
    if snapshot.state != Snapshot.State.COMPLETE:
        return ""
    check = snapshot.cross_check
    if not check or not check["asked"]:
        return _("not checked")
    count = Counter(one["kind"] for one in check["found"])
    if count[UNREACHABLE] == check["asked"]:
        return _("not checked: nobody answered at the front door")
    parts = [
        _("%(same)d of %(asked)d addresses answered as captured")
        % {"same": check["asked"] - count.total(), "asked": check["asked"]}
    ]
    if count[CHANGED]:
        parts.append(_("%(count)d have changed since") % {"count": count[CHANGED]})
    if count[DIFFERENT]:
        parts.append(
            _("%(count)d answered otherwise at the front door") % {"count": count[DIFFERENT]}
        )
    if count[UNREACHABLE]:
        parts.append(_("%(count)d not checked") % {"count": count[UNREACHABLE]})
    return " · ".join(parts)


def size_of(snapshot: Snapshot) -> str:
    """Return the size of the finished file for people, or nothing."""
    return filesizeformat(snapshot.size) if snapshot.file else ""


class DownloadColumn(Column):
    """A link to the file, when there is one."""

    cell_template_name = "disclosure_snapshots/download_cell.html"


class SnapshotIndexView(IndexView):
    """The list of snapshots, the newest first."""

    model = Snapshot
    permission_policy = permission_policy
    page_title = gettext_lazy("Archive snapshots")
    header_icon = "download"
    index_url_name = "disclosure_snapshots:index"
    index_results_url_name = "disclosure_snapshots:index_results"
    default_ordering = "-requested_at"
    paginate_by = 20
    template_name = "disclosure_snapshots/index.html"
    results_template_name = "disclosure_snapshots/index_results.html"

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "requested_at",
                label=_("Requested"),
                accessor=str,
                get_url=lambda snapshot: reverse(
                    "disclosure_snapshots:inspect", args=[snapshot.pk]
                ),
            ),
            Column("reason", label=_("Why"), accessor="get_reason_display"),
            Column("whole_site", label=_("Of"), accessor=extent_of),
            Column("state", label=_("State"), accessor=state_of),
            Column("pages", label=_("Number of pages"), accessor="pages"),
            Column("size", label=_("Size"), accessor=size_of),
            Column("retention", label=_("Retention"), accessor=retention_in_words),
            DateColumn("finished_at", label=_("Finished"), accessor="finished_at"),
            DownloadColumn("file", label=_("File")),
        ]

    def get_base_queryset(self):
        return (
            super()
            .get_base_queryset()
            .select_related("same_as")
            .prefetch_related("redactions__redaction")
        )

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        user = self.request.user
        context["can_ask"] = permission_policy.user_has_permission(user, "add")
        context["active"] = Snapshot.objects.filter(state__in=ACTIVE_STATES).exists()
        return context


class SnapshotInspectView(InspectView):
    """One snapshot, with what went wrong."""

    model = Snapshot
    permission_policy = permission_policy
    any_permission_required = ["add", "change", "delete", "view"]
    index_url_name = "disclosure_snapshots:index"
    header_icon = "download"
    template_name = "disclosure_snapshots/inspect.html"
    page_title = gettext_lazy("Archive snapshot")

    def get_fields_context(self):
        snapshot = self.object
        rows = [
            (_("State"), state_of(snapshot)),
            (_("Why"), snapshot.get_reason_display()),
            (_("Of"), extent_of(snapshot)),
            (_("Requested"), snapshot.requested_at),
            (_("Finished"), snapshot.finished_at),
            (_("Number of pages"), snapshot.pages),
            (_("Addresses"), snapshot.addresses_done),
            (_("Size"), size_of(snapshot)),
            (_("SHA-256 of the stored file"), snapshot.sha256),
            (_("Hash in the publication log"), snapshot.manifest),
            (_("Compared over HTTP"), cross_check_of(snapshot)),
            (_("Retention"), retention_in_words(snapshot)),
            (_("May be appraised from"), appraisal_in_words(snapshot)),
            (_("Last read again"), snapshot.verified_at),
            (_("What is wrong with the file"), snapshot.damage),
            (_("Error"), snapshot.error),
            *_redaction_rows(snapshot),
        ]
        return [
            {"label": label, "value": value, "component": None}
            for label, value in rows
            if value not in ("", None)
        ]


def _redaction_rows(snapshot: Snapshot) -> list[tuple[str, object]]:
    """What was removed and when, and why that has not succeeded yet."""
    rows: list[tuple[str, object]] = []
    for one in snapshot.redactions.all():
        if one.state == one.State.REDACTED:
            rows += [
                (_("Redacted"), one.finished_at),
                (_("Records removed"), one.records_removed),
                (_("SHA-256 before"), one.old_sha256),
                (_("SHA-256 after"), one.new_sha256),
            ]
        elif one.error:
            rows.append((_("Error of the redaction"), one.error))
    return rows


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse | HttpResponse:
    """Send the file of one snapshot of this bureau to somebody who may see snapshots.

    While it is kept back nobody gets it: 451 Unavailable For Legal Reasons (RFC 7725).
    """
    if not permission_policy.user_has_any_permission(request.user, ["view", "add"]):
        raise PermissionDenied
    snapshot = get_object_or_404(Snapshot, pk=pk)
    if snapshot.quarantine:
        context = {"since": snapshot.quarantine[0].redaction.wanted_at}
        template = "disclosure_snapshots/under_examination.html"
        return render(request, template, context, status=451)
    if not snapshot.can_be_handed_out:
        raise Http404
    stamp = snapshot.requested_at.strftime("%Y%m%d-%H%M%S")
    return FileResponse(
        whole_package(snapshot),
        as_attachment=True,
        filename=f"{bureaus.current()}-{stamp}.wacz",
        content_type="application/wacz",
    )


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a snapshot now."""
    if not permission_policy.user_has_permission(request.user, "add"):
        raise PermissionDenied
    request_snapshot(reason=Snapshot.Reason.REQUESTED, user=request.user)
    messages.success(request, _("The snapshot will be taken in a moment."))
    return redirect("disclosure_snapshots:index")


class SnapshotViewSet(ViewSet):
    """Menu entry and addresses."""

    name = "disclosure_snapshots"
    icon = "download"
    menu_label = gettext_lazy("Archive snapshots")
    menu_order = 220
    menu_hook = ARCHIVE.hook

    def get_urlpatterns(self):
        return [
            path("", SnapshotIndexView.as_view(), name="index"),
            path("results/", SnapshotIndexView.as_view(results_only=True), name="index_results"),
            path("ask/", ask, name="ask"),
            path("<int:pk>/", SnapshotInspectView.as_view(), name="inspect"),
            path("<int:pk>/download/", download, name="download"),
            path("<int:pk>/reports/<int:report>/", ReportView.as_view(), name="report"),
            path(
                "<int:pk>/reports/<int:report>/report.<str:kind>", report_file, name="report_file"
            ),
        ]

    def get_menu_item(self, order=None):
        return PermittedMenuItem(
            self.menu_label,
            self.menu_url,
            icon_name=self.icon,
            order=order or self.menu_order,
            permission_policy=permission_policy,
        )


snapshot_viewset = SnapshotViewSet()
