"""The county's catalogues of what must be disclosed, and the versions that bureaus were sent.

A county edits the rows; nothing of that reaches a bureau. To push a catalogue is to freeze its
rows as a version and to put a message into the inbox of each bureau that shall follow it
(:mod:`disclosure_plugin.register.inbox`). PostgreSQL refuses to change a version.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.catalogue import FIELDS, LONGEST, Mode, Row, read_row, row_from_json
from disclosure_plugin.editor.messages import refusal_sentence


class Catalogue(models.Model):
    """One catalogue, such as that of a construction bureau; a bureau may follow several."""

    code = models.SlugField(pgettext_lazy("catalogue", "code"), unique=True)
    name = models.CharField(pgettext_lazy("catalogue", "name"), max_length=100)
    source = models.CharField(
        _("where it comes from"),
        max_length=300,
        blank=True,
        help_text=_("Shown to those who edit it and to the bureaus that follow it."),
    )

    class Meta:
        verbose_name = _("catalogue of what must be disclosed")
        verbose_name_plural = _("catalogues of what must be disclosed")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class CatalogueRow(models.Model):
    """One row of a catalogue as the county edits it; the columns are those of the table.

    The code is one in all catalogues: a bureau may follow several, and items name it alone.
    """

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField(default=0)
    code = models.CharField(
        pgettext_lazy("row of the catalogue", "code"),
        max_length=LONGEST["code"],
        unique=True,
        blank=True,
        help_text=_("Items refer to it, so it stays. Leave it empty to have one made."),
    )
    number = models.CharField(
        pgettext_lazy("row of the catalogue", "number"), max_length=LONGEST["number"], blank=True
    )
    level_one = models.CharField(_("matter, level 1"), max_length=LONGEST["level_one"])
    level_two = models.CharField(_("matter, level 2"), max_length=LONGEST["level_two"])
    elements = models.TextField(
        _("elements of the content"),
        max_length=LONGEST["elements"],
        help_text=_("Each behind its mark: ● must be there, ○ may be."),
    )
    basis = models.TextField(
        pgettext_lazy("row of the catalogue", "basis"), max_length=LONGEST["basis"]
    )
    time_limit = models.CharField(
        _("time limit"),
        max_length=LONGEST["time_limit"],
        help_text=_("Such as 信息形成或者变更之日起20个工作日内, 实时公开 or 每季度更新."),
    )
    body = models.CharField(_("who discloses it"), max_length=LONGEST["body"])
    channels = models.TextField(
        _("channels"),
        max_length=LONGEST["channels"],
        help_text=_("Each behind its mark: ■ must be used, □ may be."),
    )
    audience = models.CharField(
        pgettext_lazy("row of the catalogue", "audience"),
        max_length=LONGEST["audience"],
        help_text=_("全社会, or a group: 特定群体：征收范围内."),
    )
    mode = models.CharField(
        pgettext_lazy("row of the catalogue", "mode"),
        max_length=LONGEST["mode"],
        choices=[
            (Mode.OPEN.value, pgettext_lazy("mode of disclosure", "by itself")),
            (Mode.ON_REQUEST.value, pgettext_lazy("mode of disclosure", "on request")),
        ],
        default=Mode.OPEN.value,
    )
    levels = models.CharField(
        _("levels of government"),
        max_length=LONGEST["levels"],
        help_text=_("市级, 县级, 乡级 or 村级, parted by 、."),
    )
    remark = models.CharField(
        pgettext_lazy("row of the catalogue", "remark"),
        max_length=LONGEST["remark"],
        blank=True,
        help_text=_("For those who edit the catalogue, such as where the row comes from."),
    )

    class Meta:
        verbose_name = _("row of a catalogue")
        verbose_name_plural = _("rows of a catalogue")
        ordering = ["position", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.row().matter

    def row(self) -> Row:
        """Return what the rules need of it."""
        return Row(**{name: getattr(self, name) for name in FIELDS})

    def clean(self) -> None:
        """Write every column in its one way, or say what is wrong with it."""
        super().clean()
        read = read_row({name: getattr(self, name) or "" for name in FIELDS})
        if read.row is None:
            raise ValidationError(
                {name: refusal_sentence(refusal) for name, refusal in read.refusals.items()}
            )
        for name, value in read.row.as_json().items():
            setattr(self, name, value)


class CatalogueVersion(models.Model):
    """The rows of a catalogue as they were pushed; never changed and never deleted."""

    catalogue = models.ForeignKey(Catalogue, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    rows = models.JSONField()
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(_("pushed at"), db_default=Now())
    # A name and no key: accounts are in the county office's schema.
    frozen_by = models.CharField(_("pushed by"), max_length=150)

    class Meta:
        verbose_name = _("version of a catalogue")
        verbose_name_plural = _("versions of a catalogue")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "number"], name="disclosure_catalogue_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.catalogue} {self.number}"

    def read_rows(self) -> list[Row]:
        """Return its rows in order."""
        return [row_from_json(row) for row in self.rows]


class CatalogueImport(models.Model):
    """A table that was uploaded, with a verdict on each row; nothing of it holds before it is
    taken.
    """

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField(_("file"), max_length=200)
    rows = models.JSONField()
    # [sheet, row, column, field, sentence]
    problems = models.JSONField(default=list)
    # [sheet, row, time limit]
    unread = models.JSONField(default=list)
    # Of the rows it was compared with; they may have been edited since.
    before_sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded at"), db_default=Now())
    uploaded_by = models.CharField(_("uploaded by"), max_length=150)
    taken_at = models.DateTimeField(pgettext_lazy("table", "taken at"), null=True)
    taken_by = models.CharField(pgettext_lazy("table", "taken by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("uploaded table of a catalogue")
        verbose_name_plural = _("uploaded tables of a catalogue")
        ordering = ["-uploaded_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.file_name

    def read_rows(self) -> list[Row]:
        """Return the rows that could be read, in order."""
        return [row_from_json(row) for row in self.rows]

    def problem_rows(self) -> list[dict[str, Any]]:
        """Return what cannot be read, for the report."""
        names = ("sheet", "row", "column", "field", "sentence")
        return [dict(zip(names, one, strict=True)) for one in self.problems]
