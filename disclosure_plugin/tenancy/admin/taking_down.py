"""The county takes an item of a bureau down by its index number, without entering the bureau."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.actions.removing import LEFT, By, take_down
from disclosure_plugin.admin.menu import OVERSIGHT
from disclosure_plugin.bureaus import NoBureau
from disclosure_plugin.domain.removals import TAKE_DOWN_BASES, Basis
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.editor.removals import basis_choices
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.tenancy.county_roles import holds

from .county import CountyViewSet, name_of

PERMISSION = "take_down"


class TakeDownForm(forms.Form):
    """Which item, and on what basis."""

    number = forms.CharField(
        label=gettext_lazy("Index number"),
        max_length=100,
        help_text=gettext_lazy("As it stands on the page and in the register."),
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("Basis"),
        choices=basis_choices(TAKE_DOWN_BASES),
        initial=TAKE_DOWN_BASES[0].value,
        widget=forms.RadioSelect,
    )

    def clean_number(self) -> RegisterEntry:
        number = self.cleaned_data["number"].strip()
        entry = RegisterEntry.objects.filter(number=number).first()
        if entry is None:
            raise forms.ValidationError(_("No bureau of this county has such an index number."))
        if entry.state not in (RegisterEntry.State.PUBLIC, *LEFT):
            raise forms.ValidationError(
                _("%(bureau)s: this item is not public (%(state)s).")
                % {"bureau": entry.bureau_name, "state": entry.get_state_display()}
            )
        return entry


class CountyTakeDownView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """One form; the bureau's own people confirm or lift it afterwards."""

    form_class = TakeDownForm
    template_name = "disclosure_tenancy/admin/take_down.html"
    page_title = gettext_lazy("Take an item down")
    header_icon = "warning"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not holds(request.user, PERMISSION):  # type: ignore[arg-type]
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def form_valid(self, form: TakeDownForm) -> HttpResponse:
        entry = form.cleaned_data["number"]
        by = By(_("%(name)s (county)") % {"name": name_of(self.request)})
        try:
            with bureaus.activate(entry.bureau):
                page = Page.objects.get(pk=entry.page)
                take_down(page, basis=Basis(form.cleaned_data["basis"]), by=by)
        except (ActRefused, NoBureau, Page.DoesNotExist) as error:
            form.add_error("number", str(error))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("%(number)s of %(bureau)s is taken down. Somebody there confirms or lifts it.")
            % {"number": entry.number, "bureau": entry.bureau_name},
        )
        return redirect("disclosure_county_take_down:index")


class TakeDownMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return holds(request.user, PERMISSION)  # type: ignore[arg-type]


class CountyTakeDownViewSet(CountyViewSet):
    """Menu entry and addresses."""

    name = "disclosure_county_take_down"
    icon = "warning"
    menu_label = gettext_lazy("Take an item down")
    menu_order = 250
    menu_hook = OVERSIGHT.hook

    def get_patterns(self) -> list[Any]:
        return [path("", CountyTakeDownView.as_view(), name="index")]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return TakeDownMenuItem(
            self.menu_label, self.menu_url, icon_name=self.icon, order=order or self.menu_order
        )


county_take_down_viewset = CountyTakeDownViewSet()
