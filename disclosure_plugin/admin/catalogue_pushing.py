"""Push a catalogue: what has changed, which bureaus get it, and what became of it there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages

from disclosure_plugin.actions.catalogue_pushing import (
    CannotPush,
    push,
    what_a_push_would_change,
)
from disclosure_plugin.domain.catalogue_difference import difference
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.queries.catalogues import last_version, recipients_of
from disclosure_plugin.register.models import CatalogueVersion

from .catalogue_words import difference_in_words
from .catalogues import CatalogueScreenMixin
from .shared_lists import name_of, require


class PushView(CatalogueScreenMixin, TemplateView):
    """The difference from what was pushed last, and the bureaus; sending is one button."""

    template_name = "disclosure_plugin/admin/catalogue_push.html"
    page_title = gettext_lazy("Push to bureaus")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "difference": difference_in_words(what_a_push_would_change(self.catalogue)),
            "last": last_version(self.catalogue),
            "versions": self.catalogue.versions.all(),
            "recipients": recipients_of(self.catalogue),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(request, "change")
        try:
            pushed = push(
                self.catalogue.pk, to=request.POST.getlist("bureaus"), by=name_of(request)
            )
        except CannotPush as refusal:
            messages.error(request, refusal_sentence(refusal))
            return redirect("disclosure_catalogues:push", self.catalogue.pk)
        told = {"version": pushed.version.number, "count": len(pushed.sent)}
        if pushed.sent:
            messages.success(
                request,
                ngettext(
                    "Version %(version)s is on its way to %(count)s bureau.",
                    "Version %(version)s is on its way to %(count)s bureaus.",
                    len(pushed.sent),
                )
                % told,
            )
        if pushed.had:
            messages.warning(
                request,
                _("Version %(version)s was sent before, and not again, to: %(codes)s.")
                % {**told, "codes": ", ".join(pushed.had)},
            )
        return redirect("disclosure_catalogues:push", self.catalogue.pk)


class CatalogueVersionView(CatalogueScreenMixin, TemplateView):
    """What one version changed."""

    template_name = "disclosure_plugin/admin/catalogue_version.html"

    @cached_property
    def version(self) -> CatalogueVersion:
        return get_object_or_404(self.catalogue.versions, number=self.kwargs["number"])

    def get_page_title(self) -> str:
        return _("Version %(number)s") % {"number": self.version.number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = self.catalogue.versions.filter(number=self.version.number - 1).first()
        return {
            **super().get_context_data(**kwargs),
            "version": self.version,
            "difference": difference_in_words(
                difference(before.read_rows() if before else [], self.version.read_rows())
            ),
        }
