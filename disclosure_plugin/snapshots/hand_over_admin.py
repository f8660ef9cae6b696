"""Hand-overs to the archives in the admin: ask for one, follow it, fetch it, note its receipt."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from disclosure_plugin import bureaus
from disclosure_plugin.admin.menu import ARCHIVE, PermittedMenuItem

from .asking import ask_for_hand_over
from .choosing import REASONS
from .hand_over_forms import HandOverForm, ReceiptForm
from .hand_overs import HandOver

permission_policy = ModelPermissionPolicy(HandOver)
INDEX = "disclosure_hand_overs:index"
ACTIVE = [HandOver.State.WAITING, HandOver.State.RUNNING]


def require(request: HttpRequest, *actions: str) -> None:
    """Refuse who may do none of these.

    Raises:
        PermissionDenied: they may not.
    """
    if not permission_policy.user_has_any_permission(request.user, actions):
        raise PermissionDenied


def may(request: HttpRequest, action: str) -> bool:
    """Say whether somebody may do something with hand-overs."""
    return bool(permission_policy.user_has_permission(request.user, action))


def found(pk: int) -> HandOver:
    """Return a hand-over of the current bureau, or answer 404."""
    if pk >= 2**63:  # PostgreSQL knows no such key
        raise Http404
    return get_object_or_404(HandOver, pk=pk)


def state_of(hand_over: HandOver) -> str:
    """Say in words how a hand-over stands, with its progress."""
    if hand_over.state == HandOver.State.RUNNING:
        return _("running: %(done)d of %(total)d packages") % {
            "done": hand_over.packages_done,
            "total": hand_over.packages_total,
        }
    if hand_over.state == HandOver.State.COMPLETE and hand_over.received_on:
        return _("received")
    return str(hand_over.get_state_display())


class HandOverIndexView(IndexView):
    """The list of hand-overs, the newest first."""

    model = HandOver
    permission_policy = permission_policy
    page_title = gettext_lazy("Hand-overs to the archives")
    header_icon = "folder-open-inverse"
    index_url_name = INDEX
    index_results_url_name = "disclosure_hand_overs:index_results"
    default_ordering = "-requested_at"
    paginate_by = 20
    template_name = "disclosure_snapshots/hand_overs.html"
    results_template_name = "disclosure_snapshots/hand_overs_results.html"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "period",
                label=_("Period"),
                accessor=str,
                get_url=lambda one: reverse("disclosure_hand_overs:inspect", args=[one.pk]),
            ),
            Column("retention", label=_("Retention"), accessor="get_retention_display"),
            Column("state", label=_("State"), accessor=state_of),
            Column("packages", label=_("Packages"), accessor="packages_done"),
            Column("size", label=_("Size"), accessor=size_of),
            Column("received_by", label=_("Received by"), accessor="received_by"),
            DateColumn("requested_at", label=_("Requested"), accessor="requested_at"),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        context["can_ask"] = may(self.request, "add")
        context["active"] = HandOver.objects.filter(state__in=ACTIVE).exists()
        return cast(dict[str, Any], context)


def size_of(hand_over: HandOver) -> str:
    """Return the size of the finished file for people, or nothing."""
    return filesizeformat(hand_over.size) if hand_over.file else ""


class HandOverMixin(WagtailAdminTemplateMixin):
    header_icon = "folder-open-inverse"
    _show_breadcrumbs = True
    actions: tuple[str, ...] = ("view", "add", "change")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, *self.actions)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(INDEX), "label": _("Hand-overs to the archives")},
            {"url": "", "label": self.get_page_title()},
        ]


class HandOverView(HandOverMixin, TemplateView):
    """One hand-over: what is in it, what is not and why, its file and its receipt."""

    template_name = "disclosure_snapshots/hand_over.html"

    @cached_property
    def hand_over(self) -> HandOver:
        return found(self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.hand_over)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.hand_over
        return {
            **super().get_context_data(**kwargs),
            "hand_over": one,
            "state": state_of(one),
            "active": one.state in ACTIVE,
            "packages": one.packages.select_related("snapshot"),
            "left_out": [
                {"snapshot": row["snapshot"], "reason": REASONS[row["reason"]]}
                for row in one.left_out
            ],
            "withdrawn": one.state == HandOver.State.WITHDRAWN,
            "can_fetch": one.state == HandOver.State.COMPLETE and bool(one.file),
            "can_record": may(self.request, "change")
            and one.state == HandOver.State.COMPLETE
            and not one.received_on,
        }


class AskView(HandOverMixin, FormView):
    """Ask for a hand-over."""

    form_class = HandOverForm
    template_name = "disclosure_snapshots/hand_over_form.html"
    page_title = gettext_lazy("Hand snapshots over")
    actions = ("add",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["submit_label"] = _("Put the hand-over together")
        context["explanation"] = _(
            "The whole packages of these snapshots are put into one file, with the checks of "
            "each, the metadata that the archives want, and the program that verifies them. "
            "Nothing is taken away here."
        )
        return context

    def form_valid(self, form: HandOverForm) -> HttpResponse:
        hand_over = ask_for_hand_over(form.save(commit=False), by=self.request.user)
        messages.success(self.request, _("The hand-over will be put together in a moment."))
        return redirect("disclosure_hand_overs:inspect", hand_over.pk)


class ReceiptView(HandOverMixin, FormView):
    """Record what the archives have confirmed; once, and it stays."""

    form_class = ReceiptForm
    template_name = "disclosure_snapshots/hand_over_form.html"
    page_title = gettext_lazy("Record the receipt")
    actions = ("change",)

    def get_form_kwargs(self) -> dict[str, Any]:
        hand_over = found(self.kwargs["pk"])
        if hand_over.state != HandOver.State.COMPLETE or hand_over.received_on:
            raise Http404
        return {**super().get_form_kwargs(), "instance": hand_over}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["submit_label"] = _("Record the receipt")
        context["explanation"] = _(
            "Enter what stands on the archives' receipt. Once recorded it is not changed."
        )
        return context

    def form_valid(self, form: ReceiptForm) -> HttpResponse:
        pk = self.kwargs["pk"]
        with transaction.atomic():
            now = HandOver.objects.select_for_update().get(pk=pk)
            if now.state != HandOver.State.COMPLETE or now.received_on:
                messages.error(self.request, _("It was recorded or withdrawn meanwhile."))
                return redirect("disclosure_hand_overs:inspect", pk)
            for name in form.Meta.fields:
                setattr(now, name, form.cleaned_data[name])
            now.receipt_recorded_at = timezone.now()
            person = cast(AbstractUser, self.request.user)  # nobody else has the permission
            now.receipt_recorded_by = person.get_full_name() or person.get_username()
            now.save()
        messages.success(self.request, _("The receipt is recorded."))
        return redirect("disclosure_hand_overs:inspect", pk)


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse | HttpResponse:
    """Send the file; 451 (RFC 7725) for one in which something was taken down."""
    require(request, "view", "add", "change")
    hand_over = found(pk)
    if hand_over.state == HandOver.State.WITHDRAWN:
        template = "disclosure_snapshots/hand_over_withdrawn.html"
        return render(request, template, status=451)
    if hand_over.state != HandOver.State.COMPLETE or not hand_over.file:
        raise Http404
    return FileResponse(
        hand_over.file.open(),
        as_attachment=True,
        filename=f"{bureaus.current()}-{hand_over.name}.zip",
        content_type="application/zip",
    )


class HandOverViewSet(ViewSet):
    """Menu entry and addresses."""

    name = "disclosure_hand_overs"
    icon = "folder-open-inverse"
    menu_label = gettext_lazy("Hand-overs to the archives")
    menu_order = 221
    menu_hook = ARCHIVE.hook

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", HandOverIndexView.as_view(), name="index"),
            path("results/", HandOverIndexView.as_view(results_only=True), name="index_results"),
            path("ask/", AskView.as_view(), name="ask"),
            path("<int:pk>/", HandOverView.as_view(), name="inspect"),
            path("<int:pk>/download/", download, name="download"),
            path("<int:pk>/receipt/", ReceiptView.as_view(), name="receipt"),
        ]

    def get_menu_item(self, order: int | None = None) -> PermittedMenuItem:
        return PermittedMenuItem(
            self.menu_label,
            self.menu_url,
            icon_name=self.icon,
            order=order or self.menu_order,
            permission_policy=permission_policy,
        )


hand_over_viewset = HandOverViewSet()
