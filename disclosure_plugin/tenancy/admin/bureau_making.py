"""Make a bureau, edit it, and give its administrator a link."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.log_actions import log

from disclosure_plugin import bureaus
from disclosure_plugin.actions.invitations import CannotInvite
from disclosure_plugin.models import Invitation
from disclosure_plugin.tenancy import administrators
from disclosure_plugin.tenancy.editing import CannotEditBureau, edit_bureau
from disclosure_plugin.tenancy.models import Bureau
from disclosure_plugin.tenancy.provisioning import CannotCreateBureau, create_bureau

from .county import require
from .forms import AdministratorForm, BureauCreateForm, BureauEditForm
from .one_bureau import OneBureauMixin


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
