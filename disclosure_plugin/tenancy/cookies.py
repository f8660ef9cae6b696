"""Session and form cookies with a name for each bureau."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from disclosure_plugin import bureaus


class BureauCookiesMiddleware:
    """Lets ``sessionid`` travel as ``sessionid_jsj``, and the form cookie likewise.

    So a cookie that some other site, another bureau or one mounted on the same host has set is
    never read. Django keeps its two names, with whatever prefix they have, and does not notice.
    Put it right after ``BureauMiddleware``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        names = {
            name: f"{name}_{bureaus.current()}"
            for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
        }
        for name, of_the_bureau in names.items():
            request.COOKIES.pop(name, None)
            if of_the_bureau in request.COOKIES:
                request.COOKIES[name] = request.COOKIES.pop(of_the_bureau)
        response = self.get_response(request)
        for name, of_the_bureau in names.items():
            if name in response.cookies:
                cookie = response.cookies.pop(name)
                cookie.set(of_the_bureau, cookie.value, cookie.coded_value)
                response.cookies[of_the_bureau] = cookie
        return response
