"""Host name → bureau, before anything else looks at the request."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils.translation import gettext as _
from django_tenants.middleware.main import TenantMainMiddleware

from .models import Bureau, BureauDomain


def normalise_host(host: str) -> str:
    """Return the host name of a Host header: no port, lower case, no trailing dot.

    Returns:
        The name; empty if the header is no host name at all.
    """
    return split_domain_port(host)[0]


class BureauMiddleware(TenantMainMiddleware):
    """Choose the bureau by host. A host nobody has answers a plain 404; Wagtail is not asked."""

    @staticmethod
    def hostname_from_request(request: HttpRequest) -> str:
        return normalise_host(request.get_host())

    def get_tenant(self, domain_model: type[BureauDomain], hostname: str) -> Bureau:
        domain = domain_model.objects.select_related("tenant").get(domain=hostname)
        bureau: Bureau = domain.tenant
        return bureau

    def no_tenant_found(self, request: HttpRequest, hostname: str) -> HttpResponse:
        return HttpResponse(
            _("There is no site at this address."),
            status=404,
            content_type="text/plain; charset=utf-8",
        )
