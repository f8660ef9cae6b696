"""Bureaus as tenants: one PostgreSQL schema each, reached by host name and by path."""

from __future__ import annotations

import re

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tenants.models import DomainMixin, TenantMixin

SCHEMA_PREFIX = "bureau_"
# Schemas that are no bureau's: what bureaus are copied from, and while it is being made.
TEMPLATE = "_bureau_template"
UNFINISHED = "_bureau_template_unfinished"

# A schema name ends up in SQL, in storage paths and in log lines: keep it plain.
validate_code = RegexValidator(
    r"^[a-z][a-z0-9]{1,29}$",
    _("Use 2 to 30 lower-case letters and digits, beginning with a letter."),
)

PATH = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
validate_path = RegexValidator(
    PATH.pattern,
    _("Use lower-case letters, digits and single hyphens, beginning with a letter."),
)


class Bureau(TenantMixin):
    """A bureau 局 of the county. The county office is one too.

    Its state is changed by :mod:`disclosure_plugin.tenancy.states` and held to by the
    middleware and the tasks; its addresses by :mod:`disclosure_plugin.tenancy.addresses`.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state of a bureau", "open")
        SUSPENDED = "suspended", pgettext_lazy("state of a bureau", "suspended")
        CLOSED = "closed", pgettext_lazy("state of a bureau", "closed")

    class Canonical(models.TextChoices):
        HOST = "host", pgettext_lazy("canonical address of a bureau", "its own host name")
        PATH = "path", pgettext_lazy("canonical address of a bureau", "below the county's site")

    code = models.CharField(_("code"), max_length=30, unique=True, validators=[validate_code])
    name = models.CharField(_("name"), max_length=100)
    is_county_office = models.BooleanField(_("county office"), default=False)
    # First segment of its addresses on the county office's site; empty: reached by host alone.
    path = models.CharField(_("path"), max_length=30, blank=True, validators=[validate_path])
    canonical = models.CharField(
        _("canonical address"), max_length=4, choices=Canonical.choices, default=Canonical.HOST
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    state_reason = models.TextField(_("reason for the state"), blank=True)
    state_since = models.DateTimeField(_("in this state since"), null=True, blank=True)

    # Routing writes it down where it finds it anyway, so that no page asks for it again.
    known_public_root: str = ""

    # Provisioning copies the schema from a template, in the transaction that makes the row.
    auto_create_schema = False

    class Meta:
        verbose_name = _("bureau")
        verbose_name_plural = _("bureaus")
        ordering = ["-is_county_office", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_county_office"],
                condition=models.Q(is_county_office=True),
                name="disclosure_one_county_office",
            ),
            models.UniqueConstraint(
                fields=["path"],
                condition=~models.Q(path=""),
                name="disclosure_one_bureau_a_path",
                violation_error_message=_("Another bureau has this path."),
            ),
            models.CheckConstraint(
                condition=~models.Q(canonical="path", path=""),
                name="disclosure_canonical_path_exists",
                violation_error_message=_("A bureau without a path is reached by its host name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BureauDomain(DomainMixin):
    """A host name of a bureau, without port; the primary one is canonical among them."""

    class Meta:
        verbose_name = _("host name")
        verbose_name_plural = _("host names")
        ordering = ["-is_primary", "domain"]

    def __str__(self) -> str:
        return str(self.domain)


# Django looks for models here; this one has a module of its own.
from .county_sessions import CountySession  # noqa: E402, F401
