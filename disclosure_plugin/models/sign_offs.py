"""Who approved which version of a page, and exactly what it contained."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page, Revision, TaskState

from disclosure_plugin.domain.review_chain import REASON_MAX_CHARACTERS
from disclosure_plugin.editor.reviews import step_kind_choices


class SignOffQuerySet(models.QuerySet["SignOff"]):
    def valid(self) -> SignOffQuerySet:
        """Approvals that are not void."""
        return self.filter(outcome=SignOff.Outcome.APPROVED, voided_at=None)


class SignOff(models.Model):
    """A step of a review, signed by one person for one version.

    It outlives the account and the workflow: what it says of them is copied. The version it
    speaks of cannot be deleted. PostgreSQL lets nobody change what was signed.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("of a review", "approved")
        RETURNED = "returned", pgettext_lazy("of a review", "returned for changes")

    class Void(models.TextChoices):
        UNPUBLISHED = "unpublished", _("the page was taken off the site")
        UNSCHEDULED = "unscheduled", _("the schedule was cancelled")

    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=pgettext_lazy("of a disclosed page", "page"),
        on_delete=models.PROTECT,
        related_name="disclosure_sign_offs",
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        verbose_name=pgettext_lazy("of a disclosed page", "version"),
        on_delete=models.PROTECT,
        related_name="disclosure_sign_offs",
    )
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)
    versions = models.ManyToManyField(
        "disclosure_plugin.FileVersion",
        verbose_name=pgettext_lazy("of a sign-off", "files"),
        related_name="+",
    )
    outcome = models.CharField(
        pgettext_lazy("of a review", "outcome"), max_length=10, choices=Outcome.choices
    )
    comment = models.TextField(pgettext_lazy("of a review", "comment"), blank=True)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account of the signer"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="disclosure_sign_offs",
    )
    signer_name = models.CharField(_("signed by"), max_length=300, blank=True)
    signer_post = models.CharField(pgettext_lazy("of a person", "post"), max_length=60, blank=True)
    signed_at = models.DateTimeField(_("signed at"), db_default=Now())
    workflow_state = models.ForeignKey(
        "wagtailcore.WorkflowState", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    task = models.ForeignKey(
        "wagtailcore.Task", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    step = models.CharField(pgettext_lazy("of a review", "step"), max_length=255)
    kind = models.CharField(
        pgettext_lazy("of a step of a review", "kind"),
        max_length=20,
        choices=step_kind_choices,
        blank=True,
    )
    # What the step asked for, as domain.review_answers writes it down.
    answers = models.JSONField(default=dict)
    # A deputy signs for somebody.
    stands_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    stands_for_name = models.CharField(
        pgettext_lazy("of a sign-off", "in the place of"), max_length=300, blank=True
    )
    # It was nobody's step of theirs: why they signed it all the same.
    override_reason = models.CharField(
        pgettext_lazy("of an override", "reason"), max_length=REASON_MAX_CHARACTERS, blank=True
    )
    # The county lets this kind of item pass with fewer steps.
    is_reduced = models.BooleanField(default=False)
    # No step was left after it: the version may be published.
    is_last = models.BooleanField(default=False)
    published_at = models.DateTimeField(pgettext_lazy("of a sign-off", "published at"), null=True)
    voided_at = models.DateTimeField(pgettext_lazy("of a sign-off", "void since"), null=True)
    void_reason = models.CharField(max_length=12, choices=Void.choices, blank=True)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["-signed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.step}: {self.signer_name}"

    @property
    def disclosure(self) -> str:
        """Who may read it by this signature: open, on request, not at all; "" if it is silent."""
        return str((self.answers.get("confidentiality") or {}).get("disclosure", ""))


def is_fixed(revision: Revision) -> bool:
    """Say whether a version was handed in, signed, scheduled or published."""
    return (
        revision.approved_go_live_at is not None
        or TaskState.objects.filter(revision=revision.pk).exists()
        or SignOff.objects.filter(revision=revision.pk).exists()
        or Page.objects.filter(live_revision=revision.pk).exists()
    )
