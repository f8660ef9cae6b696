"""What editors are told about index numbers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from disclosure_plugin import bureaus
from disclosure_plugin.domain.index_numbers import NoOrganisationCode
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.models import DisclosedMixin
from disclosure_plugin.queries.register import entry_of


def ask_for_the_code(request: HttpRequest, page: Any) -> HttpResponseRedirect | None:
    """Lead back to the editor instead of publishing, while nobody has entered the bureau's code.

    Args:
        request: the editor's request to publish.
        page: what is to be published.
    """
    if not isinstance(page, DisclosedMixin) or bureaus.identity().organisation_code:
        return None
    messages.error(request, refusal_sentence(NoOrganisationCode()))
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def say_the_number(request: HttpRequest, page: Any) -> None:
    """Name the number of a page that has just been published for the first time.

    Args:
        request: the editor's request to publish.
        page: what was published.
    """
    entry = entry_of(page) if isinstance(page, DisclosedMixin) else None
    if entry is None or entry.first_published_at != entry.version_published_at:
        return
    messages.info(request, _("Index number: %(number)s") % {"number": entry.number})
    if entry.outgrown:
        messages.warning(
            request,
            _(
                "The index number %(number)s is valid, and longer than the county's pattern "
                "provides for. Tell the county: more items of one day than the pattern has "
                "numbers."
            )
            % {"number": entry.number},
        )
