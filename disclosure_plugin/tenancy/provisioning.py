"""Make a bureau: its row, its schema with all tables, its site, roles and workflow."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django_tenants.utils import get_public_schema_name, schema_context

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import name_site, set_up_site
from disclosure_plugin.conf import get_settings
from disclosure_plugin.errors import DisclosureError

from . import locks
from .addresses import CannotSetAddress, set_address
from .county_roles import set_up_county_roles
from .hosts import normalise_host
from .models import SCHEMA_PREFIX, Bureau, BureauDomain
from .template import copy_template, ensure_template


class CannotCreateBureau(DisclosureError):
    """The bureau cannot be made with these values; nothing was made."""


@dataclass(frozen=True)
class Provisioned:
    """A bureau that is ready, and whether this call made it."""

    bureau: Bureau
    created: bool


def create_bureau(
    *,
    code: str,
    name: str,
    host: str,
    is_county_office: bool = False,
    path: str = "",
    canonical: str = Bureau.Canonical.HOST,
) -> Provisioned:
    """Make a bureau, or bring an existing one's site up to date with host and port.

    Args:
        code: short lower-case code, e.g. ``jsj``.
        name: full name, as on the letterhead.
        host: main host name, without port.
        is_county_office: whether this is the county office, of which there is one.
        path: first segment of its addresses on the county office's site; empty: none.
        canonical: ``host`` or ``path``: where its pages are at home. An existing bureau keeps
            its path and this: :func:`set_address` changes them.

    Raises:
        CannotCreateBureau: a value is not acceptable or belongs to another bureau, or bureaus
            are being migrated. Nothing is left behind: row, schema and site are made in one
            transaction.
    """
    host = normalise_host(host)
    with schema_context(get_public_schema_name()), locks.together(locks.MIGRATING) as free:
        if not free:
            raise CannotCreateBureau(
                "Bureaus are being migrated: try again when migrate_bureaus has ended."
            )
        if not Bureau.objects.filter(code=code).exists():
            ensure_template()
        with transaction.atomic():
            locks.in_turn(code)
            bureau = Bureau.objects.filter(code=code).first()
            created = bureau is None
            if bureau is None:
                bureau = _register(code, name, host, is_county_office=is_county_office)
                copy_template(bureau.schema_name)
            _check_host(bureau, host)
            _check_path(bureau, path, created=created)
            # A copy has what all bureaus have alike; another may lack what a release brought.
            set_up = name_site if created else set_up_site
            with bureaus.activate(code):
                set_up(name=bureau.name, hostname=host, port=get_settings().PUBLIC_PORT)
                if bureau.is_county_office:
                    set_up_county_roles()
            if created and (path or canonical != Bureau.Canonical.HOST):
                bureau = _below_the_county(code, path, canonical)
    return Provisioned(bureau=bureau, created=created)


def _register(code: str, name: str, host: str, *, is_county_office: bool) -> Bureau:
    bureau = Bureau(
        schema_name=f"{SCHEMA_PREFIX}{code}",
        code=code,
        name=name,
        is_county_office=is_county_office,
    )
    domain = BureauDomain(domain=host, is_primary=True)
    try:
        bureau.full_clean()
        bureau.save()
        domain.tenant = bureau
        domain.full_clean()
        domain.save()
    except ValidationError as error:
        raise CannotCreateBureau(" ".join(error.messages)) from error
    except IntegrityError as error:
        # Validation could not see what another process was about to commit.
        raise CannotCreateBureau(
            "Another bureau with one of these values was made at the same moment; "
            "nothing was made here."
        ) from error
    return bureau


def _check_path(bureau: Bureau, path: str, *, created: bool) -> None:
    if path and not created and path != bureau.path:
        raise CannotCreateBureau(
            f"The bureau {bureau.code!r} exists and has "
            f"{f'the path {bureau.path}' if bureau.path else 'no path'}: "
            f"change it with set_bureau_address {bureau.code} --path {path}."
        )


def _below_the_county(code: str, path: str, canonical: str) -> Bureau:
    try:
        return set_address(code, path=path, canonical=canonical)
    except CannotSetAddress as error:
        raise CannotCreateBureau(str(error)) from error


def _check_host(bureau: Bureau, host: str) -> None:
    if not bureau.domains.filter(domain=host).exists():
        hosts = ", ".join(bureau.domains.values_list("domain", flat=True))
        raise CannotCreateBureau(
            f"The bureau {bureau.code!r} exists and answers at {hosts}, not at {host}."
        )
