"""What was observed from outside, and the certificates that rest on it.

The tables stand in the schema that all bureaus share, as the register does: they hold what is
public, name the bureau by its code, and outlive it. Every question names the bureau.
"""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.register.models import LogEntry, RegisterEntry
from disclosure_plugin.register.numbers import AbstractNumberSeries

# 80 bits: nobody finds one by trying.
CODE_BYTES = 10


def new_code() -> str:
    """Return a check code that nobody can guess."""
    return secrets.token_hex(CODE_BYTES)


class CertificateSeries(AbstractNumberSeries):
    """Running numbers of certificates; bureau and year are in the name."""

    class Meta(AbstractNumberSeries.Meta):
        verbose_name = _("series of certificate numbers")
        verbose_name_plural = _("series of certificate numbers")


class ProbeDay(models.Model):
    """Observations of one bureau and one day that the publication log commits to."""

    bureau = models.CharField(_("bureau"), max_length=30)
    day = models.DateField(_("day"))
    log_entry = models.OneToOneField(
        LogEntry, verbose_name=_("entry of the publication log"), on_delete=models.PROTECT
    )

    class Meta:
        verbose_name = _("day of observations")
        verbose_name_plural = _("days of observations")
        indexes = [models.Index(fields=["bureau", "day"], name="disclosure_probe_day")]

    def __str__(self) -> str:
        return f"{self.bureau} {self.day}"


class Probe(models.Model):
    """One look at an address of an item, over HTTP, from outside the web process."""

    class Kind(models.TextChoices):
        PAGE = "page", pgettext_lazy("what was looked at", "page")
        FILE = "file", pgettext_lazy("what was looked at", "attachment")

    bureau = models.CharField(_("bureau"), max_length=30)
    entry = models.ForeignKey(
        RegisterEntry,
        verbose_name=_("entry of the register"),
        on_delete=models.PROTECT,
        related_name="probes",
    )
    kind = models.CharField(_("what was looked at"), max_length=4, choices=Kind)
    at = models.DateTimeField(_("time"))
    url = models.TextField(_("address"))
    status = models.PositiveSmallIntegerField(_("HTTP status"), default=0)
    sha256 = models.CharField(_("SHA-256 of the content"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    # Empty if it was served as it should be.
    problem = models.CharField(_("problem"), max_length=20, blank=True)
    vantage = models.CharField(_("looked at from"), max_length=100)
    day = models.ForeignKey(
        ProbeDay,
        verbose_name=_("day of observations"),
        null=True,
        on_delete=models.PROTECT,
        related_name="probes",
    )

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["entry", "kind", "-at"], name="disclosure_probe_latest"),
            models.Index(
                fields=["bureau", "at"],
                condition=models.Q(day=None),
                name="disclosure_probe_not_logged",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.url}"


class Certificate(models.Model):
    """A certificate as it was issued; nothing of it changes afterwards."""

    bureau = models.CharField(_("bureau"), max_length=30)
    entry = models.ForeignKey(
        RegisterEntry,
        verbose_name=_("entry of the register"),
        on_delete=models.PROTECT,
        related_name="certificates",
    )
    year = models.PositiveSmallIntegerField(_("year"))
    serial = models.PositiveIntegerField(_("running number"))
    code = models.CharField(_("check code"), max_length=32, unique=True, default=new_code)
    # Whether the period was over: there is one such certificate of a period.
    is_final = models.BooleanField(_("of the whole period"))
    period_to = models.DateField(_("last day of the period"))
    issued_at = models.DateTimeField(_("issued at"))
    # The bytes the publication log commits to.
    document = models.BinaryField(_("document"))
    sha256 = models.CharField(_("SHA-256 of the document"), max_length=64, unique=True)
    log_entry = models.OneToOneField(
        LogEntry, verbose_name=_("entry of the publication log"), on_delete=models.PROTECT
    )
    # The printable rendering, kept from when it was first asked for.
    pdf = models.BinaryField("PDF", null=True)
    pdf_sha256 = models.CharField(_("SHA-256 of the PDF"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("certificate of publication")
        verbose_name_plural = _("certificates of publication")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "year", "serial"], name="disclosure_certificate_number"
            ),
            models.UniqueConstraint(
                fields=["entry", "period_to"],
                condition=models.Q(is_final=True),
                name="disclosure_one_final_certificate",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Its number, as it is read out: year and running number."""
        return f"{self.year}-{self.serial}"
