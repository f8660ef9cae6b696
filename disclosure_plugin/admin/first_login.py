"""The page behind an invitation's link: set a password, and be signed in."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from wagtail.admin import messages

from disclosure_plugin.actions.invitations import LinkRefused, accept, find

# Named here: a project may have several ways to sign in, and this one sets a password.
BACKEND = "django.contrib.auth.backends.ModelBackend"


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class FirstLoginView(FormView):
    """Opening the link uses nothing up: mail servers open links, too. Setting the password does.

    The referrer policy stays as it is: with ``no-referrer`` a browser names no origin either,
    and the form would be refused.
    """

    form_class = SetPasswordForm
    template_name = "disclosure_plugin/admin/first_login.html"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        try:
            self.invitation = find(self.kwargs["token"])
            return super().dispatch(request, *args, **kwargs)
        except LinkRefused as refusal:
            return TemplateResponse(
                request,
                "disclosure_plugin/admin/first_login_refused.html",
                {"refusal": str(refusal)},
                status=404,
            )

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.invitation.user}

    def form_valid(self, form):
        user = accept(self.kwargs["token"], password=form.cleaned_data["new_password1"])
        login(self.request, user, backend=BACKEND)
        messages.success(self.request, _("Your password is set. Welcome."))
        return redirect("wagtailadmin_home")
