"""Lists of items that were uploaded: what each row says, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ItemImport(models.Model):
    """A spreadsheet of items. It is the job, too: a worker looks here for what to do.

    Attributes:
        attempts: how often the current row was begun.
        failure: a sentence that says why nothing was made; its parameters beside it.
    """

    class State(models.TextChoices):
        CHECKED = "checked", pgettext_lazy("of a list of items", "checked, not started")
        MAKING = "making", pgettext_lazy("of a list of items", "drafts are being made")
        MADE = "made", pgettext_lazy("of a list of items", "drafts made")
        UNDOING = "undoing", pgettext_lazy("of a list of items", "drafts are being deleted")
        UNDONE = "undone", pgettext_lazy("of a list of items", "drafts deleted")

    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, db_index=True)
    state = models.CharField(
        pgettext_lazy("of a list of items", "state"),
        max_length=8,
        choices=State.choices,
        default=State.CHECKED,
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    failure_params = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField(_("uploaded at"), db_default=Now())
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # In whose name the drafts are made, or deleted.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("list of items")
        verbose_name_plural = _("lists of items")
        ordering = ["-uploaded_at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["started_at"],
                condition=models.Q(state__in=["making", "undoing"]),
                name="disclosure_item_import_work",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class ItemImportRow(models.Model):
    """One row of the list.

    Attributes:
        values: what the row says, until its draft is made: the draft says it from then on.
        faults: fault, column, heading and parameters of each.
        revision: the version the draft began with; who changes the draft makes another.
    """

    class State(models.TextChoices):
        GOOD = "good", pgettext_lazy("of a row", "can be made")
        BAD = "bad", pgettext_lazy("of a row", "has to be corrected")
        MADE = "made", pgettext_lazy("of a row", "draft made")
        KEPT = "kept", pgettext_lazy("of a row", "kept: it was worked on")
        DELETED = "deleted", pgettext_lazy("of a row", "draft deleted")

    item_import = models.ForeignKey(ItemImport, on_delete=models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=100, blank=True)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=255, blank=True)
    values = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    state = models.CharField(max_length=7, choices=State.choices)
    # The page may go before the row; then it says nothing more.
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revision = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = _("row of a list of items")
        verbose_name_plural = _("rows of a list of items")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.sheet} {self.number} {self.title}".strip()
