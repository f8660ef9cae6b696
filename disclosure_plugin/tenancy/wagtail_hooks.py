"""Hooks into the Wagtail admin of a county; each makes one call inward."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from .slugs import is_taken


@hooks.register("before_copy_page")
def refuse_a_slug_that_leads_to_a_bureau(request: HttpRequest, page: Page) -> HttpResponse | None:
    slug, parent = request.POST.get("new_slug", ""), request.POST.get("new_parent_page", "")
    above = Page.objects.filter(pk=parent).first() if parent.isdecimal() else page.get_parent()
    if not slug or above is None or not is_taken(slug, above):
        return None
    messages.error(
        request,
        _("The address /%(slug)s/ leads to a bureau: choose another slug.") % {"slug": slug},
    )
    return redirect("wagtailadmin_pages:copy", page.pk)
