"""What the screens of the review have in common."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from disclosure_plugin.models import ReviewStep, SignOff
from disclosure_plugin.models.doorway import is_disclosed

MANAGE = "wagtailcore.change_workflow"
# Whoever decides as a second person on what others began.
MAY_OVERRIDE = "disclosure_plugin.change_removal"
# Whoever sees what was withdrawn or taken down.
VIEW = "disclosure_plugin.view_removal"


class ReviewScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen of the admin that only some may open."""

    header_icon = "tasks"
    _show_breadcrumbs = True

    def may_open(self) -> bool:
        """Say whether whoever is signed in may open it."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_open():
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class PageScreen(ReviewScreen):
    """A screen about one disclosed page, named in its address as ``page``."""

    @cached_property
    def page(self) -> Any:
        page = get_object_or_404(Page, pk=self.kwargs["page"])
        if not is_disclosed(page) or page.latest_revision_id is None:
            raise Http404
        return page.specific

    def may_open(self) -> bool:
        return may_see_review(self.page, self.request.user)

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        title = self.page.get_admin_display_title()
        here = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, {"url": edit, "label": title}, here]


def may_see_review(page: Page, user: Any) -> bool:
    """Say whether somebody may read who signed what of a page."""
    return bool(
        user.has_perm(VIEW)
        or page.permissions_for_user(user).can_edit()
        or SignOff.objects.filter(page=page.pk, signer=user.pk).exists()
    )


def signs_something(user: Any) -> bool:
    """Say whether a step of the review is somebody's, by role or as a deputy."""
    steps = ReviewStep.objects.filter(active=True)
    if steps.filter(groups__in=user.groups.all()).exists():
        return True
    return user.is_superuser or any(step.represented_by(user).exists() for step in steps)
