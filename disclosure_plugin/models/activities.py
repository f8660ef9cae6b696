"""Activities 工作台账 of a bureau, for its staff: what the figures of a year are counted from."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.images import get_image_model_string

from disclosure_plugin.domain.activities import ALWAYS, FIELDS, Kind, problems
from disclosure_plugin.domain.activities import Activity as Written
from disclosure_plugin.editor.activity_words import (
    kind_choices,
    rectification_choices,
    supervision_choices,
)
from disclosure_plugin.editor.messages import refusal_sentence


class ActivityQuerySet(models.QuerySet["Activity"]):
    def standing(self) -> ActivityQuerySet:
        """Keep what lies in no bin; every count begins with it."""
        return self.filter(binned_at=None)

    def in_year(self, year: int) -> ActivityQuerySet:
        """Keep what took place in a year."""
        return self.filter(on__year=year)


class Activity(models.Model):
    """One activity; which fields its kind has, :mod:`disclosure_plugin.domain.activities` says.

    Only its kind, day, title and numbers may come into public tables.
    """

    kind = models.CharField(
        pgettext_lazy("of an activity", "kind"), max_length=10, choices=kind_choices
    )
    on = models.DateField(pgettext_lazy("of an activity", "day"), db_index=True)
    title = models.CharField(
        pgettext_lazy("of an activity", "what it was"),
        max_length=100,
        help_text=_("In a few words and without people's names: it may stand in a public table."),
    )
    section = models.ForeignKey(
        "disclosure_plugin.Section",
        verbose_name=_("responsible section"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    people = models.PositiveIntegerField(
        pgettext_lazy("of an activity", "people"),
        null=True,
        blank=True,
        help_text=_("Who took part, or who was sent; a person twice counts twice."),
    )
    boards = models.PositiveIntegerField(
        pgettext_lazy("of an activity", "display boards"), null=True, blank=True
    )
    leaflets = models.PositiveIntegerField(
        pgettext_lazy("of an activity", "leaflets"), null=True, blank=True
    )
    hours = models.DecimalField(
        pgettext_lazy("of an activity", "class hours"),
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
    )
    amount = models.DecimalField(
        pgettext_lazy("of an activity", "amount in yuan"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
    )
    laws = models.CharField(
        pgettext_lazy("of an activity", "laws made known"), max_length=300, blank=True
    )
    supervision = models.CharField(
        pgettext_lazy("of an activity", "supervision"),
        max_length=15,
        choices=supervision_choices,
        blank=True,
    )
    rectification = models.CharField(
        pgettext_lazy("of an activity", "rectification"),
        max_length=10,
        choices=rectification_choices,
        blank=True,
    )
    rectified_on = models.DateField(
        pgettext_lazy("of an activity", "put right on"), null=True, blank=True
    )
    notes = models.TextField(
        pgettext_lazy("of an activity", "notes"),
        blank=True,
        help_text=_("For staff alone: decisions, places, who spoke. Never published."),
    )
    # A form that is sent twice makes one activity.
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_by_name = models.CharField(
        pgettext_lazy("of an activity", "entered by"), max_length=300, blank=True
    )
    binned_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    binned_by_name = models.CharField(max_length=300, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["kind", "on"], name="disclosure_activity_kind")]

    def __str__(self) -> str:
        return f"{self.on.isoformat()} {self.title}"

    def clean(self) -> None:
        super().clean()
        if self.on is None or not self.kind:
            return  # said at the field
        wrong = problems(self.written(), today=timezone.localdate())
        if wrong:
            raise ValidationError(
                {name: refusal_sentence(refusal) for name, refusal in wrong.items()}
            )

    def written(self) -> Written:
        """Return it as the rules read it."""
        return Written(
            kind=Kind(self.kind),
            on=self.on,
            **{
                name: getattr(self, name)
                for name in {field for fields in FIELDS.values() for field in fields}
            },
        )

    @classmethod
    def label_of(cls, name: str) -> str:
        """Return what a field is called; ``section_id`` too, as the log writes it."""
        field: Any = cls._meta.get_field(name.removesuffix("_id"))
        return str(field.verbose_name)

    def values(self) -> dict[str, Any]:
        """Return by field what a person may change."""
        return {
            ("section_id" if name == "section" else name): getattr(
                self, "section_id" if name == "section" else name
            )
            for name in (*ALWAYS, *FIELDS[Kind(self.kind)])
        }


class ActivityPhoto(models.Model):
    """A photo of an activity: a private upload that no public page shows."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="photos")
    image = models.ForeignKey(get_image_model_string(), on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("photo of an activity")
        verbose_name_plural = _("photos of activities")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.image)
