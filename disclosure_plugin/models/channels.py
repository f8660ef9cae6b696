"""Places where items are posted beside the web, and the log of what hangs there."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.channels import NOTE_MAX_CHARACTERS, Act, Event


class PostingPlace(models.Model):
    """A printed board, a screen, or where a section hands sheets out."""

    class Channel(models.TextChoices):
        BOARD = "board", pgettext_lazy("channel", "printed board")
        SCREEN = "screen", pgettext_lazy("channel", "screen")
        HAND_OUT = "hand-out", pgettext_lazy("channel", "section hand-out")

    name = models.CharField(
        pgettext_lazy("of a posting place", "name"),
        max_length=60,
        unique=True,
        help_text=_("For example “Board at the gate”."),
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    where = models.CharField(pgettext_lazy("of a posting place", "where it is"), max_length=100)
    section = models.ForeignKey(
        "disclosure_plugin.Section",
        verbose_name=_("section that looks after it"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    columns: models.ManyToManyField = models.ManyToManyField(
        "wagtailcore.Page",
        verbose_name=_("columns that are to be posted here"),
        blank=True,
        related_name="+",
        help_text=_("Everything public in them is wanted here. Other items may hang here too."),
    )
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("posting place")
        verbose_name_plural = _("posting places")
        ordering = ["name"]
        default_permissions = ("add", "change", "view")  # what was posted there refers to it

    def __str__(self) -> str:
        return self.name


class Posting(models.Model):
    """A row of the log: something was posted or removed at a place, or a row was a mistake.

    PostgreSQL refuses to change or delete it. It says who they were at that time.
    """

    class Act(models.TextChoices):
        POSTED = Act.POSTED.value, pgettext_lazy("of a sheet", "posted")
        REMOVED = Act.REMOVED.value, pgettext_lazy("of a sheet", "removed")
        UNDONE = Act.UNDONE.value, pgettext_lazy("of a sheet", "undone")

    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("item"),
        on_delete=models.PROTECT,
        related_name="disclosure_postings",
    )
    place = models.ForeignKey(
        PostingPlace,
        verbose_name=_("posting place"),
        on_delete=models.PROTECT,
        related_name="postings",
    )
    act = models.CharField(_("what was done"), max_length=7, choices=Act.choices)
    undoes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    number = models.CharField(_("index number"), max_length=100)
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)
    note = models.CharField(
        pgettext_lazy("of a sheet", "note"), max_length=NOTE_MAX_CHARACTERS, blank=True
    )
    at = models.DateTimeField(pgettext_lazy("of a sheet", "noted at"), db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(_("noted by"), max_length=300)
    by_post = models.CharField(pgettext_lazy("of a person", "post"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("entry of the posting log")
        verbose_name_plural = _("entries of the posting log")
        ordering = ["-pk"]
        default_permissions = ("add", "view")
        indexes = [
            models.Index(fields=["place", "page", "id"], name="disclosure_posting_at_place")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act="undone", undoes__isnull=False)
                | (~models.Q(act="undone") & models.Q(undoes=None)),
                name="disclosure_posting_undoes_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_act_display()}"

    def event(self) -> Event:
        """Return the row as the rules read it."""
        return Event(self.pk, Act(self.act), self.content_sha256, self.at, self.undoes_id)


class PostingPhoto(models.Model):
    """A photo of the sheet in its place, for the bureau's staff alone.

    It is kept in the database and never as a file: no address, page or archive leads to it. It
    may show people who passed by; so it can be deleted, other than the row of the log.
    """

    posting = models.OneToOneField(Posting, on_delete=models.CASCADE, related_name="photo")
    jpeg = models.BinaryField()

    class Meta:
        verbose_name = _("photo of a posted sheet")
        verbose_name_plural = _("photos of posted sheets")
        default_permissions = ("delete",)

    def __str__(self) -> str:
        return str(self.posting_id)
