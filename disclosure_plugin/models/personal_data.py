"""What was checked for personal data, what was found, and what people said of it.

No value that was found is kept, only its masked form: a table of values would be a list of
personal data more.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.personal_data_hits import Hit, from_json
from disclosure_plugin.domain.personal_data_overrides import REASON_MAX_CHARACTERS
from disclosure_plugin.editor.personal_data import basis_choices, basis_sentence


class PersonalDataCheck(models.Model):
    """What a check found in exactly this content, or in exactly these bytes.

    Attributes:
        hits: the first of them, as ``domain.personal_data_hits`` writes them.
        not_checked: what of a file no program can read and a person can: file, reason, values.
        unreadable: what keeps a file from being published as it is: the same three.
    """

    class Subject(models.TextChoices):
        CONTENT = "content", pgettext_lazy("subject of a check", "page")
        FILE = "file", pgettext_lazy("subject of a check", "file")

    subject = models.CharField(max_length=7, choices=Subject.choices)
    # Of the content as sign-offs have it, or of the file's bytes.
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    # By which a file was read; the same bytes may have another name.
    extension = models.CharField(max_length=10, blank=True)
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="+"
    )
    rules = models.CharField(_("rules"), max_length=64)
    checked_at = models.DateTimeField(_("checked at"), db_default=Now())
    hits = models.JSONField(default=list)
    blocking = models.PositiveIntegerField(default=0)
    to_look_at = models.PositiveIntegerField(default=0)
    not_checked = models.JSONField(default=list)
    unreadable = models.JSONField(default=list)

    class Meta:
        verbose_name = _("check for personal data")
        verbose_name_plural = _("checks for personal data")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "subject", "extension"], name="disclosure_one_check_a_content"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.sha256[:12]}"

    def found(self) -> list[Hit]:
        """The hits that are kept, those that keep a page back first."""
        return [from_json(value) for value in self.hits]


class PersonalDataLook(models.Model):
    """Somebody has looked through a file that no program can read, and let it pass."""

    of = models.OneToOneField(PersonalDataCheck, on_delete=models.CASCADE, related_name="look")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_name = models.CharField(_("looked through by"), max_length=300)
    by_post = models.CharField(pgettext_lazy("of a person", "post"), max_length=60, blank=True)
    at = models.DateTimeField(_("looked through at"), db_default=Now())

    class Meta:
        verbose_name = _("file that was looked through")
        verbose_name_plural = _("files that were looked through")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.of}: {self.by_name}"


class PersonalDataOverride(models.Model):
    """A second person lets exactly this content be published with what was found in it."""

    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=pgettext_lazy("of a disclosed page", "page"),
        on_delete=models.CASCADE,
        related_name="disclosure_overrides",
    )
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64, unique=True)
    basis = models.CharField(_("basis"), max_length=20, choices=basis_choices)
    reason = models.CharField(
        pgettext_lazy("of an override", "reason"), max_length=REASON_MAX_CHARACTERS
    )
    # How many hits of each kind it lets pass.
    kinds = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_name = models.CharField(_("decided by"), max_length=300)
    by_post = models.CharField(pgettext_lazy("of a person", "post"), max_length=60, blank=True)
    at = models.DateTimeField(_("decided at"), db_default=Now())

    class Meta:
        verbose_name = _("override of the personal-data gate")
        verbose_name_plural = _("overrides of the personal-data gate")
        ordering = ["-at", "-pk"]
        default_permissions = ()  # who decides on removals decides on this

    def __str__(self) -> str:
        return f"{self.page_id}: {self.by_name}"

    @property
    def basis_sentence(self) -> str:
        """On what it rests, in the reader's language."""
        return basis_sentence(self.basis)
