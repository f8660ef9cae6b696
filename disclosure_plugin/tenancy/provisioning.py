"""Make a bureau: its row, its schema with all tables, its site, roles and workflow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_tenants.utils import get_public_schema_name, schema_context

from disclosure_plugin import bureaus
from disclosure_plugin.actions.invitations import CannotInvite, invite
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, name_site, set_up_site
from disclosure_plugin.conf import get_settings
from disclosure_plugin.models import Invitation

from . import blueprints, locks, wanted
from .addresses import CannotSetAddress, set_address
from .blueprints.applying import apply
from .county_roles import set_up_county_roles
from .hosts import normalise_host
from .models import Bureau, BureauDomain
from .template import copy_template, ensure_template, is_current
from .wanted import CannotCreateBureau, WantedBureau

__all__ = ["BureausAreMigrated", "CannotCreateBureau", "Provisioned", "create_bureau", "make"]


class BureausAreMigrated(CannotCreateBureau):
    """No bureau can be made now; the same values can be taken later."""

    def __init__(self) -> None:
        super().__init__(
            _("Bureaus are being migrated: try again when migrate_bureaus has ended.")
        )


@dataclass(frozen=True)
class Provisioned:
    """A bureau that is ready, and whether this call made it.

    Attributes:
        bureau: its row.
        created: whether this call made it.
        invitation: of its administrator, if one was named and the bureau was made now; its
            ``link`` is the only copy there is.
    """

    bureau: Bureau
    created: bool
    invitation: Invitation | None = None


def create_bureau(
    *,
    code: str,
    name: str,
    host: str,
    is_county_office: bool = False,
    path: str = "",
    canonical: str = Bureau.Canonical.HOST,
    social_credit_code: str = "",
    other_hosts: Sequence[str] = (),
    blueprint: str = "",
    administrator_name: str = "",
    administrator: str = "",
    administrator_email: str = "",
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
        social_credit_code: unified social credit code (GB 32100-2015); empty: not given.
        other_hosts: further host names at which it answers.
        blueprint: name of the blueprint with what it begins with; empty: a home page alone.
        administrator_name: whole name of its administrator, who is invited; empty: nobody is.
        administrator: what they will sign in with.
        administrator_email: where the invitation goes, if mail can be sent.

    Raises:
        CannotCreateBureau: a value is not acceptable or belongs to another bureau, the bureau
            exists with another value, or bureaus are being migrated. Nothing is left behind:
            row, schema, site and content are made in one transaction.
    """
    return make(
        WantedBureau.of(
            code=code,
            name=name,
            host=host,
            is_county_office=is_county_office,
            social_credit_code=social_credit_code,
            other_hosts=other_hosts,
            blueprint=blueprint,
            path=path,
            canonical=canonical,
            administrator_name=administrator_name,
            administrator=administrator,
            administrator_email=administrator_email,
        )
    )


def make(new: WantedBureau) -> Provisioned:
    """Make a bureau; see :func:`create_bureau`."""
    with schema_context(get_public_schema_name()):
        if not is_current():
            _make_template_for(new)
        with transaction.atomic():
            if not locks.together_until_commit(locks.MIGRATING):
                raise BureausAreMigrated
            locks.in_turn(new.code)
            bureau = wanted.check(new)
            created = bureau is None
            if bureau is None:
                # Until the commit nobody migrates the template; before, somebody may have.
                if not is_current():
                    raise BureausAreMigrated
                bureau = _register(new)
                # Each copy holds more than a thousand locks until its commit, and PostgreSQL as it
                # comes has room for six thousand.
                locks.alone_until_commit(locks.COPYING)
                copy_template(bureau.schema_name)
            _fill(bureau, new, created=created)
            if created and (new.path or new.canonical != Bureau.Canonical.HOST):
                bureau = _below_the_county(new)
            # Last: the link carries the address of the bureau's admin.
            invitation = _invite(new) if created and new.names_administrator else None
    return Provisioned(bureau=bureau, created=created, invitation=invitation)


def _make_template_for(new: WantedBureau) -> None:
    """Make the template, which takes seconds: not for a bureau that cannot be made."""
    with locks.together(locks.MIGRATING) as free:
        if not free:
            raise BureausAreMigrated
        if wanted.check(new) is None:
            ensure_template()


def _register(new: WantedBureau) -> Bureau:
    bureau = wanted.row_of(new)
    try:
        bureau.save()
        for name in dict.fromkeys(normalise_host(host) for host in (new.host, *new.other_hosts)):
            is_primary = name == normalise_host(new.host)
            BureauDomain.objects.create(tenant=bureau, domain=name, is_primary=is_primary)
    except IntegrityError as error:
        raise CannotCreateBureau(
            _("Somebody else has just made a bureau with one of these values: look again.")
        ) from error
    return bureau


def _below_the_county(new: WantedBureau) -> Bureau:
    try:
        return set_address(new.code, path=new.path, canonical=new.canonical)
    except CannotSetAddress as error:
        raise CannotCreateBureau(error.errors) from error


def _invite(new: WantedBureau) -> Invitation:
    fields = {
        "full_name": "administrator_name",
        "username": "administrator",
        "email": "administrator_email",
    }
    try:
        with bureaus.activate(new.code):
            return invite(
                full_name=new.administrator_name,
                username=new.administrator,
                email=new.administrator_email,
                role=ADMINISTRATORS,
                invited_by=None,
            )
    except CannotInvite as error:
        raise CannotCreateBureau({fields.get(error.field, ""): [str(error)]}) from error


def _fill(bureau: Bureau, new: WantedBureau, *, created: bool) -> None:
    # A copy has what all bureaus have alike; another may lack what a release brought.
    set_up = name_site if created else set_up_site
    with bureaus.activate(bureau.code):
        made = set_up(
            name=bureau.name, hostname=normalise_host(new.host), port=get_settings().PUBLIC_PORT
        )
        if created and bureau.blueprint:
            apply(blueprints.load(bureau.blueprint), made.home, made.site)
        if bureau.is_county_office:
            set_up_county_roles()
