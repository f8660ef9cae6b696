"""Drafts that are kept to begin others with."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PageTemplate(models.Model):
    """What a new page of one type begins with.

    Attributes:
        page_type: label of the type, such as ``disclosure_plugin.DisclosureItemPage``.
        content: its fields and rows, as a version of a page keeps them, without what is a page's
            own: key, address, state, days.
    """

    page_type = models.CharField(max_length=200)
    name = models.CharField(pgettext_lazy("of a template", "name"), max_length=100)
    content = models.JSONField(encoder=DjangoJSONEncoder)
    made_at = models.DateTimeField(_("made at"), db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("template of a page")
        verbose_name_plural = _("templates of pages")
        ordering = ["page_type", "name"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["page_type", "name"], name="disclosure_one_template_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name
