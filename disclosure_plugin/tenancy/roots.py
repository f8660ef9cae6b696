"""Where a bureau's public pages and its admin begin, as absolute addresses."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from disclosure_plugin.conf import get_settings

from .hosts import origin
from .models import Bureau
from .mounts import canonical_prefix


@dataclass(frozen=True)
class Roots:
    """Both end with a slash; empty where there is none.

    Attributes:
        public: of the canonical public pages, ``http://www.county.localhost/jsj/``.
        admin: of the host on which the bureau's admin is served, ``http://jsj.localhost/``.
    """

    public: str
    admin: str


def roots(bureau: Bureau) -> Roots:
    """Return where a bureau is reached, as it is committed now."""
    asked = _with_hosts().filter(Q(pk=bureau.pk) | Q(is_county_office=True) | ~Q(path=""))
    return all_roots(asked)[bureau.code]


def all_roots(bureaus: QuerySet[Bureau] | None = None) -> dict[str, Roots]:
    """Return where each bureau is reached, by code; two queries for all of them.

    Args:
        bureaus: all bureaus, or at least the county office and those that have a path.
    """
    rows = list(_with_hosts() if bureaus is None else bureaus)
    shared = [_hosts(row)[0] for row in rows if row.is_county_office and _hosts(row)]
    mounts = any(row.path for row in rows)
    return {
        row.code: Roots(public=_public(row, shared), admin=_admin(row, mounts)) for row in rows
    }


def _with_hosts() -> QuerySet[Bureau]:
    rows: QuerySet[Bureau] = Bureau.objects.prefetch_related("domains")
    return rows


def _hosts(bureau: Bureau) -> list[str]:
    return [domain.domain for domain in bureau.domains.all()]


def _public(bureau: Bureau, shared: list[str]) -> str:
    below = bureau.canonical == Bureau.Canonical.PATH
    hosts = shared if below else _hosts(bureau)
    return f"{origin(hosts[0])}{canonical_prefix(bureau)}" if hosts else ""


def _admin(bureau: Bureau, mounts: bool) -> str:
    hosts = _hosts(bureau)
    if bureau.is_county_office and mounts and not get_settings().UNSAFE_ADMIN_ON_SHARED_ORIGIN:
        # Its main host shows pages of other bureaus; script there would own the admin.
        hosts = hosts[1:]
    return f"{origin(hosts[0])}/" if hosts else ""
