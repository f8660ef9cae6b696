"""Where staff edit the public page they are looking at: public pages have no user bar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page


@never_cache
@require_safe
def edit_link(request: HttpRequest) -> HttpResponse:
    """Tell a script where the page at a path is edited.

    Args:
        request: with the path as ``path``; what Wagtail's admin lets through is signed in.

    Returns:
        address and words of the link; 204 where there is no such page, or it is not theirs.
    """
    asked = request.GET.get("path", "")
    # PostgreSQL, which would be asked for a page, has no NUL in its texts.
    page = Page.find_for_request(request, asked) if "\0" not in asked else None
    if page is None or not page.permissions_for_user(request.user).can_edit():
        return HttpResponse(status=204)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return JsonResponse({"address": address, "words": _("Edit this page")})


urlpatterns = [path("disclosure/edit-link/", edit_link, name="disclosure_edit_link")]
