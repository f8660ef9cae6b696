"""Hooks into the Wagtail admin of a county; each makes one call inward."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Page

from disclosure_plugin.domain.asked import key_in

from .admin.archive_damage import add_alarm, archive_damage_viewset
from .admin.bureaus import bureau_viewset
from .admin.county_sessions import county_session_viewset
from .admin.doctor import doctor_viewset
from .admin.imports import import_viewset
from .admin.notice_matters import notice_matter_viewset
from .admin.people_guard import refuse_unfit_change
from .admin.personal_data import county_personal_data_viewset
from .admin.punctuality import punctuality_viewset
from .admin.review_rules import county_reviews_viewset
from .admin.site_standings import site_standings_viewset
from .admin.taking_down import county_take_down_viewset
from .admin.working_days import working_days_viewset
from .slugs import is_taken
from .visiting import only_looks


@hooks.register("register_admin_viewset")
def register_county_viewsets() -> list[ViewSet]:
    return [
        bureau_viewset,
        import_viewset,
        county_session_viewset,
        doctor_viewset,
        punctuality_viewset,
        site_standings_viewset,
        working_days_viewset,
        notice_matter_viewset,
        county_take_down_viewset,
        archive_damage_viewset,
        county_personal_data_viewset,
        county_reviews_viewset,
    ]


@hooks.register("construct_homepage_panels")
def show_archive_damage(request: HttpRequest, panels: list[Any]) -> None:
    add_alarm(request, panels)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action(
        "disclosure.county_session",
        gettext_lazy("Begin a county session"),
        gettext_lazy("County session begun"),
    )
    actions.register_action(
        "disclosure.administrator_link",
        gettext_lazy("Make a link for a bureau's administrator"),
        gettext_lazy("Link for a bureau's administrator made"),
    )


@hooks.register("construct_page_action_menu")
def offer_no_actions_to_onlookers(
    menu_items: list[Any], request: HttpRequest, context: Any
) -> None:
    if only_looks(request):
        menu_items.clear()


@hooks.register("before_create_user")
def guard_new_people(request: HttpRequest) -> HttpResponse | None:
    return refuse_unfit_change(request)


@hooks.register("before_edit_user")
@hooks.register("before_delete_user")
def guard_people(request: HttpRequest, person: Any) -> HttpResponse | None:
    return refuse_unfit_change(request, [person])


@hooks.register("before_bulk_action")
def guard_many_people(
    request: HttpRequest, action: str, objects: list[Any], view: Any
) -> HttpResponse | None:
    if getattr(view.model._meta, "label_lower", "") != "auth.user":
        return None
    return refuse_unfit_change(request, objects)


@hooks.register("before_copy_page")
def refuse_a_slug_that_leads_to_a_bureau(request: HttpRequest, page: Page) -> HttpResponse | None:
    slug, parent = (
        request.POST.get("new_slug", ""),
        key_in(request.POST.get("new_parent_page", "")),
    )
    above = page.get_parent() if parent is None else Page.objects.filter(pk=parent).first()
    if not slug or above is None or not is_taken(slug, above):
        return None
    messages.error(
        request,
        _("The address /%(slug)s/ leads to a bureau: choose another slug.") % {"slug": slug},
    )
    return redirect("wagtailadmin_pages:copy", page.pk)
