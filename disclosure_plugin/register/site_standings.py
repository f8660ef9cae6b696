"""How the bureaus' sites stood when they were checked last, for the county office."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SiteStanding(models.Model):
    """One bureau's newest check of its public pages; numbers only.

    Which pages and links it is about stands in the bureau's own schema.
    """

    bureau = models.CharField(_("bureau"), max_length=30, unique=True)
    checked_at = models.DateTimeField(_("checked at"))
    pages = models.PositiveIntegerField(pgettext_lazy("of a check of the site", "pages"))
    pages_away = models.PositiveIntegerField(_("pages that do not answer"))
    dead_links = models.PositiveIntegerField(_("dead links within the site"))
    outside_links = models.PositiveIntegerField(_("dead links to other sites"))
    tag_faults = models.PositiveIntegerField(_("faults of page tags"))
    parts_missing = models.PositiveIntegerField(_("parts of the platform that are not complete"))

    class Meta:
        verbose_name = _("standing of a site")
        verbose_name_plural = _("standings of sites")
        ordering = ["bureau"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.bureau

    @property
    def faults(self) -> int:
        """Everything that costs points, added up."""
        return (
            self.pages_away
            + self.dead_links
            + self.outside_links
            + self.tag_faults
            + self.parts_missing
        )
