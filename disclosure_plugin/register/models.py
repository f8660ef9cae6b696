"""The publication log: what was published when, in rows that are only ever added.

The tables stand in the schema that all bureaus share. They hold what is public anyway: hashes,
addresses and times; no text and no person. PostgreSQL refuses to change or delete a row.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .disclosed_types import DisclosedType
from .entries import NumberSeries, RegisterEntry

__all__ = ["DisclosedType", "Log", "LogEntry", "LogNode", "NumberSeries", "RegisterEntry"]


class Log(models.Model):
    """The log of one bureau; its row is locked while an entry is added.

    It names the bureau by its code and not by a key: it outlives the bureau.
    """

    bureau = models.CharField(_("bureau"), max_length=30)
    origin = models.CharField(_("name of the log"), max_length=100, unique=True)
    size = models.PositiveBigIntegerField(_("number of entries"), default=0)
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("publication log")
        verbose_name_plural = _("publication logs")
        constraints = [
            models.UniqueConstraint(
                fields=["bureau"],
                condition=models.Q(closed_at=None),
                name="disclosure_one_open_log",
            )
        ]

    def __str__(self) -> str:
        return self.origin


class LogEntry(models.Model):
    """One entry, with the very bytes that were hashed."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="entries")
    index = models.PositiveBigIntegerField(_("place"))
    leaf = models.BinaryField(_("content"))
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("what it is about"), max_length=100)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("entry of a publication log")
        verbose_name_plural = _("entries of a publication log")
        constraints = [
            models.UniqueConstraint(fields=["log", "index"], name="disclosure_log_entry_place")
        ]
        indexes = [models.Index(fields=["log", "subject"], name="disclosure_log_subject")]

    def __str__(self) -> str:
        return f"{self.log.origin}/{self.index}"


class LogNode(models.Model):
    """Hash of a perfect subtree of the log, written when its last entry is."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="nodes")
    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hash = models.BinaryField()
    completed_by = models.PositiveBigIntegerField(help_text="place of the entry that completed it")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["log", "level", "index"], name="disclosure_log_node_place"
            )
        ]
        indexes = [
            models.Index(fields=["log", "completed_by", "level"], name="disclosure_log_node_order")
        ]

    def __str__(self) -> str:
        return f"{self.log.origin}/{self.level}/{self.index}"


class LogKey(models.Model):
    """A public key with which states of a log are signed; the private one is in no database."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="keys")
    verifier_key = models.CharField(_("verifier key"), max_length=250, unique=True)
    from_size = models.PositiveBigIntegerField(_("number of entries when it was first used"))
    first_used_at = models.DateTimeField(_("first used at"), auto_now_add=True)

    class Meta:
        verbose_name = _("key of a publication log")
        verbose_name_plural = _("keys of a publication log")

    def __str__(self) -> str:
        return self.verifier_key


class LogCheckpoint(models.Model):
    """A signed state of the log: whoever has a copy can prove later that history was changed.

    After a restore a closed log may have one of more entries than are left: those entries were
    published and are lost.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="checkpoints")
    size = models.PositiveBigIntegerField(_("number of entries"))
    note = models.TextField(_("signed note"))
    signed_at = models.DateTimeField(_("signed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("signed state of a publication log")
        verbose_name_plural = _("signed states of a publication log")
        constraints = [
            models.UniqueConstraint(fields=["log", "size"], name="disclosure_log_checkpoint_size")
        ]

    def __str__(self) -> str:
        return f"{self.log.origin}@{self.size}"


# Django looks for models here; these have modules of their own.
from .annual_reports import AnnualReportDays, AnnualReportSubmission  # noqa: E402, F401
from .archive_damage import ArchiveDamage  # noqa: E402, F401
from .assessment_grades import AssessmentGrade  # noqa: E402, F401
from .catalogues import (  # noqa: E402, F401
    Catalogue,
    CatalogueImport,
    CatalogueRow,
    CatalogueVersion,
)
from .due import Due, Heartbeat  # noqa: E402, F401
from .finance_lines import FinanceLineKind  # noqa: E402, F401
from .generations import Generation  # noqa: E402, F401
from .inbox import InboxItem  # noqa: E402, F401
from .notice_matters import NoticeMatter  # noqa: E402, F401
from .overrides import Override  # noqa: E402, F401
from .rescans import Rescan  # noqa: E402, F401
from .review_rules import ReviewException, ReviewRule  # noqa: E402, F401
from .search_sections import SearchSection, SearchSynonym  # noqa: E402, F401
from .site_standings import SiteStanding  # noqa: E402, F401
from .time_stamps import LogTimeStamp  # noqa: E402, F401
from .working_days import WorkingDaysNotice  # noqa: E402, F401
from .wrong_words import WrongWord  # noqa: E402, F401
