"""What a county demands of reviews, and where a bureau went another way: for the county to see.

A bureau writes an exception with its own signature, in the same transaction. No title, because
the page is not public yet.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.review_chain import (
    LEAST_STEPS,
    MOST_STEPS,
    REASON_MAX_CHARACTERS,
    Requirement,
    requirement_for,
)


class ReviewRule(models.Model):
    """How many steps the review of one kind of item has at least; one row a kind."""

    # Name of the page type; "" for all that have no rule of their own.
    kind = models.CharField(_("kind of item"), max_length=200, unique=True, blank=True)
    steps = models.PositiveSmallIntegerField(
        _("steps"), default=LEAST_STEPS, validators=[MaxValueValidator(MOST_STEPS)]
    )
    several = models.BooleanField(_("one person may sign several steps"), default=False)
    reason = models.CharField(
        pgettext_lazy("of a rule of reviews", "reason"),
        max_length=REASON_MAX_CHARACTERS,
        blank=True,
    )
    # A name and no key: accounts are in the county office's schema.
    set_by = models.CharField(pgettext_lazy("of a rule of reviews", "set by"), max_length=150)
    set_at = models.DateTimeField(pgettext_lazy("of a rule of reviews", "set at"), auto_now=True)

    class Meta:
        verbose_name = _("rule of reviews")
        verbose_name_plural = _("rules of reviews")
        ordering = ["kind"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind or '*'}: {self.steps}"


class ReviewException(models.Model):
    """A review in a bureau that was reduced by the county's rule, or a step signed by override."""

    class What(models.TextChoices):
        REDUCED = "reduced", pgettext_lazy("exception of a review", "reduced review")
        OVERRIDE = "override", pgettext_lazy("exception of a review", "step signed by override")

    bureau = models.CharField(_("bureau"), max_length=30)
    page = models.BigIntegerField(_("key of the page"))
    subject = models.CharField(_("what it is about"), max_length=255)
    kind = models.CharField(_("kind of item"), max_length=200)
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)
    what = models.CharField(max_length=10, choices=What.choices)
    step = models.CharField(pgettext_lazy("of a review", "step"), max_length=255, blank=True)
    reason = models.CharField(
        pgettext_lazy("of an override", "reason"), max_length=REASON_MAX_CHARACTERS, blank=True
    )
    by_name = models.CharField(_("decided by"), max_length=300, blank=True)
    by_post = models.CharField(pgettext_lazy("of a person", "post"), max_length=60, blank=True)
    at = models.DateTimeField(_("decided at"), db_default=Now())

    class Meta:
        verbose_name = _("exception of a review")
        verbose_name_plural = _("exceptions of reviews")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["bureau", "page"], name="disclosure_review_exceptions")]

    def __str__(self) -> str:
        return f"{self.bureau} {self.subject}"


def rules() -> dict[str, tuple[int, bool]]:
    """Return the county's rules as the domain reads them."""
    return {
        kind: (steps, several)
        for kind, steps, several in ReviewRule.objects.values_list("kind", "steps", "several")
    }


def requirement(kind: str) -> Requirement:
    """Return what the county demands of the review of a kind of item; one query.

    Args:
        kind: name of the page type, as ``app_label.model``.
    """
    return requirement_for(kind, rules())


def reason_of(kind: str) -> str:
    """Return why the review of a kind of item is reduced."""
    return ReviewRule.objects.filter(kind=kind).values_list("reason", flat=True).first() or ""


def least_steps() -> int:
    """Return how many steps a bureau's chain has at least, so that every kind can be reviewed."""
    known = rules()
    general, _several = known.get("", (LEAST_STEPS, False))
    return max([general, *(steps for steps, _several in known.values())])
