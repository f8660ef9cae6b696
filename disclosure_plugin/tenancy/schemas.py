"""The bureau is the PostgreSQL schema the connection stands in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import connection
from django_tenants.utils import get_public_schema_name, tenant_context
from wagtail.log_actions import LogContext

from disclosure_plugin.bureaus import BureauEntry, BureauIdentity, NoBureau

from .models import SCHEMA_PREFIX, TEMPLATE, UNFINISHED, Bureau
from .mounts import canonical_prefix, script_prefix
from .roots import all_roots, roots


class SchemaBureaus:
    """Answers for :mod:`disclosure_plugin.bureaus` with one schema a bureau."""

    def current(self) -> str:
        schema: str = getattr(connection, "schema_name")  # noqa: B009  (django-tenants adds it)
        if schema in (TEMPLATE, UNFINISHED):
            # Its site is set up like a bureau's; no code begins with an underscore.
            return schema
        if schema == get_public_schema_name() or not schema.startswith(SCHEMA_PREFIX):
            raise NoBureau("No bureau is active here: name the bureau before working for it.")
        return schema.removeprefix(SCHEMA_PREFIX)

    def identity(self) -> BureauIdentity:
        bureau = self._bureau()
        return BureauIdentity(
            code=bureau.code,
            name=bureau.name,
            organisation_code=bureau.social_credit_code,
            is_county_office=bureau.is_county_office,
        )

    def is_open(self) -> bool:
        return self._bureau().state == Bureau.State.OPEN

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
        same = getattr(connection, "schema_name") == bureau.schema_name  # noqa: B009
        # Whoever is signed in at one bureau is nobody at another: the same key in its log
        # would name another person.
        with (
            nullcontext() if same else LogContext(),
            tenant_context(bureau),
            script_prefix(canonical_prefix(bureau)),
        ):
            yield

    def public_root(self) -> str:
        bureau = self._bureau()
        bureau.known_public_root = bureau.known_public_root or roots(bureau).public
        return bureau.known_public_root

    def admin_root(self) -> str:
        return roots(self._bureau()).admin

    def _bureau(self) -> Bureau:
        code = self.current()
        tenant = getattr(connection, "tenant", None)
        # Whoever entered the schema by its name alone left a stand-in there.
        return tenant if isinstance(tenant, Bureau) else Bureau.objects.get(code=code)

    def directory(self) -> list[BureauEntry]:
        addresses = all_roots()
        return [
            BureauEntry(
                code=bureau.code,
                name=bureau.name,
                address=addresses[bureau.code].public,
                is_county_office=bureau.is_county_office,
                admin_address=addresses[bureau.code].admin,
            )
            for bureau in Bureau.objects.exclude(state=Bureau.State.TRIAL)
        ]
