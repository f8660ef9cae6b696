"""Bureaus as tenants: one PostgreSQL schema each, reached by host name."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tenants.models import DomainMixin, TenantMixin

SCHEMA_PREFIX = "bureau_"

# A schema name ends up in SQL, in storage paths and in log lines: keep it plain.
validate_code = RegexValidator(
    r"^[a-z][a-z0-9]{1,29}$",
    _("Use 2 to 30 lower-case letters and digits, beginning with a letter."),
)


class Bureau(TenantMixin):
    """A bureau 局 of the county. The county office is one too.

    Its state is changed by :mod:`disclosure_plugin.tenancy.states` and held to by the
    middleware and the tasks.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state of a bureau", "open")
        SUSPENDED = "suspended", pgettext_lazy("state of a bureau", "suspended")
        CLOSED = "closed", pgettext_lazy("state of a bureau", "closed")
        # For minutes, by the tenancy doctor: it answers at its host, and no list names it.
        TRIAL = "trial", pgettext_lazy("state of a bureau", "on trial")

    code = models.CharField(_("code"), max_length=30, unique=True, validators=[validate_code])
    name = models.CharField(_("name"), max_length=100)
    is_county_office = models.BooleanField(_("county office"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    state_reason = models.TextField(_("reason for the state"), blank=True)
    state_since = models.DateTimeField(_("in this state since"), null=True, blank=True)

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
        ]

    def __str__(self) -> str:
        return self.name


class BureauDomain(DomainMixin):
    """A host name of a bureau, without port; the primary one is canonical."""

    class Meta:
        verbose_name = _("host name")
        verbose_name_plural = _("host names")
        ordering = ["-is_primary", "domain"]

    def __str__(self) -> str:
        return str(self.domain)
