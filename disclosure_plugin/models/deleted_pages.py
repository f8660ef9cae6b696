"""Deleted pages, as they were, for as long as they can be restored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ExactEncoder(DjangoJSONEncoder):
    """Writes moments to the microsecond, by which versions are told apart."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class DeletedPage(models.Model):
    """A page that somebody deleted, with everything that went with it.

    The rows are gone from their tables: no list, search or count can find them there by mistake.

    Attributes:
        page: key that the page had, and gets again.
        pages: how many pages went, those below it included.
        parent: key of the page it stood below.
        rows: every row that went, as Django writes rows.
    """

    page = models.BigIntegerField()
    page_type = models.CharField(max_length=200)
    title = models.CharField(_("title"), max_length=255)
    pages = models.PositiveIntegerField(_("pages"))
    parent = models.BigIntegerField()
    parent_title = models.CharField(max_length=255)
    parent_path = models.CharField(max_length=255)
    rows = models.JSONField(encoder=ExactEncoder)
    deleted_at = models.DateTimeField(_("deleted at"), db_default=Now(), db_index=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("deleted by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    deleted_by_name = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("deleted page")
        verbose_name_plural = _("deleted pages")
        ordering = ["-deleted_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.title
