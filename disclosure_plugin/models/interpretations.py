"""What interprets a document 政策解读: both are linked to each other."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import PageChooserPanel


class InterpretationMixin(models.Model):
    """A page that may interpret a rule document, whose page shows it while it is public."""

    interprets = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("document that it interprets"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The two pages are linked both ways while both are public."),
    )

    interpretation_panels = [PageChooserPanel("interprets", "disclosure_plugin.RuleDocumentPage")]

    class Meta:
        abstract = True
