"""Keep a page as a template, and begin a page with one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.models import Page

from disclosure_plugin.actions.templating import begin_with, keep_as_template, templates_below
from disclosure_plugin.models import PageTemplate
from disclosure_plugin.models.doorway import is_disclosed


def may_keep(page: Page, user: Any) -> bool:
    """Say whether somebody may keep a page as a template: who may edit it."""
    return is_disclosed(page) and bool(page.permissions_for_user(user).can_edit())


class NameForm(forms.Form):
    """What the template is called."""

    name = forms.CharField(
        label=gettext_lazy("Name of the template"),
        max_length=100,
        help_text=gettext_lazy("A template of the same name and type is replaced."),
    )


class TemplateMixin(WagtailAdminTemplateMixin):
    header_icon = "snippet"
    _show_breadcrumbs = True

    @cached_property
    def page(self) -> Any:
        return get_object_or_404(Page, pk=self.kwargs["page"]).specific

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "page": self.page}


class KeepView(TemplateMixin, FormView):
    """Keep the newest version of a page as a template."""

    form_class = NameForm
    template_name = "disclosure_plugin/admin/template_form.html"
    page_title = gettext_lazy("Keep as a template")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_keep(self.page, request.user):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_initial(self) -> dict[str, str]:
        return {"name": self.page.draft_title[:100]}

    def form_valid(self, form: NameForm) -> HttpResponse:
        kept = keep_as_template(self.page, name=form.cleaned_data["name"], user=self.request.user)
        messages.success(
            self.request,
            _("“%(name)s” is kept. It is offered where pages of this type are added.")
            % {"name": kept.name},
        )
        return redirect("wagtailadmin_pages:edit", self.page.pk)


class ChooseView(TemplateMixin, TemplateView):
    """The templates with which a page below this one can begin."""

    template_name = "disclosure_plugin/admin/templates.html"
    page_title = gettext_lazy("New from a template")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.page.permissions_for_user(request.user).can_add_subpage():
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = templates_below(self.page, self.request.user)
        return {
            **super().get_context_data(**kwargs),
            "templates": [(one, type_name(one)) for one in found],
        }


def type_name(template: PageTemplate) -> str:
    """Return what the type of a template is called."""
    return str(apps.get_model(template.page_type)._meta.verbose_name)


@require_POST
def begin(request: HttpRequest, page: int, template: int) -> HttpResponse:
    """Make a draft with a template, and open it."""
    parent = get_object_or_404(Page, pk=page).specific
    draft = begin_with(get_object_or_404(PageTemplate, pk=template), parent, user=request.user)
    messages.success(request, _("A draft from the template. Fill in what is its own."))
    return redirect("wagtailadmin_pages:edit", draft.pk)


@require_POST
def forget(request: HttpRequest, page: int, template: int) -> HttpResponse:
    """Delete a template; pages that began with it stay as they are."""
    parent = get_object_or_404(Page, pk=page).specific
    found = {one.pk: one for one in templates_below(parent, request.user)}
    if template not in found:
        raise PermissionDenied
    found[template].delete()
    messages.success(request, _("The template is deleted."))
    return redirect("disclosure_templates", parent.pk)


def buttons(page: Page, user: Any) -> Iterator[Button]:
    """Yield what can be done with a page and templates."""
    if may_keep(page, user):
        yield Button(
            _("Keep as a template"),
            reverse("disclosure_keep_template", args=[page.pk]),
            icon_name="snippet",
            priority=46,
        )
    if PageTemplate.objects.exists() and templates_below(page.specific, user):
        yield Button(
            _("New from a template"),
            reverse("disclosure_templates", args=[page.pk]),
            icon_name="snippet",
            priority=47,
        )


urlpatterns = [
    path(
        "disclosure/templates/<int:page>/keep/",
        KeepView.as_view(),
        name="disclosure_keep_template",
    ),
    path("disclosure/templates/<int:page>/", ChooseView.as_view(), name="disclosure_templates"),
    path(
        "disclosure/templates/<int:page>/<int:template>/begin/",
        begin,
        name="disclosure_begin_with_template",
    ),
    path(
        "disclosure/templates/<int:page>/<int:template>/forget/",
        forget,
        name="disclosure_forget_template",
    ),
]
