"""What the nightly check of the bureau's public pages has found."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.outside_links import Outcome


class SiteCheck(models.Model):
    """One check of the whole public site.

    Attributes:
        links: different addresses of this installation to which its pages lead.
        outside_asked: addresses of other sites that were asked.
        outside_waiting: those that were not, because so many are asked in one night.
        outside_away: whether nothing outside was reached, so that nothing is said of it.
    """

    started_at = models.DateTimeField(_("begun at"), db_default=Now())
    finished_at = models.DateTimeField(_("finished at"), null=True)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    links = models.PositiveIntegerField(_("links within the site"), default=0)
    outside_asked = models.PositiveIntegerField(_("links to other sites, asked"), default=0)
    outside_waiting = models.PositiveIntegerField(_("links to other sites, waiting"), default=0)
    outside_away = models.BooleanField(_("nothing outside was reached"), default=False)

    class Meta:
        verbose_name = _("check of the site")
        verbose_name_plural = _("checks of the site")
        ordering = ["-started_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class SiteFault(models.Model):
    """Something that an inspector, or a reader, would object to.

    Attributes:
        page_title, page_address: of the first page where it was found.
        pages: on how many pages it was found.
        subject: the address that leads nowhere, or the name of the tag.
        detail: the status, or a value of :class:`domain.page_tags.Wrong`.
    """

    class Kind(models.TextChoices):
        PAGE = "page", pgettext_lazy("fault of a site", "page does not answer")
        LINK = "link", pgettext_lazy("fault of a site", "dead link within the site")
        OUTSIDE = "outside", pgettext_lazy("fault of a site", "dead link to another site")
        TAG = "tag", pgettext_lazy("fault of a site", "page tag")

    check_of = models.ForeignKey(SiteCheck, on_delete=models.CASCADE, related_name="faults")
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    page_title = models.CharField(_("page"), max_length=255, blank=True)
    page_address = models.TextField(_("address"))
    pages = models.PositiveIntegerField(_("pages with it"), default=1)
    subject = models.TextField(_("what it is about"))
    detail = models.CharField(_("detail"), max_length=100)

    class Meta:
        verbose_name = _("fault of the site")
        verbose_name_plural = _("faults of the site")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}"


class OutsideLink(models.Model):
    """An address of another site to which public pages lead, and what came of asking for it."""

    address = models.TextField(_("address"), unique=True)
    asked_at = models.DateTimeField(_("asked at"), null=True)
    outcome = models.CharField(
        _("outcome"), max_length=7, choices=[(one.value, one.value) for one in Outcome], blank=True
    )
    detail = models.CharField(_("detail"), max_length=100, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True)

    class Meta:
        verbose_name = _("link to another site")
        verbose_name_plural = _("links to other sites")
        default_permissions = ()

    def __str__(self) -> str:
        return self.address
