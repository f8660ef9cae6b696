"""Who signs in the place of a reviewer who is away, from when to when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReviewDeputyQuerySet(models.QuerySet["ReviewDeputy"]):
    def active(self) -> ReviewDeputyQuerySet:
        """Keep those that hold now, by PostgreSQL's clock, of people who still work here."""
        return self.filter(
            begins_at__lte=Now(),
            ends_at__gt=Now(),
            reviewer__is_active=True,
            deputy__is_active=True,
        )

    def not_over(self) -> ReviewDeputyQuerySet:
        """Keep those that hold now or will."""
        return self.filter(ends_at__gt=Now())

    def overlapping(self, begins_at: object, ends_at: object) -> ReviewDeputyQuerySet:
        """Keep those that hold at any moment of a time."""
        return self.filter(begins_at__lt=ends_at, ends_at__gt=begins_at)


class ReviewDeputy(models.Model):
    """A reviewer is away for some days, and one colleague signs for them.

    It ends by itself; taken back earlier, its end is that moment. It is never deleted: the
    review sheet names it.
    """

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who is away"),
        on_delete=models.PROTECT,
        related_name="disclosure_deputies",
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who signs for them"),
        on_delete=models.PROTECT,
        related_name="disclosure_deputises",
    )
    # The days that were chosen; the moments follow from them in the bureau's time zone.
    from_day = models.DateField(_("from day"))
    to_day = models.DateField(_("to day, included"))
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reviewer_name = models.CharField(max_length=300)
    deputy_name = models.CharField(max_length=300)
    made_by_name = models.CharField(pgettext_lazy("of a deputy", "named by"), max_length=300)
    made_at = models.DateTimeField(pgettext_lazy("of a deputy", "named at"), db_default=Now())
    ended_by_name = models.CharField(max_length=300, blank=True)

    objects = ReviewDeputyQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputy of a reviewer")
        verbose_name_plural = _("deputies of reviewers")
        ordering = ["-begins_at", "-pk"]
        default_permissions = ()  # a reviewer names their own, an administrator anybody's
        constraints = [
            models.CheckConstraint(
                condition=~Q(reviewer=F("deputy")), name="disclosure_deputy_is_another"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_name} → {self.deputy_name}"
