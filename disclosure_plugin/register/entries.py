"""The register of disclosed information 政府信息公开目录: one row for each item, for ever.

The table stands in the schema that all bureaus share, and holds only what is public or was. Its
rows are written by :mod:`disclosure_plugin.actions.registering` alone. PostgreSQL refuses to
delete a row or to change its number.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.items import ABSTRACT_MAX_CHARACTERS
from disclosure_plugin.editor.categories import category_name, validity_choices
from disclosure_plugin.editor.removals import basis_choices, basis_sentence

from .notice_matters import PeriodUnit
from .numbers import AbstractNumberSeries


class NumberSeries(AbstractNumberSeries):
    """Running numbers of index numbers, of all bureaus: their code is in the name."""

    class Meta(AbstractNumberSeries.Meta):
        verbose_name = _("series of index numbers")
        verbose_name_plural = _("series of index numbers")


class RegisterEntry(models.Model):
    """One disclosed item; its number is given once and stays.

    It names the bureau by its code and name and not by a key: it outlives the bureau. Beside
    :attr:`state`, all of it says what the version says that was published last.
    """

    class State(models.TextChoices):
        PUBLIC = "public", pgettext_lazy("state of an entry", "public")
        # By an act of two people, with the reason in state_reason.
        WITHDRAWN = "withdrawn", pgettext_lazy("state of an entry", "withdrawn")
        # For personal data or a secret: the row says neither what it was called nor what it was.
        TAKEN_DOWN = "taken_down", pgettext_lazy("state of an entry", "taken down")
        # Not to be seen for now; it may be published again under the same number.
        UNPUBLISHED = "unpublished", pgettext_lazy("state of an entry", "no longer public")
        # For good.
        VOID = "void", pgettext_lazy("state of an entry", "void")

    number = models.CharField(_("index number"), max_length=100, unique=True, editable=False)
    outgrown = models.BooleanField(_("has more digits than the pattern"), default=False)
    bureau = models.CharField(_("bureau"), max_length=30)
    bureau_name = models.CharField(_("issuing bureau"), max_length=100)
    page = models.PositiveBigIntegerField(_("page"))
    short_id = models.CharField(_("short id"), max_length=255)

    title = models.CharField(_("title"), max_length=255)
    abstract = models.CharField(_("abstract"), max_length=ABSTRACT_MAX_CHARACTERS)
    category = models.CharField(_("category"), max_length=5)
    validity = models.CharField(_("validity"), max_length=8, choices=validity_choices)
    formed_on = models.DateField(_("formed on"))
    period_from = models.DateField(_("first day of the period"), null=True)
    period_to = models.DateField(_("last day of the period"), null=True)
    period_unit = models.CharField(
        _("days of the period"), max_length=8, choices=PeriodUnit, blank=True
    )
    period_days = models.PositiveSmallIntegerField(_("length of the period"), null=True)
    # When it became public with these words, and when its last day is over.
    period_opens_at = models.DateTimeField(_("period begun at"), null=True)
    period_closes_at = models.DateTimeField(_("period over at"), null=True)
    # Only of one that stood through its whole period; pages print this and no clock.
    period_ended_at = models.DateTimeField(_("end of the period noted at"), null=True)
    period_content = models.CharField(
        _("SHA-256 of what stands through the period"), max_length=64, blank=True
    )
    content_hash = models.CharField(_("SHA-256 of the content"), max_length=64)

    first_published_at = models.DateTimeField(pgettext_lazy("register", "first published at"))
    version_published_at = models.DateTimeField(_("this version published at"))
    original_published_on = models.DateField(_("first published elsewhere on"), null=True)
    original_source = models.CharField(_("where"), max_length=200, blank=True)
    due_by = models.DateField(_("to be disclosed by"), null=True)
    due_unknown_year = models.PositiveSmallIntegerField(
        _("year whose working days were not known"), null=True
    )

    state = models.CharField(_("state"), max_length=11, choices=State, default=State.PUBLIC)
    state_basis = models.CharField(
        _("basis of the state"), max_length=20, choices=basis_choices, blank=True
    )
    state_reason = models.CharField(_("reason for the state"), max_length=400, blank=True)
    state_since = models.DateTimeField(_("in this state since"))

    class Meta:
        verbose_name = _("entry of the register")
        verbose_name_plural = _("entries of the register")
        constraints = [
            models.UniqueConstraint(fields=["bureau", "page"], name="disclosure_one_entry_a_page"),
            models.CheckConstraint(
                condition=Q(original_published_on=None, original_source="")
                | (Q(original_published_on__isnull=False) & ~Q(original_source="")),
                name="disclosure_original_whole",
            ),
            models.CheckConstraint(
                condition=Q(due_by=None, due_unknown_year__isnull=False)
                | Q(due_by__isnull=False, due_unknown_year=None),
                name="disclosure_due_known_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(
                    period_from=None,
                    period_to=None,
                    period_unit="",
                    period_days=None,
                    period_opens_at=None,
                    period_closes_at=None,
                    period_ended_at=None,
                    period_content="",
                )
                | (
                    Q(
                        period_to__gte=models.F("period_from"),
                        period_days__gte=1,
                        period_closes_at__gt=models.F("period_opens_at"),
                    )
                    & ~Q(period_unit="")
                    & ~Q(period_content="")
                ),
                name="disclosure_period_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn", "taken_down"], state_basis=""),
                name="disclosure_removed_on_a_basis",
            ),
            models.CheckConstraint(
                condition=~Q(state="taken_down") | Q(title="", abstract="", original_source=""),
                name="disclosure_taken_down_says_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(state="void", state_reason=""), name="disclosure_void_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["period_closes_at"],
                condition=Q(period_closes_at__isnull=False),
                name="disclosure_register_periods",
            ),
            models.Index(
                fields=["bureau", "-first_published_at", "-id"],
                condition=Q(state="public"),
                name="disclosure_register_bureau",
            ),
            models.Index(
                fields=["-first_published_at", "-id"],
                condition=Q(state="public"),
                name="disclosure_register_county",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def basis_sentence(self) -> str:
        """On what its state rests, in the reader's language; empty for nothing."""
        return basis_sentence(self.state_basis)

    def get_category_display(self) -> str:
        """Return what the category is called."""
        return str(category_name(self.category))
