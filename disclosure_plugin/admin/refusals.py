"""A refusal raised anywhere below a view becomes a message where the editor stands."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import IntegrityError
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from psycopg.errors import ForeignKeyViolation
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from disclosure_plugin.editor.refusals import ActRefused

logger = logging.getLogger("disclosure_plugin.admin")


class RefusalMiddleware:
    """Answers for Wagtail's views, which know nothing of our refusals.

    Stands after the middleware of sessions, users and messages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if _lost_a_race(request, error):
            # Without its text, which names pages; were it a mistake of ours, it stands here.
            constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
            logger.warning("A key led nowhere: %s", constraint or type(error).__name__)
            error = ActRefused(
                _(
                    "Somebody else has just deleted something that this names, or named what is "
                    "to be deleted. Nothing was changed: look at it as it is now."
                )
            )
        if not isinstance(error, ActRefused):
            return None
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return _modal_answer(request, error)
        if request.headers.get("accept", "").startswith("application/json"):
            return JsonResponse(
                {"success": False, "error_code": "refused", "error_message": str(error)},
                status=400,
            )
        messages.error(request, str(error))
        return redirect(_where_the_editor_stands(request, error))


def _lost_a_race(request: HttpRequest, error: Exception) -> bool:
    """Say whether a key led nowhere in the end, though whoever looked before saw no such thing."""
    violated = isinstance(error, ProtectedError) or (
        isinstance(error, IntegrityError) and isinstance(error.__cause__, ForeignKeyViolation)
    )
    return violated and request.path.startswith(reverse("wagtailadmin_home"))


def _modal_answer(request: HttpRequest, error: ActRefused) -> HttpResponse:
    """Wagtail's windows inside a page know two answers: more HTML, or where to go next."""
    view = request.resolver_match.view_name if request.resolver_match else ""
    if "workflow_action" in view:
        messages.error(request, str(error))
        going = {"step": "success", "redirect": _where_the_editor_stands(request, error)}
        return JsonResponse(going)
    sentences = format_html_join("", "<li>{}</li>", ((one,) for one in error.sentences))
    html = format_html('<ul class="errorlist help-block help-critical">{}</ul>', sentences)
    step = "set_privacy" if "privacy" in view else "refused"
    return JsonResponse({"step": step, "html": html})


def _where_the_editor_stands(request: HttpRequest, error: ActRefused) -> str:
    next_url = get_valid_next_url_from_request(request)
    if next_url:
        return str(next_url)
    if error.page_pk and Page.objects.filter(pk=error.page_pk).exists():
        return reverse("wagtailadmin_pages:edit", args=[error.page_pk])
    return reverse("wagtailadmin_home")
