"""Sessions of county staff inside a bureau: one row each, kept for good."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CountySessionQuerySet(models.QuerySet["CountySession"]):
    """The database's clock decides: it is one for all processes, and no test can bend it."""

    def live(self) -> CountySessionQuerySet:
        """Those that have begun in their bureau and are not over."""
        return self.open().filter(used_at__isnull=False)

    def open(self) -> CountySessionQuerySet:
        """Those that are not over, begun or not."""
        return self.filter(ended_at__isnull=True, expires_at__gt=Now())

    def waiting(self) -> CountySessionQuerySet:
        """Those whose hand-over can still be used."""
        return self.open().filter(used_at__isnull=True, handover_until__gt=Now())


class CountySession(models.Model):
    """Who of the county entered which bureau, why, with which rights and for how long.

    The person is copied as they were: accounts live in the county office's schema, and names
    and posts change. The row is written by the county (asked, revoked) and by the bureau's own
    requests (used, ended).
    """

    class Access(models.TextChoices):
        LOOK = "look", pgettext_lazy("access of a county session", "look only")
        EDIT = "edit", pgettext_lazy("access of a county session", "edit drafts")

    bureau = models.ForeignKey(
        "disclosure_tenancy.Bureau",
        verbose_name=_("bureau"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="county_sessions",
    )
    bureau_name = models.CharField(_("name of the bureau"), max_length=100)
    person_id = models.BigIntegerField(_("account in the county office"))
    username = models.CharField(_("user name"), max_length=150)
    full_name = models.CharField(_("full name"), max_length=301)
    post = models.CharField(_("post"), max_length=300, blank=True)
    reason = models.TextField(_("reason"))
    access = models.CharField(_("access"), max_length=4, choices=Access.choices)
    asked_at = models.DateTimeField(_("asked at"))
    handover_until = models.DateTimeField(_("hand-over valid until"))
    expires_at = models.DateTimeField(_("ends at the latest"))
    used_at = models.DateTimeField(_("entered at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=301, blank=True)
    # What was handed over is never stored, only what it can be recognised by.
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)

    objects = CountySessionQuerySet.as_manager()

    class Meta:
        app_label = "disclosure_tenancy"
        verbose_name = _("county session")
        verbose_name_plural = _("county sessions")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ("add", "change", "view")
        permissions = [
            ("edit_in_bureau", _("Can edit in a bureau during a county session")),
            ("give_county_role", _("Can give people a role of the county")),
            ("take_down", _("Can take down what a bureau has published")),
        ]
        indexes = [models.Index(fields=["bureau", "-asked_at"], name="disclosure_county_sessions")]

    def __str__(self) -> str:
        return f"{self.full_name} → {self.bureau_name}"

    @property
    def can_edit(self) -> bool:
        return self.access == self.Access.EDIT
