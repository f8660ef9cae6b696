"""Suspend, close and open a bureau again."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.log_actions import log

from disclosure_plugin.tenancy import states
from disclosure_plugin.tenancy.models import Bureau

from .county import name_of, require
from .forms import ReasonForm
from .one_bureau import OneBureauMixin

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
        if self.bureau.is_county_office or self.action not in ACTIONS[self._seen()]:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def _seen(self) -> Bureau.State:
        """Return the state that the form was shown for; another one now is told as a refusal."""
        seen = self.request.POST.get("seen", "")
        return Bureau.State(seen if seen in Bureau.State.values else self.bureau.state)

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
        by, seen = name_of(self.request), self._seen()
        reason = form.cleaned_data.get("reason", "")
        try:
            if self.action == "resume":
                states.resume(self.bureau.code, by=by, seen=seen)
            elif self.action == "close":
                states.close(self.bureau.code, reason=reason, by=by, seen=seen)
            else:
                states.suspend(self.bureau.code, reason=reason, by=by, seen=seen)
        except states.CannotChangeState as error:
            messages.error(self.request, str(error))
            return redirect("disclosure_bureaus:inspect", self.bureau.pk)
        log(instance=self.bureau, action="wagtail.edit", user=self.request.user)
        messages.success(self.request, SENTENCES[self.action]["done"] % {"name": self.bureau.name})
        return redirect("disclosure_bureaus:inspect", self.bureau.pk)
