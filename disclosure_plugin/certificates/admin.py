"""Periods in the admin: which run, what was observed so far, and a certificate on demand."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from disclosure_plugin import bureaus
from disclosure_plugin.admin.menu import ARCHIVE, PermittedMenuItem
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused
from disclosure_plugin.register.clock import database_now
from disclosure_plugin.register.models import RegisterEntry

from .issuing import EDITOR, issue
from .models import Certificate, Probe
from .periods import period_of, with_period
from .wording import status_words

permission_policy = ModelPermissionPolicy(Certificate)
LAST_PROBES = 50


def state_of(entry: RegisterEntry) -> str:
    """Say in words how a period stands."""
    period = period_of(entry)
    if entry.state == RegisterEntry.State.TAKEN_DOWN:
        return entry.get_state_display()
    if period is not None and not period.is_over(database_now()):
        return pgettext("period", "running")
    return pgettext("period", "over")


def observed_of(entry: RegisterEntry) -> str:
    """Say how often an item was looked at, and how often it was as it should be."""
    if not entry.seen:  # type: ignore[attr-defined]
        return _("not yet")
    return _("%(ok)d of %(count)d") % {"ok": entry.seen_ok, "count": entry.seen}  # type: ignore[attr-defined]


def title_of(entry: RegisterEntry) -> str:
    """Return what an item is called; its number if it was taken down."""
    return entry.title or entry.number


def _entries():
    page = Q(probes__kind=Probe.Kind.PAGE)
    return (
        with_period()
        .filter(bureau=bureaus.current())
        .annotate(
            seen=Count("probes", filter=page),
            seen_ok=Count("probes", filter=page & Q(probes__problem="")),
            seen_at=Max("probes__at", filter=page),
        )
    )


class PeriodIndexView(IndexView):
    """The items of this bureau that have a period, the last to end first."""

    model = RegisterEntry
    permission_policy = permission_policy
    any_permission_required = ["add", "view"]
    page_title = gettext_lazy("Periods and certificates")
    header_icon = "calendar-check"
    index_url_name = "disclosure_certificates:index"
    index_results_url_name = "disclosure_certificates:index_results"
    default_ordering = "-period_to"
    paginate_by = 20
    template_name = "disclosure_certificates/index.html"
    results_template_name = "disclosure_certificates/index_results.html"

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "title",
                label=_("Item"),
                accessor=title_of,
                get_url=lambda entry: reverse("disclosure_certificates:period", args=[entry.pk]),
            ),
            Column("number", label=_("Index number"), accessor="number"),
            Column("period_from", label=_("First day of the period"), accessor=_first_day),
            Column("period_to", label=_("Last day of the period"), accessor=_last_day),
            Column("state", label=_("State"), accessor=state_of),
            Column("observed", label=_("Observed as it should be"), accessor=observed_of),
            DateColumn("seen_at", label=_("Last observed"), accessor="seen_at"),
        ]

    def get_base_queryset(self):
        return _entries()

    def get_edit_url(self, instance):
        return None

    def get_copy_url(self, instance):
        return None

    def get_delete_url(self, instance):
        return None


def _first_day(entry: RegisterEntry) -> str:
    return date_format(entry.period_from, "DATE_FORMAT") if entry.period_from else ""


def _last_day(entry: RegisterEntry) -> str:
    return date_format(entry.period_to, "DATE_FORMAT") if entry.period_to else ""


@require_safe
def period_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one period, what was observed, and its certificates."""
    if not permission_policy.user_has_any_permission(request.user, ["view", "add"]):
        raise PermissionDenied
    entry = _found(pk)
    probes = list(Probe.objects.filter(entry=entry).order_by("-pk")[:LAST_PROBES])
    certificates = Certificate.objects.filter(bureau=bureaus.current(), entry=entry)
    context = {
        "entry": entry,
        "title": title_of(entry),
        "period": period_of(entry),
        "state": state_of(entry),
        "observed": observed_of(entry),
        "probes": [(one, status_words(one.problem) if one.problem else "") for one in probes],
        "certificates": [(one, _public_address(one)) for one in certificates],
        "can_issue": permission_policy.user_has_permission(request.user, "add"),
        "now": timezone.now(),
    }
    return render(request, "disclosure_certificates/period.html", context)


@require_POST
def issue_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a certificate of what was observed up to now."""
    if not permission_policy.user_has_permission(request.user, "add"):
        raise PermissionDenied
    entry = _found(pk)
    try:
        certificate = issue(entry.number, role=EDITOR)
    except Refused as refusal:
        messages.error(request, refusal_sentence(refusal))
    else:
        messages.success(
            request, _("Certificate %(number)s was issued.") % {"number": certificate.number}
        )
    return redirect("disclosure_certificates:period", entry.pk)


def _found(pk: int) -> RegisterEntry:
    entry = _entries().filter(pk=pk).first() if pk < 2**63 else None
    if entry is None:
        raise Http404
    return entry


def _public_address(certificate: Certificate) -> str:
    """Return where visitors find a certificate; empty where the site shows none."""
    try:
        path = reverse("disclosure_certificates_public:certificate", args=[certificate.code])
    except NoReverseMatch:
        return ""
    return bureaus.public_address(path)


class CertificateViewSet(ViewSet):
    """Menu entry and addresses."""

    name = "disclosure_certificates"
    icon = "calendar-check"
    menu_label = gettext_lazy("Certificates of publication")
    menu_order = 225
    menu_hook = ARCHIVE.hook

    def get_urlpatterns(self):
        return [
            path("", PeriodIndexView.as_view(), name="index"),
            path("results/", PeriodIndexView.as_view(results_only=True), name="index_results"),
            path("<int:pk>/", period_view, name="period"),
            path("<int:pk>/issue/", issue_now, name="issue"),
        ]

    def get_menu_item(self, order=None):
        return PermittedMenuItem(
            self.menu_label,
            self.menu_url,
            icon_name=self.icon,
            order=order or self.menu_order,
            permission_policy=permission_policy,
        )


certificate_viewset = CertificateViewSet()
