"""The county's bureaus: list, one bureau, make, edit, suspend, close, open again."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from disclosure_plugin import bureaus
from disclosure_plugin.actions.invitations import CannotInvite
from disclosure_plugin.models import Invitation
from disclosure_plugin.tenancy import administrators, states
from disclosure_plugin.tenancy.county_permissions import policy
from disclosure_plugin.tenancy.editing import CannotEditBureau, edit_bureau
from disclosure_plugin.tenancy.hosts import origin
from disclosure_plugin.tenancy.models import Bureau
from disclosure_plugin.tenancy.provisioning import CannotCreateBureau, create_bureau
from disclosure_plugin.tenancy.roots import roots

from .counting import live_items
from .county import BUREAUS, CountyViewSet, may, name_of, require
from .forms import AdministratorForm, BureauCreateForm, BureauEditForm, ReasonForm


def hosts_of(bureau: Bureau) -> list[dict[str, Any]]:
    """Return the host names of a bureau with their addresses, the main one first."""
    return [
        {"name": domain.domain, "address": f"{origin(domain.domain)}/", "main": domain.is_primary}
        for domain in bureau.domains.all()
    ]


def path_of(bureau: Bureau) -> str:
    """Return the path on the county's site as visitors write it; empty if there is none."""
    return f"/{bureau.path}/" if bureau.path else ""


class AddressesColumn(Column):
    """Links to the bureau's site at its path and each of its host names."""

    cell_template_name = "disclosure_tenancy/admin/hosts_cell.html"

    def __init__(self, name: str, *, county_root: str, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.county_root = county_root

    def get_cell_context_data(self, instance: Bureau, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        addresses = [
            {"url": host["address"], "label": host["name"]} for host in hosts_of(instance)
        ]
        if instance.path:
            site = {"url": f"{self.county_root}{instance.path}/"}
            addresses.append({**site, "label": path_of(instance)})
        if instance.canonical == Bureau.Canonical.PATH:
            addresses.reverse()
        return {**context, "addresses": addresses}


class BureauIndexView(IndexView):
    """All bureaus, the county office first."""

    model = Bureau
    permission_policy = policy
    page_title = BUREAUS
    header_icon = "site"
    index_url_name = "disclosure_bureaus:index"
    index_results_url_name = "disclosure_bureaus:index_results"
    results_template_name = "disclosure_tenancy/admin/bureaus_results.html"
    add_url_name = "disclosure_bureaus:add"
    add_item_label = gettext_lazy("Make a bureau")
    search_fields = ["name", "code", "social_credit_code", "path", "domains__domain"]
    list_filter = ["state"]
    list_export = ["code", "name", "social_credit_code", "hosts", "path", "state", "created_at"]
    export_headings = {"hosts": gettext_lazy("host names"), "path": gettext_lazy("path")}
    export_filename = "bureaus"
    paginate_by = 50
    default_ordering = "-is_county_office"

    def get_base_queryset(self) -> QuerySet[Bureau]:
        queryset: QuerySet[Bureau] = super().get_base_queryset()
        return queryset.prefetch_related("domains")

    def search_queryset(self, queryset: QuerySet[Bureau]) -> QuerySet[Bureau]:
        found: QuerySet[Bureau] = super().search_queryset(queryset)
        return queryset.filter(pk__in=found.values("pk"))  # one row each, however many hosts

    def order_queryset(self, queryset: QuerySet[Bureau]) -> QuerySet[Bureau]:
        ordered: QuerySet[Bureau] = super().order_queryset(queryset)
        return ordered.order_by(*ordered.query.order_by, "pk")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "name",
                label=pgettext("bureau", "Name"),
                sort_key="name",
                get_url=lambda bureau: reverse("disclosure_bureaus:inspect", args=[bureau.pk]),
            ),
            Column("code", label=pgettext("bureau", "Code"), sort_key="code"),
            AddressesColumn(
                "addresses",
                label=pgettext("of a bureau", "Addresses"),
                county_root=bureaus.public_address(),
            ),
            Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
            Column(
                "items",
                label=_("Published items"),
                accessor=lambda bureau: self.items_of.get(bureau.code, 0),
            ),
            DateColumn("created_at", label=pgettext("bureau", "Created"), sort_key="created_at"),
        ]

    @cached_property
    def items_of(self) -> dict[str, int]:
        return self._items

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        self._items = {} if self.is_export else live_items(context["object_list"])
        return context

    def to_row_dict(self, item: Bureau) -> dict[str, Any]:
        return {
            "code": item.code,
            "name": item.name,
            "social_credit_code": item.social_credit_code,
            "hosts": " ".join(host["name"] for host in hosts_of(item)),
            "path": path_of(item),
            "state": item.get_state_display(),
            "created_at": item.created_at,
        }

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons: list[HeaderButton] = list(super().header_buttons)
        if may(self.request, "add"):
            buttons.append(
                HeaderButton(
                    _("Make many from a list"),
                    url=reverse("disclosure_bureau_imports:add"),
                    icon_name="upload",
                )
            )
        buttons.append(
            HeaderButton(
                _("Lists of bureaus"),
                url=reverse("disclosure_bureau_imports:index"),
                icon_name="list-ul",
            )
        )
        return buttons


class OneBureauMixin(WagtailAdminTemplateMixin):
    """A screen about one bureau, for people with one permission."""

    header_icon = "site"
    page_title: Any = ""
    _show_breadcrumbs = True
    permission_required = "change"
    kwargs: dict[str, Any]
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, self.permission_required)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    @cached_property
    def bureau(self) -> Bureau:
        bureau: Bureau = get_object_or_404(Bureau, pk=self.kwargs["pk"])
        return bureau

    def get_page_subtitle(self) -> str:
        return self.bureau.name if "pk" in self.kwargs else ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [
            *self.breadcrumbs_items,
            {"url": reverse("disclosure_bureaus:index"), "label": BUREAUS},
        ]
        if "pk" in self.kwargs:
            url = reverse("disclosure_bureaus:inspect", args=[self.bureau.pk])
            items.append({"url": url, "label": self.bureau.name})
        return [*items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if "pk" in self.kwargs:
            context["bureau"] = self.bureau
        return context


class AdministratorLinkMixin(OneBureauMixin):
    """Shows the one-time link of a bureau's administrator, this one time."""

    def show_link(self, bureau: Bureau, invitation: Invitation) -> HttpResponse:
        """Say where the link has gone: by e-mail, or onto this page."""
        with bureaus.activate(bureau.code):
            invitation.refresh_from_db(fields=["mail"])
        if invitation.mail == Invitation.Mail.SENT:
            messages.success(
                self.request,
                _("The link for %(name)s was sent to %(email)s.")
                % {"name": invitation.user.get_full_name(), "email": invitation.user.email},
            )
            return redirect("disclosure_bureaus:inspect", bureau.pk)
        self.page_title = _("One-time link")
        return TemplateResponse(
            self.request,
            "disclosure_tenancy/admin/administrator_link.html",
            {**self.get_context_data(form=None, invitation=invitation), "bureau": bureau},
        )


class BureauAdministratorView(AdministratorLinkMixin, FormView):  # type: ignore[type-arg]
    """A new link for an administrator who has set no password yet, or for another one."""

    form_class = AdministratorForm
    template_name = "disclosure_tenancy/admin/bureau_form.html"
    page_title = gettext_lazy("New invitation link for the administrator")
    extra_context = {
        "submit_label": gettext_lazy("Make the link"),
        "active_label": gettext_lazy("Making the link…"),
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, "change")
        if self.bureau.is_county_office or self.bureau.state != Bureau.State.OPEN:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        person = administrators.waiting(self.bureau.code)
        if person is None:
            return {}
        return {
            "full_name": person.get_full_name(),
            "username": person.get_username(),
            "email": person.email,
        }

    def form_valid(self, form: AdministratorForm) -> HttpResponse:
        try:
            invitation = administrators.link(self.bureau.code, **form.cleaned_data)
        except CannotInvite as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.form_invalid(form)
        log(
            instance=self.bureau,
            action="disclosure.administrator_link",
            user=self.request.user,
            data={"username": invitation.user.get_username()},
        )
        return self.show_link(self.bureau, invitation)


class BureauCreateView(AdministratorLinkMixin, FormView):  # type: ignore[type-arg]
    """Make a bureau now; it answers when this view does."""

    permission_required = "add"
    form_class = BureauCreateForm
    template_name = "disclosure_tenancy/admin/bureau_form.html"
    page_title = gettext_lazy("Make a bureau")
    extra_context = {
        "submit_label": gettext_lazy("Make the bureau"),
        "active_label": gettext_lazy("Making the bureau…"),
    }

    def form_valid(self, form: BureauCreateForm) -> HttpResponse:
        values = form.cleaned_data
        try:
            made = create_bureau(**values)
        except CannotCreateBureau as error:
            form.add_errors(error.errors)
            return self.form_invalid(form)
        words = {"name": made.bureau.name}
        if made.created:
            log(instance=made.bureau, action="wagtail.create", user=self.request.user)
            messages.success(
                self.request, _("%(name)s is made and answers at its address.") % words
            )
            if made.invitation:
                return self.show_link(made.bureau, made.invitation)
        else:
            messages.warning(self.request, _("%(name)s exists already with these values.") % words)
        return redirect("disclosure_bureaus:inspect", made.bureau.pk)


class BureauEditView(OneBureauMixin, FormView):  # type: ignore[type-arg]
    """Change name, credit code and host names."""

    form_class = BureauEditForm
    template_name = "disclosure_tenancy/admin/bureau_form.html"
    page_title = gettext_lazy("Edit the bureau")
    extra_context = {
        "submit_label": gettext_lazy("Save the changes"),
        "active_label": gettext_lazy("Saving the changes…"),
    }

    def get_initial(self) -> dict[str, Any]:
        hosts = [domain.domain for domain in self.bureau.domains.all()]
        return {
            "name": self.bureau.name,
            "social_credit_code": self.bureau.social_credit_code,
            "host": hosts[0] if hosts else "",
            "other_hosts": "\n".join(hosts[1:]),
            "path": self.bureau.path,
            "canonical": self.bureau.canonical,
        }

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if self.bureau.is_county_office:
            form.without_path()
        return form

    def form_valid(self, form: BureauEditForm) -> HttpResponse:
        try:
            bureau = edit_bureau(self.bureau.code, **form.cleaned_data)
        except CannotEditBureau as error:
            form.add_errors(error.errors)
            return self.form_invalid(form)
        log(instance=bureau, action="wagtail.edit", user=self.request.user)
        messages.success(self.request, _("The changes are saved and hold from now on."))
        return redirect("disclosure_bureaus:inspect", bureau.pk)


class BureauInspectView(OneBureauMixin, TemplateView):
    """One bureau: its values, where it answers, its state and how it came to it."""

    template_name = "disclosure_tenancy/admin/bureau.html"
    page_title = gettext_lazy("Bureau")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, "view", "change", "add")
        return super(OneBureauMixin, self).dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, _bureau, _here = super().get_breadcrumbs_items()
        return [*above, {"url": "", "label": self.bureau.name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bureau = self.bureau
        can_change = may(self.request, "change")
        return {
            **super().get_context_data(**kwargs),
            "hosts": hosts_of(bureau),
            "public_root": roots(bureau).public,
            "items": live_items([bureau])[bureau.code],
            "changes": list(bureau.state_changes.all()[:50]),
            "can_change": can_change,
            # Suspended, the county office could not be opened again from here.
            "state_actions": [] if bureau.is_county_office or not can_change else actions(bureau),
        }


SENTENCES = {
    "suspend": {
        "title": gettext_lazy("Suspend the bureau"),
        "explanation": gettext_lazy(
            "From the next request on every address of the bureau answers with the reason and "
            "nothing else, its admin included. Nothing is published there until it is opened "
            "again."
        ),
        "done": gettext_lazy("%(name)s is suspended."),
    },
    "close": {
        "title": gettext_lazy("Close the bureau"),
        "explanation": gettext_lazy(
            "For a bureau that has been dissolved or merged. Its public pages stay readable, "
            "nothing can be changed, and its people read the reason in the admin. Ask for a last "
            "archive snapshot before."
        ),
        "done": gettext_lazy("%(name)s is closed."),
    },
    "resume": {
        "title": gettext_lazy("Open the bureau again"),
        "explanation": gettext_lazy(
            "The site and the admin answer again. What fell due meanwhile is published and "
            "expires within seconds."
        ),
        "done": gettext_lazy("%(name)s is open again."),
    },
}
ACTIONS = {
    Bureau.State.OPEN: ["suspend", "close"],
    Bureau.State.SUSPENDED: ["resume", "close"],
    Bureau.State.CLOSED: ["resume"],
}


def actions(bureau: Bureau) -> list[dict[str, Any]]:
    """Return what can be done with a bureau in its state."""
    return [
        {
            "name": name,
            "label": SENTENCES[name]["title"],
            "url": reverse(f"disclosure_bureaus:{name}", args=[bureau.pk]),
        }
        for name in ACTIONS[Bureau.State(bureau.state)]
    ]


class BureauStateView(OneBureauMixin, FormView):  # type: ignore[type-arg]
    """Ask once more, with the reason, and then suspend, close or open a bureau."""

    form_class = ReasonForm
    template_name = "disclosure_tenancy/admin/state_form.html"
    action = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, "change")
        if (
            self.bureau.is_county_office
            or self.action not in ACTIONS[Bureau.State(self.bureau.state)]
        ):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def page_title(self) -> Any:
        return SENTENCES[self.action]["title"]

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if self.action == "resume":
            del form.fields["reason"]
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "explanation": SENTENCES[self.action]["explanation"],
            "submit_label": SENTENCES[self.action]["title"],
            "serious": self.action != "resume",
        }

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        by = name_of(self.request)
        reason = form.cleaned_data.get("reason", "")
        try:
            if self.action == "resume":
                states.resume(self.bureau.code, by=by)
            elif self.action == "close":
                states.close(self.bureau.code, reason=reason, by=by)
            else:
                states.suspend(self.bureau.code, reason=reason, by=by)
        except states.CannotChangeState as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        log(instance=self.bureau, action="wagtail.edit", user=self.request.user)
        messages.success(self.request, SENTENCES[self.action]["done"] % {"name": self.bureau.name})
        return redirect("disclosure_bureaus:inspect", self.bureau.pk)


class BureauViewSet(CountyViewSet):
    """Menu entry and addresses."""

    name = "disclosure_bureaus"
    icon = "site"
    menu_label = BUREAUS
    menu_order = 90
    add_to_admin_menu = True

    def get_patterns(self) -> list[Any]:
        return [
            path("", BureauIndexView.as_view(), name="index"),
            path("results/", BureauIndexView.as_view(results_only=True), name="index_results"),
            path("new/", BureauCreateView.as_view(), name="add"),
            path("<int:pk>/", BureauInspectView.as_view(), name="inspect"),
            path("<int:pk>/edit/", BureauEditView.as_view(), name="edit"),
            path(
                "<int:pk>/administrator/",
                BureauAdministratorView.as_view(),
                name="administrator",
            ),
            *(
                path(f"<int:pk>/{name}/", BureauStateView.as_view(action=name), name=name)
                for name in SENTENCES
            ),
        ]


bureau_viewset = BureauViewSet()
