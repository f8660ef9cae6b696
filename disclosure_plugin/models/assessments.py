"""The year's assessment 考核 of sections and persons: for one group's eyes, on no page at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.assessment import Criterion, Score, Subject, SubjectKind
from disclosure_plugin.editor.refusals import ActRefused

WHOM = [
    (SubjectKind.SECTION.value, pgettext_lazy("assessed", "section")),
    (SubjectKind.PERSON.value, pgettext_lazy("assessed", "person")),
]


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def seen_by(self, user: Any) -> AssessmentQuerySet:
        """Keep those of the groups that somebody is in; nobody sees others."""
        return self.filter(group__in=user.groups.all())


class Assessment(models.Model):
    """One assessment: tasks, criteria with weights, who is assessed, scores, two signatures."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state of an assessment", "open")
        SIGNED = "signed", pgettext_lazy("state of an assessment", "signed by one")
        FROZEN = "frozen", pgettext_lazy("state of an assessment", "signed by two, frozen")

    title = models.CharField(pgettext_lazy("of an assessment", "title"), max_length=100)
    year = models.PositiveSmallIntegerField(
        pgettext_lazy("of an assessment", "year"),
        validators=[MinValueValidator(1949), MaxValueValidator(2999)],
    )
    group = models.ForeignKey(
        "auth.Group",
        verbose_name=_("group that assesses"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Its members give scores and sign; nobody else sees the assessment."),
    )
    state = models.CharField(
        pgettext_lazy("of an assessment", "state"),
        max_length=6,
        choices=State.choices,
        default=State.OPEN,
        editable=False,
    )
    # What was signed: names, posts, weights and scores as they were.
    result = models.JSONField(null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField(null=True, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-year", "-pk"]
        default_permissions = ("add", "change")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="frozen", result__isnull=False, frozen_at__isnull=False)
                | ~models.Q(state="frozen") & models.Q(result=None, frozen_at=None),
                name="disclosure_assessment_frozen_whole",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return bool(self.state == self.State.OPEN)

    @property
    def is_frozen(self) -> bool:
        return bool(self.state == self.State.FROZEN)


class AssessmentPart(models.Model):
    """Something of an assessment; once somebody has signed, it stays as it is."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._refuse_signed()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        self._refuse_signed()
        return super().delete(*args, **kwargs)

    def whole(self) -> Assessment:
        """Return the assessment it is a part of, as the database has it."""
        return Assessment.objects.get(pk=self.assessment_id)

    def _refuse_signed(self) -> None:
        if not self.whole().is_open:
            raise ActRefused(_now("The assessment is signed; nothing of it can be changed."))


class AssessmentTask(AssessmentPart):
    """A task of the year."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="tasks")
    text = models.CharField(pgettext_lazy("of an assessment", "task"), max_length=300)
    section = models.ForeignKey(
        "disclosure_plugin.Section",
        verbose_name=_("responsible section"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    due_on = models.DateField(pgettext_lazy("task of a year", "due on"), null=True, blank=True)
    outcome = models.CharField(
        pgettext_lazy("task of a year", "what became of it"), max_length=300, blank=True
    )

    class Meta:
        verbose_name = pgettext_lazy("of an assessment", "task")
        verbose_name_plural = pgettext_lazy("of an assessment", "tasks")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class AssessmentCriterion(AssessmentPart):
    """What scores are given for; the weights of one kind add up to 100."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="criteria")
    of = models.CharField(_("for whom"), max_length=7, choices=WHOM)
    name = models.CharField(_("criterion"), max_length=100)
    weight = models.DecimalField(
        _("weight"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(100))],
    )
    task = models.ForeignKey(
        AssessmentTask,
        verbose_name=_("task it measures"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["-of", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    def criterion(self) -> Criterion:
        """Return what the rules need of it."""
        return Criterion(self.pk, self.name, self.weight, SubjectKind(self.of))


class AssessmentSubject(AssessmentPart):
    """A section or a person that is assessed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="subjects")
    kind = models.CharField(_("section or person"), max_length=7, choices=WHOM)
    name = models.CharField(pgettext_lazy("assessed", "name"), max_length=100)
    post = models.CharField(pgettext_lazy("of a person", "post"), max_length=60, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Of an assessed person: with it, nobody scores or signs for themselves."),
    )

    class Meta:
        verbose_name = pgettext_lazy("assessed", "section or person")
        verbose_name_plural = pgettext_lazy("assessed", "sections and persons")
        ordering = ["-kind", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "kind", "name", "post"], name="disclosure_assessed_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def subject(self) -> Subject:
        """Return what the rules need of it."""
        return Subject(self.pk, self.name, SubjectKind(self.kind))


class AssessmentScore(AssessmentPart):
    """What one assessor gave one subject for one criterion."""

    subject = models.ForeignKey(AssessmentSubject, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(
        AssessmentCriterion, on_delete=models.CASCADE, related_name="scores"
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    assessor_name = models.CharField(max_length=300)
    score = models.DecimalField(
        _("score"),
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    note = models.CharField(pgettext_lazy("of a score", "note"), max_length=200, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "criterion", "assessor"], name="disclosure_scored_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.score}"

    def whole(self) -> Assessment:
        return Assessment.objects.get(subjects=self.subject_id)

    def given(self) -> Score:
        """Return what the rules need of it."""
        return Score(self.subject_id, self.criterion_id, self.assessor_id, self.score)


class AssessmentSignature(models.Model):
    """Who signed which content; names are copied, they outlive the account."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="signatures")
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # One person with two accounts is one human.
    human = models.CharField(max_length=40)
    name = models.CharField(_("signed by"), max_length=300)
    post = models.CharField(pgettext_lazy("of a person", "post"), max_length=60, blank=True)
    sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)
    at = models.DateTimeField(_("signed at"), db_default=Now())

    class Meta:
        verbose_name = pgettext_lazy("of an assessment", "signature")
        verbose_name_plural = pgettext_lazy("of an assessment", "signatures")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "human"], name="disclosure_assessment_signed_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
