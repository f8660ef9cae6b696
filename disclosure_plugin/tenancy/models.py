"""Bureaus as tenants: one PostgreSQL schema each, reached by host name and by path."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tenants.models import DomainMixin, TenantMixin

from disclosure_plugin.domain import social_credit

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

# A spreadsheet that opens an exported list would run such a name.
validate_name = RegexValidator(
    r"^[=+\-@\t\r]",
    _("A name does not begin with =, +, - or @."),
    inverse_match=True,
)


def validate_credit_code(code: str) -> None:
    """Let a form say what is wrong with a unified social credit code."""
    try:
        social_credit.check(code)
    except social_credit.NotACreditCode as error:
        sentence = translate(social_credit.SENTENCES[error.code])
        raise ValidationError(sentence, code=error.code, params=error.params) from error


class Bureau(TenantMixin):
    """A bureau 局 of the county. The county office is one too.

    Its state is changed by :mod:`disclosure_plugin.tenancy.states` and held to by the
    middleware and the tasks; its addresses by :mod:`disclosure_plugin.tenancy.addresses`.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state of a bureau", "open")
        SUSPENDED = "suspended", pgettext_lazy("state of a bureau", "suspended")
        CLOSED = "closed", pgettext_lazy("state of a bureau", "closed")
        # For minutes, by the tenancy doctor: it answers at its host, and no list names it.
        TRIAL = "trial", pgettext_lazy("state of a bureau", "on trial")

    class Canonical(models.TextChoices):
        HOST = "host", pgettext_lazy("canonical address of a bureau", "its own host name")
        PATH = "path", pgettext_lazy("canonical address of a bureau", "below the county's site")

    code = models.CharField(_("code"), max_length=30, unique=True, validators=[validate_code])
    name = models.CharField(_("name"), max_length=100, validators=[validate_name])
    social_credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        validators=[validate_credit_code],
    )
    is_county_office = models.BooleanField(_("county office"), default=False)
    # First segment of its addresses on the county office's site; empty: reached by host alone.
    path = models.CharField(_("path"), max_length=30, blank=True, validators=[validate_path])
    canonical = models.CharField(
        _("canonical address"), max_length=4, choices=Canonical.choices, default=Canonical.HOST
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    blueprint = models.CharField(_("starting content"), max_length=60, blank=True)
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
                violation_error_message=_("There is a county office already."),
            ),
            models.UniqueConstraint(
                fields=["social_credit_code"],
                condition=~models.Q(social_credit_code=""),
                name="disclosure_one_bureau_a_credit_code",
                violation_error_message=_("Another bureau has this unified social credit code."),
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


class BureauStateChange(models.Model):
    """One line of a bureau's history: suspended, closed, opened again, with the reason."""

    bureau = models.ForeignKey(
        Bureau, verbose_name=_("bureau"), on_delete=models.CASCADE, related_name="state_changes"
    )
    state = models.CharField(_("state"), max_length=10, choices=Bureau.State.choices)
    reason = models.TextField(_("reason for the state"), blank=True)
    # A name and no key: accounts are in the county office's schema, and this outlives them.
    changed_by = models.CharField(_("changed by"), max_length=150, blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.bureau}: {self.get_state_display()}"


class BureauImport(models.Model):
    """A list of bureaus to make, from a CSV file."""

    file_name = models.CharField(_("file"), max_length=200)
    requested_by = models.CharField(_("asked for by"), max_length=150, blank=True)
    checked_at = models.DateTimeField(_("checked at"), auto_now_add=True)
    # Empty: the list has been looked at, and nobody has asked for the bureaus yet.
    started_at = models.DateTimeField(_("time started"), null=True, blank=True)

    class Meta:
        verbose_name = _("import of bureaus")
        verbose_name_plural = _("imports of bureaus")
        ordering = ["-checked_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class BureauImportRow(models.Model):
    """One line of the list, and what became of it: the row is the job."""

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("state of a row", "will be made")
        CREATED = "created", pgettext_lazy("state of a row", "made")
        UNCHANGED = "unchanged", pgettext_lazy("state of a row", "exists already, unchanged")
        REFUSED = "refused", pgettext_lazy("state of a row", "refused")
        FAILED = "failed", pgettext_lazy("state of a row", "failed")

    bureau_import = models.ForeignKey(
        BureauImport, verbose_name=_("import"), on_delete=models.CASCADE, related_name="rows"
    )
    line = models.PositiveIntegerField(_("line"))
    values = models.JSONField(_("values"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW)
    message = models.TextField(_("message"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    finished_at = models.DateTimeField(_("time finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau_import", "line"], name="disclosure_one_row_a_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.values.get('code', '')}"


# Django looks for models here; these have modules of their own.
from .county_sessions import CountySession  # noqa: E402, F401
from .doctor_runs import DoctorRun  # noqa: E402, F401
