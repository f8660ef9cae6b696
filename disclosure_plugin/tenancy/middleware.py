"""Address → bureau, and whether it answers there, before anything else looks at a request."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.cache import has_vary_header

from disclosure_plugin.conf import get_settings
from disclosure_plugin.site import page_cache
from disclosure_plugin.site.addresses import is_admin

from . import answers
from .hosts import normalise_request
from .models import Bureau
from .mounts import mount, script_prefix
from .roots import roots
from .routing import Reached, find

READING = ("GET", "HEAD", "OPTIONS")
FOLLOWING = ("GET", "HEAD")  # what browsers send again to where a redirect leads
GetResponse = Callable[[HttpRequest], HttpResponseBase]


class BureauMiddleware:
    """Choose the bureau by host, and below the county office's host by path.

    An address nobody has answers 404; Wagtail is not asked. A suspended bureau answers 503
    everywhere. A closed one can be read: its admin, and whatever is sent to it, answer 403.
    Public pages answer at one address, their other ones send visitors there. The admin answers
    on hosts that no other bureau shares, and cookies exist there only.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        connection.set_schema_to_public()  # type: ignore[attr-defined]
        host = normalise_request(request)
        reached = find(host, request.path_info) if host else None
        if reached is None:
            return answers.not_found(request)
        connection.set_tenant(reached.bureau)  # type: ignore[attr-defined]
        request.tenant = reached.bureau  # type: ignore[attr-defined]
        page_cache.begin(request)
        with script_prefix(reached.prefix):
            mount(request, reached.prefix)
            return self._answer(request, reached)

    def _answer(self, request: HttpRequest, reached: Reached) -> HttpResponseBase:
        # Wagtail renders a preview by a request of its own that no visitor has made.
        if getattr(request, "is_dummy", False):
            return self.get_response(request)
        refusal = _refusal(reached.bureau, request)
        if refusal is not None:
            return refusal
        own = not reached.shared or get_settings().UNSAFE_ADMIN_ON_SHARED_ORIGIN
        if is_admin(request):
            return self._admin(request, reached, own=own)
        following = request.method in FOLLOWING and not reached.canonical
        if following and (reached.shared or not reached.serves):
            return _sent_on(request, roots(reached.bureau).public, permanent=True)
        if not reached.serves:
            return answers.nothing_here(request)
        if not own:
            return self._same_for_everybody(request, reached)
        # The admin of the same host needs the pictures and files from there: only pages go.
        response = self.get_response(request)
        if following and _is_page(response) and not _personal(response):
            return _instead(
                response, _sent_on(request, roots(reached.bureau).public, permanent=True)
            )
        return response

    def _admin(self, request: HttpRequest, reached: Reached, *, own: bool) -> HttpResponseBase:
        if own and reached.serves:
            return self.get_response(request)
        root = roots(reached.bureau).admin
        if root and request.method in FOLLOWING:
            return _sent_on(request, root, permanent=False)
        return answers.nothing_here(request)

    def _same_for_everybody(self, request: HttpRequest, reached: Reached) -> HttpResponseBase:
        """Answer without cookies; what needs one, such as a password, is asked on the own host.

        Only the answer tells. The own host knows it by the same sign and does not send back.
        """
        request.META["HTTP_COOKIE"] = ""
        request.COOKIES = {}
        response = self.get_response(request)
        root = roots(reached.bureau).admin if _personal(response) else ""
        if root and request.method in FOLLOWING:
            return _instead(response, _sent_on(request, root, permanent=False))
        response.cookies.clear()
        return response


def _personal(response: HttpResponseBase) -> bool:
    """Say whether an answer sets a cookie, or depends on one."""
    return bool(response.cookies) or has_vary_header(response, "Cookie")


def _is_page(response: HttpResponseBase) -> bool:
    return response.status_code == 200 and response.get("Content-Type", "").startswith("text/html")


def _instead(response: HttpResponseBase, other: HttpResponseBase) -> HttpResponseBase:
    """Return another response, with which what the first holds open is closed.

    To close the first itself would end the request for everybody who waits for its end.
    """
    other._resource_closers.extend(response._resource_closers)  # type: ignore[attr-defined]
    return other


def _sent_on(request: HttpRequest, root: str, *, permanent: bool) -> HttpResponseBase:
    if not root:
        return answers.nothing_here(request)
    target = root + request.get_full_path_info().lstrip("/")
    response = HttpResponsePermanentRedirect(target) if permanent else HttpResponseRedirect(target)
    # A browser that remembers it would run in circles once the other address is canonical.
    response["Cache-Control"] = "no-cache" if permanent else "no-store"
    return response


def _refusal(bureau: Bureau, request: HttpRequest) -> HttpResponseBase | None:
    """Return the answer of a bureau that is not open, if this request has to get it."""
    if bureau.state == Bureau.State.SUSPENDED:
        return answers.suspended(request, bureau)
    reading = request.method in READING and not is_admin(request)
    if bureau.state == Bureau.State.CLOSED and not reading:
        return answers.closed(request, bureau)
    return None
