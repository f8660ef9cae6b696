"""Host name → bureau, and whether it answers at all, before anything else looks at a request."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils.translation import gettext as _
from django_tenants.middleware.main import TenantMainMiddleware

from disclosure_plugin.site.addresses import is_admin

from .models import Bureau, BureauDomain

READING = ("GET", "HEAD", "OPTIONS")


def normalise_host(host: str) -> str:
    """Return the host name of a Host header: no port, lower case, no trailing dot.

    Returns:
        The name; empty if the header is no host name at all.
    """
    return split_domain_port(host)[0]


class BureauMiddleware(TenantMainMiddleware):
    """Choose the bureau by host. A host nobody has answers a plain 404; Wagtail is not asked.

    A suspended bureau answers 503 everywhere. A closed one can be read: its admin, and
    whatever is sent to it, answer 403.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        answer: HttpResponse | None = super().process_request(request)
        if answer is not None:
            return answer
        return _refusal(request.tenant, request)  # type: ignore[attr-defined]

    @staticmethod
    def hostname_from_request(request: HttpRequest) -> str:
        return normalise_host(request.get_host())

    def get_tenant(self, domain_model: type[BureauDomain], hostname: str) -> Bureau:
        domain = domain_model.objects.select_related("tenant").get(domain=hostname)
        bureau: Bureau = domain.tenant
        return bureau

    def no_tenant_found(self, request: HttpRequest, hostname: str) -> HttpResponse:
        return _sentence(_("There is no site at this address."), 404)


def _refusal(bureau: Bureau, request: HttpRequest) -> HttpResponse | None:
    """Return the answer of a bureau that is not open, if this request has to get it."""
    words = {"name": bureau.name, "reason": bureau.state_reason}
    if bureau.state == Bureau.State.SUSPENDED:
        # Nobody knows until when: no Retry-After.
        return _sentence(_("The site of %(name)s is suspended. Reason: %(reason)s") % words, 503)
    reading = request.method in READING and not is_admin(request.path)
    if bureau.state == Bureau.State.CLOSED and not reading:
        return _sentence(
            _(
                "%(name)s is closed: its pages can be read, nothing can be changed. "
                "Reason: %(reason)s"
            )
            % words,
            403,
        )
    return None


def _sentence(text: str, status: int) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
