"""People of a bureau: what an account does not know, and the link by which it is taken over."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def new_sign_in_key() -> str:
    """A value no session has yet."""
    return secrets.token_hex(16)


class Person(models.Model):
    """What the bureau knows of somebody beside their account.

    The account holds the name (the whole of it as the first name: a Chinese name is not turned
    around), the e-mail address and the roles. A person who leaves is deactivated and stays.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="disclosure_person",
    )
    post = models.CharField(pgettext_lazy("of a person", "post"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    section = models.ForeignKey(
        "disclosure_plugin.Section",
        verbose_name=_("section"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="disclosure_people",
    )
    left_on = models.DateField(pgettext_lazy("of a person", "left on"), null=True, blank=True)
    # Accounts with the same one belong to one human; empty: to nobody else's.
    human = models.CharField(max_length=32, blank=True, editable=False, db_index=True)
    # Every session carries the key it began with; a new one ends them all.
    sign_in_key = models.CharField(max_length=32, default=new_sign_in_key, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("of a bureau", "person")
        verbose_name_plural = pgettext_lazy("of a bureau", "people")

    def __str__(self) -> str:
        return self.user.get_full_name() or self.user.get_username()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        """Those that were neither used nor made void; they may have expired."""
        return self.filter(used_at=None, voided_at=None)

    def usable(self) -> InvitationQuerySet:
        """Those by which a password can be set now."""
        return self.open().filter(expires_at__gt=timezone.now(), user__is_active=True)


class Invitation(models.Model):
    """A link by which one person sets a password, once.

    Attributes:
        link: the whole address; known only to the object that the making returned.
    """

    class Mail(models.TextChoices):
        NONE = "none", _("not sent by e-mail")
        WAITING = "waiting", _("being sent")
        SENT = "sent", _("sent by e-mail")
        FAILED = "failed", _("the e-mail could not be sent")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="disclosure_invitations",
    )
    # The link itself is stored nowhere: who reads the table can use none.
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used at"), null=True)
    voided_at = models.DateTimeField(_("made void at"), null=True)
    mail = models.CharField(_("e-mail"), max_length=8, choices=Mail.choices, default=Mail.NONE)

    objects = InvitationQuerySet.as_manager()
    link = ""

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at=None, voided_at=None),
                name="disclosure_invitation_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.made_at:%Y-%m-%d}"
