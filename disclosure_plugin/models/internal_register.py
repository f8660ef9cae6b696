"""The internal register: what a bureau has disclosed to its own staff, one row an item.

It stands in the bureau's own schema, and so do its numbers and its log. What is in it is never
live: for Wagtail, and for everything that shows the public what is live, it does not exist. Its
rows are written by :mod:`disclosure_plugin.actions.internal_disclosing` alone; PostgreSQL refuses
to delete one, to change its number, or to let an item be here and public at once.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin import bureaus
from disclosure_plugin.domain.audiences import Audience
from disclosure_plugin.domain.items import ABSTRACT_MAX_CHARACTERS
from disclosure_plugin.editor.audiences import AUDIENCES, audience_choices
from disclosure_plugin.editor.categories import category_name, validity_choices
from disclosure_plugin.register.due import Due, set_due

from .internal_log import append

REASON_MAX_CHARACTERS = 400


class InternalEntryQuerySet(models.QuerySet["InternalEntry"]):
    def disclosed(self) -> InternalEntryQuerySet:
        """Keep what staff may read now, by PostgreSQL's clock; whether these, is another matter.

        What ends at a moment is ended by a worker within a second; this holds without one.
        """
        return self.filter(live=True).filter(Q(expire_at=None) | Q(expire_at__gt=Now()))


class InternalEntry(models.Model):
    """One item disclosed to staff; its number is given once and stays.

    Beside :attr:`state`, all of it says what the version says that was disclosed last.
    """

    class State(models.TextChoices):
        DISCLOSED = "disclosed", pgettext_lazy("internal register", "disclosed to staff")
        ENDED = "ended", pgettext_lazy("internal register", "no longer disclosed")
        EXPIRED = "expired", pgettext_lazy("internal register", "its time is over")
        # It was published to everybody, under a number of the public register.
        PUBLIC = "public", pgettext_lazy("internal register", "published to everybody")

    page = models.OneToOneField(
        "wagtailcore.Page",
        verbose_name=pgettext_lazy("of a disclosed page", "page"),
        on_delete=models.PROTECT,
        related_name="disclosure_internal_entry",
    )
    number = models.CharField(
        _("internal index number"), max_length=110, unique=True, editable=False
    )
    outgrown = models.BooleanField(_("has more digits than the pattern"), default=False)
    short_id = models.CharField(_("short id"), max_length=255)

    title = models.CharField(_("title"), max_length=255)
    abstract = models.CharField(_("abstract"), max_length=ABSTRACT_MAX_CHARACTERS)
    category = models.CharField(_("category"), max_length=5)
    validity = models.CharField(_("validity"), max_length=8, choices=validity_choices)
    formed_on = models.DateField(_("formed on"))
    # What the list is searched by; of the item and not of its files.
    text = models.TextField(pgettext_lazy("internal register", "text"), blank=True)
    audience = models.CharField(
        pgettext_lazy("of an item", "audience"), max_length=6, choices=audience_choices
    )
    audience_group = models.ForeignKey(
        Group,
        verbose_name=pgettext_lazy("audience", "group"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    content_hash = models.CharField(_("SHA-256 of the content"), max_length=64)

    first_published_at = models.DateTimeField(
        pgettext_lazy("internal register", "first disclosed at")
    )
    version_published_at = models.DateTimeField(
        pgettext_lazy("internal register", "this version disclosed at")
    )
    expire_at = models.DateTimeField(pgettext_lazy("internal register", "ends at"), null=True)

    live = models.BooleanField(_("shown to staff"), default=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DISCLOSED)
    state_reason = models.CharField(
        _("reason for the state"), max_length=REASON_MAX_CHARACTERS, blank=True
    )
    state_since = models.DateTimeField(_("in this state since"))

    objects = InternalEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the internal register")
        verbose_name_plural = _("entries of the internal register")
        ordering = ["-version_published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(live=True, state="disclosed") | Q(live=False) & ~Q(state="disclosed"),
                name="disclosure_internal_live_is_disclosed",
            ),
            models.CheckConstraint(
                condition=Q(audience="staff", audience_group=None)
                | Q(audience="group", audience_group__isnull=False),
                name="disclosure_internal_audience_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended", state_reason=""),
                name="disclosure_internal_ended_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_category_display(self) -> str:
        """Return what the category is called."""
        return str(category_name(self.category))

    @property
    def audience_name(self) -> str:
        """For whom it is, in the reader's language; a group by its name."""
        if self.audience_group is not None:
            return self.audience_group.name
        return str(AUDIENCES[Audience(self.audience)])

    @transaction.atomic
    def end(self, state: State, *, reason: str = "", by: str = "") -> None:
        """Stop showing it to staff, and note that in the private log.

        Args:
            state: what it is from now on.
            reason: in the words that staff read at its address.
            by: name of who ends it; empty where nobody does.
        """
        self.live, self.state, self.state_reason, self.state_since = False, state, reason, Now()
        self.save(update_fields=["live", "state", "state_reason", "state_since"])
        self.refresh_from_db(fields=["state_since"])
        set_due(
            bureaus.current(),
            Due.Kind.EXPIRE,
            object_type=self._meta.label_lower,
            object_id=self.pk,
            due_at=None,
        )
        append(kind=f"item.{state.value}", subject=self.short_id, hashes={}, by=by)

    def unpublish(self, *, set_expired: bool = False, **kwargs: Any) -> None:
        """End it because its time is over: what is due calls everything that expires so."""
        self.end(self.State.EXPIRED)


class InternalVersion(models.Model):
    """A version of an item as it was disclosed to staff, with the files it was approved with."""

    entry = models.ForeignKey(InternalEntry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.PROTECT, related_name="+"
    )
    content_hash = models.CharField(_("SHA-256 of the content"), max_length=64)
    audience_name = models.CharField(pgettext_lazy("of an item", "audience"), max_length=150)
    published_at = models.DateTimeField(pgettext_lazy("internal register", "disclosed at"))
    files = models.ManyToManyField(
        "disclosure_plugin.FileVersion",
        verbose_name=pgettext_lazy("of a sign-off", "files"),
        related_name="+",
    )

    class Meta:
        verbose_name = _("version disclosed to staff")
        verbose_name_plural = _("versions disclosed to staff")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "number"], name="disclosure_internal_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry} ({self.number})"
