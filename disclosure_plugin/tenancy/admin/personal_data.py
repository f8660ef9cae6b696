"""Personal data county-wide: what bureaus let pass, checks of what is public, wrong words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from disclosure_plugin import bureaus
from disclosure_plugin.actions.rescanning import ask_rescans
from disclosure_plugin.actions.wrong_words import MOST_CHARACTERS, forget_word, keep_word
from disclosure_plugin.admin.menu import OVERSIGHT
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.personal_data import basis_sentence, counts_sentence
from disclosure_plugin.errors import Refused
from disclosure_plugin.register.models import Override, Rescan, WrongWord
from disclosure_plugin.tasks import send_rescans
from disclosure_plugin.tenancy.models import Bureau

from .county import CountyPage, CountyViewSet, may, name_of, require

INDEX = "disclosure_county_personal_data:index"
WORDS = "disclosure_county_personal_data:words"
SHOWN = 200


class WordForm(forms.Form):
    """A wrong word and its right form."""

    wrong = forms.CharField(label=gettext_lazy("Wrong word"), max_length=MOST_CHARACTERS)
    right = forms.CharField(label=gettext_lazy("Right form"), max_length=MOST_CHARACTERS)
    source = forms.CharField(
        label=pgettext_lazy("of a wrong word", "Source"), max_length=200, required=False
    )


def rescan_rows() -> list[dict[str, Any]]:
    """Return each bureau with its last check, those first in which something is wrong."""
    last = {
        one.bureau: one
        for one in Rescan.objects.order_by("bureau", "-asked_at", "-pk").distinct("bureau")
    }
    rows = [
        {"name": bureau.name, "code": bureau.code, "last": last.get(bureau.code)}
        for bureau in Bureau.objects.exclude(state=Bureau.State.TRIAL).order_by("name")
    ]

    def trouble(row: dict[str, Any]) -> int:
        one = row["last"]
        return one.with_hits - one.overridden + one.not_checked if one else 0

    return sorted(rows, key=trouble, reverse=True)


def override_rows() -> list[dict[str, Any]]:
    """Return a row for each override, the newest first."""
    names = dict(Bureau.objects.values_list("code", "name"))
    return [
        {
            "bureau": names.get(one.bureau, one.bureau),
            "override": one,
            "basis": basis_sentence(one.basis),
            "kinds": counts_sentence(one.kinds),
        }
        for one in Override.objects.all()[:SHOWN]
    ]


class PersonalDataCountyView(CountyPage):
    """What was let pass in the bureaus, and what checks of everything public have found."""

    template_name = "disclosure_tenancy/admin/personal_data.html"
    page_title = gettext_lazy("Personal data")
    header_icon = "view"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = rescan_rows()
        busy = [row for row in rows if row["last"] and row["last"].state in ("waiting", "running")]
        return {
            **super().get_context_data(**kwargs),
            "rescans": rows,
            "busy": len(busy),
            "overrides": override_rows(),
            "may_change": may(self.request, "change"),
        }


@require_POST
def rescan_all(request: HttpRequest) -> HttpResponse:
    """Ask every open bureau to check anew what it has published."""
    require(request, "change")
    asked = ask_rescans(bureaus.codes(), by=name_of(request))
    send_rescans(asked)
    count = len(asked)
    messages.success(
        request,
        ngettext(
            "%(count)s bureau checks anew what it has published.",
            "%(count)s bureaus check anew what they have published.",
            count,
        )
        % {"count": count},
    )
    return redirect(INDEX)


class WordsView(CountyPage):
    """The list of wrong words, and a form for one more."""

    template_name = "disclosure_tenancy/admin/wrong_words.html"
    page_title = gettext_lazy("Wrong words")
    header_icon = "view"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "form": WordForm(),
            **super().get_context_data(**kwargs),
            "words": WrongWord.objects.all(),
            "may_change": may(self.request, "change"),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        require(request, "change")
        form = WordForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            try:
                word = keep_word(
                    said["wrong"], said["right"], source=said["source"], by=name_of(request)
                )
            except Refused as refused:
                form.add_error("wrong", refusal_sentence(refused))
            else:
                messages.success(request, _("“%(word)s” is on the list.") % {"word": word.wrong})
                return redirect(WORDS)
        return self.render_to_response(self.get_context_data(form=form))


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a word off the list."""
    require(request, "change")
    forget_word(pk)
    messages.success(request, _("The word is off the list."))
    return redirect(WORDS)


class PersonalDataCountyViewSet(CountyViewSet):
    """Menu entry and addresses."""

    name = "disclosure_county_personal_data"
    icon = "view"
    menu_label = gettext_lazy("Personal data")
    menu_order = 246
    menu_hook = OVERSIGHT.hook

    def get_patterns(self) -> list[Any]:
        return [
            path("", PersonalDataCountyView.as_view(), name="index"),
            path("rescan/", rescan_all, name="rescan"),
            path("words/", WordsView.as_view(), name="words"),
            path("words/<int:pk>/forget/", forget, name="forget"),
        ]


county_personal_data_viewset = PersonalDataCountyViewSet()
