"""The bureau is the PostgreSQL schema the connection stands in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django_tenants.utils import get_public_schema_name, tenant_context

from disclosure_plugin.bureaus import BureauEntry, NoBureau
from disclosure_plugin.conf import get_settings

from .models import SCHEMA_PREFIX, Bureau


def address(host: str) -> str:
    """Return the address of a host's root, e.g. ``http://jsj.localhost:8000/``."""
    port = get_settings().PUBLIC_PORT
    if port == 443:
        return f"https://{host}/"
    return f"http://{host}/" if port == 80 else f"http://{host}:{port}/"


class SchemaBureaus:
    """Answers for :mod:`disclosure_plugin.bureaus` with one schema a bureau."""

    def current(self) -> str:
        schema: str = getattr(connection, "schema_name")  # noqa: B009  (django-tenants adds it)
        if schema == get_public_schema_name() or not schema.startswith(SCHEMA_PREFIX):
            raise NoBureau("No bureau is active here: name the bureau before working for it.")
        return schema.removeprefix(SCHEMA_PREFIX)

    def codes(self) -> list[str]:
        open_ones = Bureau.objects.filter(state=Bureau.State.OPEN)
        return list(open_ones.order_by("code").values_list("code", flat=True))

    def every_code(self) -> list[str]:
        return list(Bureau.objects.order_by("code").values_list("code", flat=True))

    @contextmanager
    def activate(self, code: str) -> Iterator[None]:
        try:
            bureau = Bureau.objects.get(code=code)
        except Bureau.DoesNotExist:
            codes = Bureau.objects.order_by("code").values_list("code", flat=True)
            known = ", ".join(codes) or "none"
            raise NoBureau(f"There is no bureau {code!r}. Bureaus: {known}.") from None
        with tenant_context(bureau):
            yield

    def directory(self) -> list[BureauEntry]:
        return [
            BureauEntry(
                code=bureau.code,
                name=bureau.name,
                address=address(bureau.domains.all()[0].domain) if bureau.domains.all() else "",
                is_county_office=bureau.is_county_office,
            )
            for bureau in Bureau.objects.exclude(state=Bureau.State.TRIAL).prefetch_related(
                "domains"
            )
        ]
