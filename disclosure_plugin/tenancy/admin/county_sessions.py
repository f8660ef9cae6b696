"""County sessions in the admin: the county's list and form, and what a bureau sees of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.debug import sensitive_variables
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies.base import BasePermissionPolicy

from disclosure_plugin.admin.menu import OVERSIGHT
from disclosure_plugin.conf import get_settings
from disclosure_plugin.site.headers import ADMIN, POLICY, header
from disclosure_plugin.tenancy.county_roles import holds, in_county_office
from disclosure_plugin.tenancy.county_sessions import CountySession
from disclosure_plugin.tenancy.models import Bureau
from disclosure_plugin.tenancy.roots import roots
from disclosure_plugin.tenancy.visits import (
    HANDOVER_SECONDS,
    REASON_MAX_LENGTH,
    CannotEnter,
    Handover,
    ask_to_enter,
    end,
    may_end,
    visible_to,
)

INDEX = "disclosure_county_sessions:index"


def origin_of_admin(bureau: Bureau) -> str:
    """Return the origin of a bureau's admin, without a slash at the end."""
    return roots(bureau).admin.rstrip("/")


def moment(time: datetime) -> str:
    """Write a moment in full: Wagtail's own column says “just now” of what lies ahead."""
    return date_format(timezone.localtime(time), "DATETIME_FORMAT")


def state_of(session: CountySession) -> str:
    """Say in words how a session stands."""
    if session.ended_at and session.used_at:
        return pgettext("state of a county session", "ended by %(name)s") % {
            "name": session.ended_by
        }
    if session.ended_at:
        return pgettext("state of a county session", "withdrawn by %(name)s") % {
            "name": session.ended_by
        }
    now = timezone.now()
    if session.used_at:
        over = session.expires_at <= now
        return (
            pgettext("state of a county session", "time was up")
            if over
            else pgettext("state of a county session", "going on")
        )
    if min(session.handover_until, session.expires_at) > now:
        return pgettext("state of a county session", "not entered yet")
    return pgettext("state of a county session", "never entered")


class EnterForm(forms.Form):
    """Which bureau, why, with which rights, for how long."""

    bureau = forms.ModelChoiceField(label=gettext_lazy("Bureau"), queryset=Bureau.objects.none())
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The bureau's administrators will read it."),
    )
    access = forms.ChoiceField(
        label=gettext_lazy("What you will do"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Publishing and signing off stay with the bureau's own people in either case."
        ),
    )
    minutes = forms.IntegerField(label=gettext_lazy("For how many minutes"), min_value=1)

    def __init__(self, *args: Any, can_edit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bureaus = Bureau.objects.filter(is_county_office=False, state=Bureau.State.OPEN)
        self.fields["bureau"].queryset = bureaus.order_by("name")  # type: ignore[attr-defined]
        choices = CountySession.Access.choices
        self.fields["access"].choices = choices if can_edit else choices[:1]  # type: ignore[attr-defined]
        most = get_settings().COUNTY_SESSION_MINUTES
        self.fields["minutes"] = forms.IntegerField(
            label=self.fields["minutes"].label,
            min_value=1,
            max_value=most,
            help_text=_("At most %(most)d, counted from now.") % {"most": most},
        )


class EnterView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Ask to enter a bureau; the answer is a button that works once."""

    form_class = EnterForm
    template_name = "disclosure_tenancy/enter_form.html"
    page_title = gettext_lazy("Enter a bureau")
    header_icon = "login"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not holds(request.user, "add_countysession"):  # type: ignore[arg-type]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(INDEX), "label": _("County sessions")},
            {"url": "", "label": self.page_title},
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        can_edit = holds(self.request.user, "edit_in_bureau")  # type: ignore[arg-type]
        return {**super().get_form_kwargs(), "can_edit": can_edit}

    def get_initial(self) -> dict[str, Any]:
        minutes = min(30, get_settings().COUNTY_SESSION_MINUTES)
        return {
            "bureau": self.request.GET.get("bureau"),
            "access": CountySession.Access.LOOK,
            "minutes": minutes,
        }

    @sensitive_variables("handover")
    def form_valid(self, form: EnterForm) -> HttpResponse:
        try:
            handover = ask_to_enter(person=self.request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except CannotEnter as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return _handover_page(self.request, handover, self.get_breadcrumbs_items())


@sensitive_variables("handover")
def _handover_page(
    request: HttpRequest, handover: Handover, breadcrumbs: list[dict[str, Any]]
) -> HttpResponse:
    bureau = handover.session.bureau
    if bureau is None:  # deleted this very moment
        return redirect(INDEX)
    origin = origin_of_admin(bureau)
    response = TemplateResponse(
        request,
        "disclosure_tenancy/handover.html",
        {
            "page_title": _("Enter a bureau"),
            "header_title": _("Enter a bureau"),
            "header_icon": "login",
            "breadcrumbs_items": breadcrumbs,
            "session": handover.session,
            "token": handover.token,
            "action": origin + reverse("disclosure_county_visit:begin"),
            "seconds": HANDOVER_SECONDS,
        },
    )
    # This page alone may send a form to another host, and to this one bureau's only.
    response[POLICY] = header({**ADMIN, "form-action": f"'self' {origin}"})
    response["Cache-Control"] = "no-store"
    return response


class EndColumn(Column):
    """A link to end a session, for those who may and while it is open."""

    cell_template_name = "disclosure_tenancy/end_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        user = parent_context["request"].user
        is_open = instance.ended_at is None and instance.expires_at > timezone.now()
        context["may_end"] = is_open and may_end(user, instance)
        return context


class MayRead(BasePermissionPolicy):
    """Wagtail's question, answered by where somebody stands and not by a permission alone."""

    def user_has_permission(self, user: AbstractUser, action: str) -> bool:
        return action == "view" and visible_to(user) is not None


class CountySessionIndexView(IndexView):
    """Who entered which bureau; in a bureau, who came in."""

    model = CountySession
    permission_policy = MayRead(CountySession)
    header_icon = "login"
    index_url_name = INDEX
    index_results_url_name = "disclosure_county_sessions:index_results"
    results_template_name = "disclosure_tenancy/county_sessions_results.html"
    default_ordering = "-asked_at"
    paginate_by = 50

    def get_page_title(self) -> str:
        return _("County sessions") if in_county_office() else _("Visits by the county")

    def get_base_queryset(self) -> QuerySet[CountySession]:
        sessions = visible_to(self.request.user)
        return CountySession.objects.none() if sessions is None else sessions

    @cached_property
    def columns(self) -> list[Column]:
        of_the_county = [Column("bureau", label=_("Bureau"), accessor="bureau_name")]
        columns = [
            Column("person", label=_("Who"), accessor="full_name"),
            Column("post", label=_("Post"), accessor="post"),
            *(of_the_county if in_county_office() else []),
            Column("reason", label=_("Reason"), accessor="reason"),
            Column("access", label=_("Access"), accessor="get_access_display"),
            Column("asked_at", label=_("Asked"), accessor=lambda one: moment(one.asked_at)),
            Column("expires_at", label=_("Until"), accessor=lambda one: moment(one.expires_at)),
            Column("state", label=_("State"), accessor=state_of),
        ]
        if in_county_office():
            columns.append(EndColumn("end", label=_("End")))
        return columns

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not holds(self.request.user, "add_countysession"):
            return []
        url = reverse("disclosure_county_sessions:enter")
        return [HeaderButton(_("Enter a bureau"), url=url, icon_name="login")]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["in_county_office"] = in_county_office()
        return context


class EndView(WagtailAdminTemplateMixin, TemplateView):
    """Ask once more, then end somebody's session."""

    template_name = "disclosure_tenancy/confirm_end.html"
    page_title = gettext_lazy("End this county session?")
    header_icon = "login"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        sessions = visible_to(request.user)  # type: ignore[arg-type]
        if sessions is None:
            raise PermissionDenied
        self.session = get_object_or_404(sessions, pk=kwargs["pk"])
        if not may_end(request.user, self.session):  # type: ignore[arg-type]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "session": self.session}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        by = request.user.get_full_name() or request.user.get_username()  # type: ignore[union-attr]
        if end(CountySession.objects.filter(pk=pk), by=by):
            messages.success(request, _("The session is ended."))
        else:
            messages.warning(request, _("The session was over already."))
        return redirect(INDEX)


class CountySessionsMenuItem(MenuItem):
    """For those who would find something behind it, named by where they stand."""

    def is_shown(self, request: HttpRequest) -> bool:
        self.label = _("County sessions") if in_county_office() else _("Visits by the county")
        return visible_to(request.user) is not None  # type: ignore[arg-type]


class CountySessionViewSet(ViewSet):
    """Menu entry and addresses."""

    name = "disclosure_county_sessions"
    icon = "login"
    menu_label = gettext_lazy("County sessions")
    menu_order = 230
    menu_hook = OVERSIGHT.hook

    def get_urlpatterns(self) -> list[Any]:
        results = CountySessionIndexView.as_view(results_only=True)
        return [
            path("", CountySessionIndexView.as_view(), name="index"),
            path("results/", results, name="index_results"),
            path("enter/", EnterView.as_view(), name="enter"),
            path("<int:pk>/end/", EndView.as_view(), name="end"),
        ]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return CountySessionsMenuItem(
            self.menu_label,
            self.menu_url,
            name="county-sessions",
            icon_name=self.icon,
            order=order or self.menu_order,
        )


county_session_viewset = CountySessionViewSet()
