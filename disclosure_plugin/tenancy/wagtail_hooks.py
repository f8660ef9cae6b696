"""Hooks into the Wagtail admin; each returns something that is made elsewhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .admin.county_sessions import CountySessionViewSet, county_session_viewset
from .admin.people_guard import refuse_unfit_change
from .visiting import only_looks


@hooks.register("register_admin_viewset")
def register_county_sessions() -> CountySessionViewSet:
    return county_session_viewset


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action(
        "disclosure.county_session", _("Begin a county session"), _("County session begun")
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
