"""What a browser may do with an answer: the content security policy, and the permissions.

The place in ``MIDDLEWARE`` is the very top, after Django's ``SecurityMiddleware`` (which sets
``X-Content-Type-Options``, ``Referrer-Policy``, ``Cross-Origin-Opener-Policy`` and HSTS) and
before everything that may answer by itself, so that no answer goes out without. Both set only
what the answer does not have: a view that needs another policy sets its own.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from .addresses import is_admin

POLICY = "Content-Security-Policy"

# Public pages have their style, script, images and fonts on their own address. Nothing inline.
PUBLIC = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",  # asked by browsers of staff only: where this page is edited
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
# The same page in the editor's preview, which the admin shows in a frame.
PREVIEW = {**PUBLIC, "frame-ancestors": "'self'"}

# The strictest that Wagtail's admin runs under, measured in a browser.
ADMIN = {
    "default-src": "'none'",
    # Date fields and rows of inline panels bring script elements of their own; what stands in
    # attributes (onerror=…) is never run.
    "script-src": "'self' 'unsafe-inline'",
    "script-src-attr": "'none'",
    # A library of the editor adds style elements; no screen needs style attributes.
    "style-src": "'self' 'unsafe-inline'",
    "style-src-attr": "'none'",
    "img-src": "'self' blob:",  # an upload's picture is shown while it is being sent
    "font-src": "'self'",
    "connect-src": "'self'",  # autosave, choosers, filters of lists
    "frame-src": "'self'",  # the preview
    "form-action": "'self'",
    "frame-ancestors": "'self'",  # in place of a preview that fails its editor sees why
    "base-uri": "'none'",
}

# A file somebody uploaded must never run as a page of the bureau.
UPLOAD = {"default-src": "'none'"}

# Nothing here uses them, so no script that gets in can ask for them either.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


def header(policy: dict[str, str], *more: str) -> str:
    """Write a policy as the value of its header."""
    return "; ".join([*(f"{name} {sources}" for name, sources in policy.items()), *more])


UPLOAD_HEADERS = {POLICY: header(UPLOAD, "sandbox"), "X-Content-Type-Options": "nosniff"}


class SecurityHeadersMiddleware:
    """Gives every answer its policy, by what was asked for.

    It also reads what is asked as UTF-8, whatever encoding the request names: Python knows some
    that yield what is no text, which neither PostgreSQL nor an answer can hold.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.encoding is not None:
            request.encoding = "utf-8"
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if response.status_code >= 400:
            # A cache may keep "not found" and "gone" by itself, beyond the next publication.
            response.headers.setdefault("Cache-Control", "no-store")
        if _is_document(request, response):
            for name, value in UPLOAD_HEADERS.items():
                response[name] = value
        else:
            response.headers.setdefault(POLICY, header(_policy(request)))
        return response


def _policy(request: HttpRequest) -> dict[str, str]:
    # Wagtail renders a preview by a request of its own, through all middleware.
    if getattr(request, "is_preview", False):
        return PREVIEW
    return ADMIN if is_admin(request) else PUBLIC


def _is_document(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Say whether an uploaded document is served, and not the form that asks for its password.

    A 304 counts: a browser takes the headers of the file it kept from there.
    """
    match = getattr(request, "resolver_match", None)
    if match is None or match.view_name != "wagtaildocs_serve":
        return False
    return response.status_code < 400 and not isinstance(response, TemplateResponse)
